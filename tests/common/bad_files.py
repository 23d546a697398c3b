"""What every bad file must meet: it is refused whole, with a message in four parts."""

import pytest
from bsi.parsers.common.base import ParseError
from bsi.parsers.identify import parse_file


def refused(data):
    """Return the error of a file that must be refused."""
    with pytest.raises(ParseError) as caught:
        parse_file("bad.txt", data)
    error = caught.value
    assert error.code and error.what and error.where and error.why and error.hint
    assert len(str(error)) < 1500, "the message does not repeat the file"
    return error


def cut(text, share):
    """Return the beginning of a file."""
    return text[: int(len(text) * share)].encode("latin-1")


def utf16_without_mark(text):
    """Return the file in an encoding that nobody can guess."""
    return text.encode("utf-16-le")
