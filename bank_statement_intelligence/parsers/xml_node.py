"""XML as plain Python, read in one pass: what a format names comes out piece by piece.

A :class:`Layout` says which elements are records (handed out when complete), parts
(a Node of their own inside another), lists, or plain texts. No tree is ever built, so
memory does not grow with the file, and a record costs little more than its texts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any, NamedTuple, TypeVar
from xml.parsers import expat

from .xml_safe import decoded, forbid_doctype, limit_error, malformed

MAX_DEPTH = 50
MAX_PLACES = 5_000  # different paths in one file; real files have some hundreds
MAX_TEXT = 20_000

#: An element as plain Python: path of a leaf below it → its text, e.g.
#: ``{"Amt": "5.00", "Amt@Ccy": "EUR", "BookgDt/Dt": "2026-01-31"}``. Texts are stripped
#: and never empty. What a :class:`Layout` calls a part is a list of such Nodes at its
#: path, what it calls a list is a list of texts; anything else counts once, the first.
Node = dict[str, Any]
EMPTY: Node = {}

_TEXT, _AMOUNT, _LIST, _PART, _RECORD, _REFUSED = range(6)
_Result = TypeVar("_Result")


class Record(NamedTuple):
    """A complete element that a format asked for."""

    name: str
    node: Node
    outer: list[Node]  # the records and parts around it, the closest last
    line: int  # where it begins


class Layout(dict[str, "Layout"]):
    """How a format wants its elements: tag → the layout of what is inside.

    Learns each place when it first meets it, so make one for each file.

    Args:
        records: elements to hand out, by name or ``parent/name``.
        parts: elements that get a Node of their own, by name or ``parent/name``.
        lists: elements whose texts are all kept.
    """

    __slots__ = ("depth", "kind", "kinds", "name", "outer", "path", "places")

    def __init__(
        self,
        records: Iterable[str] = (),
        parts: Iterable[str] = (),
        lists: Iterable[str] = (),
    ) -> None:
        super().__init__()
        self.outer: Layout | None = None
        self.name = self.path = ""
        self.kind = _TEXT
        self.depth = 0
        self.places = [0]  # how many are known, shared by all
        self.kinds = {
            **dict.fromkeys(lists, _LIST),
            **dict.fromkeys(parts, _PART),
            **dict.fromkeys(records, _RECORD),
        }

    def __missing__(self, tag: str) -> Layout:
        place = self[tag] = Layout()
        place.outer, place.kinds, place.places = self, self.kinds, self.places
        place.depth = self.depth + 1
        place.name = name = tag.rpartition("}")[2]
        within = "" if self.kind >= _PART else self.path
        place.path = f"{within}/{name}" if within else name
        place.kind = self._kind(name)
        self.places[0] += 1
        if place.depth > MAX_DEPTH or self.places[0] > MAX_PLACES:
            place.kind = _REFUSED
        return place

    def _kind(self, name: str) -> int:
        """Return what an element of this name is, inside this one."""
        for known in (f"{self.name}/{name}", name):
            if known in self.kinds:
                return self.kinds[known]
        return _AMOUNT if name.endswith("Amt") else _TEXT


def part(node: Node, path: str) -> Node:
    """Return the first part at the path, empty if there is none."""
    parts = node.get(path)
    return parts[0] if parts else EMPTY


def read(
    data: bytes, layout: Layout, handle: Callable[[Record], Iterable[_Result]]
) -> Iterator[_Result]:
    """Yield what ``handle`` makes of each record, in the order of their ends.

    Args:
        data: the document.
        layout: says what is a record.
        handle: called with each record as soon as it is complete. What it returns is
            yielded a little later.
    Raises:
        ParseError: the document is malformed or refused; at the latest at its end.
    """
    results: list[_Result] = []
    parser = expat.ParserCreate("utf-8", "}")
    parser.buffer_text = True
    forbid_doctype(parser)
    _build_nodes(parser, layout, lambda record: results.extend(handle(record)))
    try:
        for text in decoded(data):
            parser.Parse(text)
            yield from results
            results.clear()
        parser.Parse("", True)
    except expat.ExpatError as error:
        raise malformed(expat.ErrorString(error.code), error.lineno) from None
    yield from results


def _build_nodes(
    parser: expat.XMLParserType, layout: Layout, emit: Callable[[Record], None]
) -> None:
    """Make the parser build Nodes. Runs for each element, so every step counts."""
    place: Layout = layout
    node: Node = {}
    outer: list[Node] = []
    lines: list[int] = []
    texts: list[str] = []
    attributes: dict[str, str] | None = None  # of an element that may be a leaf

    def start(tag: str, given: dict[str, str]) -> None:
        nonlocal place, node, attributes
        place = place[tag]
        attributes = given
        texts.clear()
        if place.kind >= _PART:
            outer.append(node)
            below: Node = {}
            if place.kind == _PART:
                node.setdefault(place.path, []).append(below)
            elif place.kind == _RECORD:
                lines.append(parser.CurrentLineNumber)
            else:
                found = (
                    f"more than {MAX_DEPTH} levels around it, or is of too many kinds"
                )
                raise limit_error("xml_too_deep", parser, place.name, found)
            node = below

    def end(_tag: str) -> None:
        nonlocal place, node, attributes
        kind = place.kind
        if kind >= _PART:
            if kind == _RECORD:
                emit(Record(place.name, node, outer, lines.pop()))
            node = outer.pop()
        elif attributes is not None and (text := "".join(texts).strip()):
            path = place.path
            if len(text) > MAX_TEXT:
                found = f"{len(text)} characters"
                raise limit_error("xml_text_too_long", parser, place.name, found)
            if kind == _LIST:
                node.setdefault(path, []).append(text)
            elif path not in node:
                node[path] = text
                if kind == _AMOUNT and (currency := attributes.get("Ccy")):
                    node[f"{path}@Ccy"] = currency.strip()
        attributes = None
        place = place.outer

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = texts.append
