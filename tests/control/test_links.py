"""From a statement to every linked entry and back."""

from control_common import ClosingCase


class TestLinks(ClosingCase):
    def test_both_ways(self):
        paid, billed = self.invoice(100), self.bill(40)
        made = self.make_statement(
            [(100, paid.name), (-40, billed.name), (7, "unknown")]
        )
        payment = self.pay(self.invoice(30))
        line = self.line(30, payment.name, statement_id=made.id)
        billed.ref = "B-4711"
        made.line_ids.filtered(lambda one: one.amount == -40).payment_ref = "B-4711"
        self.run_matching(made.line_ids, "post")
        self.assert_settles(line, payment.move_id)
        action = made.action_open_linked()
        linked = self.env["account.move"].search(action["domain"])
        self.assertEqual(linked, paid | billed | payment.move_id)
        self.assertEqual(made.linked_count, 3)
        own = self.env["account.move"].search(made.action_open_entries()["domain"])
        self.assertEqual(own, made.line_ids.move_id)
        for document, amount in ((paid, 100), (billed, -40), (payment.move_id, 30)):
            self.assertEqual(document.bank_line_count, 1)
            domain = document.action_open_bank_lines()["domain"]
            lines = self.env["account.bank.statement.line"].search(domain)
            self.assertEqual((lines.amount, lines.statement_id), (amount, made))

    def test_one_invoice_in_two_parts_and_one_line_for_two(self):
        parts = self.invoice(100)
        first = self.line(60, parts.name)
        second = self.line(40, parts.name)
        for line in (first, second):
            items = [{"id": self.item(parts).id, "amount": line.amount}]
            self.env["bank.manual.settlement"]._propose(
                line, items, []
            ).action_approve_and_post()
        self.assertEqual(parts.bank_line_count, 2)
        invoices = self.invoice(10) | self.invoice(20)
        both = self.line(30, " ".join(invoices.mapped("name")))
        self.run_matching(both, "post")
        self.assert_settles(both, *invoices)
        self.assertEqual(invoices.mapped("bank_line_count"), [1, 1])

    def test_entry_of_a_line_leads_to_the_line(self):
        line = self.line(5)
        self.assertEqual(line.move_id.bank_line_count, 1)
        self.assertEqual(self.invoice(5).bank_line_count, 0)
        line.action_match()
        self.assertEqual(line.move_id.bank_line_count, 1)

    def test_undo_takes_the_link_away(self):
        made = self.settled((100,))
        invoice = self.env["account.move"].search(made.action_open_linked()["domain"])
        self.assertEqual(invoice.bank_line_count, 1)
        made.line_ids.action_undo_match()
        self.env.invalidate_all()
        self.assertEqual((made.linked_count, invoice.bank_line_count), (0, 0))

    def test_number_of_queries_does_not_grow(self):
        made = [
            self.settled((10 + n, 20 + n), opening=0, name=f"S{n}") for n in range(5)
        ]
        statements = self.env["account.bank.statement"].union(*made)

        def count(records, name):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            records.mapped(name)
            return self.env.cr.sql_log_count - before

        count(statements[:1], "linked_count")
        self.assertEqual(
            count(statements[:1], "linked_count"), count(statements, "linked_count")
        )
        moves = self.env["account.move"].search(
            [("move_type", "=", "out_invoice"), ("company_id", "=", self.company.id)]
        )
        count(moves[:1], "bank_line_count")
        self.assertEqual(
            count(moves[:1], "bank_line_count"), count(moves, "bank_line_count")
        )
