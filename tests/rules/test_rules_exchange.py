"""Rules as data, starter rules, and the forms people edit rules in."""

import base64
import json

from rules_common import RulesCommon, condition

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import Form, new_test_user


class TestExchange(RulesCommon):
    def test_copy_to_another_company(self):
        """Rules move between companies by codes and names; copies are drafts."""
        other = self.setup_other_company()
        code = self.expense.with_company(self.company).code
        theirs = other["default_account_expense"]
        self.assertEqual(theirs.with_company(other["company"]).code, code)
        rule = self.rule(
            condition("gebyr", source="label", group=1), "kort",
            mode="auto", transaction_codes="700", match_amount="lower",
            match_amount_max=50, label_template="Fee {month}",
        )  # fmt: skip
        text = self.env["bank.rule.exchange"]._export(rule)
        copy = self.env["bank.rule.exchange"]._import(text, other["company"])
        self.assertEqual((copy.state, copy.mode), ("draft", "suggest"))
        self.assertEqual(copy.company_id, other["company"])
        self.assertEqual(copy.line_ids.account_id, theirs)
        self.assertEqual(
            copy.condition_ids.mapped("value"), rule.condition_ids.mapped("value")
        )
        self.assertEqual(copy.match_amount_max, 50)
        again = self.env["bank.rule.exchange"]._export(copy)
        self.assertEqual(json.loads(again)["rules"], json.loads(text)["rules"])

    def test_application_and_combine_rules(self):
        exchange = self.env["bank.rule.exchange"]
        for rule in (
            self.application("butikken", apply_method="due_first", partial_ok=True),
            self.combine("cards", key_regex=r"(?P<t>\d{7})", target="show"),
        ):
            text = exchange._export(rule)
            rule.action_suspend()
            copy = exchange._import(text, self.company)
            self.assertEqual(
                json.loads(exchange._export(copy))["rules"], json.loads(text)["rules"]
            )

    def test_bad_files_are_refused(self):
        exchange = self.env["bank.rule.exchange"]
        rule = self.rule("gebyr")
        good = json.loads(exchange._export(rule))
        unknown = json.loads(json.dumps(good))
        unknown["rules"][0]["lines"][0]["account"] = "no such code"
        foreign = good | {"model": "res.users"}
        for text in ("", "[]", "{}", json.dumps(foreign), json.dumps(unknown)):
            with self.assertRaises(UserError):
                exchange._import(text, self.company)

    def test_starter_rules_of_every_language(self):
        for language, text in (
            ("da", "Gebyr kort"), ("nb", "Omkostninger mars"), ("sv", "Bankavgift"),
            ("fi", "Palvelumaksu"), ("en", "Monthly fee"),
        ):  # fmt: skip
            with self.subTest(language):
                wizard = self.env["bank.rule.wizard"].create(
                    {
                        "language": language,
                        "fee_account_id": self.expense.id,
                        "interest_in_account_id": self.revenue.id,
                    }
                )
                action = wizard.action_import()
                rules = self.env[action["res_model"]].search(action["domain"])
                self.assertEqual(set(rules.mapped("state")), {"draft"})
                rules.action_go_live()
                line = self.line(-10, text)
                self.run_matching(line)
                self.assert_state(line, "entry_pending")
                rules.active = False

    def test_table_gives_the_same_rules(self):
        """Exchange as CSV, through a spreadsheet."""
        exchange = self.env["bank.rule.exchange"]
        rule = self.rule("gebyr", name="-Fee; “special”")
        for change in (str, lambda text: "\ufeff" + text):
            copy = exchange._import(change(exchange._export_table(rule)), self.company)
            self.assertEqual(exchange._export(copy), exchange._export(rule))
            self.assertEqual(copy.state, "draft")
        action = rule.action_export_table()
        self.assertIn("/web/content/", action["url"])

    def test_table_that_is_none(self):
        exchange = self.env["bank.rule.exchange"]
        for text in ("", "a;b\n1;2\n", "model;name\nx;1\ny;2\n", "model\nx;1\n"):
            with self.subTest(text), self.assertRaisesRegex(UserError, "bank rules"):
                exchange._import(text, self.company)

    def test_wizard_reads_a_file(self):
        text = self.env["bank.rule.exchange"]._export(self.rule("gebyr"))
        wizard = self.env["bank.rule.wizard"].create(
            {"kind": "file", "content": base64.b64encode(text.encode())}
        )
        action = wizard.action_import()
        found = self.env[action["res_model"]].search(action["domain"])
        self.assertEqual(found.condition_ids.value, "gebyr")


class TestRuleForms(RulesCommon):
    """The views people use, with their onchanges and live preview."""

    def test_matching_rule_form(self):
        self.line(-10, "Gebyr form")
        with Form(self.env["account.reconcile.model"]) as form:
            form.name = "Form"
            with form.condition_ids.new() as row:
                row.value = "gebyr"
            self.assertIn("Gebyr form", form.preview_html)
            with form.line_ids.new() as row:
                row.account_id = self.expense
        rule = form.save()
        self.assertEqual(rule.condition_ids.operator, "word")

    def test_application_and_combine_forms(self):
        self.line(10, "Butikken form")
        with Form(self.env["bank.application.rule"]) as form:
            form.name, form.partner_id = "Form", self.nordvik
            with form.condition_ids.new() as row:
                row.value = "butikken"
            self.assertIn("Butikken form", form.preview_html)
        with Form(self.env["bank.combine.rule"]) as form:
            form.name = "Form"
            with form.condition_ids.new() as row:
                row.value = "butikken"
        self.assertEqual(form.save().state, "draft")

    def test_rights(self):
        """Users read rules, managers write them; nobody sees another company's."""
        user = new_test_user(
            self.env, "reader", groups="bank_statement_intelligence.group_bank_user",
            company_id=self.company.id,
        )  # fmt: skip
        rules = self.application("a rule") | self.application(
            "other", partner=self.fjord, live=False
        )
        combine = self.combine("cards", target="show")
        self.assertEqual(rules.with_user(user).mapped("name"), ["Payer", "Payer"])
        for record in (rules[0], combine, self.rule("gebyr")):
            with self.assertRaises(AccessError):
                record.with_user(user).write({"name": "Mine"})
        with self.assertRaises(AccessError):
            self.env["bank.rule.candidate"].with_user(user).action_mine()
        other = self.setup_other_company()["company"]
        foreign = new_test_user(
            self.env, "foreign",
            groups="bank_statement_intelligence.group_bank_manager",
            company_id=other.id, company_ids=[Command.set(other.ids)],
        )  # fmt: skip
        for record in (rules[0], combine, combine.condition_ids):
            model = self.env[record._name].with_user(foreign)
            self.assertFalse(model.search([("id", "=", record.id)]))
            with self.assertRaises(AccessError):
                record.with_user(foreign).read(["display_name"])

    def test_groups_are_made_by_bank_users(self):
        """Combining is work on lines, not a matter of rules."""
        user = new_test_user(
            self.env, "worker", groups="bank_statement_intelligence.group_bank_user",
            company_id=self.company.id,
        )  # fmt: skip
        lines = self.line(1, "A") | self.line(2, "B")
        lines.with_user(user).action_combine()
        self.assertEqual(len(lines.line_group_id), 1)
        lines.with_user(user).action_dissolve_group()
        self.assertFalse(lines.line_group_id)
