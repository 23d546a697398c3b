"""The books' side: what can be settled, and the references it carries.

Other rooms and addons fill two tables, each entry ``(self) -> SQL`` that selects ids of
journal items: ``match_candidates`` (items to look at as well) and ``match_claimed``
(items that are promised to a line already).
"""

from odoo.tools import SQL

from ....engine.matching.batches import OpenItem
from ....engine.references.scan import SHAPE_SQL
from ..context import MatchContext
from .documents import DOCUMENT_KINDS
from .rows import key_of

#: SQL: an item that is open; the same words as in the partial indexes
OPEN = SQL(
    "item.parent_state = 'posted' AND item.reconciled IS NOT TRUE "
    "AND item.amount_residual_currency <> 0"
)
#: SQL: how a text may call a document: by the last group of its number, the last two
_TAILS = (
    "ltrim(substring(number FROM '([0-9]+)[^0-9]*$'), '0')",
    "ltrim(regexp_replace(substring(number FROM '([0-9]+[^0-9]{1,2}[0-9]+)[^0-9]*$'), "
    "'[^0-9]', '', 'g'), '0')",
)
#: open items of one amount that are looked at, the oldest; payers' and named ones too
MAX_SAME = 30
PAYABLE = ("asset_receivable", "liability_payable")


#: every candidate that can be settled, as a row of ``match_item``
_FILL = """
    INSERT INTO match_item (id, pool, document_id, journal_id, company_id,
           account_id, partner_id, partner_name, currency_id, minor,
           company_minor, day, due, name, side, is_entry, discount_minor,
           discount_day)
    SELECT item.id,
           CASE WHEN account.account_type = ANY(%(payable)s)
                THEN 'open' ELSE 'outstanding' END,
           item.move_id,
           CASE WHEN account.account_type <> ALL(%(payable)s)
                THEN payment.journal_id END, item.company_id, item.account_id,
           partner.commercial_partner_id, coalesce(partner.complete_name, ''),
           item.currency_id,
           round(item.amount_residual_currency
                 * 10 ^ currency.decimal_places)::bigint,
           round(item.amount_residual * 10 ^ home.decimal_places)::bigint,
           coalesce(move.invoice_date, item.date),
           coalesce(item.date_maturity, item.date),
           coalesce(nullif(move.name, '/'), item.name),
           CASE account.account_type WHEN 'asset_receivable'
                THEN 'customer' ELSE 'vendor' END, move.move_type = 'entry',
           CASE WHEN %(discount)s THEN round(item.discount_amount_currency
                * 10 ^ currency.decimal_places)::bigint END,
           CASE WHEN %(discount)s THEN item.discount_date END
      FROM match_candidate candidate
      JOIN account_move_line item ON item.id = candidate.id
      JOIN account_move move ON move.id = item.move_id
      JOIN account_account account ON account.id = item.account_id
      JOIN res_currency currency ON currency.id = item.currency_id
      JOIN res_currency home ON home.id = item.company_currency_id
 LEFT JOIN account_payment_term term ON term.id = move.invoice_payment_term_id
 LEFT JOIN res_partner partner ON partner.id = item.partner_id
 LEFT JOIN account_payment payment ON payment.id = move.origin_payment_id
     WHERE %(condition)s
    """


def fill_items(context: MatchContext) -> None:
    """Fill ``match_item`` with open items and outstanding payments that may matter."""
    env = context.env
    entries = env["bank.tables"]._get_entries
    candidates = [*_candidates(context), *(e() for e in entries("match_candidates"))]
    # counted before they are joined: the planner cannot guess how few they are
    env.cr.execute(
        SQL("INSERT INTO match_candidate %s", SQL(" UNION ").join(candidates))
    )
    env.cr.execute("ANALYZE match_candidate")
    _fill(context)
    _fill_keys(context)


def _fill(context: MatchContext) -> None:
    """Make items of the candidates, and note which are promised already."""
    env = context.env
    env.cr.execute(
        SQL(
            _FILL,
            payable=list(PAYABLE),
            discount=_has_discount(context),
            condition=_can_be_settled(context),
        )
    )
    for entry in env["bank.tables"]._get_entries("match_claimed"):
        env.cr.execute(
            SQL("UPDATE match_item SET claimed = TRUE WHERE id IN (%s)", entry())
        )


def add_items(context: MatchContext, partner_ids) -> None:
    """Add the open items of more partners to ``match_item``, without their keys."""
    env = context.env
    env.cr.execute("DELETE FROM match_candidate")
    env.cr.execute(
        SQL(
            """INSERT INTO match_candidate
               SELECT item.id FROM account_move_line item
                 JOIN res_partner partner ON partner.id = item.partner_id
                WHERE partner.commercial_partner_id = ANY(%s) AND %s
                  AND NOT EXISTS (SELECT FROM match_item i WHERE i.id = item.id)""",
            list(partner_ids),
            OPEN,
        )
    )
    _fill(context)


def read_open_items(context: MatchContext) -> dict[int, OpenItem]:
    """Return what batches must know of the items; nothing if there is no batch."""
    if not context.has_parts:
        return {}
    context.env.cr.execute(
        "SELECT id, minor, due::text, partner_id, account_id FROM match_item"
    )
    rows = context.env.cr.fetchall()
    return {item_id: OpenItem(*values) for item_id, *values in rows}


def _candidates(context: MatchContext) -> list[SQL]:
    """SQL: ids of items that are named, of a payer, or of the amount; all open ones if
    there are combined lines."""
    of_named = SQL(
        """SELECT item.id FROM match_document doc
             JOIN account_move_line item ON item.move_id = doc.document_id
            WHERE %s""",
        OPEN,
    )
    of_payers = SQL(
        """SELECT item.id
             FROM (SELECT partner_id FROM match_txn
                    UNION SELECT near_partner_id FROM match_txn
                    UNION SELECT unnest(pays_for) FROM match_txn) payer
            CROSS JOIN LATERAL (
                  SELECT partner.id FROM res_partner partner
                   WHERE partner.commercial_partner_id = payer.partner_id
                  OFFSET 0) partner
            CROSS JOIN LATERAL (
                  SELECT item.id FROM account_move_line item
                   WHERE item.partner_id = partner.id AND %s OFFSET 0) item""",
        OPEN,
    )
    found = [of_named, of_payers, *_of_amounts(context)]
    if context.limits.difference:  # asked for by hand: whatever waits for the bank
        found.append(
            SQL(
                """SELECT item.id FROM account_move_line item
                    WHERE %s AND item.company_id = ANY(%s)
                      AND item.account_id = ANY(%s)""",
                OPEN,
                context.company_ids,
                list(context.outstanding_accounts),
            )
        )
    if context.lines.line_group_id:
        found.append(
            SQL(
                """SELECT item.id FROM account_move_line item
                    WHERE %s AND item.company_id = ANY(%s)""",
                OPEN,
                context.company_ids,
            )
        )
    return found


def _of_amounts(context: MatchContext) -> list[SQL]:
    """SQL: ids of items of the lines' amounts. All that wait on outstanding accounts;
    of others the oldest, because many of an amount say nothing."""
    accounts = context.outstanding_accounts
    steps = (
        (SQL("account.id = ANY(%s)", list(accounts)), SQL()),
        (
            SQL(
                "account.account_type = ANY(%s) AND account.id <> ALL(%s)",
                list(PAYABLE),
                list(accounts),
            ),
            SQL("ORDER BY item.date LIMIT %s", MAX_SAME),
        ),
    )
    return [
        SQL(
            """SELECT item.id
                 FROM (SELECT DISTINCT a.currency_id,
                              a.minor / 10.0 ^ currency.decimal_places AS amount
                         FROM match_amount a
                         JOIN res_currency currency ON currency.id = a.currency_id
                      ) wanted
                CROSS JOIN LATERAL (
                      SELECT item.id FROM account_move_line item
                        JOIN account_account account ON account.id = item.account_id
                       WHERE item.amount_residual_currency = wanted.amount
                         AND item.currency_id = wanted.currency_id
                         AND %s AND item.company_id = ANY(%s) AND %s %s
                      OFFSET 0) item""",
            OPEN,
            context.company_ids,
            condition,
            limit,
        )
        for condition, limit in steps
    ]


def _can_be_settled(context: MatchContext) -> SQL:
    """SQL: open items of partners, credits of payments and bank lines included, and
    what waits on outstanding accounts."""
    return SQL(
        """%(open)s AND item.company_id = ANY(%(companies)s)
           AND (account.account_type = ANY(%(payable)s)
                OR account.id = ANY(%(outstanding)s) AND account.reconcile
                AND move.statement_line_id IS NULL)
           AND (move.statement_line_id IS NULL
                OR move.statement_line_id <> ALL(%(lines)s))""",
        open=OPEN,
        companies=context.company_ids,
        payable=list(PAYABLE),
        outstanding=list(context.outstanding_accounts),
        lines=context.lines.ids,
    )


def _has_discount(context: MatchContext) -> SQL:
    """SQL: the terms grant a discount and nothing has been paid yet."""
    return SQL(
        "term.early_discount AND item.discount_date IS NOT NULL "
        "AND item.amount_residual_currency = item.amount_currency "
        "AND move.move_type = ANY(%s)",
        list(context.env["account.move"]._early_payment_discount_move_types()),
    )


_FILL_KEYS = """
    INSERT INTO match_item_key
           (item_id, document_id, kind, key, shape, raw, is_open)
    SELECT item.id, doc.document_id, doc.kind, doc.key, %(shape)s, doc.raw,
           item.reconciled IS NOT TRUE
      FROM match_document doc
      JOIN account_move_line item ON item.move_id = doc.document_id
      JOIN account_account account ON account.id = item.account_id
      JOIN account_move move ON move.id = item.move_id
     WHERE account.account_type = ANY(%(payable)s)
       AND doc.kind = ANY(%(kinds)s)
       AND move.origin_payment_id IS NULL
       AND item.company_id = ANY(%(companies)s)
     UNION ALL
    SELECT i.id, doc.document_id, doc.kind, doc.key, %(shape)s, doc.raw, TRUE
      FROM match_document doc
      JOIN match_item i ON i.document_id = doc.document_id
      JOIN account_move move ON move.id = i.document_id
     WHERE doc.kind <> ALL(%(kinds)s)
       AND (i.pool = 'outstanding'
            OR doc.kind IN ('upr', 'batch') AND move.origin_payment_id IS NULL)
     UNION ALL
    SELECT i.id, i.document_id, 'number', %(label)s, %(label_shape)s,
           item.name, TRUE
      FROM match_item i
      JOIN account_move_line item ON item.id = i.id
     WHERE i.pool = 'open' AND i.is_entry
       AND %(label)s IN (SELECT key FROM match_reference)
     UNION ALL
    SELECT DISTINCT i.id, i.document_id, 'tail', tail, tail, i.name, TRUE
      FROM match_item i
      JOIN account_move move ON move.id = i.document_id
     CROSS JOIN unnest(ARRAY[i.name, move.ref, move.payment_reference]) number
     CROSS JOIN unnest(ARRAY[%(tails)s]) tail
     WHERE EXISTS (SELECT FROM match_reference WHERE source = 'label')
       AND i.pool = 'open' AND tail IN (
           SELECT key FROM match_reference WHERE source = 'label')
"""


def _fill_keys(context: MatchContext) -> None:
    """Fill ``match_item_key``: the references of items that the bank names: of open
    items and paid ones, of payments, the labels of entries by hand, and the ends of
    numbers that the bank calls a document's."""
    context.env.cr.execute(
        SQL(
            _FILL_KEYS,
            shape=SQL(SHAPE_SQL.format("doc.raw")),
            payable=list(PAYABLE),
            kinds=list(DOCUMENT_KINDS),
            companies=context.company_ids,
            tails=SQL(", ").join(map(SQL, _TAILS)),
            label=key_of("item.name"),
            label_shape=SQL(SHAPE_SQL.format("item.name")),
        )
    )
    context.env.cr.execute("SELECT DISTINCT kind FROM match_item_key")
    context.key_kinds = frozenset(kind for (kind,) in context.env.cr.fetchall())
