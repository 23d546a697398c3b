"""Uninstalling leaves core's books as they were; installing again remembers."""

import json
import os
from pathlib import Path

import env
import pytest
import run_tests
import templates
from database_pictures import Picture, odoo

HERE = Path(__file__).parent

OURS = "SELECT relname FROM pg_class WHERE relkind = 'r' AND relname ~ '^bank_'"
CORE = (
    "account_move account_move_line account_bank_statement account_payment "
    "account_bank_statement_line account_partial_reconcile account_full_reconcile "
    "account_account account_journal res_partner"
).split()
UNINSTALL = """
env["ir.module.module"].search(
    [("name", "=", "bank_statement_intelligence")]
).button_immediate_uninstall()
"""
# The parts of fill.py that make books, and a file of seven entries for them.
BOOKS = """
import base64, json
from datetime import date
from pathlib import Path
text = Path(%r).read_text()
exec(text[:text.index("def fill(")])
ROWS = [
    (1250, "PAYS INV/2026/00401"),
    (-12.5, "BANKFEE MARCH"),
    (640, "PAYS INV/2026/00407"),
    (500, "NO NAME GIVEN HERE"),
    (-77, "SOMETHING ODD"),
    (9, "TWICE"),
    (9, "TWICE"),
]
def send(journal):
    api = env["bank.statement.api"].with_company(journal.company_id)
    content = base64.b64encode(mt940(1, date(2026, 3, 10), 0, ROWS)).decode()
    answer = api.import_file("1.sta", content, journal_id=journal.id)
    known = answer["known"] + answer["ignored"]
    return answer["state"], answer["new"], known, answer["line_ids"]
""" % str(HERE / "fill.py")
FILL = """
env, journal = books(env)
partner = env["res.partner"].create({"name": "Nordvik"})
for name, amount in (("INV/2026/00401", 1250), ("INV/2026/00407", 640)):
    invoice(env, name, amount, partner)
*_, ids = send(journal)
odd = env["account.bank.statement.line"].browse(ids).filtered(
    lambda line: line.payment_ref == "SOMETHING ODD"
)
env["bank.statement.api"].ignore_lines(line_ids=odd.ids, reason="not ours")
env.cr.commit()
"""
AGAIN = """
journal = env["account.journal"].search([("code", "=", "UPGR")])
answer = send(journal)
env.cr.commit()
print("RESULT", json.dumps(answer))
"""
CORE_UNDO = """
line = env["account.bank.statement.line"].search([("payment_ref", "like", "00407")])
line.action_undo_reconciliation()
env.cr.commit()
print("RESULT", line.is_reconciled)
"""


def core(database):
    """Return core's rows without our columns and without what is touched last."""
    rows = Picture.take(database).rows
    return {table: rows[table] for table in CORE}


@pytest.fixture(scope="module")
def lived():
    """Yield (database, core's rows before, after the uninstallation)."""
    database = f"{run_tests.PREFIX}uninstall_{os.getpid()}"
    env.create_database(database, templates.ensure())
    try:
        odoo(database, script=BOOKS + FILL)
        before = core(database)
        odoo(database, script=UNINSTALL)
        yield database, before, core(database)
    finally:
        if not os.environ.get("KEEP"):
            env.drop_database(database)


def test_core_is_as_it_was(lived):
    _database, before, after = lived
    differences = [
        (table, key, name)
        for table, records in after.items()
        for key, record in records.items()
        for name, value in record.items()
        if name not in ("write_date", "write_uid", "transaction_details")
        and before[table][key].get(name) != value
    ]
    assert differences == []
    assert {t: len(rows) for t, rows in before.items()} == {
        t: len(rows) for t, rows in after.items()
    }


def test_nothing_of_ours_is_left(lived):
    database, _before, _after = lived
    assert env.sql(OURS, (), database) == []
    names = "SELECT count(*) FROM ir_model_data WHERE module = %s"
    assert env.sql(names, [env.ADDON_NAME], database) == [(0,)]


def test_core_can_undo_what_was_posted(lived):
    database, _before, _after = lived
    assert "RESULT False" in odoo(database, script=CORE_UNDO)


def test_the_same_files_bring_nothing_again(lived):
    database, _before, _after = lived
    odoo(database, "-i", env.ADDON_NAME)
    printed = odoo(database, script=BOOKS + AGAIN)
    found = next(row for row in printed.splitlines() if row.startswith("RESULT"))
    assert json.loads(found.removeprefix("RESULT ")) == ["ignored", 0, 7, []]
    left = """
    SELECT count(*) FROM account_bank_statement_line
     WHERE transaction_details ? 'bank_import_keys'
    """
    assert env.sql(left, (), database) == [(0,)]
    told = """
    SELECT number, entry_count, opening, closing, statement_id IS NOT NULL
      FROM bank_imported_statement
    """
    assert env.sql(told, (), database) == [("1/1", 7, 0, 2318.5, True)]
    placed = """
    SELECT count(*) FROM bank_import_key
     WHERE is_placed AND imported_statement_id IS NOT NULL AND amount <> 0
       AND label <> '' AND date = '2026-03-10'
    """
    assert env.sql(placed, (), database) == [(7,)]
    states = "SELECT state, count(*) FROM bank_import_key GROUP BY 1 ORDER BY 1"
    assert env.sql(states, (), database) == [("ignored", 1), ("imported", 6)]
