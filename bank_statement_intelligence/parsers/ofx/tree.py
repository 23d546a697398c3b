"""The elements of an OFX file, SGML (1.x) or XML (2.x), with or without end tags.

One tolerant reader for both, because real files mix them: values without end tag, end
tags that do not fit their value, empty elements, CDATA, ``&`` that is no entity. An
entry must be closed properly and the file must have its end, so that a damaged one is
refused; a list or statement whose entries are complete may lack its end tag. There is
no DTD: a DOCTYPE or ENTITY is refused, only the predefined entities are replaced.
Comments are left out with all that is in them; only if that leaves a statement without
what it must have, fields (never entries) in comments are read.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from ..common.base import ParseError, damaged
from ..common.text_safe import MAX_TEXT
from ..common.values import clean

MAX_DEPTH = 50

#: Aggregates that must be closed by their own end tag → where each may stand.
STRICT = {
    "OFX": frozenset(),
    "STMTRS": frozenset({"STMTTRNRS"}),
    "CCSTMTRS": frozenset({"CCSTMTTRNRS"}),
    "INVSTMTRS": frozenset({"INVSTMTTRNRS"}),
    "BANKTRANLIST": frozenset({"STMTRS", "CCSTMTRS"}),
    "BANKTRANLISTP": frozenset({"STMTRS", "CCSTMTRS"}),
    "STMTTRN": frozenset({"BANKTRANLIST", "INVBANKTRAN"}),
    "STMTTRNP": frozenset({"BANKTRANLISTP"}),
}
#: Aggregates that are handed out when they are finished; they may stand anywhere.
ANSWERS = frozenset({"STMTTRNRS", "CCSTMTTRNRS", "INVSTMTTRNRS"})
#: Of them those whose end may be missing if all entries in them are closed …
_LOOSE = frozenset({"STMTRS", "CCSTMTRS", "BANKTRANLIST", "BANKTRANLISTP"})
#: … and those that banks take for each other at the end.
_STATEMENTS = frozenset({"STMTRS", "CCSTMTRS", "INVSTMTRS"})
#: Aggregates of a list of entries; others in it belong to its statement.
_ENTRIES = frozenset({"STMTTRN", "STMTTRNP"})
#: Values that only an entry has.
_OF_ENTRIES = ("TRNAMT", "FITID", "DTPOSTED")
#: Elements that are handed to their parent; what is in others is not needed.
_KEPT = frozenset(
    "STATUS BANKACCTFROM CCACCTFROM LEDGERBAL BANKTRANLIST BANKTRANLISTP STMTTRN"
    " STMTTRNP PAYEE CURRENCY ORIGCURRENCY BANKACCTTO CCACCTTO STMTRS CCSTMTRS".split()
)
#: Values that an entry can have only once.
_ONCE = frozenset({"TRNAMT", "DTPOSTED", "FITID", "TRNTYPE", "BALAMT", "ACCTID"})

_TAG = re.compile(
    r"<(/?)([A-Za-z][A-Za-z0-9_.:-]*)(?:\s+[A-Za-z:]+=\"[^\"<>]*\")*\s*(/?)>"
)
_DECLARATION = re.compile(r"<!\s*(DOCTYPE|ENTITY|ELEMENT|ATTLIST)", re.I)
_ENTITY = re.compile(r"&(?:amp|lt|gt|quot|apos|nbsp|#[0-9]{1,7}|#x[0-9A-Fa-f]{1,6});")
_CDATA, _CDATA_END = "<![CDATA[", "]]>"
_COMMENT = re.compile(r"<!--(.*?)(?:-->|\Z)", re.DOTALL)


@dataclass(slots=True)
class Element:
    """An aggregate: its values by name, and the aggregates in it that are needed."""

    name: str
    line: int
    values: dict[str, str] = field(default_factory=dict)
    children: list[Element] = field(default_factory=list)
    unclosed: list[str] = field(default_factory=list)  # what in an answer has no end

    def get(self, *names: str) -> str:
        """Return the first of these values that is there."""
        return next((self.values[n] for n in names if self.values.get(n)), "")

    def child(self, *names: str) -> Element | None:
        """Return the first aggregate of one of these names."""
        return next((child for child in self.children if child.name in names), None)

    def all(self, name: str) -> Iterator[Element]:
        """Yield the aggregates of a name."""
        return (child for child in self.children if child.name == name)


def read_elements(text: str, comments: bool = False) -> Iterator[Element]:
    """Yield each finished ``STMTTRNRS``, ``CCSTMTTRNRS``, ``INVSTMTTRNRS``.

    Args:
        text: the file without what stands before its first element.
        comments: read fields in comments too.
    Raises:
        ParseError: cut off, with a DOCTYPE, or with elements in the wrong place.
    """
    return _Reader(_plain(text, comments)).elements()


def _plain(text: str, comments: bool) -> str:
    """Return the text without CDATA and comments, refusing declarations."""
    match = _DECLARATION.search(text)
    if match:
        where = f"line {text.count(chr(10), 0, match.start()) + 1}"
        why = f"It has a {match[1].upper()}, which no bank statement needs."
        raise _error("ofx_doctype", where, why)
    if _CDATA in text:
        text = "".join(_without_cdata(text))
    if "<!--" in text:
        if text.rfind("<!--") > text.rfind("-->"):
            raise _error("ofx_truncated", "", "A comment has no end.")
        text = _COMMENT.sub(lambda m: _of_comment(m[1], comments), text)
    return text


def _of_comment(inner: str, comments: bool) -> str:
    """Return what is read of a comment: its line ends, or its fields."""
    if comments and has_fields(inner):
        return f" {inner} "
    return "\n" * inner.count("\n") or " "


def has_fields(text: str) -> bool:
    """Say whether there are elements in a text, but no entries."""
    return bool(_TAG.search(text)) and "<STMTTRN" not in text.upper()


def commented_fields(text: str) -> bool:
    """Say whether there are fields in comments."""
    return any(has_fields(match[1]) for match in _COMMENT.finditer(text))


def commented_entries(text: str) -> int:
    """Return how many entries stand in comments, which are not read."""
    return sum(match[1].upper().count("<STMTTRN>") for match in _COMMENT.finditer(text))


def _without_cdata(text: str) -> Iterator[str]:
    position = 0
    while (start := text.find(_CDATA, position)) >= 0:
        end = text.find(_CDATA_END, start)
        if end < 0:
            raise _error("ofx_truncated", "", "A CDATA section has no end.")
        yield text[position:start]
        yield html.escape(text[start + len(_CDATA) : end], quote=False)
        position = end + len(_CDATA_END)
    yield text[position:]


class _Reader:
    """Walks through the tags of one file."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.stack: list[Element] = []
        self.leaf = ""  # the value that was read last and may still get its end tag
        self.line = 1
        self.counted = 0  # up to here the lines are counted

    def elements(self) -> Iterator[Element]:
        """Yield the finished answers, see :func:`read_elements`."""
        tags = _TAG.finditer(self.text)
        tag = next(tags, None)
        while tag is not None:
            following = next(tags, None)
            end = following.start() if following else len(self.text)
            name = tag[2].upper().rpartition(":")[2]
            if tag[1]:
                yield from self._close(name, tag)
            elif not tag[3]:
                if name in ANSWERS | _STATEMENTS:
                    yield from self._close_before(name, tag)
                self._open(name, tag, end)
            tag = following
        if self.stack:
            names = " > ".join(element.name for element in self.stack)
            why = f"At the end of the file these elements are still open: {names}."
            raise _error("ofx_truncated", self._place(len(self.text)), why)

    def _open(self, name: str, tag: re.Match, end: int) -> None:
        if name in STRICT:
            self._check_place(name, tag)
        elif name in ANSWERS:
            pass
        elif end - tag.end() > MAX_TEXT:
            why = f"{name} has more than {MAX_TEXT} characters."
            raise _error("ofx_text_too_long", self._place(tag.start()), why)
        else:
            value = clean(_unescaped(self.text[tag.end() : end]))
            if value and self.stack:
                self._add(name, value, tag)
                return
        if len(self.stack) >= MAX_DEPTH:
            why = f"Elements are nested deeper than {MAX_DEPTH}."
            raise _error("ofx_too_deep", self._place(tag.start()), why)
        self.stack.append(Element(name, self._line(tag.start())))
        self.leaf = ""

    def _add(self, name: str, value: str, tag: re.Match) -> None:
        values = self.stack[-1].values
        if name in _ONCE and name in values:
            why = f"{self.stack[-1].name} has more than one {name}."
            raise _error("ofx_repeated", self._place(tag.start()), why)
        values.setdefault(name, value)
        self.leaf = name

    def _check_place(self, name: str, tag: re.Match) -> None:
        """Check that an aggregate stands where it may; close empty values before it."""
        allowed = STRICT[name]
        while self.stack and self.stack[-1].name not in allowed:
            if self.stack[-1].name in STRICT:
                break
            if any(element.name in allowed for element in self.stack):
                self._dissolve()
            else:
                break
        parent = self.stack[-1].name if self.stack else ""
        if parent not in allowed and (parent or name != "OFX"):
            why = f"{name} stands in {parent or 'nothing'}."
            raise _error("ofx_structure", self._place(tag.start()), why)

    def _close_before(self, name: str, tag: re.Match) -> Iterator[Element]:
        """Close what was left open before another answer or statement begins."""
        for element in self.stack:
            is_same = element.name in ANSWERS and name in ANSWERS
            if is_same or (element.name in _STATEMENTS and name in _STATEMENTS):
                self.leaf = ""
                yield from self._close(element.name, tag)
                self._note(element)
                return

    def _note(self, element: Element) -> None:
        """Note in its answer, or in the one before, that an element has no end."""
        answers = [e for e in (*self.stack, element) if e.name in ANSWERS]
        if answers:
            answers[0].unclosed.append(f"{element.name}, line {element.line}")

    def _close(self, name: str, tag: re.Match) -> Iterator[Element]:
        if name == self.leaf:
            self.leaf = ""
            return
        names = [element.name for element in self.stack]
        if name in _STATEMENTS and name not in names:
            name = next((n for n in reversed(names) if n in _STATEMENTS), name)
        if name not in names:
            if self.leaf and name not in STRICT:  # <DTUSER>…</DTPOSTED>
                self.leaf = ""
                return
            why = f"The end tag {name} has no beginning."
            raise _error("ofx_structure", self._place(tag.start()), why)
        while self.stack[-1].name != name:
            if self.stack[-1].name in _LOOSE or self.stack[-1].name in ANSWERS:
                yield from self._end_loosely()
                continue
            if self.stack[-1].name in STRICT:
                why = f"{self.stack[-1].name} is not closed before {name}."
                raise _error("ofx_structure", self._place(tag.start()), why)
            self._dissolve()
        yield from self._finish(self.stack.pop())

    def _finish(self, element: Element) -> Iterator[Element]:
        self.leaf = ""
        if element.name.startswith("BANKTRANLIST") and element.get(*_OF_ENTRIES):
            why = "It holds values of an entry outside of any entry."
            raise _error("ofx_structure", f"{element.name}, line {element.line}", why)
        if element.name in ANSWERS:
            yield element
        elif element.name in _KEPT and self.stack:
            self.stack[-1].children.append(element)

    def _end_loosely(self) -> Iterator[Element]:
        """Close an answer, list or statement that has no end tag."""
        element = self.stack.pop()
        self._note(element)
        if element.name in ANSWERS:
            yield element
            return
        parent = self.stack[-1]
        if element.name in _STATEMENTS:
            parent.children.append(element)
            return
        entries = [child for child in element.children if child.name in _ENTRIES]
        others = [child for child in element.children if child.name not in _ENTRIES]
        element.children = entries
        parent.children += [element, *others]

    def _dissolve(self) -> None:
        """Take an element for an empty value: what followed belongs to its parent."""
        element = self.stack.pop()
        parent = self.stack[-1]
        for name, value in element.values.items():
            if name in _ONCE and name in parent.values:
                why = f"{parent.name} has more than one {name}."
                raise _error("ofx_repeated", f"line {element.line}", why)
            parent.values.setdefault(name, value)
        parent.children += element.children

    def _line(self, position: int) -> int:
        self.line += self.text.count("\n", self.counted, position)
        self.counted = position
        return self.line

    def _place(self, position: int) -> str:
        return f"line {self._line(position)}"


def _unescaped(text: str) -> str:
    if "&" not in text:
        return text
    return _ENTITY.sub(lambda match: html.unescape(match[0]), text)


def _error(code: str, where: str, why: str) -> ParseError:
    what = "The OFX file is damaged or not what it says."
    return damaged(code, what, where or "file", why)
