"""Imports point down only; the check finds what it should find."""

import ast

import layers
import pytest

OWN = "odoo.addons.bank_statement_intelligence"


def test_imports_of_the_addon_point_down():
    assert layers.violations() == []


@pytest.mark.parametrize(
    ("place", "source", "reason"),
    [
        ("parsers/x", "import odoo", "is pure and imports odoo"),
        ("engine/x", f"from {OWN}.models.lines import y", "imports lines/"),
        ("models/matching/passes/x", "from ...settlement import y", "imports settl"),
        ("models/lines/x", "from ..intake.y import z", "imports intake/"),
        ("parsers/x", "import requests", "is pure and imports requests"),
        ("parsers/x", "from ..engine.text import y", "imports engine/"),
    ],
)
def test_breach_is_found(place, source, reason):
    found = layers.import_violations(tuple(place.split("/")), ast.parse(source))
    assert any(reason in text for _line, text in found)


def test_upward_look_up_is_found():
    tree = ast.parse('self.env["bank.match.proposal"]')
    models = {"bank.match.proposal": "settlement"}
    assert list(layers.lookup_violations(("models", "lines", "x"), tree, models))
    assert not list(layers.lookup_violations(("models", "api", "x"), tree, models))


def test_passes_only_read():
    tree = ast.parse("self.env['x'].write({})")
    assert list(layers.write_violations(("models", "matching", "passes", "x"), tree))
    assert not list(layers.write_violations(("models", "settlement", "x"), tree))
