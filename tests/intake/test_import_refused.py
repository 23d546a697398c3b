"""Files that cannot be stored: an error in four parts, and nothing kept."""

from datetime import timedelta

from bank_common import IBAN
from camt_files import camt053, entry, statement
from import_common import OTHER_IBAN, StoreCase

from odoo import fields
from odoo.tools import format_date


class TestImportRefused(StoreCase):
    """Four parts, and nothing stored."""

    ONE = (entry(100, "Rent"),)

    def test_unknown_account_then_entered(self):
        data = statement(OTHER_IBAN, self.ONE)
        result = self.send(data)
        self.assert_refused(result, "unknown_account")
        self.journal.bank_account_id = False
        self.journal.bank_acc_number = OTHER_IBAN
        self.file(result).action_retry()
        file = self.file(result)
        self.assertEqual((file.state, file.new_count), ("imported", 1))
        self.assertFalse(file.error_what or file.error_where or file.error_why)

    def test_wrong_currency(self):
        self.assert_refused(
            self.send(statement(IBAN, self.ONE, currency="EUR")), "wrong_currency"
        )

    def test_entry_in_another_currency_is_never_taken_for_ours(self):
        result = self.send(statement(IBAN, [entry(100, "Rent", currency="EUR")]))
        self.assertEqual(result["state"], "error", self.all_lines().mapped("amount"))
        self.assertFalse(self.all_lines())

    def test_other_journal_given(self):
        other = self.journal.copy()
        other.bank_acc_number = OTHER_IBAN
        self.assert_refused(
            self.send(statement(IBAN, self.ONE), journal_id=other.id), "wrong_account"
        )

    def test_given_journal_without_account_but_the_file_belongs_to_another(self):
        other = self.journal.copy({"bank_account_id": False})
        self.assert_refused(
            self.send(statement(IBAN, self.ONE), journal_id=other.id), "wrong_account"
        )

    def test_currency_chooses_among_journals_of_one_account(self):
        euro = self.env.ref("base.EUR")
        euro.active = True
        account = self.journal.bank_account_id
        other = self.journal.copy({"currency_id": euro.id})
        other.bank_account_id = account
        for currency, journal in (("EUR", other), ("USD", self.journal)):
            rows = [entry(100, "Rent", currency=currency)]
            sent = statement(IBAN, rows, currency=currency)
            result = self.send(sent, name=f"{currency}.xml")
            self.assertEqual(self.lines(result).journal_id, journal, result)

    def test_dates_in_the_future_are_told(self):
        day = fields.Date.today() + timedelta(days=20)
        result = self.send(statement(IBAN, [entry(1, "Later", day)], day=day))
        self.assertEqual(result["state"], "imported")
        self.assertIn("future_date", self.codes(result))
        self.assertIn(format_date(self.env, day), self.file(result).message_text)

    def test_account_of_two_journals(self):
        self.journal.copy({"bank_account_id": self.journal.bank_account_id.id})
        self.assert_refused(self.send(statement(IBAN, self.ONE)), "ambiguous_account")

    def test_damaged_files(self):
        good = camt053(statement(IBAN, self.ONE))
        doctype = b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/hostname">]><Document'
        files = {
            "xml_malformed": good[: len(good) // 2],
            "empty_file": b"",
            "unknown_format": b"%PDF-1.7 not a statement",
            "no_statement": good.replace(b"BkToCstmrStmt", b"BkToCstmrDbtCdtNtfctn"),
            "xml_doctype": good.replace(b"<Document", doctype),
            "bad_amount": good.replace(b'"USD">100<', b'"USD">NaN<'),
            "bad_date": good.replace(b"2026-03-10", b"2026-02-30"),
        }
        for code, data in files.items():
            with self.subTest(code):
                self.assert_refused(self.import_bytes(data, f"{code}.xml"), code)

    def test_bad_entry_late_in_the_file_refuses_all_of_it(self):
        good = statement(IBAN, self.ONE)
        bad = statement(IBAN, [entry("1e5", "x")], number="2", closing=0)
        self.assert_refused(self.send(good, bad), "bad_amount")

    def test_partial_file_stores_the_known_account_only(self):
        unknown = [entry(1, "a"), entry(2, "b")]
        third = statement("NO1760000000003", [entry(3, "c")])
        result = self.send(
            statement(IBAN, self.ONE), statement(OTHER_IBAN, unknown), third
        )
        self.assertEqual((result["state"], result["new"]), ("partial", 1))
        self.assertEqual(result["rejected"], 3)
        self.assertEqual(self.all_lines().mapped("amount"), [100])
        wheres = [error["where"] for error in result["errors"]]
        self.assertEqual(wheres, [OTHER_IBAN, "NO1760000000003"])

    def test_refused_file_can_be_sent_again(self):
        data = statement(OTHER_IBAN, self.ONE)
        first, second = self.send(data), self.send(data)
        self.assertEqual(
            first["file_id"], second["file_id"], "one record for the bytes"
        )
