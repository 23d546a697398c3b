"""Groups of lines are matched as one: clearing accounts, payouts, fees.

Each line of a group gets its own proposal with its part of the items; they share a
``group_key`` and are approved, posted and undone together. So the bank's lines stay as
they are, and one item is settled by many lines.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from odoo import models
from odoo.tools import SQL

from ....engine.matching.proposal import EntryLine, Evidence, Proposal, ProposalItem
from ....engine.rules import grouping
from ...lines.tables import entry
from ...matching.relations.rows import columns, make

#: items looked at for one group; more prove nothing
MAX_ITEMS = 60


@dataclass(frozen=True, slots=True)
class Member:
    """A line of a group; without an id it does not take part in the run."""

    id: int | None
    minor: int
    currency_id: int
    day: date
    charges: int
    is_open: bool | None
    partner_id: int | None


@dataclass(frozen=True, slots=True)
class _Item:
    """An item that a group may settle."""

    id: int
    minor: int
    day: date
    currency_id: int
    account_id: int
    partner_id: int | None


#: how sure a group is that its lines belong to items, by what leads to them
_TIERS = {"named": 2, "payer": 5, "amount": 7}


def _candidate(item: _Item) -> grouping.Candidate:
    return grouping.Candidate(item.id, item.minor, item.day)


class BankMatcherGroup(models.AbstractModel):
    _name = "bank.matcher.group"
    _inherit = "bank.matcher"
    _description = "Combined lines → items, clearing account and fee"

    _pass_code = "group"
    _kind = "bank"

    @entry("matched_together", 10)
    def _bind_manual_groups(self, context) -> dict[int, str]:
        """What a person combined is matched as one: no other pass answers a line of
        it alone."""
        groups = context.lines.line_group_id.filtered(
            lambda group: group.origin == "manual" and group.state == "open"
        )
        return dict.fromkeys(groups.line_ids.ids, self._pass_code)

    def _propose(self, context):
        members = self._read_members()
        if not members:
            return []
        groups = self.env["bank.line.group"].browse(members).sudo()
        items = self._read_items(groups, context.company_ids)
        return [
            proposal
            for group in groups
            for proposal in self._match(context, group, members[group.id], items)
        ]

    def _read_members(self) -> dict[int, list[Member]]:
        """Return the lines per group, without ignored ones; only groups of which all
        that waits is here."""
        statement = SQL(
            """
            SELECT line.line_group_id AS group_id, %s
              FROM account_bank_statement_line line
         LEFT JOIN match_line t ON t.id = line.id
             WHERE line.line_group_id IN (
                       SELECT member.line_group_id FROM match_line own
                         JOIN account_bank_statement_line member ON member.id = own.id)
               AND line.match_state <> 'ignored'
          ORDER BY line.line_group_id, line.internal_index, line.id
            """,
            columns(Member, "t"),
        )
        groups: dict[int, list[Member]] = defaultdict(list)
        for row in self.env.execute_query_dict(statement):
            groups[row["group_id"]].append(make(Member, "t", row))
        return {
            group_id: members
            for group_id, members in groups.items()
            if all(member.is_open for member in members)
        }

    def _read_items(self, groups, company_ids) -> list[_Item]:
        """Return open items of the run and of the clearing accounts, oldest first."""
        statement = SQL(
            """
            SELECT i.id, i.minor, i.day, i.currency_id, i.account_id, i.partner_id
              FROM match_item i WHERE NOT i.claimed
             UNION
            SELECT item.id, round(item.amount_residual_currency
                       * 10 ^ currency.decimal_places)::bigint,
                   item.date, item.currency_id, item.account_id,
                   partner.commercial_partner_id
              FROM account_move_line item
         LEFT JOIN res_partner partner ON partner.id = item.partner_id
              JOIN account_account account ON account.id = item.account_id
              JOIN res_currency currency ON currency.id = item.currency_id
             WHERE item.account_id = ANY(%s) AND account.reconcile
               AND item.company_id = ANY(%s)
               AND item.parent_state = 'posted' AND item.reconciled IS NOT TRUE
               AND item.amount_residual_currency <> 0
               AND item.statement_line_id IS NULL
          ORDER BY 3, 1
            """,
            groups.rule_id.clearing_account_id.ids,
            company_ids,
        )
        return [_Item(**row) for row in self.env.execute_query_dict(statement)]

    # -- one group -------------------------------------------------------------------

    def _match(self, context, group, rows, items) -> list[Proposal]:
        rule = group.rule_id
        target = rule.target if rule else "many_items"
        if target == "show" or self._stand_alone(context, group, rows, items):
            return []
        if target == "post":
            return self._post_total(group, rows)
        main, fees = self._split_fee_lines(rule, rows, sum(row.minor for row in rows))
        total = sum(row.minor for row in main)
        band = self._get_band(rule, rows, total)
        many = target == "many_items"
        if rule.clearing_account_id:
            chosen = self._choose_items(group, rows, items)
            found = grouping.find_settlements(total, chosen, band, many)
        else:
            choice = self._choose_owned(context, group, rows, items)
            found = grouping.find_owned(total, choice, band, many)
        proposals = []
        for settlement in found:
            key = ",".join(str(item.id) for item in settlement.items)
            each = self._settle(group, main, fees, settlement, f"{group.id}:{key}")
            proposals += [proposal.one_of(len(found)) for proposal in each]
        return proposals

    def _stand_alone(self, context, group, rows, items) -> bool:
        """Tell whether each line names just what it pays: a rule that would combine
        such lines has nothing to add."""
        minor = {item.id: item.minor for item in items}
        for row in rows:
            named = {i for name in context.named.get(row.id, ()) for i in name.item_ids}
            if not named or sum(minor.get(i, 0) for i in named) != row.minor:
                return False
        return group.origin != "manual"

    def _choose_owned(self, context, group, rows, items) -> grouping.Choice:
        """Sort the candidates by what the lines name and who paid them."""
        names = [name for row in rows for name in context.named.get(row.id, ())]
        named = frozenset().union(*(name.item_ids for name in names))
        payers = {row.partner_id for row in rows} - {None}
        meant = [one for one in items if one.currency_id == rows[0].currency_id]
        of_payers = [_candidate(one) for one in meant if one.partner_id in payers]
        return grouping.Choice(
            named=[_candidate(one) for one in meant if one.id in named],
            of_payers=of_payers if len(of_payers) <= MAX_ITEMS else [],
            others=self._choose_items(group, rows, items),
            is_payer_known=bool(payers),
        )

    def _split_fee_lines(self, rule, rows, total: int) -> tuple[list, list]:
        """Fee lines run against the payout; the others are its gross amount."""
        if rule.fee_mode != "line":
            return rows, []
        main = [row for row in rows if row.minor * total > 0]
        return main, [row for row in rows if row.minor * total <= 0]

    def _get_band(self, rule, rows, total: int) -> grouping.FeeBand:
        if rule.fee_mode == "percent":
            return grouping.FeeBand(rule.fee_percent_min, rule.fee_percent_max)
        if rule.fee_mode == "details":
            return grouping.FeeBand(known=sum(row.charges for row in rows))
        return grouping.FeeBand(known=0)

    def _choose_items(self, group, rows, items) -> list[grouping.Candidate]:
        rule, first = group.rule_id, rows[0]
        account = rule.clearing_account_id.id
        latest = max(row.day for row in rows)
        earliest = grouping.window(group.date, rule.window_days)[0]
        sign = 1 if sum(row.minor for row in rows) > 0 else -1
        chosen = [
            grouping.Candidate(item.id, item.minor, item.day)
            for item in items
            if item.currency_id == first.currency_id
            and item.day <= latest
            and (not account or item.account_id == account)
            and (not rule.window_days or item.day >= earliest)
            and (rule.target == "many_items" or item.minor * sign > 0)
        ]
        return chosen if len(chosen) <= MAX_ITEMS or rule.target == "one_item" else []

    def _settle(self, group, main, fees, settlement, key) -> list[Proposal]:
        """Return a proposal per line: its parts of the items, and of the fee."""
        amounts = [[row.id, row.minor] for row in main]
        # the line that the fee was taken from settles more than it brought; what named
        # items leave over stays on it
        largest = max(amounts, key=lambda pair: abs(pair[1]))
        largest[1] += settlement.fee - settlement.rest
        parts = grouping.distribute(
            [tuple(pair) for pair in amounts],
            [(item.id, item.minor) for item in settlement.items],
        )
        if sum(minor for rows in parts.values() for _item, minor in rows) != sum(
            pair[1] for pair in amounts
        ):
            return []
        entries = {largest[0]: -settlement.fee} if settlement.fee else {}
        entries |= {row.id: row.minor for row in fees}
        return [
            Proposal(
                txn_id=row.id,
                kind=self._get_kind(group, parts.get(row.id)),
                pass_code=self._pass_code,
                tier=self._get_tier(group, settlement),
                items=tuple(ProposalItem(*part) for part in parts.get(row.id, ())),
                entries=self._fee_entry(group.rule_id, entries.get(row.id)),
                evidence=self._get_facts(group, main + fees, settlement),
                difference=settlement.rest if row.id == largest[0] else 0,
                group_key=key,
            )
            for row in main + fees
        ]

    def _get_kind(self, group, parts) -> str:
        """Items of customers and vendors are payments, those of an account are not."""
        if not parts:
            return "entry"
        return self._kind if group.rule_id.clearing_account_id else "payment"

    def _get_tier(self, group, settlement) -> int:
        """A live automatic rule that names the clearing account is a proof, and so are
        the documents that the lines name."""
        rule = group.rule_id
        if settlement.how and not (settlement.fee or settlement.rest):
            return _TIERS[settlement.how]
        sure = rule.mode == "auto" and rule.clearing_account_id and not settlement.fee
        return 2 if sure else 5

    def _fee_entry(self, rule, minor) -> tuple[EntryLine, ...]:
        if not minor:
            return ()
        return (EntryLine(rule.fee_account_id.id, minor, label=rule.name),)

    def _get_facts(self, group, rows, settlement) -> tuple[Evidence, ...]:
        total = sum(row.minor for row in rows)
        gross = sum(item.minor for item in settlement.items)
        facts = [Evidence("group", group.name or "", str(len(rows)))]
        if settlement.fee:
            facts.append(Evidence("fee", str(settlement.fee), str(settlement.fee)))
        code = "amount_differs" if settlement.rest else "amount_sum"
        facts.append(Evidence(code, str(total), str(gross), not settlement.rest))
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
                txn_id=row.id,
                kind="entry",
                pass_code=self._pass_code,
                tier=6,
                items=(),
                entries=(EntryLine(account.id, row.minor, label=group.name),),
                evidence=(fact,),
                group_key=f"{group.id}:post",
            )
            for row in rows
        ]
