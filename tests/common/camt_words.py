"""Words for tests of camt: balances, entries, messages as text."""

from bsi.parsers.identify import parse_file

SPACE = "urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"
ACCOUNT = "<Acct><Id><IBAN>NO9386011117947</IBAN></Id><Ccy>NOK</Ccy>{more}</Acct>"
PLAIN_ACCOUNT = ACCOUNT.format(more="")


def balance(code, amount, currency="NOK", sign="CRDT", day="2026-03-31"):
    mark = f"<CdtDbtInd>{sign}</CdtDbtInd>" if sign else ""
    return (
        f"<Bal><Tp><CdOrPrtry><Cd>{code}</Cd></CdOrPrtry></Tp>"
        f'<Amt Ccy="{currency}">{amount}</Amt>{mark}<Dt><Dt>{day}</Dt></Dt></Bal>'
    )


def entry(
    amount="100.00",
    sign="CRDT",
    more="",
    status="<Sts><Cd>BOOK</Cd></Sts>",
    day="<BookgDt><Dt>2026-03-10</Dt></BookgDt>",
    currency="NOK",
    details="",
):
    inner = f"<NtryDtls>{details}</NtryDtls>" if details else ""
    return (
        f'<Ntry><Amt Ccy="{currency}">{amount}</Amt><CdtDbtInd>{sign}</CdtDbtInd>'
        f"{status}{day}{more}{inner}</Ntry>"
    )


def message(*parts, account=PLAIN_ACCOUNT, head="", space=SPACE):
    body = f"<Stmt><Id>S1</Id>{head}{account}{''.join(parts)}</Stmt>"
    return (
        f'<Document xmlns="{space}"><BkToCstmrStmt><GrpHdr><MsgId>M</MsgId>'
        f"</GrpHdr>{body}</BkToCstmrStmt></Document>"
    )


def statement(*parts, **options):
    parsed = parse_file("test.xml", message(*parts, **options).encode())
    assert len(parsed.statements) == 1
    return parsed.statements[0]


def transaction(*arguments, **options):
    (found,) = statement(entry(*arguments, **options)).transactions
    return found


def codes(found, level=None):
    return {m.code for m in found.messages if level in (None, m.level)}


def detail(xml, **options):
    tx = transaction(details=f"<TxDtls>{xml}</TxDtls>", **options)
    assert len(tx.details) == 1
    return tx, tx.details[0]
