"""What the columns of a bank's CSV or spreadsheet mean, remembered."""

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...parsers.common.base import ParseError
from ...parsers.identify import unpack
from ...parsers.table.columns import has_titles
from ...parsers.table.mapping import Mapping, find_header, signature
from ..lines.constants import BANK_JOURNAL_DOMAIN
from .bank_import_format import MappedParser


class BankImportMapping(models.Model):
    """A mapping is found again by the titles of the columns, per journal or company."""

    _name = "bank.import.mapping"
    _description = "Column Mapping of Bank Files"
    _order = "sequence, id desc"
    _check_company_auto = True

    name = fields.Char(required=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    journal_id = fields.Many2one(
        "account.journal",
        domain=BANK_JOURNAL_DOMAIN,
        check_company=True,
        help="The bank account of files that do not name one. Empty: any journal.",
    )
    header = fields.Char(
        readonly=True, index=True, help="Titles of the columns, by which it is found."
    )
    mapping = fields.Json(required=True, help="Columns and formats, see docs/formats.")
    summary = fields.Char(compute="_compute_summary")

    @api.depends("mapping")
    def _compute_summary(self):
        for record in self:
            values = record.mapping or {}
            titles = values.get("header") or []
            parts = []
            for role, column in values.items():
                columns = column if isinstance(column, list) else [column]
                if role == "header" or not all(type(c) is int for c in columns):
                    continue
                names = [
                    titles[c] if c < len(titles) and titles[c] else str(c + 1)
                    for c in columns
                ]
                parts.append(f"{role}: {', '.join(names)}")
            record.summary = "; ".join(parts)

    @api.constrains("mapping")
    def _check_mapping(self):
        for record in self:
            try:
                Mapping.from_json(record.mapping or {})
            except ParseError as error:
                raise ValidationError(str(error)) from None

    @api.model_create_multi
    def create(self, vals_list):
        """Keep the titles of the columns, by which the mapping is found."""
        records = super().create(vals_list)
        for record in records:
            record.header = signature(tuple(record.mapping.get("header") or ()))
        return records

    @api.model
    def _find(self, table):
        """Return the mapping of a table, None if there is none or it would be a guess.

        Args:
            table: a ``parsers.table_reader.Table``.
        Returns:
            a ``Mapping``, or None.
        """
        found = [record.mapping for record in self._find_records(table)]
        if any(mapping != found[0] for mapping in found):
            return None  # journals differ, and the file does not say whose it is
        return Mapping.from_json(found[0]) if found else None

    @api.model
    def _find_records(self, table):
        """Return the records that fit a table: the journal's first one, else the first
        one of no journal, else, if no journal is asked for, those of any journal."""
        journal = self.env.context.get("bank_import_journal_id")
        company = [("company_id", "=", self.env.company.id)]
        groups = [[("journal_id", "=", journal)]] if journal else []
        for domain in (*groups, [("journal_id", "=", False)]):
            fitting = self.search(company + domain).filtered(
                lambda record: record._fits(table)
            )
            if fitting:
                return fitting[:1]
        if journal:
            return self.browse()
        return self.search([*company, ("journal_id", "!=", False)]).filtered(
            lambda record: record._fits(table)
        )

    def _fits(self, table) -> bool:
        """Say whether the titles stand in the table; without titles, whether the table
        has none either and the journal is asked for."""
        mapping = Mapping.from_json(self.mapping)
        if mapping.header:
            return find_header(table, mapping.header) is not None
        wanted = self.env.context.get("bank_import_journal_id")
        return bool(wanted) and self.journal_id.id == wanted and not has_titles(table)

    @api.model
    def _get_journal(self, file, code: str):
        """Return the journal of a table that names no account: that of its mappings.

        Args:
            file: ``bank.import.file``.
            code: format of the file.
        Returns:
            ``account.journal``, empty if they are several or none.
        """
        parsers = self.env["bank.import.format"]._parsers()
        parser = next((p for p in parsers if p.code == code), None)
        if not isinstance(parser, MappedParser):
            return self.env["account.journal"]
        tables = [
            table
            for name, data in unpack(file.name, file._get_bytes(), parsers)
            for table in parser.parser.tables(name, data)
        ]
        records = self.browse().union(*map(self._find_records, tables))
        journals = records.journal_id
        return journals if len(journals) == 1 else journals.browse()
