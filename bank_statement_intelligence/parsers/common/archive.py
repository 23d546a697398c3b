"""ZIP files of bank files: read in memory, with bounds, never written anywhere."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import PurePosixPath

from .base import ParseError

MAX_MEMBERS = 500
MAX_TOTAL = 256 * 1024 * 1024  # bytes of all members together
MAX_RATIO = 200  # real statements shrink to a tenth or fiftieth
SMALL = 1024 * 1024  # bytes that are harmless at any ratio
STARTS = (b"PK\x03\x04", b"PK\x05\x06")
HINT = "Nothing was imported. Unpack the archive and import the statements alone."

_CHUNK = 1 << 16
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_LITTER = ("__MACOSX", ".DS_Store", "Thumbs.db", "desktop.ini")
_DAMAGE = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError)


def is_archive(data: bytes) -> bool:
    """Say whether the bytes are a ZIP file."""
    return data.startswith(STARTS)


def members(
    name: str, data: bytes, known: Callable[[str, bytes], bool] = lambda *_file: False
) -> Iterator[tuple[str, bytes | ParseError]]:
    """Yield name and content of each file in the archive, or why it cannot be read.

    Args:
        name: name of the archive, for errors.
        data: its bytes.
        known: tells of a member that is a ZIP file itself whether it is a format of
            its own, as spreadsheets are.
    Raises:
        ParseError: damaged as a whole, encrypted, too big, or with names that point
            out of the archive.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            infos = [info for info in archive.infolist() if not _skipped(info)]
            _check(name, infos)
            left = MAX_TOTAL
            for info in infos:
                member = info.filename
                try:
                    content = _read(name, archive, info, left)
                except _DAMAGE as error:
                    why = f"{error}".rstrip(".")
                    yield member, _error("archive_damaged", name, member, why)
                    continue
                left -= len(content)
                if is_archive(content) and not known(member, content):
                    why = "it is an archive itself"
                    yield member, _error("archive_nested", name, member, why)
                else:
                    yield member, content
    except (*_DAMAGE, RuntimeError, OSError) as error:
        raise _error("archive_damaged", name, "", f"{error}".rstrip(".")) from None


def _skipped(info: zipfile.ZipInfo) -> bool:
    """Say whether it is a folder or litter of an operating system."""
    parts = PurePosixPath(info.filename).parts
    return info.is_dir() or any(part in _LITTER for part in parts)


def _check(name: str, infos: list[zipfile.ZipInfo]) -> None:
    """Check what the directory of the archive says, before anything is unpacked."""
    if not infos:
        raise _error("archive_empty", name, "", "it holds no file")
    if len(infos) > MAX_MEMBERS:
        why = f"it holds {len(infos)} files, more than {MAX_MEMBERS}"
        raise _error("archive_too_big", name, "", why)
    seen: set[str] = set()
    for info in infos:
        member = info.filename
        path = PurePosixPath(member.replace("\\", "/"))
        if path.is_absolute() or ".." in path.parts or ":" in member:
            raise _error("archive_path", name, member, "its name leads out of the file")
        if member in seen:
            raise _error("archive_damaged", name, member, "it is there twice")
        if info.flag_bits & 0x1:
            raise _error("archive_encrypted", name, member, "it has a password")
        if info.compress_type not in _METHODS:
            why = f"compression method {info.compress_type} is not supported"
            raise _error("archive_damaged", name, member, why)
        seen.add(member)


def _read(
    name: str, archive: zipfile.ZipFile, info: zipfile.ZipInfo, left: int
) -> bytes:
    """Unpack one member, never trusting the size that it declares."""
    limit = min(left, max(SMALL, info.compress_size * MAX_RATIO))
    chunks, size = [], 0
    with archive.open(info) as stream:
        while chunk := stream.read(_CHUNK):
            size += len(chunk)
            if size > limit:
                why = f"it unpacks to more than {limit} bytes"
                raise _error("archive_too_big", name, info.filename, why)
            chunks.append(chunk)
    return b"".join(chunks)


def _error(code: str, name: str, member: str, why: str) -> ParseError:
    where = f"{name}, file {member}" if member else name
    what = "The archive cannot be imported."
    return ParseError(code, what, where, f"{why[:1].upper()}{why[1:]}.", HINT)
