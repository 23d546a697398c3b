"""Files that are no statements are named, with what to fetch instead."""

import pytest
from bsi.parsers import ParseError, parse_file


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        (b"%PDF-1.7\n%...", "a PDF document"),
        ("110050501055260304LEVERANTÖRSBETALNINGAR\n".encode("latin-1"), "Leverant"),
        (
            b"01AUTOGIRO              20260304            BET. SPEC & STOPP TK\n",
            "Autogiro",
        ),
        (b"0120260304AUTOGIRO                                    471117\n", "Autogiro"),
        (b"AH200TBII0000000001000000000        12345678911\n", "Telepay"),
        (b"BS0020123456706010000000001                   030426\n", "Betalingsservice"),
        (b"<html><body>Login</body></html>", "a web page"),
    ],
)
def test_what_is_no_statement_is_named(head, kind):
    with pytest.raises(ParseError) as error:
        parse_file("file.txt", head * 3)
    told = str(error.value)
    assert kind in told and "Nothing was imported" in told
    assert error.value.hint
