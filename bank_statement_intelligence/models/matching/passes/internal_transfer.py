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
#: lines as sides of a transfer (``Side``)
SIDES = SQL(
    """
    SELECT t.*, journal.code AS journal,
           t.account <> '' AND t.other_journal_id IS NULL
               AND upper(regexp_replace(t.account, '[^0-9A-Za-z]', '', 'g'))
                   IS DISTINCT FROM own.sanitized_acc_number AS is_foreign
      FROM match_line t
      JOIN account_journal journal ON journal.id = t.journal_id
      LEFT JOIN res_partner_bank own ON own.id = journal.bank_account_id
    """
)
#: money out of one journal, the same into another: one amount in a currency that both
#: banks tell, or – an account named, no rate told – two near the day's rate. The common
#: currency is the one that is not the company's, if there are two.
_STATEMENT = SQL(
    """
    WITH pair AS (
        SELECT %(a)s, %(b)s, company.transfer_account_id AS account_id,
               abs(b.day - a.day) AS days,
               a.other_journal_id IS NOT NULL OR b.other_journal_id IS NOT NULL
                   AS named,
               coalesce(
                   a.currency_id = b.currency_id AND a.minor = -b.minor
                   OR a.foreign_currency_id = b.currency_id
                      AND a.foreign_minor = -b.minor
                   OR b.foreign_currency_id = a.currency_id
                      AND b.foreign_minor = -a.minor, FALSE) AS exact,
               a.currency_id <> b.currency_id
                   AND a.foreign_currency_id IS NULL AND b.foreign_currency_id IS NULL
                   AND abs(a.balance + b.balance) <= %(band)s * abs(b.balance) AS near,
               CASE WHEN b.currency_id = company.currency_id
                    THEN a.currency_id ELSE b.currency_id END AS currency_id,
               CASE WHEN b.currency_id = company.currency_id
                    THEN -a.minor ELSE b.minor END AS minor
          FROM (%(lines)s) a
          JOIN (%(lines)s) b ON b.company_id = a.company_id
           AND b.journal_id <> a.journal_id
           AND a.minor < 0 AND b.minor > 0 AND a.is_open AND b.is_open
           AND abs(b.day - a.day) <= %(named_days)s
           AND coalesce(a.other_journal_id, b.journal_id) = b.journal_id
           AND coalesce(b.other_journal_id, a.journal_id) = a.journal_id
          JOIN res_company company ON company.id = a.company_id
           AND company.transfer_account_id IS NOT NULL)
    SELECT * FROM pair
     WHERE named AND (exact OR near) OR exact AND days <= %(unnamed_days)s
     ORDER BY a_id, b_id
    """,
    a=columns(Side, "a"),
    b=columns(Side, "b"),
    lines=SIDES,
    band=RATE_BAND,
    named_days=NAMED_DAYS,
    unnamed_days=UNNAMED_DAYS,
)


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
                named=row["named"],
                exact=row["exact"],
                days=row["days"],
                currency_id=row["currency_id"],
                minor=row["minor"],
                account_id=row["account_id"],
            )
            for row in self.env.execute_query_dict(_STATEMENT)
        ]
        return transfers.decide(pairs, self._pass_code)
