"""Write tables (CSV) as Swedish, Norwegian and Danish banks do."""

import csv
import io

from ..names import money

#: country: columns in their order, by what is in them
COLUMNS = {
    "NO": {
        "Bokført dato": "day", "Forklaring": "text", "KID": "reference",
        "Navn": "name", "Motkonto": "account", "Ut fra konto": "out",
        "Inn på konto": "in", "Saldo": "balance",
    },
    "SE": {
        "Bokföringsdag": "day", "Beskrivning": "text", "Referens": "reference",
        "Avsändare/Mottagare": "name", "Motkonto": "account", "Belopp": "amount",
        "Bokfört saldo": "balance",
    },
    "DK": {
        "Bogføringsdato": "day", "Tekst": "text", "Modpart": "name",
        "Modpartens konto": "account", "Beløb": "amount", "Saldo": "balance",
    },
}  # fmt: skip


def write(statement):
    """Return the statement as a table; amounts with a comma, a balance per row."""
    columns = COLUMNS[statement.bank.country]
    buffer = io.StringIO()
    rows = csv.writer(buffer, delimiter=";", lineterminator="\r\n")
    rows.writerow(columns)
    balance = statement.opening
    for line in statement.lines:
        balance += line.amount
        values = _values(statement, line, "reference" in columns.values())
        values["balance"] = _amount(balance)
        rows.writerow([values[name] for name in columns.values()])
    return buffer.getvalue().encode("utf-8-sig")


def _values(statement, line, has_field):
    text = statement.fill(line.text)
    if line.structured and not has_field:
        text = f"{text} {_slip(line.structured)}".strip()
    return {
        "day": f"{line.day:%d.%m.%Y}",
        "text": text,
        "reference": line.structured,
        "name": line.name,
        "account": line.account,
        "amount": _amount(line.amount),
        "out": money(line.amount, ",") if line.amount < 0 else "",
        "in": money(line.amount, ",") if line.amount > 0 else "",
    }


def _slip(reference):
    """Return a payment ID as the code line of a Danish slip."""
    kind = {15: "71", 16: "75"}.get(len(reference))
    return f"+{kind}<{reference}+87654321<" if kind else reference


def _amount(minor):
    return ("-" if minor < 0 else "") + money(minor, ",")
