"""Bad OCR giro files are refused whole, with a message in four parts."""

import pytest
from bad_files import cut, refused, utf16_without_mark
from bsi.parsers.identify import parse_file
from nordic_files import ocr_file, ocr_payment

GOOD = ocr_file(
    ocr_payment(12345, 1, kind="21", text="Blåbær"),
    ocr_payment(300, 2, sign="-"),
    cents=12045,
)
AMOUNT = f"{12345:017d}"


def changed(old, new):
    assert GOOD.count(old) >= 1 and len(old) == len(new)
    return GOOD.replace(old, new, 1).encode("latin-1")


def without(mark):
    rows = GOOD.splitlines(keepends=True)
    kept = [row for row in rows if mark not in row[:8]]
    assert len(kept) < len(rows)
    return "".join(kept).encode("latin-1")


BAD = {
    "cut": (cut(GOOD, 0.5), "truncated"),
    "cut in a payment": (
        GOOD[: GOOD.index("NY091030") + 45].encode("latin-1"),
        "truncated",
    ),
    "cut in the last record": (
        GOOD[: GOOD.index("NY000089") + 30].encode("latin-1"),
        "bad_number",
    ),
    "no end of the assignment": (without("NY090088"), "unknown_record"),
    "no end of the file": (without("NY000089"), "truncated"),
    "nan": (changed(AMOUNT, "NaN".rjust(17)), "bad_amount"),
    "comma": (changed(AMOUNT, "123,45".rjust(17, "0")), "bad_amount"),
    "sign": (changed("-" + f"{300:017d}", "?" + f"{300:017d}"), "bad_sign"),
    "sign lost": (changed("-" + f"{300:017d}", "0" + f"{300:017d}"), "check_total"),
    "impossible day": (changed("100326131", "300226131"), "bad_date"),
    "no day": (changed("100326131", "000000131"), "bad_date"),
    "sum": (changed(f"{12045:017d}", f"{12046:017d}"), "check_total"),
    "payment lost": (without("NY091030"), "lost_record"),
    "second part lost": (without("NY091031"), "check_total"),
    "other lines between": (changed("NY092132", "XX092132"), "bad_record"),
    "unknown record": (changed("NY092132", "NY092177"), "unknown_record"),
    "zero byte": (changed("Bl\xe5b", "Bl\0b"), "not_text"),
    "utf-16 without mark": (utf16_without_mark(GOOD), "unknown_format"),
    "start only": (GOOD[:80].encode(), "truncated"),
    "another national file": (b"NY", "unknown_format"),
}


def test_the_good_file_is_read():
    (found,) = parse_file("good", GOOD.encode("latin-1")).statements
    assert [str(tx.amount) for tx in found.transactions] == ["123.45", "-3.00"]


@pytest.mark.parametrize("name", BAD)
def test_refused(name):
    data, code = BAD[name]
    assert refused(data).code == code


def test_place_is_named():
    assert refused(BAD["nan"][0]).where == "line 3, record 30, field amount"


@pytest.mark.parametrize("body", ["NY" * 1_500_000, "\t" * 3_000_000, "\n" * 3_000_000])
def test_texts_made_to_hurt(body):
    refused(GOOD[:160].encode() + body.encode())
