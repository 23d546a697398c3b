"""Rules of MT940 and MT942, one small message each."""

from datetime import date
from decimal import Decimal

import pytest
from bsi.parsers.common.base import ParseError
from bsi.parsers.identify import parse_file

HEAD = ":20:REF\n:25:50050060/123456789\n:28C:7/1\n:60F:C260101EUR100,00\n"
TAIL = ":62F:C260102EUR{}\n-\n"
LINE = ":61:2601020102C1,00NTRFNONREF\n"


def message(*fields, closing="101,00", head=HEAD):
    return head + "".join(fields) + TAIL.format(closing)


def parsed(text):
    return parse_file("f.sta", text.encode() if isinstance(text, str) else text)


def one(*fields, closing="101,00"):
    """Return the only transaction of a message that tallies."""
    (statement,) = parsed(message(*fields, closing=closing)).statements
    assert not [m for m in statement.messages if m.level == "warn"], statement.messages
    (transaction,) = statement.transactions
    return transaction


def said(text):
    """Return the transaction of an entry with this ``:86:``."""
    return one(LINE, f":86:{text}\n")


def test_slash_before_the_account_is_not_part_of_it():
    head = HEAD.replace(":25:50050060/123456789", ":25:/SE4550000000058398257466")
    (statement,) = parsed(message(LINE, head=head)).statements
    assert statement.account == "SE4550000000058398257466"


# ------------------------------------------------------------------------------- :61:


@pytest.mark.parametrize(
    ("mark", "amount", "reversal"),
    [
        ("C", "5.00", False),
        ("CR", "5.00", False),  # third letter of EUR
        ("D", "-5.00", False),
        ("DR", "-5.00", False),
        ("RC", "-5.00", True),  # a credit undone: money out
        ("RD", "5.00", True),
        ("RCR", "-5.00", True),
        ("RDR", "5.00", True),
    ],
)
def test_mark_and_funds_code_give_the_sign(mark, amount, reversal):
    line = f":61:2601020102{mark}5,00NTRFNONREF\n"
    transaction = one(line, closing=str(100 + Decimal(amount)).replace(".", ","))
    assert (transaction.amount, transaction.reversal) == (Decimal(amount), reversal)


@pytest.mark.parametrize("mark", ["DK", "CN", "CF"])
def test_third_letter_of_any_currency(mark):
    head = HEAD.replace("EUR", "DKK")
    tail = TAIL.replace("EUR", "DKK")
    line = f":61:260102{mark}829419,78NTRFNONREF\n"
    total = Decimal("829419.78") * (1 if mark[0] == "C" else -1) + 100
    sign, text = "D" if total < 0 else "C", f"{abs(total)}".replace(".", ",")
    closing = tail.format(text).replace(":62F:C", f":62F:{sign}")
    (statement,) = parsed(head + line + closing).statements
    assert [t.amount for t in statement.transactions] == [total - 100]
    assert not statement.messages


@pytest.mark.parametrize("text", ["1000,", "1000", "1000,0", "1000.00", "0001000,00"])
def test_ways_to_write_an_amount(text):
    line = f":61:2601020102C{text}NTRFNONREF\n"
    assert one(line, closing="1100,").amount == 1000


@pytest.mark.parametrize(
    ("value", "entry", "booked"),
    [
        ("251231", "0101", "2026-01-01"),
        ("260101", "1231", "2025-12-31"),
        ("240229", "0301", "2024-03-01"),
        ("240301", "0229", "2024-02-29"),
        ("260102", "0102", "2026-01-02"),
    ],
)
def test_entry_date_takes_its_year_from_the_value_date(value, entry, booked):
    transaction = one(f":61:{value}{entry}C1,00NTRFNONREF\n")
    assert transaction.booking_date == date.fromisoformat(booked)


@pytest.mark.parametrize("entry", ["", "    ", "0000"])
def test_without_entry_date_it_is_booked_by_value_but_not_after_the_closing(entry):
    for value, booked in (("260102", date(2026, 1, 2)), ("260109", date(2026, 1, 2))):
        transaction = one(f":61:{value}{entry}C1,00NTRFNONREF\n")
        assert transaction.booking_date == booked
        assert transaction.value_date.day == int(value[4:])


def test_thirtieth_of_february_is_the_last_day_and_told():
    text = message(":61:2602300301C1,00NTRFNONREF\n")
    (statement,) = parsed(text).statements
    assert statement.transactions[0].value_date == date(2026, 2, 28)
    assert [(m.code, m.level) for m in statement.messages] == [
        ("date_outside", "info"),
        ("impossible_date", "warn"),
    ]


def test_balance_on_31_november_is_no_reason_to_worry():
    text = message(LINE).replace(":62F:C260102", ":62F:C251131")
    (statement,) = parsed(text).statements
    assert statement.closing_date == date(2025, 11, 30)
    assert {m.level for m in statement.messages} == {"info"}


def test_references_of_the_line():
    transaction = one(":61:2601020102C1,00NTRFINV 4711//BANK-0815\n")
    assert transaction.bank_id == "BANK-0815" and transaction.code == "NTRF"
    assert [(r.kind, r.value) for r in transaction.references] == [
        ("servicer", "BANK-0815"),
        ("other", "INV 4711"),
    ]


@pytest.mark.parametrize("filler", ["NONREF", "NONREF//NONREF", "EREF", "KREF+", "N"])
def test_fillers_are_no_references(filler):
    transaction = one(f":61:2601020102C1,00NTRF{filler}\n")
    assert transaction.references == () and transaction.bank_id == ""


def test_original_amount_fee_and_rate_in_the_further_line():
    transaction = one(
        ":61:2601020102D12,35NTRFNONREF\n/OCMT/USD13,62//CHGS/EUR0,50/\n",
        closing="87,65",
    )
    assert transaction.original_amount == Decimal("13.62")
    assert transaction.original_currency == "USD"
    assert [(c.amount, c.currency) for c in transaction.charges] == [
        (Decimal("0.50"), "EUR")
    ]
    rated = one(
        ":61:2601020102D10,00NTRFNONREF\n/OCMT/USD12,00/EXCH/1,2/\n", closing="90,00"
    )
    assert rated.rate == round(1 / Decimal("1.2"), 10)


def test_rabobank_puts_account_and_name_behind_the_code():
    transaction = one(
        ":61:260102C000000000001,00N0440121470966      W.P. Jansen            \n"
        ":86:Terugboeking                              \n:86:NIET AKKOORD     \n"
    )
    party = transaction.counterparty
    assert (party.account, party.name) == ("0121470966", "W.P. Jansen")
    assert transaction.text == "Terugboeking\nNIET AKKOORD"


def test_postfinance_puts_its_id_in_the_further_line():
    number = "20131209007602198765432000000012"
    transaction = one(f":61:2601020102C1,00FMSC01916//NONREF\n{number}\n:86:GIRO\n")
    assert transaction.bank_id == number


def test_line_wrapped_before_its_amount():
    assert one(":61:2601020102CR\n1,00N062NONREF\n").amount == 1


# ------------------------------------------------------------------------ statements


def test_missing_closing_balance_is_refused():
    with pytest.raises(ParseError) as caught:
        parsed(HEAD + LINE)
    assert caught.value.code == "incomplete" and ":62F:" in caught.value.why


def test_one_incomplete_message_refuses_the_file():
    with pytest.raises(ParseError) as caught:
        parsed(message(LINE) + HEAD + LINE)
    assert "message 2" in caught.value.where


def test_second_opening_before_the_closing_is_a_cut():
    with pytest.raises(ParseError) as caught:
        parsed(HEAD + LINE + ":60F:C260101EUR100,00\n" + TAIL.format("101,00"))
    assert caught.value.code == "incomplete"


def test_statements_without_a_message_reference_of_their_own():
    second = ":28C:8/1\n:60F:C260102EUR101,00\n:62F:C260103EUR101,00\n"
    statements = parsed(message(LINE).replace("-\n", "") + second).statements
    assert [(s.account, s.number, s.statement_id) for s in statements] == [
        ("50050060/123456789", "7/1", "REF"),
        ("50050060/123456789", "8/1", "REF"),
    ]


def test_entry_behind_the_end_is_not_lost():
    text = message(LINE) + ":61:2601020102C9,00NTRFNONREF\n"
    (statement,) = parsed(text).statements
    assert [t.amount for t in statement.transactions] == [1, 9]
    assert any(m.code == "tally" and m.level == "warn" for m in statement.messages)


def pages(second_opening):
    first = HEAD + LINE + ":62M:C260102EUR101,00\n-\n"
    head = HEAD.replace("7/1", "7/2").replace("60F:C260101EUR100,00", "60M:{}")
    return first + head.format(second_opening) + LINE + TAIL.format("102,00")


def test_pages_tally_one_by_one():
    statements = parsed(pages("C260102EUR101,00")).statements
    assert [s.number for s in statements] == ["7/1", "7/2"]
    assert {m.level for s in statements for m in s.messages} == {"info"}


def test_lost_page_is_told():
    second = parsed(pages("C260102EUR150,00")).statements[1]
    assert "page_gap" in [m.code for m in second.messages if m.level == "warn"]


def test_wrong_sum_is_told():
    (statement,) = parsed(message(LINE, closing="105,00")).statements
    assert [(m.code, m.level) for m in statement.messages] == [("tally", "warn")]


def test_negative_balances():
    text = message(LINE).replace("C260101EUR100", "D260101EUR100")
    text = text.replace(":62F:C260102EUR101", ":62F:D260102EUR99")
    (statement,) = parsed(text).statements
    assert (statement.opening, statement.closing) == (-100, -99)


@pytest.mark.parametrize(
    "text",
    [
        "ABNANL2A\n940\nABNANL2A\n" + message(LINE),
        "{1:F01BANKDEFFAXXX0000000000}{2:I940BANKDEFFXXXXN}{4:\n" + message(LINE),
        "{1:F01BANKDEFFAXXX0000000000}{2:I940BANKDEFFXXXXN}{4:" + message(LINE),
        "\x01" + message(LINE) + "\x03",
        "\ufeff" + message(LINE),
        "  " + message(LINE).replace("\n:", "\n  :"),
        message(LINE).replace("\n", "\r\n"),
        message(LINE).replace("\n", "\r"),
        message(LINE).replace("-\n", "-}{5:{CHK:000000000000}}\n"),
        message(LINE).replace("-\n", ""),
        message(LINE).replace("\n", "   \n"),
    ],
)
def test_envelopes_and_white_space(text):
    (statement,) = parsed(text).statements
    assert [t.amount for t in statement.transactions] == [1]
    assert (statement.opening, statement.closing) == (100, 101)
    assert statement.account == "50050060/123456789"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_encodings(encoding):
    text = message(LINE, ":86:Müller – Straße\n")
    transaction = parsed(text.encode(encoding)).statements[0].transactions[0]
    assert transaction.text == "Müller – Straße"


def test_text_before_its_entry():
    text = message(":86:first\n", LINE, ":86:second\n", LINE, closing="102,00")
    (statement,) = parsed(text).statements
    assert [t.text for t in statement.transactions] == ["first", "second"]
    assert statement.text == ""


def test_text_of_the_statement():
    text = message(":86:Info\n", LINE, ":86:one\n", closing="101,00")
    (statement,) = parsed(text.replace("-\n", ":86:Bye\n-\n")).statements
    assert [t.text for t in statement.transactions] == ["one"]
    assert statement.text == "Info\nBye"


def test_time_at_a_line_start_is_no_tag():
    text = "106?00KARTENZAHLUNG?20EREF+1?21SVWZ+2026-01-02T19\n:20:15 Karte 4"
    assert "T19:20:15 Karte 4" in said(text).text


def test_account_of_the_file_finds_the_journal_of_the_iban():
    from bsi.engine.references.accounts import same_account

    (statement,) = parsed(message(LINE)).statements
    assert same_account("DE50500500600123456789", statement.account)
    assert not same_account("DE21500500600123456780", statement.account)


def test_interim_report_is_not_a_statement():
    text = (
        ":20:REF\n:25:123456\n:28C:1/1\n:34F:EUR0,\n:13D:2601021200+0100\n"
        + LINE
        + ":61:2601020102EC7,00NTRFNONREF\n:90C:1EUR1,00\n-\n"
    )
    file = parsed(text)
    (statement,) = file.statements
    assert (file.format, statement.kind) == ("mt942", "report")
    assert [t.amount for t in statement.transactions] == [1]
    assert [t.amount for t in statement.not_booked] == [7]  # only expected
    assert statement.opening is None and statement.closing is None


BROKEN = [tag[:n] + "\n" + tag[n:] for tag in (":61:", ":86:") for n in (1, 2, 3)]


@pytest.mark.parametrize("broken", BROKEN)
@pytest.mark.parametrize("glued", [True, False])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_tags_broken_by_a_line_end(broken, glued, end):
    """As some savings banks do, with or without the line end before the tag."""
    tag = broken.replace("\n", "")
    text = message(
        ":61:2601020102C1,00NTRFNONREF\n",
        ":86:166?00GUTSCHRIFT?20SVWZ+Eins?32KUNDE\n",
        ":61:2601020102C2,00NTRFNONREF\n",
        ":86:166?00GUTSCHRIFT?20SVWZ+Zwei?32KUNDE\n",
        closing="103,00",
    )
    head, second = text.split(":61:2601020102C2", 1)
    second = ":61:2601020102C2" + second
    place = second.index(tag)
    before = head + second[:place]
    if glued:
        before = before.removesuffix("\n")
    text = before + broken + second[place + 4 :]
    (statement,) = parsed(text.replace("\n", end)).statements
    assert [t.text for t in statement.transactions] == [
        "Eins\nGUTSCHRIFT", "Zwei\nGUTSCHRIFT",
    ]  # fmt: skip
    assert not [m for m in statement.messages if m.level == "warn"]


def test_what_looks_like_a_broken_tag_in_a_text_is_text():
    text = message(
        ":61:2601020102C1,00NTRFNONREF\n",
        ":86:Konto 12:86\n",
        ":61:2601020102C2,00NTRFNONREF\n",
        ":86:um 10:6\n",
        closing="103,00",
    )
    (statement,) = parsed(text).statements
    assert [t.text for t in statement.transactions] == ["Konto 12:86", "um 10:6"]
