"""The temporary relations that every pass reads.

Built once per run by a fixed number of statements, dropped with the transaction. They
hold integers of the currency's smallest unit, so that amounts compare exactly. Only
what can matter for the bank lines is collected: items that a text names, items of the
payers, items of the amounts – through indexes, whatever the number of open items.

Example (``tests/matching/test_relations.py`` shows that it is true). Five lines wait,
A to E; E is a batch of two payments. Six items are open, i1 to i6; i5 is the payment of
INV/2026/00004, registered before the bank sent it. The customer of i1, i2 and i6 is
Nordvik Handel, of the others Fjord Fisk, who is our vendor too::

    A  1,000.00  Takk INV/2026/00001          i1  1,000.00  INV/2026/00001
    B     75.00  KID 1234567897               i2    250.00  INV/2026/00002
    C   -600.00  F-77881                      i3    400.00  INV/2026/00003
    D    500.00  Betaling INV/2026/00004      i4   -600.00  BILL/2026/03/0001, F-77881
    E    650.00  Samlepost 2 bet              i5    500.00  PBNK1/2026/00001
       E1  250.00  from Nordvik Handel AS     i6     75.00  INV/2026/00005, 1234567897
       E2  400.00  document INV/2026/00003

``match_txn`` has a row per line and per payment of the batch, with what is known of the
payer. ``match_line`` is the same without E1 and E2::

    txn  line   minor   partner_how  partner_name
    A    A     100000   -            -
    B    B       7500   -            -
    C    C     -60000   -            -
    D    D      50000   -            -
    E    E      65000   -            -
    E1   E      25000   name_full    Nordvik Handel AS
    E2   E      40000   -            -

``match_reference`` has every number that could be meant, as a key without separators;
many mean nothing (A names ``TAKKINV202600001`` as well). Those that a document has::

    txn  key            source    checked
    A    INV202600001   text      no
    B    1234567897     payment_label  yes    its check digits are right
    C    F77881         text      no
    D    INV202600004   text      no
    E2   INV202600003   document  no

``match_document`` has the documents of those keys, open or paid, and what paid them;
``match_prefix`` how our numbers begin (``INV2026``): a text that names INV/2026/00099
means a document of ours, even if there is none::

    document            kind          key
    INV/2026/00001      number        INV202600001
    INV/2026/00001      payment_id    INV202600001
    INV/2026/00003      number        INV202600003
    INV/2026/00003      payment_id    INV202600003
    INV/2026/00004      number        INV202600004
    INV/2026/00004      payment_id    INV202600004
    INV/2026/00005      payment_id    1234567897
    BILL/2026/03/0001   vendor_ref    F77881
    PBNK1/2026/00001    paid          INV202600004
    PBNK1/2026/00001    payment_memo  INV202600004

``match_item`` has what can be settled: named, of a payer, or of the amount. i2 is there
because Nordvik paid E1, and because of its amount::

    item  pool         document            side      minor    partner_name
    i1    open         INV/2026/00001      customer  100000   Nordvik Handel AS
    i2    open         INV/2026/00002      customer   25000   Nordvik Handel AS
    i3    open         INV/2026/00003      customer   40000   Fjord Fisk AS
    i4    open         BILL/2026/03/0001   vendor    -60000   Fjord Fisk AS
    i5    outstanding  PBNK1/2026/00001    vendor     50000   Fjord Fisk AS
    i6    open         INV/2026/00005      customer    7500   Nordvik Handel AS

``match_item_key`` joins both sides. A paid item is there too, so that a text that names
it is known to mean it::

    item  kind          key            is_open
    i1    number        INV202600001   yes
    i1    payment_id    INV202600001   yes
    i3    number        INV202600003   yes
    i3    payment_id    INV202600003   yes
    i4    vendor_ref    F77881         yes
    i5    paid          INV202600004   yes
    i5    payment_memo  INV202600004   yes
    i6    payment_id    1234567897     yes
    paid  number        INV202600004   no
    paid  payment_id    INV202600004   no

What the passes make of them, in their order; each takes its lines and items out of the
pool of the later ones. E is proved because E1 (partner and amount) and E2 (document
number) are::

    line  pass            tier  items
    D     paid_item       T1    i5       the payment, not the invoice that it paid
    B     payment_id      T1    i6
    A     document        T1    i1
    C     document        T1    i4
    E     partner_amount  T3    i2, i3
"""

from odoo import api, models

from ..context import MatchContext
from .documents import fill_documents
from .items import fill_items
from .payers import fill_payers
from .references import fill_references
from .transactions import fill_transactions

_TABLES = """
DROP VIEW IF EXISTS pg_temp.match_line, pg_temp.match_amount;
DROP TABLE IF EXISTS pg_temp.match_txn, pg_temp.match_reference,
    pg_temp.match_document, pg_temp.match_prefix, pg_temp.match_item,
    pg_temp.match_item_key, pg_temp.match_key, pg_temp.match_candidate;
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
CREATE TEMP VIEW match_amount AS
    SELECT id, currency_id, minor FROM match_txn
     UNION ALL
    SELECT id, foreign_currency_id, foreign_minor FROM match_txn
     WHERE foreign_currency_id <> currency_id;
CREATE TEMP TABLE match_reference (
    txn_id int, key text, shape text, raw text, source text, loose boolean,
    checked boolean, labelled boolean, field text, detail_id int, first int, last int
) ON COMMIT DROP;
CREATE TEMP TABLE match_key (key text) ON COMMIT DROP;
CREATE TEMP TABLE match_candidate (id int) ON COMMIT DROP;
CREATE TEMP TABLE match_document (
    document_id int, kind text, key text, raw text
) ON COMMIT DROP;
CREATE TEMP TABLE match_prefix (prefix text) ON COMMIT DROP;
CREATE TEMP TABLE match_item (
    id int PRIMARY KEY, pool text, document_id int, journal_id int, company_id int,
    account_id int, partner_id int, partner_name text, currency_id int, minor bigint,
    company_minor bigint, day date, due date, name text, side text,
    is_entry boolean, discount_minor bigint, discount_day date,
    claimed boolean NOT NULL DEFAULT FALSE
) ON COMMIT DROP;
CREATE TEMP TABLE match_item_key (
    item_id int, document_id int, kind text, key text, shape text, raw text,
    is_open boolean
) ON COMMIT DROP;
"""
_INDEXES = """
CREATE INDEX ON match_reference (txn_id);
CREATE INDEX ON match_item (currency_id, minor, day);
CREATE INDEX ON match_item (partner_id);
CREATE INDEX ON match_item_key (key);
ANALYZE match_txn; ANALYZE match_item; ANALYZE match_item_key;
"""


class BankMatchRelations(models.AbstractModel):
    _name = "bank.match.relations"
    _description = "Temporary Relations of a Matching Run"

    @api.model
    def _fill(self, context: MatchContext) -> None:
        """Fill the relations for the lines of a run.

        Rooms above and other addons fill the table ``match_payers`` with ``(self,
        context)``: what they know of payers, and what their passes need, before the
        items of the payers are collected.
        """
        self.env.flush_all()
        self.env.cr.execute(_TABLES)
        fill_transactions(context)
        fill_references(context)
        fill_payers(context)
        for entry in self.env["bank.tables"]._get_entries("match_payers"):
            entry(context)
        fill_documents(context)
        fill_items(context)
        self.env.cr.execute(_INDEXES)
