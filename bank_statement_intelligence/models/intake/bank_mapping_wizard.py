"""Say what the columns of a CSV or spreadsheet mean, and see what comes of it."""

from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError

from ...parsers.common.base import ParseError
from ...parsers.identify import identify
from ...parsers.registry import default_parsers
from ...parsers.table.csv_reader import looks_like_entry
from ...parsers.table.mapping import Mapping, folded_titles
from ...parsers.table.proposal import propose
from ..lines.constants import BANK_JOURNAL_DOMAIN
from ..lines.html import html_table
from ..lines.journals import currency_of
from ..lines.rights import needs

#: roles in the wizard that are one column, and those that can be several
ROLES = [
    ("date", "Date"),
    ("value_date", "Value Date"),
    ("amount", "Amount"),
    ("debit", "Money Out"),
    ("credit", "Money In"),
    ("indicator", "In/Out Word"),
    ("balance", "Balance"),
    ("text", "Text"),
    ("payment_ids", "Payment ID"),
    ("references", "Reference"),
    ("bank_id", "Bank's ID"),
    ("name", "Counterparty"),
    ("account", "Counterparty Account"),
    ("own_account", "Own Account"),
    ("currency", "Currency"),
    ("fee", "Fee"),
]
SEVERAL = ("date", "text", "payment_ids", "references", "currency")
#: fields that the wizard and a mapping have in common
SETTINGS = ("date_order", "decimal_mark", "amount_sign", "debit_sign")
SAMPLES = 3
PREVIEW = 8


class BankMappingWizard(models.TransientModel):
    _name = "bank.mapping.wizard"
    _description = "Map Columns"

    file_id = fields.Many2one("bank.import.file", required=True, readonly=True)
    name = fields.Char("Remember as", required=True)
    journal_id = fields.Many2one(
        "account.journal",
        domain=BANK_JOURNAL_DOMAIN,
        help="The bank account of this file, if the file does not name it.",
    )
    column_ids = fields.One2many("bank.mapping.wizard.column", "wizard_id")
    header = fields.Json()
    base = fields.Json(help="What was proposed besides the columns.")
    date_order = fields.Selection(
        [
            ("dmy", "Day Month Year"),
            ("mdy", "Month Day Year"),
            ("ymd", "Year Month Day"),
        ],
        required=True,
        default="dmy",
    )
    decimal_mark = fields.Selection(
        [(".", "1,234.50"), (",", "1.234,50")],
        "Amounts",
        required=True,
        default=".",
    )
    amount_sign = fields.Selection(
        [("signed", "Money out is negative"), ("inverted", "Money out is positive")],
        required=True,
        default="signed",
    )
    debit_sign = fields.Selection(
        [("positive", "Debits are positive"), ("negative", "Debits are negative")],
        "Column Money Out",
        required=True,
        default="positive",
    )
    debit_words = fields.Char(
        "Word for Money Out", help="Where a column says in or out: D, Debit, S …"
    )
    default_currency = fields.Char(
        "Currency", size=3, help="If no column holds the currency, e.g. DKK."
    )
    preview = fields.Html(compute="_compute_preview")

    @api.model
    def default_get(self, fields_list):
        """Propose what the columns mean.

        Raises:
            UserError: the file is no table, or cannot be read.
        """
        values = super().default_get(fields_list)
        file = self.env["bank.import.file"].browse(values.get("file_id"))
        if not file:
            return values
        proposals = [(propose(table), table) for table in self._read_tables(file)]
        proposal, table = max(proposals, key=lambda pair: pair[0].entries)
        mapping = proposal.mapping
        currency = mapping.default_currency or currency_of(file.journal_id).name
        return {
            **values,
            **{name: getattr(mapping, name) for name in SETTINGS},
            "name": file.name,
            "journal_id": file.journal_id.id,
            "header": list(mapping.header or _find_titles(table)),
            "base": mapping.to_json(),
            "debit_words": ", ".join(mapping.debit_words),
            "default_currency": currency,
            "column_ids": [
                (0, 0, column) for column in self._prepare_columns(table, proposal)
            ],
        }

    def _read_tables(self, file):
        """Return the tables of the file.

        Raises:
            UserError: the file is no table, or cannot be read.
        """
        try:
            name, data = self._find_table(file)
            parser = identify(name, data, default_parsers())
            if not hasattr(parser, "tables"):
                raise UserError(
                    self.env._("%s is no table: it needs no mapping.", file.name)
                )
            tables = parser.tables(name, data)
        except ParseError as error:
            raise UserError(str(error)) from None
        if not tables:
            raise UserError(self.env._("%s has no rows.", file.name))
        return tables

    def _find_table(self, file) -> tuple[str, bytes]:
        """Return name and bytes of the table, which an archive may hold."""
        formats = self.env["bank.import.format"].with_company(file.company_id)
        formats = formats.with_context(bank_import_journal_id=file.journal_id.id)
        return formats._find_unmapped(file.name, file._get_bytes())

    def _prepare_columns(self, table, proposal) -> list[dict]:
        titles = proposal.titles or _find_titles(table)
        width = max(len(row.cells) for row in table.rows)
        body = [row for row in table.rows if len(row.cells) == width]
        roles = {}
        for role, _label in ROLES:
            value = getattr(proposal.mapping, role)
            for column in value if isinstance(value, tuple) else (value,):
                if column is not None:
                    roles.setdefault(column, role)
        columns = []
        for position in range(width):
            title = titles[position] if position < len(titles) else ""
            cells = [row.cell(position) for row in body[-SAMPLES:]]
            columns.append(
                {
                    "position": position,
                    "title": title or self.env._("Column %s", position + 1),
                    "sample": " · ".join(cell for cell in cells if cell)[:120],
                    "role": roles.get(position, False),
                }
            )
        return columns

    def _get_mapping(self) -> Mapping:
        """Return the mapping as it is filled in.

        Raises:
            ParseError: it is not complete.
        """
        words = [word.strip() for word in (self.debit_words or "").split(",")]
        roles = {role for role, _label in ROLES}
        kept = {k: v for k, v in (self.base or {}).items() if k not in roles}
        if self.header:
            kept.pop("skip_rows", None)
        values = kept | {
            **{name: self[name] for name in SETTINGS},
            "header": self.header or [],
            "debit_words": [word for word in words if word],
            "default_currency": (self.default_currency or "").upper(),
        }
        for column in self.column_ids.filtered("role").sorted("position"):
            if column.role in SEVERAL:
                values.setdefault(column.role, []).append(column.position)
            elif column.role in values:
                raise ParseError(
                    "bad_mapping",
                    self.env._("Two columns have the meaning “%s”.", column.role),
                    column.title,
                    "",
                    self.env._("Choose one of them."),
                )
            else:
                values[column.role] = column.position
        return Mapping.from_json(values)

    def _parse(self):
        name, data = self._find_table(self.file_id)
        parser = identify(name, data, default_parsers())
        mapping = self._get_mapping()
        return parser.parse_mapped(name, data, lambda table: mapping)

    @api.depends(
        "column_ids.role", "date_order", "decimal_mark", "amount_sign", "debit_sign",
        "debit_words", "default_currency",
    )  # fmt: skip
    def _compute_preview(self):
        for wizard in self:
            try:
                wizard.preview = wizard._get_preview(wizard._parse())
            except ParseError as error:
                wizard.preview = Markup(
                    '<div class="alert alert-warning" role="alert">{}</div>'
                ).format(str(error))

    def _get_preview(self, parsed) -> Markup:
        """Return the first entries as they would be imported."""
        transactions = [tx for s in parsed.statements for tx in s.transactions]
        amount = Markup('<div class="text-end">{}</div>')
        rows = (
            (
                tx.booking_date,
                amount.format(f"{tx.amount:f} {tx.currency}"),
                tx.counterparty.name,
                tx.text[:80],
            )
            for tx in transactions[:PREVIEW]
        )
        total = self.env._("Entries: %s", len(transactions))
        notes = Markup().join(
            Markup("<li>{}</li>").format(message.message)
            for statement in parsed.statements
            for message in statement.messages
        )
        return Markup("<p>{}</p>{}<ul>{}</ul>").format(total, html_table(rows), notes)

    @needs("user")
    def action_import(self):
        """Remember the mapping and import the file with it.

        Raises:
            UserError: the mapping does not read the file.
        """
        self.ensure_one()
        try:
            self._parse()
            mapping = self._get_mapping()
        except ParseError as error:
            raise UserError(str(error)) from None
        self.env["bank.import.mapping"].create(
            {
                "name": self.name,
                "company_id": self.file_id.company_id.id,
                "journal_id": self.journal_id.id,
                "mapping": mapping.to_json(),
            }
        )
        if self.journal_id and not self.file_id.journal_id:
            self.file_id.sudo().journal_id = self.journal_id
        self.file_id.action_retry()
        return {"type": "ir.actions.act_window_close"}


def _find_titles(table) -> tuple[str, ...]:
    """Return titles that nobody knows, but by which the table is found again."""
    rows = [row for row in table.rows if not looks_like_entry(row.cells)]
    widest = max(len(row.cells) for row in table.rows)
    titles = [row for row in rows if len(row.cells) == widest and all(row.cells)]
    return folded_titles(titles[-1]) if titles else ()


class BankMappingWizardColumn(models.TransientModel):
    _name = "bank.mapping.wizard.column"
    _description = "Map Columns, Column"
    _order = "position"

    wizard_id = fields.Many2one("bank.mapping.wizard", ondelete="cascade")
    position = fields.Integer()
    title = fields.Char("Column")
    sample = fields.Char("In the File")
    role = fields.Selection(ROLES, "Meaning")
