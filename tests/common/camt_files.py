"""Small camt.053 files from simple arguments, for tests of the import.

    camt053(statement(IBAN, [entry(100, "Invoice 7")], opening=0))

Amounts are numbers or strings, signed as on the bank line: positive = money in.
"""

from datetime import date
from decimal import Decimal
from xml.sax.saxutils import escape

NAMESPACE = "urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"
DAY = date(2026, 3, 10)


def camt053(*statements):
    """Return the bytes of a file with these statements."""
    body = "".join(statements)
    head = "<GrpHdr><MsgId>M1</MsgId><CreDtTm>2026-03-11T06:00:00</CreDtTm></GrpHdr>"
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<Document xmlns="{NAMESPACE}"><BkToCstmrStmt>{head}{body}'
        "</BkToCstmrStmt></Document>\n"
    ).encode()


def camt054(*statements):
    """Return the bytes of a notification of details; balances in it are no matter."""
    data = camt053(*statements).replace(b"BkToCstmrStmt", b"BkToCstmrDbtCdtNtfctn")
    return data.replace(b"Stmt>", b"Ntfctn>").replace(b"camt.053", b"camt.054")


def camt052(*statements):
    """Return the bytes of an interim report."""
    data = camt053(*statements).replace(b"BkToCstmrStmt", b"BkToCstmrAcctRpt")
    return data.replace(b"Stmt>", b"Rpt>").replace(b"camt.053", b"camt.052")


def statement(
    account, entries=(), opening=0, closing=None, number="1", day=DAY, currency="USD"
):
    """Return one statement; the closing balance follows from the entries.

    Args:
        account: IBAN or national number.
        entries: what :func:`entry` returns.
        opening: balance before the first entry.
        closing: balance after the last entry, if it shall be a wrong one.
        number: the bank's number of the statement; also its id.
        day: date of both balances.
        currency: of account and balances.
    """
    if closing is None:
        closing = _decimal(opening) + sum(_decimal(one["amount"]) for one in entries)
    kind = "IBAN" if account[:2].isalpha() else "Othr"
    number_xml = f"<{kind}>{account}</{kind}>"
    if kind == "Othr":
        number_xml = f"<Othr><Id>{account}</Id></Othr>"
    return (
        f"<Stmt><Id>S{number}</Id><ElctrncSeqNb>{number}</ElctrncSeqNb>"
        f"<Acct><Id>{number_xml}</Id><Ccy>{currency}</Ccy></Acct>"
        + _balance("OPBD", opening, currency, day)
        + _balance("CLBD", closing, currency, day)
        + "".join(_entry(one, currency) for one in entries)
        + "</Stmt>"
    )


def entry(amount, text="", day=DAY, **facts):
    """Return the facts of one entry.

    Args:
        amount: signed amount.
        text: unstructured remittance text.
        day: booking date; None leaves it out.
        facts: ``value_day``, ``bank_id`` (AcctSvcrRef), ``currency``, and those of
            :func:`detail`; or ``details``, a list of them, for a batch; ``lump`` for
            an entry without any; ``status`` if it is not BOOK.
    """
    return {"amount": amount, "text": text, "day": day, **facts}


def detail(amount, text="", **facts):
    """Return the facts of one transaction of a batch entry.

    Args:
        amount: signed amount.
        text: unstructured remittance text.
        facts: ``name`` and ``account`` of the other side, ``end_to_end``,
            ``instruction``, ``payment_id``, ``document``, ``original`` as
            ``(amount, currency, rate)``.
    """
    return {"amount": amount, "text": text, **facts}


def _decimal(value):
    return Decimal(str(value))


def _sign(amount):
    return "DBIT" if str(amount).startswith("-") else "CRDT"


def _amount(amount, currency, tag="Amt"):
    return f'<{tag} Ccy="{currency}">{str(amount).lstrip("-")}</{tag}>'


def _balance(code, amount, currency, day):
    return (
        f"<Bal><Tp><CdOrPrtry><Cd>{code}</Cd></CdOrPrtry></Tp>"
        f"{_amount(amount, currency)}<CdtDbtInd>{_sign(amount)}</CdtDbtInd>"
        f"<Dt><Dt>{day}</Dt></Dt></Bal>"
    )


def _date(tag, day):
    return f"<{tag}><Dt>{day}</Dt></{tag}>" if day else ""


def _text(tag, value):
    return f"<{tag}>{escape(value)}</{tag}>" if value else ""


def _entry(facts, currency):
    amount, own = facts["amount"], facts.get("currency", currency)
    details = facts.get("details") or ([] if facts.get("lump") else [facts])
    return (
        f"<Ntry>{_amount(amount, own)}<CdtDbtInd>{_sign(amount)}</CdtDbtInd>"
        f"<Sts><Cd>{facts.get('status', 'BOOK')}</Cd></Sts>"
        + _date("BookgDt", facts["day"])
        + _date("ValDt", facts.get("value_day"))
        + _text("AcctSvcrRef", facts.get("bank_id"))
        + "<NtryDtls>"
        + "".join(_detail(one, own) for one in details)
        + "</NtryDtls></Ntry>"
    )


def _detail(facts, currency):
    amount = facts["amount"]
    return (
        "<TxDtls><Refs>"
        + _text("InstrId", facts.get("instruction"))
        + _text("EndToEndId", facts.get("end_to_end"))
        + f"</Refs>{_amount(amount, currency)}<CdtDbtInd>{_sign(amount)}</CdtDbtInd>"
        + _original(facts.get("original"), currency)
        + _other_side(facts, "Cdtr" if _sign(amount) == "DBIT" else "Dbtr")
        + f"<RmtInf>{_text('Ustrd', facts.get('text'))}{_structured(facts)}</RmtInf>"
        + "</TxDtls>"
    )


def _original(original, currency):
    if not original:
        return ""
    amount, unit, rate = original
    exchange = (
        f"<CcyXchg><SrcCcy>{unit}</SrcCcy><TrgtCcy>{currency}</TrgtCcy>"
        f"<UnitCcy>{unit}</UnitCcy><XchgRate>{rate}</XchgRate></CcyXchg>"
    )
    inside = _amount(amount, unit) + exchange
    return f"<AmtDtls><InstdAmt>{inside}</InstdAmt></AmtDtls>"


def _other_side(facts, role):
    name, account = facts.get("name"), facts.get("account")
    if not name and not account:
        return ""
    person = f"<{role}><Pty>{_text('Nm', name)}</Pty></{role}>" if name else ""
    number = f"<{role}Acct><Id><IBAN>{account}</IBAN></Id></{role}Acct>"
    return f"<RltdPties>{person}{number if account else ''}</RltdPties>"


def _structured(facts):
    document, payment_id = facts.get("document"), facts.get("payment_id")
    inside = ""
    if document:
        inside += f"<RfrdDocInf>{_text('Nb', document)}</RfrdDocInf>"
    if payment_id:
        inside += f"<CdtrRefInf>{_text('Ref', payment_id)}</CdtrRefInf>"
    return f"<Strd>{inside}</Strd>" if inside else ""
