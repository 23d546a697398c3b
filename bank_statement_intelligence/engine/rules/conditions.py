"""Which lines a rule hits: many rules over many lines at once.

A rule is an AND of groups; the conditions of a group are an OR. Amount bounds compare
without sign. A rule that asks for nothing hits nothing.

>>> from datetime import date
>>> def line(number, amount, text):
...     texts = {"label": (text,)}
...     return Line(number, Decimal(amount), date(2026, 3, 10), texts=texts)
>>> lines = [line(1, "-95", "Norsk Gas AS"), line(2, "-95", "VEGAS TRAVEL")]
>>> rule = Rule(7, (Condition("label", "word", "gas"),), direction="out",
...             amount_min=Decimal(-100), amount_max=Decimal(-50))
>>> Evaluator(lines).hits(rule)
[0]
"""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from ..references.accounts import account_forms
from ..text.patterns import BadPattern, compile_pattern, literal_of, split_wildcard
from ..text.text_index import TextIndex, comparable, words_of

#: fields of a line and of its details that a condition can look at
SOURCES = (
    "all", "text", "label", "name", "account", "details", "reference",
    "sender_reference", "own_reference", "code", "note",
)  # fmt: skip
#: what "text" means: where core's own label conditions look
TEXT = ("label", "details", "note")
OPERATORS = ("word", "contains", "exact", "starts", "ends", "wildcard", "regex")
#: significant characters that a part of a text must have; whole words need fewer
MIN_PART = 4
MIN_WORD = 2
#: codes and account numbers are short by nature and never part of a sentence
CODE_SOURCES = ("code", "account")
#: seconds of searching that one regular expression may take in a run
REGEX_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class Condition:
    """One test of a text. Conditions with the same ``group`` are alternatives."""

    source: str
    operator: str
    value: str
    negate: bool = False
    case_sensitive: bool = False
    group: int = 0


@dataclass(frozen=True, slots=True)
class Rule:
    """What a line must be; empty fields ask for nothing. Amounts in currency units."""

    id: int
    conditions: tuple[Condition, ...] = ()
    direction: str = "both"
    amount_min: Decimal | None = None
    amount_max: Decimal | None = None
    currency_id: int | None = None
    day_from: int = 0
    day_to: int = 0
    date_from: date | None = None
    date_to: date | None = None
    codes: tuple[str, ...] = ()
    partner_ids: frozenset[int] = frozenset()
    journal_ids: frozenset[int] = frozenset()
    company_id: int | None = None
    #: forms of the counterparty's account, of which the line must have one
    accounts: frozenset[str] = frozenset()

    @property
    def asks(self) -> bool:
        """False if nothing tells one line from another: such a rule hits nothing."""
        amounts = self.amount_min is not None or self.amount_max is not None
        return bool(
            self.conditions
            or self.codes
            or self.partner_ids
            or self.accounts
            or amounts
            or self.day_from
        )

    @property
    def amount_bounds(self) -> tuple[Decimal, Decimal | None]:
        """The bounds without sign, the lower first."""
        if self.amount_min is None or self.amount_max is None:
            low = abs(self.amount_min or Decimal(0))
            return low, None if self.amount_max is None else abs(self.amount_max)
        low, high = sorted((abs(self.amount_min), abs(self.amount_max)))
        return low, high


@dataclass(frozen=True, slots=True)
class Line:
    """What rules know of a bank line. ``texts`` has a tuple of values per source."""

    id: int
    amount: Decimal
    day: date
    texts: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    currency_id: int | None = None
    foreign_amount: Decimal | None = None
    foreign_currency_id: int | None = None
    partner_id: int | None = None
    journal_id: int | None = None
    company_ids: frozenset[int] = frozenset()

    def values(self, source: str) -> tuple[str, ...]:
        """Return the texts of a source; ``all`` and ``text`` are several."""
        if source == "all":
            return tuple(value for own in self.texts.values() for value in own)
        if source == "text":
            return tuple(value for name in TEXT for value in self.texts.get(name, ()))
        return self.texts.get(source, ())


def find_fault(condition: Condition) -> tuple[str, str] | None:
    """Return why a condition cannot be used: ``(code, detail)``, or None.

    Codes: ``empty``, ``too_short``, ``unknown`` and those of ``BadPattern``.
    """
    if condition.source not in SOURCES or condition.operator not in OPERATORS:
        return "unknown", f"{condition.source} {condition.operator}"
    if condition.operator == "regex":
        try:
            compile_pattern(condition.value, condition.case_sensitive)
        except BadPattern as exc:
            return exc.code, exc.detail
        return None
    value = comparable(condition.value)
    if condition.operator == "wildcard":
        value = literal_of(split_wildcard(value))
    count = len(words_of(value).replace(" ", ""))
    if not count:
        return "empty", ""
    whole = condition.operator in ("word", "exact")
    if condition.source in CODE_SOURCES:
        return None
    if count < (MIN_WORD if whole else MIN_PART):
        return "too_short", str(MIN_WORD if whole else MIN_PART)
    return None


class Evaluator:
    """Evaluates rules over one set of lines; indexes are built when first needed.

    Args:
        lines: the lines; results are positions in this sequence.
        regex_seconds: how long one regular expression may search.

    ``broken`` tells per rule id why it could not be evaluated; it then hits nothing.
    """

    def __init__(
        self, lines: Sequence[Line], regex_seconds: float = REGEX_SECONDS
    ) -> None:
        self._lines = lines
        self._seconds = regex_seconds
        self._indexes: dict[tuple[str, bool], TextIndex] = {}
        self._known: dict[Condition, set[int]] = {}
        self._owners: dict[str, set[int]] | None = None
        self.broken: dict[int, tuple[str, str]] = {}

    def hits(self, rule: Rule) -> list[int]:
        """Return the positions of the lines that a rule hits, in order."""
        fault = next(filter(None, map(find_fault, rule.conditions)), None)
        if fault:
            self.broken[rule.id] = fault
        if fault or not rule.asks:
            return []
        try:
            found = self._match_texts(rule)
        except TimeoutError:
            self.broken[rule.id] = "timeout", str(self._seconds)
            return []
        if rule.accounts:
            owners = self._match_accounts(rule.accounts)
            found = owners if found is None else found & owners
        positions = range(len(self._lines)) if found is None else sorted(found)
        return [n for n in positions if self.fits(rule, self._lines[n])]

    def line_ids(self, rule: Rule) -> list[int]:
        """Return the ids of the lines that a rule hits, in order."""
        return [self._lines[position].id for position in self.hits(rule)]

    def _match_accounts(self, forms: Set[str]) -> set[int]:
        """Return the lines whose counterparty has an account of one of these forms."""
        if self._owners is None:
            self._owners = defaultdict(set)
            for position, line in enumerate(self._lines):
                for account in line.values("account"):
                    for form in account_forms(account):
                        self._owners[form].add(position)
        return set().union(*(self._owners.get(form, ()) for form in forms))

    # -- texts ------------------------------------------------------------------------

    def _match_texts(self, rule: Rule) -> set[int] | None:
        """Return the lines that satisfy every group; None without conditions."""
        groups: dict[int, list[Condition]] = {}
        for condition in rule.conditions:
            groups.setdefault(condition.group, []).append(condition)
        ordered = sorted(groups.values(), key=_cost)
        found: set[int] | None = None
        for group in ordered:
            hit = set().union(*(self._match(condition) for condition in group))
            found = hit if found is None else found & hit
            if not found:
                break
        return found

    def _match(self, condition: Condition) -> set[int]:
        key = Condition(
            condition.source,
            condition.operator,
            condition.value,
            case_sensitive=condition.case_sensitive,
        )
        if key not in self._known:
            self._known[key] = self._search(key)
        found = self._known[key]
        if condition.negate:
            return set(range(len(self._lines))) - found
        return found

    def _search(self, condition: Condition) -> set[int]:
        value = condition.value
        if condition.operator == "regex":
            # regular expressions see the text as the bank wrote it, accents and all
            deadline = time.thread_time() + self._seconds
            return self._index(condition.source, True).regex(
                value, condition.case_sensitive, lambda: time.thread_time() > deadline
            )
        index = self._index(condition.source, condition.case_sensitive)
        search = {
            "word": index.words,
            "contains": index.containing,
            "exact": index.exact,
            "starts": index.starting,
            "ends": index.ending,
            "wildcard": index.wildcard,
        }[condition.operator]
        return search(value)

    def _index(self, source: str, case_sensitive: bool) -> TextIndex:
        key = source, case_sensitive
        if key not in self._indexes:
            rows = [line.values(source) for line in self._lines]
            self._indexes[key] = TextIndex(rows, case_sensitive)
        return self._indexes[key]

    # -- everything else --------------------------------------------------------------

    def fits(self, rule: Rule, line: Line) -> bool:
        """Tell whether a line fits all that a rule asks beside texts."""
        if rule.company_id and rule.company_id not in line.company_ids:
            return False
        if rule.journal_ids and line.journal_id not in rule.journal_ids:
            return False
        if rule.partner_ids and line.partner_id not in rule.partner_ids:
            return False
        return (
            _fits_direction(rule, line)
            and _fits_amount(rule, line)
            and _fits_day(rule, line.day)
            and _fits_code(rule, line)
        )


def _cost(group: list[Condition]) -> tuple[bool, bool]:
    return (
        any(condition.operator == "regex" for condition in group),
        any(condition.negate for condition in group),
    )


def _fits_direction(rule: Rule, line: Line) -> bool:
    if rule.direction == "in":
        return line.amount > 0
    return rule.direction != "out" or line.amount < 0


def _fits_amount(rule: Rule, line: Line) -> bool:
    amount: Decimal | None = line.amount
    if rule.currency_id and rule.currency_id != line.currency_id:
        same = rule.currency_id == line.foreign_currency_id
        amount = line.foreign_amount if same else None
    if amount is None:
        return False
    low, high = rule.amount_bounds
    return abs(amount) >= low and (high is None or abs(amount) <= high)


def _fits_day(rule: Rule, day: date) -> bool:
    """Days of the month; 25 to 5 goes over the end of the month."""
    if rule.date_from and day < rule.date_from or rule.date_to and day > rule.date_to:
        return False
    if not rule.day_from:
        return True
    last = rule.day_to or rule.day_from
    if rule.day_from <= last:
        return rule.day_from <= day.day <= last
    return day.day >= rule.day_from or day.day <= last


def _fits_code(rule: Rule, line: Line) -> bool:
    if not rule.codes:
        return True
    own = [code.upper() for code in line.values("code")]
    return any(code_fits(wanted, code) for wanted in rule.codes for code in own)


def code_fits(wanted: str, code: str) -> bool:
    """Tell whether a bank transaction code is, or is a part of, the wanted one.

    >>> code_fits("PMNT-RCDT", "PMNT-RCDT-ESCT"), code_fits("70", "700")
    (True, False)
    """
    wanted = wanted.strip().upper()
    rest = code[len(wanted) :]
    return code.startswith(wanted) and (not rest or not rest[0].isalnum())
