"""Conditions of rules."""

import time
from datetime import date
from decimal import Decimal

import pytest
from bsi.engine.references.accounts import account_forms
from bsi.engine.rules.conditions import Condition, Evaluator, Line, Rule, find_fault
from bsi.engine.text import patterns
from hypothesis import given, settings
from hypothesis import strategies as st

DAY = date(2026, 3, 10)


def line(text="", amount="-100", day=DAY, **values):
    texts = {"label": (text,), **values.pop("texts", {})}
    return Line(1, Decimal(amount), day, texts, **values)


def hits(lines, *conditions, **values):
    return Evaluator(lines).hits(Rule(1, conditions, **values))


def is_hit(text, operator, value, **values):
    return bool(hits([line(text)], Condition("label", operator, value, **values)))


@pytest.mark.parametrize(
    ("operator", "value", "text", "expected"),
    [
        ("word", "gas", "VEGAS TRAVEL", False),
        ("word", "gas", "Norsk Gas, bensin", True),
        ("word", "gas", "gas", True),
        ("word", "service fee", "MONTHLY SERVICE  FEE 03", True),
        ("word", "service fee", "service of the fee", False),
        ("word", "gebyr", "Årsgebyr", False),
        ("word", "AT&T", "at t mobile", True),
        ("word", "bokfoering", "Bokføring", False),
        ("word", "bokforing", "BOKFØRING", True),
        ("contains", "vega", "LAS VEGAS", True),
        ("contains", "gebyr", "Årsgebyr", True),
        ("exact", "monthly fee", " Monthly  fee ", True),
        ("exact", "monthly fee", "Monthly fee 3", False),
        ("starts", "dkflcs", "DKFLCS 4015711", True),
        ("starts", "dkflcs", "X DKFLCS", False),
        ("ends", "5711", "DKFLCS 4015711", True),
        ("ends", "5711", "DKFLCS 4015711 X", False),
        ("wildcard", "DKFLCS*4015711*", "DKFLCS 03 4015711 77", True),
        ("wildcard", "DKFLCS*4015711*", "A DKFLCS 03 4015711", False),
        ("wildcard", "*4015711", "DKFLCS 4015711", True),
        ("wildcard", "TERM ????711", "term 4015711", True),
        ("wildcard", "TERM ????711", "term 40115711", False),
        ("regex", r"TERM \d{7}$", "term 4015711", True),
        ("regex", r"^\w+ssä\b", "Helsingissä tänään", False),
        ("regex", r"^\w+ tänään$", "Helsingissä tänään", True),
        ("regex", r"TERM \d{7}$", "term 4015711 x", False),
    ],
)
def test_operators(operator, value, text, expected):
    """The word "gas" does not hit "VEGAS"; every operator means what it says."""
    assert is_hit(text, operator, value) is expected
    assert is_hit(text, operator, value, negate=True) is not expected


def test_case_sensitive():
    assert is_hit("Fee", "word", "Fee", case_sensitive=True)
    assert not is_hit("FEE", "word", "Fee", case_sensitive=True)
    assert not is_hit("FEE", "regex", "Fee", case_sensitive=True)


@pytest.mark.parametrize(
    ("condition", "code"),
    [
        (Condition("label", "word", "  "), "empty"),
        (Condition("label", "word", "&"), "empty"),
        (Condition("label", "word", "x"), "too_short"),
        (Condition("label", "contains", "gas"), "too_short"),
        (Condition("label", "wildcard", "*a*b*"), "too_short"),
        (Condition("label", "regex", "a*"), "matches_all"),
        (Condition("label", "regex", "(unclosed"), "syntax"),
        (Condition("label", "regex", r"(a)\1"), "syntax"),
        (Condition("label", "regex", r"\Afee"), "anchor"),
        (Condition("label", "regex", "a" * 501), "too_long"),
        (Condition("colour", "word", "fee"), "unknown"),
    ],
)
def test_what_cannot_be_a_condition_hits_nothing(condition, code):
    """Nothing matches an empty or too short text."""
    evaluator = Evaluator([line("a fee unclosed aa gas & b")])
    assert find_fault(condition)[0] == code
    assert evaluator.hits(Rule(4, (condition,))) == []
    assert evaluator.broken[4][0] == code


def test_groups_are_and_of_or():
    lines = [line("fee bank"), line("charge bank"), line("fee shop"), line("bank")]
    conditions = (
        Condition("label", "word", "fee", group=1),
        Condition("label", "word", "charge", group=1),
        Condition("label", "word", "bank", group=2),
    )
    assert hits(lines, *conditions) == [0, 1]


def test_sources():
    """Any field of the line, its details and codes; "all" is every one of them."""
    one = line(
        "label text",
        texts={"details": ("advice one", "second advice"), "code": ("PMNT-RDDT",)},
    )
    assert hits([one], Condition("details", "exact", "second advice"))
    assert not hits([one], Condition("label", "word", "advice"))
    assert hits([one], Condition("all", "word", "advice"))
    assert hits([one], Condition("code", "starts", "PMNT"))
    assert not hits([one], Condition("all", "contains", "text advice"))


def test_not_means_none_of_the_values():
    one = line("x", texts={"details": ("rent", "fee")})
    assert not hits([one], Condition("details", "word", "fee", negate=True))


@pytest.mark.parametrize("low, high", [("-100", "-50"), ("-50", "-100"), ("50", "100")])
@pytest.mark.parametrize(
    "amount, inside", [("-75", True), ("75", True), ("-101", False)]
)
def test_amount_bounds_have_no_sign(low, high, amount, inside):
    """M-G: bounds on negative amounts work, whatever their order."""
    values = {"amount_min": Decimal(low), "amount_max": Decimal(high)}
    assert bool(hits([line(amount=amount)], **values)) is inside


def test_one_bound_and_exact_limits():
    amounts = ("-50", "50.01", "49.99", "100")
    lines = [line(amount=value) for value in amounts]
    assert hits(lines, amount_min=Decimal(50)) == [0, 1, 3]
    assert hits(lines, amount_max=Decimal(50)) == [0, 2]
    assert hits(lines, amount_max=Decimal(50), direction="out") == [0]
    assert hits(lines, amount_min=Decimal(50), direction="in") == [1, 3]


def test_currency_of_the_bounds():
    usd, eur = 1, 2
    lines = [
        line(amount="-100", currency_id=eur),
        line(amount="-90", currency_id=eur, foreign_amount=Decimal(-100),
             foreign_currency_id=usd),
        line(amount="-100", currency_id=usd),
    ]  # fmt: skip
    assert hits(lines, amount_min=Decimal(100), currency_id=usd) == [1, 2]


def test_days_of_the_month():
    lines = [line(day=date(2026, 3, day)) for day in (1, 5, 10, 28, 31)]
    assert hits(lines, day_from=1, day_to=5) == [0, 1]
    assert hits(lines, day_from=28, day_to=5) == [0, 1, 3, 4]
    assert hits(lines, day_from=10) == [2]


def test_transaction_codes():
    """By the bank's code; a part of a code counts only at its border."""
    lines = [
        line(texts={"code": (code,)}) for code in ("700", "7001", "PMNT-RDDT-FEES")
    ]
    assert hits(lines, codes=("700",)) == [0]
    assert hits(lines, codes=("pmnt-rddt",)) == [2]
    assert hits(lines, codes=("PMNT-RD", "7001")) == [1]


def test_partner_journal_company():
    lines = [
        line("fee", partner_id=1, journal_id=1, company_ids=frozenset({1})),
        line("fee", partner_id=2, journal_id=2, company_ids=frozenset({2, 1})),
    ]
    fee = Condition("label", "word", "fee")
    assert hits(lines, fee, partner_ids=frozenset({2})) == [1]
    assert hits(lines, fee, journal_ids=frozenset({1})) == [0]
    assert hits(lines, fee, company_id=2) == [1]
    assert hits(lines, fee, company_id=1) == [0, 1]


def test_a_rule_that_asks_for_nothing_hits_nothing():
    assert hits([line("fee")], direction="out", journal_ids=frozenset({1})) == []


def test_malicious_regex_does_not_stall():
    """Exponential for backtracking engines; linear here."""
    lines = [line("a" * 3000 + f"!{number}!") for number in range(50)]
    for pattern in ("(a+)+$", "(a|aa)+$", "(.*a){20}b", r"(\w+\s?)+$"):
        assert hits(lines, Condition("label", "regex", pattern)) == []


def test_regex_over_its_time_is_broken_and_hits_nothing():
    lines = [line(f"{number} " + "ab " * 600) for number in range(4000)]
    slow = Condition("label", "regex", "(?:[a-z ]{1,30}){1,30}x")
    evaluator = Evaluator(lines, regex_seconds=0.05)
    started = time.thread_time()
    assert evaluator.hits(Rule(9, (slow,))) == []
    assert evaluator.broken == {9: ("timeout", "0.05")}
    assert time.thread_time() - started < 30  # a chunk, not the whole text


WORDS = st.lists(st.sampled_from(["fee", "gas", "Øre", "a", "12", "b-c"]), max_size=6)


@settings(deadline=None, max_examples=60)
@given(st.lists(WORDS, min_size=1, max_size=12), WORDS.filter(bool))
def test_set_search_equals_one_by_one(rows, wanted):
    """The index finds exactly what a look at each text alone finds."""
    texts = [" ".join(words) for words in rows]
    value = " ".join(wanted)
    lines = [line(text) for text in texts]
    for operator in ("word", "contains", "starts", "ends", "exact"):
        condition = Condition("label", operator, value)
        alone = [n for n, one in enumerate(lines) if hits([one], condition)]
        assert hits(lines, condition) == alone


def test_accounts_in_any_spelling():
    """An account decides alone; with conditions and limits, all must hold."""
    spellings = ["NO93 8601 1117 947", "8601.11.17947", "", "8601.11.17948"]
    lines = [line("rent", texts={"account": (account,)}) for account in spellings]
    forms = account_forms("NO9386011117947")
    rent, gas = Condition("label", "word", "rent"), Condition("label", "word", "gas")
    assert hits(lines, accounts=forms) == [0, 1]
    assert hits(lines, rent, accounts=forms) == [0, 1]
    assert hits(lines, gas, accounts=forms) == []
    assert hits(lines, accounts=forms, direction="in") == []
    assert hits(lines, accounts=account_forms("12345678")) == []


@settings(deadline=None, max_examples=60)
@given(st.text("ab?*", max_size=8), st.text("ab", max_size=12))
def test_wildcards_equal_the_plain_definition(pattern, text):
    def fits(pattern, text):
        if not pattern:
            return not text
        if pattern[0] == "*":
            return any(fits(pattern[1:], text[n:]) for n in range(len(text) + 1))
        return (
            bool(text) and pattern[0] in ("?", text[0]) and fits(pattern[1:], text[1:])
        )

    found = patterns.wildcard_hits(patterns.split_wildcard(pattern), text)
    assert found is fits(pattern, text)


def test_groups_of_a_pattern():
    assert patterns.find_groups("DK 4015711 X", r"(?P<terminal>\d{7})") == {
        "terminal": "4015711"
    }
    assert patterns.find_groups("DK 4015711 X", r"\d{7}") == {"key": "4015711"}
    assert patterns.find_groups("DK", r"\d{7}") is None
