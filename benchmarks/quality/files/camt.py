"""Write camt.053."""

from xml.sax.saxutils import escape

from ..names import money

_FILE = """<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt>
<GrpHdr><MsgId>Q{name}</MsgId><CreDtTm>2026-04-01T06:00:00</CreDtTm></GrpHdr>
<Stmt><Id>Q{name}</Id><ElctrncSeqNb>{number}</ElctrncSeqNb>
<CreDtTm>2026-04-01T06:00:00</CreDtTm>
<Acct><Id><IBAN>{account}</IBAN></Id><Ccy>{currency}</Ccy></Acct>
{opening}{closing}{entries}</Stmt></BkToCstmrStmt></Document>"""
_BALANCE = """<Bal><Tp><CdOrPrtry><Cd>{code}</Cd></CdOrPrtry></Tp><Amt Ccy="{currency}">
{amount}</Amt><CdtDbtInd>{side}</CdtDbtInd><Dt><Dt>{day}</Dt></Dt></Bal>"""


def write(statement):
    """Return the statement as a camt.053 file."""
    closing = statement.opening + statement.total
    return _FILE.format(
        name=f"{statement.key}-{statement.number}",
        number=statement.number,
        account=statement.account,
        currency=statement.currency,
        opening=_balance(statement, "OPBD", statement.opening, statement.first),
        closing=_balance(statement, "CLBD", closing, statement.last),
        entries="".join(_entry(statement, line) for line in statement.lines),
    ).encode()


def _balance(statement, code, minor, day):
    return _BALANCE.format(
        code=code,
        amount=money(minor),
        side=_side(minor),
        currency=statement.currency,
        day=day,
    )


def _side(minor):
    return "CRDT" if minor >= 0 else "DBIT"


def _entry(statement, line):
    currency = statement.currency
    details = line.details or [line]
    parts = "".join(_detail(statement, line, one) for one in details)
    count = f"<Btch><NbOfTxs>{len(details)}</NbOfTxs></Btch>" if line.details else ""
    charges = (
        f'<Chrgs><Rcrd><Amt Ccy="{currency}">{money(line.charges)}</Amt>'
        "<CdtDbtInd>DBIT</CdtDbtInd><ChrgInclInd>true</ChrgInclInd></Rcrd></Chrgs>"
        if line.charges
        else ""
    )
    text = statement.fill(line.text) if line.details else ""
    return (
        f'<Ntry><Amt Ccy="{currency}">{money(line.amount)}</Amt>'
        f"<CdtDbtInd>{_side(line.amount)}</CdtDbtInd>"
        f"{'<RvslInd>true</RvslInd>' if line.reversal else ''}"
        f"<Sts><Cd>BOOK</Cd></Sts><BookgDt><Dt>{line.day}</Dt></BookgDt>"
        f"<ValDt><Dt>{line.day}</Dt></ValDt><AcctSvcrRef>{line.key}</AcctSvcrRef>"
        f"{charges}<NtryDtls>{count}{parts}</NtryDtls>"
        f"{_tag('AddtlNtryInf', text)}</Ntry>"
    )


def _detail(statement, line, one):
    end_to_end, text = statement.fill(one.end_to_end), statement.fill(one.text)
    currency, names = statement.currency, statement.names
    structured = "".join(
        f"<Strd><RfrdDocInf><Nb>{escape(names[key])}</Nb></RfrdDocInf></Strd>"
        for key in getattr(one, "document", "").split(",")
        if key
    )
    if one.structured:
        structured += (
            f"<Strd><CdtrRefInf><Ref>{escape(one.structured)}</Ref></CdtrRefInf></Strd>"
        )
    return (
        f"<TxDtls><Refs>{_tag('EndToEndId', end_to_end)}</Refs>"
        f'<Amt Ccy="{currency}">{money(one.amount)}</Amt>'
        f"<CdtDbtInd>{_side(one.amount)}</CdtDbtInd>{_original(line)}"
        f"{_party(line, one)}<RmtInf>{_tag('Ustrd', text)}{structured}</RmtInf>"
        "</TxDtls>"
    )


def _original(line):
    if not line.original:
        return ""
    amount, currency = line.original
    return (
        f'<AmtDtls><InstdAmt><Amt Ccy="{currency}">{money(amount)}</Amt></InstdAmt>'
        "</AmtDtls>"
    )


def _party(line, one):
    # A bank keeps the roles of the original payment when it is returned.
    money_in = (line.amount > 0) != line.reversal
    role = "Dbtr" if money_in else "Cdtr"
    name = _tag("Nm", one.name)
    account = one.account
    parts = f"<{role}><Pty>{name}</Pty></{role}>" if name else ""
    if account:
        parts += f"<{role}Acct><Id><IBAN>{account}</IBAN></Id></{role}Acct>"
    return f"<RltdPties>{parts}</RltdPties>" if parts else ""


def _tag(name, text):
    return f"<{name}>{escape(text)}</{name}>" if text else ""
