"""The examples in the docstrings of the pure packages are true."""

import doctest
import importlib

import pytest
from pure import ADDON


def modules_with_examples():
    """Return the names of the pure modules whose text has an example."""
    paths = [p for room in ("engine", "parsers") for p in (ADDON / room).rglob("*.py")]
    found = [p for p in paths if ">>> " in p.read_text()]
    return sorted(".".join(p.relative_to(ADDON).with_suffix("").parts) for p in found)


@pytest.mark.parametrize("name", modules_with_examples())
def test_examples(name):
    result = doctest.testmod(importlib.import_module(f"bsi.{name}"))
    assert result.attempted and not result.failed
