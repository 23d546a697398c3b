"""The rules of a run, and who paid by them: application rules, core's mappings."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

from odoo import models
from odoo.models import BaseModel
from odoo.tools import SQL

from ....engine.rules.conditions import Evaluator, Line
from ...lines.tables import entry
from ...matching.relations.rows import unnest


@dataclass
class RulesOfRun:
    """The live matching rules of a run in their order, and the rules that name the
    payer, by transaction: application rules, and core's text → partner mappings.
    ``certain`` are the transactions of application rules whose payer is known without
    them."""

    matching: BaseModel
    applications: dict[int, BaseModel] = field(default_factory=dict)
    mappings: dict[int, BaseModel] = field(default_factory=dict)
    certain: frozenset[int] = frozenset()

    @property
    def tolerances(self) -> dict[int, int]:
        """The tolerances that application rules give their transactions, by id."""
        return {
            txn_id: rule.tolerance_id.id
            for txn_id, rule in self.applications.items()
            if rule.tolerance_id
        }


@dataclass(frozen=True, slots=True)
class _Payer:
    """The partner that a rule gives a transaction; ``pays_for`` as an SQL array."""

    id: int
    partner_id: int
    name: str
    pays_for: str = "{}"


class BankApplicationFinder(models.AbstractModel):
    _name = "bank.application.finder"
    _description = "Payers by Rules"

    @entry("match_payers", 10)
    def _name_payers(self, context) -> None:
        """Find the rules of the run, and name the payers that they know."""
        companies = context.lines.company_id.parent_ids.ids
        applications = self.env["bank.application.rule"]._get_live(companies)
        matching = self.env["account.reconcile.model"]._get_live(companies)
        mappings = matching.filtered(lambda rule: rule._is_partner_mapping())
        context.rules = rules = RulesOfRun(matching - mappings)
        if not applications and not mappings:
            return
        lines = self.env["bank.rule.facts"]._read_open()
        if applications:
            hits = _find_hits(lines, applications)
            rules.certain = self._find_certain(hits)
            rules.applications = self._apply(hits)
            context.tolerances |= rules.tolerances
        if mappings:
            rules.mappings = self._map(_find_hits(lines, mappings))

    def _apply(self, hits: dict[int, list]) -> dict[int, BaseModel]:
        """Name the payers that application rules know; two partners are nobody, and one
        that somebody set on the line stays. Return the rules that count."""
        found = {
            txn_id: rules[0]
            for txn_id, rules in hits.items()
            if len({rule.partner_id.commercial_partner_id for rule in rules}) == 1
        }
        payers = [
            _Payer(
                txn_id,
                rule.partner_id.commercial_partner_id.id,
                rule.name,
                "{%s}" % ",".join(map(str, rule._get_payers().ids)),
            )
            for txn_id, rule in found.items()
        ]
        may = SQL("t.partner_how <> 'partner_set' OR t.partner_id = new.partner_id")
        return {txn_id: found[txn_id] for txn_id in self._update(payers, may)}

    def _find_certain(self, hits: dict[int, list]) -> frozenset[int]:
        """Return the transactions whose payer the bank or a person names as well."""
        known = dict(
            self.env.execute_query(
                SQL(
                    "SELECT id, partner_id FROM match_line WHERE id = ANY(%s)",
                    list(hits),
                )
            )
        )
        return frozenset(
            txn_id
            for txn_id, rules in hits.items()
            if known[txn_id]
            and known[txn_id] in rules[0].partner_id.commercial_partner_id.ids
        )

    def _map(self, hits: dict[int, list]) -> dict[int, BaseModel]:
        """Name the payers of mappings, where nothing else names one. Return those."""
        found = {txn_id: rules[0] for txn_id, rules in hits.items()}
        payers = [
            _Payer(txn_id, rule.mapped_partner_id.commercial_partner_id.id, rule.name)
            for txn_id, rule in found.items()
        ]
        unknown = SQL("t.partner_id IS NULL")
        return {txn_id: found[txn_id] for txn_id in self._update(payers, unknown)}

    def _update(self, payers: list[_Payer], condition: SQL) -> list[int]:
        """Write payers where the condition holds; return the transactions."""
        statement = SQL(
            """
            UPDATE match_line t
               SET partner_id = new.partner_id, partner_name = new.name,
                   pays_for = new.pays_for::int[],
                   partner_how = CASE
                       WHEN t.partner_id IS NULL OR t.partner_id = new.partner_id
                       THEN 'application_rule' ELSE 'application_other' END
              FROM %s WHERE t.id = new.id AND (%s)
         RETURNING t.id
            """,
            unnest(_Payer, payers),
            condition,
        )
        return [row[0] for row in self.env.execute_query(statement)]


def _find_hits(lines: list[Line], rules) -> dict[int, list[BaseModel]]:
    """Return the rules that hit each line, in their order, by its id."""
    found: dict[int, list] = defaultdict(list)
    evaluator = Evaluator(lines)
    for rule in rules:
        for line_id in evaluator.line_ids(rule._as_engine_rule()):
            found[line_id].append(rule)
    return found
