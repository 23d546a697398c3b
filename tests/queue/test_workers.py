"""The same books, whoever does the work: the scheduled action, one worker, four.

Real servers with OCA's job runner; each has a copy of the same books and files.
"""

import json
import os
import shutil
import tempfile
import time
from datetime import date
from pathlib import Path

import env
import pytest
import served
import templates
import worker_books as banks
from camt_files import camt053, entry, statement
from run_tests import PREFIX
from steps import FIRST_PORT, QUEUE, free_port

SCRIPT = """
import sys
sys.path.insert(0, {here!r})
import worker_books
worker_books.fill(env, {folder!r})
env["ir.config_parameter"].set_param("bank_statement_intelligence.request_lines", "3")
env.cr.commit()
"""
SCHEDULE = """
env["bank.import.source"].search([]).next_fetch = False
env.cr.commit()
env["bank.import.source"]._cron_fetch_and_match()
env.cr.commit()
print(env["queue.job"].search_count([]))
"""
IS_ALIVE = """
SELECT count(*) FROM pg_locks JOIN pg_database db ON db.oid = database
 WHERE locktype = 'advisory' AND db.datname = %s
"""
JOBS = "SELECT state, max(exc_info) FROM queue_job GROUP BY state"
PICTURES = {
    "lines": """
        SELECT journal.code, move.date, line.amount, line.payment_ref,
               line.match_state, line.match_method, partner.name, file.name
          FROM account_bank_statement_line line
          JOIN account_move move ON move.id = line.move_id
          JOIN account_journal journal ON journal.id = line.journal_id
     LEFT JOIN res_partner partner ON partner.id = line.partner_id
     LEFT JOIN bank_import_file file ON file.id = line.import_file_id""",
    "items": """
        SELECT line.payment_ref, line.amount, item.balance, item.name,
               item.amount_residual, account.account_type, other.name
          FROM account_bank_statement_line line
          JOIN account_move_line item ON item.move_id = line.move_id
          JOIN account_account account ON account.id = item.account_id
     LEFT JOIN account_partial_reconcile part ON item.id IN (part.credit_move_id,
               part.debit_move_id)
     LEFT JOIN account_move_line counter ON counter.id <> item.id AND counter.id IN
               (part.credit_move_id, part.debit_move_id)
     LEFT JOIN account_move other ON other.id = counter.move_id""",
    "invoices": """
        SELECT name, payment_state, amount_residual FROM account_move
         WHERE move_type = 'out_invoice'""",
    "proposals": """
        SELECT line.payment_ref, line.amount, one.state, one.tier, one.has_contra
          FROM bank_match_proposal one
          JOIN account_bank_statement_line line ON line.id = one.statement_line_id""",
    "files": """
        SELECT name, state, new_count, known_count, error_code
          FROM bank_import_file""",
    "statements": """
        SELECT name, date, balance_start, balance_end_real, is_complete
          FROM account_bank_statement""",
}


@pytest.fixture(scope="module")
def books():
    """Yield the folder of the banks' files and a database that reads it."""
    (env.STATE / "soak").mkdir(exist_ok=True)
    folder = Path(tempfile.mkdtemp(dir=env.STATE / "soak"))
    name = f"{PREFIX}workers_{os.getpid()}"
    write_files(folder)
    env.create_database(name, templates.ensure((env.ADDON_NAME, QUEUE)))
    here = str(env.ROOT / "tests" / "common")
    env.run_odoo_shell(name, SCRIPT.format(here=here, folder=str(folder)))
    yield name
    for each in env.databases(f"{PREFIX}workers"):
        if each.endswith(f"_{os.getpid()}"):
            env.drop_database(each)
    shutil.rmtree(folder)


def write_files(folder):
    """Write two files per bank; the second begins with the last entries of the first.

    Files have more entries than one request reads, so that each is read in parts.
    """
    for bank, account in enumerate(banks.ACCOUNTS):
        (folder / str(bank)).mkdir()
        rows = []
        for number in range(banks.INVOICES):
            paid, name = banks.amount(bank, number), banks.invoice_name(bank, number)
            payer = f"Payer {bank}-{number} Handel"
            told = (
                {"text": f"Faktura {name}"},
                {"text": "Takk", "name": payer},
                {"text": f"Ukjent {bank}-{number}"},
            )[number % 3]
            rows.append(entry(paid, bank_id=f"B{bank}R{number}", **told))
        both = f"Betaling {banks.invoice_name(0, 0)}"  # wanted by all banks
        rows.append(entry(banks.amount(0, 0), both, bank_id=f"B{bank}X"))
        for file, start in enumerate((0, 3)):
            part = rows[start : start + 5]
            opening = sum(one["amount"] for one in rows[:start])
            text = statement(
                account, part, opening, number=f"{file + 1}", day=date(2026, 3, 10)
            )
            (folder / str(bank) / f"{bank}-{file}.xml").write_bytes(camt053(text))


def work(books, workers):
    """Have a copy of the books done; return what they are then and the jobs made."""
    name = f"{PREFIX}workers{workers}_{os.getpid()}"
    env.create_database(name, books)
    if not workers:
        jobs = env.run_odoo_shell(name, SCHEDULE)
        return picture(name), int(jobs.split()[-1])
    with served.running(
        name,
        f"--workers={workers + 1}",
        f"--gevent-port={free_port(FIRST_PORT + 300)}",
        "--load=base,web,queue_job",
        variables={"ODOO_QUEUE_JOB_CHANNELS": f"root:{workers}"},
    ):
        wait(lambda: env.sql(IS_ALIVE, [name])[0][0])
        jobs = env.run_odoo_shell(name, SCHEDULE)
        wait(lambda: are_done(name))
    return picture(name), int(jobs.split()[-1])


def are_done(name):
    """Tell whether all jobs are done; none may fail."""
    states = {state: told for state, told in env.sql(JOBS, database=name)}
    assert "failed" not in states, states
    return set(states) <= {"done"}


def wait(condition, seconds=900):
    """Wait for something to become true."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "nothing more happens"
        time.sleep(0.3)


def picture(name):
    """Return the books without their ids."""
    found = {}
    for title, query in PICTURES.items():
        rows = env.sql(query, database=name)
        found[title] = sorted(json.dumps(row, default=str) for row in rows)
    return found


def test_same_books_with_one_and_four_workers_and_without(books):
    alone, no_jobs = work(books, 0)
    assert no_jobs == 0
    assert len(alone["lines"]) == 28 and len(alone["files"]) == 8
    paid = [row for row in alone["invoices"] if '"paid"' in row]
    assert len(paid) >= 6, alone["invoices"]
    for workers in (1, 4):
        found, jobs = work(books, workers)
        assert jobs >= 8  # a source and a journal of each bank, at least
        for title, rows in alone.items():
            assert found[title] == rows, (workers, title)
