"""Export the decision log for an auditor."""

import base64

from odoo import fields, models
from odoo.exceptions import UserError

from ...engine.control import hash_chain
from ..lines.actions import download_action
from ..lines.rights import needs


class BankDecisionExport(models.TransientModel):
    _name = "bank.decision.export"
    _description = "Export Decision Log"

    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    content = fields.Binary("File", readonly=True, attachment=False)
    file_name = fields.Char(readonly=True)

    @needs("reader")
    def action_export(self):
        """Write the whole chain of the company: one row of JSON per line.

        The file can be checked without Odoo: ``tools/verify_log.py FILE``.
        """
        self.ensure_one()
        self._check_company_allowed()
        log = self.env["bank.decision.log"]
        log.sudo()._seal()
        rows = log.sudo()._read_all(self.company_id)
        names = ("number", "previous_hash", "hash", "digest", "payload")
        text = "".join(
            hash_chain.canonical({name: row[name] for name in names}) + "\n"
            for row in rows
        )
        day = fields.Date.context_today(self)
        self.write(
            {
                "content": base64.b64encode(text.encode()),
                "file_name": f"decision-log-{self.company_id.id}-{day}.jsonl",
            }
        )
        return download_action(self, "content", self.file_name)

    def _check_company_allowed(self) -> None:
        if self.company_id not in self.env.companies:
            raise UserError(
                self.env._(
                    "Switch to %s first to export its log.",
                    self.company_id.sudo().name,
                )
            )
