"""Find texts that people always treat alike, and what distinguishes one text.

>>> rows = [Example(n, ("Monthly bank fee",), -1, "fees") for n in range(5)]
>>> rows += [Example(9, ("Rent bank tower",), -1, "rent")]
>>> [(c.text, c.outcome, c.support) for c in mine(rows, min_support=5)]
[('FEE', 'fees', 5)]
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Hashable, Iterable, Sequence
from dataclasses import dataclass

from ..text.text_index import comparable, words_of
from .common_words import is_common
from .statistics import wilson_lower

MIN_SUPPORT = 5
MIN_SHARE = 0.95
#: words looked at per line, and lines that remember a candidate
MAX_WORDS = 40
MAX_EXAMPLES = 20


@dataclass(frozen=True, slots=True)
class Example:
    """A line that people have dealt with; ``outcome`` is what they did."""

    line_id: int
    texts: tuple[str, ...]
    sign: int
    outcome: Hashable


@dataclass(frozen=True, slots=True)
class Found:
    """A text with the outcome that it foretells, and how often it was right."""

    text: str
    sign: int
    outcome: Hashable
    support: int
    agreed: int
    line_ids: tuple[int, ...]

    @property
    def precision(self) -> float:
        """Lower bound of the share of lines where it was right."""
        return wilson_lower(self.agreed, self.support)


def features(
    texts: Iterable[str], min_length: int = 3, places: Collection[str] = ()
) -> list[str]:
    """Return the words and pairs of words that may become a rule, as they stand.

    Numbers change from line to line, so words with digits do not count; nor do words
    that say nothing by themselves: months, towns, what every payment is called.

    Args:
        texts: of one line.
        min_length: letters of a word.
        places: more words that say nothing: towns.

    >>> features(["Gebyr 03/26 for konto Bryggen"])
    ['GEBYR', 'BRYGGEN']
    """
    found: dict[str, None] = {}
    for text in texts:
        words = words_of(comparable(text)).split()[:MAX_WORDS]
        tells = [
            len(word) >= min_length
            and word.isalpha()
            and word not in places
            and not is_common(word)
            for word in words
        ]
        found.update(
            dict.fromkeys(w for w, told in zip(words, tells, strict=True) if told)
        )
        for n in range(len(words) - 1):
            if tells[n] and tells[n + 1]:
                found[f"{words[n]} {words[n + 1]}"] = None
    return sorted(found, key=lambda text: " " in text)


def mine(
    examples: Sequence[Example],
    min_support: int = MIN_SUPPORT,
    min_share: float = MIN_SHARE,
    min_length: int = 3,
    places: Collection[str] = (),
) -> list[Found]:
    """Return the texts that foretell an outcome, the most useful first: single words
    before pairs, those that stand first before others.

    A text is left out if lines that no better text covers are fewer than
    ``min_support``: one rule per habit.
    """
    lines: dict[tuple[str, int], list[int]] = defaultdict(list)
    ranks: Counter[str] = Counter()
    for position, example in enumerate(examples):
        for rank, text in enumerate(features(example.texts, min_length, places)):
            lines[text, example.sign].append(position)
            ranks[text] += rank
    ranked = []
    for (text, sign), positions in lines.items():
        if len(positions) < min_support:
            continue
        outcomes = Counter(examples[position].outcome for position in positions)
        outcome, agreed = outcomes.most_common(1)[0]
        if agreed >= min_support and agreed >= min_share * len(positions):
            stands = ranks[text] / len(positions)
            ranked.append((-agreed, " " in text, stands, text, sign, outcome))
    covered: set[int] = set()
    result = []
    for *_rank, text, sign, outcome in sorted(ranked, key=lambda row: row[:5]):
        positions = lines[text, sign]
        right = [n for n in positions if examples[n].outcome == outcome]
        if len(set(right) - covered) < min_support:
            continue
        covered.update(right)
        result.append(
            Found(
                text=text,
                sign=sign,
                outcome=outcome,
                support=len(positions),
                agreed=len(right),
                line_ids=tuple(examples[n].line_id for n in right[:MAX_EXAMPLES]),
            )
        )
    return result


def distinguishing_text(
    texts: Sequence[str],
    others: Sequence[Sequence[str]],
    places: Collection[str] = (),
) -> str | None:
    """Return the text of a line that hits the fewest other lines.

    Args:
        texts: of the line that becomes a rule.
        others: texts of lines that people treated otherwise.
        places: more words that say nothing: towns.
    Returns:
        the first such word, or two side by side where one is not enough; None if no
        word says what the line is.

    >>> distinguishing_text(["Bank fee March"], [["Bank transfer March"]])
    'FEE'
    """
    own = features(texts, places=places)
    hits: Counter[str] = Counter()
    for other in others:
        hits.update(set(own) & set(features(other)))
    return min(own, key=hits.__getitem__, default=None)
