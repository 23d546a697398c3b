"""Evidence is marked where it stands in the text, and nowhere else."""

import pytest
from bsi.engine.text.spans import find_spans
from hypothesis import given
from hypothesis import strategies as st


@pytest.mark.parametrize(
    ("text", "value", "marked"),
    [
        ("Faktura 10452", "10452", ["10452"]),
        ("Faktura 10452 og 10452", "10452", ["10452", "10452"]),
        ("KID 0042 1046 95", "0042104695", ["0042 1046 95"]),
        ("inv/2026/0003 paid", "INV/2026/0003", ["inv/2026/0003"]),
        ("RF98 1234 5678", "RF9812345678", ["RF98 1234 5678"]),
        ("Faktura10452", "10452", ["10452"]),
        ("STRASSE", "straße", ["STRASSE"]),
    ],
)
def test_marks_what_was_found(text, value, marked):
    assert [text[start:end] for start, end in find_spans(text, value)] == marked


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("Faktura 110452", "10452"),  # inside a longer number
        ("Faktura 104521", "10452"),
        ("VEGAS", "gas"),
        ("A 12 B", "12"),  # too short to mean anything
        ("", "10452"),
        ("10452", ""),
    ],
)
def test_marks_nothing_by_accident(text, value):
    assert find_spans(text, value) == []


@given(st.text(max_size=60), st.text(max_size=20))
def test_spans_lie_in_the_text_in_order(text, value):
    spans = find_spans(text, value)
    flat = [place for span in spans for place in span]
    assert flat == sorted(flat)
    assert all(0 <= start < end <= len(text) for start, end in spans)
