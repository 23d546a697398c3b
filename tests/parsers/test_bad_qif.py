"""QIF that lies or breaks is refused whole, with code, place and reason."""

import pytest
from bsi.parsers.common.base import ParseError
from bsi.parsers.identify import parse_file
from limits import read_limited

RECORD = "D29/3/26\nT-1,012.50\nPBlåbær\nMFaktura 7\n^\n"
GOOD = "!Type:Bank\n" + RECORD


def swap(old, new):
    assert old in GOOD
    return GOOD.replace(old, new).encode()


CASES = {
    "no end": (GOOD[:-3].encode(), "qif_damaged", "line 2"),
    "cut off inside an amount": (GOOD[:26].encode(), "qif_damaged", "line 2"),
    "section inside an entry": (
        swap("PBl", "!Type:Bank\nPBl"), "qif_damaged", "line 4",
    ),
    "two entries in one": (
        swap("^", "").replace(b"\n\n", b"\n") + RECORD.encode(), "repeated_field", "D",
    ),
    "two amounts": (swap("PBl", "U-3.00\nPBl"), "bad_amount", "field U"),
    "investments only": (swap("Bank", "Invst"), "no_statement", "file f"),
    "lists only": (swap("Bank", "Cat"), "no_statement", "file f"),
    "no amount": (swap("T-1,012.50\n", ""), "bad_amount", "entry 1 (line 2), field T"),
    "no date": (swap("D29/3/26\n", ""), "bad_date", "entry 1 (line 2), field D"),
    "dates in two orders": (
        (GOOD + RECORD.replace("29/3/26", "3/29/26")).encode(), "bad_date", "field D",
    ),
    "amounts in two notations": (
        (GOOD + RECORD.replace("1,012.50", "1.012,50")).encode(), "bad_amount", "T",
    ),
    "long line": (swap("Faktura", "x" * 30_000), "qif_damaged", "line 5"),
    "zero bytes": (swap("Faktura", "\0"), "not_text", "file f"),
}  # fmt: skip
for _amount in (
    "NaN", "INF", "1E3", "1.0.0", ".", "-", "0x1", "٣", "1" * 19, "9" * 5_000, "--5",
    "=1+1", "12,34,5", "1 2",
):  # fmt: skip
    CASES[f"amount {_amount[:20]}"] = (
        swap("-1,012.50", _amount), "bad_amount", "field T",
    )  # fmt: skip
for _day in (
    "30/2/26", "32/1/26", "1/1/26/1", "0/0/00", "x", "2026", "1/1", "29/13/26",
):  # fmt: skip
    CASES[f"date {_day}"] = (swap("29/3/26", _day), "bad_date", "field D")


@pytest.mark.parametrize("encoding", ["cp1252", "utf-8", "utf-8-sig", "utf-16"])
def test_the_good_file_is_good_in_every_encoding(encoding):
    (tx,) = parse_file("f", GOOD.encode(encoding)).statements[0].transactions
    assert (str(tx.amount), tx.text) == ("-1012.50", "Blåbær\nFaktura 7")


@pytest.mark.parametrize("name", CASES)
def test_refused(name):
    data, code, where = CASES[name]
    with pytest.raises(ParseError) as caught:
        parse_file("f", data)
    error = caught.value
    assert error.code == code, error
    assert where in error.where
    assert error.what.endswith(".") and error.why.endswith(".")
    assert error.hint.startswith("Nothing was imported.")


@pytest.mark.parametrize(
    ("data", "state"),
    [
        (swap("-1,012.50", "1," * 500_000), "refused"),
        (swap("-1,012.50", "1 " * 9_000), "refused"),
        (swap("29/3/26", "2/" * 9_000), "refused"),
        (swap("Faktura", "x" * 1_000_000), "refused"),
        (swap("MFaktura 7", "Sx\n" * 90_000), "ok"),
        (swap("MFaktura 7", "Sx\n" * 300_000), "refused"),
        (("!Type:Bank\n" * 500_000).encode(), "refused"),
        (("!Type:Bank\n" + "\n" * 8_000_000).encode(), "ok"),
    ],
    ids=[
        "amount",
        "grouped",
        "date",
        "text",
        "splits",
        "more splits",
        "sections",
        "empty lines",
    ],
)
def test_bombs_stay_in_bounds(data, state, tmp_path):
    path = tmp_path / "bomb.qif"
    path.write_bytes(data)
    assert read_limited(path)[0] == state


def test_many_entries_in_bounds(tmp_path):
    path = tmp_path / "long.qif"
    path.write_bytes(GOOD.encode() + (RECORD * 50_000).encode())
    assert read_limited(path)[2] == [50_001]
