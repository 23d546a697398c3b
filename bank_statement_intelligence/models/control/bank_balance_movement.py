"""What moves the bank's balance and what moves the books'.

One definition for the register, the façade, the charts and the reports. Each row is one
movement on one day:

* ``bank``: what the bank says. A posted bank line; where statements begin (`opening`),
  do not follow on each other (``gap``) or do not add up (``incomplete``), the rest.
  Their sum up to the end of a statement is its closing balance. A statement without
  entries that came last and tells another balance is a ``gap`` too.
* ``ledger``: a posted item on the bank's account, in whatever journal.
* ``suspense``: a posted item of the journal on its suspense account.
* ``outstanding``: a posted item of the journal on an account where payments wait, and
  what an entry of another journal cleared of it.

``amount`` is in the currency of the journal, ``company_amount`` in the company's.
"""

from odoo import fields, models
from odoo.tools import SQL

from ..lines.actions import form_action
from ..lines.constants import BANK_JOURNAL_TYPES
from ..lines.rights import needs

KINDS = [
    ("bank", "Bank"),
    ("ledger", "Ledger"),
    ("suspense", "Suspense"),
    ("outstanding", "Outstanding"),
]
CAUSES = [
    ("line", "Bank Line"),
    ("opening", "Opening Balance"),
    ("gap", "Gap between Statements"),
    ("incomplete", "Lines do not Add Up"),
    ("item", "Journal Item"),
]

JOURNALS = SQL(
    """
    bank AS (
        SELECT j.id, j.default_account_id, j.suspense_account_id, j.company_id,
               to_char(j.bank_start_date, 'YYYYMMDD') AS start,
               c.currency_id AS company_currency_id, c.parent_path,
               COALESCE(j.currency_id, c.currency_id) AS currency_id
          FROM account_journal j
          JOIN res_company c ON c.id = j.company_id
         WHERE j.type IN %s
    )""",
    BANK_JOURNAL_TYPES,
)

_LINES = SQL(
    """
    SELECT l.id::bigint * 9 AS id, 'bank' AS kind, 'line' AS cause,
           b.id AS journal_id, b.company_id, b.currency_id, b.company_currency_id,
           m.date, l.amount, NULL::numeric AS company_amount,
           l.statement_id, l.id AS statement_line_id, m.id AS move_id,
           NULL::integer AS imported_statement_id
      FROM bank b
      JOIN account_bank_statement_line l ON l.journal_id = b.id
      JOIN account_move m ON m.id = l.move_id AND m.state = 'posted'"""
)

# the rest at the first line of a statement and after its last one; where bank matching
# starts anew, the opening entry stands for what lies between: that is no gap
_STATEMENTS = SQL(
    """
    SELECT s.id::bigint * 9 + 1 + part.number, 'bank', part.cause,
           b.id, b.company_id, b.currency_id, b.company_currency_id,
           part.date, part.amount, NULL::numeric, s.id, NULL::integer, NULL::integer,
           NULL::integer
      FROM bank b
      JOIN (
        SELECT st.id, st.journal_id, st.date, st.balance_start, st.balance_end,
               st.balance_end_real, st.first_line_index,
               LAG(st.first_line_index) OVER w AS previous_index,
               LAG(st.balance_end_real) OVER w AS previous_end
          FROM account_bank_statement st
         WHERE st.first_line_index IS NOT NULL
        WINDOW w AS (PARTITION BY st.journal_id ORDER BY st.first_line_index)
           ) s ON s.journal_id = b.id
     CROSS JOIN LATERAL (
        SELECT 0 AS number,
               CASE WHEN s.previous_index IS NULL
                      OR s.previous_index < b.start AND s.first_line_index >= b.start
                    THEN 'opening' ELSE 'gap' END AS cause,
               to_date(left(s.first_line_index, 8), 'YYYYMMDD') AS date,
               COALESCE(s.balance_start, 0) - COALESCE(s.previous_end, 0) - COALESCE((
                   SELECT SUM(o.amount)
                     FROM account_bank_statement_line o
                     JOIN account_move om ON om.id = o.move_id AND om.state = 'posted'
                    WHERE o.statement_id IS NULL AND o.journal_id = s.journal_id
                      AND o.internal_index < s.first_line_index
                      AND o.internal_index > COALESCE(s.previous_index, '')
               ), 0) AS amount
         UNION ALL
        SELECT 1, 'incomplete',
               COALESCE(s.date, to_date(left(s.first_line_index, 8), 'YYYYMMDD')),
               COALESCE(s.balance_end_real, 0) - COALESCE(s.balance_end, 0)
           ) part
     WHERE part.amount <> 0"""
)

# the last word of the bank: a statement without entries after all that have some. What
# has entries and comes later proves the balance itself
_SILENT = SQL(
    """
    SELECT told.id::bigint * 9 + 8, 'bank', 'gap',
           b.id, b.company_id, b.currency_id, b.company_currency_id,
           told.last_day, told.opening - last.balance_end_real - COALESCE(loose.sum, 0),
           NULL::numeric, NULL::integer, NULL::integer, NULL::integer, told.id
      FROM bank b
     CROSS JOIN LATERAL (
        SELECT st.first_line_index, st.balance_end_real
          FROM account_bank_statement st
         WHERE st.journal_id = b.id AND st.first_line_index IS NOT NULL
      ORDER BY st.first_line_index DESC LIMIT 1
           ) last
     CROSS JOIN LATERAL (
        SELECT r.id, r.last_day, r.opening
          FROM bank_imported_statement r
         WHERE r.journal_id = b.id AND r.entry_count = 0 AND r.has_balances
           AND NOT EXISTS (SELECT FROM account_bank_statement later
                            WHERE later.journal_id = b.id
                              AND later.first_line_index IS NOT NULL
                              AND later.date >= r.last_day)
      ORDER BY r.last_day DESC, r.id DESC LIMIT 1
           ) told
     CROSS JOIN LATERAL (
        SELECT SUM(o.amount) AS sum
          FROM account_bank_statement_line o
          JOIN account_move om ON om.id = o.move_id AND om.state = 'posted'
         WHERE o.statement_id IS NULL AND o.journal_id = b.id
           AND o.internal_index > last.first_line_index AND om.date <= told.last_day
           ) loose
     WHERE (b.start IS NULL OR last.first_line_index >= b.start)
       AND ABS(told.opening - last.balance_end_real - COALESCE(loose.sum, 0)) > 0.00001
    """
)


def _items(place: int, kind: str, source: SQL, third=None) -> SQL:
    """Return posted journal items as movements of one kind.

    Args:
        place: keeps their ids apart from those of other kinds.
        kind: one of ``KINDS``.
        source: joins items ``i`` with their ``bank``, ``b``.
        third: amount of items that are neither in the journal's currency nor in a
            journal of the company's.
    """
    return SQL(
        """
    SELECT i.id::bigint * 9 + %(place)s, %(kind)s, 'item',
           b.id, b.company_id, b.currency_id, b.company_currency_id,
           i.date,
           CASE WHEN b.currency_id = b.company_currency_id THEN i.balance
                WHEN i.currency_id = b.currency_id THEN i.amount_currency
                ELSE %(third)s END,
           i.balance, l.statement_id, i.statement_line_id, i.move_id, NULL::integer
      FROM bank b
      %(source)s
      LEFT JOIN account_bank_statement_line l ON l.id = i.statement_line_id
     WHERE i.parent_state = 'posted'""",
        place=place,
        kind=kind,
        source=source,
        third=third or SQL("0"),
    )


_LEDGER = _items(
    3,
    "ledger",
    SQL(
        """
      JOIN account_move_line i ON i.account_id = b.default_account_id
      JOIN res_company ic ON ic.id = i.company_id
       AND starts_with(ic.parent_path, b.parent_path)"""
    ),
)
# a bank line in a third currency: its suspense item at the line's own rate
_SUSPENSE = _items(
    4,
    "suspense",
    SQL(
        """
      JOIN account_move_line i ON i.account_id = b.suspense_account_id
       AND i.journal_id = b.id"""
    ),
    SQL(
        """CASE WHEN l.amount_currency <> 0
                THEN i.amount_currency * l.amount / l.amount_currency ELSE 0 END"""
    ),
)
WAITING = SQL(
    """
      JOIN (
        SELECT journal_id, payment_account_id AS account_id
          FROM account_payment_method_line WHERE payment_account_id IS NOT NULL
         UNION
        SELECT journal_id, outstanding_account_id
          FROM account_payment WHERE outstanding_account_id IS NOT NULL
           ) waiting ON waiting.journal_id = b.id
       AND waiting.account_id <> b.default_account_id
      JOIN account_move_line i ON i.account_id = waiting.account_id
       AND i.journal_id = b.id"""
)
_OUTSTANDING = _items(5, "outstanding", WAITING)
# what is reconciled with an entry of another journal waits no longer
_CLEARED = SQL(
    """
    SELECT p.id::bigint * 9 + side.place, 'outstanding', 'item',
           b.id, b.company_id, b.currency_id, b.company_currency_id,
           p.max_date,
           side.sign * CASE WHEN b.currency_id = b.company_currency_id THEN p.amount
                            WHEN i.currency_id = b.currency_id THEN side.amount
                            ELSE 0 END,
           side.sign * p.amount, NULL::integer, NULL::integer, other.move_id,
           NULL::integer
      FROM bank b
      %s
      JOIN account_partial_reconcile p ON i.id IN (p.debit_move_id, p.credit_move_id)
     CROSS JOIN LATERAL (
        SELECT 6 AS place, -1 AS sign, p.debit_amount_currency AS amount,
               p.credit_move_id AS other_id
         WHERE p.debit_move_id = i.id
         UNION ALL
        SELECT 7, 1, p.credit_amount_currency, p.debit_move_id
         WHERE p.credit_move_id = i.id
           ) side
      JOIN account_move_line other ON other.id = side.other_id
       AND other.journal_id <> b.id
     WHERE i.parent_state = 'posted'""",
    WAITING,
)

#: all movements, as a relation for ``FROM``
MOVEMENTS = SQL(
    "WITH %s %s",
    JOURNALS,
    SQL(" UNION ALL ").join(
        (_LINES, _STATEMENTS, _SILENT, _LEDGER, _SUSPENSE, _OUTSTANDING, _CLEARED)
    ),
)

#: what has to be written before the movements are read
DEPENDS = {
    "account.bank.statement": (
        "journal_id date balance_start balance_end balance_end_real first_line_index"
    ).split(),
    "bank.imported.statement": (
        "journal_id entry_count has_balances last_day opening"
    ).split(),
    "account.bank.statement.line": (
        "journal_id move_id statement_id amount amount_currency internal_index"
    ).split(),
    "account.move": ["state", "date"],
    "account.move.line": (
        "account_id journal_id parent_state date balance amount_currency currency_id "
        "statement_line_id"
    ).split(),
    "account.journal": (
        "type default_account_id suspense_account_id currency_id company_id "
        "bank_start_date"
    ).split(),
    "account.partial.reconcile": (
        "debit_move_id credit_move_id amount debit_amount_currency "
        "credit_amount_currency max_date"
    ).split(),
    "account.payment": ["journal_id", "outstanding_account_id"],
    "account.payment.method.line": ["journal_id", "payment_account_id"],
}


class BankBalanceMovement(models.Model):
    _name = "bank.balance.movement"
    _description = "Movement of Bank and Ledger"
    _auto = False
    _order = "date desc, id desc"
    _depends = DEPENDS

    kind = fields.Selection(KINDS, readonly=True)
    cause = fields.Selection(CAUSES, readonly=True)
    journal_id = fields.Many2one("account.journal", "Bank Account", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one("res.currency", "Journal Currency", readonly=True)
    company_currency_id = fields.Many2one("res.currency", readonly=True)
    date = fields.Date(readonly=True)
    amount = fields.Monetary(readonly=True)
    company_amount = fields.Monetary(
        "Amount in Company Currency",
        currency_field="company_currency_id",
        readonly=True,
    )
    statement_id = fields.Many2one("account.bank.statement", readonly=True)
    statement_line_id = fields.Many2one(
        "account.bank.statement.line", "Bank Line", readonly=True
    )
    move_id = fields.Many2one("account.move", "Entry", readonly=True)
    imported_statement_id = fields.Many2one("bank.imported.statement", readonly=True)

    @property
    def _table_query(self):
        return MOVEMENTS

    @needs("reader")
    def action_open(self):
        """Open the bank line or entry behind the movement, else its statement."""
        self.ensure_one()
        record = self.move_id or self.statement_id
        return form_action(record) if record else False
