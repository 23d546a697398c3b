"""When a rule speaks: instead of documents, beside them, or for their rest."""

from psycopg2 import IntegrityError
from rules_common import RulesCommon

from odoo.tests import Form
from odoo.tools import mute_logger


class TestUsage(RulesCommon):
    def books(self, line):
        """Return what each proposal of a line is, in the order shown."""
        found = self.open_proposals(line).sorted(lambda p: (-p.confidence, p.id))
        return [
            ("rule" if not p.line_ids.move_line_id else "document", p.difference)
            for p in found
        ]

    def test_default_stays_behind_every_document(self):
        rule = self.rule("gebyr", mode="auto")
        self.assertEqual(rule.usage, "without")
        invoice = self.invoice(1000)
        short = self.line(990, f"Gebyr {invoice.name}")
        alone = self.line(-25, "Gebyr")
        self.run_matching(short | alone, "post")
        self.assert_untouched(short)
        self.assertEqual({kind for kind, _d in self.books(short)}, {"document"})
        self.assertEqual(self.booked(alone, self.expense), 25)

    def test_with_a_document_explains_its_rest_and_never_a_line(self):
        self.rule("gebyr", mode="auto", usage="with")
        invoice = self.invoice(1000)
        short = self.line(990, f"Gebyr {invoice.name}")
        alone = self.line(-25, "Gebyr")
        self.run_matching(short | alone, "post")
        self.assert_state(alone, "unresolved")
        self.assertEqual(self.books(short), [("document", -10), ("document", 0)])
        explained = self.open_proposals(short).filtered(lambda p: not p.difference)
        explained.action_approve_and_post()
        self.assert_settles(short, invoice)
        self.assertEqual(invoice.amount_residual, 0)
        self.assertEqual(self.booked(short, self.expense), 10)

    def test_with_a_document_hides_no_hint(self):
        """A rule that waits for a document leaves the line to the later passes."""
        self.rule("gebyr", usage="with", sequence=1)
        other = self.rule("husleje", name="Rent", sequence=5)
        line = self.line(-800, "Husleje gebyr")
        self.run_matching(line)
        [proposal] = self.open_proposals(line)
        self.assertEqual(proposal.reconcile_model_id, other)

    def test_always_is_shown_beside_a_named_document_and_never_posted(self):
        self.rule("husleje", mode="auto", usage="always")
        invoice = self.invoice(800)
        line = self.line(750, f"Husleje {invoice.name}")
        self.run_matching(line, "post")
        self.assert_untouched(line)
        found = self.books(line)
        self.assertEqual(found[0], ("document", -50))
        self.assertIn(("rule", 0), found)

    def test_chosen_in_the_form_and_kept_in_files(self):
        with Form(self.env["account.reconcile.model"]) as form:
            form.name = "Fee"
            self.assertEqual(form.usage, "without")
            form.usage = "with"
        rule = form.save()
        self.assertEqual((rule.usage, rule.state), ("with", "draft"))
        exchange = self.env["bank.rule.exchange"]
        copy = exchange._import(exchange._export(rule), self.company)
        self.assertEqual(copy.usage, "with")


class TestSlices(RulesCommon):
    def group(self, lines, **values):
        rule = self.combine("kort", key_date="none", target="show", **values)
        self.run_matching(lines)
        return rule, [group.line_ids for group in rule.group_ids.sorted("key")]

    def slices(self, *places):
        return [
            (0, 0, {"source": source, "position_from": first, "position_to": last})
            for source, first, last in places
        ]

    def test_same_characters_belong_together(self):
        first = self.line(100, "KORT 4015711 01") | self.line(50, "KORT 4015711 02")
        second = self.line(70, "KORT 4015722 01") | self.line(80, "KORT 4015722 09")
        short = self.line(10, "KORT 40157")
        _rule, groups = self.group(
            first | second | short, key_slices=self.slices(("label", 6, 12))
        )
        self.assertEqual(groups, [first, second])
        self.assertFalse(short.line_group_id)

    def test_slices_join_with_each_other_and_with_the_pattern(self):
        lines = self.env["account.bank.statement.line"]
        for text, code in (("A 111 x", "P1"), ("A 111 y", "P1"), ("A 111 x", "P2")):
            lines |= self.line(10, f"KORT {text}", sender_reference=code)
        again = self.line(10, "KORT A 111 x", sender_reference="P1")
        _rule, groups = self.group(
            lines | again,
            key_regex="(?P<end>[xy])$",
            key_slices=self.slices(("label", 8, 10), ("sender_reference", 1, 2)),
        )
        self.assertEqual(groups, [lines[:1] | again])

    def test_positions_are_checked_and_kept_in_files(self):
        rule = self.combine("kort", live=False, key_slices=self.slices(("label", 6, 9)))
        for first, last in ((0, 3), (5, 4)):
            with (
                self.assertRaises(IntegrityError),
                mute_logger("odoo.sql_db"),
                self.env.cr.savepoint(),
            ):
                rule.key_slices.write({"position_from": first, "position_to": last})
        exchange = self.env["bank.rule.exchange"]
        copy = exchange._import(exchange._export(rule), self.company)
        self.assertEqual(copy.key_slices.mapped("position_to"), [9])
        with Form(copy) as form:
            with form.key_slices.edit(0) as part:
                part.position_to = 12
        self.assertEqual(copy.key_slices.position_to, 12)

    def test_another_place_makes_another_rule(self):
        rule = self.combine("kort", key_slices=self.slices(("label", 6, 9)))
        rule._write_unchecked({"mode": "auto", "backtest_n": 30})
        rule.key_slices.position_to = 12
        self.assertEqual((rule.mode, rule.backtest_n), ("suggest", 0))
