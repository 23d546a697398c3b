"""The books of the soak: a company, its invoices, and files of which all is known.

Each bank entry pays exactly one invoice and names it, or names nothing. So after
whatever happened it can be told which entries are missing, doubled or on a wrong
invoice.
"""

import random
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

ACCOUNT = "DE89370400440532013000"
CODE = "SOAK"


@dataclass(frozen=True)
class Entry:
    """A bank entry: its text is unique; `invoice` is what it pays, if anything."""

    text: str
    amount: int
    invoice: str | None


@dataclass(frozen=True)
class Plan:
    """What the bank sends: entries by file, in order of days."""

    files: dict

    @classmethod
    def make(cls, files=4, entries=14, seed=1):
        """Return a plan; the same seed gives the same."""
        chance, number, plan = random.Random(seed), 0, {}
        for file in range(1, files + 1):
            rows = []
            for _row in range(entries):
                number += 1
                amount = chance.randrange(100, 90_000)
                name = f"INV/2026/{number:05}"
                known = chance.random() < 0.8
                text = f"PAYS {name}" if known else f"UNKNOWN PAYER {number:05}"
                rows.append(Entry(text, amount, name if known else None))
            plan[f"{file:02}.sta"] = tuple(rows)
        return cls(plan)

    @property
    def entries(self):
        """All entries."""
        return [entry for rows in self.files.values() for entry in rows]

    def write(self, folder: Path) -> None:
        """Write all files of the bank into a folder."""
        opening, day = 0, date(2026, 3, 1)
        for number, (name, rows) in enumerate(self.files.items(), start=1):
            (folder / name).write_bytes(_mt940(number, day, opening, rows))
            opening += sum(entry.amount for entry in rows)
            day += timedelta(days=1)


def _money(cents):
    return f"{cents // 100}.{cents % 100:02}".replace(".", ",")


def _mt940(number, day, opening, rows):
    closing = opening + sum(entry.amount for entry in rows)
    lines = [":20:SOAK", f":25:{ACCOUNT}", f":28C:{number}/1"]
    lines.append(f":60F:C{day:%y%m%d}EUR{_money(opening)}")
    for row, entry in enumerate(rows):
        lines.append(
            f":61:{day:%y%m%d}{day:%m%d}C{_money(entry.amount)}"
            f"NTRFNONREF//{number}-{row:03}"
        )
        lines.append(f":86:{entry.text}")
    lines += [f":62F:C{day:%y%m%d}EUR{_money(closing)}", "-"]
    return "\r\n".join(lines).encode()


def fill(env, plan: Plan, folder: str) -> None:
    """Make company, journal, invoices and a source that moves what was imported."""
    euro = env.ref("base.EUR")
    euro.active = True
    company = env["res.company"].create({"name": "Soak", "currency_id": euro.id})
    env["account.chart.template"].try_loading("generic_coa", company)
    company.currency_id = euro
    env = env(context={**env.context, "allowed_company_ids": company.ids})
    env["account.journal"].create(
        {
            "name": "Bank",
            "code": CODE,
            "type": "bank",
            "bank_acc_number": ACCOUNT,
            "match_automation": "post",
        }
    )
    partner = env["res.partner"].create({"name": "Nordvik"})
    for entry in plan.entries:
        if entry.invoice:
            _invoice(env, entry, partner)
    env["bank.import.source"].create(
        {
            "name": "Inbox",
            "company_id": company.id,
            "url": folder,
            "after_import": "move",
            "move_to": "done",
            "settle_seconds": 0,
        }
    )


def _invoice(env, entry, partner):
    line = {"name": "Service", "price_unit": entry.amount / 100, "tax_ids": []}
    move = env["account.move"].create(
        {
            "move_type": "out_invoice",
            "name": entry.invoice,
            "partner_id": partner.id,
            "invoice_date": date(2026, 2, 20),
            "invoice_line_ids": [(0, 0, line)],
        }
    )
    move.action_post()


# -- what must be true -------------------------------------------------------

LINES = """
SELECT line.payment_ref, round(line.amount * 100)::int, count(*)
  FROM account_bank_statement_line line
  JOIN account_journal journal ON journal.id = line.journal_id
 WHERE journal.code = %s GROUP BY 1, 2
"""
PAID = """
SELECT line.payment_ref, coalesce(paid.name, invoice.name), line.match_state
  FROM account_bank_statement_line line
  JOIN account_journal journal ON journal.id = line.journal_id
  JOIN account_move_line item ON item.move_id = line.move_id
  JOIN account_partial_reconcile part
    ON item.id IN (part.debit_move_id, part.credit_move_id)
  JOIN account_move_line other
    ON other.id IN (part.debit_move_id, part.credit_move_id) AND other.id <> item.id
  JOIN account_move invoice ON invoice.id = other.move_id
  LEFT JOIN account_payment payment ON payment.move_id = invoice.id
  LEFT JOIN account_move__account_payment link ON link.payment_id = payment.id
  LEFT JOIN account_move paid ON paid.id = link.invoice_id
 WHERE journal.code = %s
"""
UNDONE = """
SELECT line.payment_ref FROM bank_match_proposal proposal
  JOIN account_bank_statement_line line ON line.id = proposal.statement_line_id
 WHERE proposal.state = 'undone'
"""
STATES = """
SELECT line.payment_ref, line.match_state FROM account_bank_statement_line line
  JOIN account_journal journal ON journal.id = line.journal_id
 WHERE journal.code = %s ORDER BY 1, 2
"""
ITEMS = """
SELECT line.payment_ref, item.account_id, item.balance, item.amount_residual,
       item.reconciled
  FROM account_move_line item
  JOIN account_bank_statement_line line ON line.move_id = item.move_id
 ORDER BY 1, 2, 3, 4, 5
"""


@dataclass
class Verdict:
    """What is wrong: texts of entries, and faults of the books."""

    lost: list
    doubled: list
    mispaid: list
    unbalanced: list

    def __bool__(self):
        return bool(self.lost or self.doubled or self.mispaid or self.unbalanced)


def judge(cursor, plan: Plan, faults, complete: bool) -> Verdict:
    """Compare a database with the known truth.

    Args:
        cursor: of the database.
        plan: what the bank sent.
        faults: ``books.faults``.
        complete: everything that the bank sent must be there by now, and what can be
            paid must be paid.
    """
    cursor.execute(LINES, [CODE])
    counts = {(text, amount): count for text, amount, count in cursor.fetchall()}
    wanted = {(entry.text, entry.amount): entry for entry in plan.entries}
    cursor.execute(PAID, [CODE])
    paid = {(text, invoice) for text, invoice, _state in cursor.fetchall()}
    wrong = [row for row in paid if row[0] != f"PAYS {row[1]}"]
    lost = [text for text, _amount in set(wanted) - set(counts)] if complete else []
    if complete:
        missing = {e.text for e in plan.entries if e.invoice} - {t for t, _ in paid}
        cursor.execute(UNDONE)  # what a person undid waits for a person
        wrong += sorted(missing - set(lost) - {text for (text,) in cursor.fetchall()})
    return Verdict(
        lost=lost,
        doubled=[key for key, n in counts.items() if n > 1 or key not in wanted],
        mispaid=wrong,
        unbalanced=faults(cursor),
    )


def picture(cursor) -> tuple:
    """Return what a second run must not change."""
    cursor.execute(STATES, [CODE])
    states = cursor.fetchall()
    cursor.execute(ITEMS)
    return states, cursor.fetchall()
