"""Write Finnish TITO: seven bits, capitals, 35 characters a line."""

from .records import place, signed

_PLAIN = str.maketrans({"Ø": "O", "Æ": "AE", "Ü": "U", "É": "E"})
_SEVEN_BITS = str.maketrans("ÄÖÅäöå", "[\\]{|}")


def capitals(text):
    """Return a text in the letters that Finnish files have."""
    return text.upper().translate(_PLAIN)


def write(statement):
    """Return the statement as a TITO file."""
    first, last = statement.first, statement.last
    head = place(
        322,
        (1, "T00322100"),
        (10, statement.account[4:]),
        (24, f"{int(statement.number) % 1000:03}"),
        (27, f"{first:%y%m%d}{last:%y%m%d}"),
        (39, f"{last:%y%m%d}2359"),
        (66, f"{first:%y%m%d}"),
        (72, signed(statement.opening)),
        (97, statement.currency),
        (100, "YRITYSTILI"),
        (148, "QUALITY OY"),
        (293, f"{statement.account} NDEAFIHH"),
    )
    rows, balance = [head], statement.opening
    for number, line in enumerate(statement.lines, start=1):
        rows += _entry(statement, line, number)
        balance += line.amount
    rows.append(f"T40050{last:%y%m%d}{signed(balance)}{signed(balance)}")
    return "\r\n".join(rows).translate(_SEVEN_BITS).encode("ascii")


def _entry(statement, line, number):
    lump = bool(line.details)
    yield _record(line, line, number, code="705" if lump else "710")
    if lump and all(detail.structured for detail in line.details):
        yield _extra("01", f"{len(line.details):08}")
        return  # the details are in the KTL file
    yield from _about(statement, line, line)
    for detail in line.details:
        yield _record(line, detail, number, code="710", level="1")
        yield from _about(statement, line, detail)


def _record(line, one, number, code, level=" "):
    kind = "2" if line.amount < 0 else "1"
    if line.reversal:  # a correction keeps the side of what it corrects
        kind = {"1": "4", "2": "3"}[kind]
    digits = one.structured if one.structured.isdigit() else ""
    return place(
        188,
        (1, f"T10188{number:06}"),
        (13, f"2603102588{int(line.key[1:]):08}"),
        (31, f"{line.day:%y%m%d}" * 3),
        (49, kind + code),
        (53, "VIITEMAKSUT" if line.details and level == " " else "TILISIIRTO"),
        (88, signed(one.amount)),
        (109, capitals(one.name)[:35]),
        (160, digits.rjust(20, "0") if digits else ""),
        (188, level),
    )


def _about(statement, line, one):
    texts = [statement.fill(one.text)]
    texts += [one.structured] if not one.structured.isdigit() else []
    texts += [statement.names[key] for key in _documents(one)]
    text = capitals(" ".join(filter(None, texts)))
    if text:
        yield _extra("00", text[:420])
    if getattr(one, "original", ()):
        minor, currency = one.original
        yield _extra("05", f" {signed(minor)[1:].rjust(18, '0')} {currency}")
    account = one.account if line.amount < 0 else ""
    end_to_end = statement.fill(one.end_to_end)
    if account or end_to_end:
        yield _extra("11", place(315, (1, end_to_end), (36, account)))


def _documents(one):
    return filter(None, getattr(one, "document", "").split(","))


def _extra(kind, body):
    return f"T11{8 + len(body):03}{kind}{body}"
