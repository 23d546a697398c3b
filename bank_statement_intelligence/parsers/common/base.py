"""The one interface a file format implements, and the one error it may raise."""

from __future__ import annotations

from abc import ABC, abstractmethod

from .records import ParsedFile

HINT_BROKEN = "Nothing was imported. Ask the bank to send the file again."


class ParseError(Exception):
    """A file that cannot be read, told in four parts.

    Args:
        code: stable snake_case code, e.g. ``xml_malformed``.
        what: what happened, one English sentence.
        where: file position: line, statement, entry, field.
        why: the rule that was broken, with the offending value.
        hint: what the user should do now.
    """

    def __init__(
        self, code: str, what: str, where: str = "", why: str = "", hint: str = ""
    ) -> None:
        super().__init__(what)
        self.code = code
        self.what = what
        self.where = where
        self.why = why
        self.hint = hint

    def __str__(self) -> str:
        parts = (self.what, self.where and f"Where: {self.where}", self.why, self.hint)
        return " ".join(part for part in parts if part)


def damaged(code: str, what: str, where: str, why: str) -> ParseError:
    """Return the refusal of a file that only the bank can mend: see ``ParseError``."""
    return ParseError(code, what, where, why, HINT_BROKEN)


def too_big(where: str, why: str) -> ParseError:
    """Return the refusal of a file that has more than is read."""
    hint = "Nothing was imported. Ask the bank for files of shorter periods."
    return ParseError("file_too_big", "The file is too big.", where, why, hint)


class StatementParser(ABC):
    """One file format. Stateless: one instance parses any number of files."""

    #: stable code, stored on the imported file, e.g. ``camt.053``
    code: str = ""
    #: what a user calls it, e.g. ``ISO 20022 camt.053 bank statement``
    label: str = ""
    #: give way where another format claims the file too (CSV: any text is a table)
    last_resort: bool = False

    @abstractmethod
    def identify(self, name: str, head: bytes) -> bool:
        """Say whether the file is of this format, by content, never by name.

        Args:
            name: file name, for messages only.
            head: the first bytes of the file (``identify.HEAD_BYTES``).
        Returns:
            True if this parser should read it. Must be cheap and must not raise.
        """

    @abstractmethod
    def parse(self, name: str, data: bytes) -> ParsedFile:
        """Read the whole file.

        Args:
            name: file name, for messages only.
            data: all bytes of the file.
        Returns:
            the statements, complete: every booked entry of the file is in it.
        Raises:
            ParseError: the file is damaged, refused or not a statement; nothing else.
        """
