"""MT940, MT942, BAI2 and CODA files become lines of the right journal."""

from import_common import StoreCase

HEAD = (
    ":20:{ref}\r\n:25:DABADKKK/8601.11.17947\r\n:28C:{number}\r\n"
    ":60{mark}:C260309{currency}{opening}\r\n"
)
PAID = (
    ":61:2603100310CK1250,00NTRFNONREF//BANK-1\r\n"
    ":86:/IBAN/NL91ABNA0417164300/NAME/Jansen BV/REMI/{text}/EREF/E2E-77\r\n"
)
TWIN = (
    ":61:2603100310DK10,00NTRFOverforing med//melding\r\n:86:Overforing med melding\r\n"
)
TAIL = ":62{mark}:C260310{currency}{closing}\r\n-\r\n"


class TestTextFormats(StoreCase):
    def mt940(self, *entries, number="1/1", opening="0,00", closing, mark="F"):
        values = {
            "ref": "REF",
            "number": number,
            "currency": self.currency.name,
            "opening": opening,
            "closing": closing,
            "mark": mark,
        }
        text = HEAD + "".join(entries) + TAIL
        return self.import_bytes(text.format(**values).encode(), "f.sta", match=False)

    def test_mt940_finds_its_journal_and_keeps_what_the_bank_said(self):
        result = self.mt940(PAID.replace("{text}", "INV 12"), closing="1250,00")
        self.assert_counts(result, "imported", new=1)
        line = self.lines(result)
        self.assertEqual(line.journal_id, self.journal)
        self.assertEqual((line.amount, line.payment_ref), (1250, "INV 12"))
        self.assertEqual(line.sender_reference, "E2E-77")
        self.assertEqual(line.account_number, "NL91ABNA0417164300")
        self.assertEqual(line.partner_name, "Jansen BV")
        self.assertEqual(line.detail_ids.end_to_end, "E2E-77")
        self.assertEqual(self.statement(result).balance_end_real, 1250)

    def test_twins_of_a_day_in_two_pages_are_two_and_come_only_once(self):
        """The text cut in two is not an id, so the twin is no duplicate."""
        pages = [
            {"number": "7/1", "opening": "100,00", "closing": "90,00", "mark": "M"},
            {"number": "7/2", "opening": "90,00", "closing": "80,00", "mark": "M"},
        ]
        first, second = (self.mt940(TWIN, **page) for page in pages)
        self.assert_counts(first, "imported", new=1)
        self.assert_counts(second, "imported", new=1)
        self.assertEqual(sorted(self.all_lines().mapped("amount")), [-10, -10])

    def test_mt942_is_never_a_line(self):
        text = (
            ":20:REF\r\n:25:DABADKKK/8601.11.17947\r\n:28C:1/1\r\n:34F:NOK0,\r\n"
            ":13D:2603101200+0100\r\n"
            + PAID.format(text="x")
            + ":90C:1NOK1250,\r\n-\r\n"
        )
        result = self.import_bytes(text.encode(), "f.sta", match=False)
        self.assertEqual(result["new"], 0)
        self.assertFalse(self.all_lines())

    def test_cut_off_file_stores_nothing(self):
        text = HEAD + PAID + TAIL
        data = text[: text.index(":62")].replace("{text}", "x")
        data = data.format(
            ref="R", number="1", mark="F", currency=self.currency.name, opening="0,"
        )
        self.assert_refused(self.import_bytes(data.encode(), "f.sta"), "incomplete")

    def test_bai2_goes_to_the_journal_of_its_account(self):
        records = (
            "01,BANK,ME,260311,0200,1,,,2/",
            f"02,ME,BANK,1,260310,2359,{self.currency.name},2/",
            "03,86011117947,,010,10000,,,015,11250,,/",
            "16,195,1250,0,B-1,C-1,INVOICE 12/",
            "49,22500,3/",
            "98,22500,1,5/",
            "99,22500,1,7/",
        )
        result = self.import_bytes("\n".join(records).encode(), "f.bai", match=False)
        self.assert_counts(result, "imported", new=1)
        line = self.lines(result)
        self.assertEqual((line.amount, line.payment_ref), (12.5, "INVOICE 12"))
        self.assertEqual(str(line.date), "2026-03-10")
        self.assertEqual(self.statement(result).balance_start, 100)
