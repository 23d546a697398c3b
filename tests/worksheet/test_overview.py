"""All bank accounts on one page; what comes after the last line; the live guide."""

from bank_common import BankMatchCommon

from odoo.fields import Command


class TestOverview(BankMatchCommon):
    def test_figures_of_an_account(self):
        invoice = self.invoice(100)
        first = self.line(70, "Nobody knows", day="2026-03-02")
        self.run_matching(self.line(100, invoice.name) | first)
        journal = self.journal
        self.assertEqual(journal.bank_unresolved_count, 1)
        self.assertEqual(journal.bank_approve_count, 1)
        self.assertEqual(journal.bank_oldest_open, first.date)

    def test_no_difference_before_the_bank_has_told_a_balance(self):
        other = self.env["account.journal"].create(
            {"name": "New Bank", "type": "bank", "code": "NEWB"}
        )
        self.assertFalse(other.bank_difference_text)

    def test_all_companies_of_the_user_are_shown(self):
        company = self.env["res.company"].create({"name": "Second Company"})
        self.env.user.company_ids = [Command.link(company.id)]
        journal = self.env["account.journal"].create(
            {
                "name": "Second Bank",
                "type": "bank",
                "code": "SECB",
                "company_id": company.id,
            }
        )
        action = self.env["account.journal"].action_open_bank_overview()
        shown = self.env["account.journal"].with_context(**action["context"])
        found = shown.search([("type", "in", ("bank", "credit"))])
        self.assertIn(journal, found)
        opened = found.filtered(lambda one: one == journal).action_open_in_company()
        self.assertEqual(opened["params"]["company_id"], company.id)
        context = opened["params"]["next"]["context"]
        self.assertEqual(context["search_default_journal_id"], journal.id)

    def test_each_figure_leads_to_what_it_counts(self):
        """Each opens in the company of its account, and shows as many as it says."""
        invoice = self.invoice(100)
        first = self.line(70, "Nobody knows", day="2026-03-02")
        self.run_matching(self.line(100, invoice.name) | first)
        shown = {
            "bank_unresolved_count": "account.bank.statement.line",
            "bank_approve_count": "bank.match.proposal",
            "bank_oldest_open": "account.bank.statement.line",
            "bank_difference_text": "bank.balance.day",
            "bank_health_file_on": "bank.import.file",
            "bank_health_statement_on": "account.bank.statement",
            "bank_health_state": "account.journal",
        }
        for name, model in shown.items():
            params = self.journal.action_open_figure(name)["params"]
            self.assertEqual(params["company_id"], self.company.id)
            self.assertEqual(params["next"]["res_model"], model, name)
        unresolved = self.journal.action_open_figure("bank_unresolved_count")
        context = unresolved["params"]["next"]["context"]
        self.assertEqual(context["search_default_unresolved"], 1)
        self.assertFalse(context["search_default_to_do"])


class TestAfterTheLastLine(BankMatchCommon):
    def header(self):
        return self.env["bank.worksheet"].header(self.journal.id)

    def test_the_statement_is_offered_when_nothing_waits(self):
        invoice = self.invoice(100)
        line = self.line(100, invoice.name)
        statement = self.env["account.bank.statement"].create(
            {"line_ids": [Command.set(line.ids)], "name": "March"}
        )
        self.assertFalse(self.header()["to_close"])
        self.run_matching(line, mode="post")
        self.assert_state(line, "reconciled")
        self.assertEqual(self.header()["to_close"]["id"], statement.id)


class TestGuideIsLive(BankMatchCommon):
    def test_who_comes_back_sees_what_was_done(self):
        self.journal.bank_account_id = False
        action = self.env["bank.setup.guide"]._open(self.journal)
        guide = self.env["bank.setup.guide"].browse(action["res_id"])
        names = {"done_count": {}, "step_ids": {"fields": {"code": {}, "done": {}}}}

        def account_is_done():
            (read,) = guide.web_read(names)
            return {row["code"]: row["done"] for row in read["step_ids"]}["account"]

        self.assertFalse(account_is_done())
        self.journal.bank_acc_number = "NO9386011117947"
        self.assertTrue(account_is_done())

    def test_it_ends_in_the_worksheet(self):
        action = self.env["bank.setup.guide"]._open(self.journal)
        guide = self.env["bank.setup.guide"].browse(action["res_id"])
        opened = guide.action_reconcile()
        self.assertEqual(opened["res_model"], "account.bank.statement.line")


class TestQueue(BankMatchCommon):
    def queue(self):
        return self.env["bank.match.proposal"].action_open_queue()["context"]

    def test_amounts_of_several_currencies_are_summed_apart(self):
        invoice = self.invoice(100)
        self.run_matching(self.line(100, invoice.name))
        self.assertNotIn("search_default_group_currency", self.queue())
        euro = self.env.ref("base.EUR")
        euro.active = True
        journal = self.env["account.journal"].create(
            {
                "name": "Bank EUR",
                "type": "bank",
                "code": "BEUR",
                "currency_id": euro.id,
            }
        )
        invoice = self.invoice(50, currency_id=euro.id)
        self.run_matching(self.line(50, invoice.name, journal_id=journal.id))
        self.assertTrue(self.queue()["search_default_group_currency"])

    def test_the_partner_is_named(self):
        invoice = self.invoice(100)
        line = self.line(100, invoice.name)
        self.run_matching(line)
        self.assertEqual(
            line.match_proposal_ids.partner_names, invoice.partner_id.display_name
        )
