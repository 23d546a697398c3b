"""Charts: every figure equals one counted from the records."""

from datetime import timedelta

from control_common import ControlCase, day
from lxml import etree

from odoo import fields
from odoo.tests import new_test_user


class StatisticsCase(ControlCase):
    def rows(self, lines=None, **domain):
        return self.env["bank.line.statistic"].search(
            [
                ("journal_id.company_id", "=", self.company.id),
                *([("statement_line_id", "in", lines.ids)] if lines else []),
                *[(name, "=", value) for name, value in domain.items()],
            ]
        )


class TestStatistics(StatisticsCase):
    def test_who_settled_a_line(self):
        automatic = self.line(100, self.invoice(100).name)
        self.run_matching(automatic, "post")
        approved = self.line(200, self.invoice(200).name)
        self.run_matching(approved)
        approved.action_approve_best()
        by_hand = self.line(300, "riddle")
        self.env["bank.manual.settlement"]._propose(
            by_hand, [], [{"account_id": self.revenue.id, "amount": 300}]
        ).action_approve_and_post()
        ignored = self.line(400, "twice")
        self.api.ignore_lines(ignored.ids, "twice")
        waiting = self.line(500, "riddle")
        for line, settled in (
            (automatic, "automatic"),
            (approved, "approved"),
            (by_hand, "manual"),
            (ignored, "ignored"),
            (waiting, "open"),
        ):
            self.assertEqual(self.rows(line).settled, settled, line.payment_ref)
        groups = self.env["bank.line.statistic"]._read_group(
            [("journal_id", "=", self.journal.id)],
            ["date:month"],
            ["line_count:sum", "automatic_count:sum", "automatic_share:avg"],
        )
        ((_month, lines, automatics, share),) = groups
        self.assertEqual((lines, automatics, round(share, 1)), (5, 1, 20.0))

    def test_corrections(self):
        line = self.line(100, self.invoice(100).name)
        self.run_matching(line, "post")
        line.action_undo_match()
        row = self.rows(line)
        self.assertEqual((row.corrections, row.settled), (1, "open"))
        self.run_matching(line)
        line.action_approve_best()
        self.env.invalidate_all()
        row = self.rows(line)
        self.assertEqual((row.corrections, row.settled), (1, "approved"))

    def test_age_of_open_lines(self):
        today = fields.Date.context_today(self.env.user)
        ages = {0: "0", 7: "0", 8: "1", 30: "1", 31: "2", 60: "2", 61: "3", 91: "4"}
        for days, age in ages.items():
            line = self.line(1, "riddle", today - timedelta(days=days))
            self.assertEqual(self.rows(line).age, age, days)
        settled = self.line(100, self.invoice(100, day=today).name, today)
        self.run_matching(settled, "post")
        self.assertFalse(self.rows(settled).age)

    def test_two_companies_and_two_currencies(self):
        euro = self.setup_other_currency("EUR", rates=[("2026-01-01", 2.0)])
        journal = self.env["account.journal"].create(
            {"name": "EUR", "type": "bank", "code": "BEUR", "currency_id": euro.id}
        )
        there = self.line(5, "x", journal_id=journal.id)
        self.assertEqual(self.rows(there).currency_id, euro)
        other = self.setup_other_company(name="Other AS")
        self.line(6, "y", journal_id=other["default_journal_bank"].id)
        user = new_test_user(
            self.env,
            "auditor",
            "base.group_user,account.group_account_readonly",
            company_id=self.company.id,
        )
        seen = self.env["bank.line.statistic"].with_user(user).search([])
        self.assertEqual(seen.company_id, self.company)
        self.assertEqual(seen.filtered(lambda r: r.currency_id == euro).amount, 5)

    def test_views_and_link(self):
        line = self.line(5, "x", day(3, 1))
        action = self.rows(line).action_open_line()
        self.assertEqual(action["domain"], [("id", "=", line.id)])
        for kind in ("graph", "pivot", "list", "search"):
            self.env["bank.line.statistic"].get_view(view_type=kind)

    def test_counts_are_drawn_without_decimals(self):
        """The axis of a chart shows 25, not 25.00."""
        name = "bank_statement_intelligence.bank_line_statistic_view_graph_"
        for kind in ("month", "age"):
            arch = etree.fromstring(self.env.ref(name + kind).arch)
            (count,) = arch.xpath("//field[@name='line_count']")
            self.assertEqual(count.get("widget"), "integer")
