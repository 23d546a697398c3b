"""Back-test, preview, learning and mining of rules."""

from datetime import timedelta

from bank_common import DAY
from freezegun import freeze_time
from rules_common import RulesCommon

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user

TODAY = DAY + timedelta(days=60)


@freeze_time(TODAY)
class TestHistory(RulesCommon):
    def history(self, text, account, count=1, amount=-10):
        lines = self.env["account.bank.statement.line"]
        for number in range(count):
            line = self.line(amount, text, DAY + timedelta(days=number))
            self.post_by_hand(line, account)
            lines |= line
        return lines

    def recompute(self, rule, words, account):
        """Recompute the numbers of a rule from the ledger, without our code."""
        self.env.flush_all()
        self.env.cr.execute(
            """
            SELECT line.id, array_agg(DISTINCT item.account_id)
              FROM account_bank_statement_line line
              JOIN account_move move ON move.id = line.move_id
              JOIN account_move_line item ON item.move_id = move.id
             WHERE line.company_id = %s AND line.payment_ref ~* %s
               AND item.account_id NOT IN %s
          GROUP BY line.id
            """,
            [
                self.company.id,
                rf"\y{words}\y",
                (self.journal.default_account_id.id, self.suspense.id),
            ],
        )
        rows = self.env.cr.fetchall()
        return len(rows), sum(accounts == [account.id] for _id, accounts in rows)

    def test_numbers_equal_those_of_the_ledger(self):
        """Precision in the UI equals what the ledger says."""
        self.history("Gebyr mars", self.expense, 22)
        wrong = self.history("Gebyr retur", self.revenue, 3)
        self.history("Årsgebyr", self.revenue, 2)
        self.line(-5, "Gebyr open")
        rule = self.rule("gebyr", live=False)
        rule.action_backtest()
        numbers = rule.backtest_n, rule.backtest_agreed
        self.assertEqual(numbers, (25, 22))
        self.assertEqual(numbers, self.recompute(rule, "gebyr", self.expense))
        share, n, z = 22 / 25, 25, 1.96
        root = (share * (1 - share) / n + z * z / (4 * n * n)) ** 0.5
        lower = (share + z * z / (2 * n) - z * root) / (1 + z * z / n)
        self.assertAlmostEqual(rule.precision_backtest, lower, 4)
        self.assertEqual(rule.state, "tested")
        domain = rule.action_open_disagreements()["domain"]
        self.assertEqual(sorted(domain[0][2]), sorted(wrong.ids))

    def test_evidence_opens_automation(self):
        self.history("Gebyr mars", self.expense, 20)
        rule = self.rule("gebyr", live=False)
        rule.action_backtest()
        rule.action_go_live()
        rule.action_set_automatic()
        self.assertEqual(rule.mode, "auto")
        weak = self.rule("mars", name="Weak", account=self.revenue, live=False)
        weak.action_backtest()
        self.assertEqual((weak.backtest_n, weak.backtest_agreed), (20, 0))
        weak.action_go_live()
        with self.assertRaises(UserError):
            weak.action_set_automatic()

    def test_lines_settled_by_documents_say_nothing(self):
        """Documents beat rules, so such lines never reach the rule."""
        invoice = self.invoice(100)
        line = self.line(100, f"Gebyr {invoice.name}")
        self.run_matching(line, "post")
        self.assert_settles(line, invoice)
        rule = self.rule("gebyr", live=False)
        rule.action_backtest()
        self.assertEqual(rule.backtest_n, 0)

    def test_own_automatic_postings_are_no_evidence(self):
        rule = self.rule("gebyr", mode="auto")
        self.run_matching(self.line(-10, "Gebyr"), "post")
        rule.action_backtest()
        self.assertEqual(rule.backtest_n, 0)

    def test_a_copy_inherits_no_evidence(self):
        """What one automatic rule posted does not prove its copy, nor its twin."""
        rule = self.rule("gebyr", mode="auto")
        for number in range(3):
            self.run_matching(self.line(-10 - number, "Gebyr"), "post")
        by_person = self.line(-20, "Gebyr")
        self.run_matching(by_person)
        by_person.action_approve_best()
        twin = rule.copy()
        twin.action_backtest()
        self.assertEqual((twin.backtest_n, twin.backtest_agreed), (1, 1))
        self.assertEqual(twin.mode, "suggest")

    def test_combine_rules_count_what_people_combined(self):
        """Lines that people settled one by one do not speak for combining them."""
        rule = self.combine("kort", live=False)
        self.history("Kort 1", self.expense, 3)
        rule.action_backtest()
        self.assertEqual((rule.backtest_n, rule.backtest_agreed), (3, 0))
        lines = self.line(30, "Kort 2") | self.line(40, "Kort 3")
        lines.action_combine()
        self.invoice(70)
        self.run_matching(lines)
        lines[0].action_approve_best()
        self.assertEqual(set(lines.mapped("match_state")), {"reconciled"})
        rule.action_backtest()
        self.assertEqual((rule.backtest_n, rule.backtest_agreed), (5, 2))

    def test_preview_while_editing(self):
        """An unsaved rule shows the lines it hits and what people posted."""
        self.history("Gebyr mars", self.expense)
        self.history("Gebyr retur", self.revenue)
        self.line(-5, "Gebyr open <b>")
        rules = self.env["account.reconcile.model"]
        new = rules.new(
            {
                "name": "New",
                "company_id": self.company.id,
                "condition_ids": [(0, 0, {"value": "gebyr"})],
                "line_ids": [(0, 0, {"account_id": self.expense.id})],
            }
        )
        html = str(new.preview_html)
        self.assertIn("Lines: 3", html)
        self.assertIn("1 open, 1 posted like this", html)
        self.assertIn("&lt;b&gt;", html)
        self.assertIn(self.revenue.display_name, html)
        self.assertFalse(rules.new({"name": "Empty"}).preview_html)

    def test_preview_shows_amounts_and_tax(self):
        self.line(-1250, "Staples")
        tax = self.company_data["default_tax_purchase"].copy(
            {"amount": 25, "name": "Quarter"}
        )
        taxed = {"account_id": self.expense.id, "tax_ids": tax.ids}
        rule = self.rule("staples", live=False, line_ids=[
            (0, 0, {**taxed, "amount_string": "60"}),
            (0, 0, {"account_id": self.revenue.id, "amount_string": "40"}),
        ])  # fmt: skip
        html = str(rule.preview_html).replace("\N{NO-BREAK SPACE}", " ")
        for amount in ("600.00", "150.00", "200.00", "300.00 is left"):
            self.assertIn(amount, html)
        with self.assertRaises(UserError) as refused:
            rule.action_go_live()
        self.assertIn("do not use the whole amount", str(refused.exception))
        self.assertEqual(rule.state, "draft")
        rule.line_ids[1].amount_string = "100"
        rule.action_go_live()
        self.assertEqual(rule.state, "live")
        self.assertNotIn("is left", str(rule.preview_html))
        with self.assertRaises(UserError):
            rule.write(
                {"line_ids": [(1, rule.line_ids[1].id, {"amount_string": "30"})]}
            )

    def test_preview_of_application_and_combine_rules(self):
        self.application("butikken")
        invoice = self.invoice(100)
        line = self.line(100, "Butikken")
        self.run_matching(line)
        line.action_approve_best()
        self.assert_settles(line, invoice)
        rule = self.env["bank.application.rule"].search(
            [("partner_id", "=", self.nordvik.id)]
        )
        rule.action_backtest()
        self.assertEqual((rule.backtest_n, rule.backtest_agreed), (1, 1))
        self.assertIn("1 posted like this", str(rule.preview_html))
        combine = self.combine("butikken")
        self.assertIn("Lines: 1", str(combine.preview_html))

    def test_rot_is_shown(self):
        """Dead and overlapping rules."""
        self.line(-5, "Gebyr mars")
        dead = self.rule("aldri", name="Dead")
        one = self.rule("gebyr", name="One")
        two = self.rule("mars", name="Two", account=self.revenue)
        gone = self.rule("mars", account=self.expense.copy({"code": "669901"}))
        gone.line_ids.account_id.active = False
        self.env["bank.rule.service"]._check_live_rules(self.company)
        self.assertIn("no line for a year", dead.rule_warning)
        self.assertIn("archived", gone.rule_warning)
        self.assertNotIn("archived", one.rule_warning)
        self.assertIn("Two", one.rule_warning)
        self.assertIn("One", two.rule_warning)

    def test_make_this_a_rule(self):
        """Prefilled with the shortest text that tells the line from others."""
        self.history("Bank overførsel mars", self.revenue, 3)
        line = self.history("Bank gebyr mars 03/26", self.expense)
        context = line.action_make_rule()["context"]
        rule = self.env["account.reconcile.model"].with_context(**context).create({})
        self.assertEqual(rule.condition_ids.value, "GEBYR")
        self.assertEqual(rule.line_ids.account_id, self.expense)
        self.assertEqual(
            (rule.state, rule.mode, rule.origin), ("draft", "suggest", "learned")
        )

    def test_who_may_not_make_rules_leaves_a_draft(self):
        """It is kept once, acts on nothing, and waits for a manager."""
        line = self.history("Bank gebyr mars 03/26", self.expense)
        payment = self.line(100, "Takk", account_number="86011117947")
        payment.partner_id = self.invoice(100).partner_id
        clerk = new_test_user(
            self.env,
            "rule-clerk",
            "bank_statement_intelligence.group_bank_user",
            company_id=self.company.id,
            company_ids=[(6, 0, self.company.ids)],
        )
        for one, model in (
            (line, "account.reconcile.model"),
            (payment, "bank.application.rule"),
        ):
            action = one.with_user(clerk).action_make_rule()
            again = one.with_user(clerk).action_make_rule()
            self.assertEqual(action["res_model"], model)
            self.assertEqual(action["res_id"], again["res_id"])
            rule = self.env[model].browse(action["res_id"])
            self.assertEqual((rule.state, rule.mode), ("draft", "suggest"))
            self.assertEqual((rule.owner_id, rule.origin), (clerk, "learned"))
            self.assertTrue(rule.with_user(clerk).name)
            with self.assertRaises(AccessError):
                rule.with_user(clerk).action_go_live()
        later = self.line(-5, "Bank gebyr april")
        self.run_matching(later)
        self.assertFalse(later.match_proposal_ids.reconcile_model_id)

    def from_line(self, line):
        """Press *Make This a Rule* and save the form."""
        action = line.action_make_rule()
        return (
            self.env[action["res_model"]].with_context(**action["context"]).create({})
        )

    def test_rule_of_a_customer(self):
        """A customer's line names the payer for the next one, by his account."""
        invoice = self.invoice(100)
        line = self.line(100, f"Faktura {invoice.name}", account_number="86011117947")
        self.run_matching(line)
        line.action_approve_best()
        self.assert_settles(line, invoice)
        rule = self.from_line(line)
        self.assertEqual(rule._name, "bank.application.rule")
        self.assertEqual(rule.partner_id, self.nordvik)
        self.assertEqual(rule.account_number, "86011117947")
        self.assertFalse(rule.condition_ids)
        rule.action_go_live()
        later = self.invoice(70)
        self.invoice(70, partner=self.fjord)
        line = self.line(70, "Takk", account_number="86011117947")
        self.run_matching(line)
        line.action_approve_best()
        self.assert_settles(line, later)

    def test_rule_of_who_pays_for_others(self):
        invoice = self.invoice(100)
        line = self.line(
            100, f"Faktura {invoice.name}", partner_id=self.fjord.id,
            partner_name="Elverum Holding AS",
        )  # fmt: skip
        self.run_matching(line)
        line.action_approve_best()
        self.assert_settles(line, invoice)
        rule = self.from_line(line)
        self.assertEqual(rule.partner_id, self.fjord)
        self.assertEqual(rule.pays_for_partner_ids, self.nordvik)
        self.assertEqual(
            rule.condition_ids.mapped(lambda c: (c.source, c.value)),
            [("name", "Elverum Holding AS")],
        )

    def test_rule_of_an_open_line_of_a_vendor(self):
        self.document("in_invoice", 10)
        line = self.line(-55, "Nordvik Handel for mars", partner_id=self.nordvik.id)
        rule = self.from_line(line)
        self.assertEqual(rule._name, "bank.application.rule")
        self.assertEqual(rule.condition_ids.value, "NORDVIK")

    def test_words_that_say_nothing_make_no_rule(self):
        """Small words, months, trades and towns, though history is thin."""
        self.nordvik.city = "Bryggja"
        for text, word in (
            ("Betaling for HANDEL APRIL OSLO", False),
            ("Faktura for mai Bryggja", False),
            ("Oslo Handel Kontorleie april", "KONTORLEIE"),
            ("Mars Bryggja strøm", "STROM"),
        ):
            with self.subTest(text):
                line = self.history(text, self.expense)
                rule = self.from_line(line)
                self.assertEqual(rule._name, "account.reconcile.model")
                self.assertEqual(rule.condition_ids.value, word)

    def test_mining_inbox(self):
        """Opt-in, with support and precision, never active by itself."""
        self.history("Kontogebyr periode 7", self.expense, 6)
        self.history("Diverse", self.expense, 3)
        self.history("Blandet", self.expense, 4)
        self.history("Blandet", self.revenue, 4)
        candidates = self.env["bank.rule.candidate"]
        self.assertFalse(candidates.search([("company_id", "=", self.company.id)]))
        candidates.action_mine()
        found = candidates.search([("company_id", "=", self.company.id)])
        self.assertEqual(found.mapped("text"), ["KONTOGEBYR"])
        self.assertEqual((found.support, found.agreed), (6, 6))
        self.assertEqual(found.account_id, self.expense)
        line = self.line(-10, "Kontogebyr periode 8")
        self.run_matching(line, "post")
        self.assert_state(line, "unresolved")
        found.action_accept()
        rule = self.env["account.reconcile.model"].search([("origin", "=", "mined")])
        self.assertEqual((rule.state, rule.backtest_n), ("tested", 6))
        candidates.action_mine()
        self.assertEqual(
            candidates.search_count([("company_id", "=", self.company.id)]), 1
        )

    def test_mined_payers(self):
        """Learnt aliases: a payer whose payments always settle one partner's items."""
        for number in range(3):
            invoice = self.invoice(100 + number)
            line = self.line(100 + number, f"Butikken {invoice.name}")
            self.run_matching(line, "post")
            self.assert_settles(line, invoice)
        self.env["bank.rule.candidate"].action_mine()
        found = self.env["bank.rule.candidate"].search([("kind", "=", "application")])
        self.assertEqual(found.partner_id, self.nordvik)
        self.assertIn("BUTIKKEN", found.mapped("text"))
