"""Write MT940 as German and as Dutch banks do."""

import re

from ..names import money

_PIECE, _WIDTH = 27, 65


def write(statement):
    """Return the statement as an MT940 file."""
    rows = [
        f":20:{statement.key[:8]}{statement.number}",
        f":25:{statement.account}",
        f":28C:{statement.number}/1",
        f":60F:{_balance(statement.opening, statement.first, statement.currency)}",
    ]
    for line in statement.lines:
        rows += _entry(statement, line)
    closing = statement.opening + statement.total
    rows += [f":62F:{_balance(closing, statement.last, statement.currency)}", "-"]
    return "\r\n".join(rows).encode("cp1252")


def _balance(minor, day, currency):
    side = "C" if minor >= 0 else "D"
    return f"{side}{day:%y%m%d}{currency}{money(minor, ',')}"


def _entry(statement, line):
    side = "C" if line.amount >= 0 else "D"
    if line.reversal:
        side = {"C": "RD", "D": "RC"}[side]
    amount = f"{side}{money(line.amount, ',')}"
    yield f":61:{line.day:%y%m%d%m%d}{amount}NTRFNONREF//{line.key}"
    extra = ""
    if line.original:
        minor, currency = line.original
        extra += f"/OCMT/{currency}{money(minor, ',')}"
    if line.charges:
        extra += f"/CHGS/{statement.currency}{money(line.charges, ',')}"
    if extra:
        yield f"{extra}/"
    text = {"NL": _dutch, "DE": _german}[statement.bank.country](statement, line)
    for start in range(0, len(text), _WIDTH):
        yield (":86:" if not start else "") + text[start : start + _WIDTH]


def _german(statement, line):
    """Subfields of 27 characters; a payment ID is in the text, as there is no field."""
    credit = line.amount > 0
    text = f"SVWZ+{statement.fill(line.text)} {line.structured}".rstrip()
    pieces = _pieces(text)
    end_to_end = statement.fill(line.end_to_end)
    if end_to_end:
        pieces = [*_pieces(f"EREF+{end_to_end}"), *pieces]
    fields = [("00", "GUTSCHRIFT" if credit else "UEBERWEISUNG"), ("10", "931")]
    fields += zip((*range(20, 30), *range(60, 64)), pieces, strict=False)
    if line.account:
        fields += [("30", "COBADEFFXXX"), ("31", line.account)]
    fields += zip((32, 33), _pieces(line.name), strict=False)
    head = "166" if credit else "177"
    return head + "".join(f"?{code}{value}" for code, value in fields)


def _pieces(text):
    return [text[i : i + _PIECE].rstrip() for i in range(0, len(text), _PIECE)]


def _dutch(statement, line):
    parts = ["/TRTP/SEPA OVERBOEKING"]
    if line.account:
        parts.append(f"/IBAN/{line.account}/BIC/INGBNL2A")
    if line.name:
        parts.append(f"/NAME/{line.name}")
    text = statement.fill(line.text)
    if line.structured:
        scheme = "ISO" if line.structured.startswith("RF") else "CUR"
        text = f"STRD/{scheme}/{re.sub('[^0-9A-Z]', '', line.structured)}"
    if text:
        parts.append(f"/REMI/{text}")
    if line.end_to_end:
        parts.append(f"/EREF/{statement.fill(line.end_to_end)}")
    return "".join(parts)
