"""Pass 90: matching rules propose a general-ledger entry (C94, C95, C105).

Last of all: a rule never takes a line that a document explains. Conditions are core's
own on ``account.reconcile.model``, read as an accountant means them: amounts compare
without sign, and "contains" wants whole words – "gas" does not hit "VEGAS".
"""

from odoo import models
from odoo.tools import SQL

from ..engine.entries import EntryRule, split_amount
from ..engine.proposal import EntryLine, Evidence, Proposal


class BankMatcherMatchRule(models.AbstractModel):
    _name = "bank.matcher.match_rule"
    _inherit = "bank.matcher"
    _description = "Matching rule → general-ledger entry"

    _pass_code = "rule"
    _kind = "entry"

    def _propose(self) -> list[Proposal]:
        self.env.cr.execute(self._statement())
        hits: dict[int, list] = {}
        for row in self.env.cr.fetchall():
            hits.setdefault(row[0], []).append(row)
        rule_ids = {row[1] for rows in hits.values() for row in rows}
        rules = self.env["account.reconcile.model"].browse(rule_ids)
        entries = {rule.id: self._get_entries(rule) for rule in rules}
        return [
            proposal
            for rows in hits.values()
            for proposal in self._decide(rows, rules, entries)
        ]

    def _statement(self) -> SQL:
        """One statement for all rules and lines; the first sequence wins."""
        return SQL(
            """
            SELECT txn_id, rule_id, minor, decimals, text, partner_id
              FROM (
                SELECT t.id AS txn_id, rule.id AS rule_id, t.minor, t.text,
                       currency.decimal_places AS decimals, t.partner_id,
                       rank() OVER (PARTITION BY t.id ORDER BY rule.sequence) AS place
                  FROM bsi_txn t
                  JOIN res_currency currency ON currency.id = t.currency_id
                  JOIN account_reconcile_model rule
                    ON rule.company_id = ANY(t.parent_company_ids) AND rule.active
                 WHERE t.is_open
                   AND (rule.match_label IS NOT NULL OR rule.match_amount IS NOT NULL
                        OR EXISTS (SELECT FROM %(partners)s p
                                    WHERE p.account_reconcile_model_id = rule.id))
                   AND %(journal)s AND %(partner)s AND %(amount)s AND %(label)s
                   AND EXISTS (SELECT FROM account_reconcile_model_line own
                                WHERE own.model_id = rule.id
                                  AND own.account_id IS NOT NULL)
                   AND NOT EXISTS (
                        SELECT FROM account_reconcile_model_line own
                          JOIN %(taxes)s tax
                            ON tax.account_reconcile_model_line_id = own.id
                         WHERE own.model_id = rule.id)
                   ) ranked
             WHERE place = 1
          ORDER BY txn_id, rule_id
            """,
            partners=self._relation("account.reconcile.model", "match_partner_ids"),
            taxes=self._relation("account.reconcile.model.line", "tax_ids"),
            journal=self._limit("match_journal_ids", SQL("t.journal_id")),
            partner=self._limit("match_partner_ids", SQL("t.partner_id")),
            amount=self._amount_condition(),
            label=self._label_condition(),
        )

    def _relation(self, model, field) -> SQL:
        return SQL.identifier(self.env[model]._fields[field].relation)

    def _limit(self, field, column) -> SQL:
        """SQL: the many2many of the rule is empty or holds the line's value."""
        definition = self.env["account.reconcile.model"]._fields[field]
        table = SQL.identifier(definition.relation)
        mine, other = (
            SQL.identifier(definition.column1),
            SQL.identifier(definition.column2),
        )
        return SQL(
            """(NOT EXISTS (SELECT FROM %(table)s m WHERE m.%(mine)s = rule.id)
                OR EXISTS (SELECT FROM %(table)s m
                            WHERE m.%(mine)s = rule.id
                               AND m.%(other)s = %(column)s))""",
            table=table,
            mine=mine,
            other=other,
            column=column,
        )

    def _amount_condition(self) -> SQL:
        """SQL: the absolute amount lies within the rule's bounds, in any order."""
        return SQL(
            """CASE rule.match_amount
               WHEN 'lower' THEN t.amount_abs <= abs(rule.match_amount_max)
               WHEN 'greater' THEN t.amount_abs >= abs(rule.match_amount_min)
               WHEN 'between' THEN t.amount_abs BETWEEN
                    least(abs(rule.match_amount_min), abs(rule.match_amount_max))
                    AND greatest(abs(rule.match_amount_min), abs(rule.match_amount_max))
               ELSE TRUE END"""
        )

    def _label_condition(self) -> SQL:
        """SQL: the bank's text as the rule wants it."""
        word = SQL(
            r"""'(^|[^[:alnum:]])'
                || regexp_replace(rule.match_label_param, '([^[:alnum:][:space:]])',
                                  '\\\1', 'g')
                || '([^[:alnum:]]|$)'"""
        )
        return SQL(
            """CASE rule.match_label
               WHEN 'contains' THEN t.text ~* (%(word)s)
               WHEN 'not_contains' THEN t.text !~* (%(word)s)
               WHEN 'match_regex' THEN t.text ~* rule.match_label_param
               ELSE TRUE END""",
            word=word,
        )

    def _get_entries(self, rule) -> list[EntryRule]:
        return [
            EntryRule(
                account_id=line.account_id.id,
                amount_type=line.amount_type,
                amount=line.amount,
                pattern=line.amount_string if line.amount_type == "regex" else "",
                label=line.label or "",
                partner_id=line.partner_id.id or None,
                analytic=tuple((line.analytic_distribution or {}).items()),
            )
            for line in rule.line_ids
            if line.account_id and line.account_id.active
        ]

    def _decide(self, rows, rules, entries) -> list[Proposal]:
        names = {rule.id: rule.name for rule in rules}
        proposals = []
        for txn_id, rule_id, minor, decimals, text, partner_id in rows:
            parts = split_amount(minor, decimals, text, entries[rule_id])
            if not parts:
                continue
            lines = tuple(
                EntryLine(
                    account_id=rule.account_id,
                    minor=part,
                    label=rule.label,
                    partner_id=rule.partner_id or partner_id,
                    analytic=rule.analytic,
                )
                for rule, part in parts
            )
            proposals.append(
                Proposal(
                    txn_id=txn_id,
                    kind=self._kind,
                    pass_code=self._pass_code,
                    tier=6,
                    items=(),
                    entries=lines,
                    difference=minor - sum(line.minor for line in lines),
                    evidence=(Evidence("rule", text[:80], names[rule_id]),),
                    rule_id=rule_id,
                )
            )
        if len(proposals) < 2:
            return proposals
        every = ", ".join(names[p.rule_id] for p in proposals)
        fact = Evidence("other_candidate", "", every, False)
        return [proposal.as_tie(fact) for proposal in proposals]
