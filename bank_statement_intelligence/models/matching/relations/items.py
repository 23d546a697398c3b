"""The books' side of the relations: what can be settled, and the numbers it carries.

Documents are found by their normalised numbers through indexes on expressions
(``models/account_move.py``): always right, without a table to keep up to date.
"""

from odoo import models
from odoo.tools import SQL

from ....engine.references.scan import INNER_SQL, KEY_SQL, SHAPE_SQL

#: SQL: an item that is open; the same words as in the partial indexes
OPEN = (
    "item.parent_state = 'posted' AND item.reconciled IS NOT TRUE "
    "AND item.amount_residual_currency <> 0"
)
#: kinds of references that invoices, bills and refunds carry
DOCUMENT_KINDS = ("number", "payment_id", "vendor_ref", "customer_ref", "origin")
PAYABLE = ("asset_receivable", "liability_payable")


def key(column: str) -> SQL:
    """SQL: the normalised key of a column."""
    return SQL(KEY_SQL.format(column))


class BankMatchRelations(models.AbstractModel):
    _inherit = "bank.match.relations"

    # -- documents that the bank names -------------------------------------------------

    def _fill_documents(self, company_ids) -> None:
        """Find the posted documents and payments whose references the bank mentions."""
        parts = SQL(" UNION ").join(
            [
                *self._select_move_keys(company_ids),
                *self._select_payment_keys(company_ids),
            ]
        )
        self.env.cr.execute(
            SQL(
                "WITH ref AS (SELECT DISTINCT key FROM bsi_ref) "
                "INSERT INTO bsi_doc (document_id, kind, key, raw) %s",
                parts,
            )
        )
        self.env.cr.execute("ANALYZE bsi_doc")
        self._add_payments_of_documents()

    def _select_move_keys(self, company_ids) -> list[SQL]:
        """SQL: documents by number, payment ID, reference and origin."""
        kinds = {
            "move.name": "CASE WHEN move.origin_payment_id IS NULL THEN 'number' "
            "ELSE 'payment_name' END",
            "move.payment_reference": "'payment_id'",
            "move.ref": "CASE WHEN move.origin_payment_id IS NOT NULL "
            "THEN 'payment_memo' WHEN move.move_type IN "
            "('in_invoice', 'in_refund', 'in_receipt') "
            "THEN 'vendor_ref' ELSE 'customer_ref' END",
            "move.invoice_origin": "'origin'",
        }
        found = [
            self._select_moves(kind, column, key(column), SQL("TRUE"), company_ids)
            for column, kind in kinds.items()
        ]
        for parts in INNER_SQL:
            column = "move.payment_reference"
            inner, condition = (
                SQL(part.format(column).replace("%", "%%")) for part in parts
            )
            found.append(
                self._select_moves(
                    "'payment_id'", column, inner, condition, company_ids
                )
            )
        return found

    def _select_moves(self, kind, column, key_of, condition, company_ids) -> SQL:
        return SQL(
            """SELECT move.id, %(kind)s, ref.key, %(column)s
                 FROM ref JOIN account_move move ON %(key)s = ref.key
                WHERE move.state = 'posted' AND move.statement_line_id IS NULL
                  AND move.company_id = ANY(%(companies)s) AND %(condition)s""",
            kind=SQL(kind),
            column=SQL(column),
            key=key_of,
            condition=condition,
            companies=company_ids,
        )

    def _select_payment_keys(self, company_ids) -> list[SQL]:
        """SQL: payments by UPR, number and references; without an entry of their own
        they stand for the documents they pay."""
        columns = {
            "payment.unique_payment_reference": "upr",
            "payment.payment_reference": "payment_memo",
        }
        found = [
            self._select_payments(kind, SQL(column), SQL(), company_ids)
            for column, kind in columns.items()
        ]
        if "payment_lot_id" in self.env["account.payment"]._fields:
            lot = SQL("JOIN account_payment_lot lot ON lot.id = payment.payment_lot_id")
            found.append(
                self._select_payments("batch", SQL("lot.name"), lot, company_ids)
            )
        return found

    def _select_payments(self, kind, column, join, company_ids) -> SQL:
        return SQL(
            """SELECT coalesce(payment.move_id, paid.invoice_id), %(kind)s, ref.key,
                      %(column)s
                 FROM account_payment payment %(join)s
                 JOIN ref ON %(key)s = ref.key
            LEFT JOIN account_move__account_payment paid
                   ON paid.payment_id = payment.id AND payment.move_id IS NULL
                WHERE payment.company_id = ANY(%(companies)s)
                  AND payment.state IN ('in_process', 'paid')
                  AND coalesce(payment.move_id, paid.invoice_id) IS NOT NULL""",
            kind=kind,
            key=SQL(KEY_SQL.format(column.code)),
            column=column,
            join=join,
            companies=company_ids,
        )

    def _add_payments_of_documents(self) -> None:
        """Add the payments in the books that settled the documents named."""
        self.env.cr.execute(
            """
            INSERT INTO bsi_doc (document_id, kind, key, raw)
            SELECT DISTINCT payment.id, 'paid', doc.key, doc.raw
              FROM bsi_doc doc
              JOIN account_move_line own ON own.move_id = doc.document_id
              JOIN account_partial_reconcile part
                ON own.id IN (part.debit_move_id, part.credit_move_id)
              JOIN account_move_line other
                ON other.id = CASE WHEN own.id = part.debit_move_id
                              THEN part.credit_move_id ELSE part.debit_move_id END
              JOIN account_move payment ON payment.id = other.move_id
             WHERE doc.kind = ANY(%s) AND payment.statement_line_id IS NULL
               AND payment.state = 'posted'
            """,
            [list(DOCUMENT_KINDS)],
        )

    def _fill_prefixes(self, company_ids) -> None:
        """Collect how our own numbers begin: a number like that is a document of ours,
        in the books or not. One step through the index per prefix."""
        self.env.cr.execute(
            """
            WITH RECURSIVE prefix AS (
                SELECT journal.id AS journal_id, (
                       SELECT max(move.sequence_prefix) FROM account_move move
                        WHERE move.journal_id = journal.id) AS value
                  FROM account_journal journal
                 WHERE journal.type = 'sale' AND journal.company_id = ANY(%s)
                 UNION ALL
                SELECT prefix.journal_id, (
                       SELECT max(move.sequence_prefix) FROM account_move move
                        WHERE move.journal_id = prefix.journal_id
                          AND move.sequence_prefix < prefix.value)
                  FROM prefix WHERE prefix.value IS NOT NULL)
            INSERT INTO bsi_prefix
            SELECT key FROM (
                   SELECT DISTINCT regexp_replace(upper(value), '[^A-Z0-9]', '', 'g')
                          AS key FROM prefix) keys
             WHERE length(key) >= 3
            """,
            [company_ids],
        )

    # -- items -------------------------------------------------------------------------

    def _fill_items(self, lines, company_ids) -> None:
        """Collect what can be settled: open items and outstanding payments."""
        by_journal = lines.journal_id._get_outstanding_accounts_by_journal()
        outstanding = set().union(*by_journal.values())
        self.env.cr.execute(
            SQL(
                """
                WITH candidate AS (%(candidates)s)
                INSERT INTO bsi_item (id, pool, document_id, journal_id, company_id,
                       account_id, partner_id, partner_name, currency_id, minor,
                       company_minor, date, due, name, side, discount_minor,
                       discount_day)
                SELECT item.id,
                       CASE WHEN account.account_type = ANY(%(payable)s)
                            THEN 'open' ELSE 'outstanding' END,
                       item.move_id, payment.journal_id,
                       item.company_id, item.account_id,
                       partner.commercial_partner_id, partner.complete_name,
                       item.currency_id,
                       round(item.amount_residual_currency
                             * 10 ^ currency.decimal_places)::bigint,
                       round(item.amount_residual * 10 ^ home.decimal_places)::bigint,
                       coalesce(move.invoice_date, item.date),
                       coalesce(item.date_maturity, item.date),
                       coalesce(nullif(move.name, '/'), item.name),
                       CASE account.account_type WHEN 'asset_receivable'
                            THEN 'customer' ELSE 'vendor' END,
                       CASE WHEN %(discount)s THEN round(item.discount_amount_currency
                            * 10 ^ currency.decimal_places)::bigint END,
                       CASE WHEN %(discount)s THEN item.discount_date END
                  FROM candidate
                  JOIN account_move_line item ON item.id = candidate.id
                  JOIN account_move move ON move.id = item.move_id
                  JOIN account_account account ON account.id = item.account_id
                  JOIN res_currency currency ON currency.id = item.currency_id
                  JOIN res_currency home ON home.id = item.company_currency_id
             LEFT JOIN account_payment_term term
                    ON term.id = move.invoice_payment_term_id
             LEFT JOIN res_partner partner ON partner.id = item.partner_id
             LEFT JOIN account_payment payment ON payment.id = move.origin_payment_id
                 WHERE %(condition)s
                """,
                candidates=self._select_candidates(company_ids),
                payable=list(PAYABLE),
                discount=self._has_discount(),
                condition=self._can_be_settled(lines, company_ids, outstanding),
            )
        )
        self._claim_approved()

    def _can_be_settled(self, lines, company_ids, outstanding) -> SQL:
        """SQL: open items of partners, and what waits on outstanding accounts."""
        return SQL(
            """%(open)s AND item.company_id = ANY(%(companies)s)
               AND (account.account_type = ANY(%(payable)s)
                    AND move.origin_payment_id IS NULL
                    OR account.id = ANY(%(outstanding)s) AND account.reconcile
                    AND move.statement_line_id IS NULL)
               AND (move.statement_line_id IS NULL
                    OR move.statement_line_id <> ALL(%(lines)s))""",
            open=SQL(OPEN),
            companies=company_ids,
            payable=list(PAYABLE),
            outstanding=list(outstanding),
            lines=lines.ids,
        )

    def _select_candidates(self, company_ids) -> SQL:
        """SQL: ids of items that are named, of a payer, of the amount, or on a
        customer statement that is named; all open ones if there are combined lines."""
        return SQL(
            """
            SELECT item.id FROM bsi_doc doc
              JOIN account_move_line item ON item.move_id = doc.document_id
             WHERE %(open)s
             UNION
            SELECT item.id FROM account_move_line item
             WHERE %(open)s AND item.partner_id IN (
                   SELECT partner.id FROM res_partner partner
                    WHERE partner.commercial_partner_id IN (
                          SELECT partner_id FROM bsi_unit
                           UNION SELECT near_partner_id FROM bsi_unit
                           UNION SELECT unnest(pays_for) FROM bsi_unit))
             UNION
            SELECT item.id
              FROM (SELECT DISTINCT unit.currency_id AS id,
                           unit.minor / 10.0 ^ currency.decimal_places AS amount
                      FROM bsi_unit unit
                      JOIN res_currency currency ON currency.id = unit.currency_id
                     UNION
                    SELECT DISTINCT unit.foreign_currency_id,
                           unit.foreign_minor / 10.0 ^ currency.decimal_places
                      FROM bsi_unit unit JOIN res_currency currency
                           ON currency.id = unit.foreign_currency_id) wanted
              JOIN account_move_line item
                ON item.amount_residual_currency = wanted.amount
               AND item.currency_id = wanted.id
             WHERE %(open)s
             UNION
            SELECT rel.account_move_line_id
              FROM bank_payment_reference statement
              JOIN account_move_line_bank_payment_reference_rel rel
                ON rel.bank_payment_reference_id = statement.id
             WHERE statement.key IN (SELECT key FROM bsi_ref)
             UNION
            SELECT item.id FROM account_move_line item
             WHERE %(open)s AND item.company_id = ANY(%(companies)s)
               AND EXISTS (SELECT FROM account_bank_statement_line line
                             JOIN bsi_unit unit ON unit.id = line.id
                            WHERE line.line_group_id IS NOT NULL)
            """,
            open=SQL(OPEN),
            companies=company_ids,
        )

    def _has_discount(self) -> SQL:
        """SQL: the terms grant a discount and nothing has been paid yet."""
        return SQL(
            "term.early_discount AND item.discount_date IS NOT NULL "
            "AND item.amount_residual_currency = item.amount_currency "
            "AND move.move_type = ANY(%s)",
            list(self.env["account.move"]._early_payment_discount_move_types()),
        )

    def _claim_approved(self) -> None:
        """What a person has approved for a line is not for other lines."""
        self.env.cr.execute(
            """
            UPDATE bsi_item i SET claimed = TRUE
              FROM bank_match_proposal_line row
              JOIN bank_match_proposal proposal ON proposal.id = row.proposal_id
             WHERE row.move_line_id = i.id AND proposal.state = 'approved'
            """
        )

    # -- their references --------------------------------------------------------------

    def _fill_item_keys(self, company_ids) -> None:
        """Collect the references of items, as far as a bank line mentions them.

        Items that are paid already are kept too: they tell that a text means another
        document (``bsi_item_key.is_open`` is false for them).
        """
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO bsi_item_key
                       (item_id, document_id, kind, key, shape, raw, is_open)
                SELECT item.id, doc.document_id, doc.kind, doc.key, %(shape)s, doc.raw,
                       item.reconciled IS NOT TRUE
                  FROM bsi_doc doc
                  JOIN account_move_line item ON item.move_id = doc.document_id
                  JOIN account_account account ON account.id = item.account_id
                  JOIN account_move move ON move.id = item.move_id
                 WHERE account.account_type = ANY(%(payable)s)
                   AND doc.kind = ANY(%(kinds)s)
                   AND move.origin_payment_id IS NULL
                   AND item.company_id = ANY(%(companies)s)
                 UNION ALL
                SELECT i.id, doc.document_id, doc.kind, doc.key, %(shape)s, doc.raw,
                       TRUE
                  FROM bsi_doc doc
                  JOIN bsi_item i ON i.document_id = doc.document_id
                 WHERE doc.kind <> ALL(%(kinds)s)
                   AND (i.pool = 'outstanding' OR doc.kind IN ('upr', 'batch'))
                 UNION ALL
                SELECT i.id, i.document_id, 'number', %(label)s, %(label_shape)s,
                       item.name, TRUE
                  FROM bsi_item i
                  JOIN account_move_line item ON item.id = i.id
                  JOIN account_move move ON move.id = item.move_id
                 WHERE i.pool = 'open' AND move.move_type = 'entry'
                   AND %(label)s IN (SELECT key FROM bsi_ref)
                """,
                shape=SQL(SHAPE_SQL.format("doc.raw")),
                payable=list(PAYABLE),
                kinds=list(DOCUMENT_KINDS),
                companies=company_ids,
                label=key("item.name"),
                label_shape=SQL(SHAPE_SQL.format("item.name")),
            )
        )
