"""What the columns of a bank's CSV or spreadsheet mean, remembered (C75)."""

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..parsers.base import ParseError, StatementParser
from ..parsers.records import ParsedFile
from ..parsers.table_mapping import Mapping, find_header, signature


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
        domain="[('type', 'in', ('bank', 'cash', 'credit'))]",
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
        records = super().create(vals_list)
        for record in records:
            record.header = signature(tuple(record.mapping.get("header") or ()))
        return records

    @api.model
    def _find(self, table):
        """Return the mapping whose titles stand in a table; the journal's own first.

        Args:
            table: a ``parsers.table_reader.Table``.
        Returns:
            a ``Mapping``, or None.
        """
        journal = self.env.context.get("bank_import_journal_id") or False
        records = self.search(
            [
                ("company_id", "=", self.env.company.id),
                ("journal_id", "in", [journal, False] if journal else [False]),
            ]
        ).sorted(lambda record: not record.journal_id)
        if not journal:
            records |= self.search([("company_id", "=", self.env.company.id)])
        for record in records:
            mapping = Mapping.from_json(record.mapping)
            if mapping.header:
                if find_header(table, mapping.header) is not None:
                    return mapping
            elif journal and record.journal_id:  # no titles: all files of the journal
                return mapping
        return None


class MappedParser(StatementParser):
    """A table format that asks for the mappings of the database first."""

    last_resort = True

    def __init__(self, parser, find):
        self.parser, self.find = parser, find
        self.code, self.label = parser.code, parser.label

    def identify(self, name: str, head: bytes) -> bool:
        return self.parser.identify(name, head)

    def parse(self, name: str, data: bytes) -> ParsedFile:
        return self.parser.parse_mapped(name, data, self.find, certain_only=True)


class BankImportFormat(models.AbstractModel):
    _inherit = "bank.import.format"

    @api.model
    def _parsers(self):
        find = self.env["bank.import.mapping"].sudo()._find
        return [
            MappedParser(parser, find) if hasattr(parser, "parse_mapped") else parser
            for parser in super()._parsers()
        ]


class BankImportFile(models.Model):
    _inherit = "bank.import.file"

    def action_map_columns(self):
        """Say what the columns of this file mean, see the result, then import it."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Map Columns"),
            "res_model": "bank.mapping.wizard",
            "view_mode": "form",
            "target": "new",
            "context": {"default_file_id": self.id},
        }
