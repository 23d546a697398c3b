"""Big and hostile files in text: at most 300 MB and 10 s."""

from pathlib import Path

import pytest
from bsi.parsers.common.text_safe import MAX_BYTES
from limits import read_limited

KBC = Path(__file__).resolve().parents[1] / "golden" / "coda" / "kbc_sample.txt"
CODA = KBC.read_bytes().splitlines()
MT_HEAD = b":20:X\n:25:123\n:28C:1\n:60F:C200101EUR0,\n"
MT_TEXT = (
    b"166?00GUTSCHRIFT?20EREF+1234567?21SVWZ+Rechnung 12345?31DE12345678901234567890"
)
BAI_HEAD = b"01,A,B,200101,0000,1,,,2/\n02,B,A,1,200101,,USD,2/\n03,1,USD,010,0,,/\n"
#: name → beginning, what is repeated up to the limit of bytes, why it is refused
FILES = {
    "mt940 entries": (
        MT_HEAD,
        b":61:2001010102C1,00NTRFNONREF\n:86:" + MT_TEXT + b"\n",
        "file_too_big",
    ),
    "mt940 short entries": (MT_HEAD, b":61:200101C1,\n", "file_too_big"),
    "mt940 messages": (b"", MT_HEAD + b":62F:C200101EUR0,\n", "file_too_big"),
    "mt940 line ends": (MT_HEAD, b"\n", "text_too_long"),
    "bai2 entries": (BAI_HEAD, b"16,195,1,0,,,/\n", "file_too_big"),
    "bai2 records in one line": (
        BAI_HEAD,
        b"16,195,1,0,,,/ 16,195,1,0,,,/\n",
        "file_too_big",
    ),
    "camt statements": (
        b"<Document><BkToCstmrStmt>",
        b"<Stmt></Stmt>",
        "file_too_big",
    ),
    "ofx statements": (
        b"OFXHEADER:100\n\n<OFX><BANKMSGSRSV1>",
        b"<STMTTRNRS><STMTRS></STMTRS></STMTTRNRS>",
        "file_too_big",
    ),
    "qif splits": (b"!Type:Bank\nD01/13/2026\nT-5\n", b"Sa\n$-1\n", "file_too_big"),
    "qif entries": (b"!Type:Bank\n", b"D01/13/2026\nT-5\n^\n", "file_too_big"),
    "coda movements": (
        b"\n".join(CODA[:2]) + b"\n",
        b"\n".join(CODA[2:4]) + b"\n",
        "incomplete",
    ),
}


@pytest.mark.parametrize("name", FILES)
def test_big_files_are_refused_in_time(name, tmp_path):
    head, piece, code = FILES[name]
    path = tmp_path / "big"
    path.write_bytes(head + piece * ((MAX_BYTES - len(head)) // len(piece)))
    assert read_limited(path) == ["refused", [code], []]


def test_a_file_over_the_limit(tmp_path):
    path = tmp_path / "big"
    path.write_bytes(MT_HEAD + b" " * MAX_BYTES)
    assert read_limited(path) == ["refused", ["file_too_big"], []]
