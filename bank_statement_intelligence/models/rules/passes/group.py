"""Groups of lines are matched as one: clearing accounts, payouts, fees.

Each line of a group gets its own proposal with its part of the items; they share a
``group_key`` and are approved, posted and undone together. So the bank's lines stay as
they are, and one item is settled by many lines.
"""

from collections import defaultdict

from odoo import models
from odoo.tools import SQL

from ....engine.matching.proposal import EntryLine, Evidence, Proposal, ProposalItem
from ....engine.rules import grouping

#: items looked at for one group; more prove nothing
MAX_ITEMS = 60


class BankMatcherGroup(models.AbstractModel):
    _name = "bank.matcher.group"
    _inherit = "bank.matcher"
    _description = "Combined lines → items, clearing account and fee"

    _pass_code = "group"
    _kind = "bank"

    def _propose(self, context) -> list[Proposal]:
        lines = self._read_lines()
        if not lines:
            return []
        groups = {
            group.id: group
            for group in self.env["bank.line.group"].browse(lines).sudo()
        }
        items = self._read_items(groups.values())
        proposals = []
        for group_id, rows in lines.items():
            proposals += self._match(groups[group_id], rows, items)
        return proposals

    def _read_lines(self) -> dict[int, list[dict]]:
        """Return the lines per group; only groups that are here as a whole."""
        self.env.cr.execute(
            """
            SELECT line.line_group_id AS group_id, t.id, t.minor, t.currency_id,
                   t.company_ids, t.date, t.text, t.is_open,
                   (SELECT round(sum((fee ->> 'amount')::numeric)
                                 * 10 ^ currency.decimal_places)::bigint
                      FROM jsonb_array_elements(CASE
                               WHEN jsonb_typeof(line.transaction_details -> 'charges')
                                    = 'array'
                               THEN line.transaction_details -> 'charges'
                               ELSE '[]'::jsonb END) fee) AS charges
              FROM account_bank_statement_line line
         LEFT JOIN bsi_txn t ON t.id = line.id
              JOIN res_currency currency ON currency.id = line.currency_id
             WHERE line.line_group_id IN (
                       SELECT member.line_group_id FROM bsi_txn own
                         JOIN account_bank_statement_line member ON member.id = own.id)
          ORDER BY line.line_group_id, line.internal_index, line.id
            """
        )
        groups: dict[int, list[dict]] = defaultdict(list)
        for row in self.env.cr.dictfetchall():
            groups[row["group_id"]].append(row)
        return {
            group_id: rows
            for group_id, rows in groups.items()
            if all(row["is_open"] for row in rows)
        }

    def _read_items(self, groups) -> list[dict]:
        """Return open items of the run and of the clearing accounts, oldest first."""
        accounts = [g.rule_id.clearing_account_id.id for g in groups if g.rule_id]
        self.env.cr.execute(
            SQL(
                """
                SELECT i.id, i.minor, i.date, i.currency_id, i.company_id, i.account_id
                  FROM bsi_item i WHERE NOT i.claimed
                 UNION
                SELECT item.id, round(item.amount_residual_currency
                           * 10 ^ currency.decimal_places)::bigint,
                       item.date, item.currency_id, item.company_id, item.account_id
                  FROM account_move_line item
                  JOIN account_account account ON account.id = item.account_id
                  JOIN res_currency currency ON currency.id = item.currency_id
                 WHERE item.account_id = ANY(%s) AND account.reconcile
                   AND item.parent_state = 'posted' AND item.reconciled IS NOT TRUE
                   AND item.amount_residual_currency <> 0
                   AND item.statement_line_id IS NULL
              ORDER BY 3, 1
                """,
                [account for account in accounts if account],
            )
        )
        return self.env.cr.dictfetchall()

    # -- one group -------------------------------------------------------------------

    def _match(self, group, rows, items) -> list[Proposal]:
        rule = group.rule_id
        target = rule.target if rule else "many_items"
        if target == "show":
            return []
        if target == "post":
            return self._post_total(group, rows)
        total = sum(row["minor"] for row in rows)
        main, fees = self._split_fee_lines(rule, rows, total)
        total -= sum(row["minor"] for row in fees)
        candidates = self._choose_items(group, rows, items)
        band = self._get_band(rule, rows, total)
        found = grouping.find_settlements(
            total, candidates, band, target == "many_items"
        )
        many = len(found) > 1
        proposals = []
        for settlement in found:
            key = ",".join(str(item.id) for item in settlement.items)
            each = self._settle(group, main, fees, settlement, f"{group.id}:{key}")
            proposals += (
                [self._as_choice(p, len(found)) for p in each] if many else each
            )
        return proposals

    def _as_choice(self, proposal: Proposal, count: int) -> Proposal:
        fact = Evidence("other_candidate", "1", str(count), False)
        return proposal.as_tie(fact)

    def _split_fee_lines(self, rule, rows, total: int) -> tuple[list, list]:
        """Fee lines run against the payout; the others are its gross amount."""
        if rule.fee_mode != "line":
            return rows, []
        main = [row for row in rows if row["minor"] * total > 0]
        return main, [row for row in rows if row["minor"] * total <= 0]

    def _get_band(self, rule, rows, total: int) -> grouping.FeeBand:
        if rule.fee_mode == "percent":
            return grouping.FeeBand(rule.fee_percent_min, rule.fee_percent_max)
        if rule.fee_mode == "details":
            return grouping.FeeBand(known=sum(row["charges"] or 0 for row in rows))
        return grouping.FeeBand(known=0)

    def _choose_items(self, group, rows, items) -> list[grouping.Candidate]:
        rule, first = group.rule_id, rows[0]
        account = rule.clearing_account_id.id
        latest = max(row["date"] for row in rows)
        earliest = grouping.window(group.date, rule.window_days)[0]
        sign = 1 if sum(row["minor"] for row in rows) > 0 else -1
        chosen = [
            grouping.Candidate(item["id"], item["minor"], item["date"])
            for item in items
            if item["currency_id"] == first["currency_id"]
            and item["company_id"] in first["company_ids"]
            and item["date"] <= latest
            and (not account or item["account_id"] == account)
            and (not rule.window_days or item["date"] >= earliest)
            and (rule.target == "many_items" or item["minor"] * sign > 0)
        ]
        return chosen if len(chosen) <= MAX_ITEMS or rule.target == "one_item" else []

    def _settle(self, group, main, fees, settlement, key) -> list[Proposal]:
        """Return a proposal per line: its parts of the items, and of the fee."""
        rule = group.rule_id
        amounts = [[row["id"], row["minor"]] for row in main]
        # the line that the fee was taken from settles more than it brought
        largest = max(amounts, key=lambda pair: abs(pair[1]))
        largest[1] += settlement.fee
        parts = grouping.distribute(
            [tuple(pair) for pair in amounts],
            [(item.id, item.minor) for item in settlement.items],
        )
        if sum(minor for rows in parts.values() for _item, minor in rows) != sum(
            pair[1] for pair in amounts
        ):
            return []
        entries = {largest[0]: -settlement.fee} if settlement.fee else {}
        entries |= {row["id"]: row["minor"] for row in fees}
        return [
            Proposal(
                txn_id=row["id"],
                kind=self._kind if parts.get(row["id"]) else "entry",
                pass_code=self._pass_code,
                tier=self._get_tier(group, settlement),
                items=tuple(ProposalItem(*part) for part in parts.get(row["id"], ())),
                entries=self._fee_entry(rule, entries.get(row["id"])),
                evidence=self._get_facts(group, main + fees, settlement),
                group_key=key,
            )
            for row in main + fees
        ]

    def _get_tier(self, group, settlement) -> int:
        """A live automatic rule that names the clearing account is a proof."""
        rule = group.rule_id
        sure = rule.mode == "auto" and rule.clearing_account_id and not settlement.fee
        return 2 if sure else 5

    def _fee_entry(self, rule, minor) -> tuple[EntryLine, ...]:
        if not minor:
            return ()
        return (EntryLine(rule.fee_account_id.id, minor, label=rule.name),)

    def _get_facts(self, group, rows, settlement) -> tuple[Evidence, ...]:
        total = sum(row["minor"] for row in rows)
        gross = sum(item.minor for item in settlement.items)
        facts = [Evidence("group", group.name or "", str(len(rows)))]
        if settlement.fee:
            facts.append(Evidence("fee", str(settlement.fee), str(settlement.fee)))
        facts.append(Evidence("amount_sum", str(total), str(gross), True))
        return tuple(facts)

    def _post_total(self, group, rows) -> list[Proposal]:
        """Every line of the group goes to the clearing account."""
        rule = group.rule_id
        account = rule.clearing_account_id
        if account - account.filtered("active"):
            return []
        fact = Evidence("combine_rule", group.key or "", rule.name)
        return [
            Proposal(
                txn_id=row["id"],
                kind="entry",
                pass_code=self._pass_code,
                tier=6,
                items=(),
                entries=(EntryLine(account.id, row["minor"], label=group.name),),
                evidence=(fact,),
                group_key=f"{group.id}:post",
            )
            for row in rows
        ]
