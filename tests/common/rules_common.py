"""Words for tests of rules."""

from bank_common import DAY, BankMatchCommon

from odoo.fields import Command


def condition(value, operator="word", **values):
    return Command.create({"value": value, "operator": operator, **values})


class RulesCommon(BankMatchCommon):
    @classmethod
    def rule(cls, *conditions, account=None, live=True, **values):
        """Create a matching rule on these texts that posts to the expense account."""
        account = account or cls.expense
        return cls.env["account.reconcile.model"].create(
            {
                "name": "Fees",
                "state": "live" if live else "draft",
                "company_id": cls.company.id,
                "condition_ids": [
                    condition(c) if isinstance(c, str) else c for c in conditions
                ],
                "line_ids": [Command.create({"account_id": account.id})],
                **values,
            }
        )

    @classmethod
    def application(cls, *conditions, partner=None, live=True, **values):
        return cls.env["bank.application.rule"].create(
            {
                "name": "Payer",
                "state": "live" if live else "draft",
                "company_id": cls.company.id,
                "partner_id": (partner or cls.nordvik).id,
                "condition_ids": [
                    condition(c) if isinstance(c, str) else c for c in conditions
                ],
                **values,
            }
        )

    @classmethod
    def combine(cls, *conditions, live=True, **values):
        return cls.env["bank.combine.rule"].create(
            {
                "name": "Cards",
                "state": "live" if live else "draft",
                "company_id": cls.company.id,
                "condition_ids": [
                    condition(c) if isinstance(c, str) else c for c in conditions
                ],
                **values,
            }
        )

    def post_by_hand(self, line, account):
        """Post a line to an account as a person does, without any rule."""
        _liquidity, suspense, _others = line._seek_for_lines()
        suspense.account_id = account

    def booked(self, lines, account):
        """Return what was posted to an account for these lines."""
        items = lines.move_id.line_ids.filtered(lambda i: i.account_id == account)
        return sum(items.mapped("balance"))


class CombineCommon(RulesCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.clearing = cls.env["account.account"].create(
            {
                "name": "Cards on the way",
                "code": "191500",
                "account_type": "asset_current",
                "reconcile": True,
            }
        )

    def sale(self, amount, day=DAY):
        """Book card sales of a day to the clearing account; return its item."""
        move = self.env["account.move"].create(
            {
                "date": day,
                "journal_id": self.company_data["default_journal_misc"].id,
                "line_ids": [
                    Command.create({"account_id": self.clearing.id, "balance": amount}),
                    Command.create({"account_id": self.revenue.id, "balance": -amount}),
                ],
            }
        )
        move.action_post()
        return move.line_ids.filtered(lambda i: i.account_id == self.clearing)

    def cards(self, *amounts, terminal="4015711", day=DAY):
        lines = self.env["account.bank.statement.line"]
        for number, amount in enumerate(amounts):
            lines |= self.line(amount, f"DKFLCS {terminal} {number}", day)
        return lines

    def facts(self, lines):
        return lines.read(
            ["amount", "payment_ref", "partner_id", "date", "match_state"]
        )
