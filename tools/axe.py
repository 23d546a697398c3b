"""axe-core: tells what a page keeps from people who see badly or not at all.

Only the browser tests use it. It is fetched by npm into the state folder (its licence
is MPL-2.0, so no copy of it lives here); without npm those tests are left out.
"""

import shutil

from steps import STATE, SetupError, Stamp, run, say, step

PACKAGE = "axe-core@4.11.0"
FOLDER = STATE / "axe"
SCRIPT = FOLDER / "node_modules" / "axe-core" / "axe.min.js"


def ensure():
    """Fetch axe-core once; say so when it cannot be fetched."""
    stamp = Stamp(FOLDER / ".stamp", PACKAGE)
    if stamp.is_set() or not shutil.which("npm"):
        return
    FOLDER.mkdir(parents=True, exist_ok=True)
    install = ["npm", "install", "--no-save", "--no-audit", "--no-fund"]
    try:
        with step("axe-core"):
            run([*install, "--prefix", FOLDER, PACKAGE], "npm")
        stamp.set()
    except SetupError as error:
        say(f"  axe-core could not be fetched, its tests are left out: {error}")
