"""Pass 30: the other side of a transfer between own bank accounts, also in two
currencies; the open item of a side that was booked alone; or, as long as there is no
other side, the transfer account."""

from odoo import models
from odoo.tools import SQL

from ....engine.matching import transfers
from ....engine.matching.transfers import Alone, Booked, Side, TransferPair
from ..relations.items import OPEN
from ..relations.rows import columns, key_of, make

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

#: open items on the transfer account that another bank's line has left there
_BOOKED = SQL(
    """
    WITH booked AS (
        SELECT %(side)s, item.id AS item_id, amount.minor, journal.code AS journal,
               abs(side.day - item.date) AS days,
               coalesce(side.other_journal_id = item.journal_id, FALSE)
                   OR own.sanitized_acc_number = upper(regexp_replace(
                      line.account_number, '[^0-9A-Za-z]', '', 'g')) AS named
          FROM (%(lines)s) side
          JOIN match_amount amount ON amount.id = side.id
          JOIN res_currency currency ON currency.id = amount.currency_id
          JOIN res_company company ON company.id = side.company_id
          JOIN account_move_line item ON item.company_id = side.company_id
           AND item.account_id = company.transfer_account_id
           AND item.currency_id = amount.currency_id
           AND item.amount_residual_currency
               = amount.minor / 10.0 ^ currency.decimal_places
           AND item.journal_id <> side.journal_id
           AND item.statement_line_id IS NOT NULL AND %(open)s
          JOIN account_bank_statement_line line ON line.id = item.statement_line_id
          JOIN account_journal journal ON journal.id = item.journal_id
          JOIN account_journal here ON here.id = side.journal_id
     LEFT JOIN res_partner_bank own ON own.id = here.bank_account_id
         WHERE side.is_open AND side.minor <> 0
           AND coalesce(side.other_journal_id, item.journal_id) = item.journal_id)
    SELECT * FROM booked
     WHERE days <= CASE WHEN named THEN %(named_days)s ELSE %(unnamed_days)s END
     ORDER BY side_id, item_id
    """,
    side=columns(Side, "side"),
    lines=SIDES,
    open=OPEN,
    named_days=NAMED_DAYS,
    unnamed_days=UNNAMED_DAYS,
)
#: lines that name an account of ours, or – with no account – us ourselves
_ALONE = """
    SELECT %(side)s, company.transfer_account_id AS account_id,
           coalesce(other.code, '') AS journal,
           CASE WHEN other.id IS NULL THEN side.name ELSE '' END AS name
      FROM (%(lines)s) side
      JOIN res_company company ON company.id = side.company_id
       AND company.transfer_account_id IS NOT NULL
      JOIN res_partner partner ON partner.id = company.partner_id
 LEFT JOIN account_journal other ON other.id = side.other_journal_id
     WHERE side.is_open AND side.minor <> 0 AND side.id <> ALL(%(taken)s)
       AND (other.company_id = side.company_id
            OR side.account = '' AND side.name <> ''
               AND %(name)s = %(own_name)s AND EXISTS (
                   SELECT FROM account_journal another
                    WHERE another.company_id = side.company_id
                      AND another.id <> side.journal_id AND another.type = 'bank'))
     ORDER BY side.id
    """


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
        found = transfers.decide(pairs, self._pass_code)
        found += self._propose_booked({proposal.txn_id for proposal in found})
        return found + self._propose_alone({proposal.txn_id for proposal in found})

    def _propose_booked(self, taken: set[int]):
        """Return what settles an item of a side that was booked alone."""
        booked = (
            Booked(
                side=make(Side, "side", row),
                item_id=row["item_id"],
                minor=row["minor"],
                journal=row["journal"],
                named=bool(row["named"]),
                days=row["days"],
            )
            for row in self.env.execute_query_dict(_BOOKED)
            if row["side_id"] not in taken
        )
        return transfers.decide_booked(booked, self._pass_code)

    def _propose_alone(self, taken: set[int]):
        """Return what goes to the transfer account until the other side comes."""
        statement = SQL(
            _ALONE,
            side=columns(Side, "side"),
            lines=SIDES,
            taken=list(taken),
            name=key_of("side.name"),
            own_name=key_of("partner.name"),
        )
        alone = (
            Alone(
                make(Side, "side", row), row["account_id"], row["journal"], row["name"]
            )
            for row in self.env.execute_query_dict(statement)
        )
        return transfers.decide_alone(alone, self._pass_code)
