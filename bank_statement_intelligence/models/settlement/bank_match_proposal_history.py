"""What happened to a proposal, for the history of its bank line."""

from odoo import fields, models


class BankMatchProposal(models.Model):
    _inherit = "bank.match.proposal"

    def _get_events(self) -> list[dict]:
        """Return what happened to this proposal, see ``_get_history``."""
        self.ensure_one()
        run = self.run_id and {"id": self.run_id.id, "name": self.run_id.name}
        common = {"text": self.counterpart_summary or "", "run": run or False}
        made = {
            "when": fields.Datetime.to_string(self.create_date),
            "who": self.create_uid.display_name,
            "what": "proposed",
        }
        events = [common | made]
        if self.approved_on:
            who = self.approved_by_id.display_name or self.env._("Automation")
            when = fields.Datetime.to_string(self.approved_on)
            posted = self.state in ("posted", "undone")
            what = "posted" if posted else "approved"
            events.append(common | {"when": when, "who": who, "what": what})
        if self.state in ("undone", "rejected"):
            events.append(
                common
                | {
                    "when": fields.Datetime.to_string(self.write_date),
                    "who": self.write_uid.display_name,
                    "what": self.state,
                }
            )
        return events
