#!/usr/bin/env python3
"""Print the figures of the house, and fail when one of its zeros is not zero.

Usage: .venv/bin/python tools/house.py [--static]        (or `make house`)

    rooms       files, lines, the biggest file and function, most parameters
    zeros       methods of ours that override another one of ours, models of ours in
                several files, additions to a model of Odoo's outside the room's one
                `on_<model>.py`, look-ups and imports upward (tools/layers.py),
                functions with too many parameters
    shares      docstrings on public functions and classes (a model's `_description`
                counts for its class), types in the pure packages
    way         functions, calls and files of a bank line (tools/trace_line.py);
                not with --static, which needs no database
    tables      what rooms ask other rooms, with the answers in their order
"""

import ast
import sys
from collections import defaultdict
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import layers

ADDON = layers.ADDON
ROOT = ADDON.parent
#: the other addon: its methods and tables count as ours
QUEUE = ROOT / f"{ADDON.name}_queue"
MAX_PARAMETERS = 6
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


@dataclass(frozen=True)
class Source:
    """A Python file of the addon."""

    path: Path
    parts: tuple
    text: str = field(repr=False)

    @cached_property
    def tree(self):
        """The syntax tree."""
        return ast.parse(self.text, str(self.path))

    @cached_property
    def lines(self):
        """The number of lines."""
        return len(self.text.splitlines())

    @property
    def room(self):
        """The room the file stands in, or the folder for what is no room."""
        folder = self.parts[0] if len(self.parts) > 1 else "(top)"
        return layers.room_of(self.parts) or folder

    def at(self, node):
        """Return ``file:line`` of a node."""
        return f"{'/'.join(self.parts)}:{node.lineno}"


@dataclass(frozen=True)
class Class:
    """A class of the addon, as a model if it is one."""

    source: Source
    node: ast.ClassDef

    @cached_property
    def attributes(self):
        """The constants of the class body by name; lists as tuples."""
        found = {}
        for node in self.node.body:
            if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
                try:
                    value = ast.literal_eval(node.value)
                except ValueError:
                    continue
                found[node.targets[0].id] = value
        return found

    @property
    def inherited(self):
        """The names of `_inherit`."""
        names = self.attributes.get("_inherit", ())
        return (names,) if isinstance(names, str) else tuple(names)

    @property
    def model(self):
        """The model's name, None for a plain class."""
        if not any("models." in ast.unparse(base) for base in self.node.bases):
            return None
        name = self.attributes.get("_name")
        return name or (self.inherited[0] if len(self.inherited) == 1 else None)

    @property
    def methods(self):
        """The methods by name."""
        return {n.name: n for n in self.node.body if isinstance(n, FUNCTIONS)}


def sources(addon=ADDON):
    """Return the addon's Python files."""
    found = []
    for path in sorted(addon.rglob("*.py")):
        parts = path.relative_to(addon).parts
        if parts[0] not in ("tests", "static"):
            found.append(Source(path, parts, path.read_text()))
    return found


def classes(files):
    """Return the classes at the top of these files."""
    nodes = [(file, node) for file in files for node in file.tree.body]
    return [Class(file, n) for file, n in nodes if isinstance(n, ast.ClassDef)]


def functions(file):
    """Yield (name with its class, node) of the functions of a file, nested ones not."""
    for node in file.tree.body:
        if isinstance(node, FUNCTIONS):
            yield node.name, node
        elif isinstance(node, ast.ClassDef):
            for each in node.body:
                if isinstance(each, FUNCTIONS):
                    yield f"{node.name}.{each.name}", each


def length(node):
    """Return the number of lines of a function, without its decorators."""
    return node.end_lineno - node.lineno + 1


def parameters(node):
    """Return the number of parameters, without `self`, `cls`, ``*`` and ``**``."""
    names = [
        a.arg for a in (*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs)
    ]
    return len([name for name in names if name not in ("self", "cls")])


# -- zeros -----------------------------------------------------------------------------


def is_abstract(node):
    """Whether a method only says what it is to do: a docstring, or it raises."""
    body = [
        n
        for n in node.body
        if not (isinstance(n, ast.Expr) and isinstance(n.value, ast.Constant))
    ]
    if not body:
        return True
    only = body[0]
    return (
        len(body) == 1 and isinstance(only, ast.Raise) and "NotImpl" in ast.dump(only)
    )


def overrides(files):
    """Return the methods of ours that override another one of ours.

    Two classes define the method for one model, or a model (a plain class) and one
    that it inherits do; an abstract method is there to be defined.
    """
    known = classes(files)
    by_model, by_name = defaultdict(list), defaultdict(list)
    for each in known:
        by_name[each.node.name].append(each)
        if each.model:
            by_model[each.model].append(each)
    found = []
    for model, own in sorted(by_model.items()):
        found += _doubled(model, [*own, *_inherited(own, by_model)], own)
    for each in known:
        if not each.model:
            found += _doubled(each.node.name, [each, *_bases(each, by_name)], [each])
    return found


def _inherited(own, by_model):
    """Return our classes of all models that these classes inherit."""
    found, waiting = [], list(own)
    while waiting:
        for name in waiting.pop().inherited:
            new = [c for c in by_model.get(name, ()) if c not in own + found]
            found += new
            waiting += new
    return found


def _bases(each, by_name):
    """Return our plain classes that a class inherits."""
    found, waiting = [], [each]
    while waiting:
        for base in waiting.pop().node.bases:
            name = base.id if isinstance(base, ast.Name) else ""
            found += by_name.get(name, ())
            waiting += by_name.get(name, ())
    return found


def _doubled(name, chain, own):
    """Return what is wrong with the methods of these classes, ours among them."""
    places = defaultdict(list)
    for each in chain:
        for method, node in each.methods.items():
            is_setter = any("setter" in ast.unparse(d) for d in node.decorator_list)
            if not (method.startswith("__") or is_setter or is_abstract(node)):
                places[method].append((each, node))
    return [
        f"{name}.{method}: {', '.join(c.source.at(n) for c, n in found)}"
        for method, found in sorted(places.items())
        if len(found) > 1 and any(c in own for c, _node in found)
    ]


def own_models(files):
    """Return the names of the models that the addon defines."""
    known = classes(files)
    return {c.model for c in known if c.model and c.model not in c.inherited}


def scattered(files):
    """Return the models of ours that several files define."""
    own = own_models(files)
    places = defaultdict(set)
    for each in classes(files):
        if each.model in own:
            places[each.model].add("/".join(each.source.parts))
    return [
        f"{m}: {', '.join(sorted(p))}" for m, p in sorted(places.items()) if len(p) > 1
    ]


def strays(files):
    """Return the additions to models of Odoo's outside a room's one `on_<model>.py`."""
    own = own_models(files)
    places = defaultdict(set)
    for each in classes(files):
        if each.model and each.model not in own:
            places[each.source.room, each.model].add("/".join(each.source.parts))
    return [
        f"{model} in {room}: {', '.join(sorted(paths))}"
        for (room, model), paths in sorted(places.items())
        if len(paths) > 1 or not Path(min(paths)).name.startswith("on_")
    ]


def crowded(files):
    """Return the functions with more than MAX_PARAMETERS parameters."""
    return [
        f"{file.at(node)}: {name} has {parameters(node)} parameters"
        for file in files
        for name, node in functions(file)
        if parameters(node) > MAX_PARAMETERS
    ]


# -- shares ----------------------------------------------------------------------------


def undocumented(files):
    """Return (the number of public functions and classes, those without a text)."""
    total, missing = 0, []
    for file in files:
        for name, node in _public(file):
            total += 1
            described = isinstance(node, ast.ClassDef) and (
                "_description" in Class(file, node).attributes
            )
            if not (described or ast.get_docstring(node)):
                missing.append(f"{file.at(node)}: {name}")
    return total, missing


def _public(file):
    """Yield (name, node) of the public classes, functions and methods of a file."""
    for node in file.tree.body:
        if isinstance(node, ast.ClassDef) and node.name[0] != "_":
            yield node.name, node
    for name, node in functions(file):
        is_setter = any("setter" in ast.unparse(d) for d in node.decorator_list)
        if not is_setter and all(part[0] != "_" for part in name.split(".")):
            yield name, node


def untyped(files):
    """Return (the number of functions of the pure packages, those without types)."""
    total, missing = 0, []
    for file in files:
        for name, node in functions(file) if file.room in layers.PURE else ():
            total += 1
            given = [
                *node.args.posonlyargs,
                *node.args.args,
                *node.args.kwonlyargs,
                *filter(None, (node.args.vararg, node.args.kwarg)),
            ]
            bare = [
                a for a in given if not a.annotation and a.arg not in ("self", "cls")
            ]
            if bare or not (node.returns or node.name == "__init__"):
                missing.append(f"{file.at(node)}: {name}")
    return total, missing


def tables(files):
    """Return the tables with (order, room, model, method, first line) of each entry."""
    found = defaultdict(list)
    for each in classes(files):
        for name, node in each.methods.items():
            for decorator in node.decorator_list:
                if isinstance(decorator, ast.Call) and "entry" in ast.unparse(
                    decorator.func
                ):
                    table, order = map(ast.literal_eval, decorator.args[:2])
                    text = (ast.get_docstring(node) or "").split("\n")[0]
                    entry = (order, each.source.room, each.model, name, text)
                    found[table].append(entry)
    return {table: sorted(entries) for table, entries in sorted(found.items())}


# -- report ----------------------------------------------------------------------------


def rooms(files):
    """Return the rows of the table of rooms, a total last."""
    by_room = defaultdict(list)
    for file in files:
        by_room[file.room].append(file)
    order = [*layers.BELOW, *sorted(set(by_room) - set(layers.BELOW))]
    rows = [_room_row(name, by_room[name]) for name in order if by_room[name]]
    return [*rows, _room_row("all", files)]


def _room_row(name, files):
    """Return name, files, lines and the biggest things of a room."""
    biggest = max(files, key=lambda f: f.lines)
    inside = [(length(n), name, n) for f in files for name, n in functions(f)]
    longest = max(inside, key=lambda row: row[0], default=(0, "", None))
    most = max((parameters(node) for *_, node in inside), default=0)
    return (
        name,
        len(files),
        sum(f.lines for f in files),
        f"{biggest.lines} {biggest.path.name}",
        f"{longest[0]} {longest[1]}",
        most,
    )


def count_lines(folder, pattern):
    """Return the lines of all files below a folder."""
    return sum(len(p.read_text().splitlines()) for p in folder.rglob(pattern))


def ratios(files):
    """Return lines of tests per line of code, for Python and JavaScript."""
    code = sum(file.lines for file in files)
    tests = count_lines(ROOT / "tests", "*.py")
    source = count_lines(ADDON / "static" / "src", "*.js")
    browser = count_lines(ADDON / "static" / "tests", "*.js")
    return f"Python {tests / code:.2f}, JavaScript {browser / max(source, 1):.2f}"


def zeros(files):
    """Return the lists that must be empty, by what they are of."""
    return {
        "methods of ours that override ours": overrides(files),
        "models of ours in several files": scattered(files),
        "additions to models of Odoo's outside on_<model>.py": strays(files),
        "look-ups and imports upward": layers.violations(),
        f"functions with more than {MAX_PARAMETERS} parameters": crowded(files),
    }


def shares(files):
    """Return (total, missing) of what must be complete, by what it is."""
    return {
        "docstrings on public functions and classes": undocumented(files),
        "types in the pure packages": untyped(files),
    }


def show(title, rows):
    """Print a list with its length."""
    print(f"{title}: {len(rows)}")
    for row in rows:
        print(f"    {row}")


def report(files):
    """Print all figures; return the titles of those that are wrong."""
    heads = ("room", "files", "lines", "biggest file", "biggest function", "params")
    for row in (heads, *rooms(files)):
        print("{:20} {:>5} {:>6}  {:40} {:52} {:>6}".format(*row))
    print(f"\ntests to code: {ratios(files)}")
    wrong = []
    for title, rows in zeros(files).items():
        show(title, rows)
        wrong += [title] if rows else []
    for title, (total, missing) in shares(files).items():
        print(f"{title}: {100 * (1 - len(missing) / max(total, 1)):.1f} % of {total}")
        show("    missing", missing) if missing else None
        wrong += [title] if missing else []
    print("tables of reasons:")
    for table, entries in tables(files).items():
        print(f"    {table}")
        for order, room, model, name, text in entries:
            print(f"        {order:>4} {room}: {model}.{name}  {text}")
    return wrong


def main(arguments):
    """Print the figures; exit 1 when one that must be zero is not."""
    wrong = report([*sources(), *sources(QUEUE)])
    if "--static" not in arguments:
        import trace_line

        print(f"\nway of a line: {trace_line.measure().totals()}")
    print(f"\nWRONG: {', '.join(wrong)}" if wrong else "\nthe house is in order")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
