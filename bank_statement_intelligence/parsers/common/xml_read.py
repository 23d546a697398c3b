"""One pass over XML: after each chunk, what is complete becomes Nodes and is dropped.

The tree never holds more than a chunk, also inside elements that are still open, so
memory does not grow with the file. Records that are written like one before them are
read without any tree, see ``xml_shapes``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from typing import Generic, NamedTuple, TypeVar
from xml.etree.ElementTree import Element, TreeBuilder, XMLParser
from xml.etree.ElementTree import ParseError as XmlError
from xml.parsers import expat

from .base import ParseError
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
from .xml_shapes import Shapes

MAX_LENGTH = 1 << 16  # characters of a record that is waited for until it is complete

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
    nodes = _Nodes(layout, handle)
    feed = _Feed(nodes, layout)
    try:
        for text in decoded(data):
            feed.add(text)
            yield from nodes.take()
        feed.end()
    except XmlError as error:
        raise _malformed(data, error) from None
    nodes.finish()
    yield from nodes.take()


def _malformed(data: bytes, error: XmlError) -> ParseError:
    """Return the error with its line in the whole file, parts of which were skipped."""
    parser = expat.ParserCreate("utf-8", "}")
    try:
        for text in decoded(data):
            parser.Parse(text)
        parser.Parse("", True)
    except expat.ExpatError as found:
        return malformed(expat.ErrorString(found.code), found.lineno)
    return malformed(str(error), None)


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


class _Feed:
    """Gives text to the XML parser, except records whose shape is known."""

    def __init__(self, nodes: _Nodes, layout: Layout) -> None:
        self.nodes = nodes
        self.parser = XMLParser(target=nodes.builder, encoding="utf-8")
        self.many = layout.many
        tag = rf"(?:[^\s<>/:]+:)?{re.escape(self.many)}"
        self.opening = re.compile(rf"<{tag}[\s/>]")
        self.closing = re.compile(rf"</{tag}\s*>")
        self.shapes = Shapes() if self.many else None
        self.rest = ""  # not read yet: its last record is not complete
        self.begun = False
        self.opened = 0  # how many were opened since the last one was closed
        self.ready = False  # exactly behind a record

    def add(self, text: str) -> None:
        """Read more of the file."""
        text = self.rest + text
        self.rest = ""
        if self.shapes and self._is_plain(text):
            text = self._records(text)
        if self.shapes and len(text) <= MAX_LENGTH:
            self.rest = text
        else:
            self._parse(text)

    def end(self) -> None:
        """Read what is left."""
        self.parser.feed(self.rest)
        self.nodes.builder.end("file")
        self.parser.close()

    def _is_plain(self, text: str) -> bool:
        """Say whether all markup in a text is tags; if it is not, give up shapes."""
        start = 0
        if not self.begun and text.startswith("<?xml"):
            start = text.find("?>") + 2
        self.begun = self.begun or bool(text)
        if text.find("<!", start) >= 0 or text.find("<?", start) >= 0:
            self.shapes = None
        return self.shapes is not None

    def _records(self, text: str) -> str:
        """Read all records that are complete; return the rest."""
        start = 0
        while True:
            while self.ready and (found := self.shapes.find(text, start)):
                node, start = found
                self.nodes.add(self.many, node)
            close = self.closing.search(text, start)
            if not close:
                return text[start:]
            piece, start = text[start : close.end()], close.end()
            self.parser.feed(piece)
            self.opened += len(self.opening.findall(piece))
            if self.opened != 1:  # one inside another: nothing is certain
                self.shapes = None
                self.nodes.advance()
                return text[start:]
            self.opened = 0
            self.ready = self.nodes.record_closed(self.many)
            if self.ready:
                self.shapes.learn(piece.lstrip(), self.nodes.open[-1].place)

    def _parse(self, text: str) -> None:
        """Read a text that may end in the middle of anything, but not of a tag."""
        if self.shapes:
            cut = text.rfind("<")
            text, self.rest = text[:cut], text[cut:]
            self.opened += len(self.opening.findall(text))
            self.ready = False
        self.parser.feed(text)
        self.nodes.advance()


class _Open(NamedTuple):
    """An element that has children and may still get more."""

    element: Element
    place: Layout
    node: Node


class _Nodes(Generic[_Result]):
    """Turns a tree that is being built into Nodes, and takes away what it has done."""

    def __init__(
        self, layout: Layout, handle: Callable[[Record], Iterable[_Result]]
    ) -> None:
        self.builder = TreeBuilder()
        self.handle = handle
        self.results: list[_Result] = []
        self.outer: list[Node] = []
        root = self.builder.start("file", {})
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

    def record_closed(self, name: str) -> bool:
        """Hand out the record of this name that was just closed, if it is one."""
        top = self.open[-1]
        last = top.place[top.element[-1].tag] if len(top.element) else None
        if last is not None and last.kind == RECORD and last.name == name:
            self._fill(top.node, [*top.element], top.place)
            del top.element[:]
            return True
        self.advance()
        for index in reversed(range(len(self.open))):
            if self.open[index].place.name == name:
                if self.open[index].place.kind != RECORD:
                    break
                self._close(index)
                return True
        return False

    def add(self, name: str, node: Node) -> None:
        """Hand out a record that was read without the tree, right behind another."""
        self.outer.append(self.open[-1].node)
        self.results += self.handle(Record(name, node, self.outer))
        self.outer.pop()

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
                        if kind == AMOUNT and (
                            currency := child.get("Ccy", "").strip()
                        ):
                            node[path + "@Ccy"] = currency
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
