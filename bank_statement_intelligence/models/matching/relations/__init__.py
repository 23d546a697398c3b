"""The temporary relations that every pass reads.

Built once per run by a fixed number of statements, dropped with the transaction. They
hold integers of the currency's smallest unit, so that amounts compare exactly. Only
what can matter for the bank lines is collected: items that a text names, items of the
payers, items of the amounts – through indexes, whatever the number of open items.

EXAMPLE
"""

from ..context import MatchContext
from .documents import fill_documents
from .items import fill_items
from .payers import fill_payers
from .references import fill_references
from .transactions import fill_transactions

_TABLES = """
DROP VIEW IF EXISTS pg_temp.match_line;
DROP TABLE IF EXISTS pg_temp.match_txn, pg_temp.match_reference,
    pg_temp.match_document, pg_temp.match_prefix, pg_temp.match_item,
    pg_temp.match_item_key;
CREATE TEMP TABLE match_txn (
    id int PRIMARY KEY, line_id int, detail_id int, has_parts boolean DEFAULT FALSE,
    company_id int, company_ids int[], journal_id int, currency_id int, minor bigint,
    foreign_currency_id int, foreign_minor bigint, charges bigint DEFAULT 0,
    balance numeric, day date, day_window int, text text, account text, name text,
    reversal boolean DEFAULT FALSE, other_journal_id int, partner_id int,
    partner_how text DEFAULT '', partner_name text DEFAULT '', near_partner_id int,
    pays_for int[] DEFAULT '{}', account_differs boolean DEFAULT FALSE,
    is_open boolean NOT NULL DEFAULT TRUE
) ON COMMIT DROP;
CREATE TEMP VIEW match_line AS SELECT * FROM match_txn WHERE detail_id IS NULL;
CREATE TEMP TABLE match_reference (
    txn_id int, key text, shape text, raw text, source text, loose boolean,
    checked boolean, labelled boolean, field text, detail_id int, first int, last int
) ON COMMIT DROP;
CREATE TEMP TABLE match_document (
    document_id int, kind text, key text, raw text
) ON COMMIT DROP;
CREATE TEMP TABLE match_prefix (prefix text) ON COMMIT DROP;
CREATE TEMP TABLE match_item (
    id int PRIMARY KEY, pool text, document_id int, journal_id int, company_id int,
    account_id int, partner_id int, partner_name text, currency_id int, minor bigint,
    company_minor bigint, day date, due date, name text, side text,
    discount_minor bigint, discount_day date, claimed boolean NOT NULL DEFAULT FALSE
) ON COMMIT DROP;
CREATE TEMP TABLE match_item_key (
    item_id int, document_id int, kind text, key text, shape text, raw text,
    is_open boolean
) ON COMMIT DROP;
"""
_INDEXES = """
CREATE INDEX ON match_reference (txn_id);
CREATE INDEX ON match_item (minor);
CREATE INDEX ON match_item (partner_id);
CREATE INDEX ON match_item_key (key);
ANALYZE match_txn; ANALYZE match_item; ANALYZE match_item_key;
"""


def fill_relations(context: MatchContext) -> None:
    """Fill the relations for the lines of a run.

    Rooms above and other addons fill the table ``match_payers`` with ``(self,
    context)``: what they know of payers, and what their passes need, before the items
    of the payers are collected.
    """
    env = context.env
    env.flush_all()
    env.cr.execute(_TABLES)
    fill_transactions(context)
    fill_references(context)
    fill_payers(context)
    for entry in env["bank.tables"]._get_entries("match_payers"):
        entry(context)
    fill_documents(context)
    fill_items(context)
    env.cr.execute(_INDEXES)
