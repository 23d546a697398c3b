"""The virtual environment `.venv`: requirements, Odoo on its path, launchers."""

import shutil
import subprocess
import sys

import system
from steps import REQUIREMENTS, VENV, SetupError, Stamp, run, step, write_if_changed

PYTHON = VENV / "bin" / "python"
MINIMUM = (3, 10)
FILES = ("odoo.txt", "addon.txt", "test.txt", "lint.txt")
FILES_ALONE = ("oca.txt", "queue.txt")
LAUNCHER = """#!/bin/sh
# Written by tools/python_env.py.
exec "$(dirname "$(readlink -f "$0")")/python" -m odoo "$@"
"""


def ensure_venv():
    """Create the environment and install what the requirement files name."""
    if sys.version_info < MINIMUM:
        raise SetupError(f"Python {'.'.join(map(str, MINIMUM))} or newer is needed.")
    texts = [(REQUIREMENTS / name).read_text() for name in FILES + FILES_ALONE]
    stamp = Stamp(VENV / ".stamp", sys.version_info[:2], *texts)
    if stamp.is_set() and PYTHON.exists():
        return
    with step("Python packages in .venv"):
        if not _fits():
            shutil.rmtree(VENV, ignore_errors=True)
            _create()
        pip = [PYTHON, "-m", "pip", "install", "-q", "--disable-pip-version-check"]
        arguments = [f"-r{REQUIREMENTS / name}" for name in FILES]
        run([*pip, *arguments], "pip")
        for name in FILES_ALONE:
            run([*pip, "--no-deps", "-r", REQUIREMENTS / name], "pip")
        stamp.set()


def _fits():
    """Whether the environment exists and has this Python's version."""
    if not PYTHON.exists():
        return False
    code = "import sys; print(sys.version_info[:2])"
    done = subprocess.run(
        [PYTHON, "-c", code], capture_output=True, text=True, check=False
    )
    return done.stdout.strip() == str(sys.version_info[:2])


def _create():
    """Create the environment; Debian keeps the module it needs in a package."""
    try:
        import ensurepip  # noqa: F401
    except ImportError:
        if system.can_install():
            system.install("python3-venv")
    hint = "Install Python's venv module (Debian: python3-venv)."
    run([sys.executable, "-m", "venv", VENV], "pip", hint=hint)


def link(source):
    """Put Odoo on the environment's path and write its launchers."""
    packages = next((VENV / "lib").glob("python3*/site-packages"))
    write_if_changed(packages / "odoo.pth", f"{source.python}\n")
    for name in ("odoo", "odoo-bin"):
        write_if_changed(VENV / "bin" / name, LAUNCHER, mode=0o755)
