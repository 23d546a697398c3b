"""The order in which the matchers run: data, not code."""

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..lines.rights import check_every_company

#: how strong a match is proved, the best first, as people read it
PROOFS = [
    ("1", "1 – unique number, exact amount"),
    ("2", "2 – several documents, exact sum"),
    ("3", "3 – certain partner, one exact item"),
    ("4", "4 – document with a difference"),
    ("5", "5 – certain partner, several items"),
    ("6", "6 – matching rule"),
    ("7", "7 – amount and date only"),
    ("8", "8 – booked alike before"),
]


class BankMatchPass(models.Model):
    """One place in the order. The *how* is the matcher, an AbstractModel."""

    _name = "bank.match.pass"
    _description = "Matching Step"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(required=True, default=100)
    active = fields.Boolean(default=True)
    matcher = fields.Selection(selection="_selection_matcher", required=True)
    auto_post = fields.Boolean(
        "May post by itself",
        default=True,
        help="What this step finds may be posted without a person, if the journal lets "
        "its proof be posted. Switch off to always ask.",
    )
    description = fields.Text(translate=True)

    _matcher_uniq = models.UniqueIndex("(matcher)", "A matcher has one place.")

    def write(self, vals):
        """A pass holds for every company."""
        check_every_company(self.env)
        return super().write(vals)

    @api.model
    def _selection_matcher(self) -> list[tuple[str, str]]:
        """List the matchers of this database: ours and those of other addons."""
        names = self.env.registry.descendants(["bank.matcher"], "_inherit")
        return sorted(
            (name, self.env[name]._description)
            for name in names
            if name != "bank.matcher" and self.env[name]._pass_code
        )

    @api.model
    def _get_by_code(self) -> dict:
        """Return all passes whose matcher is installed by its code, archived too."""
        return {
            self.env[row.matcher]._pass_code: row
            for row in self.with_context(active_test=False).search([])
            if row.matcher in self.env
        }

    def _get_matcher(self):
        """Return the matcher model of this pass."""
        self.ensure_one()
        if self.matcher not in self.env:
            raise UserError(
                self.env._(
                    "The matching pass “%(name)s” uses the matcher %(matcher)s, which "
                    "is not installed. Archive the pass or install its addon.",
                    name=self.name,
                    matcher=self.matcher,
                )
            )
        return self.env[self.matcher]
