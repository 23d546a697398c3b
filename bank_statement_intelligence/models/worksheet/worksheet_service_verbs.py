"""What people do in the worksheet: thin verbs over the services.

Every verb answers with what the client shows next, so that acting and moving on is one
call: ``{"changed": [line ids], "header": …, "panel": …, "message": …}``.
"""

from odoo import api, models
from odoo.exceptions import UserError

from ...engine.rules.entries import split_amount
from ..lines.bank_line_detail import DETAIL_FIELDS
from ..lines.on_account_bank_statement_line import EDITABLE_FIELDS
from .worksheet_values import bank_texts, open_amount


class BankWorksheet(models.AbstractModel):
    _inherit = "bank.worksheet"

    @api.model
    def approve(self, line_id, proposal_id=False, view=None):
        """Approve and post a proposal of a line; by default its only one.

        Args:
            line_id (int): the bank line.
            proposal_id (int): the chosen proposal.
            view (dict): ``journal_id``, ``statement_id`` and ``next_line_id``: what the
                answer shall show.
        """
        line = self._browse_line(line_id)
        if not proposal_id:
            answer = line.action_approve_best()
            return self._answer(line._get_combined(), view, answer)
        proposal = line.match_proposal_ids.filtered(lambda p: p.id == proposal_id)
        if not proposal:
            raise UserError(
                self.env._("This proposal does not exist any more. Reload the page.")
            )
        rivals = proposal._get_rival_lines()
        answer = proposal.action_approve_and_post()
        return self._answer(line._get_combined() | rivals, view, answer)

    @api.model
    def approve_lines(self, line_ids, view=None):
        """Approve and post the only proposal of each line.

        A line with several possible matches is left out; the answer's ``message``
        tells how many were.
        """
        lines = self._browse_lines(line_ids)
        rivals = lines.match_proposal_ids._get_rival_lines()
        answer = lines.action_approve_best()
        return self._answer(lines._get_combined() | rivals, view, answer)

    @api.model
    def reject(self, line_id, proposal_id, view=None):
        """Reject a proposal: it is not made again."""
        line = self._browse_line(line_id)
        line.match_proposal_ids.filtered(lambda p: p.id == proposal_id).action_reject()
        return self._answer(line._get_combined(), view)

    @api.model
    def settle(self, line_id, items=(), entries=(), view=None):
        """Settle a line with what a person chose: items, accounts, or both.

        Args:
            line_id (int): the bank line.
            items, entries (list): see ``bank.manual.settlement``.
            view (dict): see :meth:`approve`.
        """
        self.env["bank.match.proposal"]._check_approver()
        line = self._browse_line(line_id)
        proposal = self.env["bank.manual.settlement"]._propose(line, items, entries)
        rivals = proposal._get_rival_lines()
        answer = proposal.action_approve_and_post()
        failed = proposal.filtered(lambda p: p.state == "error")
        if failed:
            raise UserError(failed[0].error_message)
        return self._answer(proposal.statement_line_id | rivals, view, answer)

    @api.model
    def undo(self, line_ids, view=None):
        """Undo what was posted for lines."""
        lines = self._browse_lines(line_ids)
        combined = lines._get_combined()
        lines.action_undo_match()
        return self._answer(combined, view)

    @api.model
    def match(self, line_ids, view=None):
        """Match lines again and propose."""
        lines = self._browse_lines(line_ids)
        lines.action_match()
        return self._answer(lines._get_combined(), view)

    @api.model
    def toggle_manual(self, line_ids, view=None):
        """Hand lines to a person, or give them back to the run."""
        lines = self._browse_lines(line_ids)
        lines.action_toggle_manual()
        return self._answer(lines, view)

    @api.model
    def toggle_editable(self, line_ids, view=None):
        """Open lines for corrections, or close them again."""
        lines = self._browse_lines(line_ids)
        lines.action_toggle_editable()
        return self._answer(lines, view)

    @api.model
    def combine(self, line_ids, view=None):
        """Match lines as one from now on."""
        lines = self._browse_lines(line_ids)
        lines.action_combine()
        return self._answer(lines, view)

    @api.model
    def combine_by_rule(self, line_ids, view=None):
        """Combine lines as the live combine rules say."""
        lines = self._browse_lines(line_ids)
        lines.action_combine_by_rule()
        return self._answer(lines, view)

    @api.model
    def dissolve(self, line_id, view=None):
        """Let the lines of a group stand for themselves again."""
        lines = self._browse_line(line_id).line_group_id.line_ids
        lines.action_dissolve_group()
        return self._answer(lines, view)

    @api.model
    def restore(self, line_ids, view=None):
        """Bring ignored lines back."""
        lines = self._browse_lines(line_ids)
        lines.action_restore()
        return self._answer(lines, view)

    @api.model
    def edit(self, line_id, values=None, advice=(), view=None):
        """Correct a line and its advice, keep what the bank sent, match again.

        Args:
            line_id (int): the bank line.
            values (dict): corrected fields of the line.
            advice (list): corrected rows, ``{"id", …}``; without id they are added.
            view (dict): see :meth:`approve`.
        """
        line = self._browse_line(line_id)
        if values:
            line.write(self._check_names(values, EDITABLE_FIELDS))
        for row in advice:
            detail = line.detail_ids.filtered(lambda d, row=row: d.id == row.get("id"))
            kept = {name: row[name] for name in row if name != "id"}
            kept = self._check_names(kept, DETAIL_FIELDS)
            if detail:
                detail.write(kept)
            else:
                detail.create({"statement_line_id": line.id, **kept})
        if not line.is_manual:
            self.env["bank.match.service"]._run(line, mode="propose", trigger="button")
        return self._answer(line, view)

    @api.model
    def run(self, journal_id=False, mode="propose"):
        """Match the waiting lines of a journal, or of all; see ``run_matching`` of the
        façade. Each pass comes with its name."""
        journals = [journal_id] if journal_id else None
        answer = self.env["bank.statement.api"].run_matching(
            journal_ids=journals, mode=mode
        )
        names = {
            row._get_matcher()._pass_code: row.name
            for row in self.env["bank.match.pass"].search([])
        }
        for row in answer["passes"]:
            row["name"] = names.get(row["pass"], row["pass"])
        return answer

    @api.model
    def entries_from_rule(self, line_id, rule_id):
        """Return the entry that a rule makes of a line, to be looked at and changed.

        Returns:
            list: ``{"account_id", "amount", "label", "partner_id", "tax_ids",
            "analytic_distribution"}``, as :meth:`settle` takes them.
        """
        line = self._browse_line(line_id)
        rule = self.env["account.reconcile.model"].browse(rule_id).exists()
        decimals = line.currency_id.decimal_places
        minor = round(open_amount(line) * 10**decimals)
        rules = rule._get_entry_rules(line.amount > 0)
        text = " ".join(bank_texts(line))
        return [
            {
                "account_id": part.account_id,
                "amount": minor_part / 10**decimals,
                "label": part.label or line.payment_ref,
                "partner_id": part.partner_id or line.partner_id.id,
                "tax_ids": list(part.tax_ids),
                "analytic_distribution": dict(part.analytic) or False,
            }
            for part, minor_part in split_amount(minor, decimals, text, rules)
        ]

    @api.model
    def register_payment(self, move_id):
        """Return the action that registers a payment of an open item."""
        self._check_reader()
        move = self.env["account.move"].browse(move_id).exists()
        move.check_access("write")
        return move.action_register_payment()

    # -- answers -------------------------------------------------------------------

    def _answer(self, lines, view, result=None) -> dict:
        """Return the lines that changed, the header, and the panel to show next.

        ``result`` is what an action returned: a notification becomes ``message``.
        """
        told = result if isinstance(result, dict) else {}
        view = view or {}
        shown = view.get("next_line_id") or lines[:1].id
        return {
            "changed": lines.ids,
            "header": self.header(
                view.get("journal_id") or False, view.get("statement_id") or False
            ),
            "panel": self.panel(shown),
            "message": told.get("params", {}).get("message", ""),
        }

    def _browse_lines(self, line_ids):
        self._check_reader()
        lines = self.env["account.bank.statement.line"].browse(line_ids).exists()
        lines.check_access("read")
        return lines

    def _check_names(self, values: dict, allowed) -> dict:
        """Return the values, or raise if one is not a person's to change."""
        foreign = set(values) - set(allowed)
        if foreign:
            raise UserError(
                self.env._(
                    "%s is the bank's and cannot be changed here.",
                    ", ".join(sorted(foreign)),
                )
            )
        return values
