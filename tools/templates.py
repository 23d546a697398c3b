"""Template databases, kept until what they are made of changes.

A template is named by a hash of its modules, their files and everything below
it.  They stand on each other, so a changed addon costs the addon's own
installation only:  account  <-  the addon  <-  the addon with others.
"""

import time
from pathlib import Path

import env
from steps import (
    ADDON_NAME,
    REQUIREMENTS,
    ROOT,
    STATE,
    TEST_ADDONS,
    VENV,
    key,
    lock,
    step,
)

# A server that PGHOST names may serve several state folders.
PREFIX = f"bsi_tpl_{key(STATE, length=4)}_"
BASE = ("account",)
KEPT = 3
# Files that an installation does not read.
UNREAD = {"__pycache__", "static", "readme", "i18n", "tests", "parsers", "engine"}
BUNDLES = """
for name in (
    "web.assets_web",
    "web.assets_tests",
    "web.assets_unit_tests_setup",
    "web.assets_unit_tests",
):
    bundle = env["ir.qweb"]._get_asset_bundle(name, css=True, js=True)
    bundle.js()
    bundle.css()
env.cr.commit()
"""


def ensure(modules=(ADDON_NAME,)):
    """Return the name of a template with these modules, building what is missing."""
    modules = tuple(modules)
    layers = _layers(modules)
    parent = None
    for label, added in layers:
        name = _name(label, added, parent)
        with lock(name):
            if not env.database_exists(name):
                _build(name, label, added, parent)
        parent = name
    return parent


def ensure_assets(parent):
    """Return a copy of a template that has the web client's bundles.

    Without them each browser test makes its own: they are not committed.
    """
    static = _content(env.ADDON / "static", unread={"__pycache__", "description"})
    name = f"{PREFIX}assets_{key(parent, *static)}"
    with lock(name):
        if not env.database_exists(name):
            with step("web client's bundles"):
                part = f"{PREFIX}assets_part_{int(time.time())}"
                env.create_database(part, parent)
                env.run_odoo_shell(part, BUNDLES)
                env.rename_database(part, name)
                _drop_old("assets")
    return name


def _layers(modules):
    """Split modules into layers, each with a label for people."""
    layers = [("account", BASE)]
    rest = tuple(m for m in modules if m not in BASE)
    if ADDON_NAME in rest:
        layers.append(("addon", (ADDON_NAME,)))
        rest = tuple(m for m in rest if m != ADDON_NAME)
    if rest:
        layers.append((f"with_{key(*rest, length=4)}", rest))
    return layers


def _name(label, modules, parent):
    """Return a name that changes with whatever goes into the template."""
    parts = [STATE, parent or _foundation(), *modules]
    for module in modules:
        for folder in (ROOT / module, TEST_ADDONS / module):
            parts += _content(folder)
    return f"{PREFIX}{label}_{key(*parts)}"


def _foundation():
    """Return what every template depends on: requirements and Odoo."""
    files = [REQUIREMENTS / "odoo.txt", REQUIREMENTS / "oca.txt"]
    files += [
        STATE / "stamps" / "odoo",
        *VENV.glob("lib/python3*/site-packages/odoo.pth"),
    ]
    return key(*(path.read_text() for path in files if path.exists()))


def _content(folder: Path, unread=UNREAD):
    """Return relative names and contents of the files an installation reads."""
    parts = []
    for path in sorted(folder.rglob("*")):
        relative = path.relative_to(folder)
        if path.is_file() and not unread.intersection(relative.parts):
            parts += [relative, key(path.read_bytes().hex())]
    return parts


def _build(name, label, modules, parent):
    """Build a template under another name, so that a half-built one is none."""
    with step(f"template database with {', '.join(modules)}"):
        part = f"{PREFIX}{label}_part_{int(time.time())}"
        env.create_database(part, parent or "template0")
        try:
            env.install(part, modules, log=f"template-{label}")
        except env.SetupError:
            env.drop_database(part)
            raise
        env.rename_database(part, name)
    _drop_old(label)


def _drop_old(label):
    """Drop all templates of a label but the newest."""
    for old in env.databases(f"{PREFIX}{label}_")[:-KEPT]:
        env.drop_database(old)
