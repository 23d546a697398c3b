"""A company with something on every screen, and people of all rights."""

import base64

from bank_common import IBAN
from camt_files import camt053, entry, statement
from control_common import ClosingCase, day
from rights_common import RightsCase

RULES = ("account.reconcile.model", "bank.combine.rule", "bank.application.rule")
TABLE = b"Dato;A;B;C\n01.03.2026;12,00;1;2\n"


class ScreensCase(RightsCase, ClosingCase):
    """Statements open, closed, empty; lines, rules and files of all states."""

    def setUp(self):
        super().setUp()
        self.fill_lines()
        self.fill_rules()
        self.fill_statements()
        self.nordvik.action_issue_customer_statement()

    def fill_lines(self):
        """Import lines that end as choose, difference, posted, ignored, unresolved."""
        twins = [self.invoice(500), self.invoice(500)]
        paid, short = self.invoice(300), self.invoice(900)
        entries = [
            entry(500, twins[0].partner_id.name),
            entry(300, paid.name),
            entry(890, short.name),
            entry(11, "Nothing known"),
            entry(12, "Ignored"),
        ]
        self.lines |= self.receive("b.xml", camt053(statement(IBAN, entries)))
        self.service._run(self.lines, "post", "api")
        self.pay(self.invoice(77))
        self.api.ignore_lines(self.lines[-1:].ids, "because")
        self.receive("c.xml", b"<Document>")
        self.receive("table.csv", TABLE)

    def receive(self, name, data):
        answer = self.api.import_file(name, base64.b64encode(data).decode())
        return self.env["account.bank.statement.line"].browse(answer["line_ids"])

    def fill_rules(self):
        """Give the company rules of each kind in each state."""
        for model in RULES:
            rule = self.env[model].search([("company_id", "=", self.company.id)])[:1]
            for state, mode in (
                ("tested", "suggest"),
                ("live", "suggest"),
                ("live", "auto"),
                ("suspended", "suggest"),
            ):
                made = rule.copy({"name": f"{state} {mode}"})
                made.action_backtest()
                self.env.flush_all()
                self.env.cr.execute(
                    f"UPDATE {made._table} SET state = %s, mode = %s WHERE id = %s",  # noqa: S608
                    [state, mode, made.id],
                )
        self.env.invalidate_all()

    def fill_statements(self):
        """Make statements as people meet them: closed, ready, unnamed, empty."""
        second = self.journal.copy({"name": "Second bank", "code": "SEC"})
        self.close(self.settled(journal=second, on=day(3, 1)))
        self.settled((5,), opening=350, journal=second, on=day(3, 2))
        made = self.env["account.bank.statement"].sudo()
        made.create({"journal_id": self.journal.id, "balance_end_real": 80})
        made.create({"name": "By accident"})
