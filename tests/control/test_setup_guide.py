"""The set-up guide reads its steps from the settings themselves."""

from control_common import HealthCase

from odoo.exceptions import AccessError
from odoo.tests import new_test_user


class TestSetup(HealthCase):
    def steps(self, journal=None):
        journal = journal or self.journal
        found = self.env["bank.setup.service"]._get_steps(journal)[journal.id]
        return {step["code"]: step for step in found}

    def done(self, journal=None):
        return {code for code, step in self.steps(journal).items() if step["done"]}

    def test_each_step_on_its_own(self):
        self.env["account.move"].search(
            [("company_id", "=", self.company.id), ("state", "=", "posted")]
        ).button_draft()
        every = {"account", "source", "references", "automation"}
        self.assertEqual(self.done(), every)
        self.journal.bank_account_id = False
        self.assertEqual(self.done(), every - {"account"})
        self.assertIn("account number", self.steps()["account"]["finding"])
        self.source.active = False
        self.assertEqual(self.done(), {"references", "automation"})
        self.received(self.company.create_date.date())
        self.assertIn("source", self.done())
        self.journal.match_automation = "off"
        self.assertNotIn("automation", self.done())
        self.journal.match_automation = "post"
        self.cron.active = False
        self.assertNotIn("automation", self.done())
        self.env["bank.reference.format"].search([]).active = False
        self.assertNotIn("references", self.done())
        self.run_matching(self.line(100, self.invoice(100).name))
        self.assertIn("run", self.done())

    def test_references_are_counted(self):
        self.invoice(10, payment_reference="KID 1")
        self.invoice(10, self.new_partner("With account", "NO5915030000006"))
        text = self.steps()["references"]["finding"]
        counts = self.env["bank.setup.service"]._count_references(self.company)
        invoices = self.env["account.move"].search(
            [
                ("company_id", "=", self.company.id),
                ("state", "=", "posted"),
                ("move_type", "in", ("out_invoice", "in_invoice")),
                ("payment_state", "in", ("not_paid", "partial")),
            ]
        )
        named = invoices.filtered(
            lambda m: m.payment_reference and m.payment_reference != m.name
        )
        partners = invoices.commercial_partner_id
        known = partners.filtered("bank_ids")
        self.assertEqual(
            counts[self.company.id],
            (len(invoices), len(named), len(partners), len(known)),
        )
        self.assertIn(f"{len(named)} of {len(invoices)} open documents", text)

    def test_guide_dry_run_writes_nothing(self):
        line = self.line(100, self.invoice(100).name)
        action = self.journal.action_open_setup_guide()
        guide = self.env[action["res_model"]].browse(action["res_id"])
        self.assertEqual(len(guide.step_ids), 5)
        self.assertEqual(guide.done_count, len(guide.step_ids.filtered("done")))
        runs = self.env["bank.match.run"].search_count([])
        guide.action_dry_run()
        self.assertIn("Lines: 1", guide.result)
        self.assertEqual(self.env["bank.match.run"].search_count([]), runs)
        self.assertFalse(line.match_proposal_ids)
        self.assertEqual(guide.step_ids.mapped("done").count(True), guide.done_count)

    def test_menu_opens_a_bank_account(self):
        action = self.env["bank.setup.guide"].action_open_guide()
        guide = self.env[action["res_model"]].browse(action["res_id"])
        self.assertEqual(guide.journal_id.type, "bank")
        self.assertIn(guide.journal_id.name, guide.display_name)

    def test_every_step_opens_something(self):
        self.line(100, "x")
        guide = self.env["bank.setup.guide"].create({"journal_id": self.journal.id})
        for step in guide.step_ids:
            action = step.action_open()
            self.env[action["res_model"]].get_view(view_type="form")
        self.assertEqual(
            guide.action_cutover()["context"]["default_journal_id"], self.journal.id
        )

    def test_dashboard_offers_it_until_something_ran(self):
        data = self.journal._get_journal_dashboard_data_batched()[self.journal.id]
        self.assertIn("of 5 steps", data["bank_setup_hint"])
        self.run_matching(self.line(100, self.invoice(100).name))
        data = self.journal._get_journal_dashboard_data_batched()[self.journal.id]
        self.assertFalse(data["bank_setup_hint"])

    def test_rights(self):
        user = new_test_user(
            self.env,
            "user",
            "base.group_user,bank_statement_intelligence.group_bank_user",
            company_id=self.company.id,
        )
        with self.assertRaises(AccessError):
            self.env["bank.setup.guide"].with_user(user).create({})
