"""What a matcher answers: proposals with evidence.

Amounts here are integers of the currency's smallest unit ("minor": øre, cent), signed
as on the bank line: positive = money in.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

#: tiers of REQUIREMENTS.md 2.8; a lower number is a stronger proof
TIERS = (1, 2, 3, 4, 5, 6, 7, 8)
#: up to here a proposal takes its lines and items out of the later passes
LAST_STRONG_TIER = 6
#: share of proposals that people are expected to accept, before there is a record
PRIOR_CONFIDENCE = {
    1: 0.999, 2: 0.998, 3: 0.99, 4: 0.9, 5: 0.8, 6: 0.9, 7: 0.6, 8: 0.5,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Span:
    """Where in the bank's text a value stands: characters ``start`` to ``end``.

    ``field`` is a field of the bank line, or of its detail ``detail_id``.
    """

    field: str
    start: int
    end: int
    detail_id: int | None = None

    def contains(self, other: Span) -> bool:
        """Tell whether ``other`` is a smaller part of this one."""
        same = (self.field, self.detail_id) == (other.field, other.detail_id)
        inside = self.start <= other.start and other.end <= self.end
        return same and inside and self != other

    def as_json(self) -> dict[str, object]:
        """Return the form that is stored and sent to callers."""
        values: dict[str, object] = {
            "field": self.field,
            "start": self.start,
            "end": self.end,
        }
        return values | ({"detail_id": self.detail_id} if self.detail_id else {})


@dataclass(frozen=True, slots=True)
class Evidence:
    """One fact: what the bank says, what the books say, and whether they agree."""

    code: str
    bank_value: str
    item_value: str
    agrees: bool = True
    span: Span | None = None

    def as_json(self) -> dict[str, object]:
        """Return the form that is stored and sent to callers."""
        values: dict[str, object] = {
            "code": self.code,
            "bank_value": self.bank_value,
            "item_value": self.item_value,
            "agrees": self.agrees,
        }
        return values | ({"span": self.span.as_json()} if self.span else {})


@dataclass(frozen=True, slots=True)
class ProposalItem:
    """One journal item to settle; ``minor`` is the part of it that is applied, in its
    currency. ``line_minor`` is what that takes of the bank line, where no rate of the
    bank tells."""

    item_id: int
    minor: int
    line_minor: int | None = None


@dataclass(frozen=True, slots=True)
class EntryLine:
    """One general-ledger counterpart: the account and its signed amount.

    ``role`` tells why it is there: ``entry`` (a rule), ``write_off``, ``charge``,
    ``discount`` (of ``item_id``, posted through core's own discount lines),
    ``exchange``, ``unknown`` (money of somebody unknown, without an account),
    ``transfer`` (to the
    bank line ``other_line_id``, in ``currency_id``; ``line_minor`` is then the part of
    the bank line in its own currency) or ``reversal`` (reopens ``item_id``).
    ``needs_reason``: a person says why before it is posted.
    """

    account_id: int
    minor: int
    label: str = ""
    partner_id: int | None = None
    tax_ids: tuple[int, ...] = ()
    analytic: tuple[tuple[str, float], ...] = ()
    role: str = "entry"
    item_id: int | None = None
    other_line_id: int | None = None
    currency_id: int | None = None
    line_minor: int | None = None
    on_account: bool = False
    needs_reason: bool = False


@dataclass(frozen=True, slots=True)
class Proposal:
    """A possible settlement of one bank line.

    ``difference`` is what items and entries leave of the line's amount (minor units).
    ``tie`` marks one of several equally proved possibilities: it is shown and can only
    be chosen by a person. Proposals with the same ``group_key`` stand and fall together
    (both sides of a transfer, several lines for one item). ``auto_allowed`` is set when
    a tolerance may post by itself, ``named`` when the bank names what it settles.
    ``usage``: whether a rule's entry stands beside documents, see ``claims``.
    ``is_spread``: items have what they get and entries what is left: nothing is to be
    allocated.
    """

    txn_id: int
    kind: str
    pass_code: str
    tier: int
    items: tuple[ProposalItem, ...]
    evidence: tuple[Evidence, ...]
    entries: tuple[EntryLine, ...] = ()
    difference: int = 0
    tie: bool = False
    rule_id: int | None = None
    application_rule_id: int | None = None
    group_key: str = ""
    auto_allowed: bool = False
    named: bool = False
    is_spread: bool = False
    usage: str = ""

    @property
    def item_ids(self) -> frozenset[int]:
        """Return the journal items that it settles."""
        return frozenset(item.item_id for item in self.items)

    @property
    def contra(self) -> bool:
        """True if any evidence speaks against it."""
        return any(not fact.agrees for fact in self.evidence)

    @property
    def closes(self) -> bool:
        """True if it takes its line and items away from the later passes.

        A proposal that leaves a difference, or something that the bank names, does not:
        another pass may find what fits.
        """
        ignores = any(
            f.code == "other_document" and not f.agrees for f in self.evidence
        )
        if self.difference or ignores or self.usage == "with":
            return False
        return self.tier <= LAST_STRONG_TIER

    @property
    def confidence(self) -> float:
        """Prior share of acceptance of the tier, less for ties and contra-evidence."""
        return self.weigh(PRIOR_CONFIDENCE[self.tier])

    def weigh(self, expected: float) -> float:
        """Return the confidence of this proposal.

        Args:
            expected: share of proposals of its kind that people accept.
        """
        if self.tie:
            expected = min(expected, 0.5)
        expected *= 0.7 if self.contra else 1.0
        return round(expected * (0.8 if self.difference else 1.0), 4)

    def with_facts(self, *facts: Evidence) -> Proposal:
        """Return this proposal with more evidence for it."""
        return replace(self, evidence=(*self.evidence, *facts))

    def as_tie(self, fact: Evidence) -> Proposal:
        """Return this proposal as one of several possibilities, and why."""
        return replace(self, tie=True, evidence=(*self.evidence, fact))

    def one_of(self, count: int, shown: str = "") -> Proposal:
        """Return this proposal as one of so many that fit a line equally well.

        Args:
            count: how many there are; the only one is no tie.
            shown: the number in the evidence, where there may be more.
        """
        if count < 2:
            return self
        return self.as_tie(Evidence("other_candidate", "1", shown or str(count), False))

    def against(self, fact: Evidence, tier: int) -> Proposal:
        """Return this proposal weakened to ``tier`` by contra-evidence."""
        return replace(self, tier=max(self.tier, tier), evidence=(*self.evidence, fact))
