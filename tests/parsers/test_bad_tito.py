"""Bad TITO files are refused whole, with a message in four parts."""

import pytest
from bad_files import cut, refused, utf16_without_mark
from bsi.parsers.identify import parse_file
from nordic_files import join, t00, t10, t11, t40, t50

ENTRIES = (
    *(t10(12345, reference="1232"), t11("00", "VIESTI".ljust(35)), t10(-100, number=2)),
    *(t40(12245), t50(1, 12345, 1, -100)),
)
GOOD = join(t00(), *ENTRIES)
AMOUNT = f"{12345:018d}"


def changed(old, new):
    assert GOOD.count(old) >= 1 and len(old) == len(new)
    return GOOD.replace(old, new, 1).encode("latin-1")


BAD = {
    "no balance": (join(t00(), *ENTRIES[:3]).encode(), "truncated"),
    "cut in an entry": (cut(GOOD, 0.4), "bad_sign"),
    "cut in the balance": (GOOD[: GOOD.index("T40") + 20].encode(), "bad_amount"),
    "cut in the totals": (GOOD[: GOOD.index("T50") + 30].encode(), "bad_amount"),
    "cut in the head": (GOOD[:80].encode(), "bad_amount"),
    "cut in a type": (GOOD[: GOOD.index("T50") + 2].encode(), "unknown_record"),
    "nan": (changed(AMOUNT, "NaN".ljust(18)), "bad_amount"),
    "exponent": (changed(AMOUNT, "1E9".rjust(18, "0")), "bad_amount"),
    "point": (changed(AMOUNT, "123.45".rjust(18, "0")), "bad_amount"),
    "letters that are digits": (
        GOOD.replace(AMOUNT, "١".rjust(18, "0"), 1).encode(),
        "bad_amount",
    ),
    "no sign": (changed(f"+{AMOUNT}", f" {AMOUNT}"), "bad_sign"),
    "impossible day": (changed("260310260310", "260230260310"), "bad_date"),
    "month 13": (changed("260310260310", "261310260310"), "bad_date"),
    "unknown record": (changed("T50067", "T59067"), "unknown_record"),
    "no record": (changed("T50067", "X50067"), "unknown_record"),
    "level": (
        changed(t10(-100, number=2), t10(-100, number=2, level="x")),
        "bad_level",
    ),
    "breakdown of nothing": (
        join(t00(), t10(-100, level="1"), t40(0)).encode(),
        "lost_breakdown",
    ),
    "data of nothing": (join(t00(), t11("00", "x"), t40(0)).encode(), "lost_record"),
    "data after the balance": (
        join(t00(), t10(1), t40(1), t11("00", "x")).encode(),
        "lost_record",
    ),
    "currency": (changed("EUR", "E1R"), "bad_currency"),
    "zero byte": (changed("VIESTI", "VIE\0TI"), "not_text"),
    "utf-16 without mark": (utf16_without_mark(GOOD), "unknown_format"),
    "only the type": (b"T00", "unknown_format"),
    "json": (b'{"T00": 322}', "unknown_format"),
}


def test_the_good_file_is_read():
    (found,) = parse_file("good", GOOD.encode()).statements
    assert [str(tx.amount) for tx in found.transactions] == ["123.45", "-1.00"]
    assert found.messages == ()


@pytest.mark.parametrize("name", BAD)
def test_refused(name):
    data, code = BAD[name]
    assert refused(data).code == code


def test_place_is_named():
    assert refused(BAD["nan"][0]).where == "line 2, record T10, field amount"


@pytest.mark.parametrize("byte", [b"\x00", b"\x00" * 99, b"\xff\xfe", b"\x1a"])
def test_end_marks(byte):
    """DOS ends a text with byte 26, mainframes fill a block up; no others."""
    data = GOOD.encode() + byte
    if byte != b"\xff\xfe":
        assert len(parse_file("x", data).statements) == 1
    else:
        refused(data)


def test_huge_amount_stays_exact():
    most = 10**18 - 1
    (found,) = parse_file("x", join(t00(), t10(most), t40(most)).encode()).statements
    assert str(found.transactions[0].amount) == "9999999999999999.99"
    assert found.messages == ()


@pytest.mark.parametrize(
    "body", ["T" * 3_000_000, "\t" * 3_000_000, "T10188" * 500_000, "\n" * 3_000_000]
)
def test_texts_made_to_hurt(body):
    refused(join(t00(), t10(1)).encode() + body.encode())
