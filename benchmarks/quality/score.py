"""Compare what was posted and proposed with the truth."""

from collections import defaultdict
from dataclasses import asdict, dataclass, field
from math import exp, lgamma, log, log1p

from .world import CHOOSE, OPEN, POST, PROPOSE

#: where proposals of two kinds of line are looked for
SHOWN = 3
RANK = (
    "POSTED, MUST WAIT", "WRONG", "STRANGER'S ACCOUNT", "not posted", "not first",
    "not shown",
)  # fmt: skip


@dataclass
class Count:
    """Of one situation or of all."""

    lines: int = 0
    posted: int = 0
    wrong: int = 0
    provable: int = 0
    provable_posted: int = 0
    must_wait: int = 0
    must_wait_posted: int = 0
    clean: int = 0
    strangers: int = 0
    rest: int = 0
    rest_first: int = 0
    rest_shown: int = 0
    shown: int = 0


@dataclass(order=True)
class Mistake:
    """``text`` tells a person what is wrong with one line."""

    rank: int
    what: str
    text: str = field(compare=False)


@dataclass
class Score:
    total: Count = field(default_factory=Count)
    situations: dict = field(default_factory=lambda: defaultdict(Count))
    mistakes: list = field(default_factory=list)

    def as_dict(self):
        """Return the counts as plain values."""
        rows = {name: asdict(count) for name, count in self.situations.items()}
        return {"total": asdict(self.total), "situations": rows}

    @classmethod
    def from_dict(cls, values):
        """Return the Score of :meth:`as_dict`."""
        rows = {name: Count(**row) for name, row in values["situations"].items()}
        return cls(Count(**values["total"]), rows)


def score(books):
    """Return the Score of a matched world."""
    result = Score()
    keys = _keys_by_move(books)
    partners = {record.id: key for key, record in books.partners.items()}
    for line in books.world.lines:
        record = books.lines[line.key]
        settled = record.match_state == "reconciled"
        actual = applied(record, keys) if settled else {}
        waiting = record.match_proposal_ids.browse() if settled else _ranked(record)
        shown = [proposed(p, keys) for p in waiting]
        truth = dict(line.applied)
        clean = is_clean(waiting[:1])
        is_wrong = clean and bool(_partners(waiting[0], partners) - line.owners)
        for count in (result.total, result.situations[line.situation]):
            _count(count, line, settled, actual, shown, truth)
            count.clean += clean
            count.strangers += is_wrong
        what = _mistake(line, settled, actual, shown, truth)
        if is_wrong:
            what = "STRANGER'S ACCOUNT"
        if what:
            result.mistakes.append(_describe(what, line, record, actual, shown))
    return result


def settled(books):
    """Return per line of the world what it is reconciled with, None if it waits."""
    keys = _keys_by_move(books)
    return {
        key: applied(record, keys) if record.match_state == "reconciled" else None
        for key, record in books.lines.items()
    }


def _keys_by_move(books):
    keys = {move.id: key for key, move in books.moves.items()}
    keys |= {payment.move_id.id: key for key, payment in books.payments.items()}
    return keys | {line.move_id.id: key for key, line in books.lines.items()}


def applied(record, keys):
    """Return ``{key: amount}`` of what a bank line really is reconciled with."""
    found = defaultdict(int)
    _liquidity, _suspense, others = record._seek_for_lines()
    for item in others:
        for part in item.matched_debit_ids:
            found[_key(part.debit_move_id, keys)] += _minor(part, "debit")
        for part in item.matched_credit_ids:
            found[_key(part.credit_move_id, keys)] -= _minor(part, "credit")
    return {key: minor for key, minor in found.items() if minor}


def _minor(part, side):
    amount = part[f"{side}_amount_currency"]
    return round(amount * 10 ** part[f"{side}_currency_id"].decimal_places)


def _key(item, keys):
    return keys.get(item.move_id.id, f"move {item.move_id.id}")


def proposed(proposal, keys):
    """Return ``{key: amount}`` of what a proposal would settle."""
    found = defaultdict(int)
    for row in proposal.line_ids:
        item = row.move_line_id or row.settled_line_id
        minor = round(row.amount * 10**row.currency_id.decimal_places)
        if row.role == "transfer":
            found[_key(row.other_line_id, keys)] += minor
        elif item and row.role != "discount":
            found[_key(item, keys)] += minor
    return dict(found)


def is_clean(proposal):
    """Say whether nothing speaks against a waiting proposal: it can be approved
    together with others, without looking at it."""
    return bool(proposal) and proposal.state != "tie" and not proposal.has_contra


def _partners(proposal, partners):
    """Return the keys of those on whose accounts a proposal puts money."""
    found = set()
    for row in proposal.line_ids:
        partner = row.move_line_id.partner_id or row.partner_id
        if partner and row.role not in ("transfer", "entry", "unknown"):
            found.add(partners.get(partner.commercial_partner_id.id, partner.name))
    return found


def _ranked(record):
    waiting = record.match_proposal_ids.filtered(
        lambda p: p.state in ("proposed", "tie", "approved")
    )
    ranked = record.env["bank.statement.api"].proposals(line_ids=record.ids)
    order = {row["id"]: place for place, row in enumerate(ranked)}
    return waiting.sorted(lambda p: order[p.id])


def _count(count, line, settled, actual, shown, truth):
    right = actual == truth
    count.lines += 1
    count.posted += settled
    count.wrong += settled and (not right or line.expect in (OPEN, CHOOSE))
    if line.expect == POST:
        count.provable += 1
        count.provable_posted += settled and right
    if line.expect in (OPEN, CHOOSE):
        count.must_wait += 1
        count.must_wait_posted += settled
    if line.expect == PROPOSE:
        count.rest += 1
        count.rest_first += right or shown[:1] == [truth]
    if line.expect in (PROPOSE, CHOOSE):
        count.shown += 1
        count.rest_shown += right or truth in shown[:SHOWN]


def _mistake(line, settled, actual, shown, truth):
    if settled and line.expect in (OPEN, CHOOSE):
        return "POSTED, MUST WAIT"
    if settled:
        return None if actual == truth else "WRONG"
    if line.expect == POST:
        return "not posted"
    if line.expect == PROPOSE and shown[:1] != [truth]:
        return "not first"
    if line.expect == CHOOSE and truth not in shown[:SHOWN]:
        return "not shown"
    return None


def _describe(what, line, record, actual, shown):
    rows = [
        f"{what}: {line.situation} {line.key} {record.amount} {record.payment_ref!r} "
        f"{record.date} by {line.name!r}, truth {line.applied}"
    ]
    if actual:
        rows.append(f"posted {actual}")
        shown = record.match_proposal_ids
    for proposal in _ranked(record) if not actual else shown:
        rows.append(
            f"{proposal.pass_code} T{proposal.tier} {proposal.state} "
            f"{proposal.counterpart_summary} {proposal.difference}: "
            f"{proposal.evidence_summary} {proposal.error_message or ''}"
        )
    return Mistake(RANK.index(what), line.situation, "\n    ".join(rows))


def at_least(hits, total, doubt=0.05):
    """Return the exact (Clopper-Pearson) lower bound of a share, one-sided 95 %.

    Without a miss it is nearly 1 - 3/total, the rule of three.

    >>> round(at_least(1000, 1000), 5), round(at_least(990, 1000), 4)
    (0.99701, 0.9831)
    """
    low, high = 0.0, hits / total if total else 0.0
    for _step in range(60):
        middle = (low + high) / 2
        chance = _chance(total - hits, total, 1 - middle)
        low, high = (middle, high) if chance < doubt else (low, middle)
    return low


def _chance(misses, total, rate):
    """Return how likely at most so many misses are at this rate of misses."""
    if rate <= 0 or rate >= 1:
        return float(rate <= 0)
    return sum(
        exp(
            lgamma(total + 1)
            - lgamma(n + 1)
            - lgamma(total - n + 1)
            + n * log(rate)
            + (total - n) * log1p(-rate)
        )
        for n in range(misses + 1)
    )


def snapshot(env, company):
    """Return every open item of the ledger, and the balance of every account."""
    env.flush_all()
    env.cr.execute(
        """
        SELECT 'item', item.id, item.amount_residual_currency, item.amount_residual,
               move.payment_state
          FROM account_move_line item
          JOIN account_move move ON move.id = item.move_id
          JOIN account_account account ON account.id = item.account_id
         WHERE item.company_id = %(company)s AND item.parent_state = 'posted'
           AND account.reconcile AND NOT item.reconciled
           AND move.statement_line_id IS NULL
     UNION ALL
        SELECT 'account', account_id, sum(balance), sum(amount_residual), ''
          FROM account_move_line
         WHERE company_id = %(company)s AND parent_state = 'posted'
      GROUP BY account_id HAVING sum(balance) <> 0
      ORDER BY 1, 2
        """,
        {"company": company.id},
    )
    return env.cr.fetchall()
