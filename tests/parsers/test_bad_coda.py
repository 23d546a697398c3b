"""Bad CODA input is refused whole, with a four-part message."""

from pathlib import Path

import pytest
from bsi.parsers.common.base import ParseError
from bsi.parsers.identify import parse_file

GOLDEN = Path(__file__).resolve().parents[1] / "golden" / "coda" / "kbc_sample.txt"
GOOD = GOLDEN.read_bytes().decode("cp1252")
LINES = GOOD.splitlines()


def changed(record, position, text):
    """Return the file with another text at a position of its first such record."""
    lines = list(LINES)
    place = next(n for n, line in enumerate(lines) if line.startswith(record))
    line = lines[place]
    start = position - 1
    lines[place] = line[:start] + text + line[start + len(text) :]
    return "\n".join(lines)


def without(record):
    lines = list(LINES)
    lines.remove(next(line for line in lines if line.startswith(record)))
    return "\n".join(lines)


BAD = {
    "truncated": "\n".join(LINES[:-1]),
    "truncated in the middle": GOOD[: len(GOOD) // 2],
    "truncated in the totals": GOOD.rstrip()[:-100],
    "no header": None,
    "no old balance": without("1"),
    "no new balance": without("8"),
    "two headers": "\n".join([LINES[0], *LINES]),
    "movement after the end": "\n".join([*LINES, LINES[2]]),
    "nan": changed("21", 33, "NaN"),
    "exponent": changed("21", 33, "1E9"),
    "blank amount": changed("21", 33, " " * 15),
    "other digits": changed("21", 33, "١٢"),
    "sign": changed("21", 32, "2"),
    "balance": changed("1", 44, "x"),
    "balance sign": changed("8", 42, "-"),
    "wrong debits": changed("9", 23, "9"),
    "wrong credits": changed("9", 38, "9"),
    "30 February": changed("21", 116, "300206"),
    "value date in month 13": changed("21", 48, "011306"),
    "balance on day 32": changed("1", 59, "321206"),
    "unknown record": changed("22", 1, "5"),
    "unknown article": changed("22", 2, "4"),
    "other version": changed("0", 128, "1"),
    "account structure": changed("1", 2, "9"),
    "line too long": GOOD.replace(LINES[2], LINES[2] + "X"),
    "million characters": GOOD.replace(LINES[2], LINES[2] + "A" * 1_000_000),
    "million records of one movement": "\n".join(
        [*LINES[:3], *[LINES[3]] * 100_000, *LINES[3:]]
    ),
    "zero byte": changed("21", 63, "\0"),
}
del BAD["no header"]  # then it is no CODA file: see test_fragments


def test_the_good_file_is_read():
    (statement,) = parse_file("good.cod", GOOD.encode("cp1252")).statements
    assert not [m for m in statement.messages if m.level == "warn"]
    assert statement.transactions


@pytest.mark.parametrize("name", BAD)
def test_refused_with_reason(name):
    with pytest.raises(ParseError) as caught:
        parse_file("bad.cod", BAD[name].encode())
    error = caught.value
    assert error.code and error.what and error.where and error.why and error.hint
    assert error.code != "unknown_format"


def test_place_and_value_are_named():
    with pytest.raises(ParseError) as caught:
        parse_file("bad.cod", BAD["30 February"].encode())
    assert caught.value.code == "bad_date" and '"300206"' in caught.value.why
    assert "line 3" in caught.value.where


@pytest.mark.parametrize("text", [LINES[0][:100], "\n".join(LINES[1:]), "0" * 128])
def test_fragments_are_refused(text):
    with pytest.raises(ParseError):
        parse_file("fragment.cod", text.encode())
