"""Pass 90: matching rules propose a general-ledger entry.

Last of all: a rule never takes a line that a document explains. The rule with the
lowest sequence wins; several with the same sequence are a tie.
"""

import logging

from odoo import models

from ....engine.matching.proposal import EntryLine, Evidence, Proposal
from ....engine.rules.conditions import Evaluator, Line
from ....engine.rules.entries import EntryRule, fill_label, split_amount
from .own_transfers import pair_own_transfers

_logger = logging.getLogger(__name__)


class BankMatcherMatchRule(models.AbstractModel):
    _name = "bank.matcher.match_rule"
    _inherit = "bank.matcher"
    _description = "Matching rule → general-ledger entry"

    _pass_code = "rule"
    _kind = "entry"

    def _propose(self, context):
        rules = context.rules.matching
        if not rules:
            return []
        lines = self.env["bank.rule.facts"]._read_open()
        return pair_own_transfers(self.env, self._propose_for(lines, rules))

    def _propose_for(self, lines: list[Line], rules) -> list[Proposal]:
        """Return what the rules propose for these lines; also used by previews.

        Args:
            lines: engine lines, of ``bank.rule.facts``.
            rules: ``account.reconcile.model`` records in their order.
        """
        # what explains a rest is no rival of what explains a line
        winners: dict[tuple[int, bool], list] = {}
        evaluator = Evaluator(lines)
        for rule in rules:
            for position in evaluator.hits(rule._as_engine_rule()):
                first = winners.setdefault((position, rule.usage == "with"), [])
                if not first or first[0].sequence == rule.sequence:
                    first.append(rule)
        for rule_id, fault in evaluator.broken.items():
            _logger.warning("Matching rule %s cannot be used: %s", rule_id, fault)
        entries: dict[tuple, list[EntryRule]] = {}
        return [
            proposal
            for position, usage in sorted(winners)
            for proposal in self._decide(
                lines[position], winners[position, usage], entries
            )
        ]

    def _decide(self, line: Line, rules, entries) -> list[Proposal]:
        proposals = [
            proposal
            for rule in rules
            if (proposal := self._apply_rule(line, rule, entries))
        ]
        if len({proposal.entries for proposal in proposals}) < 2:
            # rules that say the same are no tie
            return proposals[:1]
        every = ", ".join(rule.name for rule in rules)
        fact = Evidence("other_candidate", "", every, False)
        return [proposal.as_tie(fact) for proposal in proposals]

    def _apply_rule(self, line: Line, rule, entries) -> Proposal | None:
        """Return the entry that a rule proposes, None if it cannot be posted."""
        is_in = line.amount > 0
        key = rule.id, is_in
        if key not in entries:
            found = rule._get_entry_rules(is_in)
            accounts = {entry.account_id for entry in found}
            bad = rule._find_bad_account(accounts, rule.company_id)
            entries[key] = [] if bad else found
        decimals = max(0, -line.amount.as_tuple().exponent)
        minor = int(line.amount.scaleb(decimals))
        text = "\n".join(line.values("all"))
        parts = split_amount(minor, decimals, text, entries[key])
        if sum(part for _entry, part in parts) != minor:
            # nobody could approve it
            return None
        counterparts = tuple(self._entry(line, entry, part) for entry, part in parts)
        return Proposal(
            txn_id=line.id,
            kind="transfer" if rule.counterpart_journal_id else self._kind,
            pass_code=self._pass_code,
            tier=6,
            items=(),
            entries=counterparts,
            evidence=(Evidence("rule", self._shorten(line), rule.name),),
            rule_id=rule.id,
            usage=rule.usage,
        )

    def _entry(self, line: Line, entry: EntryRule, minor: int) -> EntryLine:
        return EntryLine(
            account_id=entry.account_id,
            minor=minor,
            label=fill_label(entry.label, self._get_label_values(line)),
            partner_id=entry.partner_id or line.partner_id,
            tax_ids=entry.tax_ids,
            analytic=entry.analytic,
        )

    def _get_label_values(self, line: Line) -> dict[str, str]:
        """Return what the placeholders of a label template stand for."""
        first = {name: next(iter(line.values(name)), "") for name in ("label", "name")}
        return first | {
            "reference": next(iter(line.values("reference")), ""),
            "date": line.day.isoformat(),
            "month": f"{line.day.month:02}",
            "year": str(line.day.year),
        }

    def _shorten(self, line: Line) -> str:
        texts = line.values("label") or line.values("details") or line.values("name")
        return (texts or ("",))[0][:80]
