"""Step 4: lines → groups that are matched as one.

Lines stay as the bank delivered them. A group is only a mark: dissolving it leaves
nothing behind. Rules never touch a group that a person made.
"""

import logging
from decimal import Decimal

from odoo import api, models

from ...engine.rules.conditions import Evaluator, Line
from ...engine.rules.grouping import GroupLine, group_lines

_logger = logging.getLogger(__name__)


class BankGroupService(models.AbstractModel):
    _name = "bank.group.service"
    _description = "Combine Bank Lines"

    @api.model
    def _group_waiting(self, rules):
        """Combine all waiting lines of the rules' companies by these rules.

        Returns:
            the groups that have got lines.
        """
        groups = self.env["bank.line.group"]
        for company in rules.company_id:
            lines = self.env["account.bank.statement.line"].search(
                [
                    ("company_id", "child_of", company.id),
                    ("line_group_id", "=", False),
                    ("match_state", "not in", ("reconciled", "ignored")),
                    ("state", "=", "posted"),
                ],
                order="date, id",
            )
            mine = rules.filtered(lambda rule, c=company: rule.company_id == c)
            groups |= self._group(lines, mine)
        return groups

    @api.model
    def _group_at_import(self, lines):
        """Combine lines by the live rules that work at import; before each run."""
        companies = lines.company_id.parent_ids
        rules = self.env["bank.combine.rule"]._get_live(companies.ids)
        return self._group(lines, rules.filtered("run_at_import"))

    def _group(self, lines, rules):
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
        facts = self.env["bank.rule.facts"]._read_lines(free.ids)
        evaluator = Evaluator(facts)
        by_id = {line.id: line for line in free}
        taken: set[int] = set()
        for rule in rules.sorted(lambda rule: (rule.sequence, rule.id)):
            hits = [
                self._as_group_line(facts[position], by_id[facts[position].id])
                for position in self._get_hits(rule, evaluator, facts)
                if facts[position].id not in taken
            ]
            for found in group_lines(hits, rule._as_group_spec()):
                taken.update(found.line_ids)
                groups |= self._store(rule, found)
            _logger.info("Combine rule %s: %s lines", rule.name, len(hits))
        return groups

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
        )

    def _store(self, rule, found):
        """Create the group, or add to the open one of the same rule and key."""
        lines = self.env["account.bank.statement.line"].browse(found.line_ids)
        groups = self.env["bank.line.group"].sudo()
        group = groups.search(
            [
                ("rule_id", "=", rule.id),
                ("key", "=", found.key),
                ("journal_id", "=", lines.journal_id.id),
                ("currency_id", "=", lines.currency_id.id),
                ("origin", "=", "rule"),
                ("state", "=", "open"),
            ],
            limit=1,
        ) or groups.create(
            {
                "origin": "rule",
                "rule_id": rule.id,
                "key": found.key,
                "date": found.day,
                "journal_id": lines.journal_id.id,
                "currency_id": lines.currency_id.id,
            }
        )
        lines.sudo().line_group_id = group
        rule._count_hits(lines)
        return group.sudo(self.env.su)


class BankMatchService(models.AbstractModel):
    _inherit = "bank.match.service"

    @api.model
    def _run(self, lines, mode, trigger, checkpoint=None):
        """Combine by rule before matching; whole groups are matched."""
        self._check_one_company(lines)
        self.env["bank.group.service"]._group_at_import(lines)
        groups = lines.line_group_id.filtered(lambda group: group.state == "open")
        lines |= groups.line_ids.filtered(lambda line: line.match_state != "ignored")
        return super()._run(lines, mode, trigger, checkpoint)
