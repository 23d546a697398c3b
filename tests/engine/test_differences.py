"""Why bank and ledger differ: each kind of cause, and the sums."""

import random
from datetime import date, timedelta

import pytest
from bsi.engine.control.differences import BankLine, Cause, explain, is_transposed

DAY = date(2026, 3, 10)


def on(days):
    return DAY + timedelta(days)


def item(number, amount, days=0):
    """An entry of this amount that no bank line made."""
    return Cause(f"move:{number}", "item", -amount, on(days))


def line(number, amount, days=0, **values):
    return BankLine(number, amount, on(days), **values)


def codes(causes, lines=(), day=DAY):
    return [suspect.code for suspect in explain(causes, lines, day)]


def test_nothing_to_explain():
    assert explain([], [line(1, 100)], DAY) == []


def test_entry_booked_although_the_bank_line_books_it():
    """Books > bank: booked too many times."""
    lines = [line(1, 2500, 9), line(2, 2500, -2), line(3, 2500, 20)]
    (suspect,) = explain([item(1, 2500)], lines, DAY)
    assert (suspect.code, suspect.beside) == ("double_booking", ("line:2",))
    assert suspect.effect == -2500


def test_two_entries_do_not_share_a_bank_line():
    causes = [item(1, 2500), item(2, 2500)]
    found = codes(causes, [line(1, 2500)])
    assert found == ["double_booking", "entries_without_bank_line"]


def test_entry_without_any_trace_on_the_bank():
    assert codes([item(1, 2500)], [line(1, 2600), line(2, 2500, 11)]) == [
        "entries_without_bank_line"
    ]


def test_wrong_sign_of_an_entry():
    assert codes([item(1, 2500)], [line(1, -2500)]) == ["wrong_sign"]


def test_transposed_digits_of_an_entry():
    assert codes([item(1, 12345)], [line(1, 12435)]) == ["transposed_digits"]


def test_entry_on_the_wrong_bank_account():
    other = line(1, 2500, own_account=False)
    assert codes([item(1, 2500)], [other]) == ["wrong_account"]
    both = [other, line(2, 2500)]
    assert codes([item(1, 2500)], both) == ["double_booking"]


def test_ignored_lines_are_no_sign_of_a_double_booking():
    assert codes([item(1, 2500)], [line(1, 2500, state="ignored")]) == [
        "entries_without_bank_line"
    ]


def test_reversed_entry_is_no_cause():
    assert codes([item(1, 2500, -3), item(2, -2500, -1)]) == []


def test_reversal_after_the_day_is_timing():
    """It cancels out on date X."""
    causes = [item(1, 2500, -3), item(2, -2500, 2)]
    (suspect,) = explain(causes, [line(9, 2500)], DAY)
    assert (suspect.code, suspect.cancels_on) == ("timing", on(2))
    assert suspect.effect == -2500
    assert codes(causes, [], on(2)) == []


def test_several_entries_that_come_to_zero_later():
    causes = [item(1, 1000), item(2, 500), item(3, -900, 3), item(4, -600, 5)]
    (suspect,) = explain(causes, [], DAY)
    assert (suspect.code, suspect.cancels_on) == ("timing", on(5))
    assert set(suspect.causes) == {"move:1", "move:2"}


def test_zero_in_the_middle_of_a_day_is_not_zero_at_its_end():
    causes = [item(1, 1000), item(2, -400, 3), item(3, -600, 3), item(4, 7, 3)]
    assert codes(causes) == ["entries_without_bank_line"]


def test_opening_balance_with_its_entry():
    """Nothing to say once there is an opening entry."""
    opening = Cause("statement:1:opening", "opening", 100000, on(-9), 1)
    assert codes([opening]) == ["opening_balance"]
    assert codes([opening, item(1, 100000, -30)]) == []
    assert codes([opening, item(1, 60000, -40), item(2, 40000, -30)]) == []


def test_opening_entry_with_another_amount():
    opening = Cause("statement:1:opening", "opening", 100000, on(-9), 1)
    (suspect,) = explain([opening, item(1, 99000, -30)], [], DAY)
    assert (suspect.code, suspect.effect) == ("opening_balance", 1000)


def test_opening_entry_beside_a_double_booking():
    opening = Cause("statement:1:opening", "opening", 100000, on(-9), 1)
    causes = [opening, item(1, 100000, -9), item(2, 2500, -9)]
    assert codes(causes, [line(1, 2500, -9)]) == ["double_booking"]


def test_gap_between_statements():
    gap = Cause("statement:2:gap", "gap", 5000, on(-1), 2)
    assert codes([gap]) == ["statement_gap"]


def test_wrong_closing_balance_that_the_next_statement_corrects():
    wrong = Cause("statement:1:incomplete", "incomplete", 1000, on(-2), 1)
    back = Cause("statement:2:gap", "gap", -1000, on(1), 2)
    (suspect,) = explain([wrong, back], [], DAY)
    assert (suspect.code, suspect.cancels_on) == ("timing", on(1))
    assert codes([wrong, back], [], on(1)) == []


def total(effect, lines):
    cause = Cause("statement:1:incomplete", "incomplete", effect, DAY, 1)
    (suspect,) = explain([cause], lines, DAY)
    return suspect.code, suspect.beside


def of(number, amount, **values):
    return line(number, amount, statement=1, **values)


@pytest.mark.parametrize(
    ("effect", "lines", "expected"),
    [
        (4000, [of(1, 100)], ("missing_line", ())),
        (4000, [of(1, 4000, state="ignored")], ("ignored_line", ("line:1",))),
        (
            4000,
            [of(1, 1500, state="ignored"), of(2, 2500, state="ignored")],
            ("ignored_line", ("line:1", "line:2")),
        ),
        (4000, [of(1, 4000, state="draft")], ("draft_line", ("line:1",))),
        (-4000, [of(1, 4000)], ("missing_line", ())),
        (
            -4000,
            [of(1, 4000, text="a"), of(2, 4000, text="a"), of(3, 4000, text="b")],
            ("double_line", ("line:1", "line:2")),
        ),
        (-5000, [of(1, 2500), of(2, 77)], ("wrong_sign", ("line:1",))),
        (90, [of(1, 12345)], ("transposed_digits", ("line:1",))),
    ],
)
def test_statement_that_does_not_add_up(effect, lines, expected):
    assert total(effect, lines) == expected


def test_lines_of_other_statements_do_not_explain_a_total():
    lines = [line(1, 4000, statement=2, state="ignored")]
    assert total(4000, lines) == ("missing_line", ())


def test_transposed_needs_exactly_two_neighbours():
    assert is_transposed(100, 10)
    assert not is_transposed(1234, 4321)
    assert not is_transposed(1221, 2112)
    assert not is_transposed(0, 9)


def test_effects_always_add_up_to_the_difference():
    """Whatever the causes: what the suspects say together is the whole difference."""
    rng = random.Random(7)
    kinds = ["item", "item", "item", "gap", "incomplete", "line"]
    for _round in range(500):
        causes = [
            Cause(f"k:{n}", rng.choice(kinds), rng.choice([-300, -200, 100, 200, 300]),
                  on(rng.randint(-9, 9)), rng.randint(1, 3))
            for n in range(rng.randint(0, 9))
        ]  # fmt: skip
        if rng.random() < 0.5:
            causes.append(Cause("k:o", "opening", rng.choice([200, 500]), on(-5), 1))
        lines = [
            line(n, rng.choice([-300, 100, 200, 210]), rng.randint(-9, 9), statement=1)
            for n in range(1, 6)
        ]
        difference = sum(c.effect for c in causes if c.day <= DAY)
        suspects = explain(causes, lines, DAY)
        assert sum(s.effect for s in suspects) == difference
