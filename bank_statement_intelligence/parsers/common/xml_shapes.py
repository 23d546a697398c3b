"""Records written like one before them are read by one pattern, without an XML parser.

A bank's program writes all its entries the same few ways: the same elements in the same
order, only the texts differ. So the first record of each shape goes through the XML
parser; from its text a pattern is made that knows every tag of it by letter and leaves
the texts open. Where the pattern matches at the end of the last record, the next one
has that shape for certain, and its Node follows from the texts.

What the pattern cannot prove goes through the XML parser as ever: texts with references
(``&amp;``), with ``]`` or with control characters, longer ones than allowed, and each
file with a comment, CDATA section or processing instruction from there on.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from typing import NamedTuple

from .xml_node import AMOUNT, LIST, MAX_TEXT, PART, RECORD, Layout, Node

MAX_SHAPES = 32
MAX_LENGTH = 16_384  # characters of a record that is worth a pattern
WORTH = 3  # how often a shape must be met: making a pattern takes a while

_BLANK = r"[ \t\n\r]*"
_BAD = r"\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff"  # never in XML
_LEAF = rf"([^<&\]\r{_BAD}]{{0,{MAX_TEXT}}})"
_TOKEN = re.compile(
    r"<(?P<close>/?)(?P<name>[^\s<>/=\"'&]+)"
    r"(?P<attributes>(?:\s+[^\s<>/=\"']+=\"[^\"<&]*\")*)\s*(?P<alone>/?)>"
    r"(?P<text>[^<]*)"
)
_TAG = re.compile("<[^>]*>")
_CURRENCY = re.compile(r"\sCcy=\"([^\"\t\n\r]*)\"")


class _Token(NamedTuple):
    """A tag."""

    place: Layout  # of the element
    opens: bool
    closes: bool
    tag: str  # as written
    attributes: str


class _Leaf(NamedTuple):
    """Where one of the texts goes."""

    node: int
    path: str
    kind: int
    currency: str


class _Shape:
    """One way to write a record."""

    def __init__(self, tokens: list[_Token]) -> None:
        self.parts: list[tuple[int, str]] = []  # node it is in, path there
        self.leaves: list[_Leaf] = []
        pattern = [_BLANK]
        nodes = [0]  # of the open elements, as numbers
        for token, following in zip(tokens, [*tokens[1:], None], strict=True):
            pattern.append(re.escape(token.tag))
            if token.opens:
                nodes.append(self._open(token, nodes[-1]))
            if token.closes:
                nodes.pop()
            if following and not token.closes and not following.opens:
                pattern.append(self._leaf(token, nodes[-1]))
            elif following:
                pattern.append(_BLANK)
        self.match = re.compile("".join(pattern)).match
        self.node = _reader(self.parts, self.leaves)

    def _open(self, token: _Token, node: int) -> int:
        """Return the number of the Node that the inside of an element goes to."""
        if token.place.kind != PART:
            return node
        self.parts.append((node, token.place.path))
        return len(self.parts)

    def _leaf(self, token: _Token, node: int) -> str:
        """Note where the text of an element goes, if anywhere; return its pattern."""
        place = token.place
        if place.kind >= PART:
            return _LEAF.replace("(", "(?:", 1)
        found = _CURRENCY.search(token.attributes) if place.kind == AMOUNT else None
        currency = found[1].strip() if found else ""
        self.leaves.append(_Leaf(node, place.path, place.kind, currency))
        return _LEAF


def _reader(parts: list[tuple[int, str]], leaves: list[_Leaf]) -> Callable[..., Node]:
    """Return a function that makes the Node of a record from its texts.

    It is written as a program once for each shape: nothing is left to decide for each
    record but which texts are empty. Paths and currencies go in as values, not as code.
    """
    names: dict[str, str] = {}
    nodes = [f"n{number}" for number in range(len(parts) + 1)]
    first = {pair: number for number, pair in reversed([*enumerate(parts, start=1)])}
    body = [f"{name} = {{}}" for name in nodes]
    for number, (outer, path) in enumerate(parts, start=1):
        names[f"p{number}"] = path
        if first[outer, path] == number:
            same = [n for n, pair in enumerate(parts, 1) if pair == (outer, path)]
            listed = ", ".join(f"n{n}" for n in same)
            body.append(f"n{outer}[p{number}] = [{listed}]")
    met: set[tuple[int, str]] = set()
    for number, leaf in enumerate(leaves):
        names |= {f"k{number}": leaf.path, f"c{number}": leaf.currency}
        names[f"u{number}"] = leaf.path + "@Ccy"
        again = (leaf.node, leaf.path) in met
        met.add((leaf.node, leaf.path))
        body += _leaf_lines(number, leaf, again)
    arguments = ", ".join(f"t{number}" for number in range(len(leaves)))
    lines = [f"def read({arguments}):", *(f"    {line}" for line in body)]
    exec("\n".join((*lines, "    return n0")), names)  # noqa: S102 - only numbers in it
    return names["read"]


def _leaf_lines(number: int, leaf: _Leaf, again: bool) -> list[str]:
    """Return the lines that put one text in its place, the first of each path only."""
    node, key = f"n{leaf.node}", f"k{number}"
    if leaf.kind == LIST:
        take = (
            f"{node}.setdefault({key}, []).append(t)"
            if again
            else f"{node}[{key}] = [t]"
        )
        return [f"t = t{number}.strip()", f"if t: {take}"]
    free = f" and {key} not in {node}" if again else ""
    lines = [f"t = t{number}.strip()", f"if t{free}:", f"    {node}[{key}] = t"]
    if leaf.currency:
        lines.append(f"    {node}[u{number}] = c{number}")
    return lines


class Shapes:
    """The shapes of one file, the one that was met last first."""

    def __init__(self) -> None:
        self.known: list[_Shape] = []
        self.met: Counter[str] = Counter()

    def find(self, text: str, start: int) -> tuple[Node, int] | None:
        """Return the record that begins here and where it ends, if its shape is known.

        Args:
            text: of the file.
            start: a place where another record may begin.
        """
        for number, shape in enumerate(self.known):
            match = shape.match(text, start)
            if match:
                if number:
                    self.known.insert(0, self.known.pop(number))
                return shape.node(*match.groups()), match.end()
        return None

    def learn(self, text: str, outer: Layout) -> None:
        """Remember how this record is written.

        Args:
            text: the record with its tags, well-formed as the XML parser has proved.
            outer: the layout of the element around it.
        """
        if len(self.known) >= MAX_SHAPES or len(text) > MAX_LENGTH:
            return
        key = "".join(_TAG.findall(text))
        self.met[key] += 1
        if self.met[key] == WORTH and (tokens := _tokens(text, outer)):
            self.known.insert(0, _Shape(tokens))
        if len(self.met) > 4 * MAX_SHAPES:
            self.met.clear()


def _tokens(text: str, outer: Layout) -> list[_Token]:
    """Return the tags of a record, none if anything in it is not understood."""
    tokens: list[_Token] = []
    place, end = outer, 0
    for match in _TOKEN.finditer(text):
        if match.start() != end:
            return []
        end = match.end()
        opens, closes = not match["close"], bool(match["close"] or match["alone"])
        if opens:
            place = place[match["name"].rpartition(":")[2]]
        tag = text[match.start() : match.start("text")]
        tokens.append(_Token(place, opens, closes, tag, match["attributes"]))
        if closes:
            place = place.outer
            if place is None:  # a long record of which only the end is here
                return []
    complete = end == len(text) and place is outer and tokens[0].place.kind == RECORD
    return tokens if complete else []
