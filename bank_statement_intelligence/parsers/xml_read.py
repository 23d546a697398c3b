"""One pass over XML: after each chunk, what is complete becomes Nodes and is dropped.

The tree never holds more than a chunk, also inside elements that are still open, so
memory does not grow with the file. Records that are written like one before them are
read without any tree, see ``xml_shapes``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from typing import Generic, NamedTuple, TypeVar
from xml.etree.ElementTree import Element, TreeBuilder, XMLParser
from xml.etree.ElementTree import ParseError as XmlError
from xml.parsers import expat

from .xml_node import (
    AMOUNT,
    LIST,
    MAX_TEXT,
    PART,
    RECORD,
    Layout,
    Node,
    Record,
    limit_error,
    part_of,
)
from .xml_safe import check_prolog, decoded, malformed

_Result = TypeVar("_Result")


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
    check_prolog(data)
    builder = TreeBuilder()
    nodes = _Nodes(builder.start("file", {}), layout, handle)
    parser = XMLParser(target=builder, encoding="utf-8")
    try:
        for text in decoded(data):
            parser.feed(text)
            nodes.advance()
            yield from nodes.take()
        builder.end("file")
        parser.close()
    except XmlError as error:
        reason = str(error).partition(": line ")[0]
        raise malformed(reason, error.position[0]) from None
    nodes.finish()
    yield from nodes.take()


def find_line(data: bytes, name: str, count: int) -> int:
    """Return the line where the count-th element of this name begins, 0 if nowhere.

    For messages about errors: it reads the document again.
    """
    left, line = count, 0
    parser = expat.ParserCreate("utf-8", "}")

    def start(tag: str, _attributes: object) -> None:
        nonlocal left, line
        if tag.rpartition("}")[2] == name:
            left -= 1
            if not left:
                line = parser.CurrentLineNumber

    parser.StartElementHandler = start
    with suppress(expat.ExpatError):
        for text in decoded(data):
            parser.Parse(text)
            if line:
                break
    return line


class _Open(NamedTuple):
    """An element that has children and may still get more."""

    element: Element
    place: Layout
    node: Node


class _Nodes(Generic[_Result]):
    """Turns a tree that is being built into Nodes, and takes away what it has done."""

    def __init__(
        self,
        root: Element,
        layout: Layout,
        handle: Callable[[Record], Iterable[_Result]],
    ) -> None:
        self.handle = handle
        self.results: list[_Result] = []
        self.outer: list[Node] = []
        self.open = [_Open(root, layout, {})]  # root to leaf

    def take(self) -> list[_Result]:
        """Return the results that nobody has taken yet."""
        results, self.results = self.results, []
        return results

    def advance(self) -> None:
        """Go on with what was read since the last time."""
        still = 1
        while still < len(self.open) and _last_of(*self.open[still - 1 : still + 1]):
            still += 1
        self._close(still)
        while True:
            top = self.open[-1]
            children = [*top.element]
            self._fill(top.node, children[:-1], top.place)
            del top.element[:-1]
            if not children or not len(children[-1]):
                return  # its text may not be complete
            self._open(top, children[-1])

    def finish(self) -> None:
        """Read the rest of a tree that is complete."""
        self._close(1)
        top = self.open[0]
        self._fill(top.node, [*top.element], top.place)

    def _open(self, top: _Open, child: Element) -> None:
        place = top.place[child.tag]
        node = top.node
        if place.kind >= PART:
            node = part_of(top.node, place)
            if place.kind == RECORD:
                self.outer.append(top.node)
        self.open.append(_Open(child, place, node))

    def _close(self, count: int) -> None:
        """Finish the open elements but the first ones: no more can come into them."""
        while len(self.open) > count:
            element, place, node = self.open.pop()
            self._fill(node, [*element], place)
            if place.kind == RECORD:
                self.results += self.handle(Record(place.name, node, self.outer))
                self.outer.pop()
            del self.open[-1].element[0]

    def _fill(self, node: Node, elements: Iterable[Element], layout: Layout) -> None:
        """Add complete elements to the Node they are in. Most of the time goes here."""
        for child in elements:
            place = layout[child.tag]
            kind = place.kind
            if kind < PART:
                if len(child):
                    self._fill(node, child, place)
                elif (text := child.text) and (text := text.strip()):
                    path = place.path
                    if len(text) > MAX_TEXT:
                        found = f"{len(text)} characters"
                        raise limit_error("xml_text_too_long", place, found)
                    if kind == LIST:
                        node.setdefault(path, []).append(text)
                    elif path not in node:
                        node[path] = text
                        if kind == AMOUNT and (currency := child.get("Ccy")):
                            node[path + "@Ccy"] = currency.strip()
            elif kind == PART:
                self._fill(part_of(node, place), child, place)
            else:
                below = part_of(node, place)
                self.outer.append(node)
                self._fill(below, child, place)
                self.results += self.handle(Record(place.name, below, self.outer))
                self.outer.pop()


def _last_of(outer: _Open, inner: _Open) -> bool:
    """Say whether the inner element is the last in the outer: it may still be open."""
    return outer.element[-1] is inner.element
