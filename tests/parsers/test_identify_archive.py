"""Which format is it, and archives of files."""

import io
import zipfile

import pytest
from bsi.parsers import identify
from bsi.parsers.common import archive
from bsi.parsers.common.base import ParseError, StatementParser
from bsi.parsers.common.records import ParsedFile
from bsi.parsers.identify import parse_file
from bsi.parsers.registry import default_parsers

CAMT = (
    b"<Document><BkToCstmrStmt><Stmt><Id>S</Id><Acct><Id><IBAN>X1</IBAN></Id></Acct>"
    b'<Ntry><Amt Ccy="EUR">1.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts>BOOK</Sts>'
    b"</Ntry></Stmt></BkToCstmrStmt></Document>"
)

PAIN = (
    b'<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.002.001.03"><X/></Document>'
)
ODS = b"application/vnd.oasis.opendocument.spreadsheet"


class Mine(StatementParser):
    """A third party's format."""

    code = "mine"
    label = "My format"

    def identify(self, name, head):
        return head.startswith(b"MINE")

    def parse(self, name, data):
        return ParsedFile(self.code)


class Greedy(Mine):
    """A format that claims every file."""

    code = "greedy"
    label = "Greedy format"

    def identify(self, name, head):
        return True


def zipped(files, method=zipfile.ZIP_DEFLATED):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archived:
        for name, content in files:
            archived.writestr(name, content)
    return buffer.getvalue()


def refused(data, parsers=None, name="f"):
    with pytest.raises(ParseError) as caught:
        parse_file(name, data, parsers)
    error = caught.value
    assert error.what and error.why and error.hint
    return error


def test_added_format_is_used():
    parsers = [*default_parsers(), Mine()]
    assert parse_file("f", b"MINE", parsers).format == "mine"
    assert parse_file("f", CAMT, parsers).format == "camt.053"


def test_unknown_format_names_all_that_were_tried():
    error = refused(b"hello", [*default_parsers(), Mine()])
    assert error.code == "unknown_format"
    assert "camt.053" in error.why and "My format" in error.why


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "(.xls)"),
        (b"%PDF-1.7\n%\xe2\xe3", "PDF"),
        (b"<!DOCTYPE html><html><body>Log in</body></html>", "web page"),
        (PAIN, "pain.002"),
        (zipped([("mimetype", ODS)]), "(.ods)"),
    ],
)  # fmt: skip
def test_well_known_other_files_are_named(data, kind):
    error = refused(data)
    assert error.code == "unknown_format"
    assert kind in error.why
    assert "Ask the bank for one of these formats" not in error.hint


def test_ambiguous_format_names_the_claimants():
    error = refused(b"MINE", [Mine(), Greedy()])
    assert error.code == "ambiguous_format"
    assert "My format" in error.why and "Greedy format" in error.why


@pytest.mark.parametrize("data", [b"", b" \n\t"])
def test_empty_file(data):
    assert refused(data).code == "empty_file"


def test_too_big_file(monkeypatch):
    monkeypatch.setattr(identify, "MAX_BYTES", 10)
    assert refused(CAMT).code == "file_too_big"


def test_name_does_not_matter():
    assert parse_file("statement.pdf", CAMT).format == "camt.053"


# --------------------------------------------------------------------------- archives


def test_archive_is_read_as_one_file():
    data = zipped(
        [("a/", b""), ("a/1.xml", CAMT), ("2.xml", CAMT), ("__MACOSX/x", b"")]
    )
    parsed = parse_file("f.zip", data)
    assert parsed.format == "camt.053" and len(parsed.statements) == 2
    assert parsed.statements[0].messages[0].where.startswith("a/1.xml, ")


def test_a_bad_part_is_left_out_and_named():
    parts = [("1.xml", CAMT), ("2.txt", b"hello"), ("3.xml", CAMT[:-30]), ("4", CAMT)]
    parsed = parse_file("f.zip", zipped(parts))
    assert len(parsed.statements) == 2
    told = [(m.code, m.level, m.where) for m in parsed.messages]
    assert told[0][:2] == told[1][:2] == ("archive_part", "warn")
    assert "2.txt" in told[0][2] and "3.xml" in told[1][2]


def test_an_archive_of_bad_parts_is_refused_and_the_first_is_named():
    parts = [("2.txt", b"hello"), ("3.xml", CAMT[:-30])]
    error = refused(zipped(parts), name="f.zip")
    assert error.code == "unknown_format" and "f.zip, file 2.txt" in error.where


def test_a_damaged_part_and_an_archive_in_it_are_left_out():
    data = bytearray(zipped([("1.xml", CAMT), ("i.zip", zipped([("1", CAMT)]))]))
    parsed = parse_file("f.zip", bytes(data))
    assert len(parsed.statements) == 1
    assert "archive itself" in parsed.messages[-1].message
    data = bytearray(zipped([("1.xml", CAMT), ("2.xml", CAMT)]))
    data[45] ^= 0xFF
    parsed = parse_file("f.zip", bytes(data))
    assert len(parsed.statements) == 1
    assert parsed.messages[0].where.startswith("file 1.xml")


@pytest.mark.parametrize(
    "name", ["../up.xml", "/root.xml", "a/../../b.xml", "C:\\x.xml", "..\\up.xml"]
)
def test_name_that_leads_out_is_refused(name):
    assert refused(zipped([(name, CAMT)])).code == "archive_path"


def test_bomb_is_refused():
    assert refused(zipped([("b.xml", b"0" * 30_000_000)])).code == "archive_too_big"


def test_too_many_files(monkeypatch):
    monkeypatch.setattr(archive, "MAX_MEMBERS", 2)
    data = zipped([(f"{number}.xml", CAMT) for number in range(3)])
    assert refused(data).code == "archive_too_big"


def test_total_is_limited(monkeypatch):
    monkeypatch.setattr(archive, "MAX_TOTAL", len(CAMT) + 1)
    assert refused(zipped([("1", CAMT), ("2", CAMT)])).code == "archive_too_big"


def test_archive_in_archive_is_refused():
    assert refused(zipped([("i.zip", zipped([("1", CAMT)]))])).code == "archive_nested"


def test_damaged_and_empty_archives():
    whole = zipped([("1.xml", CAMT)])
    assert refused(whole[:-30]).code == "archive_damaged"
    flipped = bytearray(whole)
    flipped[45] ^= 0xFF
    assert refused(bytes(flipped)).code == "archive_damaged"
    assert refused(zipped([])).code == "archive_empty"


def test_other_compression_is_refused():
    data = zipped([("1.xml", CAMT)], zipfile.ZIP_BZIP2)
    assert refused(data).code == "archive_damaged"


def test_format_inside_a_zip_is_left_to_its_parser():
    class Sheet(Mine):
        def identify(self, name, head):
            return head.startswith(b"PK")

    assert parse_file("f.xlsx", zipped([("1", b"x")]), [Sheet()]).format == "mine"
