"""Files that people send by mistake: what they are, and what to send instead."""

from __future__ import annotations

import re

_MESSAGE = re.compile(
    r"urn:iso:std:iso:20022:tech:xsd:((?:pain|pacs|camt|auth|acmt)\.[0-9]{3})"
)
_SAVE = "Nothing was imported. Open it and save it as .xlsx or CSV."
_ASK = "Nothing was imported. Ask the bank for a file for bookkeeping, not for reading."
_ASK_STATEMENT = (
    "Nothing was imported. Ask the bank for the account statement as camt.053 or MT940 "
    "(in its online bank often “Export”, “Download transactions” or “ISO 20022”), or "
    "for a CSV or Excel file with one row for each entry."
)
_STATEMENT = "Nothing was imported. Fetch the account statement, e.g. camt.053."
_BANKGIRO = (
    "Nothing was imported. Fetch the account statement, e.g. camt.053, and for what "
    "was paid in to a bankgiro number its BgMax file."
)
_NORDIC_STATEMENT = (
    "Nothing was imported. Fetch the account statement, e.g. camt.053, and for "
    "payments with payment IDs camt.054 or OCR giro."
)
#: beginning → what it is, what to do
_STARTS = (
    (b"\xd0\xcf\x11\xe0", "an old Office file, but no workbook of Excel", _ASK),
    (b"%PDF", "a PDF document", _ASK_STATEMENT),
    (b"{\\rtf", "a text document (RTF)", _ASK),
    (b"\xff\xd8\xff", "a picture", _ASK),
    (b"\x89PNG", "a picture", _ASK),
)
_WORDS = (
    (
        re.compile(r"11[0-9]{10}[0-9]{6}LEVERANT"),
        "a file of Bankgirot's supplier payments (Leverantörsbetalningar)",
        _BANKGIRO,
    ),
    (
        re.compile(r"01(?:[0-9]{8})?AUTOGIRO"),
        "a file of Bankgirot's direct debits (Autogiro)",
        _BANKGIRO,
    ),
    (
        re.compile(r"AH[0-9][0-9]{2}TB[IR]I"),
        "a Norwegian payment file or its receipts (Telepay)",
        _NORDIC_STATEMENT,
    ),
    (
        re.compile(r"BS002[0-9]{8}"),
        "a Danish file of direct debits (Betalingsservice)",
        _NORDIC_STATEMENT,
    ),
    (
        re.compile(r"application/vnd\.oasis\.opendocument\.spreadsheet"),
        "an OpenDocument spreadsheet (.ods)",
        _SAVE,
    ),
    (re.compile(r"\s*(?:<!DOCTYPE html|<html)", re.IGNORECASE), "a web page", _ASK),
)


def name_kind(head: bytes) -> tuple[str, str] | None:
    """Say what a file is that no format claims, if it is something well known.

    Args:
        head: the beginning of the file.
    Returns:
        what it is, and what to do; None if it is nothing known.

    >>> name_kind(b"%PDF-1.4")[0]
    'a PDF document'
    """
    for start, kind, hint in _STARTS:
        if head.startswith(start):
            return kind, hint
    text = head[:4096].replace(b"\x00", b"").decode("latin-1")
    for pattern, kind, hint in _WORDS:
        if pattern.match(text):
            return kind, hint
    message = _MESSAGE.search(text)
    if message:
        return f"an ISO 20022 message {message[1]}, no account statement", _STATEMENT
    return None
