"""Application rules name the partner and say how to apply; part of pass 70.

Relation ``bsi_application``: transaction, rule, method. A text that live rules give to
two partners names nobody.
"""

from collections import defaultdict
from dataclasses import dataclass, replace

from odoo import api, models
from odoo.tools import SQL

from ....engine.matching.proposal import EntryLine, Evidence, Proposal, ProposalItem
from ....engine.rules.application import OpenItem, apply
from ....engine.rules.conditions import Evaluator, Line

#: methods and the tier of what they prove
TIERS = {"exact_one": 3, "full_balance": 3, "exact_subset": 5}
LAST_TIER = 5


@dataclass
class RulesOfRun:
    """The rules of a run: matching rules, and whether any rule names partners."""

    matching: object
    name_partners: bool


class BankApplicationFinder(models.AbstractModel):
    _name = "bank.application.finder"
    _description = "Application Rules of Bank Lines"

    @api.model
    def _find(self, lines: list[Line], rules=None) -> dict[int, object]:
        """Return the application rule of each line that has one, by line id.

        Args:
            lines: engine lines, of ``bank.rule.facts``.
            rules: rules to try; default: the live ones of the lines' companies.
        """
        if rules is None:
            companies = frozenset().union(*(line.company_ids for line in lines))
            rules = self.env["bank.application.rule"]._get_live(companies)
        found: dict[int, list] = defaultdict(list)
        evaluator = Evaluator(lines)
        for rule in rules:
            for line_id in evaluator.line_ids(rule._as_engine_rule()):
                found[line_id].append(rule)
        return {
            line_id: hits[0]
            for line_id, hits in found.items()
            if len({rule.partner_id.commercial_partner_id for rule in hits}) == 1
        }


class BankMatchRelations(models.AbstractModel):
    _inherit = "bank.match.relations"

    def _fill_rule_partners(self, context) -> None:
        """Name the partners that application rules know; after facts and partners."""
        super()._fill_rule_partners(context)
        self.env.cr.execute(
            "DROP TABLE IF EXISTS bsi_application; CREATE TEMP TABLE bsi_application "
            "(txn_id int PRIMARY KEY, rule_id int, mapping_id int) ON COMMIT DROP"
        )
        companies = context.lines.company_id.parent_ids.ids
        rules = self.env["bank.application.rule"]._get_live(companies)
        matching = self.env["account.reconcile.model"]._get_live(companies)
        mappings = matching.filtered(lambda rule: rule._is_partner_mapping())
        context.rules = RulesOfRun(matching - mappings, bool(rules or mappings))
        if not rules and not mappings:
            return
        facts = self.env["bank.rule.facts"]._read_open()
        if rules:
            found = self.env["bank.application.finder"]._find(facts, rules)
            kept = self._store_applications(found)
            context.tolerances = {
                txn_id: found[txn_id].tolerance_id.id
                for txn_id in kept
                if found[txn_id].tolerance_id
            }
        if mappings:
            self._store_mappings(facts, mappings)

    def _store_mappings(self, facts, mappings) -> None:
        """Core's text → partner mappings name partners that nothing else names."""
        evaluator, found = Evaluator(facts), {}
        for rule in mappings:
            for line_id in evaluator.line_ids(rule._as_engine_rule()):
                found.setdefault(line_id, rule)
        self.env.cr.execute(
            """
            WITH rule AS (SELECT * FROM unnest(%s::int[], %s::int[], %s::int[],
                                               %s::text[])
                              AS r (txn_id, mapping_id, partner_id, name)),
                 kept AS (SELECT rule.* FROM rule JOIN bsi_txn t ON t.id = rule.txn_id
                           WHERE t.partner_id IS NULL),
                 stored AS (INSERT INTO bsi_application (txn_id, mapping_id)
                            SELECT txn_id, mapping_id FROM kept)
            UPDATE bsi_txn t
               SET partner_id = kept.partner_id, partner_name = kept.name,
                   partner_how = 'application_rule'
              FROM kept WHERE t.id = kept.txn_id
            """,
            [
                list(found),
                [rule.id for rule in found.values()],
                [r.mapped_partner_id.commercial_partner_id.id for r in found.values()],
                [rule.name for rule in found.values()],
            ],
        )

    def _store_applications(self, found) -> list[int]:
        """A partner that somebody set on the line stays."""
        partners = [rule.partner_id.commercial_partner_id for rule in found.values()]
        values = [
            list(found),
            [rule.id for rule in found.values()],
            [partner.id for partner in partners],
            [rule.name for rule in found.values()],
            ["{%s}" % ",".join(map(str, r._get_payers().ids)) for r in found.values()],
        ]
        self.env.cr.execute(
            """
            WITH rule AS (SELECT * FROM unnest(%s::int[], %s::int[], %s::int[],
                                               %s::text[], %s::text[])
                              AS r (txn_id, rule_id, partner_id, name, payers)),
                 kept AS (SELECT rule.* FROM rule
                            JOIN bsi_txn t ON t.id = rule.txn_id
                           WHERE t.partner_how IS DISTINCT FROM 'partner_set'
                              OR t.partner_id = rule.partner_id),
                 stored AS (INSERT INTO bsi_application (txn_id, rule_id)
                            SELECT txn_id, rule_id FROM kept)
            UPDATE bsi_txn t
               SET partner_id = kept.partner_id, partner_name = kept.name,
                   pays_for = kept.payers::int[],
                   partner_how = CASE
                       WHEN t.partner_id IS NULL OR t.partner_id = kept.partner_id
                       THEN 'application_rule' ELSE 'application_other' END
              FROM kept WHERE t.id = kept.txn_id
         RETURNING t.id
            """,
            values,
        )
        return [row[0] for row in self.env.cr.fetchall()]


class BankMatcherPartnerAmount(models.AbstractModel):
    _inherit = "bank.matcher.partner_amount"

    def _propose(self, context) -> list[Proposal]:
        """Lines with an application rule are applied as the rule says."""
        if not context.rules.name_partners:
            return super()._propose(context)
        found, mappings = self._read_applications(), self._read_mappings()
        items = self._read_items(found)
        proposals, applied = [], set()
        for txn_id, row in found.items():
            if row["rule"].apply_method != "none":
                by_rule = self._apply_rule(txn_id, row, items)
                proposals += by_rule
                if by_rule or not row["rule"].tolerance_id:
                    applied.add(txn_id)
        for proposal in super()._propose(context):
            row, mapping_id = found.get(proposal.txn_id), mappings.get(proposal.txn_id)
            if proposal.txn_id in applied or row and not self._may_be(row, proposal):
                continue
            if mapping_id:
                proposal = replace(proposal, rule_id=mapping_id)
            elif row:
                proposal = replace(proposal, application_rule_id=row["rule"].id)
            proposals.append(proposal)
        return proposals

    def _may_be(self, row, proposal: Proposal) -> bool:
        """A rule with a method takes one item within its tolerance, nothing else."""
        if row["rule"].apply_method == "none":
            return True
        codes = {fact.code for fact in proposal.evidence}
        return len(proposal.items) == 1 and "amount_tolerance" in codes

    def _read_mappings(self) -> dict[int, int]:
        self.env.cr.execute(
            "SELECT txn_id, mapping_id FROM bsi_application "
            "WHERE mapping_id IS NOT NULL"
        )
        return dict(self.env.cr.fetchall())

    def _read_applications(self) -> dict[int, dict]:
        self.env.cr.execute(
            """
            SELECT a.txn_id, a.rule_id, t.minor, t.currency_id, t.date, t.text,
                   t.partner_how, t.company_ids
              FROM bsi_application a JOIN bsi_txn t ON t.id = a.txn_id
             WHERE t.is_open AND a.rule_id IS NOT NULL ORDER BY a.txn_id
            """
        )
        rows = self.env.cr.dictfetchall()
        ids = {row["rule_id"] for row in rows}
        rules = self.env["bank.application.rule"].sudo().browse(ids)
        by_id = {rule.id: rule for rule in rules}
        return {row["txn_id"]: row | {"rule": by_id[row["rule_id"]]} for row in rows}

    def _read_items(self, found) -> dict[int, list[dict]]:
        """Return the open items of the partners in question, oldest first."""
        partners = {
            partner.id
            for row in found.values()
            for partner in row["rule"]._get_payers()
        }
        self.env.cr.execute(
            SQL(
                """
                SELECT i.id, i.minor, i.partner_id, i.partner_name, i.currency_id,
                       i.company_id, i.date, coalesce(own.date_maturity, i.date) AS due
                  FROM bsi_item i JOIN account_move_line own ON own.id = i.id
                 WHERE i.pool = 'open' AND NOT i.claimed AND i.partner_id = ANY(%s)
              ORDER BY i.date, i.id
                """,
                list(partners),
            )
        )
        items = defaultdict(list)
        for row in self.env.cr.dictfetchall():
            items[row["partner_id"]].append(row)
        return items

    def _choose_items(self, row, items) -> list[OpenItem]:
        rule, sign = row["rule"], 1 if row["minor"] > 0 else -1
        chosen = [
            item
            for partner in rule._get_payers()
            for item in items.get(partner.id, ())
            if item["currency_id"] == row["currency_id"]
            and item["company_id"] in row["company_ids"]
            and item["date"] <= row["date"]
            and (rule.include_credit_notes or item["minor"] * sign > 0)
            and (
                not rule.apply_limit_days
                or (row["date"] - item["date"]).days <= rule.apply_limit_days
            )
        ]
        key = "due" if rule.apply_method == "due_first" else "date"
        chosen.sort(key=lambda item: (item[key], item["id"]))
        return [OpenItem(i["id"], i["minor"], str(i[key])) for i in chosen]

    def _apply_rule(self, txn_id, row, items) -> list[Proposal]:
        rule, minor = row["rule"], row["minor"]
        found = apply(
            rule.apply_method, minor, self._choose_items(row, items), rule.partial_ok
        )
        if not found:
            return []
        proposal = Proposal(
            txn_id=txn_id,
            kind="payment",
            pass_code=self._pass_code,
            tier=TIERS.get(rule.apply_method, LAST_TIER),
            items=tuple(ProposalItem(*part) for part in found.parts),
            entries=self._on_account(rule, found.rest),
            evidence=self._get_facts(row, found),
            application_rule_id=rule.id,
        )
        if not found.tie:
            return [proposal]
        fact = Evidence("other_candidate", "1", str(1 + len(found.others)), False)
        every = [proposal] + [
            replace(proposal, items=(ProposalItem(item_id, minor),))
            for item_id in found.others
        ]
        return [each.as_tie(fact) for each in every]

    def _get_facts(self, row, found) -> tuple[Evidence, ...]:
        rule = row["rule"]
        facts = [Evidence("application_rule", (row["text"] or "")[:80], rule.name)]
        if row["partner_how"] == "application_other" and not rule._get_account_forms():
            facts.append(
                Evidence("partner_conflict", "", rule.partner_id.display_name, False)
            )
        if found.parts and not found.rest:
            total = str(row["minor"])
            code = "amount_exact" if len(found.parts) == 1 else "amount_sum"
            facts.append(Evidence(code, total, total))
        return tuple(facts)

    def _on_account(self, rule, rest: int) -> tuple[EntryLine, ...]:
        if not rest:
            return ()
        partner = rule._get_payers()[:1].with_company(rule.company_id)
        account = (
            partner.property_account_receivable_id
            if rest > 0
            else partner.property_account_payable_id
        )
        return (
            EntryLine(
                account_id=account.id,
                minor=rest,
                partner_id=partner.id,
                on_account=True,
            ),
        )
