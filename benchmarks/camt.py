"""Write a camt.053 file that pays invoices, as a bank would."""

from decimal import Decimal
from xml.sax.saxutils import escape

_ENTRY = """<Ntry><Amt Ccy="{currency}">{amount}</Amt><CdtDbtInd>CRDT</CdtDbtInd>
<Sts>BOOK</Sts><BookgDt><Dt>{day}</Dt></BookgDt><ValDt><Dt>{day}</Dt></ValDt>
<AcctSvcrRef>{number:012}</AcctSvcrRef><BkTxCd><Domn><Cd>PMNT</Cd><Fmly><Cd>RCDT</Cd>
<SubFmlyCd>ESCT</SubFmlyCd></Fmly></Domn></BkTxCd><NtryDtls><TxDtls><RltdPties><Dbtr>
<Nm>{name}</Nm></Dbtr><DbtrAcct><Id><Othr><Id>{account}</Id></Othr></Id></DbtrAcct>
</RltdPties><RmtInf><Ustrd>{text}</Ustrd></RmtInf></TxDtls></NtryDtls></Ntry>"""
_FILE = """<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.02"><BkToCstmrStmt>
<GrpHdr><MsgId>BENCH</MsgId><CreDtTm>2026-03-31T06:00:00</CreDtTm></GrpHdr>
<Stmt><Id>BENCH1</Id><ElctrncSeqNb>1</ElctrncSeqNb><CreDtTm>2026-03-31T06:00:00</CreDtTm>
<Acct><Id><IBAN>{account}</IBAN></Id><Ccy>{currency}</Ccy></Acct>
{opening}{closing}{entries}</Stmt></BkToCstmrStmt></Document>"""
_BALANCE = """<Bal><Tp><CdOrPrtry><Cd>{code}</Cd></CdOrPrtry></Tp>
<Amt Ccy="{currency}">{amount}</Amt><CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>{day}</Dt></Dt>
</Bal>"""


def statement(entries, account, currency, day):
    """Return the bytes of one statement.

    Args:
        entries: ``(amount, text, payer name, payer account)``; amounts are Decimal.
        account (str): our IBAN.
        currency (str): its ISO code.
        day (date): booking day of all entries.
    """
    rows = [
        _ENTRY.format(
            currency=currency,
            amount=amount,
            day=day,
            number=number,
            name=escape(name),
            account=payer,
            text=escape(text),
        )
        for number, (amount, text, name, payer) in enumerate(entries, start=1)
    ]
    total = sum((entry[0] for entry in entries), Decimal(0))
    balance = {"currency": currency, "day": day}
    text = _FILE.format(
        account=account,
        currency=currency,
        opening=_BALANCE.format(code="OPBD", amount="0.00", **balance),
        closing=_BALANCE.format(code="CLBD", amount=total, **balance),
        entries="".join(rows),
    )
    return text.encode()
