"""The examples in the docstrings of the pure packages are true."""

import doctest
import importlib

import pytest

MODULES = (
    "accounts", "allocation", "check_digits", "claims", "conditions", "differences",
    "entries", "identity", "patterns", "references", "slips", "text", "text_index",
)  # fmt: skip


PARSERS = ("local_amounts", "local_dates", "text_safe", "tito_entry", "quick_init")
NAMES = [f"engine.{name}" for name in MODULES] + [f"parsers.{name}" for name in PARSERS]


@pytest.mark.parametrize("name", NAMES)
def test_examples(name):
    result = doctest.testmod(importlib.import_module(f"bsi.{name}"))
    assert result.attempted and not result.failed
