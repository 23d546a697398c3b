"""Step 6: the engine's proposals become rows of ``bank.match.proposal``.

Plain functions that read only; confidence follows what people decided about proposals
of the same journal, pass and tier.
"""

from ...engine.matching.allocation import allocate
from ...engine.matching.calibration import calibrated
from ...engine.matching.proposal import PRIOR_CONFIDENCE, Proposal

#: evidence values that are amounts in minor units
AMOUNT_CODES = (
    "amount_exact",
    "amount_sum",
    "amount_differs",
    "amount_tolerance",
    "unique_amount",
    "full_balance",
    "discount",
    "discount_late",
    "discount_about",
    "charges",
    "charges_large",
    "amount_at_rate",
    "amount_opposite",
    "amount_shared",
    "fee",
)


def prepare_values(env, proposals, passes) -> list[dict]:
    """Return the ``create()`` values of proposals.

    Args:
        env: the environment.
        proposals: ``engine.matching.proposal.Proposal`` records.
        passes: the ``PassResult`` rows of the run.
    """
    pass_ids = {row.code: row.record.id for row in passes}
    lines = env["account.bank.statement.line"].browse(
        {proposal.txn_id for proposal in proposals}
    )
    items = env["account.move.line"].browse(
        {item_id for proposal in proposals for item_id in proposal.item_ids}
    )
    lines_by_id = {line.id: line for line in lines}
    items_by_id = {item.id: item for item in items}
    confidences = _get_confidences(proposals, lines)
    rows = []
    for proposal, confidence in zip(proposals, confidences, strict=True):
        settled = [items_by_id[item.item_id] for item in proposal.items]
        values = _prepare(proposal, lines_by_id[proposal.txn_id], settled)
        values["confidence"] = confidence
        values["pass_id"] = pass_ids.get(proposal.pass_code)
        rows.append(values)
    _add_margins(rows)
    return rows


def _get_confidences(proposals, lines) -> list[float]:
    """Return the confidence of each; of several of a line the first stays first."""
    journals = {line.id: line.journal_id for line in lines}
    record = _get_records(lines.env, lines.journal_id)
    last: dict[int, float] = {}
    confidences = []
    for proposal in proposals:
        key = journals[proposal.txn_id].id, proposal.pass_code, proposal.tier
        expected = record.get(key, PRIOR_CONFIDENCE[proposal.tier])
        confidence = proposal.weigh(expected)
        if proposal.txn_id in last:
            ceiling = max(last[proposal.txn_id] - 0.001, 0.0)
            confidence = min(confidence, ceiling)
        last[proposal.txn_id] = confidence = round(confidence, 4)
        confidences.append(confidence)
    return confidences


def _get_records(env, journals) -> dict[tuple[int, str, int], float]:
    """Return the confidence per ``(journal id, pass code, tier)`` with a record.

    A decision is a proposal that a person approved, rejected, or undid, whoever had
    posted it. Kinds without enough decisions are left out: their prior counts.
    """
    env["bank.match.proposal"].flush_model()
    env.cr.execute(
        """
        SELECT journal_id, pass_code, tier::int,
               count(*) FILTER (WHERE state = 'posted'
                                  AND approved_by_id IS NOT NULL),
               count(*) FILTER (WHERE state IN ('rejected', 'undone')
                                   OR state = 'posted'
                                      AND approved_by_id IS NOT NULL)
          FROM bank_match_proposal
         WHERE journal_id = ANY(%s) AND state IN ('posted', 'rejected', 'undone')
           AND tier IS NOT NULL
      GROUP BY 1, 2, 3
        """,
        [journals.ids],
    )
    return {
        (journal_id, code, tier): calibrated(PRIOR_CONFIDENCE[tier], *counts)
        for journal_id, code, tier, *counts in env.cr.fetchall()
    }


def _add_margins(rows: list[dict]) -> None:
    """Note how far each proposal is before the next of its line."""
    following: dict[int, float] = {}
    for values in reversed(rows):
        line_id, confidence = values["statement_line_id"], values["confidence"]
        values["margin"] = round(confidence - following.get(line_id, 0.0), 4)
        following[line_id] = confidence


def _prepare(proposal: Proposal, line, items) -> dict:
    currency = items[0].currency_id if items else line.currency_id
    counterparts = _prepare_items(proposal, line, items, currency)
    counterparts += _prepare_entries(proposal, line, currency)
    return {
        "statement_line_id": line.id,
        "company_id": line.company_id.id,
        "journal_id": line.journal_id.id,
        "kind": proposal.kind,
        "pass_code": proposal.pass_code,
        "tier": str(proposal.tier),
        "auto_allowed": proposal.auto_allowed,
        "needs_reason": any(entry.needs_reason for entry in proposal.entries),
        "state": "tie" if proposal.tie else "proposed",
        "difference": _get_difference(proposal, line, currency),
        "evidence": [_format(fact, currency) for fact in proposal.evidence],
        "has_contra": proposal.contra,
        "reconcile_model_id": proposal.rule_id or False,
        "group_key": proposal.group_key or False,
        "application_rule_id": proposal.application_rule_id or False,
        "signature": get_signature(proposal.kind, counterparts),
        "line_ids": [(0, 0, values) for values in counterparts],
    }


def _prepare_items(proposal, line, items, currency) -> list[dict]:
    """Return the counterparts that settle items, whole or what there is."""
    applied = {item.item_id: item.minor for item in proposal.items}
    if proposal.difference and not proposal.is_spread:
        amount = sum(applied.values()) + proposal.difference
        due = [
            (item.id, applied[item.id], str(item.date_maturity or item.date))
            for item in items
        ]
        applied = dict(allocate(amount, due))
    shares = {item.item_id: item.line_minor or 0 for item in proposal.items}
    values = [
        {
            "move_line_id": item.id,
            "account_id": item.account_id.id,
            "partner_id": item.partner_id.commercial_partner_id.id,
            "currency_id": currency.id,
            "amount": _amount(applied[item.id], currency),
            "line_amount": _amount(shares[item.id], line.currency_id),
            "label": item.move_id.name,
        }
        for item in items
        if item.id in applied
    ]
    return values + _prepare_on_account(proposal, items, applied, currency)


def _prepare_on_account(proposal, items, applied, currency) -> list[dict]:
    """An over-payment stays on the partner's account, if it is one partner's."""
    left = 0
    if proposal.is_spread:
        return []
    if proposal.difference and proposal.kind == "payment":
        amount = sum(item.minor for item in proposal.items) + proposal.difference
        left = amount - sum(applied.values())
    partners = {item.partner_id.commercial_partner_id for item in items}
    if not left or len(partners) > 1:
        return []
    return [
        {
            "account_id": items[0].account_id.id,
            "partner_id": items[0].partner_id.commercial_partner_id.id,
            "currency_id": currency.id,
            "amount": _amount(left, currency),
            "is_on_account": True,
        }
    ]


def _prepare_entries(proposal, line, currency) -> list[dict]:
    _ = line.env._
    labels = {
        "discount": _("Early payment discount"),
        "charge": _("Bank charges"),
        "write_off": _("Payment difference"),
        "transfer": _("Internal transfer"),
        "reversal": _("Returned payment"),
        "exchange": _("Exchange difference"),
        "unknown": _("Payer unknown"),
    }
    rows = []
    for entry in proposal.entries:
        own = currency.browse(entry.currency_id) or currency
        rows.append(
            {
                "account_id": entry.account_id or _get_account(line, entry),
                "partner_id": entry.partner_id,
                "currency_id": own.id,
                "amount": _amount(entry.minor, own),
                "line_amount": _amount(entry.line_minor or 0, line.currency_id),
                "label": entry.label or labels.get(entry.role, ""),
                "role": entry.role,
                "settled_line_id": entry.item_id,
                "other_line_id": entry.other_line_id,
                "tax_ids": [(6, 0, entry.tax_ids)],
                "analytic_distribution": dict(entry.analytic) or False,
                "is_on_account": entry.on_account,
            }
        )
    return rows


def _get_account(line, entry) -> int | bool:
    """Return the account on which money of the entry's partner stays, or that of
    exchange differences."""
    if entry.role == "exchange":
        company = line.company_id
        gain = company.income_currency_exchange_account_id
        loss = company.expense_currency_exchange_account_id
        return (gain if entry.minor > 0 else loss).id
    if not entry.on_account:
        return False
    partner = line.env["res.partner"].browse(entry.partner_id)
    return partner._get_own_account(line).id


def _amount(minor: int, currency) -> float:
    return currency.round(minor * 10**-currency.decimal_places)


def _get_difference(proposal, line, currency) -> float:
    """Return line − items in the currency of the bank line."""
    difference = proposal.difference * 10**-currency.decimal_places
    if currency != line.currency_id and line.amount_currency:
        difference *= abs(line.amount / line.amount_currency)
    return line.currency_id.round(difference)


def _format(fact, currency) -> dict:
    values = fact.as_json()
    if fact.code in AMOUNT_CODES:
        for name in ("bank_value", "item_value"):
            amount = int(values[name]) * 10**-currency.decimal_places
            values[name] = f"{amount:.{currency.decimal_places}f} {currency.name}"
    return values


def get_signature(kind: str, rows: list[dict]) -> str:
    """Return what makes two proposals of a line the same settlement.

    Args:
        kind: kind of the proposal.
        rows: values of its counterparts.
    """
    parts = sorted(
        f"{row.get('move_line_id') or 'a%s' % row['account_id']}"
        f"={row['amount']:.6f}{row.get('other_line_id') or ''}"
        for row in rows
    )
    return f"{kind}:{','.join(parts)}"
