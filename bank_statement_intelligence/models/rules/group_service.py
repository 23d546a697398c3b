"""Step 4: lines → groups that are matched as one.

Lines stay as the bank delivered them. A group is only a mark: dissolving it leaves
nothing behind. Rules never touch a group that a person made.
"""

import logging
from decimal import Decimal

from odoo import api, models

from ...engine.rules.conditions import Evaluator, Line
from ...engine.rules.grouping import GroupLine, LineGroup, group_lines
from ..lines.constants import SETTLED_STATES

_logger = logging.getLogger(__name__)


class BankGroupService(models.AbstractModel):
    _name = "bank.group.service"
    _description = "Combine Bank Lines"

    @api.model
    def _find_waiting(self, domain: list):
        """Return the lines of a domain that wait and are not combined, oldest first."""
        return self.env["account.bank.statement.line"].search(
            [
                *domain,
                ("line_group_id", "=", False),
                ("match_state", "not in", SETTLED_STATES),
                ("state", "=", "posted"),
            ],
            order="date, id",
        )

    @api.model
    def _group_waiting(self, rules):
        """Combine all waiting lines of the rules' companies by these rules.

        Returns:
            the groups that have got lines.
        """
        groups = self.env["bank.line.group"]
        for company, mine in rules.grouped("company_id").items():
            lines = self._find_waiting([("company_id", "child_of", company.id)])
            groups |= self._group(lines, mine)
        return groups

    @api.model
    def _group_at_import(self, lines):
        """Combine lines by the live rules that work at import; before each run."""
        return self._group(lines, self._get_rules(lines).filtered("run_at_import"))

    @api.model
    def _get_rules(self, lines):
        """Return the live combine rules of the lines' companies."""
        companies = lines.company_id.parent_ids
        return self.env["bank.combine.rule"]._get_live(companies.ids)

    @api.model
    def _group(self, lines, rules):
        """Combine the free ones among these lines; each enters one group at the most.

        Returns:
            the groups that have got lines.
        """
        groups = self.env["bank.line.group"]
        if not rules:
            return groups
        free = lines.filtered(
            lambda line: (
                not line.line_group_id and not line.is_manual and line._is_combinable()
            )
        )
        if not free:
            return groups
        members = self._get_open_members(rules)
        members_of = members.grouped(lambda line: line.line_group_id.rule_id)
        every = free | members
        facts = self.env["bank.rule.facts"]._read_lines(every.ids)
        evaluator = Evaluator(facts)
        by_id = {line.id: line for line in every}
        taken: set[int] = set()
        for rule in rules.sorted(lambda rule: (rule.sequence, rule.id)):
            own = members_of.get(rule, members.browse())
            open_ids = {*free.ids, *own.ids} - taken
            hits = [
                self._as_group_line(facts[position], by_id[facts[position].id])
                for position in self._get_hits(rule, evaluator, facts)
                if facts[position].id in open_ids
            ]
            found = group_lines(hits, rule._as_group_spec())
            joined, new = self._join(rule, found, own)
            groups |= joined | self._store(rule, new)
            taken.update(*(one.line_ids for one in found))
            _logger.info("Combine rule %s: %s lines", rule.name, len(hits))
        return groups

    def _get_open_members(self, rules):
        """Return the lines that wait in open groups of these rules."""
        return self.env["account.bank.statement.line"].search(
            [
                ("line_group_id.rule_id", "in", rules.ids),
                ("line_group_id.origin", "=", "rule"),
                ("line_group_id.state", "=", "open"),
                ("match_state", "not in", SETTLED_STATES),
            ]
        )

    def _join(self, rule, found: list[LineGroup], members) -> tuple:
        """Add lines to the open groups that they belong to.

        Returns:
            the groups that got lines, and what is a group of its own.
        """
        groups, new = self.env["bank.line.group"], []
        group_of = {line.id: line.line_group_id for line in members}
        for one in found:
            late = [line_id for line_id in one.line_ids if line_id not in group_of]
            known = [group_of[n] for n in one.line_ids if n in group_of]
            if not known:
                new.append(one)
            elif late:
                lines = self.env["account.bank.statement.line"].sudo().browse(late)
                lines.line_group_id = known[-1]
                groups |= known[-1]
                rule._count_hits(lines)
        return groups, new

    def _get_hits(self, rule, evaluator, facts) -> list[int]:
        """Return what the rule hits; without condition all lines of its journals."""
        engine_rule = rule._as_engine_rule()
        if engine_rule.asks:
            return evaluator.hits(engine_rule)
        return [n for n, line in enumerate(facts) if evaluator.fits(engine_rule, line)]

    def _as_group_line(self, facts: Line, line) -> GroupLine:
        decimals = line.currency_id.decimal_places
        names = facts.values("account") or facts.values("name")
        return GroupLine(
            id=line.id,
            minor=int(facts.amount * Decimal(10) ** decimals),
            booking=line.date,
            value=line.value_date or None,
            texts=facts.values("all"),
            partner=str(facts.partner_id or next(iter(names), "")),
            code=next(iter(facts.values("code")), ""),
            scope=(line.journal_id.id, line.currency_id.id),
            sources=facts.texts,
        )

    def _store(self, rule, found: list[LineGroup]):
        """Add the lines to the open groups of the same rule and key, or to new ones."""
        if not found:
            return self.env["bank.line.group"]
        lines = self.env["account.bank.statement.line"].sudo()
        groups = self.env["bank.line.group"].sudo()
        open_groups = groups.search(
            [
                ("rule_id", "=", rule.id),
                ("key", "in", [one.key for one in found]),
                ("origin", "=", "rule"),
                ("state", "=", "open"),
            ],
            order="date, id",  # of several, the latest
        )
        known = {(g.key, g.journal_id, g.currency_id): g for g in open_groups}
        keys = []
        missing: dict[tuple, dict] = {}
        for one in found:
            first = lines.browse(one.line_ids[:1])
            keys.append((one.key, first.journal_id, first.currency_id))
            if keys[-1] not in known:
                values = {
                    "origin": "rule",
                    "rule_id": rule.id,
                    "key": one.key,
                    "date": one.day,
                    "journal_id": first.journal_id.id,
                    "currency_id": first.currency_id.id,
                }
                missing.setdefault(keys[-1], values)
        made = groups.create(list(missing.values()))
        known |= dict(zip(missing, made, strict=True))
        for key, one in zip(keys, found, strict=True):
            lines.browse(one.line_ids).line_group_id = known[key]
            groups |= known[key]
        rule._count_hits(lines.browse([n for one in found for n in one.line_ids]))
        return groups.sudo(self.env.su)
