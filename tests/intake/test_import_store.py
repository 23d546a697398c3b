"""What the import stores: every entry once, and what is odd is said."""

from datetime import timedelta

from bank_common import DAY, IBAN
from camt_files import detail, entry, statement
from import_common import OTHER_IBAN, StoreCase

from odoo.exceptions import UserError

PAYER_IBAN = "NO7050012345672"
NEXT_DAY = DAY + timedelta(days=1)


class TestImportIdentity(StoreCase):
    """The same transaction once, genuine twins twice."""

    def test_same_file_twice_adds_nothing(self):
        data = statement(IBAN, [entry(100, "Rent"), entry(-20, "Fee")])
        self.assert_counts(self.send(data), "imported", new=2)
        again = self.send(data)
        self.assert_counts(again, "ignored", known=2)
        self.assertFalse(again["line_ids"])
        self.assertEqual(len(self.all_lines()), 2)

    def test_same_transactions_in_other_bytes_add_nothing(self):
        entries = [entry(100, "Rent"), entry(-20, "Fee")]
        self.send(statement(IBAN, entries))
        self.assert_counts(
            self.send(statement(IBAN, entries, number="1b")), "ignored", known=2
        )

    def test_overlap_adds_what_is_new(self):
        first = [entry(100, "Rent"), entry(50, "Hire")]
        self.send(statement(IBAN, first))
        result = self.send(
            statement(
                IBAN,
                [first[1], entry(7, "Interest", NEXT_DAY)],
                opening=100,
                number="2",
                day=NEXT_DAY,
            )
        )
        self.assert_counts(result, "imported", new=1, known=1)
        self.assertEqual(self.lines(result).mapped("amount"), [7])
        second = self.statement(result)
        self.assertEqual((second.balance_start, second.balance_end_real), (150, 157))
        self.assertTrue(second.is_valid and second.is_complete)
        self.assertIn("overlap", self.codes(result))
        self.assertIn("1 of 2", second.import_warning)

    def test_twins_of_one_file_stay_two(self):
        result = self.send(statement(IBAN, [entry(-5, "Coffee"), entry(-5, "Coffee")]))
        self.assert_counts(result, "imported", new=2)

    def test_second_twin_of_an_overlap_is_new(self):
        self.send(statement(IBAN, [entry(-5, "Coffee")]))
        both = [entry(-5, "Coffee"), entry(-5, "Coffee")]
        self.assert_counts(
            self.send(statement(IBAN, both, number="2")), "imported", new=1, known=1
        )

    def test_twin_on_the_next_statement_is_new(self):
        self.send(statement(IBAN, [entry(-5, "Coffee")], opening=100))
        result = self.send(
            statement(IBAN, [entry(-5, "Coffee")], opening=95, number="2")
        )
        self.assert_counts(result, "imported", new=1)
        self.assertEqual(len(self.all_lines()), 2)

    def test_bank_id_tells_equal_entries_apart(self):
        first = statement(IBAN, [entry(-5, "Coffee", bank_id="A1")], opening=100)
        self.send(first)
        second = [entry(-5, "Coffee", bank_id="A1"), entry(-5, "Coffee", bank_id="A2")]
        self.assert_counts(
            self.send(statement(IBAN, second, opening=100, number="2")),
            "imported",
            new=1,
            known=1,
        )

    def test_repeated_bank_id_hides_no_entry(self):
        entries = [entry(-5, "Coffee", bank_id="A1"), entry(-9, "Cake", bank_id="A1")]
        self.assert_counts(self.send(statement(IBAN, entries)), "imported", new=2)

    def test_deleted_line_does_not_come_back(self):
        data = statement(IBAN, [entry(100, "Rent"), entry(-20, "Fee")])
        self.delete(self.lines(self.send(data))[:1])
        self.assert_counts(self.send(data), "ignored", known=2)
        self.assertEqual(len(self.all_lines()), 1)

    def test_deleted_line_of_a_later_statement_does_not_come_back(self):
        self.send(statement(IBAN, [entry(100, "Rent")]))
        data = statement(IBAN, [entry(-5, "Coffee")], opening=100, number="2")
        self.delete(self.lines(self.send(data)))
        self.assert_counts(self.send(data), "ignored", known=1)

    def test_old_file_again_when_the_balance_is_back_where_it_began(self):
        data = statement(IBAN, [entry(-5, "Coffee")], opening=100)
        self.send(data)
        back = [entry(5, "Refund", NEXT_DAY)]
        self.send(statement(IBAN, back, opening=95, number="2", day=NEXT_DAY))
        self.assert_counts(self.send(data), "ignored", known=1)
        self.assertEqual(len(self.all_lines()), 2)

    def test_ignored_line_does_not_come_back(self):
        data = statement(IBAN, [entry(100, "Rent"), entry(-20, "Fee")])
        rent = self.lines(self.send(data)).filtered(lambda line: line.amount == 100)
        self.api.ignore_lines(rent.ids, "Sent twice by the bank")
        self.assert_counts(self.send(data), "ignored", known=1, ignored=1)
        self.assert_state(rent, "ignored")
        self.assertEqual(len(self.all_lines()), 2)

    def test_transaction_that_is_in_the_books_is_not_released(self):
        line = self.lines(self.send(statement(IBAN, [entry(100, "Rent")])))
        keys = self.env["bank.import.key"].search([("statement_line_id", "=", line.id)])
        with self.assertRaisesRegex(UserError, "still in the books"):
            keys.action_release()
        self.assertEqual(keys.state, "imported")

    def test_released_transaction_comes_back(self):
        data = statement(IBAN, [entry(100, "Rent")])
        self.delete(self.lines(self.send(data)))
        keys = self.env["bank.import.key"].search(
            [("journal_id", "=", self.journal.id)]
        )
        keys.action_release()
        self.assert_counts(self.send(data), "imported", new=1)
        self.assertEqual(keys.state, "imported")


class TestImportValues(StoreCase):
    """What stands on statements, lines and details."""

    def test_statement_and_order_of_its_lines(self):
        amounts = [100, -30, 7]
        result = self.send(
            statement(IBAN, [entry(amount, "x") for amount in amounts], opening=50)
        )
        found = self.statement(result)
        self.assertEqual((found.balance_start, found.balance_end_real), (50, 127))
        self.assertEqual((found.name, found.date), ("1", DAY))
        self.assertFalse(found.import_warning)
        lines = self.lines(result)
        self.assertEqual(lines.mapped("amount"), amounts, "oldest first")
        self.assertEqual(lines.mapped("running_balance"), [150, 120, 127])

    def test_two_statements_of_one_day_follow_each_other(self):
        self.send(statement(IBAN, [entry(100, "Rent")]))
        entries = [entry(10, "Hire"), entry(20, "Hire"), entry(30, "Hire")]
        result = self.send(statement(IBAN, entries, opening=100, number="2"))
        self.assertFalse(self.statement(result).import_warning)
        self.assertTrue(all(st.is_valid for st in self.all_lines().statement_id))
        self.assertEqual(self.api.balances(self.journal.id)["statement"], 160)
        self.assertEqual(self.lines(result)[-1].running_balance, 160)

    def test_fields_of_a_line(self):
        result = self.send(
            statement(
                IBAN,
                [
                    entry(
                        100,
                        "Thanks",
                        value_day=NEXT_DAY,
                        name="Unknown Ltd & Co",
                        account=PAYER_IBAN,
                        end_to_end="UPR-77",
                        instruction="OWN-9",
                        payment_id="RF18539007547034",
                    )
                ],
            )
        )
        line = self.lines(result)
        found = {
            name: line[name]
            for name in ("date", "value_date", "sender_reference", "own_reference")
        }
        wanted = (DAY, NEXT_DAY, "UPR-77", "OWN-9")
        self.assertEqual(found, dict(zip(found, wanted, strict=True)))
        self.assertEqual(line.partner_name, "Unknown Ltd & Co")
        self.assertEqual(line.account_number, PAYER_IBAN)
        self.assertFalse(line.partner_id)
        self.assertIn("Thanks", line.payment_ref)
        self.assertEqual(line.import_file_id.id, result["file_id"])
        self.assertEqual(line.detail_ids.payment_reference, "RF18539007547034")
        self.assertEqual(line.detail_ids.end_to_end, "UPR-77")

    def test_details_of_a_batch(self):
        parts = [
            detail(-30, "Shoes", name="Alfa Shop", document="A-1"),
            detail(-20, "Socks", name="Beta Shop", account=PAYER_IBAN),
        ]
        line = self.lines(self.send(statement(IBAN, [entry(-50, details=parts)])))
        self.assertEqual(line.amount, -50)
        rows = [
            (row.amount, row.partner_name, row.account_number, row.document_number)
            for row in line.detail_ids
        ]
        shoes = (-30, "Alfa Shop", False, "A-1")
        socks = (-20, "Beta Shop", PAYER_IBAN, False)
        self.assertEqual(
            [tuple(v or False for v in row) for row in rows], [shoes, socks]
        )
        self.assertEqual(line.detail_ids[0].original["text"], "Shoes")

    def test_partner_by_account_and_by_unique_name(self):
        payer = self.new_partner("Payer AS", PAYER_IBAN)
        self.new_partner("Twin Trade AS"), self.new_partner("TWIN TRADE")
        result = self.send(
            statement(
                IBAN,
                [
                    entry(1, "a", name="P. A. Yer", account=PAYER_IBAN),
                    entry(2, "b", name="FJORD FISK"),
                    entry(3, "c", name="Twin Trade"),
                    entry(4, "d", name="Fjord Fisk AS", account=PAYER_IBAN),
                ],
            )
        )
        partners = {line.amount: line.partner_id for line in self.lines(result)}
        # twins, and an account and a name that contradict each other, name nobody
        nobody = self.env["res.partner"]
        self.assertEqual(partners, {1: payer, 2: self.fjord, 3: nobody, 4: nobody})

    def test_original_currency_is_kept(self):
        euro = self.setup_other_currency("EUR")
        line = self.lines(
            self.send(
                statement(IBAN, [entry(-110, "Hotel", original=(100, "EUR", "1.1"))])
            )
        )
        self.assertEqual((line.amount, line.currency_id), (-110, self.currency))
        self.assertEqual((line.foreign_currency_id, line.amount_currency), (euro, -100))

    def test_journal_in_another_currency(self):
        euro = self.setup_other_currency("EUR")
        journal = self.new_journal(OTHER_IBAN, currency_id=euro.id)
        result = self.send(statement(OTHER_IBAN, [entry(100, "x")], currency="EUR"))
        line = self.lines(result)
        self.assertEqual((line.journal_id, line.currency_id), (journal, euro))
        liquidity, _suspense, _others = line._seek_for_lines()
        self.assertEqual((liquidity.amount_currency, liquidity.balance), (100, 50))

    def test_iban_file_finds_a_national_journal_and_the_reverse(self):
        national, iban = self.new_journal("30001234567"), self.journal
        by_iban = self.send(statement(OTHER_IBAN, [entry(1, "x")]))
        by_number = self.send(statement("86011117947", [entry(2, "y")], number="2"))
        self.assertEqual(self.lines(by_iban).journal_id, national)
        self.assertEqual(self.lines(by_number).journal_id, iban)


class TestImportOddities(StoreCase):
    """Stored, but said: on the statement and on the file."""

    def assert_said(self, result, code, text):
        self.assertEqual(result["state"], "imported")
        self.assertEqual(self.codes(result).count(code), 1, self.codes(result))
        self.assertIn(text, self.statement(result).import_warning)

    def test_wrong_opening_balance(self):
        self.send(statement(IBAN, [entry(100, "Rent")]))
        result = self.send(
            statement(IBAN, [entry(9, "y")], opening=70, number="2", day=NEXT_DAY)
        )
        self.assert_said(result, "opening_balance", "difference")

    def test_missing_statement_in_between(self):
        later = DAY + timedelta(days=2)
        self.send(statement(IBAN, [entry(100, "Rent")]))
        third = self.send(
            statement(IBAN, [entry(9, "y", later)], opening=150, number="3", day=later)
        )
        self.assert_said(third, "opening_balance", "missing")
        second = [entry(50, "z", NEXT_DAY)]
        filled = self.send(
            statement(IBAN, second, opening=100, number="2", day=NEXT_DAY)
        )
        self.assertFalse(self.statement(filled).import_warning)
        self.env.invalidate_all()  # core does not recompute it in one transaction
        self.assertTrue(self.statement(third).is_valid)

    def test_totals_that_do_not_agree(self):
        result = self.send(statement(IBAN, [entry(100, "Rent")], closing=90))
        self.assert_said(result, "tally", "10")

    def test_statement_without_entries(self):
        result = self.send(statement(IBAN, [], opening=40))
        self.assert_counts(result, "imported")
        self.assertIn("empty_statement", self.codes(result))
