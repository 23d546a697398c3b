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


UPPER = "bank.match.proposal"


def look_ups(place, source):
    """Return what is said of a source text in a room below settlement."""
    tree = ast.parse(source)
    models = {UPPER: "settlement"}
    return list(layers.lookup_violations(("models", place, "x"), tree, models))


@pytest.mark.parametrize(
    "source",
    [
        f"self.env['{UPPER}']",
        f"self.env.get('{UPPER}')",
        f"line.sudo().env['{UPPER}']",
        f"self.with_user(user).env['{UPPER}']",
        f"self.env(user=user)['{UPPER}']",
        f"self.env.registry['{UPPER}']",
        f"MODEL = '{UPPER}'",
        f"for name in ('a', '{UPPER}'): self.env[name]",
        f"_inherit = ['{UPPER}']",
        f"action = {{'res_model': '{UPPER}'}}",
    ],
)
def test_upward_look_up_is_found(source):
    assert look_ups("lines", source)
    assert not look_ups("api", source)
    assert not look_ups("settlement", source)


@pytest.mark.parametrize(
    "source",
    [
        f"x = fields.Many2one('{UPPER}')",
        f"x = fields.One2many(comodel_name='{UPPER}')",
        f"def x(self):\n    '{UPPER}'",
        "line.match_proposal_ids.write({})",
    ],
)
def test_relations_of_records_are_no_look_up(source):
    assert not look_ups("lines", source)


def test_passes_only_read():
    tree = ast.parse("self.env['x'].write({})")
    assert list(layers.write_violations(("models", "matching", "passes", "x"), tree))
    assert not list(layers.write_violations(("models", "settlement", "x"), tree))
