"""XML from strangers: hardened, limited, one element at a time.

Every format in XML reads its file through this module. What it guarantees:

- no DOCTYPE, so no entity of any kind, whatever the encoding hides it in;
- no network, no file other than the given bytes, no recovery from damage;
- limits on depth and text length, and the parser's own limits stay on;
- memory that does not grow with the file: what was read is dropped.
"""

from __future__ import annotations

import codecs
import io
import re
from collections.abc import Collection, Iterable, Iterator
from contextlib import suppress
from functools import lru_cache
from typing import Any
from xml.parsers import expat

from lxml import etree

from .base import ParseError

MAX_DEPTH = 50
MAX_TEXT = 20_000
MAX_PROLOG = 1 << 20  # bytes before the first element
HINT_BROKEN = "Nothing was imported. Ask the bank to send the file again."

_OPTIONS = {
    "resolve_entities": False,
    "no_network": True,
    "load_dtd": False,
    "dtd_validation": False,
    "attribute_defaults": False,
    "huge_tree": False,
    "recover": False,
    "remove_comments": True,
    "remove_pis": True,
}
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_UTF16_STARTS = ((b"<\0", "utf-16-le"), (b"\0<", "utf-16-be"))
_DECLARATION = re.compile(r"\s*<\?xml\s[^>]*\?>")
_DECLARED = re.compile(rb"<\?xml\s[^>]*?encoding\s*=\s*[\"']([A-Za-z0-9._-]+)[\"']")
_ENCODING = re.compile(r"utf-8|utf-16.*|ascii|iso8859-\d+|cp125\d|cp437|cp850")

#: An element as plain Python: path of a leaf below it → its text, e.g.
#: ``{"Amt": "5.00", "Amt@Ccy": "EUR", "BookgDt/Dt": "2026-01-31"}``. Texts are stripped
#: and never empty. What a :class:`Layout` calls a part is a list of such Nodes at its
#: path, what it calls a list is a list of texts; anything else counts once, the first.
Node = dict[str, Any]
EMPTY: Node = {}


_TEXT, _AMOUNT, _LIST, _PART = range(4)


class _Found(Exception):
    """Stops the look at a prolog as soon as the answer is known."""


class Layout(dict[str, tuple]):
    """How a format wants its elements: tag → path in the Node, what it is, its inside.

    Learns each tag when it first meets it, so make one for each file.

    Args:
        parts: elements that get a Node of their own, by name or ``parent/name``.
        lists: elements whose texts are all kept.
        path: where this layout is, seen from the Node; empty at its top.
        parent: the name of the element it is inside of.
    """

    def __init__(
        self,
        parts: Collection[str],
        lists: Collection[str],
        path: str = "",
        parent: str = "",
    ) -> None:
        super().__init__()
        self.parts = parts
        self.lists = lists
        self.path = path
        self.parent = parent

    def __missing__(self, tag: str) -> tuple[str, int, Layout]:
        name = local_name(tag)
        path = f"{self.path}/{name}" if self.path else name
        kind = _TEXT
        if name in self.parts or f"{self.parent}/{name}" in self.parts:
            kind = _PART
        elif name in self.lists:
            kind = _LIST
        elif name.endswith("Amt"):
            kind = _AMOUNT
        below = "" if kind == _PART else path
        inside = Layout(self.parts, self.lists, below, name)
        place = self[tag] = (path, kind, inside)
        return place


def to_utf8(data: bytes) -> bytes:
    """Return the document in UTF-8, refusing encodings that are unknown or untrue."""
    encoding = _encoding(data)
    if encoding == "utf-8":
        _check_utf8(data)
        return data.lstrip()
    try:
        text = data.decode(encoding)
    except UnicodeError as error:
        raise _bad_encoding(encoding, str(error)) from None
    return _DECLARATION.sub("", text, count=1).encode()


def _encoding(data: bytes) -> str:
    """Return the Python name of the encoding, from the bytes, then what they say."""
    for start, encoding in _BOMS + _UTF16_STARTS:
        if data.startswith(start):
            return encoding
    match = _DECLARED.match(data.lstrip()[:400])
    declared = match[1].decode() if match else "utf-8"
    try:
        name = codecs.lookup(declared).name
    except LookupError:
        name = ""
    if not _ENCODING.fullmatch(name):
        raise ParseError(
            "unknown_encoding",
            "The file is written in an encoding that is not supported.",
            "line 1",
            f'It declares encoding="{declared}".',
            "Nothing was imported. Ask the bank for a file in UTF-8.",
        )
    # Written by a program that kept its text in UTF-16: the bytes are plain ones.
    return "utf-8-sig" if name.startswith("utf-16") else name


def _check_utf8(data: bytes, step: int = 1 << 20) -> None:
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        for start in range(0, len(data), step):
            decoder.decode(data[start : start + step])
        decoder.decode(b"", final=True)
    except UnicodeDecodeError as error:
        raise _bad_encoding("utf-8", error.reason) from None


def _bad_encoding(encoding: str, reason: str) -> ParseError:
    return ParseError(
        "bad_encoding",
        "The file holds bytes that are no text in its own encoding.",
        "",
        f"It says it is {encoding.upper()}, but: {reason}.",
        HINT_BROKEN,
    )


def first_name(head: bytes, names: Collection[str]) -> str:
    """Return the first of these element names in the head of a file, or nothing.

    Namespaces and prefixes do not matter. Never raises: a head may be cut anywhere.
    """
    try:
        text = head.decode(_encoding(head), "ignore")
    except ParseError:  # refused later, with its reason; here only names matter
        text = head.decode("latin-1")
    found: list[str] = []

    def start(tag: str, _attributes: object) -> None:
        name = tag.rpartition(":")[2]
        if name in names:
            found.append(name)
            raise _Found

    parser = expat.ParserCreate("utf-8")
    parser.StartElementHandler = start
    parser.DefaultHandler = lambda _text: None  # set: entities are not expanded
    with suppress(_Found, expat.ExpatError):
        parser.Parse(_DECLARATION.sub("", text, count=1).lstrip(), False)
    return found[0] if found else ""


def check_prolog(data: bytes) -> None:
    """Refuse a DOCTYPE. A bank never sends one; every XML attack needs one."""

    def doctype(*_declaration: object) -> None:
        raise ParseError(
            "xml_doctype",
            "The file declares a document type and is refused.",
            f"line {parser.CurrentLineNumber}",
            "A DOCTYPE can make a reader open other files or fill its memory; "
            "bank files never have one.",
            "Nothing was imported. Do not trust this file; ask who sent it.",
        )

    def start(*_element: object) -> None:
        raise _Found

    parser = expat.ParserCreate("utf-8")
    parser.StartDoctypeDeclHandler = doctype
    parser.StartElementHandler = start
    try:
        parser.Parse(data[:MAX_PROLOG], False)
    except _Found:
        return
    except expat.ExpatError as error:
        raise malformed(expat.ErrorString(error.code), error.lineno) from None
    raise malformed("no element at its beginning", 1)


def malformed(reason: str, line: int | None) -> ParseError:
    """Return the error of a file that is damaged, cut off or no XML at all."""
    return ParseError(
        "xml_malformed",
        "The file is damaged or cut off.",
        f"line {line}" if line else "line unknown",
        f"It is not well-formed XML: {reason}.",
        HINT_BROKEN,
    )


def iterate(data: bytes, names: Collection[str]) -> Iterator[etree._Element]:
    """Yield the elements with these local names, each when it is complete.

    Raises:
        ParseError: the document is malformed or refused; at the latest at its end.
    """
    document = to_utf8(data)
    check_prolog(document)
    tags = [f"{{*}}{name}" for name in names]
    try:
        for _end, element in etree.iterparse(
            io.BytesIO(document), events=("end",), tag=tags, **_OPTIONS
        ):
            yield element
    except etree.XMLSyntaxError as error:
        last = error.error_log.last_error
        line = error.lineno or (last.line if last else None)
        raise malformed((error.msg or "damaged").rstrip("."), line) from None


def drop(element: etree._Element) -> None:
    """Free an element that was read, and those of its name just before it.

    The element itself stays, empty: the parser still needs it for the text after it.
    """
    element.clear()
    before = element.getprevious()
    while before is not None and before.tag == element.tag:
        element.getparent().remove(before)
        before = element.getprevious()


def fill(
    node: Node, elements: Iterable[etree._Element], layout: Layout, depth: int = 0
) -> Node:
    """Add these elements, with all that is below them, to a Node and return it."""
    if depth > MAX_DEPTH:
        raise _limit("xml_too_deep", f"more than {MAX_DEPTH} levels around", elements)
    for element in elements:
        path, kind, inside = layout[element.tag]
        if kind == _PART:
            below: Node = {}
            node.setdefault(path, []).append(below)
            fill(below, element, inside, depth + 1)
        elif len(element):
            fill(node, element, inside, depth + 1)
        elif text := element.text:
            text = text.strip()
            if len(text) > MAX_TEXT:
                raise _limit("xml_text_too_long", f"{len(text)} characters", element)
            if kind == _LIST:
                node.setdefault(path, []).append(text)
            elif text and path not in node:
                node[path] = text
                if kind == _AMOUNT and (currency := element.get("Ccy")):
                    node[f"{path}@Ccy"] = currency.strip()
    return node


@lru_cache(maxsize=512)
def local_name(tag: str) -> str:
    """Return an element's name without its namespace."""
    return tag.rpartition("}")[2]


def part(node: Node, path: str) -> Node:
    """Return the first part at the path, empty if there is none."""
    parts = node.get(path)
    return parts[0] if parts else EMPTY


def _limit(code: str, found: str, element: etree._Element) -> ParseError:
    return ParseError(
        code,
        "The file goes beyond what any bank sends and is refused.",
        f"line {element.sourceline}, element {local_name(element.tag)}",
        f"The element has {found}.",
        "Nothing was imported. Do not trust this file; ask who sent it.",
    )
