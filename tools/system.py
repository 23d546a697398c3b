"""Programs from the system's package manager: browser, PDF, database server."""

import os
import shutil
import threading
from pathlib import Path

from steps import SetupError, run, say, step

BROWSERS = ("google-chrome", "chromium", "chromium-browser", "google-chrome-stable")
SERVER_FOLDERS = (
    "/usr/lib/postgresql/*/bin",
    "/usr/pgsql-*/bin",
    "/opt/homebrew/opt/postgresql*/bin",
    "/usr/local/opt/postgresql*/bin",
)
_apt = threading.Lock()


def is_root():
    """Whether this process may install and change users."""
    return os.geteuid() == 0


def can_install():
    """Whether packages can be installed from here."""
    return is_root() and bool(shutil.which("apt-get"))


def install(*packages):
    """Install Debian packages without asking."""
    environment = dict(os.environ, DEBIAN_FRONTEND="noninteractive")
    apt = ["apt-get", "-q", "-oDPkg::Lock::Timeout=300", "-oAcquire::Retries=3"]
    with _apt, step(f"system packages {' '.join(packages)}"):
        run([*apt, "update"], "apt", env=environment)
        run(
            [*apt, "install", "-y", "--no-install-recommends", *packages],
            "apt",
            env=environment,
        )


def server_folder():
    """Return the folder with initdb and pg_ctl of the newest server, or None."""
    found = []
    for pattern in SERVER_FOLDERS:
        base, _, rest = pattern.partition("*")
        parent = Path(base).parent if not base.endswith("/") else Path(base)
        name = base[len(str(parent)) :].strip("/")
        found += parent.glob(f"{name}*{rest}") if parent.is_dir() else []
    found = [folder for folder in found if (folder / "initdb").exists()]
    if found:
        return max(found, key=_major)
    program = shutil.which("initdb")
    return Path(program).resolve().parent if program else None


def _major(folder):
    """Return the major version in a folder name like …/postgresql/15/bin."""
    digits = "".join(c if c.isdigit() else " " for c in folder.parent.name).split()
    return int(digits[0]) if digits else 0


def browser():
    """Return the path of a Chromium-like browser, or None."""
    return next(filter(None, map(shutil.which, BROWSERS)), None)


def ensure_programs():
    """Install what is missing, or say what is."""
    wanted = {}
    if not browser():
        wanted["chromium"] = "tests in the browser and screenshots are skipped"
    if not shutil.which("wkhtmltopdf"):
        wanted["wkhtmltopdf"] = "PDF reports do not work"
    if not os.environ.get("PGHOST") and not server_folder():
        wanted["postgresql"] = "there is no database server"
    if wanted and can_install():
        install(*wanted)
        return
    for package, effect in wanted.items():
        say(f"  missing: {package} ({effect}); install it, or run as root on Debian")
    if "postgresql" in wanted:
        raise SetupError(
            "PostgreSQL 13 or newer is needed: install its server, "
            "or name a running one with PGHOST (and PGUSER, PGPASSWORD)."
        )
