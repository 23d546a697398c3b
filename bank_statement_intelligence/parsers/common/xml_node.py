"""What a format wants of an XML file: Nodes, plain Python instead of a tree.

A :class:`Layout` says which elements are records (handed out when complete), parts
(a Node of their own inside another), lists, or plain texts. ``xml_read`` fills them.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

from .base import ParseError

MAX_DEPTH = 50
MAX_PLACES = 5_000  # different paths in one file; real files have some hundreds
MAX_TEXT = 20_000

#: An element as plain Python: path of a leaf below it → its text, e.g.
#: ``{"Amt": "5.00", "Amt@Ccy": "EUR", "BookgDt/Dt": "2026-01-31"}``. Texts are stripped
#: and never empty. What a :class:`Layout` calls a part is a list of such Nodes at its
#: path, what it calls a list is a list of texts; anything else counts once, the first.
Node = dict[str, Any]
EMPTY: Node = {}

#: What an element is.
TEXT, AMOUNT, LIST, PART, RECORD, REFUSED = range(6)


class Record(NamedTuple):
    """A complete element that a format asked for."""

    name: str
    node: Node
    outer: list[Node]  # the records around it, the closest last


class Layout(dict[str, "Layout"]):
    """How a format wants its elements: tag → the layout of what is inside.

    Learns each place when it first meets it, so make one for each file.

    Args:
        records: elements to hand out, by name or ``parent/name``.
        parts: elements that get a Node of their own, by name or ``parent/name``.
        lists: elements whose texts are all kept.
        many: name of the record that makes up most of a file, if there is one.
    """

    __slots__ = ("depth", "kind", "kinds", "many", "name", "outer", "path", "places")

    def __init__(
        self,
        records: Iterable[str] = (),
        parts: Iterable[str] = (),
        lists: Iterable[str] = (),
        many: str = "",
    ) -> None:
        super().__init__()
        self.many = many
        self.outer: Layout | None = None
        self.name = self.path = ""
        self.kind = TEXT
        self.depth = 0
        self.places = [0]  # how many are known, shared by all
        self.kinds = {
            **dict.fromkeys(lists, LIST),
            **dict.fromkeys(parts, PART),
            **dict.fromkeys(records, RECORD),
        }

    def __missing__(self, tag: str) -> Layout:
        place = self[tag] = Layout()
        place.outer, place.kinds, place.places = self, self.kinds, self.places
        place.depth = self.depth + 1
        place.name = name = tag.rpartition("}")[2]
        within = "" if self.kind >= PART else self.path
        place.path = f"{within}/{name}" if within else name
        place.kind = self._kind(name)
        self.places[0] += 1
        if place.depth > MAX_DEPTH or self.places[0] > MAX_PLACES:
            place.kind = REFUSED
        return place

    def _kind(self, name: str) -> int:
        """Return what an element of this name is, inside this one."""
        for known in (f"{self.name}/{name}", name):
            if known in self.kinds:
                return self.kinds[known]
        return AMOUNT if name.endswith("Amt") else TEXT


def part(node: Node, path: str) -> Node:
    """Return the first part at the path, empty if there is none."""
    parts = node.get(path)
    return parts[0] if parts else EMPTY


def part_of(node: Node, place: Layout) -> Node:
    """Return the Node of a part or record inside another."""
    below: Node = {}
    if place.kind == PART:
        node.setdefault(place.path, []).append(below)
    elif place.kind == REFUSED:
        found = f"more than {MAX_DEPTH} levels around it, or there are too many kinds"
        raise limit_error("xml_too_deep", place, found)
    return below


def limit_error(code: str, place: Layout, found: str) -> ParseError:
    """Return the refusal of a file that is larger than any bank's in some way."""
    return ParseError(
        code,
        "The file goes beyond what any bank sends and is refused.",
        f"element {place.name}",
        f"The element has {found}.",
        "Nothing was imported. Do not trust this file; ask who sent it.",
    )
