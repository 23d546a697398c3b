"""Who may do what: by group, by core's own groups, and never past the façade."""

import base64

from bank_common import DAY, IBAN, BankMatchCommon
from camt_files import camt053, entry, statement

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user

OURS = "bank_statement_intelligence.group_bank_"
LEVELS = ("user", "approver", "manager")
#: groups of a user besides base.group_user → how many of the levels they give
GIVEN = {
    "": 0,
    "account.group_account_invoice": 0,
    "account.group_account_readonly": 0,
    "account.group_account_basic": 1,
    "account.group_account_user": 2,
    "account.group_account_manager": 3,
    OURS + "user": 1,
    OURS + "approver": 2,
    OURS + "manager": 3,
}
MODELS = (
    "bank.import.file",
    "bank.import.key",
    "bank.import.source",
    "bank.line.detail",
    "bank.match.pass",
    "bank.match.run",
    "bank.match.run.pass",
    "bank.match.proposal",
    "bank.match.proposal.line",
)


class TestSecurity(BankMatchCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.users = {group: cls.new_user(group) for group in GIVEN}

    @classmethod
    def new_user(cls, group):
        return new_test_user(
            cls.env,
            f"user.{group or 'nobody'}",
            ",".join(filter(None, ("base.group_user", group))),
            company_id=cls.company.id,
            company_ids=[(6, 0, cls.company.ids)],
        )

    # -- words ------------------------------------------------------------------------

    def people(self, level):
        """Return the users of at least this level, and those below it."""
        may = [user for group, user in self.users.items() if GIVEN[group] >= level]
        return may, [user for user in self.users.values() if user not in may]

    def as_user(self, user):
        return self.env["bank.statement.api"].with_user(user)

    def content(self, *entries, number="1"):
        data = camt053(statement(IBAN, entries, number=number))
        return base64.b64encode(data).decode()

    def proposed(self, amount=100):
        """Return a bank line with one proposal, and its invoice."""
        invoice = self.invoice(amount)
        line = self.line(amount, invoice.name)
        self.run_matching(line)
        return line, invoice

    def assert_level(self, level, action):
        """The action works from this level on, and below it is refused with a text."""
        may, may_not = self.people(level)
        for user in may:
            with self.subTest(user.login):
                action(user)
        for user in may_not:
            with self.subTest(f"not {user.login}"):
                with self.assertRaises(UserError) as caught:
                    action(user)
                self.assertIn("right", str(caught.exception))

    # -- levels -----------------------------------------------------------------------

    def test_each_right_comes_with_the_fitting_right_of_accounting(self):
        for group, user in self.users.items():
            found = [level for level in LEVELS if user.has_group(OURS + level)]
            self.assertEqual(found, list(LEVELS[: GIVEN[group]]), group)

    def test_users_import_and_match(self):
        def import_and_match(user):
            number = f"{user.id}"
            invoice = self.invoice(user.id)
            content = self.content(entry(user.id, invoice.name), number=number)
            answer = self.as_user(user).import_file(f"{number}.xml", content)
            self.assertEqual(answer["state"], "imported", answer["errors"])
            line = self.env["account.bank.statement.line"].browse(answer["line_ids"])
            self.assert_state(line, "payment_pending")
            self.as_user(user).run_matching(line_ids=line.ids)

        self.assert_level(1, import_and_match)

    def test_users_read_and_reject(self):
        line, _invoice = self.proposed()

        def read_and_reject(user):
            api = self.as_user(user)
            self.assertEqual(len(api.lines(journal_id=self.journal.id)), 1)
            self.run_matching(line)
            (found,) = api.proposals(line_ids=line.ids, states=["proposed"])
            api.balances(self.journal.id)
            dry = api.run_matching(line_ids=line.ids, mode="dry")
            self.assertEqual(dry["proposed"], 1)
            self.assertEqual(api.reject([found["id"]])[0]["state"], "rejected")
            line.match_proposal_ids.sudo().unlink()

        self.assert_level(1, read_and_reject)

    def test_users_fetch(self):
        self.assert_level(1, lambda user: self.as_user(user).fetch(source_ids=[]))

    def test_approvers_post_and_undo(self):
        line, invoice = self.proposed()

        def post_and_undo(user):
            api = self.as_user(user)
            found = line.match_proposal_ids.sorted("id")[-1:]
            (row,) = api.approve(found.ids)
            self.assertEqual(row["state"], "approved")
            (row,) = api.post(found.ids)
            self.assertEqual((row["state"], bool(row["error"])), ("posted", False))
            self.assertEqual(api.undo(line_ids=line.ids)["undone"], line.ids)
            run = api.run_matching(line_ids=line.ids, mode="post")
            self.assert_settles(line, invoice)
            self.assertEqual(api.undo(run_id=run["run_id"])["undone"], line.ids)
            self.run_matching(line)

        self.assert_level(2, post_and_undo)

    def test_each_verb_of_an_approver_is_refused_to_users(self):
        line, _invoice = self.proposed()
        found = line.match_proposal_ids
        api = self.as_user(self.users["account.group_account_basic"])
        run = found.run_id.id
        for method, values in (
            ("approve", {"proposal_ids": found.ids}),
            ("post", {"proposal_ids": found.ids}),
            ("undo", {"run_id": run}),
            ("undo", {"line_ids": line.ids}),
            ("ignore_lines", {"line_ids": line.ids, "reason": "because"}),
            ("run_matching", {"line_ids": line.ids, "mode": "post"}),
        ):
            with self.subTest(method), self.assertRaises(AccessError):
                getattr(api, method)(**values)
        self.assert_state(line, "payment_pending")

    def test_approvers_ignore_and_restore(self):
        lines = [self.line(number, "x") for number in range(1, 10)]

        def ignore(user):
            line = lines.pop()
            self.as_user(user).ignore_lines(line.ids, "Sent twice")
            self.assert_state(line, "ignored")
            line.with_user(user).action_restore()
            self.assert_state(line, "unresolved")

        self.assert_level(2, ignore)

    def test_managers_set_up_sources_and_passes(self):
        may, may_not = self.people(3)
        match_pass = self.env["bank.match.pass"].search([], limit=1)

        def set_up(user):
            source = self.env["bank.import.source"].with_user(user)
            source = source.create({"name": "Inbox", "url": "sftp://bank.example.com"})
            source.file_pattern = "*.xml"
            source.unlink()
            match_pass.with_user(user).auto_post = False

        for user in may:
            with self.subTest(user.login):
                set_up(user)
        for user in may_not:
            with self.subTest(f"not {user.login}"), self.assertRaises(AccessError):
                set_up(user)

    def test_administrator_of_accounting_does_everything(self):
        """Core's own administrator cannot even create a bank line."""
        user = self.users["account.group_account_manager"]
        self.journal.with_user(user).match_automation = "post"
        invoice = self.invoice(100)
        content = self.content(entry(100, invoice.name))
        answer = self.as_user(user).import_file("a.xml", content)
        line = self.env["account.bank.statement.line"].browse(answer["line_ids"])
        self.assert_settles(line, invoice)
        by_hand = (
            self.env["account.bank.statement.line"]
            .with_user(user)
            .create(
                {
                    "journal_id": self.journal.id,
                    "date": DAY,
                    "amount": 5,
                    "payment_ref": "x",
                }
            )
        )
        by_hand.action_match()
        self.assert_state(by_hand, "unresolved")

    def test_what_the_journal_posts_by_itself_needs_no_approver(self):
        self.journal.match_automation = "post"
        invoice = self.invoice(100)
        user = self.users["account.group_account_basic"]
        content = self.content(entry(100, invoice.name))
        answer = self.as_user(user).import_file("a.xml", content)
        line = self.env["account.bank.statement.line"].browse(answer["line_ids"])
        self.assert_settles(line, invoice)

    # -- past the façade --------------------------------------------------------------

    def test_buttons_check_rights_too(self):
        line, _invoice = self.proposed()
        posted, _other = self.proposed(200)
        posted.action_approve_best()
        user = self.users["account.group_account_basic"]
        found, run = line.match_proposal_ids, posted.match_proposal_ids.run_id
        wizard = self.env["bank.ignore.wizard"].create(
            {"line_ids": line.ids, "reason": "because"}
        )
        for button in (
            found.with_user(user).action_approve_and_post,
            line.with_user(user).action_approve_best,
            posted.with_user(user).action_undo_match,
            posted.match_proposal_ids.with_user(user).action_undo,
            run.with_user(user).action_undo,
            wizard.with_user(user).action_ignore,
            line.with_user(user).action_restore,
        ):
            with self.subTest(button.__name__), self.assertRaises(AccessError):
                button()
        self.assert_state(line, "payment_pending")
        self.assert_state(posted, "reconciled")

    def test_users_cannot_approve_by_writing_fields(self):
        line, _invoice = self.proposed()
        found = line.match_proposal_ids
        user = self.users["account.group_account_basic"]
        mine = found.with_user(user)
        for state in ("approved", "posted", "undone"):
            with self.subTest(state), self.assertRaises(UserError):
                mine.write({"state": state})
        with self.subTest("amount"), self.assertRaises(UserError):
            mine.line_ids.write({"amount": 1})
        values = found.copy_data()[0] | {"state": "approved"}
        with self.subTest("create"), self.assertRaises(UserError):
            mine.create(values)
        self.assertEqual(found.state, "proposed")

    def test_users_cannot_forge_what_the_import_knows(self):
        answer = self.import_bytes(camt053(statement(IBAN, [entry(1, "x")])))
        user = self.users["account.group_account_basic"]
        file = self.env["bank.import.file"].browse(answer["file_id"]).with_user(user)
        with self.subTest("content"), self.assertRaises(UserError):
            file.write({"content": base64.b64encode(b"other")})
        with self.subTest("delete"), self.assertRaises(AccessError):
            file.unlink()
        keys = self.env["bank.import.key"].search([("import_file_id", "=", file.id)])
        with self.subTest("keys"), self.assertRaises(AccessError):
            keys.with_user(user).unlink()

    # -- reading ----------------------------------------------------------------------

    def test_auditor_reads_everything_and_changes_nothing(self):
        invoice = self.invoice(100)
        parts = self.content(entry(100, invoice.name, end_to_end="E1"))
        self.api.import_file("a.xml", parts)
        self.env["bank.import.source"].create(
            {"name": "Inbox", "url": "sftp://bank.example.com"}
        )
        user = self.users["account.group_account_readonly"]
        for model in MODELS:
            with self.subTest(model):
                found = self.env[model].with_user(user).search([], limit=1)
                self.assertTrue(found.read())
                with self.assertRaises(AccessError):
                    found.write({"create_uid": user.id})
                with self.assertRaises(AccessError):
                    found.unlink()

    def test_others_see_nothing(self):
        self.send_one()
        for group in ("", "account.group_account_invoice"):
            user = self.users[group]
            for model in MODELS:
                with self.subTest(f"{group} {model}"), self.assertRaises(AccessError):
                    self.env[model].with_user(user).search([]).read()

    def test_bytes_of_a_file_are_as_protected_as_the_file(self):
        file = self.send_one()
        domain = [("res_model", "=", "bank.import.file"), ("res_id", "=", file.id)]
        stored = [*domain, ("res_field", "=", "content")]
        attachment = self.env["ir.attachment"].sudo().search(stored)
        self.assertTrue(attachment)
        user = self.users["account.group_account_basic"]
        self.assertTrue(attachment.with_user(user).datas)
        with self.assertRaises(AccessError):
            self.assertFalse(attachment.with_user(self.users[""]).datas)

    def send_one(self):
        answer = self.import_bytes(camt053(statement(IBAN, [entry(1, "x")])))
        return self.env["bank.import.file"].browse(answer["file_id"])
