"""XML from strangers: what is refused, in which encodings it may come.

Every format in XML reads its file through ``xml_read``, with the guards that are here:

- no DOCTYPE, so no entity of any kind, whatever the encoding hides it in;
- no network, no file other than the given bytes, no recovery from damage;
- limits on depth and text length, and the parser's own limits stay on;
- decoded piece by piece: memory does not grow with the file.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Collection, Iterator
from contextlib import suppress
from xml.parsers import expat

from .base import ParseError, damaged

CHUNK = 1 << 15  # bytes decoded at a time
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_UTF16_STARTS = ((b"<\0", "utf-16-le"), (b"\0<", "utf-16-be"))
_DECLARATION = re.compile(r"\A\s*<\?xml\s[^>]*\?>")
_DECLARED = re.compile(rb"<\?xml\s[^>]*?encoding\s*=\s*[\"']([A-Za-z0-9._-]+)[\"']")
_ENCODING = re.compile(r"utf-8|utf-16.*|ascii|iso8859-\d+|cp125\d|cp437|cp850")


class _Found(Exception):
    """Stops the look at a prolog as soon as the answer is known."""


def decoded(data: bytes) -> Iterator[str]:
    """Yield the text of the document, refusing encodings that are unknown or untrue."""
    encoding = _encoding(data)
    decoder = codecs.getincrementaldecoder(encoding)()
    begun = False
    for start in range(0, len(data), CHUNK):
        piece = data[start : start + CHUNK]
        try:
            text = decoder.decode(piece, start + CHUNK >= len(data))
        except UnicodeError as error:
            raise _bad_encoding(encoding, getattr(error, "reason", "")) from None
        if not begun:
            text = text.lstrip()
            begun = bool(text)
        yield text


def _encoding(data: bytes) -> str:
    """Return the Python name of the encoding, from the bytes, then what they say."""
    for start, encoding in _BOMS + _UTF16_STARTS:
        if data.startswith(start):
            return encoding
    match = _DECLARED.match(data[:1000].lstrip()[:400])
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


def _bad_encoding(encoding: str, reason: str) -> ParseError:
    return damaged(
        "bad_encoding",
        "The file holds bytes that are no text in its own encoding.",
        "",
        f"It says it is {encoding.upper()}, but: {reason}.",
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
        text = text.lstrip()
        declaration = _DECLARATION.match(text)
        start_of_xml = declaration.end() if declaration else 0
        parser.Parse(text[start_of_xml:].lstrip(), False)
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
        for text in decoded(data):
            parser.Parse(text)
    except _Found:
        return
    except expat.ExpatError as error:
        raise malformed(expat.ErrorString(error.code), error.lineno) from None
    raise malformed("no element found", 1)


def malformed(reason: str, line: int | None) -> ParseError:
    """Return the error of a file that is damaged, cut off or no XML at all."""
    return damaged(
        "xml_malformed",
        "The file is damaged or cut off.",
        f"line {line}" if line else "line unknown",
        f"It is not well-formed XML: {reason}.",
    )
