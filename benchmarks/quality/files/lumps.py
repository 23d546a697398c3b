"""Write what lump sums are made of: KTL, OCR giro, BgMax."""

from .records import place
from .tito import capitals


def ktl(statement, lines):
    """Return a KTL file: a batch for each line."""
    rows = []
    for line in lines:
        if not all(detail.structured for detail in line.details):
            continue  # told in the statement
        day = f"{line.day:%y%m%d}"
        rows.append(place(90, (1, f"0{day}2210"), (12, "5"), (14, "012345678")))
        for number, detail in enumerate(line.details):
            archive = f"{day}2588{int(line.key[1:]):04}{number:02}"
            rows.append(
                place(
                    90,
                    (1, f"3{statement.account[4:]}{day}{day}"),
                    (28, archive),
                    (44, detail.structured.rjust(20, "0")),
                    (64, capitals(detail.name)[:12]),
                    (76, f"1A{detail.amount:010}0A"),
                )
            )
        sums = f"9{len(line.details):06}{line.amount:011}"
        rows.append(place(90, (1, sums + "0" * 34)))
    return "\r\n".join([*rows, ""]).encode("ascii", "replace")


def ocr_giro(statement, lines):
    """Return a file of OCR giro: one assignment, a settlement for each line."""
    rows = [f"NY09002000100856{statement.number:>08}{statement.account[4:]}"[:35]]
    count, total = 0, 0
    for part, line in enumerate(lines):
        for detail in line.details:
            count += 1
            total += detail.amount
            day, batch = f"{line.day:%d%m%y}", f"13{line.day:%d}1{part:05}"
            mark = f"NY0910{{}}{count:07}"
            rows.append(
                f"{mark.format('30')}{day}{batch}0{detail.amount:017}"
                f"{detail.structured:>25}"
            )
            payer = detail.account[4:15] if detail.account[:2] == "NO" else ""
            archive = f"{int(line.key[1:]):09}"
            rows.append(
                f"{mark.format('31')}{'0' * 10}{archive}{'0' * 7}{day}"
                f"{payer.rjust(11, '0')}"
            )
    return _ocr_file(rows, count, total)


def _ocr_file(rows, count, total):
    inner = f"NY090088{count:08}{len(rows) + 1:08}{total:017}100326100326100326"
    outer = f"NY000089{count:08}{len(rows) + 3:08}{total:017}100326"
    rows = ["NY00001000008080" + "1234567" + "0" * 8, *rows, inner, outer]
    return "".join(row.ljust(80, "0") + "\n" for row in rows).encode("latin-1")


def bgmax(statement, lines):
    """Return a BgMax file: a deposit for each line."""
    rows = [place(80, (1, "01BGMAX"), (23, "01"), (25, "20260310173035010331P"))]
    count = 0
    for number, line in enumerate(lines, start=1):
        rows.append(place(80, (1, "050009912346"), (23, statement.currency)))
        for detail in line.details:
            count += 1
            rows.append(
                place(
                    80,
                    (1, "200003783511"),
                    (13, detail.structured.rjust(25)),
                    (38, f"{detail.amount:018}21{count:012}0"),
                )
            )
            if detail.name:
                rows.append(place(80, (1, f"26{detail.name[:35]}")))
        account = statement.account[4:].rjust(35, "0")
        serial = f"{int(statement.number) * 100 + number:05}"[-5:]
        rows.append(
            place(
                80,
                (1, f"15{account}{line.day:%Y%m%d}{serial}"),
                (51, f"{line.amount:018}{statement.currency}{len(line.details):08}"),
            )
        )
    rows.append(f"70{count:08}{0:08}{0:08}{len(lines):08}".ljust(80))
    return "\r\n".join([*rows, ""]).encode("latin-1", "replace")
