"""Which characters of a text lines of a group have in common."""

from odoo import api, fields, models

from .bank_rule_condition import TEXTS


class BankCombineSlice(models.Model):
    """Positions of a text, for people who do not write regular expressions."""

    _name = "bank.combine.slice"
    _description = "Same Characters of a Combine Rule"
    _order = "source, position_from, id"
    _rec_name = "source"

    combine_rule_id = fields.Many2one(
        "bank.combine.rule", required=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(related="combine_rule_id.company_id", store=True)
    source = fields.Selection(
        TEXTS,
        "Where",
        required=True,
        default="label",
    )
    position_from = fields.Integer(
        "From Character", required=True, default=1, help="The first one is 1."
    )
    position_to = fields.Integer("To Character", required=True, default=1)

    _positions = models.Constraint(
        "CHECK(position_from >= 1 AND position_to >= position_from)",
        "Characters are counted from 1, and the last is not before the first.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        """A rule that combines otherwise has to prove itself again."""
        slices = super().create(vals_list)
        slices.combine_rule_id._lose_automation()
        return slices

    def write(self, vals):
        """So has one with another place."""
        result = super().write(vals)
        self.combine_rule_id._lose_automation()
        return result

    def unlink(self):
        """So has one that asks for less."""
        self.combine_rule_id._lose_automation()
        return super().unlink()
