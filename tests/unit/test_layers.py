"""Imports point down only (DESIGN.md 2); the check finds what it should find."""

import ast

import layers
import pytest

OWN = "odoo.addons.bank_statement_intelligence"


def test_imports_of_the_addon_point_down():
    assert layers.violations() == []


@pytest.mark.parametrize(
    ("place", "source", "reason"),
    [
        ("parsers/x.py", "import odoo", "is pure and imports odoo"),
        ("engine/x.py", f"from {OWN}.models import y", "imports models/"),
        ("matchers/x.py", "from ..services import y", "imports services/"),
        ("models/x.py", "from ..wizard.y import z", "imports wizard/"),
        ("parsers/x.py", "import requests", "is pure and imports requests"),
    ],
)
def test_breach_is_found(place, source, reason):
    path = layers.ADDON / place
    found = layers.import_violations(path, place.split("/")[0], ast.parse(source))
    assert any(reason in text for _line, text in found)


@pytest.mark.parametrize("call", ["create({})", "write({})", "unlink()"])
def test_matchers_that_write_are_found(call):
    tree = ast.parse(f"records.{call}")
    assert list(layers.write_violations("matchers", tree))
    assert not list(layers.write_violations("services", tree))
