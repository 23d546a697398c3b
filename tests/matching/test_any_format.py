"""A payment ID decides, and one of nobody is asked about, whatever the format."""

from bank_common import IBAN, BankMatchCommon
from camt_files import camt053, entry, statement
from nordic_files import CRLF, t00, t10, t40, t50

from odoo.addons.bank_statement_intelligence.engine.references.check_digits import (
    fi_check_digit,
)

PAYER, PAYERS_ACCOUNT = "Solvang Kontor AS", "NO6012345678901"


def _camt(amount, **facts):
    one = entry(amount, name=PAYER, account=PAYERS_ACCOUNT, **facts)
    return camt053(statement(IBAN, [one], 0)), "x.xml"


def camt_field(amount, number):
    return _camt(amount, payment_id=number)


def camt_text(amount, number):
    return _camt(amount, text=f"KID {number}")


def _mt940(amount, *information):
    euros = f"{amount:.2f}".replace(".", ",")
    text = "\r\n".join(information)
    return (
        f":20:STARTUMS\r\n:25:{IBAN}\r\n:28C:1/1\r\n:60F:C260309USD0,00\r\n"
        f":61:2603100310C{euros}NTRFNONREF//B1\r\n:86:{text}\r\n"
        f":62F:C260310USD{euros}\r\n-\r\n"
    ).encode(), "x.sta"


def mt940_german(amount, number):
    payer = f"?31{PAYERS_ACCOUNT}?32{PAYER}"
    return _mt940(amount, f"166?00GUTSCHRIFT?20SVWZ+KID {number}", payer)


def mt940_dutch(amount, number):
    payer = f"/CNTP/{PAYERS_ACCOUNT}/DNBANOKK/{PAYER}//"
    return _mt940(amount, payer, f"/REMI/USTD//KID {number}/")


def tito(amount, number):
    cents = round(amount * 100)
    records = (
        t00(iban=IBAN, bban="86011117947", currency="USD", records=1),
        t10(cents, name=PAYER, account="", reference=number),
        t40(cents),
        t50(1, cents, 0, 0),
    )
    return CRLF.join([*records, ""]).encode("latin-1"), "x.tito"


def csv_column(amount, number):
    return (
        f"Dato;Tekst;Beløp;KID;Navn;Fra konto;Til konto\r\n"
        f"10.03.2026;Innbetaling;{amount:.2f};{number};{PAYER};{PAYERS_ACCOUNT};{IBAN}"
        "\r\n"
    ).encode(), "x.csv"


def csv_text(amount, number):
    return (
        "Dato;Beskrivelse;Beløp;Navn\r\n"
        f"10.03.2026;KID {number};{amount:.2f};{PAYER}\r\n"
    ).encode(), "x.csv"


def ofx(amount, number):
    return (
        "OFXHEADER:100\r\nDATA:OFXSGML\r\nVERSION:102\r\nENCODING:USASCII\r\n"
        "CHARSET:1252\r\n\r\n<OFX><BANKMSGSRSV1><STMTTRNRS><STMTRS><CURDEF>USD"
        f"<BANKACCTFROM><ACCTID>{IBAN}</BANKACCTFROM><BANKTRANLIST><STMTTRN>"
        f"<TRNTYPE>CREDIT<DTPOSTED>20260310<TRNAMT>{amount:.2f}<FITID>7</FITID>"
        f"<NAME>{PAYER}<MEMO>KID {number}</STMTTRN></BANKTRANLIST></STMTRS>"
        "</STMTTRNRS></BANKMSGSRSV1></OFX>"
    ).encode(), "x.ofx"


FORMATS = (
    camt_field,
    camt_text,
    mt940_german,
    mt940_dutch,
    tito,
    csv_column,
    csv_text,
    ofx,
)


class TestAnyFormat(BankMatchCommon):
    """Who paid is a customer with an only invoice of his own; the bank names him."""

    def setUp(self):
        super().setUp()
        self.journal.match_automation = "post"
        self.payer = self.new_partner(PAYER, PAYERS_ACCOUNT)
        self.own = self.invoice(500, self.payer)

    def number(self, body):
        """Return a reference with right check digits: Finnish, and modulus 10 too."""
        return next(
            number
            for one in range(body * 1000, body * 1000 + 999)
            if (number := f"{one}{fi_check_digit(str(one))}") and _luhn(number)
        )

    def receive(self, make, amount, number):
        data, name = make(amount, number)
        answer = self.import_bytes(data, name)
        self.assertEqual(answer["state"], "imported", answer["errors"])
        line = self.env["account.bank.statement.line"].browse(answer["line_ids"])
        self.assertEqual((len(line), line.amount), (1, amount))
        return line

    def test_of_somebody_else_with_its_amount(self):
        for place, make in enumerate(FORMATS):
            with self.subTest(make.__name__):
                number = self.number(7100 + place)
                amount = 600 + place
                named = self.invoice(amount, payment_reference=number)
                self.assert_settles(self.receive(make, amount, number), named)

    def test_of_somebody_else_with_another_amount(self):
        for place, make in enumerate(FORMATS):
            with self.subTest(make.__name__):
                number = self.number(7200 + place)
                named = self.invoice(700, payment_reference=number)
                line = self.receive(make, 660 + place, number)
                self.assert_untouched(line)
                self.assertIn(named, self.offers(line))

    def test_of_nobody_with_the_amount_of_the_payer(self):
        for place, make in enumerate(FORMATS):
            with self.subTest(make.__name__):
                own = self.invoice(800 + place, self.payer)
                line = self.receive(make, 800 + place, self.number(7300 + place))
                self.assert_untouched(line)
                self.assertIn(own, self.offers(line))

    def test_two_that_contradict_each_other(self):
        for place, make in enumerate(FORMATS):
            with self.subTest(make.__name__):
                numbers = [self.number(7400 + 10 * place + n) for n in (0, 1)]
                both = [
                    self.invoice(900 + place, payment_reference=number)
                    for number in numbers
                ]
                if make in (camt_field, tito, csv_column):
                    continue  # one field, one number
                two = f"{numbers[0]} KID {numbers[1]}"
                line = self.receive(make, 900 + place, two)
                self.assert_untouched(line)
                self.assertLessEqual(set(both), set(self.offers(line)))

    def offers(self, line):
        return self.open_proposals(line).line_ids.move_line_id.move_id


def _luhn(number):
    digits = [int(digit) for digit in reversed(number)]
    doubled = [sum(divmod(2 * digit, 10)) for digit in digits[1::2]]
    return (sum(digits[::2]) + sum(doubled)) % 10 == 0
