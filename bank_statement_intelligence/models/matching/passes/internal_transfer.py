"""Pass 30: the other side of a transfer between own bank accounts, also in two
currencies; or the open item of a side that was booked alone."""

from odoo import models
from odoo.tools import SQL

from ....engine.matching import transfers
from ....engine.matching.transfers import Side, TransferPair
from ..relations.rows import columns, make

#: days between the two sides when a line names the other account, and when none does
NAMED_DAYS, UNNAMED_DAYS = 7, 3
#: how far the two amounts may be from the day's rate when the bank tells no common one
RATE_BAND = 0.05
#: SQL: both sides have one amount in a currency that both banks tell
EXACT = """(a.currency_id = b.currency_id AND a.minor = -b.minor
            OR a.foreign_currency_id = b.currency_id AND a.foreign_minor = -b.minor
            OR b.foreign_currency_id = a.currency_id AND b.foreign_minor = -a.minor)"""
#: SQL: two currencies, no rate told, an account named, near the day's rate
NEAR = """(a.currency_id <> b.currency_id
           AND (a.other_journal_id IS NOT NULL OR b.other_journal_id IS NOT NULL)
           AND a.foreign_currency_id IS NULL AND b.foreign_currency_id IS NULL
           AND abs(a.balance + b.balance) <= %s * abs(b.balance))"""
#: SQL: the lines with their journals' codes
LINES = SQL(
    "SELECT t.*, journal.code AS journal FROM match_line t "
    "JOIN account_journal journal ON journal.id = t.journal_id"
)
_OF_PAIR = ("named", "exact", "days", "currency_id", "minor", "account_id")


class BankMatcherInternalTransfer(models.AbstractModel):
    _name = "bank.matcher.internal_transfer"
    _inherit = "bank.matcher"
    _description = "Transfer between own accounts"

    _pass_code = "transfer"
    _kind = "transfer"

    def _propose(self, context):
        pairs = [
            TransferPair(
                out=make(Side, "a", row),
                into=make(Side, "b", row),
                **{name: row[name] for name in _OF_PAIR},
            )
            for row in self.env.execute_query_dict(self._statement())
        ]
        return transfers.decide(pairs, self._pass_code)

    def _statement(self) -> SQL:
        """SQL: money out of one journal, the same into another; the common currency
        is the one that is not the company's, if there are two."""
        return SQL(
            """
            SELECT %(out)s, %(into)s, a.named OR b.named AS named, a.exact, a.days,
                   CASE WHEN b.currency_id = company.currency_id
                        THEN a.currency_id ELSE b.currency_id END AS currency_id,
                   CASE WHEN b.currency_id = company.currency_id
                        THEN -a.minor ELSE b.minor END AS minor,
                   company.transfer_account_id AS account_id
              FROM (SELECT a.*, b.id AS other_id, abs(b.day - a.day) AS days,
                           coalesce(a.other_journal_id = b.journal_id, FALSE) AS named,
                           %(exact)s AS exact
                      FROM (%(lines)s) a
                      JOIN match_line b ON b.company_id = a.company_id
                       AND b.journal_id <> a.journal_id
                       AND a.minor < 0 AND b.minor > 0 AND a.is_open AND b.is_open
                       AND abs(b.day - a.day) <= %(days)s
                       AND coalesce(a.other_journal_id, b.journal_id) = b.journal_id
                       AND coalesce(b.other_journal_id, a.journal_id) = a.journal_id
                       AND (%(exact)s OR %(near)s)) a
              JOIN (SELECT *, other_journal_id IS NOT NULL AS named
                      FROM (%(lines)s) line) b ON b.id = a.other_id
              JOIN res_company company ON company.id = a.company_id
             WHERE company.transfer_account_id IS NOT NULL
               AND (a.named OR b.named OR a.days <= %(unnamed_days)s AND a.exact)
          ORDER BY a.id, b.id
            """,
            out=columns(Side, "a"),
            into=columns(Side, "b"),
            lines=LINES,
            exact=SQL(EXACT),
            near=SQL(NEAR, RATE_BAND),
            days=NAMED_DAYS,
            unnamed_days=UNNAMED_DAYS,
        )
