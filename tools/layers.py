#!/usr/bin/env python3
"""Check that rooms look down only (docs/architecture.md).

Usage: python3 tools/layers.py        (part of `make lint`)

    parsers, engine                                       pure
    lines <- intake, matching <- rules <- settlement
          <- control, customer_statement <- worksheet, api

A room may import from, and look up models (``env["…"]`` or however else the name is
written) of, itself and the rooms below it.  `engine` and `parsers` are pure: relative
imports, the standard library and the packages in PURE_PACKAGES, never Odoo.  Prints one
line per violation and exits 1 when there is one.
"""

import ast
import sys
from pathlib import Path

ADDON = Path(__file__).resolve().parent.parent / "bank_statement_intelligence"
# Each room with the rooms it may know; `parsers` and `engine` are open to all rooms.
BELOW = {
    "parsers": set(),
    "engine": {"parsers"},
    "lines": set(),
    "intake": {"lines"},
    "matching": {"lines"},
    "rules": {"lines", "intake", "matching"},
    "settlement": {"lines", "intake", "matching", "rules"},
}
BELOW["control"] = {*BELOW["settlement"], "settlement"}
BELOW["customer_statement"] = {*BELOW["settlement"], "settlement"}
BELOW["worksheet"] = {*BELOW["control"], "control", "customer_statement"}
BELOW["api"] = {*BELOW["worksheet"]}
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


def room_of(parts):
    """Return the room of a path or module given as its parts below the addon."""
    if parts and parts[0] == "models":
        return parts[1] if len(parts) > 1 and parts[1] in BELOW else None
    return parts[0] if parts and parts[0] in PURE else None


def imported(parts, tree):
    """Yield (line, absolute module) of every import, ours as a tuple of parts."""
    package = parts[:-1]
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield node.lineno, _own(alias.name)
        elif isinstance(node, ast.ImportFrom) and not node.level:
            yield node.lineno, _own(node.module)
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1]
            module = (node.module or "").split(".") if node.module else []
            for alias in node.names:
                yield node.lineno, (*base, *module, alias.name)


def _own(name):
    """Return the parts below the addon for a module of ours, else its name."""
    return tuple(name[len(OWN) + 1 :].split(".")) if name.startswith(OWN) else name


def import_violations(parts, tree):
    """Yield what is wrong with the imports of a file, given its path's parts."""
    room = room_of(parts)
    for line, name in imported(parts, tree):
        if isinstance(name, tuple):
            yield from _own_import(room, name, line)
        elif room in PURE:
            top = name.split(".")[0]
            if top not in sys.stdlib_module_names and top not in PURE_PACKAGES:
                yield line, f"{room}/ is pure and imports {name}"


def _own_import(room, name, line):
    """Yield what is wrong with an import from this addon."""
    target = room_of(name)
    if not target:
        if room in PURE:
            yield line, f"{room}/ imports {'.'.join(name)}, which is not pure"
    elif target != room and target not in BELOW[room] | set(PURE) - {room}:
        yield line, f"{room}/ imports {target}/"
    elif room == "parsers" and target == "engine":
        yield line, "parsers/ imports engine/"


def own_models(addon=ADDON):
    """Return the room of each model that this addon defines."""
    found = {}
    for path in sorted((addon / "models").rglob("*.py")):
        room = room_of(path.relative_to(addon).parts)
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant):
                if getattr(node.targets[0], "id", "") == "_name":
                    found[node.value.value] = room
    return {name: room for name, room in found.items() if name.startswith("bank.")}


def lookup_violations(parts, tree, models):
    """Yield look-ups of models in rooms that are not below.

    Whoever looks a model up writes its name: in ``env["…"]``, ``env.get("…")``,
    ``env(user=…)["…"]``, a constant, a list to loop over or an action. So every
    string that is the name of a model counts, but for the model of a relation field
    (reading a record's relation is no look-up) and docstrings.
    """
    room = room_of(parts)
    if room not in BELOW:
        return
    passed = {*_docstrings(tree), *_related_models(tree)}
    for node in ast.walk(tree):
        if not isinstance(node, ast.Constant) or node in passed:
            continue
        target = models.get(node.value) if isinstance(node.value, str) else None
        if target and target != room and target not in BELOW[room]:
            yield node.lineno, f"{room}/ looks up {node.value} of {target}/"


def _docstrings(tree):
    """Yield the nodes of docstrings."""
    for node in ast.walk(tree):
        body = getattr(node, "body", None)
        if isinstance(body, list) and body and isinstance(body[0], ast.Expr):
            yield body[0].value


def _related_models(tree):
    """Yield the nodes that name the model of a relation field."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            if getattr(node.func.value, "id", "") == "fields":
                yield from node.args[:1]
                yield from (k.value for k in node.keywords if k.arg == "comodel_name")


def write_violations(parts, tree):
    """Yield ORM writes in passes, which only read."""
    if "passes" not in parts:
        return
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            if node.func.attr in WRITES:
                yield node.lineno, f"passes only read, but call .{node.func.attr}()"


def violations(addon=ADDON):
    """Return every violation as `path:line: text`."""
    found = []
    models = own_models(addon)
    for path in sorted(addon.rglob("*.py")):
        parts = path.relative_to(addon).parts
        if not room_of(parts):
            continue
        tree = ast.parse(path.read_text(), str(path))
        parts = (*parts[:-1], path.stem)
        problems = [*import_violations(parts, tree)]
        problems += write_violations(parts, tree)
        problems += lookup_violations(parts, tree, models)
        shown = path.relative_to(addon.parent)
        found += [f"{shown}:{line}: {text}" for line, text in problems]
    return found


def main():
    """Print the violations."""
    found = violations()
    print("\n".join(found) if found else "layers: rooms look down")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
