"""Text from strangers: encodings by content, controls, padding of transfers."""

import pytest
from bsi.parsers.common.base import ParseError
from bsi.parsers.common.text_safe import decode


@pytest.mark.parametrize(
    ("data", "text"),
    [
        ("Blåbær €".encode(), "Blåbær €"),
        ("Blåbær €".encode("utf-8-sig"), "Blåbær €"),
        ("Blåbær €".encode("utf-16"), "Blåbær €"),
        ("Blåbær €".encode("cp1252"), "Blåbær €"),
        (b"caf\xe9\x81", "café\x81"),  # 0x81 means nothing in Windows-1252
        (b"a\x0bb\x7fc\x1a", "a b c "),
        (b"a\tb\r\nc", "a\tb\r\nc"),
        (b"padded\r\n" + bytes(500), "padded\r\n"),
    ],
)
def test_text_by_its_content(data, text):
    assert decode("f", data) == text


def test_letters_of_dos_only_where_a_format_is_old_enough():
    data = "Købt på Ærø".encode("cp850")
    assert decode("f", data, dos=True) == "Købt på Ærø"
    assert decode("f", data) != "Købt på Ærø"
    assert decode("f", "Købt på Ærø".encode("latin-1"), dos=True) == "Købt på Ærø"


WORDS = (
    "MÜLLER, JÖRG",
    "Überweisung Köln Straße",
    "BÄCKER MÜLLER",
    "Malmö",
    "ärende",
    "Købt på Ærø",
    "LØN ÅRE",
    "Dépôt à Genève, reçu",
    "Año nuevo, café",
)


@pytest.mark.parametrize("words", WORDS)
@pytest.mark.parametrize(
    "encoding", ["utf-8", "latin-1", "cp1252", "iso8859-15", "cp850", "cp437", "cp865"]
)
def test_letters_of_every_code_page(words, encoding):
    if encoding == "cp437" and set(words) & set("øØ"):
        pytest.skip("has no such letter")
    assert (
        decode("f", f"{words}, 5 EUR".encode(encoding), dos=True) == f"{words}, 5 EUR"
    )


def test_the_euro_sign_of_iso_8859_15():
    data = "Entgelt 5 € für œuvre".encode("iso8859-15")
    assert decode("f", data) == "Entgelt 5 € für œuvre"


def test_marks_of_windows_are_no_letters_of_dos():
    text = "„Zitat“ – don’t, l’eau, “quote”, 5 € …"
    assert decode("f", text.encode("cp1252"), dos=True) == text


@pytest.mark.parametrize(
    "data", [b"a\0b", b"\xef\xbb\xbfcaf\xe9", "x".encode("utf-16")[:-1]]
)
def test_what_is_no_text_is_refused(data):
    with pytest.raises(ParseError) as caught:
        decode("f", data)
    assert caught.value.code == "not_text"
