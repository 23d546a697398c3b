"""Rules of CODA, one small statement each."""

from datetime import date
from decimal import Decimal

import pytest
from bsi.parsers.common.base import ParseError
from bsi.parsers.common.records import Reference
from bsi.parsers.identify import parse_file


def line(**parts):
    """Return a record: ``p3="0001"`` writes at position 3."""
    text = [" "] * 128
    for place, value in parts.items():
        start = int(place[1:]) - 1
        text[start : start + len(value)] = value
    assert len(text) == 128
    return "".join(text)


def amount(value):
    """Return sign and digits of an amount."""
    value = Decimal(value)
    return f"{int(value < 0)}{int(abs(value) * 1000):015d}"


def header(**parts):
    return (
        line(
            p1="0",
            p2="0000",
            p6="020126",
            p12="725",
            p15="05",
            p61="KREDBEBB",
            p128="2",
        )
        if not parts
        else _merged(header(), parts)
    )


def _merged(text, parts):
    new = line(**parts)
    return "".join(n if n != " " else o for n, o in zip(new, text, strict=True))


def opening(value="100", **parts):
    text = line(
        p1="1", p2="2", p3="007", p6="BE68539007547034", p40="EUR",
        p43=amount(value), p59="010126", p65="US BVBA", p126="001",
    )  # fmt: skip
    return _merged(text, parts)


def movement(value, number="0001", detail="0000", text="", structured="0", **parts):
    base = line(
        p1="21", p3=number, p7=detail, p11="BANKREF1", p32=amount(value),
        p48="020126", p54="00150000", p62=structured, p63=text, p116="020126",
        p122="007", p125="0",
    )  # fmt: skip
    return _merged(base, parts)


def second(number="0001", detail="0000", **parts):
    return line(p1="22", p3=number, p7=detail, **parts)


def third(number="0001", detail="0000", **parts):
    return line(p1="23", p3=number, p7=detail, **parts)


def closing(value):
    return line(
        p1="8", p2="007", p5="BE68539007547034", p39="EUR", p42=amount(value),
        p58="020126",
    )  # fmt: skip


def totals(debit="0", credit="0", count="000003"):
    return line(p1="9", p17=count, p23=amount(debit)[1:], p38=amount(credit)[1:])


def file(*records, credit="0", debit="0", start="100", count="000003"):
    end = Decimal(start) + Decimal(credit) - Decimal(debit)
    return "\r\n".join(
        [
            header(),
            opening(start),
            *records,
            closing(end),
            totals(debit, credit, count),
        ]
    )


def parsed(text):
    return parse_file("f.cod", text.encode("cp1252"))


def one(*records, credit="25", debit="0"):
    (statement,) = parsed(file(*records, credit=credit, debit=debit)).statements
    assert not [m for m in statement.messages if m.level == "warn"]
    (transaction,) = statement.transactions
    return transaction


def test_statement_and_movement():
    text = file(movement("-12.5", text="HELLO"), debit="12.5")
    (statement,) = parsed(text).statements
    (transaction,) = statement.transactions
    assert (statement.account, statement.currency) == ("BE68539007547034", "EUR")
    assert (statement.number, statement.owner) == ("007", "US BVBA")
    assert (statement.opening, statement.closing) == (100, Decimal("87.50"))
    assert (transaction.amount, transaction.text) == (Decimal("-12.50"), "HELLO")
    assert transaction.booking_date == transaction.value_date == date(2026, 1, 2)
    assert (transaction.bank_id, transaction.code) == ("BANKREF1", "00150000")


@pytest.mark.parametrize(
    ("structure", "written", "account"),
    [
        ("0", {"p6": "539007547034", "p19": "EUR"}, "539007547034"),
        ("1", {"p6": "FR1234567890240924", "p40": "EUR"}, "FR1234567890240924"),
        ("2", {"p6": "BE68539007547034", "p40": "EUR"}, "BE68539007547034"),
        (
            "3",
            {"p6": "FR7630006000011234567890189", "p40": "EUR"},
            "FR7630006000011234567890189",
        ),
    ],
)
def test_structures_of_the_account(structure, written, account):
    text = line(p1="1", p2=structure, p3="007", p43=amount(0), p59="010126", **written)
    records = [header(), text, closing("0"), totals()]
    (statement,) = parsed("\r\n".join(records)).statements
    assert statement.account == account
    assert statement.currency == "EUR"


def test_communication_goes_on_through_the_records():
    transaction = one(
        movement("25", text="A" * 50 + "REC"),
        second(p11="HNUNG 12 " + "B" * 42 + "NR", p64="E2E-1", p99="BBRUBEBB"),
        third(p11="BE61310126985517", p48="PARTNER BVBA", p83=" 4711"),
    )
    assert transaction.text == f"{'A' * 50}RECHNUNG 12 {'B' * 42}NR 4711"
    party = transaction.counterparty
    assert (party.name, party.account) == ("PARTNER BVBA", "BE61310126985517")
    assert party.bank == "BBRUBEBB"
    assert Reference("end_to_end", "E2E-1") in transaction.references


@pytest.mark.parametrize("kind", ["101", "102"])
def test_belgian_structured_communication(kind):
    transaction = one(movement("25", text=f"{kind}090933755493", structured="1"))
    assert transaction.references[0] == Reference(
        "payment_id", "+++090/9337/55493+++", "BBA"
    )
    assert transaction.text == ""


def test_creditor_reference():
    transaction = one(movement("25", text="100RF18539007547034", structured="1"))
    assert transaction.references[0] == Reference(
        "payment_id", "RF18539007547034", "SCOR"
    )


def test_sepa_direct_debit():
    text = (
        "127" + "020126" + "110" + "BE98ZZZ0123456789".ljust(35) + "MND-1".ljust(35)
        + "Premie".ljust(62) + "2" + "MS03"
    )  # fmt: skip
    transaction = one(
        movement("-25", text=text[:53], structured="1"),
        second(p11=text[53:106]),
        third(p11="BE61310126985517", p83=text[106:]),
        credit="0",
        debit="25",
    )
    assert transaction.references[0] == Reference("mandate", "MND-1")
    assert transaction.counterparty.identifier == "BE98ZZZ0123456789"
    assert (transaction.text, transaction.return_reason) == ("Premie", "MS03")


def test_creditor_of_our_own_collection_is_not_the_other_side():
    text = "127" + "020126" + "110" + "BE98ZZZ0123456789".ljust(35)
    records = (movement("25", text=text, structured="1"), second())
    assert one(*records).counterparty.identifier == ""


def test_amount_in_its_original_currency():
    text = "105" + amount("25")[1:] + amount("30")[1:] + f"{83333333:012d}" + "USD"
    transaction = one(movement("25", text=text[:53], structured="1"))
    assert (transaction.original_amount, transaction.original_currency) == (30, "USD")
    assert transaction.rate == Decimal("0.83333333")


def test_information_names_the_other_side_and_the_one_behind():
    transaction = one(
        movement("25"),
        line(p1="31", p3="0001", p7="0001", p40="1", p41="001PARTNER BVBA"),
        line(p1="32", p3="0001", p7="0001", p11="MOLENSTRAAT 60", p46="9340 LEDE"),
        line(p1="31", p3="0001", p7="0002", p40="1", p41="008ULTIMATE NV"),
        line(p1="31", p3="0001", p7="0003", p40="0", p41="FREE TEXT"),
    )
    party = transaction.counterparty
    assert (party.name, party.address) == ("PARTNER BVBA", "MOLENSTRAAT 60, 9340 LEDE")
    assert transaction.ultimate.name == "ULTIMATE NV"
    assert transaction.text == "FREE TEXT"


def test_details_are_no_entries():
    transaction = one(
        movement("25", p54="2"),
        movement("15", detail="0001", p54="6"),
        movement("10", detail="0002", p54="6"),
    )
    assert transaction.amount == 25
    assert [d.amount for d in transaction.details] == [15, 10]


def test_total_among_the_details_is_left_out():
    transaction = one(
        movement("25", p54="1"),
        movement("25", detail="0001", p54="7"),
        movement("15", detail="0002", p54="9"),
        movement("10", detail="0003", p54="9"),
    )
    assert [d.amount for d in transaction.details] == [15, 10]


def test_return_and_cancellation():
    transaction = one(movement("25", p54="00199000"), second(p113="2", p114="AC04"))
    assert transaction.reversal and transaction.return_reason == "AC04"


def test_several_statements_copy_and_free_text():
    first = file(movement("25"), credit="25")
    copy = first.replace(header(), header(p17="D"))
    note = line(p1="4", p3="0001", p33="HAPPY NEW YEAR")
    statements = parsed(
        f"{first}\r\n{copy}".replace(closing("125"), note + "\r\n" + closing("125"))
    ).statements
    assert [s.text for s in statements] == ["HAPPY NEW YEAR"] * 2
    assert [m.code for s in statements for m in s.messages] == ["copy"]


def test_statement_without_movements_may_lack_a_new_balance():
    (statement,) = parsed("\r\n".join([header(), opening(), totals()])).statements
    assert (statement.opening, statement.closing, statement.transactions) == (
        100,
        100,
        (),
    )


def test_new_balance_that_does_not_tally_is_told():
    text = file(movement("25"), credit="25").replace(closing("125"), closing("130"))
    (statement,) = parsed(text).statements
    assert [m.code for m in statement.messages if m.level == "warn"] == ["tally"]


def test_lost_movement_is_told_twice():
    """By the balances and by record 9: published files with changed numbers exist."""
    whole = file(movement("25"), movement("30", number="0002"), credit="55")
    (statement,) = parsed(whole.replace(movement("30", number="0002"), "")).statements
    assert [m.code for m in statement.messages if m.level == "warn"] == [
        "tally",
        "control_total",
    ]


def test_wrong_count_of_records_alone_is_no_reason_to_worry():
    (statement,) = parsed(file(movement("25"), credit="25", count="000009")).statements
    assert [(m.code, m.level) for m in statement.messages] == [("record_count", "info")]


def test_cut_off_blanks_and_other_line_ends():
    text = file(movement("25", text="É"), credit="25")
    trimmed = "\n".join(record.rstrip() for record in text.split("\r\n"))
    for variant in (trimmed, text.replace("\r\n", "\r"), text.replace("\r\n", "")):
        (transaction,) = parsed(variant).statements[0].transactions
        assert (transaction.amount, transaction.text) == (25, "É")


REFUSED = {
    "wrong_total": file(movement("25"), credit="25").replace(
        totals("0", "25"), totals("0", "26")
    ),
    "bad_version": file().replace(header(), header(p128="1")),
    "incomplete": file(movement("25"), credit="25").replace(closing("125"), ""),
    "bad_order": file(movement("25"), second("0002"), credit="25"),
    "bad_detail": file(movement("25", detail="0001"), credit="25"),
    "no_statement": "\r\n".join([header(), totals()]),
    "two_openings": file(opening()),
}


@pytest.mark.parametrize("name", REFUSED)
def test_refused(name):
    with pytest.raises(ParseError) as caught:
        parsed(REFUSED[name])
    expected = {
        "bad_order": "bad_record",
        "bad_detail": "bad_record",
        "two_openings": "bad_record",
    }
    assert caught.value.code == expected.get(name, name)
