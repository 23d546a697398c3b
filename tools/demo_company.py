"""The demo company's books, made from the tables in tools/demo/*.csv.

Everything here is demo data: one company, its bank journals, customers, vendors,
posted invoices, bills and credit notes, and registered payments.  It uses the same
models as a user does; no row is written past Odoo.
"""

import csv
from pathlib import Path

from odoo.fields import Command

DATA = Path(__file__).resolve().parent / "demo"
NAME = "Demo Nordic AS"
CURRENCY = "NOK"
KINDS = {
    "invoice": "out_invoice",
    "credit note": "out_refund",
    "bill": "in_invoice",
    "vendor credit": "in_refund",
}


def read(name):
    """Return the rows of one of the tables as dictionaries."""
    with open(DATA / f"{name}.csv", encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def build(odoo):
    """Make the demo company and return its `Books`."""
    currency = _currency(odoo, CURRENCY)
    # A country at creation would install that country's modules, so it comes later.
    company = odoo["res.company"].create({"name": NAME, "currency_id": currency.id})
    odoo["account.chart.template"].try_loading("generic_coa", company)
    # The generic chart has set the currency and country of its own.
    company.write({"currency_id": currency.id, "country_id": odoo.ref("base.no").id})
    odoo = odoo(
        context={
            **odoo.context,
            "allowed_company_ids": company.ids,
            "tracking_disable": True,
        }
    )
    books = Books(odoo, company.with_env(odoo))
    books.make_rates()
    books.make_journals()
    books.make_partners()
    books.make_documents()
    books.make_payments()
    books.make_rules()
    return books


def admit(odoo, books):
    """Let the administrator work in the demo company, and nowhere else."""
    company = books.company
    admin = odoo.ref("base.user_admin")
    admin.write(
        {
            "company_ids": [Command.set(company.ids)],
            "company_id": company.id,
            "group_ids": [
                Command.link(odoo.ref("account.group_account_user").id),
                Command.link(odoo.ref("account.group_account_manager").id),
            ],
        }
    )


def _currency(odoo, code):
    currencies = odoo["res.currency"].with_context(active_test=False)
    currency = currencies.search([("name", "=", code)])
    currency.active = True
    return currency.with_context(active_test=True)


class Books:
    """What was made, by the names in the tables."""

    def __init__(self, odoo, company):
        self.odoo = odoo
        self.company = company
        self.journals = {}
        self.partners = {}
        self.documents = {}
        self.payments = odoo["account.payment"]

    # -- master data -----------------------------------------------------------------

    def make_rates(self):
        """Enter the exchange rates: units of the company's currency for one unit."""
        for row in read("rates"):
            self.odoo["res.currency.rate"].create(
                {
                    "name": row["date"],
                    "currency_id": _currency(self.odoo, row["currency"]).id,
                    "company_id": self.company.id,
                    "inverse_company_rate": float(row["nok_per_unit"]),
                }
            )

    def make_journals(self):
        """Create the bank journals with their account numbers and opening entries."""
        self.odoo["account.journal"].search(
            [("type", "=", "bank"), ("company_id", "=", self.company.id)]
        ).unlink()
        for row in read("accounts"):
            journal = self.odoo["account.journal"].create(
                {
                    "name": row["name"],
                    "code": row["code"],
                    "type": "bank",
                    "company_id": self.company.id,
                    "currency_id": _currency(self.odoo, row["currency"]).id,
                    "bank_acc_number": row["account"],
                    "match_automation": row["automation"],
                }
            )
            self.journals[row["code"]] = journal
            if row["opening_balance"]:
                self._open(journal, row["opening_date"], float(row["opening_balance"]))

    def _open(self, journal, day, amount):
        """Post the opening balance against equity."""
        equity = self.odoo["account.account"].search(
            [
                ("company_ids", "in", self.company.ids),
                ("account_type", "=", "equity"),
            ],
            limit=1,
        )
        general = self.odoo["account.journal"].search(
            [("type", "=", "general"), ("company_id", "=", self.company.id)], limit=1
        )
        currency = journal.currency_id or self.company.currency_id
        balance = currency._convert(amount, self.company.currency_id, self.company, day)
        entry = self.odoo["account.move"].create(
            {
                "journal_id": general.id,
                "date": day,
                "ref": f"Opening balance {journal.name}",
                "line_ids": [
                    Command.create(
                        {
                            "account_id": account.id,
                            "currency_id": currency.id,
                            "amount_currency": sign * amount,
                            "balance": sign * balance,
                        }
                    )
                    for account, sign in ((journal.default_account_id, 1), (equity, -1))
                ],
            }
        )
        entry.action_post()

    def make_partners(self):
        """Create customers and vendors with their bank accounts."""
        for row in read("partners"):
            country = self.odoo.ref(f"base.{row['country'].lower()}", False)
            self.partners[row["name"]] = self.odoo["res.partner"].create(
                {
                    "name": row["name"],
                    "is_company": True,
                    "country_id": country.id if country else False,
                    "comment": f"Demo data. {row['note']}",
                    "bank_ids": [Command.create({"acc_number": row["account"]})]
                    if row["account"]
                    else [],
                }
            )

    # -- documents -------------------------------------------------------------------

    def make_documents(self):
        """Create and post invoices, bills and credit notes."""
        rows = read("invoices")
        moves = self.odoo["account.move"].create(
            [self._document_values(row) for row in rows]
        )
        moves.action_post()
        for row, move in zip(rows, moves, strict=True):
            self.documents[row["number"]] = move

    def _document_values(self, row):
        values = {
            "move_type": KINDS[row["kind"]],
            "company_id": self.company.id,
            "partner_id": self.partners[row["partner"]].id,
            "invoice_date": row["date"],
            "date": row["date"],
            "invoice_payment_term_id": False,
            "currency_id": _currency(self.odoo, row["currency"]).id,
            "invoice_line_ids": [
                Command.create(
                    {
                        "name": row["story"],
                        "price_unit": float(row["amount"]),
                        "tax_ids": [Command.clear()],
                    }
                )
            ],
        }
        if row["payment_id"]:
            values["payment_reference"] = row["payment_id"]
        if row["kind"] in ("invoice", "credit note"):
            values["name"] = row["number"]
        else:
            values["ref"] = row["number"]
        return values

    def make_payments(self):
        """Register the payments that the company knows of before the bank tells."""
        for row in read("payments"):
            payment = self._pay(row) if row["document"] else self._pay_freely(row)
            if row["end_to_end"]:
                # The number that the demo's bank file returns, not the next free one.
                payment.unique_payment_reference = row["end_to_end"]
            self.payments |= payment

    def _pay(self, row):
        """Register a payment of a document, as the button on the document does."""
        move = self.documents[row["document"]]
        wizard = self.odoo["account.payment.register"].with_context(
            active_model="account.move", active_ids=move.ids
        )
        values = {
            "journal_id": self.journals[row["journal"]].id,
            "payment_date": row["date"],
            "amount": float(row["amount"]),
        }
        if row["memo"]:
            values["communication"] = row["memo"]
        return wizard.create(values)._create_payments()

    def _pay_freely(self, row):
        payment = self.odoo["account.payment"].create(
            {
                "payment_type": "outbound" if row["direction"] == "out" else "inbound",
                "partner_type": "supplier" if row["direction"] == "out" else "customer",
                "partner_id": self.partners[row["partner"]].id,
                "journal_id": self.journals[row["journal"]].id,
                "date": row["date"],
                "amount": float(row["amount"]),
                "memo": row["memo"],
            }
        )
        payment.action_post()
        return payment

    # -- rules -----------------------------------------------------------------------

    def make_rules(self):
        """Create the matching rules: a word in the bank's text → an account."""
        for row in read("rules"):
            account = self.odoo["account.account"].search(
                [
                    ("company_ids", "in", self.company.ids),
                    ("code", "=like", f"{row['account']}%"),
                ],
                limit=1,
            )
            self.odoo["account.reconcile.model"].create(
                {
                    "name": row["name"],
                    "company_id": self.company.id,
                    "trigger": "manual",
                    "match_label": "contains",
                    "match_label_param": row["text"],
                    "line_ids": [Command.create({"account_id": account.id})],
                }
            )
