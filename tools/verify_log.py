#!/usr/bin/env python3
"""Check an exported decision log, without Odoo and without a database.

Usage: python3 tools/verify_log.py FILE        (Accounting → Decision Log → Export)

Prints the number of rows and the last hash, which a certificate may name; or each
place where the log was tampered with, and exits 1.
"""

import json
import sys

import pure  # noqa: F401  (registers the package `bsi`)
from bsi.engine.control import hash_chain


def check(lines):
    """Return (number of rows, last hash, problems) of the lines of a file."""
    rows = [json.loads(line) for line in lines if line.strip()]
    problems = [
        f"row {row['number']}: the decision was changed"
        for row in rows
        if hash_chain.digest(row["payload"]) != row["digest"]
    ]
    chain = [
        hash_chain.Link(row["number"], row["digest"], row["previous_hash"], row["hash"])
        for row in rows
    ]
    problems += [f"row {one.number}: {one.reason}" for one in hash_chain.check(chain)]
    return len(rows), rows[-1]["hash"] if rows else hash_chain.START, problems


def main():
    """Check the file that is named."""
    if len(sys.argv) != 2:
        raise SystemExit(__doc__)
    with open(sys.argv[1], encoding="utf-8") as file:
        count, head, problems = check(file)
    print("\n".join(problems) if problems else f"{count} rows, all intact; head {head}")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
