"""The daily digest and review activities."""

from unittest.mock import patch

from bank_common import IBAN
from camt_files import camt053, entry, statement
from control_common import HealthCase

from odoo import fields
from odoo.tests import new_test_user
from odoo.tools import mute_logger

KIND = "bank_statement_intelligence.mail_activity_review_statement"


class TestDigest(HealthCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.digest = cls.env["bank.digest.service"]
        cls.reader = new_test_user(
            cls.env,
            "reader",
            "base.group_user,account.group_account_user",
            email="reader@example.com",
            company_id=cls.company.id,
        )
        cls.company.bank_digest_user_ids = cls.reader
        others = cls.env["account.journal"].search(
            [("company_id", "=", cls.company.id), ("type", "in", ("bank", "credit"))]
        )
        (others - cls.journal).active = False

    def mails(self):
        return self.env["mail.mail"].search(
            [("email_to", "ilike", "reader@example.com")], order="id"
        )

    def send(self, mode):
        self.company.bank_digest = mode
        self.digest._send(self.company)
        self.env.invalidate_all()

    def test_mail(self):
        self.line(7, "riddle")
        self.send("email")
        mail = self.mails()
        self.assertEqual(len(mail), 1)
        self.assertIn(self.journal.name, mail.body_html)
        self.assertIn("Open lines: 1", mail.body_html)
        self.assertIn(self.company.name, mail.subject)
        number, head = self.env["bank.decision.log"]._get_head(self.company.id)
        self.assertIn(f"row {number}, {head}", mail.body_html)

    def test_activity_names_the_end_of_the_log(self):
        self.env["bank.statement.api"].ignore_lines(self.line(3, "x").ids, "theirs")
        self.line(7, "riddle")
        self.send("activity")
        number, head = self.env["bank.decision.log"]._get_head(self.company.id)
        self.assertEqual(number, 1)
        self.assertIn(f"row {number}, {head}", self.journal.activity_ids[:1].note)

    def test_one_failing_recipient_or_company_does_not_stop_the_others(self):
        other = self.setup_other_company(name="Other AS")["company"]
        other.write({"bank_digest": "email", "sequence": 0})
        self.company.write({"bank_digest": "email", "sequence": 1})
        self.company.bank_digest_user_ids |= self.reader.copy(
            {"login": "bad", "name": "A bad one", "email": "bad@example.com"}
        )
        self.line(7, "riddle")
        service = type(self.digest)
        rows, mail = service._get_rows, service._mail

        def get_rows(service, company):
            if company == other:
                raise ValueError("a company that fails")
            return rows(service, company)

        def write(service, company, user):
            if user.login == "bad":
                self.env.cr.execute("SELECT 1 / 0")
            return mail(service, company, user)

        cron = self.env.ref("bank_statement_intelligence.ir_cron_bank_digest")
        module = "odoo.addons.bank_statement_intelligence.models.control"
        with (
            patch.object(service, "_get_rows", get_rows),
            patch.object(service, "_mail", write),
            self.assertLogs(f"{module}.digest_service", "ERROR") as logs,
            mute_logger("odoo.sql_db"),
            self.enter_registry_test_mode(),
        ):
            cron.method_direct_trigger()
        self.env.invalidate_all()
        self.assertEqual(len(self.mails()), 1)
        self.assertEqual(len(logs.output), 2)

    def test_nothing_waits_nothing_is_sent(self):
        """An account that is fed, matched and reviewed is not worth a mail."""
        today = fields.Date.context_today(self.env.user)
        self.received_daily(today)
        self.journal.match_automation = "post"
        made = self.env["account.bank.statement"].search(
            [("journal_id", "=", self.journal.id)]
        )
        made.action_review()
        self.send("email")
        self.assertEqual(len(self.mails()), 1)
        self.api.ignore_lines(made.line_ids.ids, "all of them")
        made.action_review()
        for one in made:
            one.sudo().write({"balance_start": 0, "balance_end_real": 0})
        made.action_review()
        self.send("email")
        self.assertEqual(len(self.mails()), 1)

    def test_activities_come_once_and_go(self):
        line = self.line(7, "riddle")
        self.send("activity")
        self.send("activity")
        activity = self.journal.activity_ids
        self.assertEqual(len(activity), 1)
        self.assertEqual(activity.user_id, self.reader)
        self.assertIn("Open lines: 1", activity.note)
        self.api.ignore_lines(line.ids, "mistake")
        self.source._set_result(0, 0, False)
        rows = self.digest._get_rows(self.company)
        for row in rows:
            row.update(state="ok", open=0, to_review=0)
        self.digest._plan_activities(rows, [], self.reader)
        self.env.invalidate_all()
        self.assertFalse(self.journal.activity_ids)

    def test_off_and_other_companies(self):
        other = self.setup_other_company(name="Other AS")["company"]
        other.write({"bank_digest": "email", "bank_digest_user_ids": self.reader.ids})
        self.company.bank_digest = "off"
        self.line(7, "riddle")
        rows = self.digest._get_rows(other)
        self.assertNotIn(self.journal, [row["journal"] for row in rows])
        self.digest.with_company(other)._send(other)
        self.assertNotIn(self.journal.name, "".join(self.mails().mapped("subject")))


class TestReviewActivity(HealthCase):
    def test_imported_statements_ask_their_reviewer(self):
        reviewer = new_test_user(
            self.env,
            "reviewer",
            "base.group_user,bank_statement_intelligence.group_bank_reviewer",
            company_id=self.company.id,
        )
        self.journal.review_user_id = reviewer
        data = camt053(statement(IBAN, [entry(5, "x")], opening=0, number="1"))
        answer = self.import_bytes(data, match=False)
        made = self.env["account.bank.statement"].browse(answer["statement_ids"])
        activity = made.activity_ids
        self.assertEqual(activity.activity_type_id, self.env.ref(KIND))
        self.assertEqual(activity.user_id, reviewer)
        counted = self.env["res.users"].with_user(reviewer)._get_activity_groups()
        mine = [one for one in counted if one["model"] == made._name]
        self.assertEqual(sum(one["total_count"] for one in mine), 1)
        made.with_user(reviewer).action_review()
        self.assertFalse(made.activity_ids)

    def test_without_reviewer_nobody_is_asked(self):
        made = self.received(self.company.create_date.date())
        made._ask_for_review(made)
        self.assertFalse(made.activity_ids)
