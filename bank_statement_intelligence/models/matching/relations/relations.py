"""The temporary relations that every matcher reads.

Built once per run by a fixed number of statements, dropped with the transaction. They
hold integers of the currency's smallest unit, so that amounts compare exactly. Only
what can matter for the bank lines is collected: items that a text names, items of the
payers, items of the amounts – through indexes, whatever the number of open items.
"""

from odoo import api, models

from ..context import MatchContext

_TABLES = """
DROP VIEW IF EXISTS bsi_txn;
DROP TABLE IF EXISTS bsi_unit, bsi_ref, bsi_item, bsi_item_key, bsi_doc,
    bsi_prefix;
CREATE TEMP TABLE bsi_unit (
    id int PRIMARY KEY, line_id int, detail_id int, has_parts boolean DEFAULT FALSE,
    in_run boolean, company_id int, company_ids int[], parent_company_ids int[],
    journal_id int, currency_id int, minor bigint, foreign_currency_id int,
    foreign_minor bigint, amount_abs numeric, charges bigint DEFAULT 0,
    date date, date_window int, text text, account text, name text,
    partner_id int, partner_how text, partner_name text, near_partner_id int,
    pays_for int[] DEFAULT '{}', apply_method text, account_differs boolean,
    reversal boolean DEFAULT FALSE, other_journal_id int, balance numeric,
    is_open boolean NOT NULL DEFAULT TRUE
) ON COMMIT DROP;
CREATE TEMP VIEW bsi_txn AS SELECT * FROM bsi_unit WHERE detail_id IS NULL;
CREATE TEMP TABLE bsi_ref (
    txn_id int, key text, shape text, raw text, source text, loose boolean,
    checked boolean, labelled boolean, field text, detail_id int, first int, last int
) ON COMMIT DROP;
CREATE TEMP TABLE bsi_doc (
    document_id int, kind text, key text, raw text
) ON COMMIT DROP;
CREATE TEMP TABLE bsi_prefix (prefix text) ON COMMIT DROP;
CREATE TEMP TABLE bsi_item (
    id int PRIMARY KEY, pool text, document_id int, journal_id int, company_id int,
    account_id int, partner_id int, partner_name text, currency_id int, minor bigint,
    company_minor bigint, date date, due date, name text, side text,
    discount_minor bigint, discount_day date, claimed boolean NOT NULL DEFAULT FALSE
) ON COMMIT DROP;
CREATE TEMP TABLE bsi_item_key (
    item_id int, document_id int, kind text, key text, shape text, raw text,
    is_open boolean
) ON COMMIT DROP;
"""
_INDEXES = """
CREATE INDEX ON bsi_ref (txn_id);
CREATE INDEX ON bsi_item (minor);
CREATE INDEX ON bsi_item (partner_id);
CREATE INDEX ON bsi_item_key (key);
ANALYZE bsi_unit; ANALYZE bsi_item; ANALYZE bsi_item_key;
"""


class BankMatchRelations(models.AbstractModel):
    """Filled by ``relation_units`` (bank side) and ``relation_items`` (books' side)."""

    _name = "bank.match.relations"
    _description = "Temporary Relations of a Matching Run"

    @api.model
    def _build(self, lines, rivals=None) -> MatchContext:
        """Fill the relations for these bank lines.

        Args:
            lines: ``account.bank.statement.line`` records of one company tree.
            rivals: lines that wait as well and may want the same items. They are
                matched too, so that no line wins by being asked for first.
        """
        self.env.flush_all()
        self.env.cr.execute(_TABLES)
        every = lines | (rivals or lines.browse())
        company_ids = self._get_company_ids(lines)
        context = MatchContext(every, company_ids)
        self._fill_units(every, lines, company_ids)
        self._fill_references(every)
        self.env.cr.execute("CREATE INDEX ON bsi_ref (key); ANALYZE bsi_ref")
        self._fill_partners(every, lines.company_id[:1])
        self._fill_rule_partners(context)
        self._fill_documents(company_ids)
        self._fill_prefixes(company_ids)
        self._fill_items(every, company_ids)
        self._fill_item_keys(company_ids)
        self.env.cr.execute(_INDEXES)
        context.policy = self.env["bank.match.policy"]._read(context.tolerances)
        context.named = self.env["bank.match.naming"]._read()
        return context

    def _fill_rule_partners(self, context: MatchContext) -> None:
        """Name the partners that rules know. Rules extend it; before items are read."""

    def _get_company_ids(self, lines) -> list[int]:
        """Return the companies whose items these lines may settle: own and branches."""
        return (
            self.env["res.company"]
            .search([("id", "child_of", lines.company_id.ids)])
            .ids
        )

    # -- what a run needs of them ------------------------------------------------------

    @api.model
    def _get_parts(self) -> dict[int, list[tuple[int, int]]]:
        """Return ``{line id: [(unit id, minor), …]}`` of the batch lines."""
        self.env.cr.execute(
            "SELECT line_id, id, minor FROM bsi_unit WHERE detail_id IS NOT NULL "
            "ORDER BY line_id, detail_id"
        )
        parts: dict[int, list[tuple[int, int]]] = {}
        for line_id, unit_id, minor in self.env.cr.fetchall():
            parts.setdefault(line_id, []).append((unit_id, minor))
        return parts

    @api.model
    def _take(self, unit_ids, item_ids) -> None:
        """Take units and items out of the pool of the passes that follow.

        A line that is taken takes its parts along.
        """
        self.env.cr.execute(
            "UPDATE bsi_unit SET is_open = FALSE "
            "WHERE id = ANY(%(units)s) OR line_id = ANY(%(units)s)",
            {"units": list(unit_ids)},
        )
        self.env.cr.execute(
            "UPDATE bsi_item SET claimed = TRUE WHERE id = ANY(%s)", [list(item_ids)]
        )
