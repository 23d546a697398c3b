"""A colleague changes an invoice while the scheduled action posts, in two processes."""

import signal

import env
import pytest
import soak

LOCKED = {"seam": ("bank.posting.service", "_apply"), "before": True}
STATES = """
SELECT invoice.name, line.match_state FROM account_bank_statement_line line
  JOIN account_journal journal ON journal.id = line.journal_id
  JOIN account_move invoice ON line.payment_ref = 'PAYS ' || invoice.name
 WHERE journal.code = 'SOAK'
"""
TOUCH = "UPDATE account_move SET ref = coalesce(ref, '') || 'x' WHERE name = %s"


@pytest.fixture
def life():
    with soak.Soak(11) as books:
        books.begin()
        yield books


def run(books, meanwhile):
    """Fetch, match and post; `meanwhile` is done each time right before a posting."""
    child = books.child("fetch", sign=signal.SIGSTOP, **LOCKED)
    stops = 0
    while child.stops():
        stops += 1
        meanwhile(stops)
        child.go_on()
    return stops, child.code


def states(books):
    with env.connect(books.database) as cursor:
        cursor.execute(STATES)
        return dict(cursor.fetchall())


def test_one_payment_costs_nothing(life):
    """A colleague registers a payment once: the chunk is posted again, all of it."""
    named = {entry.invoice for entry in life.plan.entries if entry.invoice}

    def meanwhile(stops):
        if stops == 1:
            assert life.another("pay").wait() == 0

    stops, code = run(life, meanwhile)
    assert code == 0 and stops > 1  # posted again after the conflict
    assert dict.fromkeys(named, "reconciled") == states(life)
    life.finish()
    assert life.wrong == []


def test_what_always_conflicts_is_left_out_and_nothing_else(life):
    """Somebody works on one invoice all the time: its line waits for the next run."""
    culprit = next(entry.invoice for entry in life.plan.entries if entry.invoice)
    _stops, code = run(
        life, lambda _stops: env.sql(TOUCH, [culprit], database=life.database)
    )
    assert code == 0
    found = states(life)
    assert found.pop(culprit) != "reconciled"
    assert set(found.values()) == {"reconciled"}
    life.finish()
    assert life.wrong == []
