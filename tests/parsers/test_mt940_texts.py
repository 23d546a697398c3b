"""Texts of MT940 entries: German subfields, keys between slashes, free text."""

import pytest
from bsi.parsers.common.records import Reference
from bsi.parsers.identify import parse_file

HEAD = ":20:REF\n:25:50050060/123456789\n:28C:7/1\n:60F:C260101EUR100,00\n"
LINE = ":61:2601020102{}1,00NTRFNONREF\n:86:{}\n"
TAIL = ":62F:C260102EUR{}\n-\n"


def said(text, mark="C"):
    """Return the transaction of an entry with this ``:86:``."""
    closing = "101,00" if mark == "C" else "99,00"
    data = HEAD + LINE.format(mark, text) + TAIL.format(closing)
    (statement,) = parse_file("f.sta", data.encode()).statements
    assert not statement.messages
    (transaction,) = statement.transactions
    return transaction


def wrapped(text, first=65):
    """Return a text as banks wrap it; some count the tag in the first line."""
    rest = text[first:]
    lines = [rest[i : i + 65] for i in range(0, len(rest), 65)]
    return "\n".join([text[:first], *lines])


# ------------------------------------------------------------------- :86: in Germany

SEPA = (
    "166?00GUTSCHRIFT?109310?20EREF+RE-2026-00000000000047?2111?22MREF+M-1?23CRED+"
    "DE98ZZZ09999999999?24SVWZ+Rechnung 4711 vom 12.0?251.2026, danke?30BANKDEFF"
    "?31DE89370400440532013000?32Erika Mustermann, Musterstr?33asse 1"
)


@pytest.mark.parametrize("text", [SEPA, wrapped(SEPA), wrapped(SEPA, 61)])
def test_german_subfields(text):
    transaction = said(text)
    party = transaction.counterparty
    assert transaction.text == "Rechnung 4711 vom 12.01.2026, danke\nGUTSCHRIFT"
    assert party.name == "Erika Mustermann, Musterstrasse 1"
    assert (party.account, party.bank) == ("DE89370400440532013000", "BANKDEFF")
    assert transaction.code == "NTRF+166"
    assert [(r.kind, r.value) for r in transaction.references] == [
        ("end_to_end", "RE-2026-0000000000004711"),
        ("mandate", "M-1"),
    ]


@pytest.mark.parametrize("mark", "?~<^")
def test_separator_is_what_the_bank_chose(mark):
    transaction = said(f"020{mark}00PRZELEW{mark}20FAKTURA 12{mark}32JAN NOWAK")
    assert transaction.text == "FAKTURA 12\nPRZELEW"
    assert transaction.counterparty.name == "JAN NOWAK"


def test_keywords_within_a_line_and_broken_by_it():
    text = "109?20EREF+A1 SVWZ+Text KREF+K?219 MREF+XYZ"
    transaction = said(text)
    kinds = {r.kind: r.value for r in transaction.references}
    assert kinds == {"end_to_end": "A1", "mandate": "XYZ", "other": "K 9"}
    assert transaction.text == "Text"


def test_creditor_id_is_of_the_other_side_on_money_out_only():
    text = "105?20CRED+DE98ZZZ09999999999?21SVWZ+x"
    assert said(text, "D").counterparty.identifier == "DE98ZZZ09999999999"
    assert said(text, "C").counterparty.identifier == ""


def test_return_reason():
    transaction = said("159?00RETOURE?20EREF+A?21MTLG:Konto gesperrt?34903")
    assert transaction.return_reason == "903"
    assert "Konto gesperrt" in transaction.text
    assert transaction.references == (Reference("end_to_end", "A"),)


def test_short_piece_ended_with_a_blank_and_a_full_one_did_not():
    joined = said("177?20SVWZ+E-MOBILITY ABRECHNUNG?21NR. 28 ZU VERTRAG 9433, KUN?22DE")
    assert joined.text == "E-MOBILITY ABRECHNUNG NR. 28 ZU VERTRAG 9433, KUNDE"


# ---------------------------------------------------------- :86: with slashes, free

SLASHES = (
    "/TRTP/SEPA OVERBOEKING/IBAN/NL91ABNA0417164300/BIC/ABNANL2A/NAME/Jansen en Zonen"
    "/REMI/Factuur 2026/17 klant 12/EREF/E2E-2026-1"
)


@pytest.mark.parametrize("text", [SLASHES, wrapped(SLASHES), wrapped(SLASHES, 61)])
def test_dutch_keys(text):
    transaction = said(text)
    party = transaction.counterparty
    assert (party.name, party.account) == ("Jansen en Zonen", "NL91ABNA0417164300")
    assert transaction.text == "Factuur 2026/17 klant 12\nSEPA OVERBOEKING"
    assert transaction.references == (Reference("end_to_end", "E2E-2026-1"),)


def test_ultimate_party_and_creditor():
    transaction = said(
        "/ORDP//NAME/Bank NV/MARF/M1/PREF/P1/ULTD//NAME/Echte Klant/REMI/x"
    )
    assert transaction.counterparty.name == "Bank NV"
    assert transaction.ultimate.name == "Echte Klant"
    kinds = {r.kind: r.value for r in transaction.references}
    assert kinds == {"mandate": "M1", "payment_info": "P1"}


def test_structured_payment_id():
    assert said("/REMI/STRD/CUR/9001123412341234/").references == (
        Reference("payment_id", "9001123412341234", "CUR"),
    )


def test_braces_in_a_text_are_no_envelope():
    assert said("REF {1: 12} AND {2: 13}").text == "REF {1: 12} AND {2: 13}"


def test_unknown_keys_stay_text():
    assert said("/PT/FT/PY/SOMETHING").text == "/PT/FT/PY/SOMETHING"


def test_free_text_breaks_words_at_full_lines_only():
    full = "X" * 60 + " RECH"
    assert len(full) == 65
    assert said(f"{full}\nNUNG 12\nZweite Zeile").text == (
        f"{'X' * 60} RECHNUNG 12\nZweite Zeile"
    )


def test_belgian_structured_communication():
    transaction = said("betaling +++090/9337/55493+++ dank u")
    assert transaction.references == (
        Reference("payment_id", "+++090/9337/55493+++", "BBA"),
    )
    assert said("+++090/9337/55494+++").references == ()  # wrong check digits


# --------------------------------------------------------------- habits of single banks


def entry(line, *fields, closing="101,00"):
    """Return the transaction and statement of these fields."""
    data = HEAD + "\n".join([line, *fields, ""]) + TAIL.format(closing)
    (statement,) = parse_file("f.sta", data.encode()).statements
    assert not [m for m in statement.messages if m.level == "warn"]
    return statement.transactions[0], statement


@pytest.mark.parametrize(
    ("references", "text", "bank_id"),
    [
        ("Overforing med//melding", "Overforing med melding / DBT.MVA", ""),
        ("Danske Banksyste//m A/", "Danske Banksystem A/", ""),
        ("Sumpost OCR-//11111111111", "Sumpost OCR- 11111111111", ""),
        ("1110030403010139//1234", "11100304030101391234", "11100304030101391234"),
    ],
)
def test_text_cut_in_two_is_no_id_of_the_bank(references, text, bank_id):
    """Danske Bank: else twins of a day would look like the same booking."""
    line = f":61:2601020102C1,00NMSC{references}"
    transaction, _statement = entry(line, f":86:{text}")
    assert (transaction.bank_id, transaction.text) == (bank_id, text)


def test_without_a_text_the_reference_says_what_it_is():
    transaction, _statement = entry(":61:2601020102C1,00NMSCDBT.Testkundetes//tkunde")
    assert transaction.text == "DBT.Testkundetestkunde"
    assert (transaction.bank_id, transaction.references) == ("", ())


def test_danske_bank_tells_the_account_in_the_first_text_there_is():
    transaction, statement = entry(
        ":61:2601020102C1,00NINTInterest",
        ":86:For your inform. IBAN no.: FI1111111111111111",
        ":86:DABADKKK",
    )
    assert transaction.text == "Interest"
    assert statement.text == "For your inform. IBAN no.: FI1111111111111111\nDABADKKK"


def test_asn_writes_account_and_name_twice_then_keys():
    transaction, _statement = entry(
        ":61:2601020102C1,00NINCNL44ABNA0548041814",
        "multi tank card bv",
        ":86:NL44ABNA0548041814 multi tank card bv",
        " " * 65,
        "/TRTP/Zakelijke Europese Incasso/CSID/NL36ZZZ340698640000/NAME/MU",
        "LTI TANK CARD BV/MARF/MTC244K/REMI/Relatienummer 1755481/Factuurn",
        "r.7903792-07-01-2020/IBAN/NL44ABNA0548041814/EREF/1755481/5570   ",
    )
    party = transaction.counterparty
    assert (party.name, party.account) == ("MULTI TANK CARD BV", "NL44ABNA0548041814")
    assert transaction.text == (
        "Relatienummer 1755481/Factuurnr.7903792-07-01-2020\nZakelijke Europese Incasso"
    )
    assert transaction.references == (
        Reference("end_to_end", "1755481/5570"),
        Reference("mandate", "MTC244K"),
    )


def test_nothing_behind_a_known_key_is_lost():
    found = said("/OCMT/USD2853,12/\nPAYMENT OF INVOICE 204011665\n/OGB/BANK /VA/123")
    assert (str(found.original_amount), found.original_currency) == ("2853.12", "USD")
    assert found.text == "PAYMENT OF INVOICE 204011665/OGB/BANK /VA/123"
    party = said("/BENM/300000003998473\n/TELEKOM AD\n/5,6//0264\n/Pl.po osnov")
    assert party.counterparty.account == "300000003998473"
    assert party.counterparty.name == "TELEKOM AD"
    assert party.text == "5,6\n0264\nPl.po osnov"


def test_filler_broken_by_the_wrapping_is_still_none():
    assert said("/REMI/RES.NR 00042/EREF/NOTPROV\nIDED").references == ()


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (
            "820?00DARLEHEN?20Darl. Abrechnung 1000000000?21Akt. Sollzinssatz 1,4 %",
            "Darl. Abrechnung 1000000000 Akt. Sollzinssatz 1,4 %",
        ),
        (
            "166?00X?20SVWZ+RECHNUNG NR. 202600123?21KUNDENNUMMER 7",
            "RECHNUNG NR. 202600123 KUNDENNUMMER 7",
        ),
        ("166?00X?20SVWZ+Rechnung 4711 vom 12.0?211.26", "Rechnung 4711 vom 12.01.26"),
        ("166?00X?20Miete fuer das Haus Nummer ?217", "Miete fuer das Haus Nummer 7"),
    ],
)
def test_a_full_piece_that_ends_with_a_number(text, wanted):
    assert said(text).text.split("\n")[0] == wanted


def test_an_id_goes_on_over_full_pieces():
    transaction = said("166?20EREF+123456789012345678901 2?21ABC?22SVWZ+Text")
    (reference,) = transaction.references
    assert reference.value == "123456789012345678901 2ABC"
