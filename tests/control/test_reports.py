"""Reports people expect: what waits for the bank, each month, who settled what."""

import io
import json
from unittest.mock import patch

from control_common import TODAY, ClosingCase, day
from freezegun import freeze_time
from http_common import PASSWORD
from lxml import html
from openpyxl import load_workbook

from odoo.http import Request
from odoo.tests import HttpCase, new_test_user

MONTH_REPORT = "bank_statement_intelligence.report_bank_reconciliation_month"


@freeze_time(TODAY)
class TestOutstanding(ClosingCase):
    def on(self, date):
        items = self.env["bank.outstanding.item"]._as_of(self.journal, date)
        return [(one.payment_id, one.amount) for one in items]

    def test_as_it_was_on_any_day(self):
        """Also when the bank booked it later."""
        payment = self.pay(self.invoice(333), day=day(3, 2))
        self.assertEqual(self.on(day(3, 1)), [])
        self.assertEqual(self.on(day(3, 2)), [(payment, 333)])
        line = self.line(333, payment.memo or payment.name, day(3, 9))
        self.run_matching(line)
        line.action_approve_best()
        self.assert_state(line, "reconciled")
        self.assertEqual(self.on(day(3, 8)), [(payment, 333)])
        self.assertEqual(self.on(day(3, 9)), [])

    def test_equals_the_balance(self):
        """The items of each day add up to the figure that balances tell."""
        self.pay(self.invoice(333), day=day(3, 2))
        self.pay(self.bill(120), day=day(3, 4))
        for number in range(1, 7):
            facts = self.api.balances(self.journal.id, str(day(3, number)))
            total = sum(amount for _payment, amount in self.on(day(3, number)))
            self.assertEqual(total, facts["outstanding"])

    def test_payment_without_an_entry_waits_as_well(self):
        """Beside Odoo's accounting app a payment has none without such an account."""
        methods = self.journal.inbound_payment_method_line_ids
        methods.payment_account_id = False
        invoice = self.invoice(90)
        state = "_get_invoice_in_payment_state"
        with patch.object(type(invoice), state, lambda _move: "in_payment"):
            payment = self.pay(invoice, day=day(3, 2))
        self.assertFalse(payment.move_id)
        self.assertEqual(self.on(day(3, 1)), [])
        self.assertEqual(self.on(day(3, 2)), [(payment, 90)])
        line = self.line(90, invoice.name, day(3, 9))
        self.run_matching(line)
        line.action_approve_best()
        self.assert_settles(line, invoice)
        self.assertEqual(self.on(day(3, 8)), [(payment, 90)])
        self.assertEqual(self.on(day(3, 9)), [])

    def test_the_window_chooses_day_and_account(self):
        payment = self.pay(self.invoice(333), day=day(3, 2))
        window = self.env["bank.outstanding.wizard"].create(
            {"date": day(3, 5), "journal_ids": self.journal.ids}
        )
        action = window.action_show()
        items = self.env[action["res_model"]].with_context(**action["context"])
        found = items.search(action["domain"])
        self.assertEqual((found.payment_id, found.age), (payment, 3))
        self.assertEqual(found.action_open_entry()["res_id"], payment.id)

    def test_over_the_facade(self):
        payment = self.pay(self.invoice(333), day=day(3, 2))
        (row,) = self.api.outstanding(self.journal.id, "2026-03-05")
        self.assertEqual(
            (row["payment_id"], row["amount"], row["age"], row["is_booked"]),
            (payment.id, 333, 3, True),
        )
        self.assertEqual(self.api.outstanding(self.journal.id, "2026-03-01"), [])


@freeze_time(TODAY)
class TestMonths(ClosingCase):
    def months(self):
        found = self.env["bank.reconciliation.month"].search(
            [("journal_id", "=", self.journal.id)], order="month"
        )
        return {one.month.month: one for one in found}

    def test_what_is_carried_and_what_is_new(self):
        """A difference of January is carried through a month in which nothing moves."""
        self.make_statement([100], opening=50, day=day(1, 10))
        self.make_entry(50, day(1, 9))
        self.make_entry(7, day(1, 20))
        self.make_entry(-3, day(3, 5))
        months = self.months()
        self.assertEqual(sorted(months), [1, 2, 3])
        figures = {
            number: (one.carried, one.arisen, one.difference)
            for number, one in months.items()
        }
        self.assertEqual(figures, {1: (0, -7, -7), 2: (-7, 0, -7), 3: (-7, 3, -4)})
        one = months[2]
        self.assertEqual(
            (one.bank_opening, one.bank_moved, one.bank_closing), (150, 0, 150)
        )
        first = months[1]
        self.assertEqual((first.bank_opening, first.bank_moved), (50, 100))
        days = self.env["bank.balance.day"].search([("date", "=", day(1, 10))])
        self.assertEqual((days.bank_movement, days.bank_balance), (100, 150))
        self.assertEqual((one.ledger_closing, one.last_day), (157, day(2, 28)))
        self.assertEqual(months[1].open_count, 1)
        self.assertEqual(months[1].suspense, 100)

    def test_equals_the_balances_of_the_last_day(self):
        self.make_statement([100, -20.55], opening=50, day=day(1, 10))
        self.make_statement([31], opening=140, day=day(2, 3))
        self.pay(self.invoice(333), day=day(2, 20))
        self.make_entry(7, day(2, 25))
        for one in self.months().values():
            facts = self.api.balances(self.journal.id, str(one.last_day))
            for name, told in (
                ("bank_closing", "statement"),
                ("ledger_closing", "ledger"),
                ("difference", "difference"),
                ("suspense", "suspense"),
                ("outstanding", "outstanding"),
            ):
                self.assertEqual(one[name], facts[told], (one.month, name))

    def test_before_the_banks_first_word_nothing_differs(self):
        self.make_entry(250, day(1, 5))
        self.make_statement([100], opening=250, day=day(3, 3))
        months = self.months()
        self.assertEqual(
            [(one.is_known, one.difference) for one in months.values()],
            [(False, 0), (False, 0), (True, 0)],
        )
        self.assertEqual(months[3].arisen, 0)

    def test_printed(self):
        self.make_statement([100], opening=50, day=day(1, 10))
        self.make_entry(50, day(1, 9))
        old = self.make_entry(7, day(1, 20))
        new = self.make_entry(-33, day(3, 5))
        payment = self.pay(self.invoice(333), day=day(3, 1))
        data, _kind = self.env["ir.actions.report"]._render_qweb_html(
            MONTH_REPORT, self.months()[3].ids
        )
        text = " ".join(html.fromstring(data).text_content().split())
        carried, causes = text.split("What was carried over")[1].split("Why bank")
        self.assertIn(old.name, carried)
        self.assertNotIn(new.name, carried)
        self.assertIn(new.name, causes)
        self.assertIn(payment.move_id.name, text)

    def test_buttons(self):
        self.make_statement([100], opening=50, day=day(1, 10))
        one = self.months()[1]
        self.assertEqual(one.action_explain()["res_model"], "bank.difference.wizard")
        lines = self.env["account.bank.statement.line"]
        self.assertEqual(len(lines.search(one.action_open_lines()["domain"])), 1)
        action = one.action_open_outstanding()
        self.assertEqual(action["context"]["bank_outstanding_on"], "2026-01-31")


class TestPeople(ClosingCase):
    def test_by_machine_key_and_hand(self):
        """Per person, and in the month in which it was settled."""
        self.journal.match_automation = "post"
        invoices = [self.invoice(100 + number) for number in range(3)]
        alone, one_key, by_hand = (
            self.line(i.amount_total, i.name, day(1, 5)) for i in invoices
        )
        self.run_matching(alone, "post")
        self.run_matching(one_key)
        one_key.action_approve_best()
        self.env["bank.worksheet"].settle(
            by_hand.id, [{"id": self.item(invoices[2]).id, "amount": 102}]
        )
        lines = alone | one_key | by_hand
        self.env.flush_all()
        rows = self.env["bank.line.statistic"].browse(lines.ids)
        self.assertEqual(
            [(row.settled, row.user_id) for row in rows],
            [
                ("automatic", self.env["res.users"]),
                ("approved", self.env.user),
                ("manual", self.env.user),
            ],
        )
        self.assertEqual(rows[0].line_count, 1)
        approved = one_key.match_proposal_ids.approved_on.date()
        self.assertEqual(rows[1].settled_on, approved)


class TestExport(ClosingCase, HttpCase):
    def test_to_a_spreadsheet(self):
        """The list's own export, of the day that was chosen."""
        self.pay(self.invoice(333), day=day(3, 2))
        items = self.env["bank.outstanding.item"]._as_of(self.journal, day(3, 5))
        user = new_test_user(
            self.env,
            "exporter",
            "bank_statement_intelligence.group_bank_user,base.group_allow_export",
            password=PASSWORD,
            company_id=self.company.id,
            company_ids=[(6, 0, self.company.ids)],
        )
        self.authenticate(user.login, PASSWORD)
        fields = [
            {"name": name, "label": name, "type": kind}
            for name, kind in (
                ("date", "date"),
                ("amount", "monetary"),
                ("age", "integer"),
            )
        ]
        response = self.url_open(
            "/web/export/xlsx",
            data={
                "csrf_token": Request.csrf_token(self),
                "data": json.dumps(
                    {
                        "model": items._name,
                        "fields": fields,
                        "ids": items.ids,
                        "domain": [],
                        "groupby": [],
                        "context": {"bank_outstanding_on": "2026-03-05"},
                        "import_compat": False,
                    }
                ),
            },
        )
        sheet = load_workbook(io.BytesIO(response.content)).active
        rows = list(sheet.iter_rows(values_only=True))
        self.assertEqual(len(rows), 2)
        self.assertEqual(rows[1][1:], (333, 3))
