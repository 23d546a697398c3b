"""Details of real pairs of files, what becomes of details that were there.

And what must never happen: wrong lines, lost rows, sums twice."""

from bank_common import IBAN
from camt_files import camt054, detail, entry, statement
from details_common import BBAN, GOLDEN, PARTS, DetailsCase

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user

KID = "1234567897"


class TestRealPairs(DetailsCase):
    """Files that banks and their associations publish, whichever comes first."""

    def import_pair(self, names, account, currency):
        found = self.env["res.currency"].search(
            [("name", "=", currency), ("active", "in", (True, False))]
        )
        found.active = True
        if account == IBAN:
            self.journal.bank_account_id = False  # one journal for one account
        journal = self.env["account.journal"].create(
            {
                "name": "Pair",
                "type": "bank",
                "code": "PAIR",
                "bank_acc_number": account,
                "currency_id": found.id,
            }
        )
        moves = self.env["account.move"].search_count([])
        for name in names:
            result = self.import_bytes((GOLDEN / name).read_bytes(), name, match=False)
            self.assertEqual(result["state"], "imported", result)
        lines = self.env["account.bank.statement.line"].search(
            [("journal_id", "=", journal.id)]
        )
        self.assertEqual(self.env["account.move"].search_count([]) - moves, len(lines))
        return lines

    def in_both_orders(self, names, account, currency, check):
        for order in (names, names[::-1]):
            with self.subTest(order[0]):
                savepoint = self.env.cr.savepoint()
                try:
                    check(self.import_pair(order, account, currency))
                finally:
                    savepoint.rollback()
                    self.env.invalidate_all()

    def test_finnish_federation(self):
        """Rows of the whole sum step back; what was complete stays as it was."""
        names = [
            "camt053/fi_federation_sample.xml",
            "camt054/fi_federation_sample.xml",
        ]

        def check(lines):
            got = {
                line.amount: sorted(
                    line.detail_ids.filtered(
                        lambda row: row.kind == "transaction"
                    ).mapped("amount")
                )
                for line in lines
                if line.advice_ids
            }
            self.assertEqual(
                got,
                {
                    2000.0: [100.0, 1900.0],
                    500.0: [100.0, 400.0],
                    3000.0: [500.0, 2500.0],
                    -4230.05: [-2000.02, -1230.02, -1000.01],
                },
            )
            self.assertEqual(len(self.advices(state="waiting")), 1)
            for line in lines.filtered("advice_ids"):
                self.assertEqual(self.money(line), line.amount)
            complete = lines.filtered(lambda line: line.amount == -4230.05)
            self.assertFalse(complete.detail_ids.advice_id)

        self.in_both_orders(names, "FI7433010001222090", "EUR", check)

    def test_norwegian_account_as_bban_and_iban(self):
        names = ["camt053/synthetic_no_kid.xml", "camt054/synthetic_no_kid.xml"]

        def check(lines):
            (line,) = lines.filtered("advice_ids")
            self.assertEqual(line.amount, 6534.75)
            self.assertEqual(
                line.detail_ids.mapped("payment_reference"),
                ["00400101", "00400119", "00400127", "00400101-"],
            )

        self.in_both_orders(names, IBAN, "NOK", check)

    def test_failed_direct_debit_is_shown_not_booked(self):
        """Status INFO: no line, no detail, no money; readable on the file."""
        self.import_pair(
            ["camt054/fi_federation_sample.xml"], "FI7433010001222090", "EUR"
        )
        file = self.env["bank.import.file"].search([], limit=1)
        self.assertEqual(file.shown_count, 1)
        (shown,) = file.shown_entries
        self.assertIn("INFO", shown["status"])
        self.assertIn(shown["amount"].split()[0], file.shown_html)
        self.assertEqual(shown["amount"].split()[0], "100.00")
        self.assertNotIn(100.0, self.advices().mapped("amount"))
        rows = self.advices().detail_ids.filtered(lambda row: row.amount == 100)
        self.assertEqual(sorted(rows.advice_id.mapped("amount")), [500, 2000])


class TestMerge(DetailsCase):
    """What the statement brought is never replaced, and can be had again."""

    def both(self, own, parts=PARTS, amount=300):
        """Import a line with its own details, then details of it; return the line."""
        facts = {"details": own} if own else {"lump": True}
        self.lines_file(entry(amount, bank_id="B1", **facts))
        line = self.all_lines()
        before = self.snapshot(line)
        self.details(entry(amount, bank_id="B1", details=parts))
        return line, before

    def test_lump_sum_gets_its_breakdown_and_gives_it_back(self):
        line, before = self.both([detail(300, "Sum of the day")])
        self.assertEqual(self.money(line), 300)
        rows = line.detail_ids.filtered("payment_reference")
        self.assertEqual(rows.mapped("payment_reference"), ["1111", "2222"])
        self.assertIn("Sum of the day", line.detail_ids.mapped("text"))
        self.advices().action_detach()
        self.assertEqual(self.snapshot(line), before)

    def test_details_get_what_they_lack_and_give_it_back(self):
        own = [detail(200, "b"), detail(100, "a", name="Nordvik Handel AS")]
        line, before = self.both(own)
        self.assertEqual(len(line.detail_ids), 2)
        found = {
            row.amount: (row.partner_name, row.payment_reference, row.text)
            for row in line.detail_ids
        }
        self.assertEqual(
            found,
            {
                100: ("Nordvik Handel AS", "1111", "a"),
                200: ("Fjord Fisk AS", "2222", "b"),
            },
        )
        self.advices().action_detach()
        self.assertEqual(self.snapshot(line), before)

    def test_what_a_person_corrected_meanwhile_stays(self):
        line, _before = self.both([detail(200, "b"), detail(100, "a")])
        row = line.detail_ids.filtered(lambda row: row.amount == 100)
        row.payment_reference = "9999"
        self.advices().action_detach()
        self.assertEqual(row.payment_reference, "9999")
        self.assertFalse(row.partner_name)

    def test_details_that_contradict_wait(self):
        own = [detail(250, "b"), detail(50, "a")]
        line, before = self.both(own)
        self.assertEqual(self.advices().state, "waiting")
        self.assertEqual(self.snapshot(line), before)
        advice = self.advices()
        advice.chosen_line_id = line
        with self.assertRaisesRegex(UserError, "details already"):
            advice.action_attach()

    def test_same_details_in_another_file_add_nothing(self):
        line, _before = self.both(None)
        rows = len(line.detail_ids)
        part = entry(300, bank_id="B1", details=PARTS)
        result = self.details(part, number="7")
        self.assert_counts(result, "ignored", known=1)
        other = entry(50, bank_id="B2", details=[detail(50, "C")])
        result = self.details(part, other, number="8")
        self.assert_counts(result, "imported", known=1)
        self.assertEqual((len(line.detail_ids), len(self.advices())), (rows, 2))


class TestNeverWrong(DetailsCase):
    """Wrong lines, lost rows, others' rows."""

    def test_another_id_of_the_bank_is_another_booking(self):
        """Equal sum and day, but the ids of statement and notification differ."""
        self.lines_file(entry(300, bank_id="B2", lump=True))
        self.details(entry(300, bank_id="B1", details=PARTS))
        self.assertEqual(self.advices().state, "waiting")
        self.lines_file(entry(300, bank_id="B1", lump=True), number="2", name="2.xml")
        self.assertEqual(self.advices().statement_line_id.statement_id.name, "2")

    def test_reconciled_line_is_a_rival(self):
        """Two lines fit; that one of them is done does not make the other right."""
        self.lines_file(entry(300, lump=True), entry(300, "other", lump=True))
        done, _other = self.all_lines().sorted("id")
        invoice = self.invoice(300)
        self.settle(done, invoice)
        self.details(entry(300, details=PARTS))
        self.assertEqual(self.advices().state, "tie")
        self.assertEqual(len(self.advices().candidate_ids), 2)

    def settle(self, line, invoice):
        """Reconcile a line with an invoice."""
        _liquidity, suspense, _others = line._seek_for_lines()
        item = self.item(invoice)
        suspense.write({"account_id": item.account_id.id})
        (suspense | item).reconcile()

    def test_deleted_line_gives_the_details_back(self):
        self.lines_file(entry(300, bank_id="B1", lump=True))
        self.details(entry(300, bank_id="B1", details=PARTS))
        self.assertEqual(self.advices().state, "attached")
        self.delete(self.all_lines())
        advice = self.advices()
        self.assertEqual((advice.state, len(advice.detail_ids)), ("waiting", 2))
        self.env["bank.import.key"].sudo().search(
            [("journal_id", "=", self.journal.id)]
        ).state = "released"
        self.lines_file(entry(300, bank_id="B1", lump=True), name="again.xml")
        self.assertEqual(self.all_lines().detail_ids, advice.detail_ids)

    def test_a_correction_that_fills_a_row_is_one(self):
        """What another file calls a correction takes the payment back."""
        invoice = self.invoice(60, payment_reference=KID)
        self.lines_file(entry(60, details=[detail(60, payment_id=KID)]))
        self.run_matching(self.all_lines(), "post")
        self.assertEqual(invoice.amount_residual, 0)
        self.lines_file(entry(-60, details=[detail(-60, payment_id=KID)]), number="2")
        line = self.all_lines().sorted("id")[-1]
        self.details(entry(-60, details=[detail(-60, payment_id=KID, name="A")]))
        filler = self.advices().detail_ids
        self.assertEqual(filler.merged_detail_id, line.detail_ids)
        filler.sudo().original = {**filler.original, "reversal": True}
        self.run_matching(line)
        proposal = self.open_proposals(line)
        self.assertEqual(proposal.pass_code, "returned")
        self.assertFalse(proposal.has_contra, self.explain(line))

    def test_detached_details_do_not_come_back_by_themselves(self):
        self.lines_file(entry(300, lump=True))
        self.details(entry(300, details=PARTS))
        advice = self.advices()
        line = advice.statement_line_id
        advice.action_detach()
        self.env["bank.advice.store"]._attach(self.journal)
        self.assertEqual((advice.state, line.detail_ids.ids), ("waiting", []))
        advice.chosen_line_id = line
        advice.action_attach()
        self.assertEqual(advice.statement_line_id, line)

    def test_other_currency_is_refused(self):
        data = camt054(statement(BBAN, [entry(300, details=PARTS)], currency="SEK"))
        result = self.import_bytes(data, "details.xml", match=False)
        self.assertEqual(result["errors"][0]["code"], "wrong_currency")
        self.assertFalse(self.advices())

    def test_unknown_account_is_refused(self):
        result = self.details(entry(300, details=PARTS), account="12345678901")
        self.assertEqual(result["errors"][0]["code"], "unknown_account")
        self.assertFalse(self.advices())

    def test_line_of_another_journal_is_refused(self):
        self.details(entry(300, details=PARTS))
        other = self.journal.copy({"bank_account_id": False})
        line = self.line(300, journal_id=other.id)
        advice = self.advices()
        advice.chosen_line_id = line
        with self.assertRaisesRegex(UserError, "same account"):
            advice.action_attach()

    def test_other_company_with_the_same_account(self):
        """Details go to the company that imported them, and nobody else sees them."""
        other = self.setup_other_company()["company"]
        journal = self.env["account.journal"].search(
            [("company_id", "=", other.id), ("type", "=", "bank")], limit=1
        )
        journal.bank_acc_number = IBAN
        line = self.line(300, journal_id=journal.id, company_id=other.id)
        self.details(entry(300, details=PARTS))
        advice = self.advices()
        self.assertEqual((advice.company_id, advice.state), (self.company, "waiting"))
        self.assertFalse(line.detail_ids)
        user = new_test_user(
            self.env,
            "elsewhere",
            "account.group_account_manager",
            company_id=other.id,
            company_ids=[(6, 0, other.ids)],
        )
        seen = self.env["bank.line.advice"].with_user(user).with_company(other)
        self.assertFalse(seen.search([]))
        with self.assertRaises(AccessError):
            seen.browse(advice.id).read(["amount"])
        details = self.env["bank.line.detail"].with_user(user).with_company(other)
        self.assertFalse(details.search([]))


class TestSums(DetailsCase):
    """Sums of equal amount, sums before their day, several sums in one line."""

    def halves(self):
        """Import two sums of the same day, in two files."""
        for number, part in enumerate(PARTS, 1):
            self.details(entry(part["amount"], details=[part]), number=str(number))

    def test_sum_booked_before_its_details_is_another_one(self):
        self.lines_file(entry(300, day="2026-03-09", lump=True))
        self.details(entry(300, day="2026-03-10", details=PARTS))
        self.assertEqual(self.advices().state, "waiting")
        self.assertFalse(self.all_lines().detail_ids.filtered("advice_id"))

    def test_two_sums_booked_as_one_line_attach_and_detach_together(self):
        for statement_first in (True, False):
            with self.subTest(statement_first):
                savepoint = self.env.cr.savepoint()
                if statement_first:
                    self.lines_file(entry(300, lump=True))
                self.halves()
                if not statement_first:
                    self.lines_file(entry(300, lump=True))
                line = self.all_lines()
                self.assertEqual(set(self.advices().mapped("state")), {"attached"})
                self.assertEqual(self.money(line), 300)
                self.advices()[0].action_detach()
                self.assertEqual(set(self.advices().mapped("state")), {"waiting"})
                self.assertFalse(line.detail_ids.filtered("advice_id"))
                savepoint.rollback()
                self.env.invalidate_all()

    def test_tie_is_told_on_the_statement_that_comes_second(self):
        self.details(entry(300, details=PARTS))
        result = self.lines_file(entry(300, lump=True), entry(300, lump=True))
        self.assertEqual(self.advices().state, "tie")
        self.assertIn("details_tie", str(result))
        lines = self.advices().candidate_ids
        self.assertGreater(len(lines), 1)
        lines.env["bank.match.service"]._run(lines, "propose", "api")
        for line in lines:
            self.assertIn("Payment Details", line.match_warning)
