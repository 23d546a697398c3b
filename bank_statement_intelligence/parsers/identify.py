"""Which format is it? And: read any bank file, whatever it is.

A file is identified by its content: exactly one parser must claim it. A ZIP file that
no parser claims is unpacked, and its files are read as one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from .common.archive import is_archive, members
from .common.base import ParseError, StatementParser, too_big
from .common.other_kinds import name_kind
from .common.records import Message, ParsedFile
from .registry import default_parsers

HEAD_BYTES = 64 * 1024
MAX_BYTES = 256 * 1024 * 1024


def identify(
    name: str, data: bytes, parsers: Iterable[StatementParser]
) -> StatementParser:
    """Return the one parser that claims the file.

    Raises:
        ParseError: the file is empty or too big, or none or several claim it.
    """
    parsers = list(parsers)
    check_size(name, data)
    claims = _claims(name, data, parsers)
    if len(claims) == 1:
        return claims[0]
    labels = "; ".join(parser.label for parser in claims or parsers)
    if claims:
        raise ParseError(
            "ambiguous_format",
            "More than one format claims the file.",
            f"file {name}",
            f"It is claimed by: {labels}.",
            "Nothing was imported. Uninstall or fix one of these formats.",
        )
    kind = name_kind(data[:HEAD_BYTES])
    raise ParseError(
        "unknown_format",
        "The format of the file is not known.",
        f"file {name}",
        (f"It is {kind[0]}. " if kind else "") + f"It is none of: {labels}.",
        kind[1]
        if kind
        else "Nothing was imported. Ask the bank for one of these formats.",
    )


def parse_file(
    name: str, data: bytes, parsers: Iterable[StatementParser] | None = None
) -> ParsedFile:
    """Read a bank file of any known format, or a ZIP file of them.

    Args:
        name: file name, for messages only.
        data: all bytes of the file.
        parsers: the formats to try; those of this addon by default.
    Raises:
        ParseError: the file, or every file of the archive, cannot be read. One file of
            several is left out, with the message ``archive_part``.
    """
    parsers = default_parsers() if parsers is None else list(parsers)
    check_size(name, data)
    if is_archive(data) and not _claims(name, data, parsers):
        return _parse_archive(name, data, parsers)
    return identify(name, data, parsers).parse(name, data)


def check_size(name: str, data: bytes) -> None:
    """Refuse a file without content, and one that is too big to be a statement."""
    if not data or data[:HEAD_BYTES].isspace():
        raise ParseError(
            "empty_file",
            "The file is empty.",
            f"file {name}",
            f"It has {len(data)} bytes and no content.",
            "Nothing was imported. Fetch the file again.",
        )
    if len(data) > MAX_BYTES:
        why = f"It has {len(data)} bytes, more than {MAX_BYTES}."
        raise too_big(f"file {name}", why)


def _claims(
    name: str, data: bytes, parsers: list[StatementParser]
) -> list[StatementParser]:
    head = data[:HEAD_BYTES]
    claims = [parser for parser in parsers if parser.identify(name, head)]
    first = [parser for parser in claims if not parser.last_resort]
    return first or claims


def _parse_archive(
    name: str, data: bytes, parsers: list[StatementParser]
) -> ParsedFile:
    """Return the statements of all files in the archive as of one file."""
    files: list[ParsedFile] = []
    left_out: list[tuple[str, ParseError]] = []

    def known(member: str, content: bytes) -> bool:
        return bool(_claims(member, content, parsers))

    for member, content in members(name, data, known):
        try:
            if isinstance(content, ParseError):
                raise content
            parsed = identify(member, content, parsers).parse(member, content)
            files.append(_told_by(member, parsed))
        except ParseError as error:
            left_out.append((member, error))
    if not files:
        member, error = left_out[0]
        error.where = f"{name}, file {member}: {error.where}"
        raise error
    messages = [message for file in files for message in file.messages]
    messages += [_left_out(member, error) for member, error in left_out]
    for member, error in left_out:
        error.where = f"file {member}: {error.where}"
    return ParsedFile(
        format="+".join(sorted({file.format for file in files})),
        statements=tuple(s for file in files for s in file.statements),
        messages=tuple(messages),
        left_out=tuple(error for _member, error in left_out),
    )


def unpack(
    name: str, data: bytes, parsers: Iterable[StatementParser]
) -> Iterator[tuple[str, bytes]]:
    """Yield name and bytes of each readable file of an archive, or of the file itself.

    Args:
        name: file name.
        data: all its bytes.
        parsers: the formats that may claim it.
    """
    parsers = list(parsers)
    if not is_archive(data) or _claims(name, data, parsers):
        yield name, data
        return

    def known(member: str, content: bytes) -> bool:
        return bool(_claims(member, content, parsers))

    for member, content in members(name, data, known):
        if isinstance(content, bytes):
            yield member, content


def _left_out(member: str, error: ParseError) -> Message:
    """Return what is told of a file in an archive that cannot be read."""
    text = f"A file of the archive is left out, the others are read. {error.what} "
    text += f"{error.why} Unpack it and import it alone when it is mended."
    return Message("archive_part", text, f"file {member}, {error.where}")


def _told_by(member: str, parsed: ParsedFile) -> ParsedFile:
    """Return the file with its name in all its messages."""

    def named(messages: tuple[Message, ...]) -> tuple[Message, ...]:
        return tuple(replace(m, where=f"{member}, {m.where}") for m in messages)

    statements = tuple(
        replace(s, messages=named(s.messages)) for s in parsed.statements
    )
    return replace(parsed, statements=statements, messages=named(parsed.messages))
