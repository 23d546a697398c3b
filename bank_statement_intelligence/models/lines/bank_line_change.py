"""Who may edit a bank line, and what was edited."""

from odoo import api, fields, models
from odoo.exceptions import AccessError

#: what the bank said and people may correct; amount, date and account stay its own
EDITABLE_FIELDS = (
    "payment_ref",
    "partner_id",
    "partner_name",
    "account_number",
    "sender_reference",
    "own_reference",
    "value_date",
)
DETAIL_FIELDS = (
    "amount",
    "partner_name",
    "account_number",
    "payment_reference",
    "document_number",
    "end_to_end",
    "text",
    "code",
)
GROUP_MANAGER = "bank_statement_intelligence.group_bank_manager"


class AccountJournal(models.Model):
    _inherit = "account.journal"

    line_edit_policy = fields.Selection(
        [
            ("all", "Everybody who works on bank lines"),
            ("manager", "Managers, and others on lines a manager opens"),
            ("locked", "Nobody"),
        ],
        "Edit Bank Lines",
        required=True,
        default="all",
        help="Who may correct text, partner, references and advice of an imported "
        "line. Amounts and dates are the bank's. Every change is logged.",
    )


class BankLineChange(models.Model):
    """One corrected value. Written by the system only, never changed."""

    _name = "bank.line.change"
    _description = "Bank Line Change"
    _order = "id desc"
    _rec_name = "field_name"

    statement_line_id = fields.Many2one(
        "account.bank.statement.line",
        required=True,
        readonly=True,
        ondelete="cascade",
        index=True,
    )
    company_id = fields.Many2one(
        related="statement_line_id.company_id", store=True, index=True
    )
    detail_id = fields.Many2one(
        "bank.line.detail", "Advice", readonly=True, ondelete="set null"
    )
    field_name = fields.Char("Field", required=True, readonly=True)
    old_value = fields.Char("Before", readonly=True)
    new_value = fields.Char("After", readonly=True)
    user_id = fields.Many2one("res.users", required=True, readonly=True)

    @api.model
    def _log(self, line, record, before: dict) -> None:
        """Keep what changed on a record.

        Args:
            line: the bank line.
            record: the line or one of its details, after the change.
            before: values by field name, as text.
        """
        is_detail = record._name == "bank.line.detail"
        self.sudo().create(
            [
                {
                    "statement_line_id": line.id,
                    "detail_id": record.id if is_detail else False,
                    "field_name": name,
                    "old_value": old,
                    "new_value": as_text(record, name),
                    "user_id": self.env.uid,
                }
                for name, old in before.items()
                if old != as_text(record, name)
            ]
        )

    def _get_field_label(self) -> str:
        """Return the name of the field in the user's language."""
        self.ensure_one()
        model = "bank.line.detail" if self.detail_id else self.statement_line_id._name
        field = self.env[model]._fields.get(self.field_name)
        return field._description_string(self.env) if field else self.field_name


def as_text(record, name: str) -> str:
    """Return a field's value as people read it."""
    value = record[name]
    if record._fields[name].relational:
        return value.display_name or ""
    return "" if value in (False, None) else str(value)


class AccountBankStatementLine(models.Model):
    _inherit = "account.bank.statement.line"

    is_edit_open = fields.Boolean(
        "Opened for Editing",
        readonly=True,
        copy=False,
        help="A manager lets everybody correct this line.",
    )
    is_editable = fields.Boolean("Editable", compute="_compute_is_editable")
    can_toggle_editable = fields.Boolean(compute="_compute_is_editable")
    change_ids = fields.One2many(
        "bank.line.change", "statement_line_id", "Changes", readonly=True
    )

    @api.depends("match_state", "is_edit_open", "journal_id.line_edit_policy")
    @api.depends_context("uid")
    def _compute_is_editable(self):
        is_manager = self.env.user.has_group(GROUP_MANAGER)
        for line in self:
            is_open = line.match_state not in ("reconciled", "ignored")
            policy = line.journal_id.line_edit_policy
            line.can_toggle_editable = is_open and is_manager and policy == "manager"
            line.is_editable = is_open and (
                policy == "all"
                or (policy == "manager" and (is_manager or line.is_edit_open))
            )

    def action_toggle_editable(self):
        """Open the lines for everybody's corrections, or close them again."""
        if not all(self.mapped("can_toggle_editable")):
            raise AccessError(
                self.env._(
                    "Only managers open bank lines for editing, on journals where "
                    "“Edit Bank Lines” says so, and only until they are reconciled."
                )
            )
        is_open = not all(self.mapped("is_edit_open"))
        changed = self.filtered(lambda line: line.is_edit_open != is_open)
        changed.sudo().write({"is_edit_open": is_open})
        before = {"is_edit_open": "" if is_open else str(True)}
        for line in changed:
            self.env["bank.line.change"]._log(line, line, before)
        return True

    def _get_corrections(self):
        """Return the changes of values; opening a line for editing is none."""
        return self.sudo().change_ids.filtered(
            lambda change: change.field_name != "is_edit_open"
        )

    def write(self, vals):
        """Keep what people change on imported lines, if they may."""
        watch = self.env["bank.tables"]._watch
        names = [name for name in EDITABLE_FIELDS if name in vals]
        if not names or not self._is_personal_edit():
            return watch(super().write, self, "write", vals)
        imported = self.filtered("import_file_id")
        before = {
            line: {name: as_text(line, name) for name in names} for line in imported
        }
        imported._check_editable()
        result = watch(super().write, self, "write", vals)
        for line, values in before.items():
            self.env["bank.line.change"]._log(line, line, values)
        return result

    def _get_editable_fields(self) -> tuple[str, ...]:
        """Return the fields that people may correct."""
        return EDITABLE_FIELDS

    def _is_personal_edit(self) -> bool:
        """Tell a person's correction from what core and posting write themselves."""
        return not (
            self.env.su or self.env.context.get("skip_account_move_synchronization")
        )

    def _check_editable(self) -> None:
        """Raise unless the user may correct all these lines."""
        for line in self:
            if not line.is_editable:
                raise AccessError(
                    self.env._(
                        "“%(label)s” of %(date)s cannot be edited. %(reason)s",
                        label=line.payment_ref,
                        date=line.date,
                        reason=line._get_edit_obstacle(),
                    )
                )

    def _get_edit_obstacle(self) -> str:
        self.ensure_one()
        if self.match_state in ("reconciled", "ignored"):
            return self.env._("It is reconciled or ignored: undo that first.")
        if self.journal_id.line_edit_policy == "locked":
            return self.env._(
                "The journal %s locks its bank lines (Bank Matching → Edit Bank "
                "Lines).",
                self.journal_id.display_name,
            )
        return self.env._("Ask a manager to open it for editing.")
