"""Rows of the printed report are parted into pages by their height."""

import pytest
from bsi.engine.control.pages import PAGE, paginate

ROW = {"text": "", "partner": "", "books": "", "evidence": "", "reason": ""}


def row(**texts):
    return ROW | texts


def test_nothing_to_print():
    assert paginate([]) == []


def test_few_rows_stay_where_they_begin():
    (page,) = paginate([row()] * 3)
    assert (page["first"], page["last"], page["breaks"]) == (1, 3, False)


@pytest.mark.parametrize("count", [1, 30, 33, 34, 67, 500])
def test_every_row_once_and_in_order(count):
    rows = [row(text=str(number)) for number in range(count)]
    pages = paginate(rows)
    assert [one for page in pages for one in page["rows"]] == rows
    ends = [(page["first"], page["last"]) for page in pages]
    assert ends[0][0] == 1 and ends[-1][1] == count
    assert all(a[1] + 1 == b[0] for a, b in zip(ends, ends[1:], strict=False))


def test_long_texts_need_more_room_and_capitals_more_still():
    short, small, wide = (
        len(paginate([row(text=text)] * 60)) for text in ("x", "x" * 170, "X" * 170)
    )
    assert short < small < wide


def test_a_row_higher_than_a_page_has_one_of_its_own():
    huge = row(books="x" * 24 * PAGE)
    assert [len(page["rows"]) for page in paginate([row(), huge, row()])] == [1, 1, 1]
