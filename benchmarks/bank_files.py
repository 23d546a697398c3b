"""Write bank files of any length whose entries are written in many ways.

One seed gives the same file always. Entries differ in what a real file's differ in:
which elements they have, texts of several lengths, details, references, currencies.
"""

import random
from datetime import date, timedelta
from decimal import Decimal

ACCOUNT, CURRENCY = "NO9386011117947", "NOK"
START = date(2026, 1, 2)
_NAMES = (
    "Berg Haugen Nilsen Möller Jensen Dahl Virtanen Kask Ozols Smit Fischer".split()
)
_KINDS = ("AS", "ApS", "Oy", "GmbH & Co", "AB", "B.V.")
_WORDS = (
    "faktura betaling husleie takk ordre levering kontrakt avdrag gebyr lønn".split()
)


class Entry:
    """What one entry is about, whatever the format."""

    def __init__(self, chance, number):
        self.number = number
        self.amount = Decimal(chance.randrange(-900000, 900000) or 1) / 100
        self.day = START + timedelta(days=number // 400)
        self.value_day = self.day + timedelta(days=chance.choice((0, 0, 0, 1)))
        self.name = f"{chance.choice(_NAMES)} {number % 700} {chance.choice(_KINDS)}"
        self.account = f"DE{chance.randrange(10**19):020d}"
        words = chance.choices(_WORDS, k=chance.randrange(1, 7))
        self.text = f"{' '.join(words)} {chance.randrange(10**6)}"
        self.reference = f"{chance.randrange(10**9):010d}"


def entries(count, seed=1):
    """Yield entries with a source of further chances for what is format's own."""
    chance = random.Random(seed)  # noqa: S311 - no secret
    for number in range(1, count + 1):
        yield Entry(chance, number), chance


# --------------------------------------------------------------------------------- CSV


def csv_signed(count):
    """Return a Danish table: semicolons, one amount column, running balance."""
    balance = Decimal("10000.00")
    rows = ["Dato;Valørdato;Tekst;Modtager;Beløb;Saldo;Reference"]
    for entry, _chance in entries(count):
        balance += entry.amount
        rows.append(
            f"{entry.day:%d-%m-%Y};{entry.value_day:%d-%m-%Y};{entry.text};{entry.name};"
            f"{_comma(entry.amount)};{_comma(balance)};{entry.reference}"
        )
    return "\r\n".join(rows).encode()


def csv_two_columns(count):
    """Return a Norwegian table: money out and in apart, quotes, accounts."""
    rows = ['"Dato","Forklaring","Rentedato","Ut fra konto","Inn på konto","Fra konto"']
    for entry, _chance in entries(count):
        out, into = (
            (f"{-entry.amount:.2f}", "")
            if entry.amount < 0
            else ("", f"{entry.amount:.2f}")
        )
        rows.append(
            f'"{entry.day:%d.%m.%Y}","{entry.name}: {entry.text}",'
            f'"{entry.value_day:%d.%m.%Y}","{out}","{into}","{entry.account}"'
        )
    return "\n".join(rows).encode("cp1252")


def csv_words(count):
    """Return a Dutch table: words for the direction, many columns."""
    rows = [
        "Datum;Naam / Omschrijving;Rekening;Tegenrekening;Code;Af Bij;Bedrag (EUR);"
        "Mutatiesoort;Mededelingen"
    ]
    for entry, chance in entries(count):
        side = "Af" if entry.amount < 0 else "Bij"
        rows.append(
            f"{entry.day:%Y%m%d};{entry.name};NL91ABNA0417164300;{entry.account};GT;"
            f"{side};{_comma(abs(entry.amount))};Online bankieren;"
            f"{entry.text} Kenmerk {entry.reference} Valuta {chance.randrange(99)}"
        )
    return "\n".join(rows).encode()


def _comma(value):
    return f"{value:.2f}".replace(".", ",")


# ------------------------------------------------------------------------------- MT940


def mt940(count):
    """Return statements of 500 entries: German, Dutch and free texts in turns."""
    parts, opening, batch = [], Decimal("5000.00"), []
    for entry, chance in entries(count):
        batch.append((entry, chance.randrange(3), chance.random() < 0.5))
        if len(batch) == 500 or entry.number == count:
            text, opening = _mt_statement(batch, opening, len(parts) + 1)
            parts.append(text)
            batch = []
    return "".join(parts).encode()


def _mt_statement(batch, opening, number):
    closing = opening + sum(entry.amount for entry, _way, _more in batch)
    first, last = batch[0][0].day, batch[-1][0].day
    lines = [f":20:ST{number:08d}", ":25:NL91ABNA0417164300", f":28C:{number}/1",
             _mt_balance("60F", opening, first)]  # fmt: skip
    for entry, way, more in batch:
        sign = "D" if entry.amount < 0 else "C"
        amount = _comma(abs(entry.amount))
        bank = f"//{entry.number:010d}" if more else ""
        lines.append(
            f":61:{entry.value_day:%y%m%d}{entry.day:%m%d}{sign}{amount}NTRF"
            f"{entry.reference}{bank}"
        )
        lines += (_mt_german, _mt_slashes, _mt_free)[way](entry, more)
    lines += [_mt_balance("62F", closing, last), "-", ""]
    return "\r\n".join(lines), closing


def _mt_balance(tag, amount, day):
    return f":{tag}:{'D' if amount < 0 else 'C'}{day:%y%m%d}EUR{_comma(abs(amount))}"


def _mt_german(entry, more):
    purpose = f"SVWZ+{entry.text}"
    text = f"166?00GUTSCHRIFT?109251?20EREF+{entry.reference}"
    pieces = [purpose[at : at + 27] for at in range(0, len(purpose), 27)]
    text += "".join(f"?{21 + n}{piece}" for n, piece in enumerate(pieces))
    text += f"?30DEUTDEFF?31{entry.account}?32{entry.name}" + ("?34000" if more else "")
    return _wrapped(f":86:{text}")


def _mt_slashes(entry, more):
    text = f"/TRTP/SEPA OVERBOEKING/IBAN/{entry.account}/BIC/DEUTDEFF/NAME/{entry.name}"
    text += f"/REMI/{entry.text}/EREF/" + (entry.reference if more else "NOTPROVIDED")
    return _wrapped(f":86:{text}")


def _mt_free(entry, more):
    lines = [f":86:{entry.text}", entry.name]
    return [*lines, f"IBAN {entry.account}"] if more else lines


def _wrapped(text):
    return [text[at : at + 65] for at in range(0, len(text), 65)]


# -------------------------------------------------------------------------------- camt


def camt053(count):
    """Return one statement; which elements an entry has is different from one to the
    next: parties, agents, addresses, ids, structured advice, currencies, batches."""
    total, parts = Decimal(0), []
    for entry, chance in entries(count):
        total += entry.amount
        parts.append(_camt_entry(entry, chance))
    text = _CAMT_HEAD + _camt_balance("OPBD", Decimal("100.00"))
    text += _camt_balance("CLBD", total + 100) + "".join(parts)
    return (text + "</Stmt></BkToCstmrStmt></Document>").encode()


_CAMT_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.02"><BkToCstmrStmt>'
    "<GrpHdr><MsgId>B1</MsgId><CreDtTm>2026-12-31T06:00:00</CreDtTm></GrpHdr><Stmt>"
    "<Id>B1</Id><ElctrncSeqNb>1</ElctrncSeqNb><CreDtTm>2026-12-31T06:00:00</CreDtTm>"
    f"<Acct><Id><IBAN>{ACCOUNT}</IBAN></Id><Ccy>{CURRENCY}</Ccy></Acct>"
)


def _camt_balance(code, amount):
    return (
        f'<Bal><Tp><CdOrPrtry><Cd>{code}</Cd></CdOrPrtry></Tp><Amt Ccy="{CURRENCY}">'
        f"{abs(amount):.2f}</Amt><CdtDbtInd>{_side(amount)}</CdtDbtInd><Dt><Dt>2026-12-31"
        "</Dt></Dt></Bal>\n"
    )


def _side(amount):
    return "DBIT" if amount < 0 else "CRDT"


def _camt_entry(entry, chance):
    def maybe(text, share=0.5):
        return text if chance.random() < share else ""

    count = 1 if chance.random() < 0.93 else chance.randrange(2, 4)
    cents = Decimal("0.01")
    parts = [abs(entry.amount) - cents * (count - 1), *[cents] * (count - 1)]
    details = "".join(_camt_details(entry, maybe, part, count) for part in parts)
    return (
        f"<Ntry>{maybe(f'<NtryRef>{entry.number}</NtryRef>')}\n"
        f'<Amt Ccy="{CURRENCY}">{abs(entry.amount):.2f}</Amt>'
        f"<CdtDbtInd>{_side(entry.amount)}</CdtDbtInd><Sts>BOOK</Sts>"
        f"<BookgDt><Dt>{entry.day}</Dt></BookgDt><ValDt><Dt>{entry.value_day}</Dt></ValDt>"
        f"{maybe(f'<AcctSvcrRef>A{entry.number:012}</AcctSvcrRef>', 0.8)}<BkTxCd><Domn>"
        "<Cd>PMNT</Cd><Fmly><Cd>RCDT</Cd><SubFmlyCd>ESCT</SubFmlyCd></Fmly></Domn>"
        f"{maybe('<Prtry><Cd>NTRF+166</Cd><Issr>DK</Issr></Prtry>')}</BkTxCd>"
        f"<NtryDtls>{details}</NtryDtls>"
        f"{maybe('<AddtlNtryInf>Innbetaling</AddtlNtryInf>', 0.3)}</Ntry>\n"
    )


def _camt_details(entry, maybe, part, count):
    amount = f'<AmtDtls><TxAmt><Amt Ccy="{CURRENCY}">{part:.2f}</Amt></TxAmt></AmtDtls>'
    role = "Dbtr" if entry.amount > 0 else "Cdtr"
    name = entry.name.replace("&", "&amp;")
    address = "<PstlAdr><Ctry>NO</Ctry><AdrLine>Storgata 1</AdrLine><AdrLine>0155 Oslo"
    address = maybe(f"{address}</AdrLine></PstlAdr>", 0.4)
    texts = f"<Ustrd>{entry.text}</Ustrd>" + maybe("<Ustrd>og mer</Ustrd>", 0.3)
    advice = (
        "<Strd><RfrdDocInf><Tp><CdOrPrtry><Cd>CINV</Cd></CdOrPrtry></Tp>"
        f"<Nb>{entry.number}</Nb></RfrdDocInf></Strd>"
    )
    payment_id = (
        "<Strd><CdtrRefInf><Tp><CdOrPrtry><Cd>SCOR</Cd></CdOrPrtry></Tp>"
        f"<Ref>{entry.reference}</Ref></CdtrRefInf></Strd>"
    )
    iban = f"<{role}Acct><Id><IBAN>{entry.account}</IBAN></Id></{role}Acct>"
    agent = "<FinInstnId><BIC>DNBANOKK</BIC></FinInstnId>"
    ids = maybe(f"<MsgId>M{entry.number}</MsgId>")
    ids += maybe(f"<InstrId>I{entry.number}</InstrId>", 0.3)
    ids += f"<EndToEndId>{entry.reference}</EndToEndId>"
    ids += maybe(f"<TxId>T{entry.number}</TxId>")
    parties = f"<{role}><Nm>{name}</Nm>{address}</{role}>{maybe(iban, 0.8)}"
    parties += maybe(f"<Ultmt{role}><Nm>Eier</Nm></Ultmt{role}>", 0.1)
    agents = f"<RltdAgts><{role}Agt>{agent}</{role}Agt></RltdAgts>"
    advices = maybe(texts, 0.7) + maybe(advice, 0.3) + maybe(payment_id, 0.3)
    return (
        f"<TxDtls><Refs>{ids}</Refs>{maybe(amount, 1 if count > 1 else 0.5)}"
        f"<RltdPties>{parties}</RltdPties>{maybe(agents)}<RmtInf>{advices}</RmtInf>"
        f"{maybe('<Purp><Cd>SALA</Cd></Purp>', 0.2)}</TxDtls>"
    )


# --------------------------------------------------------------------------------- OFX


def ofx_sgml(count):
    """Return an OFX 1.x file: values without end tags."""
    head = "OFXHEADER:100\nDATA:OFXSGML\nVERSION:102\nSECURITY:NONE\nENCODING:USASCII\n"
    head += "CHARSET:1252\nCOMPRESSION:NONE\nOLDFILEUID:NONE\nNEWFILEUID:NONE\n\n"
    return (head + _ofx(count, "")).encode("cp1252")


def ofx_xml(count):
    """Return an OFX 2.x file: all values with end tags."""
    head = (
        '<?xml version="1.0" encoding="UTF-8"?>\n<?OFX OFXHEADER="200" VERSION="211" '
    )
    head += 'SECURITY="NONE" OLDFILEUID="NONE" NEWFILEUID="NONE"?>\n'
    return (head + _ofx(count, "end")).encode()


def _ofx(count, ends):
    def value(name, text):
        return f"<{name}>{text}" + (f"</{name}>\n" if ends else "\n")

    parts, total = [], Decimal(0)
    for entry, chance in entries(count):
        total += entry.amount
        kind = "DEBIT" if entry.amount < 0 else "CREDIT"
        name = entry.name.replace("&", "&amp;")
        fields = [("TRNTYPE", kind), ("DTPOSTED", f"{entry.day:%Y%m%d}120000[0:GMT]"),
                  ("TRNAMT", f"{entry.amount:.2f}"), ("FITID", f"F{entry.number:09d}"),
                  ("CHECKNUM", str(entry.number)), ("NAME", name),
                  ("MEMO", entry.text)]  # fmt: skip
        kept = [
            f
            for f in fields
            if f[0] not in ("CHECKNUM", "MEMO") or chance.random() < 0.6
        ]
        parts.append("<STMTTRN>\n" + "".join(value(*f) for f in kept) + "</STMTTRN>\n")
    status = f"<STATUS>\n{value('CODE', '0')}{value('SEVERITY', 'INFO')}</STATUS>\n"
    account = value("BANKID", "121000248") + value("ACCTID", "1234567")
    account += value("ACCTTYPE", "CHECKING")
    start = value("DTSTART", "20260101") + value("DTEND", "20261231")
    balance = value("BALAMT", f"{total:.2f}") + value("DTASOF", "20261231")
    return (
        f"<OFX>\n<SIGNONMSGSRSV1>\n<SONRS>\n{status}{value('DTSERVER', '20261231')}"
        f"{value('LANGUAGE', 'ENG')}</SONRS>\n</SIGNONMSGSRSV1>\n<BANKMSGSRSV1>\n"
        f"<STMTTRNRS>\n{value('TRNUID', '1')}{status}<STMTRS>\n{value('CURDEF', 'USD')}"
        f"<BANKACCTFROM>\n{account}</BANKACCTFROM>\n<BANKTRANLIST>\n{start}"
        f"{''.join(parts)}</BANKTRANLIST>\n<LEDGERBAL>\n{balance}</LEDGERBAL>\n"
        "</STMTRS>\n</STMTTRNRS>\n</BANKMSGSRSV1>\n</OFX>\n"
    )


#: format → its file
FILES = {
    "csv, signed": csv_signed,
    "csv, two columns": csv_two_columns,
    "csv, words": csv_words,
    "mt940": mt940,
    "camt.053": camt053,
    "ofx, sgml": ofx_sgml,
    "ofx, xml": ofx_xml,
}
