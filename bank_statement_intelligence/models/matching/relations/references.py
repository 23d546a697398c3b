"""The bank's side: every number in its fields, texts and advice that could be meant."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from odoo.tools import SQL

from ....engine.references import reference_formats
from ....engine.references.labels import find_labelled, is_payment_id
from ....engine.references.scan import ReferenceToken, make_key, scan, structured
from ..context import MatchContext
from .rows import unnest

#: words before a number that make it a customer number
_CUSTOMER = re.compile(
    r"(?:\bKD|KUNDEN?|KUND|KLANT(?:EN)?|CUSTOMER|CUST|CLIENT|ASIAKAS|DEBIT(?:OR|EUR)(?:EN)?"
    r"|DEB|MEDLEMS?|MITGLIEDS?|JÄSEN|ABONNENT|ABONNEE|RELATIE|\bLID|\bAS(?=\W?NR))"
    r"[\W_]{0,3}(?:NUMMER|NUMERO|NUMBER|NRO|NR|NO|ID)?[\W_]{0,3}$",
    re.IGNORECASE,
)
#: check digits of two digits, or behind 26 others: no other number has them by chance
_UNMISTAKABLE = (("rf",), ("qr_ch",))
_BELGIAN = re.compile(r"[0-9]{3}/[0-9]{4}/[0-9]{5}")
#: lines that are read at once
BATCH = 5000
_TOLD = """
    SELECT line.id, line.journal_id, line.payment_ref, line.transaction_details,
           line.sender_reference, line.own_reference, move.ref, move.narration
      FROM account_bank_statement_line line
      JOIN account_move move ON move.id = line.move_id
     WHERE line.id = ANY(%s)
     ORDER BY line.id
"""
_DETAILS = """
    SELECT statement_line_id AS line_id, id, payment_reference, document_number,
           end_to_end, text
      FROM bank_line_detail WHERE statement_line_id = ANY(%s)
     ORDER BY statement_line_id, sequence, id
"""
#: fields of a detail that hold references, and what kind of reference
_DETAIL_FIELDS = (
    ("payment_reference", "payment_id"),
    ("document_number", "document"),
    ("end_to_end", "end_to_end"),
)


@dataclass(frozen=True, slots=True)
class Found:
    """A token, the field in which it stands, and whether a customer number is meant."""

    token: ReferenceToken
    field: str
    detail_id: int | None = None
    labelled: bool = False


@dataclass(frozen=True, slots=True)
class Reference:
    """A row of ``match_reference``."""

    txn_id: int
    key: str
    shape: str
    raw: str
    source: str
    loose: bool
    checked: bool
    labelled: bool
    field: str
    detail_id: int | None
    first: int
    last: int


def fill_references(context: MatchContext) -> None:
    """Fill ``match_reference`` for every transaction."""
    env = context.env
    parts = _read_parts(env) if context.has_parts else set()
    formats = env["bank.reference.format"]._get_formats(context.company)
    ids = context.lines.ids
    for start in range(0, len(ids), BATCH):
        told = _read_told(env, ids[start : start + BATCH])
        rows = [row for line in told for row in _read_line(line, formats, parts)]
        env.cr.execute(
            SQL("INSERT INTO match_reference SELECT * FROM %s", unnest(Reference, rows))
        )
    env.cr.execute("CREATE INDEX ON match_reference (key); ANALYZE match_reference")


def _read_parts(env) -> set[int]:
    """Return the ids of the details that are transactions of their own."""
    env.cr.execute("SELECT detail_id FROM match_txn WHERE detail_id IS NOT NULL")
    return {detail for (detail,) in env.cr.fetchall()}


def reference_keys(line) -> list[str]:
    """Return the normalised keys of every reference on a line and its details."""
    line.env.flush_all()
    formats = line.env["bank.reference.format"]._get_formats(line.company_id)
    (told,) = _read_told(line.env, line.ids)
    return sorted({row.key for row in _read_line(told, formats)})


def _read_told(env, line_ids: list[int]) -> list[dict]:
    """Return what the bank tells of lines and, as ``details``, of their parts: plain
    rows, for the lines of a year do not fit into the cache of records."""
    env.cr.execute(_TOLD, [line_ids])
    lines = {row["id"]: row | {"details": []} for row in env.cr.dictfetchall()}
    env.cr.execute(_DETAILS, [line_ids])
    for row in env.cr.dictfetchall():
        lines[row["line_id"]]["details"].append(row)
    return list(lines.values())


def _read_line(line: dict, formats, parts=frozenset()) -> Iterator[Reference]:
    """Yield the references of a line and of the transactions of a batch.

    Args:
        line: a row of :func:`_read_told`.
        formats: the ``ReferenceFormats`` of the company.
        parts: ids of the details that are transactions of their own.
    """
    label = line["payment_ref"] or ""
    found: dict[int, list[Found]] = defaultdict(list)
    found[line["id"]] += _in_structured_fields(line)
    owners = [
        (detail, -detail["id"] if detail["id"] in parts else line["id"])
        for detail in line["details"]
    ]
    for detail, txn_id in owners:
        found[txn_id] += _in_detail_fields(detail, label)
    found[line["id"]] += _in_texts(line)
    for detail, txn_id in owners:
        found[txn_id] += _in_advice(detail, label)
    own = formats.of_journal(line["journal_id"])
    for txn_id, places in found.items():
        yield from _rows(txn_id, [*places, *_inside(places, own)], formats.schemes)


def _rows(
    txn_id: int, places: Iterable[Found], schemes: frozenset[str]
) -> Iterator[Reference]:
    """Yield one row per key: the first place that is not loose."""
    best: dict[str, Found] = {}
    for place in places:
        known = best.get(place.token.key)
        if known is None or (known.token.loose and not place.token.loose):
            best[place.token.key] = place
    for place in best.values():
        token = place.token
        yield Reference(
            txn_id=txn_id,
            key=token.key,
            shape=token.shape,
            raw=token.raw,
            source=token.source,
            loose=token.loose,
            checked=bool(schemes.intersection(token.checked)),
            labelled=place.labelled,
            field=place.field,
            detail_id=place.detail_id,
            first=token.start,
            last=token.end,
        )


def _in_structured_fields(line) -> Iterator[Found]:
    label = line["payment_ref"] or ""
    for reference in (line["transaction_details"] or {}).get("references", ()):
        if reference.get("kind") == "payment_id":
            for token in structured(reference.get("value") or "", "payment_id"):
                start = label.find(token.raw)
                field = "payment_ref" if start >= 0 else ""
                yield Found(token.moved(max(0, start)), field)
    for name in ("sender_reference", "own_reference"):
        value = line[name] or ""
        for token in structured(value, name) + scan(value, name):
            yield Found(token, name)


def _in_texts(line) -> Iterator[Found]:
    for name in ("payment_ref", "ref", "narration"):
        text = str(line[name] or "")
        for token in _in_text(text, "text"):
            yield Found(token, name, labelled=_is_labelled(text, token))


def _in_text(text: str, source: str) -> Iterator[ReferenceToken]:
    """Yield what a text calls the number of a document or a payment ID by their name,
    or is one unmistakably (sources ``label`` and ``payment_label``), and all else that
    could be meant."""
    if not text:
        return
    for found in find_labelled(text):
        place = found.start, found.end
        yield ReferenceToken(
            found.number, found.number, found.raw, "label", False, (), *place
        )
    for token in scan(text, source):
        if is_payment_id(text, token.start) or _is_unmistakable(token):
            token = replace(token, source="payment_label")
        yield token


def _is_unmistakable(token: ReferenceToken) -> bool:
    """Tell whether nothing but a payment ID looks like this, whatever it is called."""
    if _BELGIAN.fullmatch(token.raw):
        return "be" in token.checked
    return not token.loose and token.checked in _UNMISTAKABLE


def _in_detail_fields(detail, label: str) -> Iterator[Found]:
    """Yield the references of a detail's fields, placed in the label if there."""
    for name, source in _DETAIL_FIELDS:
        value, begin = detail[name] or "", 0
        for part in value.split(",") if name != "end_to_end" else [value]:
            for token in structured(part, source):
                start = label.find(token.raw)
                if start >= 0:
                    yield Found(token.moved(start), "payment_ref")
                else:
                    yield Found(token.moved(begin), name, detail["id"])
            begin += len(part) + 1


def _in_advice(detail, label: str) -> Iterator[Found]:
    """Yield the references of a detail's text, unless the label has it too."""
    text = detail["text"] or ""
    if text and text not in label:
        for token in _in_text(text, "advice"):
            yield Found(token, "text", detail["id"], _is_labelled(text, token))


def _inside(
    places: Iterable[Found], formats: list[reference_formats.Format]
) -> Iterator[Found]:
    """Yield the numbers of documents and customers inside payment references."""
    for place in places if formats else ():
        if place.token.loose:
            continue
        for reading in reference_formats.read(place.token.raw, formats):
            for number, labelled in (
                (reading.document, False),
                (reading.partner, True),
            ):
                if make_key(number):
                    inner = place.token.inner(number)
                    yield Found(inner, place.field, place.detail_id, labelled)


def _is_labelled(text: str, token: ReferenceToken) -> bool:
    """Tell whether the words before a number call it a customer number."""
    return bool(_CUSTOMER.search(text[max(0, token.start - 20) : token.start]))
