"""What a matching run finds, before anything is written."""

from __future__ import annotations

from dataclasses import dataclass, field

from ...engine.matching.proposal import Proposal


@dataclass
class PassResult:
    """What one pass found, for the run's statistics."""

    record: object
    code: str
    proposed: int = 0
    tied: int = 0
    posted: int = 0
    seconds: float = 0.0


@dataclass
class MatchResult:
    """What a run found before anything is written."""

    proposals: list[Proposal] = field(default_factory=list)
    passes: list[PassResult] = field(default_factory=list)
    warnings: dict[int, dict] = field(default_factory=dict)

    def merge(self, later: MatchResult) -> MatchResult:
        """Return this result with the time that a later round took."""
        seconds = {row.code: row.seconds for row in later.passes}
        for row in self.passes:
            row.seconds += seconds.get(row.code, 0.0)
        return self
