"""Companies stay apart; branches are part of theirs."""

import shutil
import tempfile
from pathlib import Path

from bank_common import DAY, IBAN, BankMatchCommon
from camt_files import camt053, entry, statement
from import_common import set_config

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import new_test_user

OTHER_IBAN = "NO8330001234567"
GROUPS = "base.group_user,account.group_account_manager"


class CompanyCase(BankMatchCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other_data = cls.setup_other_company(name="Other AS")
        cls.other = cls.other_data["company"]
        cls.other_journal = cls.other_data["default_journal_bank"]
        cls.other_journal.bank_acc_number = OTHER_IBAN
        cls.local_user = cls.new_user("local", cls.company)
        cls.group_user = cls.new_user("group", cls.company | cls.other)

    @classmethod
    def new_user(cls, login, companies):
        return new_test_user(
            cls.env,
            login,
            GROUPS,
            company_id=cls.company.id,
            company_ids=[Command.set(companies.ids)],
        )

    def as_user(self, user, *companies):
        """Return the façade for a user, with these companies switched on."""
        context = (
            {"allowed_company_ids": [c.id for c in companies]} if companies else {}
        )
        return self.env["bank.statement.api"].with_user(user).with_context(**context)

    def other_invoice(self, amount, company=None, **values):
        """Create and post an invoice of the other company, or of a branch."""
        company = company or self.other
        data = self.other_data if company == self.other else self.company_data
        row = {
            "name": "Service",
            "price_unit": amount,
            "account_id": data["default_account_revenue"].id,
            "tax_ids": [],
        }
        move = (
            self.env["account.move"]
            .with_company(company)
            .create(
                {
                    "move_type": "out_invoice",
                    "company_id": company.id,
                    "partner_id": self.nordvik.id,
                    "invoice_date": DAY,
                    "date": DAY,
                    "invoice_line_ids": [Command.create(row)],
                    **values,
                }
            )
        )
        move.action_post()
        return move

    def other_line(self, amount, text="/"):
        return self.line(amount, text, journal_id=self.other_journal.id)


class TestCompaniesApart(CompanyCase):
    def make_records_of_other(self):
        """Return a record of each of our models in the other company."""
        invoice = self.other_invoice(100)
        data = camt053(statement(OTHER_IBAN, [entry(100, invoice.name)]))
        answer = self.import_bytes(data, journal_id=self.other_journal.id)
        file = self.env["bank.import.file"].browse(answer["file_id"])
        line = file.line_ids
        proposal = line.match_proposal_ids
        records = [
            file,
            self.env["bank.import.key"].search([("import_file_id", "=", file.id)]),
            self.env["bank.import.source"].create(
                {
                    "name": "x",
                    "url": "sftp://bank.example.com",
                    "company_id": self.other.id,
                }
            ),
            line.detail_ids,
            proposal,
            proposal.line_ids,
            proposal.run_id,
            proposal.run_id.pass_ids,
            line,
            line.statement_id,
        ]
        self.assertTrue(all(record.company_id == self.other for record in records))
        return records

    def test_records_of_another_company_are_invisible(self):
        attachments = self.env["ir.attachment"]
        for record in self.make_records_of_other():
            with self.subTest(record._name):
                mine = record.with_user(self.local_user)
                self.assertFalse(mine.search([("company_id", "=", self.other.id)]))
                with self.assertRaises(AccessError):
                    mine.read(["company_id"])
                stored = attachments.sudo().search(
                    [("res_model", "=", record._name), ("res_id", "in", record.ids)]
                    + [("res_field", "!=", False)]
                )
                for attachment in stored.with_user(self.local_user):
                    with self.assertRaises(AccessError):
                        attachment.read(["datas"])

    def test_facade_refuses_ids_of_another_company(self):
        records = {record._name: record.ids for record in self.make_records_of_other()}
        proposals = {"proposal_ids": records["bank.match.proposal"]}
        lines = {"line_ids": records["account.bank.statement.line"]}
        run = {"run_id": records["bank.match.run"][0]}
        journal = {"journal_id": self.other_journal.id}
        statement_id = records["account.bank.statement"][0]
        calls = [
            ("import_file", {"filename": "a", "content": "", **journal}),
            ("fetch", {"source_ids": records["bank.import.source"]}),
            ("run_matching", {"journal_ids": self.other_journal.ids}),
            ("run_matching", {**lines, "mode": "dry"}),
            ("run_matching", {**lines, "mode": "post"}),
            ("lines", journal),
            ("lines", lines),
            ("lines", {"statement_id": statement_id}),
            ("proposals", lines),
            ("proposals", run),
            ("approve", proposals),
            ("reject", proposals),
            ("post", proposals),
            ("undo", run),
            ("undo", lines),
            ("ignore_lines", {**lines, "reason": "because"}),
            ("balances", journal),
        ]
        facades = {
            "of another": self.as_user(self.local_user),
            "switched off": self.as_user(self.group_user, self.company),
        }
        for label, api in facades.items():
            for method, values in calls:
                with self.subTest(f"{label} {method}"), self.assertRaises(UserError):
                    getattr(api, method)(**values)

    def test_searches_of_the_facade_stay_in_the_company(self):
        self.make_records_of_other()
        api = self.as_user(self.local_user)
        self.assertEqual((api.lines(), api.proposals(), api.fetch()), ([], [], []))
        self.assertEqual(api.run_matching()["lines"], 0)

    def test_user_of_both_works_in_the_other_company(self):
        invoice = self.other_invoice(100)
        self.other_journal.match_automation = "post"
        data = camt053(statement(OTHER_IBAN, [entry(100, invoice.name), entry(7, "x")]))
        api = self.as_user(self.group_user, self.company, self.other)
        answer = self.import_as(api, data, journal_id=self.other_journal.id)
        self.assertEqual(answer["state"], "imported", answer["errors"])
        line = self.env["account.bank.statement.line"].browse(answer["line_ids"])
        paid = line.filtered(lambda one: one.amount == 100)
        self.assert_settles(paid, invoice)
        run = self.env["bank.match.run"].browse(answer["run_id"])
        self.assertEqual(run.company_id, self.other)
        self.assertEqual(api.balances(self.other_journal.id)["suspense"], 7)
        self.assertEqual(api.undo(line_ids=paid.ids)["undone"], paid.ids)

    def import_as(self, api, data, **values):
        self.api, own = api, self.api
        try:
            return self.import_bytes(data, **values)
        finally:
            self.api = own

    def test_account_of_another_company_is_unknown(self):
        data = camt053(statement(OTHER_IBAN, [entry(1, "x")]))
        answer = self.import_as(self.as_user(self.local_user), data)
        self.assertEqual(answer["errors"][0]["code"], "unknown_account")
        self.assertFalse(self.other_journal.last_statement_id)

    def test_lines_of_two_companies_are_not_matched_together(self):
        lines = self.line(1, "a") | self.other_line(1, "b")
        with self.assertRaisesRegex(UserError, "Other AS"):
            self.api.run_matching(line_ids=lines.ids)

    def test_schedule_keeps_each_source_in_its_company(self):
        folder = Path(tempfile.mkdtemp())
        self.addCleanup(shutil.rmtree, folder)
        set_config(self, bank_import_folders=str(folder))
        invoices = {
            self.company: self.invoice(100),
            self.other: self.other_invoice(200),
        }
        (self.journal | self.other_journal).match_automation = "post"
        for company, iban in ((self.company, IBAN), (self.other, OTHER_IBAN)):
            inbox = folder / str(company.id)
            inbox.mkdir()
            invoice = invoices[company]
            data = statement(iban, [entry(invoice.amount_total, invoice.name)])
            (inbox / "a.xml").write_bytes(camt053(data))
            self.env["bank.import.source"].sudo().create(
                {"name": "Inbox", "url": str(inbox), "company_id": company.id}
            )
        job = self.env.ref("bank_statement_intelligence.ir_cron_fetch_and_match")
        with self.enter_registry_test_mode():
            job.method_direct_trigger()
        for company, invoice in invoices.items():
            line = self.env["account.bank.statement.line"].search(
                [("company_id", "=", company.id)]
            )
            self.assert_settles(line, invoice)
            records = line.import_file_id, line.match_proposal_ids.run_id
            self.assertEqual([r.company_id for r in records], [company, company])


class TestCandidates(CompanyCase):
    """Whose items a bank line may settle."""

    def match(self, line):
        """Match without limits of access, as the scheduled action does."""
        self.env["bank.match.service"].sudo()._run(line, "post", "cron")

    def test_items_of_another_company_are_no_candidates(self):
        theirs = self.other_invoice(100, payment_reference="00123456789")
        line = self.line(100, f"{theirs.name} KID 00123456789")
        self.match(line)
        self.assert_state(line, "unresolved")
        by_partner = self.line(100, "Thanks", partner_id=self.nordvik.id)
        self.match(by_partner)
        self.assert_state(by_partner, "unresolved")

    def test_paid_documents_of_another_company_give_no_warning(self):
        theirs = self.other_invoice(100, payment_reference="00123456789")
        first = self.other_line(100, theirs.name)
        self.match(first)
        self.assert_settles(first, theirs)
        line = self.line(100, "KID 00123456789")
        self.match(line)
        self.assertFalse(line.match_warning)

    def test_partners_of_another_company_neither_prove_nor_disturb(self):
        account = "NO7050012345672"
        self.new_partner("Nordvik Handel AS", account, company_id=self.other.id)
        invoice = self.invoice(100)
        unnamed = self.line(100, "Thanks", account_number=account)
        self.match(unnamed)
        self.assert_state(unnamed, "unresolved")
        facts = {"account_number": account, "partner_name": "NORDVIK HANDEL"}
        named = self.line(100, "Thanks", **facts)
        self.match(named)
        self.assert_settles(named, invoice)

    def test_drafts_and_cancelled_documents_are_no_candidates(self):
        draft = self.invoice(100, payment_reference="00123456789")
        cancelled = self.invoice(200)
        draft.button_draft()
        cancelled.button_cancel()
        lines = (
            self.line(100, f"{draft.name} KID 00123456789")
            | self.line(100, "Thanks", partner_id=self.nordvik.id)
            | self.line(200, cancelled.name)
        )
        self.match(lines)
        self.assertEqual(set(lines.mapped("match_state")), {"unresolved"})

    def test_draft_and_cancelled_payments_are_no_candidates(self):
        values = {
            "payment_type": "inbound",
            "partner_type": "customer",
            "partner_id": self.nordvik.id,
            "amount": 100,
            "date": DAY,
            "journal_id": self.journal.id,
        }
        payments = self.env["account.payment"].create([values, values])
        payments.action_post()
        payments[0].action_draft()
        payments[1].action_cancel()
        line = self.line(100, payments[0].name, partner_id=self.nordvik.id)
        self.match(line)
        self.assert_state(line, "unresolved")

    def new_branch(self):
        branch = self.env["res.company"].create(
            {"name": "Branch", "parent_id": self.company.id}
        )
        self.cr.precommit.run()  # core gives it the chart of its parent
        self.env.user.company_ids |= branch
        return branch

    def test_items_of_a_branch_are_candidates(self):
        invoice = self.other_invoice(100, self.new_branch())
        line = self.line(100, invoice.name)
        self.match(line)
        self.assert_settles(line, invoice)
        self.assertEqual(self.api.undo(line_ids=line.ids)["undone"], line.ids)
        self.assertEqual(invoice.amount_residual, 100)

    def test_the_branch_need_not_be_active(self):
        """Proposed, shown, posted and undone with the parent alone in the switcher."""
        branch = self.new_branch()
        invoice = self.other_invoice(100, branch)
        approver = new_test_user(
            self.env,
            "approver",
            "bank_statement_intelligence.group_bank_approver",
            company_id=self.company.id,
            company_ids=(self.company | branch).ids,
        )
        line = self.line(100, invoice.name)
        self.service.sudo()._run(line, "propose", "cron")
        line = line.with_user(approver).with_context(
            allowed_company_ids=self.company.ids
        )
        self.env.invalidate_all()
        sheet = line.env["bank.worksheet"]
        (shown,) = sheet.panel(line.id)["proposals"]
        self.assertEqual(shown["summary"], invoice.name)
        self.env.invalidate_all()
        sheet.approve(line.id)
        self.env.invalidate_all()
        self.assert_settles(line.sudo(), invoice)
        sheet.panel(line.id)
        sheet.undo(line.ids)
        self.env.invalidate_all()
        self.assert_untouched(line)

    def test_items_of_the_parent_are_no_candidates_of_a_branch(self):
        branch = self.new_branch()
        journal = (
            self.env["account.journal"]
            .with_company(branch)
            .create(
                {
                    "name": "Branch",
                    "type": "bank",
                    "code": "BRA",
                    "company_id": branch.id,
                }
            )
        )
        invoice = self.invoice(100)
        line = self.line(100, invoice.name, journal_id=journal.id)
        self.assertEqual(line.company_id, branch)
        self.match(line)
        self.assert_state(line, "unresolved")
        own = self.other_invoice(100, branch)
        line.payment_ref = own.name
        self.match(line)
        self.assert_settles(line, own)


class TestCompanyChecks(CompanyCase):
    def test_what_belongs_to_a_company_is_checked(self):
        """A field that says so is checked at every write."""
        found = [
            f"{model._name}.{name}"
            for model in map(self.env.__getitem__, self.env.registry)
            for name, field in model._fields.items()
            if field._module == "bank_statement_intelligence"
            and getattr(field, "check_company", False)
            and not (model._abstract or model._check_company_auto)
        ]
        self.assertEqual(found, [])

    def test_a_file_of_one_company_has_no_journal_of_another(self):
        files = self.env["bank.import.file"].sudo()
        file = files.create({"name": "a.txt", "company_id": self.company.id})
        with self.assertRaises(UserError):
            file.journal_id = self.other_journal
