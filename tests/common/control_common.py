"""Words for tests of the control side: statements, balances recomputed from items."""

import base64
from datetime import date, timedelta

from bank_common import DAY, BankMatchCommon, snapshot

from odoo import SUPERUSER_ID, fields
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import new_test_user

GROUP = "bank_statement_intelligence.group_bank_%s"


def day(month, number, year=2026):
    return date(year, month, number)


TODAY = day(3, 20)


class ControlCase(BankMatchCommon):
    """Makes statements as an import would and recomputes every figure by itself."""

    @classmethod
    def make_statement(cls, amounts, opening=0.0, closing=None, day=DAY, **values):
        """Create a statement with one line per amount.

        Args:
            amounts: numbers, or ``(number, text)`` or ``(number, text, date)``.
            opening: balance before the first line.
            closing: the bank's closing balance; by default what the lines add up to.
            day: date of the lines without one.
        """
        rows = [one if isinstance(one, tuple) else (one,) for one in amounts]
        journal = values.pop("journal", cls.journal)
        total = sum(row[0] for row in rows)
        made = cls.env["account.bank.statement"].sudo()
        statement = made.create(
            {
                "journal_id": journal.id,
                "name": values.pop("name", f"S {day}"),
                "balance_start": opening,
                "balance_end_real": opening + total if closing is None else closing,
                **values,
            }
        ).sudo(cls.env.su)
        for row in rows:
            amount, text, on = (*row, *("/", day)[len(row) - 1 :])
            cls.line(amount, text, on, journal_id=journal.id, statement_id=statement.id)
        statement.invalidate_recordset()
        return statement

    @classmethod
    def make_entry(cls, amount, day=DAY, account=None, counter=None, **values):
        """Post an entry on the bank's account that no bank line made."""
        bank = account or cls.journal.default_account_id
        counter = counter or cls.expense
        company = values.pop("company", cls.company)
        move = (
            cls.env["account.move"]
            .with_company(company)
            .create(
                {
                    "move_type": "entry",
                    "date": day,
                    "line_ids": [
                        Command.create({"account_id": one.id, "balance": balance})
                        for one, balance in ((bank, amount), (counter, -amount))
                    ],
                    **values,
                }
            )
        )
        move.action_post()
        return move

    def sum_items(self, account, day, field="balance", **domain):
        """Return the sum of posted items of an account up to a day."""
        found = self.env["account.move.line"].search(
            [
                ("account_id", "=", account.id),
                ("parent_state", "=", "posted"),
                ("date", "<=", day),
                *[(name, "=", value) for name, value in domain.items()],
            ]
        )
        return round(sum(found.mapped(field)), 2)

    def balances(self, journal=None, day=None):
        return self.env["bank.balance.service"]._get_balances(
            journal or self.journal, day
        )


class ClosingCase(ControlCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.closing = cls.env["bank.closing.service"]
        cls.checks = cls.env["bank.closing.checks"]
        cls.certificates = cls.env["bank.certificate.service"]
        cls.log = cls.env["bank.decision.log"]

    def settled(self, amounts=(100, 250), opening=0.0, on=None, **values):
        """Return a statement whose lines are all matched to invoices."""
        on = on or day(3, 10)
        invoices = [self.invoice(amount, day=day(3, 1)) for amount in amounts]
        rows = [
            (amount, invoice.name, on)
            for amount, invoice in zip(amounts, invoices, strict=True)
        ]
        made = self.make_statement(rows, opening=opening, day=on, **values)
        self.run_matching(made.line_ids, "post")
        for line, invoice in zip(made.line_ids.sorted("id"), invoices, strict=True):
            self.assert_settles(line, invoice)
        return made

    def close(self, statement, **values):
        return self.closing._close(statement, **values)

    def new_user(self, level):
        return new_test_user(
            self.env,
            f"closing_{level}",
            f"base.group_user,{GROUP % level}",
            company_id=self.company.id,
        )

    def failed(self, statement, blocking=True):
        return {
            check["code"]
            for check in self.checks._get_checks(statement)
            if not check["ok"] and check["blocking"] == blocking
        }


class GuardCase(ClosingCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.boss = new_test_user(
            cls.env,
            "boss",
            "base.group_user,base.group_system,account.group_account_manager",
            company_id=cls.company.id,
        )
        case = cls("picture")  # any method: it only lends its assertions
        cls.made = case.settled()
        cls.line_, cls.other_line = cls.made.line_ids.sorted("id")
        cls.entry = cls.line_.move_id
        cls.bank_item = cls.line_._seek_for_lines()[0]
        cls.counterpart = cls.line_._seek_for_lines()[2]
        cls.invoice_ = cls.counterpart._all_reconciled_lines().move_id - cls.entry
        cls.closing_ = case.close(cls.made)

    def picture(self):
        """Return all that a closing certifies."""
        self.env.invalidate_all()
        moves = self.made.line_ids.move_id | self.invoice_
        return (
            snapshot(self.env, moves),
            self.made.read(
                ["close_state", "balance_start", "balance_end_real", "name"]
            ),
            self.made.line_ids.sorted("id").read(
                ["is_closed", "amount", "date", "payment_ref", "partner_id", "state"]
            ),
            self.certificates._verify(self.closing_),
        )

    def assert_kept(self, *actions):
        """Every action is refused and leaves everything as it was."""
        before = self.picture()
        self.assertEqual(before[-1], [])
        for number, action in enumerate(actions):
            with self.subTest(number):
                with self.assertRaises(UserError):
                    action()
                    self.env.flush_all()
                self.assertEqual(before, self.picture())

    def users(self):
        """The accounting manager, and the super-user that scheduled actions run as."""
        root = self.env["res.users"].browse(SUPERUSER_ID)
        return [self.env(user=self.boss), self.env(user=root), self.env(su=True)]


class HealthCase(ControlCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.health = cls.env["bank.health.service"]
        cls.cron = cls.env.ref("bank_statement_intelligence.ir_cron_fetch_and_match")
        cls.cron.write({"active": True, "nextcall": fields.Datetime.now()})
        cls.env["bank.import.source"].search([]).active = False
        cls.source = cls.env["bank.import.source"].create(
            {
                "name": "SFTP",
                "url": "sftp://bank.example.com/in",
                "journal_ids": cls.journal.ids,
            }
        )

    @classmethod
    def received(cls, on, number="", journal=None, amount=1.0, **values):
        """Store a statement that came in a file on a day."""
        file = (
            cls.env["bank.import.file"]
            .sudo()
            .create(
                {
                    "name": f"{on}.xml",
                    "content": base64.b64encode(b"x"),
                    "state": "imported",
                    "format": "camt.053",
                    "imported_on": on,
                    "company_id": (journal or cls.journal).company_id.id,
                }
            )
        )
        last = cls.env["account.bank.statement"].search(
            [("journal_id", "=", (journal or cls.journal).id)],
            order="first_line_index desc",
            limit=1,
        )
        return cls.make_statement(
            [(amount, "text of it", on)],
            opening=last.balance_end_real,
            journal=journal or cls.journal,
            import_file_id=file.id,
            bank_statement_number=number,
            **values,
        )

    @classmethod
    def received_daily(cls, until, count=10, **values):
        on = until - timedelta(days=count + 4)
        number = 0
        while on <= until:
            if on.weekday() < 5:
                number += 1
                cls.received(on, f"{number:03d}", **values)
            on += timedelta(days=1)

    def look(self, journal=None, today=TODAY):
        journal = journal or self.journal
        return self.health._get_health(journal, today)[journal.id]

    def codes(self, facts, level=None):
        return {
            one["code"] for one in facts["findings"] if level in (None, one["level"])
        }
