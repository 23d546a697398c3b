"""Accounting is written, and proposals change their state, in one room only.

The source of all other rooms is read for calls that reconcile, for entries and items
that are created, and for states of proposals that are written.
"""

import ast

import layers
import pytest

ROOM = layers.ADDON / "models" / "settlement"
RECONCILING = {"reconcile", "_reconcile_plan", "remove_move_reconcile"}
CREATING = {"create", "copy", "_create_analytic_lines"}
LEDGER = ('env["account.move"]', 'env["account.move.line"]', "move_id", "line_ids")
PROPOSALS = "proposal"


def breaches(source):
    """Return the lines of a source text that write what only settlement writes."""
    found = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            if _writes_accounting(node.func) or _writes_state(node):
                found.add(node.lineno)
        elif isinstance(node, ast.Assign):
            targets = [one for one in node.targets if isinstance(one, ast.Attribute)]
            if any(one.attr == "state" and _is_proposal(one) for one in targets):
                found.add(node.lineno)
    return sorted(found)


def _text(node):
    return ast.unparse(node).replace("'", '"')


def _is_proposal(attribute):
    return PROPOSALS in _text(attribute.value)


def _writes_accounting(function):
    receiver = _text(function.value)
    if receiver == "super()":
        return False
    if function.attr in RECONCILING:
        return True
    return function.attr in CREATING and any(name in receiver for name in LEDGER)


def _writes_state(call):
    if not _is_proposal(call.func) or call.func.attr not in ("write", "create"):
        return False
    return call.func.attr == "create" or '"state"' in "".join(map(_text, call.args))


def test_other_rooms_write_no_accounting():
    found = [
        f"{path.relative_to(layers.ADDON)}:{line}"
        for path in sorted(layers.ADDON.rglob("*.py"))
        if ROOM not in path.parents
        for line in breaches(path.read_text())
    ]
    assert found == []


def test_this_room_writes():
    assert any(breaches(path.read_text()) for path in ROOM.glob("*.py"))


@pytest.mark.parametrize(
    "source",
    [
        "(item | other).reconcile()",
        "items._reconcile_plan(plan)",
        "line.move_id.line_ids.remove_move_reconcile()",
        "self.env['account.move'].with_company(company).create(values)",
        "self.env['account.move.line'].create({'name': 'x'})",
        "proposal.sudo().write({'state': 'posted'})",
        "line.match_proposal_ids.state = 'undone'",
        "self.env['bank.match.proposal'].create(values)",
    ],
)
def test_breach_is_found(source):
    assert breaches(source) == [1]


@pytest.mark.parametrize(
    "source",
    [
        "super().remove_move_reconcile()",
        "rule.write({'state': 'live'})",
        "proposal.write({'difference_account_id': 1})",
        "self.env['bank.import.key'].create({'state': 'imported'})",
    ],
)
def test_harmless_code_is_not_found(source):
    assert breaches(source) == []
