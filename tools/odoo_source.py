"""Find or fetch Odoo 19: ODOO_HOME, an importable one, Debian's package, or git."""

import hashlib
import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from steps import STATE, SetupError, Stamp, run, say, step

TARGET = STATE / "odoo"
PACKAGES = STATE / "debs"
# Odoo's links to fonts and scripts resolve when these share its prefix.
# fonts-font-awesome of the unstable suite has another layout.
FROM_UNSTABLE = (
    "odoo-19",
    "libjs-jquery",
    "libjs-jquery-form",
    "libjs-underscore",
    "fonts-inconsolata",
    "fonts-roboto-unhinted",
    "fonts-montserrat",
    "fonts-ocr-b",
)
FROM_STABLE = ("fonts-font-awesome",)
UNSTABLE, STABLE = "sid", "bookworm"
KEYRING = Path("/usr/share/keyrings/debian-archive-keyring.gpg")
GIT_URL = "https://github.com/odoo/odoo.git"
# The package lacks this file, which an asset bundle names.
STUB = "mail/static/lib/selfie_segmentation/selfie_segmentation.js"


@dataclass(frozen=True)
class Source:
    """Where Odoo comes from, and what joins the Python and addons paths."""

    origin: str
    python: Path
    addons: tuple

    @property
    def version(self):
        """Return the version named in Odoo's release file."""
        text = (self.python / "odoo" / "release.py").read_text()
        return re.search(r"version_info = \((\d+), *(\d+)", text).expand(r"\1.\2")


def find():
    """Return the Odoo to use, fetching it when there is none."""
    home = os.environ.get("ODOO_HOME")
    if home:
        source = _inside(Path(home).expanduser().absolute(), "ODOO_HOME")
        if not source:
            raise SetupError(f"ODOO_HOME={home} holds no Odoo 19 (odoo/release.py).")
        return source
    return _importable() or _fetched() or _fetch()


def _inside(folder, origin):
    """Return the Odoo 19 of a checkout or an installation, or None."""
    places = [folder, *(folder / p for p in ("usr/lib/python3/dist-packages",))]
    places += [folder.parent] if folder.name == "odoo" else []
    places += sorted(folder.glob("lib*/python3*/*-packages"))
    for place in places:
        if not (place / "odoo" / "release.py").is_file():
            continue
        # An installation has every addon in odoo/addons (Debian's keeps scraps of
        # them in addons/ as well), a checkout all but base in addons/.
        addons = (place / "odoo" / "addons", place / "addons")
        has_account = [
            a for a in addons if (a / "account" / "__manifest__.py").exists()
        ]
        source = Source(origin, place, tuple(has_account[:1]))
        if source.version.startswith("19."):
            return source
    return None


def _importable():
    """Return the Odoo 19 that the Python running this can import, or None."""
    for entry in sys.path:
        if entry and not Path(entry).is_relative_to(STATE):
            source = _inside(Path(entry), "installed Odoo")
            if source and source.addons:
                return source
    return None


def _fetched():
    """Return what an earlier run fetched, or None."""
    return _inside(TARGET, "fetched Odoo") if _stamp().is_set() else None


def _stamp():
    return Stamp(STATE / "stamps" / "odoo", FROM_UNSTABLE, FROM_STABLE, "1")


def _fetch():
    """Fetch Odoo from Debian, or else from Odoo's own repository."""
    with step("Odoo 19") as notes:
        shutil.rmtree(TARGET, ignore_errors=True)
        if shutil.which("apt-get") and shutil.which("dpkg") and _from_debian():
            notes.append("Debian's package")
        else:
            notes.append("Odoo's repository, branch 19.0")
            _from_git()
        source = _inside(TARGET, "fetched Odoo")
        if not source:
            raise SetupError(f"{TARGET} holds no Odoo 19 after fetching it.")
        _stamp().set()
    return source


def _from_git():
    """Fetch a shallow clone of branch 19.0 (systems without apt)."""
    if not shutil.which("git"):
        raise SetupError(
            "Odoo 19 is neither installed nor to be had here (no apt-get, no git): "
            "set ODOO_HOME to a checkout of its branch 19.0."
        )
    clone = ["git", "clone", "--depth=1", "--single-branch", "--branch=19.0"]
    run([*clone, GIT_URL, TARGET], "odoo", hint="Or set ODOO_HOME to a checkout.")


def _from_debian():
    """Download (once) and unpack Debian's packages; False where there are none."""
    PACKAGES.mkdir(parents=True, exist_ok=True)
    wanted = FROM_UNSTABLE + FROM_STABLE
    if not all(any(PACKAGES.glob(f"{name}_*.deb")) for name in wanted):
        if not any(_download(site) for site in _sites()):
            return False
    unpacked = TARGET.with_name("odoo.part")
    shutil.rmtree(unpacked, ignore_errors=True)
    for name in wanted:
        package = max(PACKAGES.glob(f"{name}_*.deb"), key=lambda p: p.stat().st_mtime)
        digest = hashlib.sha256(package.read_bytes()).hexdigest()
        say(f"    {digest[:16]}…  {package.name}")
        run(["dpkg", "-x", package, unpacked], "odoo")
    stub = unpacked / "usr/lib/python3/dist-packages/odoo/addons" / STUB
    if not stub.exists() and stub.parent.parent.is_dir():
        stub.parent.mkdir(parents=True, exist_ok=True)
        stub.write_text("")
    unpacked.rename(TARGET)
    return True


def _sites():
    """Return the mirrors that apt already uses, Debian's own archive first."""
    listing = subprocess.run(
        ["apt-get", "indextargets", "--format", "$(SITE)"],
        capture_output=True,
        text=True,
        check=False,
    )
    sites = dict.fromkeys(line.strip() for line in listing.stdout.splitlines() if line)
    return sorted(sites, key=lambda site: ("security" in site, "debian" not in site))


def _download(site):
    """Download the packages from one mirror, without touching apt's own state."""
    state = STATE / "apt"
    for folder in ("lists/partial", "cache/archives/partial"):
        (state / folder).mkdir(parents=True, exist_ok=True)
    signed = f"Signed-By: {KEYRING}\n" if KEYRING.exists() else ""
    sources = state / "odoo.sources"
    sources.write_text(
        f"Types: deb\nURIs: {site}\nSuites: {UNSTABLE} {STABLE}\n"
        f"Components: main\n{signed}"
    )
    options = {
        "Dir::Etc::sourcelist": sources,
        "Dir::Etc::sourceparts": "/dev/null",
        "Dir::State::lists": state / "lists",
        "Dir::Cache": state / "cache",
        "Acquire::Retries": "3",
        "APT::Sandbox::User": "root",
    }
    apt = ["apt-get", "-q"] + [f"-o{name}={value}" for name, value in options.items()]
    names = [f"{name}/{UNSTABLE}" for name in FROM_UNSTABLE]
    names += [f"{name}/{STABLE}" for name in FROM_STABLE]
    try:
        run([*apt, "update"], "odoo")
        run([*apt, "download", *names], "odoo", cwd=PACKAGES)
    except SetupError as error:
        say(f"    {site}: no odoo-19 there ({str(error).splitlines()[0]})")
        return False
    shutil.rmtree(state)
    return True
