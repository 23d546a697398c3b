"""Bad KTL files are refused whole, with a message in four parts."""

import pytest
from bad_files import cut, refused, utf16_without_mark
from bsi.parsers.identify import parse_file
from nordic_files import join, ktl_head, ktl_payment, ktl_sum

GOOD = join(
    ktl_head(),
    ktl_payment(12345),
    ktl_payment(300, kind="5", code="0"),
    ktl_payment(12345, correction="1"),
    ktl_payment(7300, kind="5", code="4"),
    ktl_sum((2, 12645), (1, 12345), (1, 7300)),
)
AMOUNT = f"{12345:010d}"


def changed(old, new):
    assert GOOD.count(old) >= 1 and len(old) == len(new)
    return GOOD.replace(old, new, 1).encode("latin-1")


BAD = {
    "no sum": (GOOD[: GOOD.rindex("\n9") + 1].encode(), "truncated"),
    "cut in a payment": (cut(GOOD, 0.4), "bad_amount"),
    "cut in the sum": (GOOD[: GOOD.rindex("\n9") + 12].encode(), "bad_amount"),
    "cut in the corrections": (GOOD[: GOOD.rindex("\n9") + 30].encode(), "bad_amount"),
    "nan": (changed(AMOUNT, "NaN".rjust(10)), "bad_amount"),
    "minus": (changed(AMOUNT, "-000012345"), "bad_amount"),
    "impossible day": (changed("785260310", "785260230"), "bad_date"),
    "no day": (changed("785260310", "785000000"), "bad_date"),
    "sum": (changed("00000012645", "00000012646"), "check_total"),
    "number": (changed("9000002", "9000003"), "check_total"),
    "sum of corrections": (
        changed("00000100000012345", "00000100000012344"),
        "check_total",
    ),
    "sum of failed": (changed("00000100000007300", "00000000000000000"), "check_total"),
    "payment lost": (GOOD.replace(ktl_payment(12345), "").encode(), "check_total"),
    "payment doubled": (
        GOOD.replace(ktl_payment(12345), ktl_payment(12345) * 2).encode(),
        "check_total",
    ),
    "failed one as paid": (changed("A4", "A0"), "check_total"),
    "unknown record": (changed("\n5123", "\n8123"), "unknown_record"),
    "two heads": (
        join(ktl_head(), ktl_payment(1), ktl_head()).encode(),
        "unknown_record",
    ),
    "zero byte": (changed("MALLI", "MAL\0I"), "not_text"),
    "utf-16 without mark": (utf16_without_mark(GOOD), "unknown_format"),
    "head only": (join(ktl_head()).encode(), "unknown_format"),
    "head with an impossible month": (changed("0260310", "0261310"), "unknown_format"),
    "numbers": (b"1\n2\n3\n", "unknown_format"),
}


def test_the_good_file_is_read():
    (found,) = parse_file("good", GOOD.encode()).statements
    assert [str(tx.amount) for tx in found.transactions] == [
        "123.45",
        "3.00",
        "-123.45",
    ]
    assert [str(tx.amount) for tx in found.not_booked] == ["73.00"]


@pytest.mark.parametrize("name", BAD)
def test_refused(name):
    data, code = BAD[name]
    assert refused(data).code == code


def test_place_is_named():
    assert (
        refused(BAD["sum"][0]).where == "line 6, record 9 (sum), field sum of payments"
    )


@pytest.mark.parametrize("body", ["3" * 3_000_000, "\t" * 3_000_000, "\n" * 3_000_000])
def test_texts_made_to_hurt(body):
    refused(join(ktl_head(), ktl_payment(1)).encode() + body.encode())
