"""The temporary relations that every matcher reads (DESIGN.md 5, speed).

Built once per run by a fixed number of statements, dropped with the transaction. They
hold integers of the currency's smallest unit, so that amounts compare exactly.
"""

from odoo import api, models
from odoo.tools import SQL

from ..engine import references

#: SQL twin of ``engine.references.make_key``; %s is the column
_KEY = """(SELECT CASE WHEN key ~ '^[0-9]+$' THEN ltrim(key, '0') ELSE key END
             FROM (SELECT regexp_replace(upper({0}), '[^A-Z0-9]', '', 'g') AS key
                   ) raw)"""
#: SQL twin of ``engine.references.shape``
_SHAPE = "btrim(regexp_replace(upper({0}), '[^[:alnum:]]+', ' ', 'g'))"
_TABLES = """
DROP TABLE IF EXISTS bsi_txn, bsi_ref, bsi_item, bsi_item_key;
CREATE TEMP TABLE bsi_txn (
    id int PRIMARY KEY, company_id int, company_ids int[], journal_id int,
    currency_id int, minor bigint, foreign_currency_id int, foreign_minor bigint,
    date date, date_window int, partner_id int, partner_how text, partner_name text,
    text text, amount_abs numeric, parent_company_ids int[],
    is_open boolean NOT NULL DEFAULT TRUE
) ON COMMIT DROP;
CREATE TEMP TABLE bsi_ref (
    txn_id int, key text, shape text, raw text, source text, loose boolean,
    checked boolean
) ON COMMIT DROP;
CREATE TEMP TABLE bsi_item (
    id int PRIMARY KEY, pool text, document_id int, journal_id int, company_id int,
    account_id int, partner_id int, partner_name text, currency_id int, minor bigint,
    date date, name text, claimed boolean NOT NULL DEFAULT FALSE
) ON COMMIT DROP;
CREATE TEMP TABLE bsi_item_key (
    item_id int, document_id int, kind text, key text, shape text, raw text,
    is_open boolean
) ON COMMIT DROP;
"""


class BankMatchRelations(models.AbstractModel):
    _name = "bank.match.relations"
    _description = "Temporary Relations of a Matching Run"

    @api.model
    def _build(self, lines) -> None:
        """Fill the relations for these bank lines.

        Args:
            lines: ``account.bank.statement.line`` records of one company tree.
        """
        self.env.flush_all()
        self.env.cr.execute(_TABLES)
        company_ids = self._get_company_ids(lines)
        self._fill_transactions(lines, company_ids)
        self._fill_partners(lines)
        self._fill_references(lines)
        self._fill_items(lines, company_ids)
        self._fill_item_keys(company_ids)
        self.env.cr.execute(
            "CREATE INDEX ON bsi_ref (key); CREATE INDEX ON bsi_item_key (key);"
            "CREATE INDEX ON bsi_ref (txn_id); CREATE INDEX ON bsi_item (minor);"
            "ANALYZE bsi_txn; ANALYZE bsi_ref; ANALYZE bsi_item; ANALYZE bsi_item_key"
        )

    def _get_company_ids(self, lines) -> list[int]:
        """Return the companies whose items these lines may settle: own and branches."""
        return (
            self.env["res.company"]
            .search([("id", "child_of", lines.company_id.ids)])
            .ids
        )

    # -- bank side --------------------------------------------------------------------

    def _fill_transactions(self, lines, company_ids) -> None:
        self.env.cr.execute(
            """
            INSERT INTO bsi_txn (id, company_id, company_ids, journal_id, currency_id,
                   minor, foreign_currency_id, foreign_minor, date, date_window,
                   text, amount_abs, parent_company_ids)
            SELECT line.id, line.company_id, %(companies)s, line.journal_id,
                   line.currency_id,
                   round(line.amount * 10 ^ currency.decimal_places)::bigint,
                   line.foreign_currency_id,
                   round(line.amount_currency * 10 ^ abroad.decimal_places)::bigint,
                   move.date, journal.match_date_window,
                   concat_ws(' ', line.payment_ref, move.narration,
                             (SELECT string_agg(detail.text, ' ')
                                FROM bank_line_detail detail
                               WHERE detail.statement_line_id = line.id)),
                   abs(line.amount),
                   string_to_array(trim(trailing '/' FROM company.parent_path), '/')
                       ::int[]
              FROM account_bank_statement_line line
              JOIN account_move move ON move.id = line.move_id
              JOIN account_journal journal ON journal.id = line.journal_id
              JOIN res_company company ON company.id = line.company_id
              JOIN res_currency currency ON currency.id = line.currency_id
         LEFT JOIN res_currency abroad ON abroad.id = line.foreign_currency_id
             WHERE line.id = ANY(%(lines)s)
            """,
            {"companies": company_ids, "lines": lines.ids},
        )

    def _fill_partners(self, lines) -> None:
        """Note who paid: the partner set on the line, else the one the bank proves."""
        facts = [(line.account_number or "", line.partner_name or "") for line in lines]
        finder = self.env["bank.partner.finder"]
        proved = finder._find(facts, lines.company_id[:1])
        ids, partners, ways, names = [], [], [], []
        for line, found in zip(lines, proved, strict=True):
            partner_id, how = self._choose_partner(line, found)
            ids.append(line.id)
            partners.append(partner_id)
            ways.append(how)
            names.append(self._get_payer_name(line, how))
        self.env.cr.execute(
            """
            UPDATE bsi_txn t
               SET partner_id = new.partner_id, partner_how = new.how,
                   partner_name = new.name
              FROM unnest(%s::int[], %s::int[], %s::text[], %s::text[])
                AS new (id, partner_id, how, name)
             WHERE t.id = new.id
            """,
            [ids, partners, ways, names],
        )

    def _choose_partner(self, line, found):
        own = line.partner_id.commercial_partner_id.id
        if not own:
            return found or (None, None)
        how = found[1] if found and found[0] == own else "partner_set"
        return own, how

    def _get_payer_name(self, line, how) -> str:
        if how == "iban" and line.account_number:
            return line.account_number
        return line.partner_name or line.partner_id.display_name or ""

    def _fill_references(self, lines) -> None:
        rows = []
        for line in lines:
            for token in self._get_tokens(line):
                rows.append((line.id, token))
        self.env.cr.execute(
            """
            INSERT INTO bsi_ref
            SELECT * FROM unnest(%s::int[], %s::text[], %s::text[], %s::text[],
                                 %s::text[], %s::boolean[], %s::boolean[])
            """,
            [
                [line_id for line_id, _token in rows],
                [token.key for _line_id, token in rows],
                [token.shape for _line_id, token in rows],
                [token.raw for _line_id, token in rows],
                [token.source for _line_id, token in rows],
                [token.loose for _line_id, token in rows],
                [bool(token.checked) for _line_id, token in rows],
            ],
        )

    @api.model
    def _get_tokens(self, line):
        """Return every possible reference of a bank line, each key once.

        Structured fields come first, then free text, then the advice of each part.
        """
        tokens = []
        for source in ("sender_reference", "own_reference"):
            tokens += references.structured(line[source] or "", source)
            tokens += references.scan(line[source] or "", source)
        tokens += references.scan(line.payment_ref or "")
        tokens += references.scan(line.ref or "")
        for detail in line.detail_ids:
            for value in (detail.payment_reference or "").split(","):
                tokens += references.structured(value, "payment_id")
            for value in (detail.document_number or "").split(","):
                tokens += references.structured(value, "document")
            tokens += references.structured(detail.end_to_end or "", "end_to_end")
            tokens += references.scan(detail.text or "", "advice")
        unique = {}
        for token in tokens:
            known = unique.get(token.key)
            if known is None or (known.loose and not token.loose):
                unique[token.key] = token
        return unique.values()

    # -- books' side ------------------------------------------------------------------

    def _fill_items(self, lines, company_ids) -> None:
        """Collect what can be settled: open items and outstanding payments."""
        by_journal = lines.journal_id._get_outstanding_accounts_by_journal()
        outstanding = set().union(*by_journal.values())
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO bsi_item (id, pool, document_id, journal_id, company_id,
                       account_id, partner_id, partner_name, currency_id, minor, date,
                       name)
                SELECT item.id,
                       CASE WHEN account.account_type
                            IN ('asset_receivable', 'liability_payable')
                            THEN 'open' ELSE 'outstanding' END,
                       item.move_id,
                       payment.journal_id,
                       item.company_id, item.account_id,
                       partner.commercial_partner_id, partner.complete_name,
                       item.currency_id,
                       round(item.amount_residual_currency
                             * 10 ^ currency.decimal_places)::bigint,
                       item.date, coalesce(nullif(move.name, '/'), item.name)
                  FROM account_move_line item
                  JOIN account_move move ON move.id = item.move_id
                  JOIN account_account account ON account.id = item.account_id
                  JOIN res_currency currency ON currency.id = item.currency_id
             LEFT JOIN res_partner partner ON partner.id = item.partner_id
             LEFT JOIN account_payment payment ON payment.move_id = move.id
                 WHERE item.parent_state = 'posted'
                   AND item.reconciled IS NOT TRUE
                   AND item.amount_residual_currency <> 0
                   AND item.company_id = ANY(%(companies)s)
                   AND (
                        account.account_type
                            IN ('asset_receivable', 'liability_payable')
                        AND payment.id IS NULL
                     OR account.id = ANY(%(outstanding)s) AND account.reconcile
                        AND move.statement_line_id IS NULL
                       )
                   AND (move.statement_line_id IS NULL
                        OR move.statement_line_id <> ALL(%(lines)s))
                """,
                companies=company_ids,
                outstanding=list(outstanding),
                lines=lines.ids,
            )
        )

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
                SELECT item_id, document_id, kind, key, %(shape)s, raw, is_open
                  FROM (SELECT item_id, document_id, kind, raw, is_open,
                               %(key)s AS key
                          FROM (%(documents)s UNION ALL %(payments)s
                                UNION ALL %(paid)s) carried
                         WHERE raw <> '') keyed
                 WHERE key IN (SELECT key FROM bsi_ref)
                """,
                key=SQL(_KEY.format("raw")),
                shape=SQL(_SHAPE.format("raw")),
                documents=self._select_document_keys(company_ids),
                payments=self._select_payment_keys(),
                paid=self._select_paid_keys(),
            )
        )

    def _select_document_keys(self, company_ids) -> SQL:
        """SQL: references of every posted receivable and payable item."""
        return SQL(
            """
            SELECT item.id AS item_id, item.move_id AS document_id, keys.kind, keys.raw,
                   item.reconciled IS NOT TRUE AS is_open
              FROM account_move_line item
              JOIN account_move move ON move.id = item.move_id
              JOIN account_account account ON account.id = item.account_id
        CROSS JOIN LATERAL (VALUES
                   ('number', move.name),
                   ('payment_id', move.payment_reference),
                   ('payment_id', substring(
                       upper(replace(move.payment_reference, ' ', ''))
                       FROM '^RF[0-9]{2}([0-9]+)$')),
                   ('payment_id', substring(
                       replace(move.payment_reference, ' ', '')
                       FROM '^[+]?(?:04|15|71|75)<([0-9]{14,16})([+]|$)')),
                   (CASE WHEN move.move_type
                               IN ('in_invoice', 'in_refund', 'in_receipt')
                         THEN 'vendor_ref' ELSE 'customer_ref' END, move.ref)
                   ) AS keys (kind, raw)
             WHERE item.parent_state = 'posted'
               AND account.account_type IN ('asset_receivable', 'liability_payable')
               AND item.company_id = ANY(%s)
               AND move.origin_payment_id IS NULL AND move.statement_line_id IS NULL
            """,
            company_ids,
        )

    def _select_payment_keys(self) -> SQL:
        """SQL: references of the payments behind outstanding items."""
        return SQL(
            """
            SELECT item.id, item.document_id, keys.kind, keys.raw, TRUE
              FROM bsi_item item
              JOIN account_payment payment ON payment.move_id = item.document_id
        CROSS JOIN LATERAL (VALUES
                   ('upr', payment.unique_payment_reference),
                   ('payment_name', payment.name),
                   ('payment_memo', payment.memo),
                   ('payment_memo', payment.payment_reference)
                   ) AS keys (kind, raw)
             WHERE item.pool = 'outstanding'
            """
        )

    def _select_paid_keys(self) -> SQL:
        """SQL: references of the documents that an outstanding payment has paid."""
        return SQL(
            """
            SELECT item.id, item.document_id, 'paid', keys.raw, TRUE
              FROM bsi_item item
              JOIN account_move_line own ON own.move_id = item.document_id
              JOIN account_partial_reconcile part
                ON own.id IN (part.debit_move_id, part.credit_move_id)
              JOIN account_move_line other
                ON other.id = CASE WHEN own.id = part.debit_move_id
                              THEN part.credit_move_id ELSE part.debit_move_id END
              JOIN account_move document ON document.id = other.move_id
        CROSS JOIN LATERAL (VALUES (document.name), (document.payment_reference),
                                   (document.ref)) AS keys (raw)
             WHERE item.pool = 'outstanding' AND own.id <> item.id
            """
        )

    # -- claims -----------------------------------------------------------------------

    @api.model
    def _take(self, line_ids, item_ids) -> None:
        """Take lines and items out of the pool of the passes that follow."""
        self.env.cr.execute(
            "UPDATE bsi_txn SET is_open = FALSE WHERE id = ANY(%s)", [list(line_ids)]
        )
        self.env.cr.execute(
            "UPDATE bsi_item SET claimed = TRUE WHERE id = ANY(%s)", [list(item_ids)]
        )
