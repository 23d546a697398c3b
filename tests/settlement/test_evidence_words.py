"""Evidence in people's words: names for account numbers, amounts and days as the user
writes them."""

from bank_common import BankMatchCommon

from odoo.addons.bank_statement_intelligence.models.settlement import evidence


def fact(code, bank, item, agrees=False):
    return {"code": code, "bank_value": bank, "item_value": item, "agrees": agrees}


class TestEvidenceWords(BankMatchCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("da_DK")
        cls.danish = cls.env(context={"lang": "da_DK"})

    def words(self, env, *facts, payer=""):
        labels = env["bank.match.proposal"]._get_evidence_labels()
        return evidence.as_text(env, list(facts), labels, payer)

    def test_amounts_are_in_the_user_s_format(self):
        differs = fact("amount_differs", "4950.00 NOK", "5000.00 NOK")
        self.assertIn("4,950.00", self.words(self.env, differs))
        text = self.words(self.danish, differs).replace("\N{NO-BREAK SPACE}", " ")
        self.assertIn("4.950,00", text)
        self.assertNotIn("4950.00", text)

    def test_days_are_in_the_user_s_format(self):
        later = fact("date_after", "2026-03-10", "2026-03-12")
        self.assertIn("03/12/2026", self.words(self.env, later))
        self.assertNotIn("2026-03", self.words(self.danish, later))

    def test_people_are_named_and_not_their_accounts(self):
        other = fact("partner_conflict", "NO8318223301246", "Elverum Elektro AS")
        text = self.words(self.env, other, payer="Elverum Holding AS")
        self.assertEqual(
            text, "✗ Paid by Elverum Holding AS, not by Elverum Elektro AS"
        )

    def test_what_is_no_amount_stays(self):
        number = fact("document", "10461", "10461", agrees=True)
        self.assertEqual(self.words(self.env, number), "Document number: 10461")
        odd = fact("document", "12 ABC", "12 ABC", agrees=True)
        self.assertIn("12 ABC", self.words(self.env, odd))

    def test_the_panel_and_the_queue_say_the_same(self):
        invoice = self.invoice(5000)
        line = self.line(4950, f"Faktura {invoice.name} minus 50")
        self.run_matching(line)
        (shown,) = self.env["bank.worksheet"].panel(line.id)["proposals"]
        told = {row["code"]: row["sentence"] for row in shown["evidence"]}
        summary = line.match_proposal_ids.evidence_summary
        self.assertIn(told["amount_differs"], summary)
        self.assertIn("4,950.00", summary)
