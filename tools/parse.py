#!/usr/bin/env python3
"""Read bank files without a database and print what they say.

    tools/parse.py [--json] FILE…

With ``--json`` one JSON object per file and line. A file that cannot be
read is ``refused`` with its reason; the others are still read, and the exit code is 1.
"""

import argparse
import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

import pure  # noqa: E402, F401  (registers the package `bsi`)
from bsi.parsers.common.base import ParseError  # noqa: E402
from bsi.parsers.identify import parse_file  # noqa: E402


def main(arguments=None):
    """Print every file; return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--json", action="store_true")
    parser.add_argument("files", nargs="+", metavar="FILE")
    options = parser.parse_args(arguments)
    refused = False
    for name in options.files:
        answer = read(name)
        refused |= answer["state"] == "refused"
        print(json.dumps(answer, ensure_ascii=False) if options.json else table(answer))
    return int(refused)


def read(name):
    """Return the JSON form of one file."""
    try:
        parsed = parse_file(name, Path(name).read_bytes())
    except ParseError as error:
        return _refused(name, error.code, str(error), error.where)
    except OSError as error:
        return _refused(name, "unreadable", f"Cannot read the file: {error}", name)
    messages = [*parsed.messages]
    for statement in parsed.statements:
        messages += statement.messages
    warned = any(message.level == "warn" for message in messages)
    return {
        "file": name,
        "format": parsed.format,
        "state": "warn" if warned else "ok",
        "messages": [_message(m.code, m.message, m.where) for m in messages],
        "statements": [_statement(statement) for statement in parsed.statements],
    }


def _refused(name, code, text, where):
    return {
        "file": name,
        "format": None,
        "state": "refused",
        "messages": [_message(code, text, where)],
        "statements": [],
    }


def _message(code, message, where):
    return {"code": code, "message": message, "where": where}


def _statement(statement):
    return {
        "account": statement.account,
        "currency": statement.currency or None,
        "number": statement.number,
        "opening": _text(statement.opening),
        "closing": _text(statement.closing),
        "transactions": [_transaction(tx) for tx in statement.transactions],
        "not_booked": len(statement.not_booked),
    }


def _transaction(tx):
    return {
        "amount": _text(tx.amount),
        "booking_date": _text(tx.booking_date),
        "value_date": _text(tx.value_date),
        "text": tx.text,
        "references": _references(tx.references),
        "counterparty": _party(tx.counterparty),
        "code": tx.code or tx.proprietary_code,
        "reversal": tx.reversal,
        "details": [
            {
                "amount": _text(detail.amount),
                "currency": detail.currency,
                "text": detail.text,
                "references": _references(detail.references),
                "counterparty": _party(detail.counterparty),
            }
            for detail in tx.details
        ],
    }


def _references(references):
    return [{"kind": ref.kind, "value": ref.value} for ref in references]


def _party(party):
    return {"name": party.name, "account": party.account}


def _text(value):
    """Return a Decimal in plain notation or a date as text; None stays None."""
    if value is None:
        return None
    return f"{value:f}" if hasattr(value, "as_tuple") else str(value)


def table(answer):
    """Return the readable form of a file."""
    rows = [f"{answer['file']}: {answer['state']} ({answer['format'] or 'unknown'})"]
    rows += [f"  ! {m['where']}: {m['message']}" for m in answer["messages"]]
    for statement in answer["statements"]:
        rows.append(
            f"  {statement['account']} {statement['number']} "
            f"{statement['opening']} → {statement['closing']} {statement['currency']}"
        )
        rows += [
            f"    {tx['booking_date']} {tx['amount']:>15} {tx['text'][:60]}"
            for tx in statement["transactions"]
        ]
    return "\n".join(rows)


if __name__ == "__main__":
    sys.exit(main())
