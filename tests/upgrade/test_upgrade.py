"""A database of the version before the rooms is upgraded: ids and data are kept.

The old addon is an archive beside this file (without translations and web client). It
is installed in a new database, books are made with it (fill.py), then `-u` brings the
present code. Needs no network.
"""

import os
import tarfile
from pathlib import Path

import env
import pytest
import run_tests
import templates
from database_pictures import Picture, odoo

HERE = Path(__file__).parent
OLD = HERE / "before_rooms.tar.xz"
# Models that need a row before the upgrade, lest nothing is tested.
FILLED = """
bank_application_rule bank_combine_rule bank_decision_log bank_import_file
bank_import_key bank_import_source bank_line_detail bank_line_group bank_match_pass
bank_match_proposal bank_match_proposal_line bank_match_run bank_match_run_pass
bank_match_tolerance bank_payment_reference bank_reference_format bank_rule_condition
bank_statement_closing bank_line_change
""".split()
# Services without rows that became plain functions: nothing of a database hung on them.
GONE = ("bank_match_calibration", "bank_proposal_builder")
# Columns of sources that the upgrade seals, or where it says why a source is shut.
SEALED = ("secret", "options", "last_error")
# The e-mail with a customer statement names the account to pay to; a group says what
# it may do in other words.
REWRITTEN = ("body_html", "comment")
UNDO = """
line = env["account.bank.statement.line"].search([("payment_ref", "like", "00407")])
env = line.with_company(line.company_id).env
invoice = line.match_proposal_ids.line_ids.move_line_id.move_id
before = line.match_state, invoice.amount_residual
answer = env["bank.statement.api"].undo(line_ids=line.ids)
env.cr.commit()
print("RESULT", [before, answer["undone"] == line.ids, invoice.amount_residual])
"""


@pytest.fixture(scope="module")
def upgraded(tmp_path_factory):
    """Yield (database, picture before, picture after)."""
    folder = tmp_path_factory.mktemp("old")
    with tarfile.open(OLD) as archive:
        archive.extractall(folder, filter="data")
    database = f"{run_tests.PREFIX}upgrade_{os.getpid()}"
    env.create_database(database, templates.ensure(("account",)))
    try:
        odoo(database, "-i", env.ADDON_NAME, addon=folder)
        odoo(database, addon=folder, script=(HERE / "fill.py").read_text())
        before = Picture.take(database)
        odoo(database, "-u", env.ADDON_NAME)
        yield database, before, Picture.take(database)
    finally:
        if not os.environ.get("KEEP"):
            env.drop_database(database)


def test_data_is_kept(upgraded):
    """Every row of before is there, with its id and its values."""
    _database, before, after = upgraded
    assert {table for table in FILLED if not before.rows[table]} == set()
    changed = [
        row for row in before.differences(after) if row[2] not in SEALED + REWRITTEN
    ]
    assert changed == []


def _sources(picture):
    rows = picture.rows["bank_import_source"].values()
    return sorted(rows, key=lambda row: row["name"])


def test_secrets_are_sealed(upgraded):
    """Passwords and options of sources stood in the database as they are."""
    _database, before, after = upgraded
    old, _folder = _sources(before)
    new, folder = _sources(after)
    assert "geheim" in old["secret"] and "geheim" in old["options"]
    assert "geheim" not in str(new)
    assert new["secret"] and new["kept_options"]
    assert "bank_import_folders" in folder["last_error"]


def test_xml_ids_lead_to_the_same_records(upgraded):
    _database, before, after = upgraded
    lost = {n: row for n, row in before.names.items() if after.names.get(n) != row}
    gone = {n for n in lost if any(f"_{model}" in n for model in GONE)}
    # fewer menus, other indexes
    gone |= {
        n for n, r in lost.items() if r[0] in ("ir.ui.menu", "ir.model.constraint")
    }
    # the two queues that became one
    gone |= {f"bank_match_proposal_{kind}_action" for kind in ("payment", "entry")}
    assert {lost[name][0] for name in gone & set(lost)} <= {
        "ir.actions.act_window",
        "ir.model",
        "ir.model.fields",
        "ir.model.constraint",
        "ir.ui.menu",
    }
    assert {n: row for n, row in lost.items() if n not in gone} == {}


def test_what_was_posted_before_can_be_undone(upgraded):
    database, _before, _after = upgraded
    assert "RESULT [('reconciled', 0.0), True, 640.0]" in odoo(database, script=UNDO)
