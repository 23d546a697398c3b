"""docs/requirements.md: each row is there, with a place and a test that exist."""

import re

import layers
import pytest

ROOT = layers.ADDON.parent
PAGE = ROOT / "docs" / "requirements.md"
ROW = re.compile(
    r"^\| ([CNVLB]\d+) \| ([^|]+) \| ([^|]*) \| ([^|]*) \| ([^|]*) \|$", re.M
)
LINK = re.compile(r"\[([^]]+)\]\(([^)]+)\)")
LAST = {"C": 107, "N": 16, "V": 38, "L": 15, "B": 34}
NOT_ASKED = {"B12", "B17", "B18"}
# A code in a comment, a docstring or a text: "(C97, B15)", "C94:", "(B9 → C78)".
CODE = re.compile(
    r"\((?:see )?[CNVBL]\d{1,3}(?:[–,; →]+[CNVBL]?\d{1,3})*[),;]|\"\"\"[CNVBL]\d{1,3}\b"
)
ROWS = {row[0]: row for row in ROW.findall(PAGE.read_text())}


def test_every_row_is_there_once():
    wanted = {f"{c}{n}" for c, last in LAST.items() for n in range(1, last + 1)}
    assert set(ROWS) == wanted - NOT_ASKED
    assert len(ROW.findall(PAGE.read_text())) == len(ROWS)


@pytest.mark.parametrize("code", sorted(ROWS))
def test_row_has_a_place_and_a_test(code):
    _code, _what, where, tests, remark = ROWS[code]
    assert not remark.strip() or remark.startswith(("partly: ", "missing"))
    if not remark.startswith("missing"):
        assert LINK.findall(where) and LINK.findall(tests)
    for name, target in LINK.findall(tests):
        path = PAGE.parent / target
        defined = re.search(rf"^\s*(class|def) {name}\b", path.read_text(), re.M)
        assert defined or path.stem == name, f"{target} has no {name}"


def test_codes_stand_on_this_page_only():
    found = []
    for folder in (
        "bank_statement_intelligence",
        "docs",
        "tests",
        "tools",
        "benchmarks",
    ):
        for path in (ROOT / folder).rglob("*"):
            if path.suffix not in (".py", ".js", ".md", ".xml") or path == PAGE:
                continue
            for number, line in enumerate(
                path.read_text(errors="replace").splitlines(), 1
            ):
                if CODE.search(line) and path.name != "test_requirements.py":
                    found.append(f"{path.relative_to(ROOT)}:{number}: {line.strip()}")
    assert found == []
