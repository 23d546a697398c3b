"""The examples in the docstrings of the pure packages are true."""

import doctest
import importlib

import pytest

MODULES = (
    "accounts", "advice", "advice_merge", "allocation", "application",
    "check_digits", "claims", "conditions",
    "differences", "entries", "grouping", "identity", "mining", "patterns",
    "payment_ids", "references", "rule_table", "slips", "statistics",
    "text", "text_index",
)  # fmt: skip


PARSERS = (
    "bai2_entry", "local_amounts", "local_dates", "mt_german",
    "other_kinds", "quick_init", "remittance", "table_balance",
    "table_mapping", "table_proposal", "table_words",
    "text_safe", "tito_entry",
)  # fmt: skip
NAMES = [f"engine.{name}" for name in MODULES] + [f"parsers.{name}" for name in PARSERS]


@pytest.mark.parametrize("name", NAMES)
def test_examples(name):
    result = doctest.testmod(importlib.import_module(f"bsi.{name}"))
    assert result.attempted and not result.failed
