"""camt: parties, references, texts, details, charges."""

from decimal import Decimal

import pytest
from bsi.parsers.camt.parser import Camt053Parser
from bsi.parsers.common.base import ParseError
from bsi.parsers.common.events import StatementEnd, StatementStart, TransactionRead
from bsi.parsers.identify import parse_file
from camt_words import (
    PLAIN_ACCOUNT,
    SPACE,
    codes,
    detail,
    entry,
    message,
    statement,
    transaction,
)

# ---------------------------------------------------------------------- the parties


def parties(role, name, account="", pty=False):
    inner = f"<Pty><Nm>{name}</Nm></Pty>" if pty else f"<Nm>{name}</Nm>"
    number = f"<{role}Acct><Id><IBAN>{account}</IBAN></Id></{role}Acct>"
    return f"<{role}>{inner}</{role}>{number if account else ''}"


@pytest.mark.parametrize("pty", [False, True])
def test_counterparty_is_the_debtor_of_money_in(pty):
    both = parties("Dbtr", "Kunde AS", "NO5500", pty) + parties("Cdtr", "Vi", pty=pty)
    xml = (
        f"<RltdPties>{both}</RltdPties><RltdAgts><DbtrAgt><FinInstnId>"
        "<BIC>DNBANOKK</BIC></FinInstnId></DbtrAgt></RltdAgts>"
    )
    tx, one = detail(xml)
    assert tx.counterparty == one.counterparty
    assert (one.counterparty.name, one.counterparty.account) == ("Kunde AS", "NO5500")
    assert one.counterparty.bank == "DNBANOKK"


def test_counterparty_is_the_creditor_of_money_out():
    both = parties("Dbtr", "Vi") + parties("Cdtr", "Leverandør AS")
    tx, _one = detail(f"<RltdPties>{both}</RltdPties>", sign="DBIT")
    assert tx.counterparty.name == "Leverandør AS"


def test_reversal_keeps_the_roles_of_the_original():
    both = parties("Dbtr", "Kunde AS") + parties("Cdtr", "Vi")
    tx, _one = detail(
        f"<RltdPties>{both}</RltdPties>", sign="DBIT", more="<RvslInd>1</RvslInd>"
    )
    assert tx.counterparty.name == "Kunde AS"


def test_account_holder_is_never_the_counterparty():
    ours = parties("Dbtr", "Vi", "NO9386011117947")
    tx, _one = detail(f"<RltdPties>{ours}{parties('Cdtr', 'Andre AS')}</RltdPties>")
    assert tx.counterparty.name == "Andre AS"
    alone, _one = detail(f"<RltdPties>{ours}</RltdPties>")
    assert alone.counterparty.name == ""


def test_ultimate_party_address_and_identifier():
    xml = (
        "<RltdPties><Dbtr><Nm>Bank</Nm><PstlAdr><StrtNm>Gata</StrtNm>"
        "<BldgNb>1</BldgNb><PstCd>0150</PstCd><TwnNm>Oslo</TwnNm></PstlAdr>"
        "<Id><OrgId><Othr><Id>987654321</Id></Othr></OrgId></Id></Dbtr>"
        "<UltmtDbtr><Nm>Kunde</Nm></UltmtDbtr></RltdPties>"
    )
    tx, _one = detail(xml)
    assert tx.counterparty.address == "Gata 1, 0150 Oslo"
    assert (tx.counterparty.identifier, tx.ultimate.name) == ("987654321", "Kunde")


# ----------------------------------------------------------------------- references


def test_references_of_entry_and_detail_in_order():
    xml = (
        "<Refs><AcctSvcrRef>B1</AcctSvcrRef><EndToEndId>E1</EndToEndId>"
        "<InstrId>NOTPROVIDED</InstrId><Prtry><Tp>01</Tp><Ref>P1</Ref></Prtry></Refs>"
        "<RmtInf><Strd><CdtrRefInf><Tp><CdOrPrtry><Prtry>KID</Prtry></CdOrPrtry></Tp>"
        "<Ref>2345676</Ref></CdtrRefInf></Strd></RmtInf>"
    )
    tx, one = detail(xml, more="<NtryRef>N1</NtryRef>")
    assert [(r.kind, r.value, r.scheme) for r in one.references] == [
        ("payment_id", "2345676", "KID"),
        ("end_to_end", "E1", ""),
        ("servicer", "B1", ""),
        ("other", "P1", "01"),
    ]
    assert [r.kind for r in tx.references] == [
        "payment_id", "end_to_end", "servicer", "entry", "other"
    ]  # fmt: skip
    assert tx.bank_id == "B1"


@pytest.mark.parametrize(
    "filler", ["NOTPROVIDED", "notprovided", "NONREF", "0000", "-"]
)
def test_fillers_are_no_references(filler):
    _tx, one = detail(f"<Refs><EndToEndId>{filler}</EndToEndId></Refs>")
    assert one.references == ()


def test_advice_of_several_documents_and_a_credit_note():
    def invoice(number, kind, amount):
        return (
            f"<Strd><RfrdDocInf><Tp><CdOrPrtry><Cd>{kind}</Cd></CdOrPrtry></Tp>"
            f"<Nb>{number}</Nb></RfrdDocInf><RfrdDocAmt>{amount}</RfrdDocAmt></Strd>"
        )

    xml = "<Amt Ccy='NOK'>100.00</Amt><RmtInf>{}{}{}</RmtInf>".format(
        invoice("F1", "CINV", '<RmtdAmt Ccy="NOK">120.00</RmtdAmt>'),
        invoice("K1", "CREN", '<CdtNoteAmt Ccy="NOK">20.00</CdtNoteAmt>'),
        invoice("F2", "CINV", '<RmtdAmt Ccy="EUR">1.00</RmtdAmt>'),
    )
    _tx, one = detail(xml)
    assert [(r.value, r.scheme, r.amount) for r in one.references] == [
        ("F1", "CINV", Decimal("120.00")),
        ("K1", "CREN", Decimal("-20.00")),
        ("F2", "CINV", None),
    ]


def test_typed_amounts_of_advice_from_version_12():
    xml = (
        "<RmtInf><Strd><RfrdDocInf><Nb>F1</Nb></RfrdDocInf><RfrdDocAmt><RmtAmtAndTp>"
        '<Tp><Cd>REMI</Cd></Tp><Amt Ccy="NOK">5.00</Amt></RmtAmtAndTp></RfrdDocAmt>'
        "</Strd></RmtInf>"
    )
    _tx, one = detail('<Amt Ccy="NOK">5.00</Amt>' + xml)
    assert one.references[0].amount == Decimal("5.00")


def test_empty_structured_advice_is_harmless():
    _tx, one = detail("<RmtInf><Strd/><Strd><CdtrRefInf/></Strd></RmtInf>")
    assert one.references == ()


# ------------------------------------------------------------------------- the text


def test_text_in_reading_order_without_repetition():
    xml = (
        "<RmtInf><Ustrd>Faktura\n   77</Ustrd><Ustrd>linje 2</Ustrd><Strd>"
        "<AddtlRmtInf>mer</AddtlRmtInf></Strd></RmtInf>"
        "<AddtlTxInf>Overføring</AddtlTxInf>"
    )
    tx, one = detail(xml, more="<AddtlNtryInf>Overføring</AddtlNtryInf>")
    assert tx.text == one.text == "Faktura 77\nlinje 2\nmer\nOverføring"


def test_cdata_comments_and_processing_instructions():
    tx = transaction(
        more="<?pi x?><AddtlNtryInf>A<!-- no -->B<![CDATA[ & C]]></AddtlNtryInf>"
    )
    assert tx.text == "AB & C"


# ------------------------------------------------------------- details and amounts


def test_several_details_keep_their_own_parties():
    xml = "".join(
        f'<TxDtls><Amt Ccy="NOK">{amount}</Amt><CdtDbtInd>{sign}</CdtDbtInd>'
        f"<RltdPties>{parties('Dbtr', name)}</RltdPties></TxDtls>"
        for amount, sign, name in (("110.00", "CRDT", "A"), ("10.00", "DBIT", "B"))
    )
    found = statement(entry(details=f"<Btch><NbOfTxs>2</NbOfTxs></Btch>{xml}"))
    (tx,) = found.transactions
    assert [d.amount for d in tx.details] == [Decimal("110.00"), Decimal("-10.00")]
    assert (tx.counterparty.name, tx.batch_count) == ("", 2)
    assert "details_sum" not in codes(found)


def test_details_that_do_not_add_up_are_told():
    xml = '<TxDtls><Amt Ccy="NOK">90.00</Amt></TxDtls>'
    assert "details_sum" in codes(statement(entry(details=xml)), "warn")


def test_details_of_repeated_blocks_and_empty_ones_are_counted():
    tx = transaction(details="<TxDtls/></NtryDtls><NtryDtls/><NtryDtls><TxDtls/>")
    assert len(tx.details) == 2


def test_charges_explain_a_difference():
    fee = (
        '<Chrgs><Rcrd><Amt Ccy="NOK">5.00</Amt><CdtDbtInd>DBIT</CdtDbtInd></Rcrd>'
        "</Chrgs>"
    )
    xml = f'<TxDtls><Amt Ccy="NOK">105.00</Amt>{fee}</TxDtls>'
    found = statement(entry(details=xml))
    assert "details_sum" not in codes(found)
    (charge,) = found.transactions[0].charges
    assert (charge.amount, charge.currency) == (Decimal("5.00"), "NOK")


def test_charges_of_version_2_repeat():
    fee = '<Chrgs><Amt Ccy="NOK">{}</Amt><Tp><Cd>COMM</Cd></Tp></Chrgs>'
    tx = transaction(more=fee.format("1.00") + fee.format("2.00"))
    assert [(c.amount, c.code) for c in tx.charges] == [(1, "COMM"), (2, "COMM")]


def test_amount_of_a_detail_in_version_2():
    _tx, one = detail('<AmtDtls><TxAmt><Amt Ccy="NOK">100.00</Amt></TxAmt></AmtDtls>')
    assert (one.amount, one.currency) == (Decimal("100.00"), "NOK")


@pytest.mark.parametrize(
    ("rate", "expected"),
    [("10", "10"), ("0.1", "10"), ("1000", "10"), ("9.8", "9.8"), ("77", None)],
)
def test_rate_is_of_one_unit_of_the_original(rate, expected):
    xml = (
        '<Amt Ccy="NOK">100.00</Amt><AmtDtls><InstdAmt><Amt Ccy="EUR">10.00</Amt>'
        f"<CcyXchg><SrcCcy>EUR</SrcCcy><XchgRate>{rate}</XchgRate></CcyXchg>"
        "</InstdAmt></AmtDtls>"
    )
    tx, _one = detail(xml)
    assert (tx.original_amount, tx.original_currency) == (Decimal("10.00"), "EUR")
    assert tx.rate == (expected and Decimal(expected))


def test_code_of_the_bank():
    domain = (
        "<BkTxCd><Domn><Cd>PMNT</Cd><Fmly><Cd>RCDT</Cd><SubFmlyCd>ESCT</SubFmlyCd>"
        "</Fmly></Domn><Prtry><Cd>710</Cd></Prtry></BkTxCd>"
    )
    tx = transaction(more=domain)
    assert (tx.code, tx.proprietary_code) == ("PMNT/RCDT/ESCT", "710")
    assert transaction(more="<BkTxCd><Prtry><Cd>9</Cd></Prtry></BkTxCd>").code == "9"


def test_return_reason_and_purpose():
    xml = (
        "<Purp><Cd>SALA</Cd></Purp><RtrInf><Rsn><Cd>AC04</Cd></Rsn>"
        "<AddtlInf>Konto stengt</AddtlInf></RtrInf>"
    )
    tx, one = detail(xml)
    assert (tx.return_reason, one.purpose, one.text) == ("AC04", "SALA", "Konto stengt")


def test_amount_finer_than_its_currency_is_warned():
    assert "precision" in codes(statement(entry("1.005")), "warn")
    assert "precision" not in codes(statement(entry("1.000")))


def test_bank_ids_that_repeat_are_told():
    same = entry(more="<AcctSvcrRef>X</AcctSvcrRef>")
    assert "repeated_id" in codes(statement(same, same), "info")


# --------------------------------------------------------------- the XML around it


def expected():
    return [(tx.amount, tx.text) for tx in statement(FANCY).transactions]


FANCY = entry(more="<AddtlNtryInf>Blåbær</AddtlNtryInf>")


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "iso8859-1"])
def test_encodings(encoding):
    name = {"utf-8-sig": "UTF-8", "utf-16-le": "UTF-16"}.get(encoding, encoding)
    text = f'<?xml version="1.0" encoding="{name}"?>\n{message(FANCY)}'
    parsed = parse_file("f", text.encode(encoding))
    found = [(tx.amount, tx.text) for tx in parsed.statements[0].transactions]
    assert found == expected()


def test_declared_utf_16_in_plain_bytes():
    text = f'<?xml version="1.0" encoding="utf-16"?>{message(FANCY)}'
    assert len(parse_file("f", text.encode()).statements[0].transactions) == 1


def test_prefix_no_namespace_and_envelope():
    plain = message(FANCY).replace(f' xmlns="{SPACE}"', "")
    prefixed = plain.replace("</", "\0").replace("<", "<n:").replace("\0", "</n:")
    prefixed = prefixed.replace("<n:Document", f'<n:Document xmlns:n="{SPACE}"')
    wrapped = f"<Envelope><AppHdr><Fr/></AppHdr>{message(FANCY)}</Envelope>"
    for text in (plain, prefixed, wrapped):
        parsed = parse_file("f", text.encode())
        found = [(tx.amount, tx.text) for tx in parsed.statements[0].transactions]
        assert found == expected()


def test_several_statements():
    one, other = message(entry("1.00")), message(entry("2.00"), entry("3.00"))
    body = (
        one.replace("</BkToCstmrStmt></Document>", "") + other[other.index("<Stmt>") :]
    )
    found = parse_file("f", body.encode()).statements
    assert [[tx.amount for tx in s.transactions] for s in found] == [[1], [2, 3]]


def test_stream_of_events():
    data = message(entry(), entry(status="<Sts>PDNG</Sts>")).encode()
    start, booked, pending, end = Camt053Parser().events("f", data)
    assert isinstance(start, StatementStart) and isinstance(end, StatementEnd)
    assert isinstance(booked, TransactionRead)
    assert (booked.booked, pending.booked) == (True, False)


def test_error_names_statement_entry_line_and_field():
    with pytest.raises(ParseError) as caught:
        parse_file("f", message(entry(), entry("NaN")).encode())
    assert caught.value.where == "statement S1, entry 2 (line 1), field Amt"


# ------------------------------------------------------------------ returns, own side

OURS = "<Cdtr><Nm>Vår forening</Nm></Cdtr>"
PAYER = (
    "<Dbtr><Nm>Zahler</Nm></Dbtr>"
    "<DbtrAcct><Id><IBAN>DE02700202700010108669</IBAN></Id></DbtrAcct>"
)


def returned(parties, sign="DBIT", more="", in_detail=""):
    tx, _detail = detail(
        f"<RltdPties>{parties}</RltdPties>{in_detail}", sign=sign, more=more
    )
    return tx.counterparty.name, tx.counterparty.account


def bank_code(family, sub):
    return (
        f"<BkTxCd><Domn><Cd>PMNT</Cd><Fmly><Cd>{family}</Cd>"
        f"<SubFmlyCd>{sub}</SubFmlyCd></Fmly></Domn></BkTxCd>"
    )


def own_code(code):
    return f"<BkTxCd><Prtry><Cd>{code}</Cd><Issr>DK</Issr></Prtry></BkTxCd>"


@pytest.mark.parametrize(
    ("more", "in_detail"),
    [
        ("<RvslInd>true</RvslInd>", ""),
        (bank_code("IDDT", "UPDD"), ""),
        (bank_code("IDDT", "PRDD"), ""),
        ("", bank_code("IDDT", "UPDD")),
        (own_code("NRTI+109+00931"), ""),
        ("", "<RtrInf><Rsn><Cd>AC04</Cd></Rsn></RtrInf>"),
        ("", "<RtrInf><AddtlInf>Konto erloschen</AddtlInf></RtrInf>"),
        (bank_code("IDDT", "UPDD"), "<RtrInf><Rsn><Cd>MS03</Cd></Rsn></RtrInf>"),
    ],
)
@pytest.mark.parametrize("parties", [PAYER + OURS, PAYER])
def test_returned_debits_come_from_the_debtor(more, in_detail, parties):
    """The roles are those of the original, though we are not known by name."""
    wanted = ("Zahler", "DE02700202700010108669")
    assert returned(parties, more=more, in_detail=in_detail) == wanted


def test_a_returned_transfer_comes_from_its_creditor():
    parties = (
        "<Dbtr><Nm>Vår forening</Nm></Dbtr><Cdtr><Nm>Lieferant</Nm></Cdtr>"
        "<CdtrAcct><Id><IBAN>DE02700202700010108669</IBAN></Id></CdtrAcct>"
    )
    wanted = ("Lieferant", "DE02700202700010108669")
    assert returned(parties, "CRDT", bank_code("ICDT", "RRTN")) == wanted


def test_a_return_whose_roles_the_bank_has_turned():
    parties = (
        "<Dbtr><Nm>Vår forening</Nm></Dbtr><Cdtr><Nm>Zahler</Nm></Cdtr>"
        "<CdtrAcct><Id><IBAN>DE02700202700010108669</IBAN></Id></CdtrAcct>"
    )
    wanted = ("Zahler", "DE02700202700010108669")
    assert returned(parties, "DBIT", bank_code("IDDT", "UPDD")) == wanted


@pytest.mark.parametrize("sign", ["CRDT", "DBIT"])
def test_where_only_we_are_named_nobody_is_the_other_side(sign):
    own = OURS if sign == "CRDT" else OURS.replace("Cdtr", "Dbtr")
    assert returned(own, sign) == ("", "")


# ------------------------------------------------------------------ advised documents


def test_documents_keep_their_amounts_if_the_detail_has_none():
    documents = "".join(
        f"<Strd><RfrdDocInf><Tp><CdOrPrtry><Cd>{code}</Cd></CdOrPrtry></Tp>"
        f'<Nb>{number}</Nb></RfrdDocInf><RfrdDocAmt><{tag} Ccy="NOK">{amount}</{tag}>'
        "</RfrdDocAmt></Strd>"
        for code, number, tag, amount in (
            ("CINV", "INV-1", "RmtdAmt", "100.00"),
            ("CINV", "INV-2", "RmtdAmt", "20.00"),
            ("CREN", "CN-7", "CdtNoteAmt", "20.00"),
        )
    )
    tx, found = detail(f"<RmtInf>{documents}</RmtInf>")
    assert found.amount is None
    assert [(r.value, str(r.amount)) for r in tx.references] == [
        ("INV-1", "100.00"), ("INV-2", "20.00"), ("CN-7", "-20.00"),
    ]  # fmt: skip


@pytest.mark.parametrize("total", ["-100.00", "+100.00", "100.00", "abc"])
def test_signs_in_totals_for_information_are_no_damage(total):
    head = f"<TxsSummry><TtlCdtNtries><Sum>{total}</Sum></TtlCdtNtries></TxsSummry>"
    found = statement(entry(), head="", account=PLAIN_ACCOUNT + head)
    assert len(found.transactions) == 1
    assert ("summary" in codes(found)) == (total == "abc")
