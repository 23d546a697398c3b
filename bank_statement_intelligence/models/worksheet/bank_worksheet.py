"""What the worksheet reads and does.

The list itself is an ordinary list view on ``account.bank.statement.line``; these calls
serve what stands around it: the header, the panel of the current line, and its tabs.
Reading takes a constant number of queries. Every verb answers with what the client
shows next, so that acting and moving on is one call: ``{"changed": [line ids],
"header": …, "panel": …, "message": …, "undo": [line ids]}``. Its ``view`` is a dict of
``journal_id``, ``statement_id`` and ``next_line_id``: what the answer shall show.
"""

from odoo import api, models
from odoo.exceptions import UserError

from ...engine.rules.entries import split_amount
from ...engine.text.nested import flatten
from ..lines.bank_line_detail import DETAIL_FIELDS
from ..lines.journals import with_branches
from ..lines.on_account_bank_statement_line import EDITABLE_FIELDS
from ..lines.rights import needs
from ..settlement.again import propose_again
from ..settlement.answers import run_on_request, waiting_lines
from ..settlement.rivals import get_rival_lines
from . import entry_taxes
from .booking import entry_rules
from .header import header_values
from .history import line_events
from .items import KINDS, items_values
from .panel import panel_values
from .values import bank_texts, name_of, parts_values


class BankWorksheet(models.AbstractModel):
    _name = "bank.worksheet"
    _description = "Bank Reconciliation Worksheet"

    # -- read ----------------------------------------------------------------------

    @api.readonly
    @api.model
    @needs("reader")
    def header(self, journal_id=False, statement_id=False):
        """Return journals, balances, counters and automation of the worksheet.

        Args:
            journal_id (int): the bank journal shown; False shows all together.
            statement_id (int): counters and balances of this statement only.
        Returns:
            dict: ``journals, journal, statements, statement, balances, counters,
            automation, last_file, next_fetch, last_run, rights``.
        Raises:
            AccessError: the user may not read the worksheet.
        """
        return header_values(self.env, journal_id, statement_id)

    @api.readonly
    @api.model
    @needs("reader")
    def panel(self, line_id):
        """Return everything the panel shows at once for a bank line.

        Args:
            line_id (int): the bank line.
        Returns:
            dict: ``line, proposals, advice, counts, booking``; False when the line is
            gone.
        Raises:
            AccessError: the user may not read it.
        """
        line = self._browse_lines([line_id])
        return panel_values(line) if line else False

    @api.readonly
    @api.model
    @needs("reader")
    def parts(self, line_id):
        """Return what the row of a line is made of: combined lines, or payments.

        Args:
            line_id (int): the bank line.
        Returns:
            dict: ``lines`` of its group, ``payments`` of its batch: each with ``id``,
            ``text`` and ``amount``.
        """
        return parts_values(self._browse_line(line_id))

    @api.readonly
    @api.model
    @needs("reader")
    def items(self, line_id, kind, options=None):
        """Return open items for a tab of the panel, the likeliest first.

        Args:
            line_id (int): the bank line.
            kind (str): ``bank`` (posted payments and entries that should appear on the
                bank), ``customer`` or ``vendor``.
            options (dict): ``search`` text, ``by_text`` (what the bank's text names,
                of any partner), ``all_partners``, ``date_from``, ``date_to``,
                ``offset``, ``limit``.
        Returns:
            dict: ``rows``, ``total`` (at most 1,000 are counted), ``partner``.
        Raises:
            UserError: there is no such list.
        """
        line = self._browse_line(line_id)
        if kind != "bank" and kind not in KINDS:
            raise UserError(
                self.env._(
                    "There is no list of items “%(kind)s”. Use: %(kinds)s.",
                    kind=kind,
                    kinds=", ".join(("bank", *KINDS)),
                )
            )
        return items_values(line, kind, options or {})

    @api.readonly
    @api.model
    @needs("reader")
    def bank_data(self, line_id):
        """Return what the bank sent for a line: raw values, texts and codes.

        Args:
            line_id (int): the bank line.
        Returns:
            dict: ``rows`` (name, value), ``texts`` and ``codes`` (the familiar grid),
            ``file``.
        """
        line = self._browse_line(line_id)
        rows = flatten(line.transaction_details or {})
        file = line.import_file_id
        return {
            "rows": [{"name": name, "value": str(value)} for name, value in rows],
            "texts": [text for text in line.detail_ids.mapped("text") if text],
            "codes": [code for code in line.detail_ids.mapped("code") if code],
            "file": name_of(file) and name_of(file) | {"format": file.format or ""},
        }

    @api.readonly
    @api.model
    @needs("reader")
    def history(self, line_id):
        """Return who did what to a line and when, newest first.

        Args:
            line_id (int): the bank line.
        Returns:
            list: ``{"when", "who", "what", "text", "run"}``.
        """
        return line_events(self._browse_line(line_id))

    @api.readonly
    @api.model
    @needs("reader")
    def rules(self, line_id):
        """Return the rules that may fill the entry of a line.

        Args:
            line_id (int): the bank line.
        Returns:
            list: ``{"id", "name"}``.
        """
        line = self._browse_line(line_id)
        return [name_of(rule) for rule in entry_rules(line)]

    @api.model
    @needs("reader")
    def entries_from_rule(self, line_id, rule_id):
        """Return the entry that a rule makes of a line, to be looked at and changed.

        Args:
            line_id (int): the bank line.
            rule_id (int): one of :meth:`rules`.
        Returns:
            list: ``{"account_id", "amount", "label", "partner_id", "tax_ids",
            "analytic_distribution"}``, as :meth:`settle` takes them.
        """
        line = self._browse_line(line_id)
        rule = self.env["account.reconcile.model"].browse(rule_id).exists()
        decimals = line.currency_id.decimal_places
        minor = round(line._get_open_amount() * 10**decimals)
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

    # -- decide --------------------------------------------------------------------

    @api.model
    @needs("approver")
    def approve(self, line_id, proposal_id=False, view=None):
        """Approve and post a proposal of a line; by default its only one.

        Args:
            line_id (int): the bank line.
            proposal_id (int): the chosen proposal.
            view (dict): what the answer shall show.
        Raises:
            UserError: it is gone, or the line has several and none was chosen.
        """
        line = self._browse_line(line_id)
        if not proposal_id:
            line._check_open()
            return self._answer(line, view, line.action_approve_best())
        proposal = line.match_proposal_ids.filtered(lambda p: p.id == proposal_id)
        if not proposal:
            line._check_open()
            raise UserError(
                self.env._("This proposal does not exist any more. Reload the page.")
            )
        rivals = get_rival_lines(proposal)
        answer = proposal.action_approve_and_post()
        return self._answer(line | rivals, view, answer)

    @api.model
    @needs("approver")
    def approve_lines(self, line_ids, view=None):
        """Approve and post the only proposal of each line.

        What must be looked at alone is left out: the answer's ``message`` tells how
        many lines were and why, and ``undo`` which ones were posted.
        """
        lines = self._browse_lines(line_ids)
        rivals = get_rival_lines(lines.match_proposal_ids)
        return self._answer(lines | rivals, view, lines.action_approve_best())

    @api.model
    @needs("user")
    def reject(self, line_id, proposal_id, view=None):
        """Reject a proposal: it is not made again."""
        line = self._browse_line(line_id)
        line.match_proposal_ids.filtered(lambda p: p.id == proposal_id).action_reject()
        return self._answer(line, view)

    @api.model
    @needs("approver")
    def settle(self, line_id, items=(), entries=(), view=None):
        """Settle a line with what a person chose: items, accounts, or both.

        Args:
            line_id (int): the bank line.
            items, entries (list): see ``bank.manual.settlement``.
            view (dict): what the answer shall show.
        Raises:
            UserError: it does not add up, or cannot be posted.
        """
        line = self._browse_line(line_id)
        proposal = self.env["bank.manual.settlement"]._propose(line, items, entries)
        rivals = get_rival_lines(proposal)
        answer = proposal.action_approve_and_post()
        failed = proposal.filtered(lambda p: p.state == "error")
        if failed:
            raise UserError(failed[0].error_message)
        return self._answer(proposal.statement_line_id | rivals, view, answer)

    @api.model
    @needs("user")
    def propose(self, line_id, items=(), entries=(), note="", view=None):
        """Prepare what a person chose for a line; somebody who may approve posts it.

        Args:
            line_id (int): the bank line.
            items, entries (list): see ``bank.manual.settlement``.
            note (str): what the approver should know.
            view (dict): what the answer shall show.
        Raises:
            UserError: it does not add up.
        """
        line = self._browse_line(line_id)
        by_hand = self.env["bank.manual.settlement"]
        proposals = by_hand._prepare(line, items, entries, note)
        return self._answer(proposals.statement_line_id, view)

    @api.model
    @needs("reader")
    def entry_taxes(self, line_id, account_id, amount, tax_ids=None):
        """Tell what an amount on an account becomes with its taxes.

        Args:
            line_id (int): the bank line.
            account_id (int): the account it goes to.
            amount (float): in the currency and sign of the line, taxes included.
            tax_ids (list): chosen taxes; by default those of the account.
        Returns:
            dict: ``tax_ids``, ``net`` and ``taxes``, a list of ``{"name", "amount"}``,
            in the currency and sign of the line.
        """
        line = self._browse_line(line_id)
        return entry_taxes.tell(line, account_id, amount, tax_ids)

    @api.model
    @needs("approver")
    def undo(self, line_ids, view=None):
        """Undo what was posted for lines."""
        lines = self._browse_lines(line_ids)
        return self._answer(lines, view, lines.action_undo_match())

    @api.model
    @needs("user")
    def show_again(self, line_id, proposal_id, view=None):
        """Propose again what was taken back.

        Args:
            line_id (int): the bank line.
            proposal_id (int): the undone proposal.
            view (dict): what the answer shall show.
        Raises:
            UserError: the line is settled, or an item is not open any more.
        """
        line = self._browse_line(line_id)
        undone = line.match_proposal_ids.filtered(
            lambda p: p.id == proposal_id and p.state == "undone"
        )
        return self._answer(propose_again(undone).statement_line_id | line, view)

    @api.model
    @needs("user")
    def match(self, line_ids, view=None):
        """Match lines again and propose."""
        lines = self._browse_lines(line_ids)
        return self._answer(lines, view, lines.action_match())

    @api.model
    @needs("user")
    def toggle_manual(self, line_ids, view=None):
        """Hand lines to a person, or give them back to the run."""
        lines = self._browse_lines(line_ids)
        return self._answer(lines, view, lines.action_toggle_manual())

    @api.model
    @needs("manager")
    def toggle_editable(self, line_ids, view=None):
        """Open lines for corrections, or close them again."""
        lines = self._browse_lines(line_ids)
        return self._answer(lines, view, lines.action_toggle_editable())

    @api.model
    @needs("user")
    def combine(self, line_ids, view=None):
        """Match lines as one from now on."""
        lines = self._browse_lines(line_ids)
        return self._answer(lines, view, lines.action_combine())

    @api.model
    @needs("user")
    def combine_by_rule(self, line_ids, view=None):
        """Combine lines as the live combine rules say."""
        lines = self._browse_lines(line_ids)
        return self._answer(lines, view, lines.action_combine_by_rule())

    @api.model
    @needs("user")
    def dissolve(self, line_id, view=None):
        """Let the lines of a group stand for themselves again."""
        lines = self._browse_line(line_id).line_group_id.line_ids
        return self._answer(lines, view, lines.action_dissolve_group())

    @api.model
    @needs("approver")
    def restore(self, line_ids, view=None):
        """Bring ignored lines back."""
        lines = self._browse_lines(line_ids)
        return self._answer(lines, view, lines.action_restore())

    @api.model
    @needs("user")
    def edit(self, line_id, values=None, advice=(), view=None):
        """Correct a line and its advice, keep what the bank sent, match again.

        Args:
            line_id (int): the bank line.
            values (dict): corrected fields of the line.
            advice (list): corrected rows, ``{"id", …}``; without id they are added.
            view (dict): what the answer shall show.
        Raises:
            UserError: one of the fields is not a person's to change.
        """
        line = self._browse_line(line_id)
        if values:
            line.write(self._check_names(values, EDITABLE_FIELDS))
        for row in advice:
            detail = line.detail_ids.filtered(lambda d, row=row: d.id == row.get("id"))
            kept = {name: row[name] for name in row if name != "id"}
            self._check_names(kept, DETAIL_FIELDS)
            if detail:
                detail.write(kept)
            else:
                detail.create({"statement_line_id": line.id, **kept})
        return self._answer(line, view, line.is_manual or line.action_match())

    @api.model
    @needs("user")
    def run(self, journal_id=False, mode="propose"):
        """Match the waiting lines of a journal, or of all of the current company.

        Args:
            journal_id (int): the bank journal.
            mode (str): ``dry``, ``propose`` or ``post``.
        Returns:
            dict: as ``run_matching`` of the façade; each pass comes with its name.
        """
        journal = self.env["account.journal"].browse(journal_id or []).exists()
        journal.check_access("read")
        lines = waiting_lines(self.env, journal if journal_id else None)
        answer = run_on_request(lines, mode)
        names = {
            row._get_matcher()._pass_code: row.name
            for row in self.env["bank.match.pass"].search([])
        }
        for row in answer["passes"]:
            row["name"] = names.get(row["pass"], row["pass"])
        return answer

    @api.model
    @needs("user")
    def new_document(self, line_id, kind):
        """Write a draft for a line: an invoice, bill, refund or payment.

        Args:
            line_id (int): the bank line, not settled yet.
            kind (str): one of the panel's ``booking["kinds"]``.
        Returns:
            dict: the action that shows the draft; posting it settles the line.
        Raises:
            UserError: the line is settled, or the kind does not suit its amount.
        """
        documents = self.env["bank.line.documents"]
        draft = documents._create_draft(self._browse_line(line_id), kind)
        return documents._open(draft)

    @api.model
    @needs("reader")
    def register_payment(self, move_id):
        """Return the action that registers a payment of an open item."""
        move = self.env["account.move"].browse(move_id).exists()
        move.check_access("write")
        return move.action_register_payment()

    # -- checks and answers --------------------------------------------------------

    def _answer(self, lines, view, result=None) -> dict:
        """Return the lines that changed, the header, and the panel to show next.

        Args:
            lines: bank lines that were acted on; combined ones change together.
            view: what the answer shall show, or None.
            result: what an action returned: a notification becomes ``message``.
        """
        action = result if isinstance(result, dict) else {}
        view = view or {}
        return {
            "changed": lines._get_combined().ids,
            "header": self.header(
                view.get("journal_id") or False, view.get("statement_id") or False
            ),
            "panel": self.panel(view.get("next_line_id") or lines[:1].id),
            "message": action.get("params", {}).get("message", ""),
            "undo": action.get("params", {}).get("line_ids", []),
        }

    def _browse_line(self, line_id):
        """Return the line, or raise when it is gone or not the reader's."""
        line = self._browse_lines([line_id])
        if not line:
            raise UserError(
                self.env._("This bank line does not exist any more. Reload the page.")
            )
        return line

    def _browse_lines(self, line_ids):
        """Return those lines that still exist, or raise if one is not the reader's."""
        lines = self.env["account.bank.statement.line"].browse(line_ids).exists()
        lines.check_access("read")
        return with_branches(lines)

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
