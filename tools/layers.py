#!/usr/bin/env python3
"""Check that imports point down only (docs/architecture.md).

Usage: python3 tools/layers.py        (part of `make lint`)

    wizard > services > models > matchers > engine > parsers

`engine` and `parsers` are pure: relative imports, the standard library and the
packages in PURE_PACKAGES, never Odoo.  Matchers read; only the posting service
writes accounting.  Prints one line per violation and exits 1 when there is one.
"""

import ast
import sys
from pathlib import Path

ADDON = Path(__file__).resolve().parent.parent / "bank_statement_intelligence"
ORDER = ("wizard", "services", "models", "matchers", "engine", "parsers")
PURE = ("engine", "parsers")
PURE_PACKAGES = {
    "chardet",
    "dateutil",
    "lxml",
    "openpyxl",
    "rapidfuzz",
    "re2",
    "stdnum",
    "xlrd",
}
WRITES = {"create", "write", "unlink", "action_post", "reconcile"}
OWN = "odoo.addons.bank_statement_intelligence"


def layer_of(path):
    """Return the layer of a file, or None."""
    top = path.relative_to(ADDON).parts[0]
    return top if top in ORDER else None


def imported(path, tree):
    """Yield (line, absolute module name) of every import, with ours as `.layer`."""
    package = path.relative_to(ADDON).parent.parts
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield node.lineno, _own(alias.name)
        elif isinstance(node, ast.ImportFrom):
            if not node.level:
                yield node.lineno, _own(node.module)
                continue
            base = package[: len(package) - node.level + 1]
            parts = [*base, *filter(None, [node.module])]
            for alias in node.names:
                yield node.lineno, "." + ".".join([*parts, alias.name])


def _own(name):
    """Return `.layer…` for a module of this addon, else its name."""
    return name.replace(OWN, "", 1) if name.startswith(OWN) else name


def import_violations(path, layer, tree):
    """Yield what is wrong with the imports of a file."""
    standard = sys.stdlib_module_names
    for line, name in imported(path, tree):
        if name.startswith("."):
            target = name.split(".")[1]
            if target in ORDER and target != layer:
                if ORDER.index(target) < ORDER.index(layer):
                    yield line, f"{layer}/ imports {target}/"
            elif layer in PURE and target not in ORDER:
                yield line, f"{layer}/ imports {name}, which is not pure"
        elif layer in PURE:
            top = name.split(".")[0]
            if top not in standard and top not in PURE_PACKAGES:
                yield line, f"{layer}/ is pure and imports {name}"


def write_violations(layer, tree):
    """Yield ORM writes in matchers, which only read."""
    if layer != "matchers":
        return
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            if node.func.attr in WRITES:
                yield node.lineno, f"matchers/ only read, but call .{node.func.attr}()"


def violations(addon=ADDON):
    """Return every violation as `path:line: text`."""
    found = []
    for path in sorted(addon.rglob("*.py")):
        layer = layer_of(path)
        if not layer:
            continue
        tree = ast.parse(path.read_text(), str(path))
        problems = [*import_violations(path, layer, tree)]
        problems += write_violations(layer, tree)
        shown = path.relative_to(addon.parent)
        found += [f"{shown}:{line}: {text}" for line, text in problems]
    return found


def main():
    """Print the violations."""
    found = violations()
    print("\n".join(found) if found else "layers: imports point down")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
