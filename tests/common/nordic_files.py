"""Write Finnish, Norwegian and Swedish bank files record by record, for tests.

Every function returns one record as text, filled up to its length; ``join`` makes a
file of them. Amounts are in hundredths. Positions are those of the banks' documents.
"""

CRLF = "\r\n"


def place(width, *fields):
    """Return a record of blanks with each ``(position, text)`` at its place."""
    row = [" "] * width
    for position, text in fields:
        row[position - 1 : position - 1 + len(text)] = text
    assert len(row) == width, fields
    return "".join(row)


def join(*records, end=CRLF):
    """Return a file of records."""
    return "".join(record + end for record in records)


def _signed(cents, width=18):
    return f"{'-' if cents < 0 else '+'}{abs(cents):0{width}d}"


# ----------------------------------------------------------------------------- TITO


def t00(
    opening=0,
    iban="FI2112345600000785",
    bban="12345600000785",
    number="001",
    period="260301260331",
    currency="EUR",
    records=0,
):
    return place(
        322,
        (1, "T00322100"),
        (10, bban),
        (24, number),
        (27, period),
        (39, "2603312359"),
        (66, "260228"),
        (72, _signed(opening)),
        (91, f"{records:06d}"),
        (97, currency),
        (100, "YRITYSTILI"),
        (148, "MALLI OY"),
        (183, "MALLIPANKKI"),
        (293, f"{iban} NDEAFIHH" if iban else ""),
    )


def t10(
    cents,
    number=1,
    archive="",
    day="260310",
    value="260310",
    kind="",
    code="710",
    text="PANO",
    receipt=" ",
    name="",
    account="",
    reference="",
    level=" ",
    record="T10",
):
    return place(
        188,
        (1, f"{record}188"),
        (7, f"{number:06d}"),
        (13, archive or f"2603102588NNNN{number:04d}"),
        (31, day),
        (37, value),
        (43, day),
        (49, kind or ("2" if cents < 0 else "1")),
        (50, code),
        (53, text),
        (88, _signed(cents)),
        (107, receipt),
        (109, name),
        (145, account),
        (160, reference.rjust(20, "0") if reference else ""),
        (188, level),
    )


def t11(kind, body, record="T11"):
    return f"{record}{8 + len(body):03d}{kind}{body}"


def t11_sepa(
    end_to_end="", iban="", bic="", payee="", payer="", identifier="", archive=""
):
    body = place(
        315,
        (1, end_to_end),
        (36, iban),
        (71, bic),
        (106, payee),
        (176, payer),
        (246, identifier),
        (281, archive),
    )
    return t11("11", body)


def t40(cents, day="260310"):
    return f"T40050{day}{_signed(cents)}{_signed(cents)}"


def t50(count_in, sum_in, count_out, sum_out, day="260310", period="1"):
    return (
        f"T50067{period}{day}{count_in:08d}{_signed(sum_in)}"
        f"{count_out:08d}-{abs(sum_out):018d}"
    )


# ------------------------------------------------------------------------------ KTL


def ktl_head(day="260310", time="2210", bank="5", payee="012345678"):
    return place(90, (1, "0"), (2, day + time), (12, bank), (14, payee), (23, "1"))


def ktl_payment(
    cents,
    kind="3",
    account="12345600000785",
    day="260310",
    archive="2603102588NNNN01",
    reference="1232",
    name="MALLI MAIJA",
    correction="0",
    code=" ",
    currency="1",
):
    return place(
        90,
        (1, kind + account),
        (16, day),
        (22, day),
        (28, archive),
        (44, reference.rjust(20, "0")),
        (64, name),
        (76, f"{currency}A{cents:010d}{correction}A{code}"),
    )


def ktl_sum(payments=(0, 0), corrections=(0, 0), failed=(0, 0)):
    sums = (
        f"{count:06d}{cents:011d}" for count, cents in (payments, corrections, failed)
    )
    return place(90, (1, "9" + "".join(sums)))


# ------------------------------------------------------------------------- OCR giro


def ocr_start(service="00"):
    return f"NY{service}00100000808012345670000123".ljust(80, "0")


def ocr_assignment(
    account="99991042764", agreement="001008566", number="0000002", service="09"
):
    return f"NY{service}0020{agreement}{number}{account}".ljust(80, "0")


def ocr_payment(
    cents,
    number=1,
    kid="1234567897",
    kind="10",
    day="100326",
    batch="1310101464",
    sign="0",
    payer="99990512341",
    archive="096368271",
    text=None,
):
    """Return the records 30 and 31, and 32 if there is a text, of one transaction."""
    mark = f"{kind}{{}}{number:07d}"
    first = f"NY09{mark.format('30')}{day}{batch}{sign}{cents:017d}{kid:>25}"
    second = f"NY09{mark.format('31')}{'0' * 10}{archive}{'0' * 7}{day}{payer}"
    rows = [first.ljust(80, "0"), second.ljust(80, "0")]
    if text is not None:
        rows.append(f"NY09{mark.format('32')}{text:<40}".ljust(80, "0"))
    return rows


def _ocr_end(service, record, transactions, records, cents):
    return f"NY{service}00{record}{transactions:08d}{records:08d}{cents:017d}100326"


def ocr_assignment_end(transactions, records, cents, service="09"):
    days = "100326100326"
    return (_ocr_end(service, "88", transactions, records, cents) + days).ljust(80, "0")


def ocr_end(transactions, records, cents):
    return _ocr_end("00", "89", transactions, records, cents).ljust(80, "0")


def ocr_file(*payments, cents, end="\n", **assignment):
    """Return a file of one assignment; ``payments`` as ``ocr_payment`` returns them."""
    rows = [row for payment in payments for row in payment]
    return join(
        ocr_start(),
        ocr_assignment(**assignment),
        *rows,
        ocr_assignment_end(len(payments), len(rows) + 2, cents),
        ocr_end(len(payments), len(rows) + 4, cents),
        end=end,
    )


# ---------------------------------------------------------------------------- BgMax


def bg_start(mark="P", time="20260310173035010331"):
    return place(80, (1, "01BGMAX"), (23, "01"), (25, time), (45, mark))


def bg_open(giro="0009912346", currency="SEK", plusgiro=""):
    return place(80, (1, "05" + giro), (13, plusgiro), (23, currency))


def bg_payment(
    cents,
    reference="",
    record="20",
    sender="0003783511",
    code="2",
    channel="1",
    serial="000000000120",
    image="0",
    deduction="",
):
    return place(
        80,
        (1, record + sender),
        (13, reference.rjust(25) if reference.isdigit() else reference),
        (38, f"{cents:018d}{code}{channel}{serial}{image}{deduction}"),
    )


def bg_text(record, text):
    return place(80, (1, record + text))


def bg_deposit(
    cents,
    count,
    serial="00074",
    day="20260310",
    account="5841000001009823",
    currency="SEK",
):
    return place(
        80,
        (1, "15" + account.rjust(35, "0")),
        (38, f"{day}{serial}{cents:018d}{currency}{count:08d}"),
    )


def bg_end(payments=0, deductions=0, extras=0, deposits=0):
    counts = (payments, deductions, extras, deposits)
    return place(80, (1, "70" + "".join(f"{count:08d}" for count in counts)))


def bg_file(*records, cents, end=CRLF, **deposit):
    """Return a file of one deposit; the counts are made from the records."""
    names = [record[:2] for record in records]
    paid, taken = names.count("20"), names.count("21")
    return join(
        bg_start(),
        bg_open(currency=deposit.get("currency", "SEK")),
        *records,
        bg_deposit(cents, paid + taken, **deposit),
        bg_end(paid, taken, names.count("22") + names.count("23"), 1),
        end=end,
    )
