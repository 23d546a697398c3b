"""The picture of docs/architecture.md is that of the code, and paths in docs exist."""

import ast
import re
import subprocess

import house
import layers
import pytest

ROOT = layers.ADDON.parent
ROOMS = [room for room in layers.BELOW if room not in layers.PURE]


def drawn():
    """Return the arrows of the picture as {room: rooms it points to}."""
    text = (ROOT / "docs" / "architecture.md").read_text()
    picture = re.search(r"```mermaid\n(.*?)```", text, re.S)[1]
    arrows = {room: set() for room in ROOMS}
    for line in picture.splitlines()[1:]:
        names = [name.strip() for name in line.split("-->")]
        for room, below in zip(names, names[1:], strict=False):
            arrows[room].add(below)
    return arrows


def reach(arrows, room):
    """Return all rooms that arrows lead to from a room."""
    found = set()
    for below in arrows[room]:
        found |= {below} | reach(arrows, below)
    return found


def known():
    """Return {room: rooms that it really imports from or looks models up in}."""
    models = layers.own_models()
    found = {room: set() for room in ROOMS}
    for source in house.sources():
        room = layers.room_of(source.parts)
        if room not in found:
            continue
        parts = (*source.parts[:-1], source.path.stem)
        names = [name for _line, name in layers.imported(parts, source.tree)]
        found[room] |= {layers.room_of(n) for n in names if isinstance(n, tuple)}
        for node in ast.walk(source.tree):
            if (
                isinstance(node, ast.Subscript)
                and ast.unparse(node.value)[-3:] == "env"
            ):
                found[room].add(models.get(getattr(node.slice, "value", None)))
    return {room: names & set(ROOMS) - {room} for room, names in found.items()}


@pytest.mark.parametrize("room", ROOMS)
def test_arrows_are_the_rooms_that_may_be_known(room):
    assert reach(drawn(), room) == layers.BELOW[room] - set(layers.PURE)


def test_the_code_follows_the_arrows():
    arrows = drawn()
    astray = {room: names - reach(arrows, room) for room, names in known().items()}
    assert not any(astray.values()), astray
    assert any(known().values())


# -- paths -----------------------------------------------------------------------------

SPAN = re.compile(r"`([^`\n]+)`|\]\(([^)\s]+)\)")
BARE = re.compile(r"[\w-]+\.py")


def listed():
    """Return the project's own files."""
    if (ROOT / ".git").exists():
        command = ["git", "ls-files", "-co", "--exclude-standard"]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
        return [ROOT / line for line in done.stdout.splitlines()]
    left_out = (".local", ".venv", "build", "dist", "node_modules")
    files = [p for p in ROOT.rglob("*") if p.is_file()]
    return [p for p in files if not set(left_out) & set(p.relative_to(ROOT).parts)]


FILES = [path for path in listed() if path.exists()]
FOREIGN = {"tests/fixtures", "tests/data"}  # where others keep their samples
NAMES = {path.name for path in FILES}
FOLDERS = {
    path.relative_to(base).parts[0]
    for base in (ROOT, layers.ADDON)
    for path in FILES
    if path.is_relative_to(base) and len(path.relative_to(base).parts) > 1
} | {"services", "matchers", "wizard", "unit", "integration"}
PAGES = sorted(str(p.relative_to(ROOT)) for p in FILES if p.suffix == ".md")


def paths_of(page):
    """Yield (text, found) for each link and path of the project on a page."""
    folder = (ROOT / page).parent
    if folder.name == "readme":  # fragments of the README.rst one folder up
        folder = folder.parent
    for span, link in SPAN.findall((ROOT / page).read_text()):
        if link and "://" not in link and link[0] != "#":
            yield link, (folder / link.split("#")[0]).exists()
        for word in span.split():
            word = word.split("::")[0].split("=")[-1].rstrip(",:;.")
            if BARE.fullmatch(word):
                yield word, word in NAMES
            elif re.fullmatch(r"[\w.-]+(/[\w.-]+)+/?", word):
                places = (folder / word, ROOT / word, layers.ADDON / word)
                is_ours = word.split("/")[0] in FOLDERS and word not in FOREIGN
                yield word, not is_ours or any(p.exists() for p in places)


@pytest.mark.parametrize("page", PAGES)
def test_paths_in_pages_exist(page):
    assert [text for text, found in paths_of(page) if not found] == []


MODEL = re.compile(r"`(bank\.[a-z]+(?:\.[a-z]+)+)`")
EXAMPLE = next((ROOT / "tests" / "addons").glob("*/__manifest__.py")).parent
MODELS = {*layers.own_models(), *layers.own_models(EXAMPLE), "bank.matcher.x"}


@pytest.mark.parametrize("page", PAGES)
def test_models_in_pages_exist(page):
    """Also with a method behind the name of the model."""
    named = set(MODEL.findall((ROOT / page).read_text()))
    assert {n for n in named if not {n, n.rpartition(".")[0]} & MODELS} == set()
