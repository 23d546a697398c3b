"""Build the wheel: the addon's folder becomes odoo.addons.bank_statement_intelligence.

ADDON=bank_statement_intelligence_queue builds that of the other addon.

`odoo` and `odoo.addons` are namespace packages, so an installed wheel is found by
Odoo without an addons path.  Odoo itself is no requirement here: it is not on the
package index (install it first).
"""

import ast
import os
from pathlib import Path

from setuptools import setup

NAME = os.environ.get("ADDON") or "bank_statement_intelligence"
FOLDER = Path(__file__).resolve().parent / NAME
PACKAGE = f"odoo.addons.{NAME}"
MANIFEST = ast.literal_eval((FOLDER / "__manifest__.py").read_text())
CODE_SUFFIXES = {".py", ".pyc"}


def packages():
    """Return the wheel's packages with their folders, relative to this file."""
    found = {PACKAGE: NAME}
    for init in FOLDER.rglob("__init__.py"):
        parts = init.parent.relative_to(FOLDER).parts
        if parts and "tests" not in parts:
            found[".".join([PACKAGE, *parts])] = "/".join([NAME, *parts])
    return found


def data_files():
    """Return the addon's files that are no code (and migrations, which are data)."""
    files = []
    for path in FOLDER.rglob("*"):
        relative = path.relative_to(FOLDER)
        is_code = path.suffix in CODE_SUFFIXES and relative.parts[0] != "migrations"
        if path.is_file() and not is_code and "__pycache__" not in relative.parts:
            files.append(relative.as_posix())
    return files


def long_description():
    """Return the readme, where there is one."""
    path = FOLDER.parent / "README.md"
    return path.read_text() if path.exists() else MANIFEST["summary"]


def requirements():
    """Return the distributions that the addon needs beside Odoo's own addons."""
    addons = [name for name in MANIFEST["depends"] if name != "account"]
    named = [f"odoo-addon-{name.replace('_', '-')}" for name in addons]
    return [*named, *MANIFEST.get("external_dependencies", {}).get("python", [])]


setup(
    name=f"odoo-addon-{NAME.replace('_', '-')}",
    version=MANIFEST["version"],
    description=MANIFEST["summary"],
    long_description=long_description(),
    long_description_content_type="text/markdown",
    author=MANIFEST["author"],
    url=MANIFEST.get("website", ""),
    license="LGPL-3.0-or-later",
    python_requires=">=3.10",
    packages=list(packages()),
    package_dir=packages(),
    package_data={PACKAGE: data_files()},
    include_package_data=False,
    options={"build": {"build_base": f"build/{NAME}"}},
    install_requires=requirements(),
    classifiers=[
        "Framework :: Odoo",
        "Framework :: Odoo :: 19.0",
        "Programming Language :: Python :: 3",
    ],
)
