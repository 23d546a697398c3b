"""Make the addon's pure packages importable without Odoo.

`bank_statement_intelligence/__init__.py` imports the models and so needs Odoo.
`parsers/` and `engine/` do not: they use relative imports and the standard
library only.  Importing this module puts an empty package `bsi` in front of
the addon folder, so that

    import pure
    from bsi.parsers import identify

works in any Python.  `bsi.parsers` and `odoo.addons.bank_statement_intelligence.
parsers` are two identities of the same files: never hand objects of one to the
other (tests that have Odoo import the addon's own name).
"""

import sys
from pathlib import Path
from types import ModuleType

ROOT = Path(__file__).resolve().parent.parent
ADDON = ROOT / "bank_statement_intelligence"
PACKAGE = "bsi"


def register(addon=ADDON, package=PACKAGE):
    """Register the package `package` whose submodules are those of `addon`."""
    module = sys.modules.get(package)
    if module is None:
        module = ModuleType(package, "Pure packages of the addon, without Odoo.")
        module.__path__ = [str(addon)]
        sys.modules[package] = module
    return module


register()
