"""References on both sides: what is proved, what is a tie, what waits."""

from datetime import date

import pytest
from bsi.engine.matching import documents
from bsi.engine.matching.fit import Policy
from bsi.engine.matching.proposal import Span
from bsi.engine.matching.tolerance import Tolerance
from match_sides import EUR, hit, item, shown, txn


def decide(*hits, policy=None):
    policy_of = (lambda _txn, _item: policy) if policy else documents.no_policy
    return documents.decide(hits, "document", "payment", policy_of)


def test_one_document_of_the_amount():
    bank = txn(1000)
    assert shown(decide(hit(bank, item(1, 1000)))) == [((1,), 1, False, ())]


def test_several_documents_sum_up():
    bank = txn(1250)
    found = decide(hit(bank, item(1, 1000)), hit(bank, item(2, 250)))
    assert shown(found) == [((1, 2), 2, False, ())]


def test_amount_of_one_while_another_is_named_waits():
    bank = txn(1000)
    found = decide(hit(bank, item(1, 1000)), hit(bank, item(2, 700)))
    assert shown(found) == [((1,), 4, False, ("other_document",))]


def test_two_named_of_the_amount_are_a_tie():
    bank = txn(1000)
    found = decide(hit(bank, item(1, 1000)), hit(bank, item(2, 1000)))
    assert [row[2] for row in shown(found)] == [True, True]


def test_shared_reference_two_of_the_amount_are_a_tie():
    bank, key = txn(1000, partner_id=None), "PO7788"
    found = decide(hit(bank, item(1, 1000), key), hit(bank, item(2, 1000), key))
    assert [row[2] for row in shown(found)] == [True, True]


def test_shared_reference_one_or_two_others_is_a_tie():
    """An order of three invoices; 300 is one of them and the sum of the others."""
    bank, key = txn(300), "PO7788"
    amounts = ((1, 300), (2, 100), (3, 200))
    found = decide(*[hit(bank, item(n, minor), key) for n, minor in amounts])
    assert [row[0] for row in shown(found)] == [(1,), (2, 3)]
    assert all(row[2] for row in shown(found))


def test_number_of_two_vendors_is_the_payees():
    bank = txn(-500)
    mine, other = item(1, -500, "10455"), item(2, -500, "10455", partner_id=8)
    found = decide(hit(bank, mine, "104550"), hit(bank, other, "104550"))
    assert shown(found) == [((1,), 1, False, ())]


def test_number_of_two_vendors_without_payee_is_a_tie():
    bank = txn(-500, partner_id=None)
    found = decide(
        hit(bank, item(1, -500, "104550"), "104550"),
        hit(bank, item(2, -500, "104550", partner_id=8), "104550"),
    )
    assert [row[2] for row in shown(found)] == [True, True]


def test_another_payer_waits():
    found = decide(hit(txn(1000), item(1, 1000, partner_id=8)))
    assert shown(found) == [((1,), 4, False, ("partner_conflict",))]


def test_payer_who_may_pay_for_another():
    """A third-party payer by rule."""
    found = decide(hit(txn(1000, pays_for=(8,)), item(1, 1000, partner_id=8)))
    assert shown(found) == [((1,), 1, False, ())]


@pytest.mark.parametrize(("partner", "tier"), [(None, 4), (7, 1)])
def test_short_number_needs_the_payer(partner, tier):
    found = decide(hit(txn(1000, partner_id=partner), item(1, 1000), "1045"))
    assert found[0].tier == tier


def test_other_sign_is_nothing():
    assert decide(hit(txn(-1000), item(1, 1000))) == []


def test_difference_leaves_the_line_to_later_passes():
    (proposal,) = decide(hit(txn(900), item(1, 1000)))
    assert (proposal.tier, proposal.difference, proposal.closes) == (4, -100, False)


def test_difference_of_another_payer_is_a_hint_only():
    (proposal,) = decide(hit(txn(900), item(1, 1000, partner_id=8)))
    assert proposal.tier == 7


def test_instalments_of_one_document():
    first = item(1, 300, document_id=50, due=date(2026, 3, 1))
    second = item(2, 300, document_id=50, due=date(2026, 4, 1))
    bank = txn(300)
    assert shown(decide(hit(bank, second), hit(bank, first))) == [((1,), 1, False, ())]
    bank = txn(600)
    assert shown(decide(hit(bank, second), hit(bank, first)))[0][:2] == ((1, 2), 1)


def test_lines_that_share_an_item():
    """Two halves that name the invoice: posted together or not at all."""
    books = item(1, 1000)
    found = decide(hit(txn(400, 1), books), hit(txn(600, 2), books))
    assert [(p.tier, p.items[0].minor, p.difference) for p in found] == [
        (2, 400, 0),
        (2, 600, 0),
    ]
    assert found[0].group_key == found[1].group_key != ""


def test_lines_that_are_less_or_more_together_do_not_share():
    books = item(1, 1000)
    found = decide(hit(txn(400, 1), books), hit(txn(500, 2), books))
    assert [p.group_key for p in found] == ["", ""]


def test_number_inside_a_longer_one_does_not_count():
    bank = txn(500)
    long = hit(bank, item(1, 1000), "INV202600042", span=Span("payment_ref", 0, 14))
    short = hit(bank, item(2, 500, "00042"), "00042", span=Span("payment_ref", 9, 14))
    (proposal,) = decide(long, short)
    assert proposal.item_ids == {1}


def test_currency_of_the_exact_amount():
    bank = txn(11500, foreign_currency_id=EUR, foreign_minor=1000)
    found = decide(hit(bank, item(1, 1000, currency_id=EUR)))
    assert shown(found) == [((1,), 1, False, ())]


# -- differences ---------------------------------------------------------------------


def tolerance(**values):
    values = {
        "amount_max": 100,
        "percent_max": 1.0,
        "loss_account_id": 61,
        "gain_account_id": 62,
    } | values
    return Policy(
        tolerance=Tolerance(**values),
        charge_account_id=63,
        discount_loss_account_id=64,
        discount_gain_account_id=65,
    )


def discounted(minor, less, day, **values):
    return item(1, minor, discount_minor=minor - less, discount_day=day, **values)


@pytest.mark.parametrize(
    ("paid", "kind"),
    [
        (99950, "write_off"),  # 0.50 under
        (100050, "write_off"),  # 0.50 over
        (99899, None),  # 1.01 under: the amount wins
        (100101, None),
    ],
)
def test_tolerance(paid, kind):
    (proposal,) = decide(hit(txn(paid), item(1, 100000)), policy=tolerance())
    assert [entry.role for entry in proposal.entries] == ([kind] if kind else [])
    assert proposal.tier == 4 and not proposal.auto_allowed
    assert (
        sum(i.minor for i in proposal.items)
        + sum(e.minor for e in proposal.entries)
        + proposal.difference
        == paid
    )


def test_tolerance_per_cent_wins_on_small_amounts():
    (proposal,) = decide(hit(txn(4930), item(1, 5000)), policy=tolerance())
    assert proposal.difference == -70


def test_blocked_partner():
    policy = tolerance(blocked=True)
    (proposal,) = decide(hit(txn(99950), item(1, 100000)), policy=policy)
    assert proposal.difference == -50


def test_discount_in_time_is_proved():
    books = discounted(10000, 200, date(2026, 3, 10))
    (proposal,) = decide(hit(txn(9800), books), policy=tolerance())
    (entry,) = proposal.entries
    assert (proposal.tier, proposal.difference) == (2, 0)
    assert (entry.role, entry.account_id, entry.minor) == ("discount", 64, -200)


def test_discount_of_a_bill_is_a_gain():
    books = discounted(-10000, -200, date(2026, 3, 10))
    (proposal,) = decide(hit(txn(-9800), books), policy=tolerance())
    assert [(e.account_id, e.minor) for e in proposal.entries] == [(65, 200)]


@pytest.mark.parametrize(("grace", "tier", "left"), [(3, 4, 0), (1, 4, -200)])
def test_discount_late(grace, tier, left):
    books = discounted(10000, 200, date(2026, 3, 8))
    policy = tolerance(grace_days=grace)
    (proposal,) = decide(hit(txn(9800), books), policy=policy)
    assert (proposal.tier, proposal.difference) == (tier, left)


def test_charges_that_the_bank_tells():
    (proposal,) = decide(hit(txn(9970, charges=30), item(1, 10000)), policy=tolerance())
    assert [(e.role, e.account_id, e.minor) for e in proposal.entries] == [
        ("charge", 63, -30)
    ]
    assert (proposal.tier, proposal.difference) == (2, 0)


def test_large_charges_need_a_person():
    """Whatever a file tells: 60 paid of 100 is not proved by “40 charges”."""
    (proposal,) = decide(
        hit(txn(6000, charges=4000), item(1, 10000)), policy=tolerance()
    )
    assert [(e.role, e.minor) for e in proposal.entries] == [("charge", -4000)]
    assert (proposal.tier, proposal.difference, proposal.auto_allowed) == (4, 0, False)


def test_large_charges_within_the_tolerance_are_proved():
    policy = tolerance(amount_max=1000, percent_max=10.0)
    (proposal,) = decide(hit(txn(9200, charges=800), item(1, 10000)), policy=policy)
    assert (proposal.tier, proposal.difference) == (2, 0)


@pytest.mark.parametrize(("most", "tier"), [(5.0, 4), (8.0, 2), (0.0, 4)])
def test_the_tolerance_says_which_charges_are_usual(most, tier):
    policy = tolerance(charge_percent_max=most)
    (proposal,) = decide(hit(txn(9200, charges=800), item(1, 10000)), policy=policy)
    assert (proposal.tier, proposal.difference) == (tier, 0)


def test_charges_of_a_payment_out():
    (proposal,) = decide(
        hit(txn(-10030, charges=30), item(1, -10000)), policy=tolerance()
    )
    assert [e.minor for e in proposal.entries] == [-30]


def test_another_charge_proves_nothing():
    (proposal,) = decide(hit(txn(9800, charges=30), item(1, 10000)), policy=tolerance())
    assert proposal.entries == () and proposal.difference == -200
