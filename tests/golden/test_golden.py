"""Each golden file is read to the last field as expected."""

import json
import os
from dataclasses import fields, is_dataclass
from pathlib import Path

import pytest
from bsi.parsers.identify import parse_file

HERE = Path(__file__).resolve().parent
CASES = sorted(
    path
    for path in HERE.glob("*/*")
    if path.is_file() and not path.name.endswith(".expected.json")
)


def plain(value):
    """Return records as JSON, without fields that are empty."""
    if is_dataclass(value):
        pairs = ((f.name, plain(getattr(value, f.name))) for f in fields(value))
        return {name: v for name, v in pairs if v not in (None, "", [], {}, False)}
    if isinstance(value, tuple):
        return [plain(item) for item in value]
    return value if value is None or isinstance(value, (str, int)) else str(value)


def test_there_are_golden_files():
    assert len(CASES) >= 6


@pytest.mark.parametrize("case", CASES, ids=lambda path: path.stem)
def test_golden(case):
    found = plain(parse_file(case.name, case.read_bytes()))
    expected = case.with_suffix(".expected.json")
    if os.environ.get("GENERATE"):
        text = json.dumps(found, ensure_ascii=False, indent=1)
        expected.write_text(text + "\n", encoding="utf-8")
    assert found == json.loads(expected.read_text(encoding="utf-8"))
