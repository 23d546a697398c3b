"""Formats of payment references, with a field to try them."""

from __future__ import annotations

from dataclasses import dataclass

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ...engine.references.reference_formats import SCHEMES, Format, read
from ...engine.references.scan import scan, structured
from ...engine.text.patterns import BadPattern, compile_pattern
from ..lines.constants import BANK_JOURNAL_DOMAIN
from ..lines.rights import check_every_company


@dataclass(frozen=True)
class ReferenceFormats:
    """Codes of the check digits that count (``check_digits.schemes``), and the formats
    that take numbers out of references, with the ids of their journals (none: all)."""

    schemes: frozenset[str]
    with_parts: list[tuple[Format, frozenset[int]]]

    def of_journal(self, journal_id: int) -> list[Format]:
        """Return the formats with parts for the bank lines of a journal."""
        return [
            found
            for found, journals in self.with_parts
            if not journals or journal_id in journals
        ]


class BankReferenceFormat(models.Model):
    """A shipped format says that its check digits count; archive it and they do not.

    A company's own format may also take the document's or the customer's number out of
    a reference.
    """

    _name = "bank.reference.format"
    _description = "Payment Reference Format"
    _order = "sequence, id"
    _check_company_auto = True

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=100)
    active = fields.Boolean(default=True)
    is_default = fields.Boolean(
        "Shipped", readonly=True, help="Cannot be changed. Copy it to make your own."
    )
    company_id = fields.Many2one("res.company", help="Empty: for every company.")
    journal_ids = fields.Many2many(
        "account.journal",
        string="Bank Journals",
        check_company=True,
        domain=BANK_JOURNAL_DOMAIN,
        help="Empty: for the bank lines of every journal.",
    )
    pattern = fields.Char(
        required=True,
        help="Regular expression of the whole reference, without blanks.",
    )
    check = fields.Selection(
        [
            ("luhn", "Mod 10 (KID, OCR, FIK)"),
            ("mod11", "Mod 11 (KID)"),
            ("mod731", "7-3-1 (Finland)"),
            ("mod97", "Mod 97 (RF)"),
            ("qr", "Mod 10 recursive (Swiss QR)"),
            ("ogm", "Mod 97 (Belgium)"),
            ("none", "None"),
        ],
        "Check Digits",
        required=True,
        default="luhn",
    )
    document_start = fields.Integer("Document Number from", default=1)
    document_length = fields.Integer(
        help="How many characters of the reference are the document's number. 0: the "
        "reference has no such part."
    )
    partner_start = fields.Integer("Customer Number from", default=1)
    partner_length = fields.Integer("Customer Number Length")
    strip_zeros = fields.Boolean("Without Leading Zeros", default=True)
    test_input = fields.Char("Try", help="A reference, or a whole bank text.")
    test_result = fields.Text("Result", compute="_compute_test_result")

    _parts_positive = models.Constraint(
        "CHECK(document_start >= 0 AND document_length >= 0 "
        "AND partner_start >= 0 AND partner_length >= 0)",
        "Positions and lengths cannot be negative.",
    )

    @api.constrains("pattern")
    def _check_pattern(self):
        for found in self:
            try:
                compile_pattern(f"^(?:{found.pattern})$")
            except BadPattern as exc:
                raise ValidationError(
                    self.env._(  # pylint: disable=translation-positional-used
                        "The pattern of “%(name)s” cannot be used: %(reason)s. Write a "
                        "regular expression of the whole reference, as [0-9]{15}.",
                        name=found.name,
                        reason=str(exc),
                    )
                ) from exc

    @api.depends(
        "test_input", "pattern", "check", "document_start", "document_length",
        "partner_start", "partner_length", "strip_zeros",
    )  # fmt: skip
    def _compute_test_result(self):
        for found in self:
            found.test_result = found._try(found.test_input or "")

    def _try(self, text: str) -> str | bool:
        """Return what this format finds in a text, one line per reference."""
        if not text.strip():
            return False
        _ = self.env._
        values = dict.fromkeys(
            token.raw for token in (*structured(text, "payment_id"), *scan(text))
        )
        try:
            readings = [
                (value, reading)
                for value in values
                for reading in read(value, [self._as_format()])
            ]
        except BadPattern as exc:
            return _("The pattern cannot be used: %s", exc)
        if not readings:
            return _("Nothing in it has this format.")
        return "\n".join(
            _(
                "%(reference)s: document %(document)s, customer %(partner)s",
                reference=value,
                document=reading.document or "–",
                partner=reading.partner or "–",
            )
            for value, reading in readings
        )

    def _as_format(self) -> Format:
        """Return the record as the engine reads it."""
        return Format(
            name=self.name or "",
            pattern=self.pattern or "",
            check=self.check or "none",
            document_start=self.document_start,
            document_length=self.document_length,
            partner_start=self.partner_start,
            partner_length=self.partner_length,
            strip_zeros=self.strip_zeros,
        )

    @api.model
    def _get_formats(self, company) -> ReferenceFormats:
        """Return which references count, for the bank lines of a company.

        Args:
            company: whose formats count beside the general ones.
        """
        found = self.search([("company_id", "in", (False, company.id))])
        schemes = {SCHEMES[row.check] for row in found if row.check in SCHEMES}
        return ReferenceFormats(
            frozenset(schemes | {"fik"}),
            [
                (row._as_format(), frozenset(row.journal_ids.ids))
                for row in found
                if row.document_length or row.partner_length
            ],
        )

    @api.model_create_multi
    def create(self, vals_list):
        """Another way to read a reference may prove what a line pays."""
        formats = super().create(vals_list)
        formats._check_general()
        formats.company_id._match_bank_lines_later()
        return formats

    def write(self, vals):
        """Shipped formats can be archived and tried, not changed; a changed one may
        prove what a line pays."""
        allowed = {"active", "sequence", "test_input"}
        if set(vals) - allowed and any(self.mapped("is_default")):
            if not self.env.su:
                raise UserError(
                    self.env._("A shipped format cannot be changed. Copy it instead.")
                )
        self._check_general()
        result = super().write(vals)
        self._check_general()
        self.company_id._match_bank_lines_later()
        return result

    def _check_general(self) -> None:
        """Refuse those of every company to who works in some."""
        if not all(row.company_id for row in self):
            check_every_company(self.env)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_shipped(self):
        self._check_general()
        if any(self.mapped("is_default")):
            raise UserError(
                self.env._("A shipped format cannot be deleted. Archive it instead.")
            )

    def copy_data(self, default=None):
        """A copy is the company's own."""
        return [
            values | {"is_default": False, "name": self.env._("%s (copy)", row.name)}
            for row, values in zip(self, super().copy_data(default), strict=True)
        ]
