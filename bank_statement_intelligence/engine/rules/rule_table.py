r"""Rules as a table: one row per rule, for spreadsheets.

The first column names the model. A list, such as the conditions of a rule, is JSON in
its cell. Text that a spreadsheet would take for a formula begins with an apostrophe.

>>> text = write({"model": "bank.application.rule", "rules": [
...     {"name": "=Rent", "partial_ok": True, "conditions": [{"value": "husleje"}]}]})
>>> print("\n".join(text.splitlines()))
model;name;partial_ok;conditions
bank.application.rule;'=Rent;true;"[{""value"": ""husleje""}]"
>>> read(text)["rules"]
[{'name': '=Rent', 'partial_ok': True, 'conditions': [{'value': 'husleje'}]}]
"""

from __future__ import annotations

import csv
import io
import json
from typing import Any

MODEL = "model"
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "'")


def write(content: dict[str, Any]) -> str:
    """Return the table of ``{"model": name, "rules": [{field: value}]}``."""
    rules = content["rules"]
    names = list(dict.fromkeys(name for rule in rules for name in rule))
    out = io.StringIO()
    table = csv.writer(out, delimiter=";", lineterminator="\r\n")
    table.writerow([MODEL, *names])
    for rule in rules:
        table.writerow([content[MODEL], *(_cell(rule.get(name)) for name in names)])
    return out.getvalue()


def read(text: str) -> dict[str, Any]:
    """Return what :func:`write` got; columns may be separated by ``;``, ``,`` or tab.

    Raises:
        ValueError: no such table, or rows of several models.
    """
    head = text.lstrip("\ufeff").splitlines()[:1]
    delimiter = max(";,\t", key=(head or [""])[0].count)
    rows = csv.DictReader(
        io.StringIO(text.lstrip("\ufeff"), newline=""), delimiter=delimiter
    )
    if MODEL not in (rows.fieldnames or ()):
        raise ValueError(f"no column “{MODEL}”")
    rules = [dict(row) for row in rows if any((cell or "") for cell in row.values())]
    models = {rule.pop(MODEL) for rule in rules}
    if len(models) != 1 or any(None in rule for rule in rules):
        raise ValueError("rows of several models, or longer than the header")
    values = [{name: _value(cell) for name, cell in rule.items()} for rule in rules]
    return {MODEL: models.pop(), "rules": values}


def _cell(value: Any) -> str:
    if isinstance(value, str):
        quoted = value.startswith(_FORMULA) or _is_json(value)
        return f"'{value}" if quoted else value
    return "" if value is None else json.dumps(value, ensure_ascii=False, default=str)


def _value(cell: str | None) -> Any:
    cell = cell or ""
    if cell.startswith("'"):
        return cell[1:]
    return json.loads(cell) if _is_json(cell) else cell


def _is_json(text: str) -> bool:
    """Tell whether a text reads as a number, a list, true or false."""
    try:
        json.loads(text)
    except ValueError:
        return False
    return True
