"""A small company with a bank journal, and words for what tests need."""

import base64
from datetime import date

from books import assert_books
from kept_books import KeptBooks

from odoo.fields import Command
from odoo.tests import tagged

DAY = date(2026, 3, 10)
IBAN = "NO9386011117947"


def snapshot(env, moves):
    """Return every number of the ledger that posting may change."""
    env.flush_all()
    env.cr.execute(
        """
        SELECT move.id, item.account_id, item.partner_id, item.currency_id,
               sum(item.balance), sum(item.amount_currency), sum(item.amount_residual),
               sum(item.amount_residual_currency), bool_and(item.reconciled),
               move.payment_state, count(*)
          FROM account_move_line item JOIN account_move move ON move.id = item.move_id
         WHERE move.id = ANY(%s)
      GROUP BY 1, 2, 3, 4, move.payment_state ORDER BY 1, 2, 3, 4
        """,
        [moves.ids],
    )
    return env.cr.fetchall()


@tagged("post_install", "-at_install")
class BankMatchCommon(KeptBooks):
    """Base of all tests with a database. Amounts are in the company's currency."""

    #: set by a test that changes the books by SQL, to see it noticed
    books_are_falsified = False

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.user.group_ids |= cls.env.ref(
            "bank_statement_intelligence.group_bank_manager"
        )
        cls.company = cls.company_data["company"]
        cls.currency = cls.company.currency_id
        cls.journal = cls.company_data["default_journal_bank"]
        cls.journal.bank_acc_number = IBAN
        cls.receivable = cls.company_data["default_account_receivable"]
        cls.payable = cls.company_data["default_account_payable"]
        cls.revenue = cls.company_data["default_account_revenue"]
        cls.expense = cls.company_data["default_account_expense"]
        cls.suspense = cls.journal.suspense_account_id
        cls.nordvik = cls.new_partner("Nordvik Handel AS")
        cls.fjord = cls.new_partner("Fjord Fisk AS")
        cls.api = cls.env["bank.statement.api"]
        cls.service = cls.env["bank.match.service"]

    def tearDown(self):
        """The books add up after every test that does not falsify them itself."""
        if not self.env.cr.closed and not self.books_are_falsified:
            assert_books(self)
        super().tearDown()

    # -- books ------------------------------------------------------------------------

    @classmethod
    def new_partner(cls, name, account=None, **values):
        partner = cls.env["res.partner"].create(
            {"name": name, "is_company": True, **values}
        )
        if account:
            cls.env["res.partner.bank"].create(
                {"acc_number": account, "partner_id": partner.id}
            )
        return partner

    @classmethod
    def document(cls, move_type, amount, partner=None, day=DAY, **values):
        """Create and post an invoice, bill or refund of this total."""
        account = cls.revenue if move_type.startswith("out") else cls.expense
        move = cls.env["account.move"].create(
            {
                "move_type": move_type,
                "partner_id": (partner or cls.nordvik).id,
                "invoice_date": day,
                "date": day,
                "invoice_line_ids": [
                    Command.create(
                        {
                            "name": "Service",
                            "quantity": 1,
                            "price_unit": amount,
                            "account_id": account.id,
                            "tax_ids": [],
                        }
                    )
                ],
                **values,
            }
        )
        move.action_post()
        return move

    @classmethod
    def invoice(cls, amount, partner=None, **values):
        return cls.document("out_invoice", amount, partner, **values)

    @classmethod
    def bill(cls, amount, partner=None, **values):
        return cls.document("in_invoice", amount, partner, **values)

    @classmethod
    def pay(cls, move, amount=None, day=DAY):
        """Register a payment of an invoice or bill; return the payment."""
        wizard = (
            cls.env["account.payment.register"]
            .with_context(active_model="account.move", active_ids=move.ids)
            .create(
                {
                    "journal_id": cls.journal.id,
                    "payment_date": day,
                    **({"amount": amount} if amount else {}),
                }
            )
        )
        return wizard._create_payments()

    def item(self, move):
        """Return the receivable or payable item of a document."""
        return move.line_ids.filtered(
            lambda line: (
                line.account_id.account_type
                in ("asset_receivable", "liability_payable")
            )
        )

    # -- bank -------------------------------------------------------------------------

    @classmethod
    def line(cls, amount, text="/", day=DAY, **values):
        """Create a bank line as an import would."""
        lines = cls.env["account.bank.statement.line"].sudo()
        return lines.create(
            {
                "journal_id": cls.journal.id,
                "date": day,
                "amount": amount,
                "payment_ref": text,
                **values,
            }
        ).sudo(cls.env.su)

    def run_matching(self, lines, mode="propose", trigger="api"):
        return self.service._run(lines, mode, trigger)

    def open_proposals(self, line):
        return line.match_proposal_ids.filtered(
            lambda p: p.state in ("proposed", "tie", "approved")
        )

    def import_bytes(self, data, name="file.xml", **values):
        content = base64.b64encode(data).decode()
        return self.api.import_file(name, content, **values)

    # -- checks -----------------------------------------------------------------------

    def assert_state(self, line, state):
        self.assertEqual(line.match_state, state, self.explain(line))

    def assert_settles(self, line, *moves):
        """The line is reconciled with exactly these documents, and nothing is left."""
        self.assert_state(line, "reconciled")
        _liquidity, suspense, others = line._seek_for_lines()
        self.assertFalse(suspense)
        matched = others._all_reconciled_lines().move_id - line.move_id
        self.assertEqual(matched, self.env["account.move"].union(*moves))

    def assert_untouched(self, line):
        """Nothing was posted for the line."""
        _liquidity, suspense, others = line._seek_for_lines()
        self.assertTrue(suspense, self.explain(line))
        self.assertFalse(others)

    def explain(self, line):
        return "\n".join(
            f"{p.state} {p.pass_code} T{p.tier} {p.counterpart_summary} "
            f"{p.difference} | {p.evidence_summary} | {p.error_message or ''}"
            for p in line.match_proposal_ids
        )
