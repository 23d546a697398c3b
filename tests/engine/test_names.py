"""What a line names comes first, whatever else fits and whoever proposes it."""

import pytest
from bsi.engine.matching import claims, names
from bsi.engine.matching.names import Named
from bsi.engine.matching.proposal import (
    EntryLine,
    Evidence,
    Proposal,
    ProposalItem,
    Span,
)

FEES = 77


def settles(*items, difference=0, tier=4, **values):
    """A proposal for line 1 that settles items of 1,000 each."""
    facts = values.pop("evidence", ())
    if difference:
        facts = (*facts, Evidence("amount_differs", "", "", False))
    values.setdefault("kind", "payment")
    return Proposal(
        txn_id=1,
        pass_code="x",
        tier=tier,
        items=tuple(ProposalItem(number, 1000) for number in items),
        evidence=facts,
        difference=difference,
        **values,
    )


def rule(minor, *more):
    entries = [EntryLine(FEES + n, part) for n, part in enumerate((minor, *more))]
    return settles(
        tier=6,
        kind="entry",
        rule_id=1,
        entries=tuple(entries),
        evidence=(Evidence("rule", "gebyr", "Fees"),),
    )


def named(*items, value="773322", **values):
    return Named(value, values.pop("books", value), item_ids=frozenset(items), **values)


def answer(*proposals, names_of_line=()):
    weighed = names.weigh(proposals, {1: list(names_of_line)})
    return claims.best([p for p in weighed if p])


@pytest.mark.parametrize("difference", [-500, -1, 1, 50, 3000])
@pytest.mark.parametrize("position", [0, 1])
def test_document_goes_before_a_rule_whatever_its_difference(difference, position):
    proposals = [settles(7, difference=difference), rule(1000 + difference)]
    found = answer(*proposals[:: 1 - 2 * position], names_of_line=[named(7)])
    assert all(p.item_ids == {7} for p in found), "no proposal without the document"
    assert found[0].difference == difference
    assert all(p.contra for p in found), "a person decides"


def test_rule_explains_the_rest_beside_the_document():
    found = answer(settles(7, difference=50), rule(1050), names_of_line=[named(7)])
    assert [(p.difference, [e.minor for e in p.entries]) for p in found] == [
        (50, []),
        (0, [50]),
    ]


def test_rule_of_several_accounts_explains_nothing():
    found = answer(settles(7, difference=50), rule(1000, 50), names_of_line=[named(7)])
    assert [p.entries for p in found] == [()]


def test_rule_without_a_name_is_as_before():
    (found,) = answer(rule(1050))
    assert not found.contra


@pytest.mark.parametrize("name", [named(7), named(books="INV/1"), named(is_open=False)])
def test_rule_alone_waits_while_a_name_is_unanswered(name):
    (found,) = answer(rule(1050), names_of_line=[name])
    assert [f.code for f in found.evidence if not f.agrees] == ["other_document"]


def test_fee_for_a_document_is_the_rules():
    """Money that cannot be its payment, nor that payment coming back."""
    beside = named(7, is_beside=True)
    (found,) = answer(rule(-15), names_of_line=[beside])
    assert not found.contra
    (found,) = answer(settles(8, tier=3), names_of_line=[beside])
    assert found.contra


def test_payment_id_of_others_says_nothing_against_a_rule():
    unknown = Named("1234567897")
    (found,) = answer(rule(1050), names_of_line=[unknown])
    assert not found.contra
    (found,) = answer(rule(1050), names_of_line=[Named("INV/2026/00099", is_ours=True)])
    assert found.contra


def test_named_payment_goes_before_another_item_of_the_amount():
    """Our reference with five more, and a bill of just that amount."""
    payment, other = settles(7, difference=-5, kind="bank"), settles(8, tier=3)
    found = answer(other, payment, names_of_line=[named(7)])
    assert [p.item_ids for p in found] == [{7}, {8}]
    assert all(p.contra for p in found)


def test_open_name_beside_a_proved_one_waits_a_paid_one_does_not():
    proved = settles(7, tier=1)
    (found,) = answer(proved, names_of_line=[named(7), named(8, value="773399")])
    assert found.contra
    paid = named(8, value="773399", is_open=False)
    (found,) = answer(proved, names_of_line=[named(7), paid])
    assert not found.contra


def test_what_leaves_a_name_does_not_close_the_line():
    (found,) = names.weigh([settles(8, tier=3)], {1: [named(7)]})
    assert not found.closes


def test_lines_of_a_group_answer_together():
    lines = [settles(n, tier=2, group_key="g") for n in (7, 8)]
    found = names.weigh(lines, {1: [named(7), named(8, value="773399")]})
    assert not any(p.contra for p in found)
    found = names.weigh(lines, {1: [named(9)]})
    assert all(p.contra for p in found)


def test_return_by_its_reference_answers_what_it_names():
    fact = Evidence("returned", "773322", "773322")
    (found,) = names.weigh([settles(tier=2, evidence=(fact,))], {1: [named(7)]})
    assert not found.contra


def test_what_is_in_the_books_hides_its_other_readings():
    known = named(5, value="INV/2026/00042", span=Span("payment_ref", 0, 14))
    longer = Named("INV/2026/00042 10", span=Span("payment_ref", 0, 17))
    other = Named("INV/2026/99999", span=Span("payment_ref", 20, 34))
    assert names.reduce([longer, known, other]) == [known, other]
