"""The commands that the documentation names exist; the addon's page is up to date."""

import ast
import re

import layers
import pytest
import readme

ROOT = layers.ADDON.parent
PAGES = sorted(
    [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *layers.ADDON.rglob("*.md")]
)
COMMAND = re.compile(r"\bmake ([a-z][a-z-]+)\b(?=[^`\n]*`)")
TOOL = re.compile(r"\b(?:tools|benchmarks)/\w+\.py\b")
TARGETS = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.M))


def name(page):
    return str(page.relative_to(ROOT))


def in_code(text):
    """Return what stands between back-quotes, on one line or in a block."""
    blocks = re.findall(r"```.*?```", text, re.S)
    return "\n".join([*blocks, *re.findall(r"`[^`\n]+`", text)])


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_commands_exist(page):
    code = in_code(page.read_text())
    assert set(COMMAND.findall(code)) <= TARGETS
    assert not [tool for tool in TOOL.findall(code) if not (ROOT / tool).exists()]


def test_the_addons_page_is_written_from_its_fragments():
    text = (layers.ADDON / "README.rst").read_text()
    assert f"sha256:{readme.get_digest()}" in text, "run `make readme`"
    page = (layers.ADDON / "static/description/index.html").read_text()
    pictures = re.findall(r'src="([^"]+)"', page)
    assert pictures
    for picture in pictures:
        assert (layers.ADDON / "static/description" / picture).exists()


MESSAGES = {"Message", "ParseError", "BadValue"}


def codes():
    """Return the codes of what the parsers say of a file."""
    found = set()
    for path in (layers.ADDON / "parsers").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in MESSAGES:
                first = node.args[0] if node.args else None
                if isinstance(first, ast.Constant):
                    found.add(first.value)
    return found


def test_what_a_file_is_told_is_explained():
    page = (ROOT / "docs" / "troubleshooting.md").read_text()
    assert len(codes()) > 50
    assert not {code for code in codes() if f"`{code}`" not in page}


#: “`tests/addons/…/file.py`:” and the block of code below it
SHOWN = re.compile(r"^`(tests/addons/[\w/.]+)`:\n\n```\w+\n(.*?)\n```", re.M | re.S)


def shown():
    """Return (page, file, code) of what the docs show of the example addon."""
    return [
        (page.name, *found)
        for page in sorted((ROOT / "docs").glob("add-a-*.md"))
        for found in SHOWN.findall(page.read_text())
    ]


def test_what_is_copied_from_the_docs_runs():
    """The code of the pages is that of the addon that the tests install and run."""
    assert {page for page, _file, _code in shown()} == {
        "add-a-file-format.md",
        "add-a-matching-pass.md",
    }
    wrong = [
        f"{page}: {file}"
        for page, file, code in shown()
        if (ROOT / file).read_text().rstrip() != code
    ]
    assert not wrong


def test_each_block_of_code_for_an_addon_is_one_that_runs():
    """No other block of Python or XML stands on those pages."""
    for page in (ROOT / "docs").glob("add-a-*.md"):
        blocks = re.findall(r"^```(?:python|xml)\n", page.read_text(), re.M)
        assert len(blocks) == len(SHOWN.findall(page.read_text()))
