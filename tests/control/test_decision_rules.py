"""The decision log names the rules behind a posting, with their versions."""

import json

from bank_common import DAY
from rules_common import CombineCommon, condition

from odoo.tests import tagged


@tagged("post_install", "-at_install")
class TestRulesInLog(CombineCommon):
    def logged(self, line, action="post"):
        proposal = line.match_proposal_ids
        rows = self.env["bank.decision.log"].search(
            [("res_model", "=", proposal._name), ("res_id", "in", proposal.ids)],
            order="id",
        )
        return [json.loads(r.payload)["facts"] for r in rows if r.action == action]

    def check(self, facts, rule):
        (named,) = facts["rules"]
        self.assertEqual((named["model"], named["id"]), (rule._name, rule.id))
        self.assertEqual(named["name"], rule.display_name)
        version = self.env["bank.decision.log"]._get_version(rule)
        self.assertEqual(named["version"], version)

    def test_matching_rule(self):
        rule = self.rule("fee", mode="auto")
        line = self.line(-25, "Monthly fee")
        self.run_matching(line, "post")
        self.assert_state(line, "reconciled")
        (facts,) = self.logged(line)
        self.check(facts, rule)
        self.assertEqual(facts["counterparts"][0]["account"], self.expense.id)

    def test_application_rule(self):
        rule = self.application("butikken", mode="auto")
        invoice = self.invoice(750)
        line = self.line(750, "Innbetaling Butikken")
        self.run_matching(line, "post")
        self.assert_settles(line, invoice)
        (facts,) = self.logged(line)
        self.check(facts, rule)

    def test_combine_rule(self):
        """Each combined line says which rule made them one."""
        rule = self.combine(
            condition("DKFLCS*", "wildcard"),
            clearing_account_id=self.clearing.id,
            mode="auto",
        )
        self.sale(300)
        lines = self.cards(100, 200)
        self.run_matching(lines, "post")
        for line in lines:
            self.assert_state(line, "reconciled")
            (facts,) = self.logged(line)
            self.check(facts, rule)

    def test_no_rule(self):
        line = self.line(100, self.invoice(100).name)
        self.run_matching(line, "post")
        (facts,) = self.logged(line)
        self.assertEqual(facts["rules"], [])

    def rule_rows(self, rule):
        rows = self.env["bank.decision.log"].search(
            [("res_model", "=", rule._name), ("res_id", "=", rule.id)], order="id"
        )
        self.assertEqual(set(rows.mapped("action")), {"rule"})
        facts = [json.loads(row.payload)["facts"] for row in rows]
        return [(*f["after"], r.is_automatic) for f, r in zip(facts, rows, strict=True)]

    def test_life_of_a_rule(self):
        """Who let it act, who stopped it; the machine's own stop is told apart."""
        rule = self.rule("fee", live=False)
        self.assertFalse(
            self.env["bank.decision.log"].search(
                [("res_id", "=", rule.id), ("action", "=", "rule")]
            )
        )
        rule.action_go_live()
        rule.name = "Charges"
        rule.action_override()
        rule.action_suspend()
        rule.action_go_live()
        rule._suspend("corrected too often")
        self.assertEqual(
            self.rule_rows(rule),
            [
                ("live", "suggest", False),
                ("live", "auto", False),
                ("suspended", "suggest", False),
                ("live", "suggest", False),
                ("suspended", "suggest", True),
            ],
        )

    def test_automation_that_is_lost_by_a_change(self):
        rule = self.application("butikken", mode="auto")
        rule.partner_id = self.fjord
        self.assertEqual(
            self.rule_rows(rule),
            [("live", "auto", False), ("live", "suggest", False)],
        )

    def test_the_version_is_that_of_the_posting(self):
        """A rule that is changed later has another version; the log keeps the old."""
        rule = self.rule("fee", mode="auto")
        line = self.line(-25, "Monthly fee", DAY)
        self.run_matching(line, "post")
        log = self.env["bank.decision.log"]
        before = log._get_version(rule)
        rule.name = "Charges"
        self.assertNotEqual(log._get_version(rule), before)
        (facts,) = self.logged(line)
        self.assertEqual(facts["rules"][0]["version"], before)
        line.action_undo_match()
        (undone,) = self.logged(line, "undo")
        self.assertEqual(undone["rules"][0]["version"], log._get_version(rule))
