"""Importers of other addons feed us: OCA's ``account.statement.import``.

* A file that only one of OCA's importers knows is read by it and stored by us.
* A file that goes through OCA's own wizard is stored by OCA, as its users expect; its
  lines then get an imported file, import keys and matching like ours. A file that OCA's
  wizard does not know, but we do, is imported by us.
"""

import base64
import functools
from decimal import Decimal

from psycopg2 import OperationalError

from odoo import api, fields, models
from odoo.exceptions import UserError

from ...engine.references.identity import fingerprint, number_keys
from ...parsers.common.base import ParseError
from ...parsers.common.records import (
    ParsedFile,
    ParsedStatement,
    ParsedTransaction,
    Party,
)
from ...parsers.identify import identify
from .identity import known_keys

WIZARD = "account.statement.import"
FORMAT = "oca"


def _statement(currency, account, values) -> ParsedStatement:
    """Return OCA's values of one statement as ours."""
    code = (currency or "").upper()
    return ParsedStatement(
        account=account or "",
        currency=code,
        number=values.get("name") or "",
        opening=_decimal(values.get("balance_start")),
        closing=_decimal(values.get("balance_end_real")),
        closing_date=fields.Date.to_date(values.get("date")),
        transactions=tuple(_transaction(row, code) for row in values["transactions"]),
    )


def _imported(line) -> ParsedTransaction:
    """Return a bank line that OCA made as it stood in the file."""
    names = ("amount", "date", "payment_ref", "partner_name", "account_number")
    row = {name: line[name] for name in names}
    row["unique_import_id"] = getattr(line, "unique_import_id", "")
    return _transaction(row, line.currency_id.name)


def _transaction(row, currency) -> ParsedTransaction:
    return ParsedTransaction(
        amount=_decimal(row["amount"]),
        currency=currency,
        booking_date=fields.Date.to_date(row["date"]),
        text=row.get("payment_ref") or row.get("narration") or "",
        counterparty=Party(
            name=row.get("partner_name") or "", account=row.get("account_number") or ""
        ),
        bank_id=row.get("unique_import_id") or "",
    )


def _decimal(value):
    return None if value is None or value is False else Decimal(str(value))


class BankOtherImporters(models.AbstractModel):
    _name = "bank.other.importers"
    _description = "Importers of Other Addons"

    @api.model
    def _parse(self, name: str, data: bytes) -> ParsedFile | None:
        """Read a file with OCA's importers; None if they do not know it."""
        if WIZARD not in self.env:
            return None
        wizard = self.env[WIZARD].create(
            {"statement_file": base64.b64encode(data), "statement_filename": name}
        )
        try:
            with self.env.cr.savepoint():
                found = wizard.with_context(active_id=wizard.id)._parse_file(data)
        except OperationalError:
            raise  # not the file's fault: Odoo begins again
        except Exception:  # noqa: BLE001 - it does not know the file, or not enough
            return None
        triplets = found if isinstance(found, list) else [found]
        statements = tuple(
            _statement(currency, account, values)
            for currency, account, statements in triplets
            for values in statements
        )
        return ParsedFile(FORMAT, statements) if statements else None

    def _register_hook(self):
        """Learn of what OCA's wizard imports, whatever the order addons load in."""
        result = super()._register_hook()
        cls = self.env.registry.get(WIZARD)
        method = cls and cls._import_file
        if method and not getattr(method, "is_bank_import_follower", False):
            cls._import_file = _follow(method)
        return result

    @api.model
    def _adopt(self, name: str, data: bytes, statements):
        """Give statements of another importer a file, keys and matching.

        Args:
            name: file name.
            data: the bytes.
            statements: ``account.bank.statement`` records that it made.
        Returns:
            the ``bank.import.file``.
        """
        company = statements.company_id[:1]
        lines = statements.line_ids
        self.env["bank.journal.lock"]._take(lines.journal_id)
        file = self.env["bank.import.file"]._receive(name, data, company)
        file.sudo().write(
            {
                "state": "imported",
                "format": FORMAT,
                "new_count": len(lines),
                "imported_on": fields.Datetime.now(),
            }
        )
        statements.sudo().import_file_id = file
        lines.sudo().import_file_id = file
        for journal, group in lines.grouped("journal_id").items():
            self._create_keys(file, journal, group)
        service = self.env["bank.import.service"].with_company(company)
        service._match_files(file, "import")
        return file

    def _create_keys(self, file, journal, lines) -> None:
        keys = number_keys(fingerprint(_imported(line)) for line in lines)
        known = known_keys(journal, keys)
        self.env["bank.import.key"].sudo().create(
            [
                {
                    "key": key,
                    "journal_id": journal.id,
                    "statement_line_id": line.id,
                    "import_file_id": file.id,
                }
                for line, key in zip(lines, keys, strict=True)
                if key not in known
            ]
        )


def _follow(import_file):
    """Wrap the import of OCA's wizard."""

    @functools.wraps(import_file)
    def followed(self):
        data = base64.b64decode(self.statement_file)
        name = self.statement_filename or "file"
        try:
            with self.env.cr.savepoint():
                result = import_file(self)
        except UserError:
            result = _import_ours(self.env, name, data)
            if not result:
                raise
            return result
        statements = self.env["account.bank.statement"].browse(result["statement_ids"])
        self.env["bank.other.importers"]._adopt(name, data, statements)
        return result

    followed.is_bank_import_follower = True
    return followed


def _import_ours(env, name: str, data: bytes) -> dict | None:
    """Import what theirs does not know and ours does; None when neither does."""
    try:
        identify(name, data, env["bank.import.format"]._parsers())
    except ParseError:
        return None
    file = env["bank.import.file"]._receive(name, data, env.company)
    env["bank.import.service"]._process(file, match=True)
    if file.state == "error":
        parts = (file.error_what, file.error_where, file.error_why, file.error_action)
        raise UserError(" ".join(part for part in parts if part))
    notes = [fact["message"] for fact in file.messages or []]
    return {"statement_ids": file.statement_ids.ids, "notifications": notes}
