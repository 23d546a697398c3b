"""Bad BgMax files are refused whole, with a message in four parts."""

import pytest
from bad_files import cut, refused, utf16_without_mark
from bsi.parsers.identify import parse_file
from nordic_files import bg_file, bg_payment, bg_text

GOOD = bg_file(
    bg_payment(12345, "655969"),
    bg_text("26", "Åkes Plåt"),
    bg_payment(300, "1", record="21"),
    bg_payment(0, "22", record="22"),
    cents=12045,
)
AMOUNT = f"{12345:018d}"


def changed(old, new):
    assert GOOD.count(old) >= 1 and len(old) == len(new)
    return GOOD.replace(old, new, 1).encode("latin-1")


def without(mark):
    rows = GOOD.splitlines(keepends=True)
    kept = [row for row in rows if not row.startswith(mark)]
    assert len(kept) < len(rows)
    return "".join(kept).encode("latin-1")


BAD = {
    "cut": (cut(GOOD, 0.6), "truncated"),
    "cut in the last record": (
        GOOD[: GOOD.rindex("\n70") + 20].encode("latin-1"),
        "bad_number",
    ),
    "no end of the file": (without("70"), "truncated"),
    "no end of the deposit": (without("15"), "unknown_record"),
    "no start of the deposit": (without("05"), "unknown_record"),
    "no payment": (without("20"), "unknown_record"),
    "deduction lost": (without("21"), "check_total"),
    "reference lost": (without("22"), "check_total"),
    "nan": (changed(AMOUNT, "NaN".rjust(18)), "bad_amount"),
    "minus": (changed(AMOUNT, "-12345".rjust(18, "0")), "bad_amount"),
    "impossible day": (changed("98232026031000", "98232026023000"), "bad_date"),
    "sum": (changed(f"{12045:018d}", f"{12046:018d}"), "check_total"),
    "payment as deduction": (changed("\n200003", "\n210003"), "check_total"),
    "currency": (changed("SEK", "S3K"), "bad_currency"),
    "other currency at the end": (
        (GOOD[:200] + GOOD[200:].replace("SEK", "EUR")).encode("latin-1"),
        "bad_currency",
    ),
    "zero byte": (changed("\xc5kes", "\0kes"), "not_text"),
    "utf-16 without mark": (utf16_without_mark(GOOD), "unknown_format"),
    "start only": (GOOD[:82].encode(), "truncated"),
    "deposit without start": (without("01"), "unknown_format"),
}


def test_the_good_file_is_read():
    (found,) = parse_file("good", GOOD.encode("latin-1")).statements
    assert [str(tx.amount) for tx in found.transactions] == ["123.45", "-3.00"]


@pytest.mark.parametrize("name", BAD)
def test_refused(name):
    data, code = BAD[name]
    assert refused(data).code == code


def test_place_is_named():
    assert refused(BAD["nan"][0]).where == "line 3, record 20, field amount"


@pytest.mark.parametrize("body", ["20" * 1_500_000, "\t" * 3_000_000, "\n" * 3_000_000])
def test_texts_made_to_hurt(body):
    refused(GOOD[:164].encode() + body.encode())
