"""What matching rules never do, and their life cycle."""

from unittest.mock import patch

from bank_common import DAY
from rules_common import RulesCommon, condition

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import new_test_user


class TestMatchingRuleLimits(RulesCommon):
    def test_never_to_a_locked_period(self):
        self.rule("gebyr", mode="auto")
        line = self.line(-100, "Gebyr")
        # core refuses to lock over open lines, but an exception to a lock may run out
        with patch.object(type(self.company), "_validate_locks"):
            self.company.fiscalyear_lock_date = DAY
        self.run_matching(line, "post")
        self.assert_untouched(line)
        with self.assertRaises(UserError):
            self.open_proposals(line).action_approve_and_post()

    def test_never_to_an_archived_account(self):
        account = self.expense.copy({"code": "669900"})
        self.rule("gebyr", mode="auto", account=account)
        line = self.line(-100, "Gebyr")
        self.run_matching(line)
        account.active = False
        with self.assertRaises(UserError):
            self.open_proposals(line).action_approve_and_post()
        self.run_matching(line, "post")
        self.assert_untouched(line)
        self.assertFalse(self.open_proposals(line))

    def test_never_to_another_company(self):
        other = self.setup_other_company()
        account = other["default_account_expense"]
        with self.assertRaises(UserError):
            self.rule("gebyr", account=account)
        rule = self.rule("gebyr", mode="auto")
        line = self.line(-100, "Gebyr")
        self.run_matching(line)
        proposal = self.open_proposals(line)
        proposal.line_ids.sudo().account_id = account
        with self.assertRaises(UserError):
            proposal.action_approve_and_post()
        with self.assertRaises(UserError):
            rule.sudo().company_id = other["company"]
        rule._write_unchecked({"company_id": other["company"].id})
        self.run_matching(line, "post")
        self.assert_untouched(line)

    def test_malicious_regex_does_not_stall(self):
        self.rule(condition("(a+)+$", "regex"))
        line = self.line(-1, "a" * 400 + "!")
        self.run_matching(line)
        self.assert_state(line, "unresolved")
        for bad in (r"(a)\1", "(?=a)b", "(open", "a*"):
            with self.assertRaises(ValidationError):
                self.rule(condition(bad, "regex"))

    def test_core_regex_that_cannot_be_used_hits_nothing(self):
        self.rule(match_label="match_regex", match_label_param=r"(x)\1", mode="auto")
        line = self.line(-1, "xx")
        self.run_matching(line, "post")
        self.assert_state(line, "unresolved")

    def test_empty_and_short_texts_are_refused(self):
        for value, operator in (("&", "word"), ("gas", "contains"), ("x", "exact")):
            with self.assertRaises(ValidationError):
                self.rule(condition(value, operator))

    def test_a_rule_that_asks_for_nothing_hits_nothing(self):
        self.rule(direction="out", mode="auto")
        line = self.line(-1, "Something")
        self.run_matching(line, "post")
        self.assert_state(line, "unresolved")

    def test_receipt_needed(self):
        self.rule("gebyr", mode="auto", attachment_required=True)
        line = self.line(-100, "Gebyr")
        self.run_matching(line, "post")
        self.assert_untouched(line)
        line.action_approve_best()
        self.assertTrue(line.move_id.activity_ids)

    def test_what_a_person_undid_stays_undone(self):
        self.rule("gebyr", mode="auto")
        line = self.line(-100, "Gebyr")
        self.run_matching(line, "post")
        line.action_undo_match()
        self.run_matching(line, "post", trigger="cron")
        self.assert_untouched(line)


class TestMatchingRuleLife(RulesCommon):
    def test_automatic_needs_evidence_or_a_logged_decision(self):
        """Auto only when live with enough evidence, or overridden and logged."""
        rule = self.rule("gebyr", live=False)
        with self.assertRaises(UserError):
            rule.mode = "auto"
        rule.action_go_live()
        with self.assertRaises(UserError):
            rule.action_set_automatic()
        rule.action_override()
        self.assertEqual(rule.mode, "auto")
        self.assertIn("without enough evidence", str(rule.message_ids.mapped("body")))

    def test_a_changed_rule_loses_its_automation(self):
        rule = self.rule("gebyr", mode="auto")
        rule.condition_ids.value = "rente"
        self.assertEqual(rule.mode, "suggest")
        rule.action_override()
        rule.match_amount = "greater"
        self.assertEqual(rule.mode, "suggest")

    def test_only_managers_change_the_state(self):
        user = new_test_user(
            self.env, "rule_user",
            groups="account.group_account_user", company_id=self.company.id,
        )  # fmt: skip
        rule = self.rule("gebyr").with_user(user)
        for action in ("action_suspend", "action_override", "action_reset_to_draft"):
            with self.assertRaises(AccessError):
                getattr(rule, action)()
        with self.assertRaises(AccessError):
            rule.create({"name": "Mine", "state": "live", "direction": "in"})

    def test_bank_user_runs_rules_without_accounting_rights(self):
        user = new_test_user(
            self.env, "bank_only",
            groups="bank_statement_intelligence.group_bank_user",
            company_id=self.company.id,
        )  # fmt: skip
        self.rule("gebyr")
        line = self.line(-100, "Gebyr")
        service = self.service.with_user(user)
        service._run(line.with_user(user), "propose", "button")
        self.assert_state(line, "entry_pending")

    def test_adoption_of_rules_of_other_engines(self):
        """Other engines never fire our rules; foreign ones are adopted in one click."""
        rules = self.env["account.reconcile.model"]
        theirs = rules.create(
            {
                "name": "Theirs",
                "trigger": "auto_reconcile",
                "match_label": "contains",
                "match_label_param": "gebyr",
                "line_ids": [Command.create({"account_id": self.expense.id})],
            }
        )
        self.assertFalse(theirs.state)
        line = self.line(-100, "Gebyr")
        self.run_matching(line)
        self.assert_state(line, "unresolved")
        theirs.action_adopt()
        self.assertEqual((theirs.state, theirs.trigger), ("draft", "manual"))
        theirs.action_go_live()
        self.run_matching(line)
        self.assert_state(line, "entry_pending")
        with self.assertRaises(ValidationError):
            theirs.trigger = "auto_reconcile"

    def test_corrected_rules_suspend_themselves(self):
        """People rejected it often enough."""
        rule = self.rule("gebyr", mode="auto")
        for number in range(3):
            line = self.line(-100 - number, f"Gebyr {number}")
            self.run_matching(line)
            self.open_proposals(line).action_reject()
        self.assertEqual((rule.state, rule.mode), ("suspended", "suggest"))
        self.assertIn("3", rule.suspend_reason)
