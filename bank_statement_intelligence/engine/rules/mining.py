"""Find texts that people always treat alike, and what distinguishes one text.

>>> rows = [Example(n, ("Monthly bank fee",), -1, "fees") for n in range(5)]
>>> rows += [Example(9, ("Rent bank tower",), -1, "rent")]
>>> [(c.text, c.outcome, c.support) for c in mine(rows, min_support=5)]
[('FEE', 'fees', 5)]
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass

from ..text.text_index import comparable, words_of
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


def features(texts: Iterable[str], min_length: int = 3) -> set[str]:
    """Return the words and pairs of words that may become a rule.

    Numbers change from line to line, so words with digits do not count.

    >>> sorted(features(["Gebyr 03/26 konto"]))
    ['GEBYR', 'KONTO']
    """
    found: set[str] = set()
    for text in texts:
        words = words_of(comparable(text)).split()[:MAX_WORDS]
        for position, word in enumerate(words):
            if not word.isalpha() or len(word) < min_length:
                continue
            found.add(word)
            after = words[position + 1] if position + 1 < len(words) else ""
            if after.isalpha():
                found.add(f"{word} {after}")
    return found


def mine(
    examples: Sequence[Example],
    min_support: int = MIN_SUPPORT,
    min_share: float = MIN_SHARE,
    min_length: int = 3,
) -> list[Found]:
    """Return the texts that foretell an outcome, the most useful first.

    A text is left out if lines that no better text covers are fewer than
    ``min_support``: one rule per habit.
    """
    lines: dict[tuple[str, int], list[int]] = defaultdict(list)
    for position, example in enumerate(examples):
        for feature in features(example.texts, min_length):
            lines[feature, example.sign].append(position)
    ranked = []
    for (text, sign), positions in lines.items():
        if len(positions) < min_support:
            continue
        outcomes = Counter(examples[position].outcome for position in positions)
        outcome, agreed = outcomes.most_common(1)[0]
        if agreed >= min_support and agreed >= min_share * len(positions):
            ranked.append((-agreed, len(text), text, sign, outcome))
    covered: set[int] = set()
    result = []
    for _agreed, _length, text, sign, outcome in sorted(ranked, key=lambda r: r[:4]):
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
    texts: Sequence[str], others: Sequence[Sequence[str]]
) -> str | None:
    """Return the shortest text of a line that hits the fewest other lines.

    Args:
        texts: of the line that becomes a rule.
        others: texts of lines that people treated otherwise.
    Returns:
        a word, or two side by side; None if there is no word.

    >>> distinguishing_text(["Bank fee March"], [["Bank transfer March"]])
    'FEE'
    """
    own = features(texts)
    hits: Counter[str] = Counter()
    for other in others:
        hits.update(own & features(other))
    usable = [text for text in own if len(text.replace(" ", "")) >= 3]
    return min(usable, key=lambda text: (hits[text], len(text), text), default=None)
