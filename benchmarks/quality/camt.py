"""Write a world's bank lines as camt.053 files, one per account."""

from decimal import Decimal
from xml.sax.saxutils import escape

CURRENCY = {"main": "NOK", "savings": "NOK", "euro": "EUR"}
_FILE = """<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt>
<GrpHdr><MsgId>Q{seed}</MsgId><CreDtTm>2026-04-01T06:00:00</CreDtTm></GrpHdr>
<Stmt><Id>Q{seed}-{journal}</Id><ElctrncSeqNb>1</ElctrncSeqNb>
<CreDtTm>2026-04-01T06:00:00</CreDtTm>
<Acct><Id><IBAN>{account}</IBAN></Id><Ccy>{currency}</Ccy></Acct>
{opening}{closing}{entries}</Stmt></BkToCstmrStmt></Document>"""
_BALANCE = """<Bal><Tp><CdOrPrtry><Cd>{code}</Cd></CdOrPrtry></Tp><Amt Ccy="{currency}">
{amount}</Amt><CdtDbtInd>{side}</CdtDbtInd><Dt><Dt>2026-03-31</Dt></Dt></Bal>"""


class Name(str):
    """A document's number; the format says how the payer writes it.

    >>> f"{Name('INV/2026/00042'):glued}"
    'INV202600042'
    """

    STYLES = {
        "": lambda name: name,
        "glued": lambda name: name.replace("/", ""),
        "spaced": lambda name: name.replace("/", " "),
        "dashes": lambda name: name.replace("/", "-"),
        "lower": lambda name: name.lower().replace("/", ""),
        "tail": lambda name: name.rsplit("/", 1)[-1].lstrip("0"),
        "lost": lambda name: name[:-1],
        "future": lambda name: name[:-5] + f"{int(name[-5:]) + 60000:05}",
    }

    def __format__(self, style):
        return self.STYLES[style](str(self))


class PaymentName(Name):
    """A payment's number, with its UPR as a format."""

    upr = ""

    def __format__(self, style):
        return self.upr if style == "upr" else super().__format__(style)


def files(world, names):
    """Return ``{journal: bytes}``.

    Args:
        world: the World.
        names: ``{key of document or payment: Name}``.
    """
    found = {}
    for journal, currency in CURRENCY.items():
        lines = [line for line in world.lines if line.journal == journal]
        lines.sort(key=lambda line: (line.day, line.key))
        if lines:
            found[journal] = _file(world, journal, currency, lines, names)
    return found


def _file(world, journal, currency, lines, names):
    total = sum(line.amount for line in lines)
    return _FILE.format(
        seed=world.seed,
        journal=journal,
        account=world.own_accounts[journal],
        currency=currency,
        opening=_balance("OPBD", 0, currency),
        closing=_balance("CLBD", total, currency),
        entries="".join(_entry(line, currency, names) for line in lines),
    ).encode()


def _balance(code, minor, currency):
    return _BALANCE.format(
        code=code, amount=money(minor), side=_side(minor), currency=currency
    )


def money(minor):
    """Return an amount without sign, with a decimal point."""
    return str(Decimal(abs(minor)).scaleb(-2))


def _side(minor):
    return "CRDT" if minor >= 0 else "DBIT"


def _entry(line, currency, names):
    details = line.details or [line]
    parts = "".join(_detail(line, one, currency, names) for one in details)
    count = f"<Btch><NbOfTxs>{len(details)}</NbOfTxs></Btch>" if line.details else ""
    charges = (
        f'<Chrgs><Rcrd><Amt Ccy="{currency}">{money(line.charges)}</Amt>'
        "<CdtDbtInd>DBIT</CdtDbtInd><ChrgInclInd>true</ChrgInclInd></Rcrd></Chrgs>"
        if line.charges
        else ""
    )
    text = line.text.format(**names) if line.details else ""
    return (
        f'<Ntry><Amt Ccy="{currency}">{money(line.amount)}</Amt>'
        f"<CdtDbtInd>{_side(line.amount)}</CdtDbtInd>"
        f"{'<RvslInd>true</RvslInd>' if line.reversal else ''}"
        f"<Sts><Cd>BOOK</Cd></Sts><BookgDt><Dt>{line.day}</Dt></BookgDt>"
        f"<ValDt><Dt>{line.day}</Dt></ValDt><AcctSvcrRef>{line.key}</AcctSvcrRef>"
        f"{charges}<NtryDtls>{count}{parts}</NtryDtls>"
        f"{_tag('AddtlNtryInf', text)}</Ntry>"
    )


def _detail(line, one, currency, names):
    end_to_end = one.end_to_end.format(**names)
    text = one.text.format(**names)
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
