#!/usr/bin/env python3
"""Run every linter and say which failed.

Usage: .venv/bin/python tools/lint.py [--fix]        (or `make lint`, `make format`)

Environment: ADVICE=1 shows the advice of .pylintrc as well.
"""

import os
import shutil
import subprocess
import sys

import layers
from lxml import etree
from steps import (
    ADDON,
    QUEUE,
    ROOT,
    STATE,
    VENV,
    SetupError,
    Stamp,
    environment,
    run,
    say,
    step,
)

BIN = VENV / "bin"
NODE = STATE / "node"
# eslint 10 needs a newer Node.js than Debian's and Odoo's.
NODE_PACKAGES = (
    "prettier@3.10.1",
    "@prettier/plugin-xml@3.4.2",
    "eslint@9.39.1",
    "globals@17.14.0",
)
ADDONS = (ADDON, ROOT / QUEUE)
STATIC = ADDON / "static"


def command(*words, **options):
    """Run a linter in the project's folder; True when it finds nothing."""
    words = [str(word) for word in words]
    return subprocess.run(words, cwd=ROOT, check=False, **options).returncode == 0


def ruff_check(fix):
    """Style, imports, complexity, purity."""
    return command(BIN / "ruff", "check", *(["--fix"] if fix else []), ".")


def ruff_format(fix):
    """Formatting of Python."""
    return command(BIN / "ruff", "format", *([] if fix else ["--check"]), ".")


def pylint(_fix):
    """Odoo's own traps."""
    if os.environ.get("ADVICE"):
        command(BIN / "pylint", "--rcfile=.pylintrc", "--exit-zero", *ADDONS)
    return command(BIN / "pylint", "--rcfile=.pylintrc-mandatory", "-j2", *ADDONS)


def hooks():
    """Return the folder of OCA's checks, in an environment of their own."""
    with_checks = environment(STATE / "hooks", ROOT / "requirements" / "hooks.txt")
    return with_checks / "bin"


def oca(_fix):
    """OCA's checks of modules and of translations."""
    folder, catalogues = hooks(), sorted((ADDON / "i18n").glob("*.po"))
    manifests = [addon / "__manifest__.py" for addon in ADDONS]
    module = command(folder / "oca-checks-odoo-module", *manifests)
    words = command(folder / "oca-checks-po", "--disable=po-pretty-format", *catalogues)
    return module and words


def xml(_fix):
    """Well-formed XML, and no id twice in a file."""
    good = True
    for path in sorted(p for addon in ADDONS for p in addon.rglob("*.xml")):
        try:
            tree = etree.parse(str(path))
        except etree.XMLSyntaxError as error:
            say(f"{path.relative_to(ROOT)}: {error}")
            good = False
            continue
        names = [n.get("id") for n in tree.iterfind(".//record") if n.get("id")]
        for name in sorted({n for n in names if names.count(n) > 1}):
            say(f"{path.relative_to(ROOT)}: record {name} is defined twice")
            good = False
    return good


def layering(_fix):
    """Imports point down only."""
    return layers.main() == 0


def javascript(fix):
    """Formatting and rules of the web client's modules."""
    files = [p for s in ("js", "xml", "scss") for p in STATIC.rglob(f"*.{s}")]
    if not files:
        return True
    if not shutil.which("npm"):
        say("skipped: npm is not installed")
        return True
    stamp = Stamp(NODE / ".stamp", *NODE_PACKAGES)
    if not stamp.is_set():
        with step("JavaScript linters"):
            NODE.mkdir(parents=True, exist_ok=True)
            install = ["npm", "install", "--no-save", "--no-audit", "--no-fund"]
            run([*install, "--prefix", NODE, *NODE_PACKAGES], "npm")
            stamp.set()
    modules = NODE / "node_modules"
    options = {"env": dict(os.environ, NODE_PATH=str(modules))}
    mode = "--write" if fix else "--check"
    prettier = command(
        modules / ".bin/prettier", "--log-level=warn", mode, *files, **options
    )
    scripts = [path for path in files if path.suffix == ".js"]
    arguments = [*(["--fix"] if fix else []), *scripts]
    return command(modules / ".bin/eslint", *arguments, **options) and prettier


LINTERS = {
    "ruff check": ruff_check,
    "ruff format": ruff_format,
    "layers": layering,
    "xml": xml,
    "OCA's checks": oca,
    "prettier and eslint": javascript,
    "pylint-odoo": pylint,
}


def main():
    """Run all linters; exit non-zero when one finds something."""
    fix = "--fix" in sys.argv[1:]
    failed = []
    for name, linter in LINTERS.items():
        say(f"{name}:")
        try:
            good = linter(fix)
        except SetupError as error:
            say(str(error))
            good = False
        if not good:
            failed.append(name)
    say(f"FAILED: {', '.join(failed)}" if failed else "all linters are content")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
