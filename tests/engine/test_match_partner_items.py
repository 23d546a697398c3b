"""A certain payer and his items: one, several, sets of them."""

from datetime import date, timedelta

import pytest
from bsi.engine.matching import names, partner_items
from bsi.engine.matching.documents import no_policy
from bsi.engine.matching.names import Named
from bsi.engine.matching.partner_items import Case
from match_sides import DAY, item, shown, txn


def decide(bank, *items, named=()):
    case = Case(bank, items, tuple(named))
    found = partner_items.decide([case], "partner_amount", no_policy)
    return names.weigh(found, {bank.id: named})


def test_one_item_of_the_amount():
    found = decide(txn(1000), item(1, 1000), item(2, 700))
    assert shown(found) == [((1,), 3, False, ())]


def test_several_of_the_amount_are_a_tie_oldest_first():
    late, early = (
        item(1, 1000, day=date(2026, 2, 1)),
        item(2, 1000, day=date(2026, 1, 1)),
    )
    found = decide(txn(1000), late, early)
    assert [row[0] for row in shown(found)] == [(2,), (1,)]
    assert all(row[2] for row in shown(found))


def test_tail_of_a_number_decides_between_twins():
    found = decide(txn(1000, text="faktura 2"), item(1, 1000), item(2, 1000))
    assert shown(found) == [((2,), 3, False, ())]


@pytest.mark.parametrize("text", ["betalt 2,00", "2.5 kg", "x2", "tlf 2 og 1"])
def test_other_numbers_decide_nothing(text):
    found = decide(txn(1000, text=text), item(1, 1000), item(2, 1000))
    assert [row[2] for row in shown(found)] == [True, True]


def test_two_others_that_sum_up_are_a_tie():
    found = decide(txn(300), item(1, 300), item(2, 100), item(3, 200))
    assert [row[0] for row in shown(found)] == [(1,), (2, 3)]
    assert all(row[2] for row in shown(found))


def test_instalments_of_one_document_are_no_tie():
    twins = [item(n, 500, document_id=9, due=DAY + timedelta(n)) for n in (1, 2)]
    assert shown(decide(txn(500), *twins)) == [((1,), 3, False, ())]


def test_item_of_the_future_waits():
    found = decide(txn(1000), item(1, 1000, day=DAY + timedelta(1)))
    assert shown(found) == [((1,), 5, False, ("date_after",))]


def test_item_of_the_future_is_no_rival():
    found = decide(txn(1000), item(1, 1000), item(2, 1000, day=DAY + timedelta(9)))
    assert shown(found) == [((1,), 3, False, ())]


@pytest.mark.parametrize(
    ("named", "code"),
    [
        (Named("INV/2026/00009", "INV/2026/00009"), "other_document"),
        (Named("1234567897"), "unknown_document"),
        (Named("INV/2026/00002"), "unknown_document"),  # one digit changed
    ],
)
def test_another_document_is_named(named, code):
    found = decide(txn(1000), item(1, 1000), named=[named])
    assert shown(found) == [((1,), 5, False, (code,))]


@pytest.mark.parametrize("slip", ["INV/2026/0001", "INV/2026/000011", "INV/2026/00010"])
def test_a_slip_in_the_number_is_forgiven(slip):
    found = decide(txn(1000), item(1, 1000), named=[Named(slip)])
    assert shown(found) == [((1,), 3, False, ())]


def test_full_balance_and_unique_set():
    items = item(1, 1234511), item(2, 2002303), item(3, 307117)
    whole = sum(i.minor for i in items)
    assert shown(decide(txn(whole), *items)) == [((1, 2, 3), 5, False, ())]
    assert shown(decide(txn(1541628), *items)) == [((1, 3), 5, False, ())]


def test_two_sets_are_a_tie():
    items = [item(n, 100 * n) for n in (1, 2, 3, 4)]
    found = decide(txn(500), *items)
    assert [row[0] for row in shown(found)] == [(1, 4), (2, 3)]
    assert all(row[2] for row in shown(found))


def test_credit_note_is_netted():
    found = decide(txn(800), item(1, 1000), item(2, -200))
    assert shown(found) == [((1, 2), 5, False, ())]


def test_nothing_fits_oldest_first():
    newer = item(1, 700, day=date(2026, 2, 1))
    older = item(2, 1000, day=date(2026, 1, 1))
    (proposal,) = decide(txn(300), newer, older)
    assert proposal.item_ids == {2}
    assert (proposal.tier, proposal.difference) == (7, -700)


def test_wrong_sign_is_nothing():
    assert decide(txn(-300), item(1, 1000)) == []


def test_likely_payer_is_never_posted():
    bank = txn(1000, partner_id=None, near_partner_id=7, partner_how="name_partial")
    assert decide(bank, item(1, 1000))[0].tier == 5


def test_account_that_is_not_on_file():
    found = decide(txn(1000, account_differs=True), item(1, 1000))
    assert shown(found) == [((1,), 5, False, ("account_differs",))]
