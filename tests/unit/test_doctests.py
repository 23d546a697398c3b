"""The examples in the engine's docstrings are true."""

import doctest
import importlib

import pytest

MODULES = (
    "accounts", "allocation", "check_digits", "claims", "conditions", "differences",
    "entries", "identity", "patterns", "references", "slips", "text", "text_index",
)  # fmt: skip


@pytest.mark.parametrize("name", MODULES)
def test_examples(name):
    result = doctest.testmod(importlib.import_module(f"bsi.engine.{name}"))
    assert result.attempted and not result.failed
