"""Details belong to lines, never to the books: pairs in both orders."""

import json
from pathlib import Path

from bank_common import BankMatchCommon

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user

FOLDER = Path(__file__).parent / "details_files"
CASES = sorted(path.parent.name for path in FOLDER.glob("*/expected.json"))


class TestLineDetails(BankMatchCommon):
    def load(self, case):
        expected = json.loads((FOLDER / case / "expected.json").read_text())
        self.journal.bank_account_id = False
        for number, (account, code) in enumerate(expected["accounts"].items()):
            currency = self.env["res.currency"].search(
                [("name", "=", code), ("active", "in", (True, False))]
            )
            currency.active = True
            self.env["account.journal"].create(
                {
                    "name": f"Bank {number}",
                    "type": "bank",
                    "code": f"BD{number}",
                    "bank_acc_number": account,
                    "currency_id": currency.id,
                    "match_automation": "propose",
                }
            )
        return expected

    def send(self, case, name):
        return self.import_bytes((FOLDER / case / name).read_bytes(), name)

    def all_lines(self):
        return self.env["account.bank.statement.line"].search(
            [("journal_id.code", "like", "BD")], order="date, amount, id"
        )

    def get_found(self):
        """Return what each line got, in a form that can be compared."""
        found = []
        for line in self.all_lines():
            advice = self.env["bank.line.advice"].search(
                [("statement_line_id", "=", line.id)]
            )
            found.append(
                (str(line.date), round(line.amount, 2), advice.reference or "")
                + (advice.payment_count,)
            )
        return sorted(found)

    def wanted(self, expected):
        found = []
        for row in expected["lines"]:
            details = row["details"] or {"batch": "", "count": 0}
            amount = round(float(row["amount"]), 2)
            found.append((row["date"], amount, details["batch"], details["count"]))
        return sorted(found)

    def check(self, case, names):
        expected = self.load(case)
        order = [expected["statement"], *expected["details"]]
        for name in order if names == "statement first" else reversed(order):
            self.send(case, name)
        self.assertEqual(self.get_found(), self.wanted(expected))
        count = self.env["bank.line.detail"].search_count([])
        for name in order:
            answer = self.send(case, name)
            self.assertEqual((answer["new"], answer["line_ids"]), (0, []))
        self.assertEqual(self.get_found(), self.wanted(expected))
        self.assertEqual(self.env["bank.line.detail"].search_count([]), count)

    def test_pairs_whichever_comes_first(self):
        for case in CASES:
            for names in ("statement first", "details first"):
                with self.subTest(f"{case}, {names}"):
                    save = self.env.cr.savepoint()
                    try:
                        self.check(case, names)
                    finally:
                        save.rollback()
                        self.env.invalidate_all()

    def test_details_alone_book_nothing(self):
        self.load("no-camt053-ocr")
        moves = self.env["account.move"].search_count([])
        answer = self.send("no-camt053-ocr", "ocr.txt")
        self.assertEqual((answer["state"], answer["new"]), ("imported", 0))
        self.assertEqual(self.env["account.move"].search_count([]), moves)
        waiting = self.env["bank.line.advice"].search([])
        self.assertEqual(set(waiting.mapped("state")), {"waiting"})

    def test_details_sum_up_to_their_line(self):
        expected = self.load("fi-tito-ktl")
        for name in (expected["statement"], *expected["details"]):
            self.send("fi-tito-ktl", name)
        for advice in self.env["bank.line.advice"].search([]):
            total = sum(advice.detail_ids.mapped("amount"))
            self.assertAlmostEqual(total, advice.amount, 2)

    def test_a_person_decides_a_tie(self):
        expected = self.load("no-camt053-ocr-tie")
        for name in (expected["statement"], *expected["details"]):
            self.send("no-camt053-ocr-tie", name)
        ties = self.env["bank.line.advice"].search([("state", "=", "tie")])
        self.assertEqual(len(ties), 2)
        first = ties[0]
        with self.assertRaisesRegex(UserError, "Choose the bank line"):
            first.action_attach()
        first.chosen_line_id = first.candidate_ids[0]
        first.action_attach()
        self.assertEqual(first.state, "attached")
        self.assertEqual(first.statement_line_id.detail_ids, first.detail_ids)
        first.action_detach()
        self.assertEqual((first.state, len(first.detail_ids) > 0), ("waiting", True))
        self.assertFalse(self.all_lines().detail_ids & first.detail_ids)

    def test_line_of_another_amount_is_refused(self):
        expected = self.load("no-camt053-ocr")
        for name in (expected["statement"], *expected["details"]):
            self.send("no-camt053-ocr", name)
        advice = self.env["bank.line.advice"].search([], limit=1)
        advice.action_detach()
        advice.chosen_line_id = self.all_lines().filtered(
            lambda line: line.amount == -45
        )
        with self.assertRaisesRegex(UserError, "sum up to"):
            advice.action_attach()

    def test_details_lead_to_the_invoices(self):
        """The KIDs of an OCR giro file pay several invoices behind one sum."""
        expected = self.load("no-camt053-ocr")
        journal = self.env["account.journal"].search([("code", "=", "BD0")])
        self.send("no-camt053-ocr", "ocr.txt")
        advice = self.env["bank.line.advice"].search([("reference", "=", "2601100011")])
        (detail,) = advice.detail_ids
        invoice = self.invoice(
            detail.amount,
            payment_reference=detail.payment_reference,
            currency_id=journal.currency_id.id,
        )
        self.send("no-camt053-ocr", expected["statement"])
        self.assertEqual(
            advice.statement_line_id.match_proposal_ids.line_ids.move_line_id.move_id,
            invoice,
        )

    def test_readers_cannot_attach(self):
        self.load("no-camt053-ocr")
        self.send("no-camt053-ocr", "ocr.txt")
        user = new_test_user(self.env, "reader", "account.group_account_readonly")
        advice = self.env["bank.line.advice"].search([], limit=1).with_user(user)
        with self.assertRaises(AccessError):
            advice.action_attach()
