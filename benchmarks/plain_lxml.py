"""The fields of camt.053 entries by lxml alone: what any program without care costs.

No checks, no fallbacks, no versions: one path for each field that ours reads, as plain
tuples with Decimal amounts and dates.
"""

from datetime import date
from decimal import Decimal

from lxml import etree

_NS = "{urn:iso:std:iso:20022:tech:xsd:camt.053.001.02}"
_IDS = ("MsgId", "InstrId", "EndToEndId", "TxId")


def _path(path):
    return "/".join(_NS + name for name in path.split("/"))


_DETAILS = _path("NtryDtls/TxDtls")
_ENTRY = [_path(p) for p in (
    "NtryRef", "AcctSvcrRef", "AddtlNtryInf", "RvslInd", "Sts", "BkTxCd/Prtry/Cd",
    "BkTxCd/Domn/Cd", "BkTxCd/Domn/Fmly/Cd", "BkTxCd/Domn/Fmly/SubFmlyCd",
)]  # fmt: skip
_REFS = [_path(f"Refs/{name}") for name in _IDS]
_PARTY = {
    role: [_path(p) for p in (
        f"RltdPties/{role}/Nm", f"RltdPties/{role}Acct/Id/IBAN",
        f"RltdPties/{role}Acct/Id/Othr/Id", f"RltdPties/Ultmt{role}/Nm",
        f"RltdAgts/{role}Agt/FinInstnId/BIC", f"RltdPties/{role}/PstlAdr/Ctry",
    )] for role in ("Dbtr", "Cdtr")
}  # fmt: skip
_ADDRESS = {r: _path(f"RltdPties/{r}/PstlAdr/AdrLine") for r in ("Dbtr", "Cdtr")}
_USTRD, _STRD = _path("RmtInf/Ustrd"), _path("RmtInf/Strd")
_ADVICE = [_path(p) for p in (
    "RfrdDocInf/Nb", "RfrdDocInf/Tp/CdOrPrtry/Cd", "CdtrRefInf/Ref",
    "CdtrRefInf/Tp/CdOrPrtry/Cd", "AddtlRmtInf", "RfrdDocAmt/RmtdAmt",
)]  # fmt: skip
_MORE = [_path(p) for p in ("Purp/Cd", "RtrInf/Rsn/Cd", "AddtlTxInf")]
_AMOUNT, _SIDE = _path("Amt"), _path("CdtDbtInd")
_BOOKED, _VALUE = _path("BookgDt/Dt"), _path("ValDt/Dt")
_PAID = [_path("AmtDtls/TxAmt/Amt"), _path("AmtDtls/InstdAmt/Amt")]


def read(data):
    """Return the entries."""
    root = etree.fromstring(data)
    return [_entry(node) for node in root.iter(_NS + "Ntry")]


def _entry(node):
    amount = node.find(_AMOUNT)
    out = node.findtext(_SIDE) == "DBIT"
    value = Decimal(amount.text)
    return (
        -value if out else value,
        amount.get("Ccy"),
        date.fromisoformat(node.findtext(_BOOKED)),
        date.fromisoformat(node.findtext(_VALUE)),
        [node.findtext(path) for path in _ENTRY],
        [_detail(detail) for detail in node.iterfind(_DETAILS)],
    )


def _detail(node):
    money = [node.find(path) for path in _PAID]
    return (
        [(Decimal(m.text), m.get("Ccy")) for m in money if m is not None],
        [node.findtext(path) for path in _REFS],
        [[node.findtext(path) for path in paths] for paths in _PARTY.values()],
        [[line.text for line in node.iterfind(path)] for path in _ADDRESS.values()],
        [text.text for text in node.iterfind(_USTRD)],
        [[block.findtext(p) for p in _ADVICE] for block in node.iterfind(_STRD)],
        [node.findtext(path) for path in _MORE],
    )
