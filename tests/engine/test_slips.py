"""Danish FIK and giro slip lines inside any text."""

import pytest
from bsi.engine.references.scan import scan, structured
from bsi.engine.references.slips import find_slips, without_slips
from bsi.engine.text.normalise import MAX_TEXT

ID = "000000012345674"  # the check digit is right
LONG = "0000000345678908"
KEY = "12345674"


def keys(tokens):
    return {token.key for token in tokens}


def checked(tokens):
    return {token.key for token in tokens if "fik" in token.checked}


@pytest.mark.parametrize(
    "frame",
    [
        f"+71<{ID}+81234567<",
        f"71<{ID}+81234567<",
        f"+71< {ID} +81234567<",
        f"+71<{ID}+ 8123 4567 <",
        "+71<00000 00123 45674 +81234567<",
        f"+71<{ID}\n+81234567<",
        f"+71<{ID}+81234567",
        f"+71<{ID}+8123456<",
        f"+71<{ID}",
        f"+71<{ID} 7 stk.",
    ],
)
@pytest.mark.parametrize("around", ["{}", "Indbetaling fra Ole {} tak", "({})"])
def test_payment_id_is_found_however_the_line_is_written(frame, around):
    tokens = scan(around.format(frame))
    assert KEY in checked(tokens)
    assert not keys(tokens) & {"81234567", "8123456", "71000", "00123"}


@pytest.mark.parametrize("kind", ["75", "04", "15"])
def test_sixteen_digits(kind):
    (slip,) = find_slips(f"x +{kind}<{LONG}+81234567< y")
    assert (slip.kind, slip.number, slip.payee) == (kind, LONG, "81234567")
    assert "345678908" in checked(scan(f"+{kind}<{LONG}+81234567<"))


@pytest.mark.parametrize(
    "frame", ["+73< +81234567<", "+73<+81234567<", "+01< +1234567<"]
)
def test_slips_without_payment_id_give_no_reference(frame):
    """What they pay stands in the text; the payee's number is no reference of ours."""
    assert keys(scan(frame)) == set()
    assert keys(scan(f"Faktura 10455 {frame}")) >= {"10455"}
    assert not any("81234567" in key for key in keys(scan(f"Faktura 10455 {frame}")))
    assert structured(frame, "payment_id") == []


def test_wrong_check_digit_is_found_but_not_checked():
    tokens = scan("+71<000000012345675+81234567<")
    assert "12345675" in keys(tokens) and not checked(tokens)


def test_reference_field_with_a_whole_line():
    tokens = structured(f"+71<{ID}+81234567<", "payment_id")
    assert KEY in checked(tokens)
    assert {token.source for token in tokens} == {"payment_id"}
    assert "7100000001234567481234567" in keys(tokens), (
        "invoices may carry the whole line"
    )


@pytest.mark.parametrize(
    "text",
    [
        f"71 {ID}",  # no frame: the number alone is a reference as any other
        "171<000000012345674+81234567<",  # the type inside a longer number
        "+72<000000012345674+81234567<",  # no such type
        "+71<00000001234567412+81234567<",  # too long for a payment ID
        "+71<1234+81234567<",  # too short
        "a < b + c",
    ],
)
def test_no_slip(text):
    assert list(find_slips(text)) == []
    assert without_slips(text) == text


def test_several_in_one_text():
    text = f"+71<{ID}+81234567< og +75<{LONG}+81234567<"
    assert checked(scan(text)) >= {KEY, "345678908"}
    assert [slip.kind for slip in find_slips(text)] == ["71", "75"]


def test_texts_made_to_hurt():
    for text in (
        "+71<" + "0 " * 50_000,
        "+71< " * 20_000,
        "7" * 100_000,
        "<+" * 50_000,
    ):
        assert not checked(scan(text))
        assert len(list(find_slips(text[:MAX_TEXT]))) <= MAX_TEXT // 30
