"""Files of text formats as no bank has written them yet: at random, with what is right.

``make(kind, seed)`` gives name, bytes, and the entries of each statement.
"""

# ruff: noqa: E501 (records)
import random
from datetime import date, timedelta
from decimal import Decimal

KINDS = (
    "ofx_statements", "ofx_comments", "ofx_open", "ofx_cards", "ofx_numbers",
    "bai2_commas", "bai2_continued", "mt940_pages", "mt940_broken_tags", "mt940_twins",
    "qif_pages", "qif_dates", "camt_summary", "camt_prefixes", "camt_reversals",
)  # fmt: skip
PAGES = ("cp437", "cp850", "cp865", "iso-8859-15", "cp1252", "utf-8")
NAMES = ("Müller", "Jørg", "Ström", "Päivi", "Åse", "Ñandú", "Groß", "Café")


class Maker:
    """Makes one file."""

    def __init__(self, kind, seed):
        self.kind = kind
        self.dice = random.Random(f"{kind}{seed}")
        self.day = date(2026, self.dice.randint(1, 9), self.dice.randint(1, 20))

    def entries(self, least=1, most=5):
        day, found = self.day, []
        for _number in range(self.dice.randint(least, most)):
            cents = self.dice.randint(1, self.dice.choice([99, 9999, 12345678]))
            found.append((day, Decimal(self.dice.choice([1, -1]) * cents) / 100))
            day += timedelta(days=self.dice.randint(0, 2))
        return found

    def make(self):
        """Return name, bytes and entries of each statement."""
        return getattr(self, f"_{self.kind.partition('_')[0]}")()

    # ---------------------------------------------------------------------------- OFX

    def _ofx(self):
        count = self.dice.randint(2, 3) if "statements" in self.kind else 1
        books = [self.entries() for _ in range(count)]
        card = "cards" in self.kind and self.dice.random() < 0.5
        outer, inner = ("CCSTMTTRNRS", "CCSTMTRS") if card else ("STMTTRNRS", "STMTRS")
        found = [self._ofx_book(n, book, inner, card) for n, book in enumerate(books)]
        if self.dice.random() < 0.5:  # all in one response
            found = [f"<{outer}><TRNUID>1" + "".join(found) + f"</{outer}>"]
        else:
            found = [f"<{outer}><TRNUID>1{one}</{outer}>" for one in found]
        message = "CREDITCARDMSGSRSV1" if card else "BANKMSGSRSV1"
        text = (
            "OFXHEADER:100\nDATA:OFXSGML\nVERSION:102\nSECURITY:NONE\nENCODING:UTF-8\n"
            "CHARSET:NONE\nCOMPRESSION:NONE\nOLDFILEUID:NONE\nNEWFILEUID:NONE\n\n"
            "<OFX><SIGNONMSGSRSV1><SONRS><STATUS><CODE>0<SEVERITY>INFO</STATUS>"
            "<DTSERVER>20260301<LANGUAGE>ENG</SONRS></SIGNONMSGSRSV1>\n"
            f"<{message}>{''.join(found)}</{message}></OFX>\n"
        )
        return "file.ofx", text.encode(), books

    def _ofx_number(self, amount):
        amount = f"{amount:.2f}"
        if "numbers" not in self.kind:
            return amount
        return self.dice.choice(
            [
                amount,
                f"+{amount}".replace("+-", "-"),
                f"{amount}000",
                amount.replace(".", ","),
            ]
        )

    def _ofx_book(self, number, book, inner, card):
        rows = []
        for place, (day, amount) in enumerate(book):
            kind = "CREDIT" if amount > 0 else "DEBIT"
            rows.append(
                f"<STMTTRN><TRNTYPE>{kind}<DTPOSTED>{day:%Y%m%d}120000[0:GMT]"
                f"<TRNAMT>{self._ofx_number(amount)}<FITID>{number}-{place}"
                f"<NAME>Kiosk {place}</STMTTRN>\n"
            )
        if "comments" in self.kind:
            extra = rows[0].replace(f"{number}-0", "commented")
            rows.insert(self.dice.randrange(len(rows)), f"<!-- {extra} -->")
        account = f"<ACCTID>12345678{number}"
        if card:
            account = f"<CCACCTFROM>{account}</CCACCTFROM>"
        else:
            account = (
                f"<BANKACCTFROM><BANKID>1{account}<ACCTTYPE>CHECKING</BANKACCTFROM>"
            )
        first, last = book[0][0], book[-1][0]
        end = "" if "open" in self.kind else "</BANKTRANLIST>"
        balance = ""
        if self.dice.random() < 0.5:
            balance = f"<LEDGERBAL><BALAMT>10.00<DTASOF>{last:%Y%m%d}</LEDGERBAL>"
        return (
            f"<{inner}><CURDEF>EUR{account}<BANKTRANLIST><DTSTART>{first:%Y%m%d}"
            f"<DTEND>{last:%Y%m%d}\n{''.join(rows)}{end}{balance}</{inner}>"
        )

    # --------------------------------------------------------------------------- BAI2

    def _bai2(self):
        book = [(self.day, amount) for _day, amount in self.entries()]
        spare = self.dice.choice(["", ",", ",,"]) if "commas" in self.kind else ""
        opening = Decimal(self.dice.randint(0, 999999)) / 100
        closing = opening + sum(amount for _day, amount in book)
        cents = lambda amount: str(int(amount * 100))  # noqa: E731
        records = [
            f"03,123456789,EUR,010,{cents(opening)},,,015,{cents(closing)},,{spare}/"
        ]
        for place, (_day, amount) in enumerate(book):
            code = "195" if amount > 0 else "495"
            text = f"KIOSK {place}"
            records.append(f"16,{code},{cents(abs(amount))},Z,REF{place},,{text}")
            if "continued" in self.kind and self.dice.random() < 0.6:
                records.append(f"88,MORE TEXT {place}, AND A COMMA")
        total = int((opening + closing) * 100) + sum(
            int(abs(amount) * 100) for _day, amount in book
        )
        day = f"{self.day:%y%m%d}"
        body = [*records, f"49,{total},{len(records) + 1}{spare[:1]}/"]
        group = [
            f"02,ME,BANK,1,{day},0600,EUR,2/",
            *body,
            f"98,{total},1,{len(body) + 2}/",
        ]
        lines = [
            f"01,BANK,ME,{day},0600,1,80,,2/",
            *group,
            f"99,{total},1,{len(group) + 2}/",
        ]
        return "file.bai", ("\n".join(lines) + "\n").encode(), [book]

    # -------------------------------------------------------------------------- MT940

    def _mt940(self):
        book = self.entries(2, 5)
        if "twins" in self.kind:
            book.insert(1, book[0])
        opening = Decimal(self.dice.randint(0, 999999)) / 100
        closing = opening + sum(amount for _day, amount in book)

        def balance(tag, amount, day):
            mark = "C" if amount >= 0 else "D"
            value = f"{abs(amount):.2f}".replace(".", ",")
            return f":{tag}:{mark}{day:%y%m%d}EUR{value}"

        names = self.dice.sample(NAMES, 3)
        page = self.dice.choice(PAGES) if "pages" in self.kind else "cp1252"
        lines = [":20:STARTUMS", ":25:12030000/202051", ":28C:1/1",
                 balance("60F", opening, book[0][0])]  # fmt: skip
        for place, (day, amount) in enumerate(book):
            value = f"{abs(amount):.2f}".replace(".", ",")
            mark = "C" if amount > 0 else "D"
            lines.append(f":61:{day:%y%m%d}{day:%m%d}{mark}{value}NTRFREF{place}")
            name = names[place % 3].encode(page, "replace").decode(page)
            text = f":86:166?00GUTSCHRIFT?20Rechnung {place}?32{name}"
            if "broken" in self.kind and self.dice.random() < 0.5:
                text = text.replace(":86:", ":8\r\n6:")
            lines.append(text)
        lines += [balance("62F", closing, book[-1][0]), "-"]
        return "file.sta", ("\r\n".join(lines) + "\r\n").encode(page, "replace"), [book]

    # ---------------------------------------------------------------------------- QIF

    def _qif(self):
        book = self.entries(2, 6)
        page = self.dice.choice(PAGES) if "pages" in self.kind else "utf-8"
        book[-1] = (
            date(2026, book[-1][0].month, 28),
            book[-1][1],
        )  # one tells the order
        book.sort(key=lambda one: one[0])
        shape = self.dice.choice(
            ["%d/%m/%Y", "%d.%m.%Y", "%m/%d/%Y", "%Y-%m-%d", "%m/%d'%y", "%d/%m/%y"]
        )
        lines = ["!Type:Bank"]
        for place, (day, amount) in enumerate(book):
            lines += [f"D{day.strftime(shape)}", f"T{amount:,.2f}"]
            lines += [f"P{self.dice.choice(NAMES)}", f"MText {place}", "^"]
        return "file.qif", ("\n".join(lines) + "\n").encode(page, "replace"), [book]

    # --------------------------------------------------------------------------- camt

    def _camt(self):
        book = self.entries(2, 5)
        prefix = self.dice.choice(["", "x:", "ns2:"]) if "prefixes" in self.kind else ""
        opening = Decimal(self.dice.randint(0, 999999)) / 100
        closing = opening + sum(amount for _day, amount in book)

        def mark(amount):
            return "CRDT" if amount >= 0 else "DBIT"

        def balance(code, amount, day):
            return (
                f"<Bal><Tp><CdOrPrtry><Cd>{code}</Cd></CdOrPrtry></Tp>"
                f'<Amt Ccy="EUR">{abs(amount)}</Amt><CdtDbtInd>{mark(amount)}</CdtDbtInd>'
                f"<Dt><Dt>{day}</Dt></Dt></Bal>"
            )

        parts = [
            "<Id>S1</Id><CreDtTm>2026-01-01T06:00:00</CreDtTm>"
            "<Acct><Id><IBAN>DE02120300000000202051</IBAN></Id><Ccy>EUR</Ccy></Acct>",
            balance("OPBD", opening, book[0][0]), balance("CLBD", closing, book[-1][0]),
        ]  # fmt: skip
        if "summary" in self.kind:
            net = closing - opening
            size = self.dice.choice([abs(net), net])
            direction = self.dice.choice([mark(net), mark(net), mark(-net)])
            parts.append(
                f"<TxsSummry><TtlNtries><NbOfNtries>{len(book)}</NbOfNtries>"
                f"<TtlNetNtryAmt>{size}</TtlNetNtryAmt><CdtDbtInd>{direction}</CdtDbtInd>"
                "</TtlNtries></TxsSummry>"
            )
        for place, (day, amount) in enumerate(book):
            turned = "reversals" in self.kind and self.dice.random() < 0.4
            reversal = "<RvslInd>true</RvslInd>" if turned else ""
            parts.append(
                f'<Ntry><Amt Ccy="EUR">{abs(amount)}</Amt>'
                f"<CdtDbtInd>{mark(amount)}</CdtDbtInd>{reversal}<Sts>BOOK</Sts>"
                f"<BookgDt><Dt>{day}</Dt></BookgDt><ValDt><Dt>{day}</Dt></ValDt>"
                f"<AcctSvcrRef>R{place}</AcctSvcrRef>"
                "<BkTxCd><Domn><Cd>PMNT</Cd><Fmly><Cd>RCDT</Cd><SubFmlyCd>ESCT</SubFmlyCd>"
                "</Fmly></Domn></BkTxCd></Ntry>"
            )
        body = "<BkToCstmrStmt><GrpHdr><MsgId>M</MsgId><CreDtTm>2026-01-01T06:00:00"
        body += f"</CreDtTm></GrpHdr><Stmt>{''.join(parts)}</Stmt></BkToCstmrStmt>"
        space = "urn:iso:std:iso:20022:tech:xsd:camt.053.001.02"
        name = f":{prefix[:-1]}" if prefix else ""
        body = (
            body.replace("</", "\0")
            .replace("<", f"<{prefix}")
            .replace("\0", f"</{prefix}")
        )
        text = f'<?xml version="1.0"?><{prefix}Document xmlns{name}="{space}">{body}'
        return "file.xml", f"{text}</{prefix}Document>".encode(), [book]


def make(kind, seed):
    """Return name, bytes and entries of each statement of a file of a kind."""
    return Maker(kind, seed).make()
