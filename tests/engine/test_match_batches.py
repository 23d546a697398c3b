"""Everybody's money in a lump sum stays on his own account."""

from collections import Counter

from bsi.engine.matching.batches import OpenItem, Part, compose
from bsi.engine.matching.proposal import Evidence, Proposal, ProposalItem
from hypothesis import given
from hypothesis import strategies as st

LINE = 1
ANNA, BERG = 7, 8
RECEIVABLE = 40


def part(number, minor, partner=None, name=""):
    return Part(-number, minor, partner, name)


def opened(minor, partner=ANNA, due="2026-03-01"):
    return OpenItem(minor, due, partner, RECEIVABLE)


def proposal(number, items, minor, tier=1, **values):
    """A proposal for the payment, by items with all that is open of them."""
    difference = minor - sum(items.values())
    facts = [Evidence("payment_id", "1234", "1234")]
    if difference:
        facts.append(Evidence("amount_differs", str(minor), "", False))
    return Proposal(
        txn_id=-number,
        kind="payment",
        pass_code="payment_id",
        tier=4 if difference else tier,
        items=tuple(ProposalItem(*pair) for pair in items.items()),
        evidence=tuple(facts),
        difference=difference,
        **values,
    )


def combine(parts, proposals, items):
    return compose(proposals, {LINE: parts}, items)


def booked(found):
    """Return what an approval would book: items, on account, nobody's."""
    kept, nobody = Counter(), Counter()
    for entry in found.entries:
        if entry.on_account:
            kept[entry.partner_id] += entry.minor
        elif entry.role == "unknown":
            nobody[entry.label] += entry.minor
    return {item.item_id: item.minor for item in found.items}, kept, nobody


def test_every_payment_proved_is_a_proof():
    parts = [part(1, 100), part(2, 250)]
    found = combine(
        parts,
        [proposal(1, {11: 100}, 100), proposal(2, {12: 250}, 250, tier=3)],
        {11: opened(100), 12: opened(250, BERG)},
    )
    (one,) = found
    assert (one.tier, one.contra, one.difference) == (3, False, 0)
    assert booked(one) == ({11: 100, 12: 250}, {}, {})


def test_money_of_somebody_unknown_is_nobodys():
    parts = [part(1, 320, ANNA, "Anna"), part(2, 45, None, "K. Berg")]
    (one,) = combine(parts, [proposal(1, {11: 320}, 320)], {11: opened(320)})
    assert booked(one) == ({11: 320}, {}, {"K. Berg": 45})
    assert (one.contra, one.difference, one.tier) == (True, 45, 4)


def test_what_is_paid_twice_is_on_account_of_whom_the_payment_id_was_given_to():
    parts = [part(1, 320, ANNA), Part(-2, 45, None, "", BERG)]
    (one,) = combine(parts, [proposal(1, {11: 320}, 320)], {11: opened(320)})
    assert booked(one) == ({11: 320}, {BERG: 45}, {})


def test_money_of_a_known_payer_without_items_is_on_his_account():
    parts = [part(1, 320, ANNA), part(2, 45, BERG)]
    (one,) = combine(parts, [proposal(1, {11: 320}, 320)], {11: opened(320)})
    assert booked(one) == ({11: 320}, {BERG: 45}, {})
    assert (one.contra, one.difference) == (True, 0)


def test_part_over_and_double_payments():
    """Two part payments, one too large, and an invoice that is paid twice."""
    parts = [part(1, 50, BERG), part(2, 130, ANNA), part(3, 80, 9), part(4, 80, 9)]
    proposals = [
        proposal(1, {11: 60}, 50),
        proposal(2, {12: 100}, 130),
        proposal(3, {13: 80}, 80),
        proposal(4, {13: 80}, 80),
    ]
    items = {11: opened(60, BERG), 12: opened(100), 13: opened(80, 9)}
    (one,) = combine(parts, proposals, items)
    assert booked(one) == ({11: 50, 12: 100, 13: 80}, {ANNA: 30, 9: 80}, {})
    assert one.contra


def test_only_part_payments_get_a_proposal():
    parts = [part(1, 50, BERG), part(2, 70, ANNA)]
    proposals = [proposal(1, {11: 60}, 50), proposal(2, {12: 100}, 70)]
    items = {11: opened(60, BERG), 12: opened(100)}
    (one,) = combine(parts, proposals, items)
    assert booked(one) == ({11: 50, 12: 70}, {}, {})


def test_instalments_of_one_item_in_one_lump_are_a_proof():
    def share(number, minor):
        found = proposal(number, {11: minor}, minor, tier=2, group_key="item:11")
        return found

    parts = [part(1, 40), part(2, 60)]
    (one,) = combine(parts, [share(1, 40), share(2, 60)], {11: opened(100)})
    assert booked(one) == ({11: 100}, {}, {})
    assert not one.contra
    (alone,) = combine([part(1, 40)], [share(1, 40)], {11: opened(100)})
    assert alone.contra  # the other payment is in another line


def test_who_paid_too_much_is_the_payer_not_the_owner_of_the_item():
    parts = [part(1, 130, BERG), part(2, 10, ANNA)]
    (one,) = combine(parts, [proposal(1, {11: 100}, 130)], {11: opened(100)})
    assert booked(one) == ({11: 100}, {BERG: 30, ANNA: 10}, {})


def test_two_invoices_that_fit_one_payment_are_a_tie():
    tie = Evidence("other_candidate", "", "", False)
    parts = [part(1, 100, ANNA), part(2, 10, BERG)]
    proposals = [
        proposal(1, {11: 100}, 100).as_tie(tie),
        proposal(1, {12: 100}, 100).as_tie(tie),
        proposal(2, {13: 10}, 10),
    ]
    items = {11: opened(100), 12: opened(100), 13: opened(10, BERG)}
    found = combine(parts, proposals, items)
    assert {frozenset(p.item_ids) for p in found} == {
        frozenset({11, 13}),
        frozenset({12, 13}),
    }
    assert all(p.tie for p in found)


def test_a_proof_of_the_total_goes_before_parts_that_are_not():
    total = Proposal(LINE, "bank", "upr", 1, (ProposalItem(90, 365),), ())
    parts = [part(1, 320, ANNA), part(2, 45)]
    found = combine(parts, [total, proposal(1, {11: 320}, 320)], {11: opened(320)})
    assert found == [total]


def test_a_hint_counts_for_the_payers_own_items_only():
    parts = [part(1, 320, ANNA), part(2, 45, BERG)]
    items = {11: opened(320), 12: opened(50, BERG), 13: opened(50, ANNA)}
    own, other = (
        combine(
            parts,
            [
                proposal(1, {11: 320}, 320),
                Proposal(-2, "payment", "x", 7, (ProposalItem(item, 50),), (), (), -5),
            ],
            items,
        )[0]
        for item in (12, 13)
    )
    assert booked(own) == ({11: 320, 12: 45}, {}, {})
    assert booked(other) == ({11: 320}, {BERG: 45}, {})


# -- whatever comes --------------------------------------------------------------------

PARTNERS = (ANNA, BERG, 9)


@st.composite
def batches(draw):
    """Payments, items of their payers and of others, and what passes may propose."""
    minors = draw(st.lists(st.integers(-50, 300).filter(bool), min_size=1, max_size=6))
    payers = [draw(st.sampled_from((None, *PARTNERS))) for _minor in minors]
    parts = [
        part(n, minor, payer, f"payer {n}")
        for n, (minor, payer) in enumerate(zip(minors, payers, strict=True), 1)
    ]
    items = {
        number: opened(minor, draw(st.sampled_from(PARTNERS)), f"2026-03-0{number % 9}")
        for number, minor in enumerate(
            draw(st.lists(st.integers(1, 300), min_size=1, max_size=5)), 11
        )
    }
    proposals = []
    for one in parts:
        if draw(st.booleans()) and one.minor > 0:
            chosen = draw(st.sets(st.sampled_from(sorted(items)), min_size=1))
            wanted = {number: items[number].minor for number in chosen}
            proposals.append(proposal(-one.id, wanted, one.minor))
    return parts, proposals, items


@given(batches(), st.randoms())
def test_nothing_is_lost_and_nobody_gets_anothers_money(batch, random):
    parts, proposals, items = batch
    found = combine(parts, proposals, items)
    shuffled = list(parts), list(proposals)
    for rows in shuffled:
        random.shuffle(rows)
    assert combine(*shuffled, items) == found
    assert bool(found) == bool(proposals)
    for one in found:
        applied, kept, nobody = booked(one)
        total = sum(applied.values()) + sum(e.minor for e in one.entries)
        assert total == sum(p.minor for p in parts)
        for number, minor in applied.items():
            assert 0 < minor <= items[number].minor
        paid, named = Counter(), {i for p in proposals for i in p.item_ids}
        for p in parts:
            paid[p.partner_id] += abs(p.minor)
        for partner, minor in kept.items():
            # his own money, or the rest of a payment of nobody known for his item
            own = any(items[i].partner_id == partner for i in named)
            assert abs(minor) <= paid[partner] + (paid[None] if own else 0)
        assert one.difference == sum(nobody.values())
        if kept or nobody:
            assert one.contra
