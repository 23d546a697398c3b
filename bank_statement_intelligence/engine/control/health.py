"""What is known about one bank account, and what follows from it.

>>> facts = Facts(date(2026, 3, 17))
>>> facts.statements = [(date(2026, 3, day), "") for day in (2, 3, 4, 5, 6, 9)]
>>> facts.last_statement = date(2026, 3, 9)
>>> facts.rhythm.kind, facts.expected_by, facts.is_late
('daily', datetime.date(2026, 3, 12), True)
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import Any

from . import rhythm

#: bank days without a word after which an account without rhythm is looked at
SILENT = 25
#: how bad a finding is, the worst first. ``problem``: nothing goes on until somebody
#: acts; ``attention``: it goes on, but somebody should look; ``info``: good to know
LEVELS = ("problem", "attention", "info")


@dataclass
class Facts:
    """What is known about one bank account.

    ``statements``: (day, number) of the imported ones; ``gaps``: how many do not follow
    on or do not add up; ``source_file_on``: when a source of this account alone last
    gave a file, also one with nothing new (an upload by hand proves nothing: the file
    may be old); ``tied_details``: lump sums whose details fit several lines,
    ``old_details`` those whose line has not come for long; ``opening``: the question
    about the first balance; ``open``: number of lines by match state, ``old`` of them
    for long, ``silent`` without partner and text; ``run``: counts of the last run;
    ``open_items``: documents to match with; ``cron``: ``off``, ``late`` or empty.
    """

    today: date
    sources: list[dict[str, Any]] = field(default_factory=list)
    sources_off: list[dict[str, Any]] = field(default_factory=list)
    statements: list[tuple[date, str]] = field(default_factory=list)
    last_statement: date | None = None
    file_name: str = ""
    file_format: str = ""
    file_on: datetime | None = None
    source_file_on: datetime | None = None
    bad_files: int = 0
    tied_details: int = 0
    old_details: int = 0
    gaps: int = 0
    opening: str = ""
    open: dict[str, int] = field(default_factory=dict)
    oldest: date | None = None
    old: int = 0
    silent: int = 0
    run: dict[str, Any] = field(default_factory=dict)
    open_items: int = 0
    passes_off: int = 0
    cron: str = ""

    @cached_property
    def rhythm(self) -> rhythm.Rhythm | None:
        """How often statements come, learnt from the past."""
        return rhythm.learn(day for day, _number in self.statements)

    @cached_property
    def missing_numbers(self) -> list[str]:
        """The statement numbers that are left out."""
        return rhythm.missing_numbers(self.statements)

    @property
    def last_sign(self) -> date | None:
        """The last day on which the bank was heard of."""
        source = self.source_file_on
        signs = [self.last_statement, source and source.date()]
        return max((day for day in signs if day), default=None)

    @property
    def expected_by(self) -> date | None:
        """The day by which the next statement should be here."""
        if not self.rhythm or not self.last_sign:
            return None
        return rhythm.add_bank_days(self.last_sign, self.rhythm.late_after)

    @property
    def days_silent(self) -> int:
        """Bank days since the bank was heard of; 0 if it never was."""
        return rhythm.bank_days(self.last_sign, self.today) if self.last_sign else 0

    @property
    def is_late(self) -> bool:
        """Whether no statement came for longer than this account ever takes."""
        last, learnt = self.last_sign, self.rhythm
        return bool(last and learnt and rhythm.is_late(learnt, last, self.today))

    @property
    def is_silent(self) -> bool:
        """Whether nothing was heard for long of an account without rhythm."""
        return not self.rhythm and self.days_silent > SILENT

    @property
    def open_count(self) -> int:
        """Number of lines that wait for something."""
        return sum(self.open.values())

    @property
    def to_approve(self) -> int:
        """Number of lines that wait for approval only: not the engine's fault."""
        return self.open.get("payment_pending", 0) + self.open.get("entry_pending", 0)


def overall(levels: list[str]) -> str:
    """Return the state of an account with findings of these levels.

    >>> overall(["info", "attention"]), overall(["info"]), overall([])
    ('attention', 'ok', 'ok')
    """
    worst = min(levels, key=LEVELS.index, default="info")
    return "ok" if worst == "info" else worst
