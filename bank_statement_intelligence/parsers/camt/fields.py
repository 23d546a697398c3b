"""Fields that camt messages share: amounts, parties, codes, charges.

Each function takes the Node that holds the field (see ``xml_node.Node``) and knows
where every version from .02 to .14 keeps it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from ..common.records import Charge, Party
from ..common.values import (
    MAX_DECIMALS,
    ROUNDED,
    BadValue,
    account_number,
    amount,
    clean,
    fitting_rate,
    iso_date,
    meaningful,
    quoted,
)
from ..common.xml_node import Layout, Node, part

#: Element that holds the message → its code.
MESSAGES = {
    "BkToCstmrStmt": "camt.053",
    "BkToCstmrAcctRpt": "camt.052",
    "BkToCstmrDbtCdtNtfctn": "camt.054",
    "BkToCstmrAcctRptV01": "camt.052",
    "BkToCstmrDbtCdtNtfctnV01": "camt.054",
    "BkToCstmrStmtV01": "camt.053",
}
_AGENTS = ("DbtrAgt", "CdtrAgt", "Svcr")
_PARTIES = ("Dbtr", "Cdtr", "UltmtDbtr", "UltmtCdtr", "Ownr")
_PARTS = frozenset(
    {
        *_AGENTS,
        *_PARTIES,
        *("GrpHdr", "Acct", "DbtrAcct", "CdtrAcct"),
        *("Bal", "NtryDtls", "TxDtls", "AmtDtls", "Chrgs", "Rcrd"),
        *("Refs", "Refs/Prtry", "Btch", "AddtlInfInd"),
        *("Strd", "RfrdDocInf", "CdtrRefInf", "RmtAmtAndTp"),
    }
)
_LISTS = frozenset(
    {
        *("Ustrd", "AddtlRmtInf", "AddtlInf", "AdrLine"),
        *("AddtlTxInf", "AddtlNtryInf"),
        *("AddtlStmtInf", "AddtlRptInf", "AddtlNtfctnInf"),
    }
)

_NOBODY = Party()
#: Unpaid, reversed or cancelled direct debits, returned transfers, unpaid cheques.
_RETURNS = frozenset({"UPDD", "PRDD", "RCDD", "RRTN", "RPCR", "UPCQ", "UPCT", "ARET"})
_OWN_RETURN = re.compile(r"(?:^|\+)(?:108|109|159|18[1-4])(?:\+|$)")


def new_layout(statement: str) -> Layout:
    """Return how camt wants the elements of a file.

    Args:
        statement: name of the element of one statement: ``Stmt``, ``Rpt``, ``Ntfctn``.
    """
    statements = (f"{message}/{statement}" for message in MESSAGES)
    records = (*MESSAGES, *statements, f"{statement}/Ntry")
    return Layout(records, _PARTS, _LISTS, many="Ntry")


def texts(node: Node, path: str) -> list[str]:
    """Return the texts of a list of elements, each on one line."""
    found = node.get(path)
    return [line for value in found if (line := clean(value))] if found else []


def choice(node: Node, path: str) -> str:
    """Return the choice of an ISO code (``Cd``) or the bank's own word (``Prtry``)."""
    code, own, own_id = _choice_paths(path)
    found = node.get(code) or node.get(own) or node.get(own_id)
    return clean(found) if found else ""


@lru_cache(maxsize=64)
def _choice_paths(path: str) -> tuple[str, str, str]:
    return f"{path}/Cd", f"{path}/Prtry", f"{path}/Prtry/Id"


# ------------------------------------------------------------------ amounts and dates


def money(
    node: Node, path: str, decimals: int = MAX_DECIMALS
) -> tuple[Decimal | None, str]:
    """Return an unsigned amount and its currency; (None, "") if it is not there."""
    number = node.get(path)
    if number is None:
        return None, ""
    return amount(number, path, decimals), node.get(path + "@Ccy", "")


def is_credit(node: Node, path: str = "CdtDbtInd") -> bool | None:
    """Return the direction: True money in, False money out, None if it is not there."""
    value = node.get(path)
    if value is None:
        return None
    if value in ("CRDT", "DBIT"):
        return value == "CRDT"
    what = "The file does not say whether an amount is money in or out."
    why = f"{quoted(value)} is neither CRDT nor DBIT."
    raise BadValue("bad_direction", what, path, why)


def day(node: Node, path: str) -> date | None:
    """Return the date of a choice of ``Dt`` and ``DtTm``, or written without it."""
    value = node.get(path + "/Dt") or node.get(path + "/DtTm") or node.get(path)
    return iso_date(value, path) if value else None


def has_day(node: Node, path: str) -> bool:
    """Say whether a date is there at all."""
    return path + "/Dt" in node or path + "/DtTm" in node or path in node


# ------------------------------------------------------------ exchange and charges


def unit_rate(
    amounts: Node,
    original: Decimal,
    original_currency: str,
    booked: Decimal,
    booked_currency: str,
) -> Decimal | None:
    """Return what 1 unit of the original currency is worth in the booked one.

    Banks quote either way round, and some per 100 units. The amounts tell which is
    meant; without them ``UnitCcy`` does. A rate that fits neither is not believed.

    Args:
        amounts: the ``AmtDtls`` whose amounts may carry a ``CcyXchg``.
        original: the amount in the original currency, unsigned.
        original_currency: its currency.
        booked: what was booked for it, unsigned; 0 if unknown.
        booked_currency: its currency.
    """
    for name in ("InstdAmt", "TxAmt", "CntrValAmt"):
        path = f"{name}/CcyXchg"
        given = amounts.get(f"{path}/XchgRate")
        rate = amount(given, f"{path}/XchgRate", decimals=17) if given else None
        if not rate:
            continue
        if original and booked:
            return fitting_rate(rate, original, booked)
        unit = amounts.get(f"{path}/UnitCcy")
        if unit == original_currency:
            return rate
        if unit == booked_currency:
            return ROUNDED.divide(Decimal(1), rate)
    return None


def charges(node: Node) -> tuple[Charge, ...]:
    """Return the fees in ``Chrgs``: several to .03, ``Rcrd`` inside one from .04."""
    return tuple(_charges(node)) if "Chrgs" in node else ()


def _charges(node: Node) -> Iterator[Charge]:
    for block in node["Chrgs"]:
        for record in block.get("Rcrd", (block,)):
            value, currency = money(record, "Amt")
            if value is None:
                value, currency = money(record, "TtlChrgsAndTaxAmt")
            if value is None:
                continue
            included = record.get("ChrgInclInd")
            yield Charge(
                amount=-value if is_credit(record) else value,
                currency=currency,
                included=included in ("true", "1") if included else None,
                code=choice(record, "Tp"),
            )


# ------------------------------------------------------------------------------ codes


def bank_code(node: Node) -> tuple[str, str]:
    """Return the code of ``BkTxCd`` like PMNT/RCDT/ESCT, and the bank's own code."""
    own = clean(node.get("BkTxCd/Prtry/Cd"))
    domain = node.get("BkTxCd/Domn/Cd")
    if not domain:
        return own, own
    family = node.get("BkTxCd/Domn/Fmly/Cd")
    return _domain_code(domain, family, node.get("BkTxCd/Domn/Fmly/SubFmlyCd")), own


@lru_cache(maxsize=512)
def is_return(code: str, own: str) -> bool:
    """Say whether a code means that an earlier payment comes back.

    Args:
        code: as :func:`bank_code` returns it, ``PMNT/IDDT/UPDD``.
        own: the bank's own code; in Germany its last part but one tells (109).
    """
    return code.rpartition("/")[2] in _RETURNS or bool(_OWN_RETURN.search(own))


@lru_cache(maxsize=512)
def _domain_code(*parts: str | None) -> str:
    return "/".join(filter(None, parts))


# ---------------------------------------------------------------------------- parties


def account_id(account: Node) -> str:
    """Return the number of an account: IBAN, else whatever the bank gave."""
    for path in _ACCOUNT_IDS:
        given = account.get(path)
        if given and (number := account_number(given)):
            return number
    return ""


#: ``BBAN``, ``UPIC`` and ``PrtryAcct`` are of .01 only.
_ACCOUNT_IDS = (
    *("Id/IBAN", "Id/Othr/Id", "Prxy/Id"),
    *("Id/BBAN", "Id/PrtryAcct/Id", "Id/UPIC"),
)


def agent(bank: Node) -> str:
    """Return the BIC of a bank, else its number in the national clearing."""
    if not bank:
        return ""
    return (
        meaningful(bank.get("FinInstnId/BICFI") or bank.get("FinInstnId/BIC"))
        or meaningful(bank.get("FinInstnId/ClrSysMmbId/MmbId"))
        or meaningful(bank.get("FinInstnId/Othr/Id"))
    )


class _Role(NamedTuple):
    """Where a party is written."""

    person: str
    account: str
    agent: str
    ultimate: str


_ROLES = {
    role: _Role(
        f"RltdPties/{role}",
        f"RltdPties/{role}Acct",
        f"RltdAgts/{role}Agt",
        f"RltdPties/Ultmt{role}",
    )
    for role in ("Dbtr", "Cdtr")
}


def party(node: Node, role: str) -> Party:
    """Return ``Dbtr`` or ``Cdtr`` with account and bank, as far as they are there."""
    paths = _ROLES[role]
    person = part(node, paths.person)
    account = part(node, paths.account)
    bank = agent(part(node, paths.agent)) if paths.agent in node else ""
    if not person and not account:
        return Party(bank=bank) if bank else _NOBODY
    several = len(person) > 1  # more than a name
    return Party(
        name=name_of(person) or meaningful(account.get("Nm")),
        account=account_id(account) if account else "",
        bank=bank,
        identifier=_identifier(person) if several else "",
        address=_address(person) if several else "",
    )


def ultimate_party(node: Node, role: str) -> Party:
    """Return ``UltmtDbtr`` or ``UltmtCdtr``."""
    person = part(node, _ROLES[role].ultimate)
    if not person:
        return _NOBODY
    return Party(
        name=name_of(person),
        identifier=_identifier(person),
        address=_address(person),
    )


def name_of(person: Node) -> str:
    """Return the name of a party: its own to .06, in ``Pty`` or a bank from .07."""
    return meaningful(
        person.get("Nm") or person.get("Pty/Nm") or person.get("Agt/FinInstnId/Nm")
    )


def _identifier(person: Node) -> str:
    for path in _PARTY_IDS:
        given = person.get(path)
        if given and (value := meaningful(given)):
            return value
    return ""


_PARTY_IDS = tuple(
    f"{within}/{path}"
    for within in ("Pty/Id", "Id")
    for path in (
        *("OrgId/Othr/Id", "PrvtId/Othr/Id"),
        *("OrgId/LEI", "OrgId/AnyBIC", "OrgId/BICOrBEI"),
    )
)


def _address(person: Node) -> str:
    parts: list[str] = []
    for lines, *rows in _ADDRESSES:
        parts += texts(person, lines)
        for row in rows:
            words = [clean(person[path]) for path in row if path in person]
            parts.append(" ".join(filter(None, words)))
    return ", ".join(filter(None, parts))


_ADDRESSES = tuple(
    (
        f"{within}/AdrLine",
        (f"{within}/StrtNm", f"{within}/BldgNb"),
        (f"{within}/PstCd", f"{within}/TwnNm"),
        (f"{within}/Ctry",),
    )
    for within in ("Pty/PstlAdr", "PstlAdr")
)
