"""The public façade: JSON in, JSON out, over XML-RPC and ``/json/2``.

Every call is atomic, checks the rights and companies of the caller, and answers bad
values with a ``UserError`` that says what is wrong. Dates are ISO text, amounts numbers
in the currency of their journal or line, positive for money in; ids are of Odoo.
"""

from odoo import api, models
from odoo.exceptions import UserError

from ..lines.rights import needs
from ..matching.context import RunLimits
from ..settlement import four_eyes
from ..settlement.answers import proposal_values, run_on_request, waiting_lines
from ..settlement.bank_match_proposal import OPEN_STATES
from .arguments import (
    check_amount,
    check_numbers,
    check_values,
    read_journals,
    read_optional,
    read_records,
)
from .calls import facade
from .control import confirmed_values, opening_values, outstanding_values
from .intake import decode, file_values, source_values
from .lines import line_values
from .public_fetch import allow_fetch

allow_fetch()

LINE = "account.bank.statement.line"


class BankStatementApi(models.AbstractModel):
    _name = "bank.statement.api"
    _description = "Bank Statement Intelligence API"

    # -- import -----------------------------------------------------------------------

    @api.model
    @needs("user")
    @facade
    def import_file(self, filename, content, journal_id=None, match=True):
        """Import one bank file.

        Args:
            filename (str): name of the file.
            content (str): its bytes, base64.
            journal_id (int): bank journal; by default it follows from the account.
            match (bool): match the new lines as the journal's automation says.
        Returns:
            dict: ``file_id, state, format, statement_ids, line_ids, new, known,
            ignored, rejected, errors, run_id``. What is wrong with a file is an answer;
            one too long for a request is ``queued`` for the scheduled action.
        Raises:
            UserError: no right, no base64, or no such bank journal.
        """
        journal = read_optional(self.env, "account.journal", journal_id)
        data = decode(self.env, content)
        company = journal.company_id or self.env.company
        files = self.env["bank.import.file"]
        file = files._receive(str(filename), data, company, journal=journal)
        service = self.env["bank.import.service"]
        run = service._process(file, match=bool(match), trigger="api")
        return file_values(file, run)

    @api.model
    @needs("approver")
    @facade
    def undo_import(self, file_id):
        """Take back all that an imported file brought, in one step.

        Args:
            file_id (int): the imported file.
        Returns:
            dict: ``file_id, state, lines, statements``: how many are deleted.
        Raises:
            UserError: something of it is settled, approved or closed, or no such file.
            AccessError: only approvers undo.
        """
        file = read_records(self.env, "bank.import.file", [file_id])
        counts = {"lines": len(file.line_ids), "statements": len(file.statement_ids)}
        file.action_undo_import()
        return {"file_id": file.id, "state": file.state, **counts}

    @api.model
    @needs("user")
    @facade
    def fetch(self, source_ids=None):
        """Fetch the files that wait at the sources.

        Args:
            source_ids (list): sources; by default all of the user's companies.
        Returns:
            list: one result as of :meth:`import_file` per file, then one without
            ``file_id`` per source that could not be read.
        Raises:
            UserError: no right, or no such source.
        """
        if source_ids is None:
            sources = self.env["bank.import.source"].search([])
        else:
            sources = read_records(self.env, "bank.import.source", source_ids)
        files = sources._import_files()
        run = self.env["bank.import.service"]._match_files(files, "api")
        failed = sources.filtered("last_error")
        return [file_values(file, run) for file in files] + list(
            map(source_values, failed)
        )

    # -- match ------------------------------------------------------------------------

    @api.model
    @needs("user")
    @facade
    def run_matching(
        self,
        journal_ids=None,
        line_ids=None,
        mode="propose",
        days_apart=None,
        amount_difference=0.0,
    ):
        """Match bank lines.

        Args:
            journal_ids (list): all waiting lines of these journals; by default of every
                bank journal of the current company.
            line_ids (list): these lines only.
            mode (str): ``dry`` writes nothing and adds ``proposals``; ``propose`` posts
                direct matches to payments already in the books only; ``post`` posts all
                tiers that the journal allows.
            days_apart (int): how far a payment in the books may lie from the bank's
                date; by default as the journals say.
            amount_difference (float): documents whose amount differs so much, in the
                company's currency, are proposed as well.
        Returns:
            dict: ``run_id, mode, lines, seconds, passes, reconciled, proposed, choose,
            unresolved, errors``; of too many lines for one request also ``state``
            (``queued``): the scheduled action does the run.
        Raises:
            UserError: no right, unknown ids or mode.
            AccessError: only approvers post.
        """
        journals = None
        if journal_ids is not None:
            journals = read_records(self.env, "account.journal", journal_ids)
        if line_ids is None:
            lines = waiting_lines(self.env, journals)
        else:
            lines = read_records(self.env, LINE, line_ids)
            if journals:
                lines = lines.filtered(lambda line: line.journal_id in journals)
        check_numbers(self.env, days_apart=days_apart or 0)
        check_amount(self.env, "amount_difference", amount_difference)
        limits = RunLimits(days_apart, amount_difference)
        return run_on_request(lines, mode, limits)

    # -- read -------------------------------------------------------------------------

    @api.model
    @needs("user")
    @facade
    def lines(
        self,
        journal_id=None,
        statement_id=None,
        line_ids=None,
        match_states=None,
        limit=1000,
        offset=0,
    ):
        """Return bank lines with what they wait for, oldest first.

        Args:
            journal_id (int): of this bank journal only.
            statement_id (int): of this statement only.
            line_ids (list): these lines only.
            match_states (list): in these states only.
            limit (int): number of lines, at most.
            offset (int): number of lines left out at the start.
        Returns:
            list: ``id, date, amount, currency, payment_ref, match_state, match_method,
            proposal_count, applied_amount, difference_amount, partner_id, warning``.
        Raises:
            UserError: no right, unknown ids or states, no numbers.
        """
        check_numbers(self.env, limit=limit, offset=offset)
        domain = []
        if journal := read_optional(self.env, "account.journal", journal_id):
            domain.append(("journal_id", "=", journal.id))
        if found := read_optional(self.env, "account.bank.statement", statement_id):
            domain.append(("statement_id", "=", found.id))
        if line_ids is not None:
            domain.append(("id", "in", read_records(self.env, LINE, line_ids).ids))
        if match_states is not None:
            check_values(self.env, LINE, "match_state", match_states)
            domain.append(("match_state", "in", match_states))
        lines = self.env[LINE].search(
            domain, limit=limit, offset=offset, order="internal_index, id"
        )
        return [line_values(line) for line in lines]

    @api.model
    @needs("user")
    @facade
    def proposals(self, line_ids=None, run_id=None, states=None):
        """Return proposals, best first.

        Args:
            line_ids (list): of these bank lines only.
            run_id (int): of this run only.
            states (list): in these states only.
        Returns:
            list: ``id, line_ids, kind, pass, tier, state, confidence, difference,
            items, evidence, error``; ``items`` are ``move_line_id, move_id, account_id,
            amount``, ``evidence`` is ``code, bank_value, item_value, agrees``.
        Raises:
            UserError: no right, unknown ids or states.
        """
        domain = []
        if line_ids is not None:
            found = read_records(self.env, LINE, line_ids)
            domain.append(("statement_line_id", "in", found.ids))
        if run := read_optional(self.env, "bank.match.run", run_id):
            domain.append(("run_id", "=", run.id))
        if states is not None:
            check_values(self.env, "bank.match.proposal", "state", states)
            domain.append(("state", "in", states))
        found = self.env["bank.match.proposal"].search(domain)
        ranked = found.sorted(lambda p: (-p.confidence, p.id))
        return [proposal_values(proposal) for proposal in ranked]

    # -- decide -----------------------------------------------------------------------

    @api.model
    @needs("approver")
    @facade
    def approve(self, proposal_ids, difference_reason_id=None):
        """Approve proposals; a tie becomes the chosen one. Post with :meth:`post`.

        Args:
            proposal_ids (list): the proposals.
            difference_reason_id (int): why they differ, see
                :meth:`difference_reasons`: the items are settled in full, and the
                difference is posted as the reason says.
        Returns:
            list: per proposal ``id, state, error`` (text, or False).
        Raises:
            UserError: unknown ids; nothing is approved then.
            AccessError: only approvers approve.
        """
        self._give_reason(proposal_ids, difference_reason_id)
        return self._decide(proposal_ids, "_approve")

    def _give_reason(self, proposal_ids, reason_id) -> None:
        """Note why proposals that nobody has decided about differ."""
        model = "bank.difference.reason"
        if reason := read_optional(self.env, model, reason_id):
            proposals = read_records(self.env, "bank.match.proposal", proposal_ids)
            open_ones = proposals.filtered(lambda p: p.state in OPEN_STATES)
            open_ones.difference_reason_id = reason

    @api.model
    @needs("user")
    @facade
    def difference_reasons(self, journal_id=None):
        """Return the reasons that a difference can have.

        Args:
            journal_id (int): only those that this bank journal offers.
        Returns:
            list: ``id, name, kind, account_id, tax_ids``.
        Raises:
            UserError: no right, or unknown id.
        """
        journal = read_optional(self.env, "account.journal", journal_id)
        reasons = self.env["bank.difference.reason"]._get_offered(
            journal.company_id or self.env.company, journal
        )
        return [
            {
                "id": reason.id,
                "name": reason.name,
                "kind": reason.kind,
                "account_id": reason.account_id.id,
                "tax_ids": reason.tax_ids.ids,
            }
            for reason in reasons
        ]

    @api.model
    @needs("user")
    @facade
    def reject(self, proposal_ids):
        """Reject proposals: they are not made again.

        Args:
            proposal_ids (list): the proposals.
        Returns:
            list: per proposal ``id, state, error`` (text, or False).
        Raises:
            UserError: no right, or unknown ids; nothing is rejected then.
        """
        return self._decide(proposal_ids, "_reject")

    def _decide(self, proposal_ids, method: str) -> list[dict]:
        """Call a method of each proposal; what one refuses is its ``error``."""
        results = []
        for proposal in read_records(self.env, "bank.match.proposal", proposal_ids):
            error = self._try(getattr(proposal, method))
            results.append({"id": proposal.id, "state": proposal.state, "error": error})
        return results

    @api.model
    @needs("approver")
    @facade
    def post(self, proposal_ids, difference_reason_id=None):
        """Post proposals; those not approved yet are approved by the caller.

        A tie must be approved first: posting never chooses. Of a large amount the first
        of two approvers approves: it stays ``approved``, with the reason as ``error``.

        Args:
            proposal_ids (list): the proposals.
            difference_reason_id (int): see :meth:`approve`.
        Returns:
            list: per proposal ``id, state, error`` (why it cannot be posted, or False).
            Of too many for one request all stay ``approved``, with that as ``error``:
            the scheduled action posts them.
        Raises:
            UserError: unknown ids; nothing is posted then.
            AccessError: only approvers post.
        """
        self._give_reason(proposal_ids, difference_reason_id)
        proposals = read_records(self.env, "bank.match.proposal", proposal_ids)
        errors = {}
        for proposal in proposals.filtered(
            lambda p: (
                p.state == "proposed"
                or (p.state == "approved" and four_eyes.is_waiting(p))
            )
        ):
            errors[proposal.id] = self._try(proposal._approve)
        ready = proposals.filtered(lambda p: p.state == "approved")
        states = {one.id: one.state for one in proposals}
        for proposal in proposals - ready:
            errors[proposal.id] = errors.get(proposal.id) or proposal._get_obstacle()
        later = self.env["bank.queued.work"]
        if later._is_too_much(ready):
            later._leave(ready, "post", "api")
            text = self.env._("Too many for a request: the scheduled action posts it.")
            errors |= dict.fromkeys(ready.ids, text)
        else:
            errors |= self.env["bank.posting.service"]._post(ready)
        kept = proposals.exists()  # others of the same bank line are forgotten
        states |= {one.id: one.state for one in kept}
        gone = self.env._("Another match of its bank line, or of its item, was posted.")
        errors |= dict.fromkeys((proposals - kept).ids, gone)
        return [
            {"id": one, "state": states[one], "error": errors.get(one) or False}
            for one in proposals.ids
        ]

    def _try(self, decide) -> str | bool:
        """Decide; return why it is refused, or False."""
        try:
            decide()
        except UserError as exc:
            return str(exc)
        return False

    @api.model
    @needs("approver")
    @facade
    def undo(self, run_id=None, line_ids=None):
        """Undo a whole run, or what was posted for some lines.

        Args:
            run_id (int): the run; or
            line_ids (list): the bank lines.
        Returns:
            dict: ``undone`` line ids, ``refused`` with line id and reason; of too many
            for one request ``state`` (``queued``): the scheduled action undoes them.
        Raises:
            UserError: both or none are given, or unknown ids.
            AccessError: only approvers undo.
        """
        service = self.env["bank.undo.service"]
        run = self.env["bank.match.run"]
        if run_id and line_ids is None:
            run = read_records(self.env, run._name, [run_id])
            posted, undo = service._split_run(run)[0], service._undo_run
        elif line_ids is not None and not run_id:
            lines = read_records(self.env, LINE, line_ids)
            posted, undo = lines._get_posted(), service._undo_lines
        else:
            raise UserError(self.env._("Give either run_id or line_ids to undo."))
        later = self.env["bank.queued.work"]
        if later._is_too_much(posted):
            later._leave(posted, "undo", "api", run)
            return {"undone": [], "refused": [], "state": "queued"}
        result = undo(run or lines)
        return {
            "undone": result["undone"].ids,
            "refused": [
                {"line_id": line.id, "reason": reason}
                for line, reason in result["refused"]
            ],
        }

    @api.model
    @needs("approver")
    @facade
    def ignore_lines(self, line_ids, reason):
        """Ignore bank lines for good: they do not come back with a later file.

        Args:
            line_ids (list): the bank lines.
            reason (str): why, for who reads the log.
        Returns:
            dict: ``ignored`` line ids.
        Raises:
            UserError: no reason, unknown ids, or a line that is settled: none is
                ignored then.
            AccessError: only approvers ignore.
        """
        lines = read_records(self.env, LINE, line_ids)
        if not isinstance(reason, str):
            raise UserError(self.env._("Give the reason why the lines are ignored."))
        lines._ignore(reason)
        return {"ignored": lines.ids}

    # -- control ----------------------------------------------------------------------

    @api.model
    @needs("user")
    @facade
    def balances(self, journal_id, date=None):
        """Compare the bank's balance with the ledger.

        Args:
            journal_id (int): a bank journal.
            date (str): ISO date; by default the last one with a bank line.
        Returns:
            dict: ``statement, ledger, difference, suspense, outstanding, company,
            explanations``, amounts in the journal's currency; see
            ``bank.balance.service`` and ``bank.difference.service``.
        Raises:
            UserError: no right, no such bank journal, no date.
        """
        journal = read_records(self.env, "account.journal", [journal_id])
        return self.env["bank.balance.service"]._get_balances(journal, date)

    @api.model
    @needs("user")
    @facade
    def outstanding(self, journal_id, date=None):
        """Return the payments that the bank had not booked at the end of a day.

        Args:
            journal_id (int): a bank journal.
            date (str): ISO date; by default today.
        Returns:
            list: per payment, oldest first, ``date, label, partner_id, amount,
            currency, age`` (days), ``move_id, payment_id, is_booked`` (has an entry).
        Raises:
            UserError: no right, no such bank journal, no date.
        """
        journal = read_records(self.env, "account.journal", [journal_id])
        found = self.env["bank.outstanding.item"]._as_of(journal, date)
        return [outstanding_values(one) for one in found]

    @api.model
    @needs("user")
    @facade
    def opening_balances(self, journal_ids=None):
        """Return the opening balances of bank journals that were asked for.

        Args:
            journal_ids (list): by default every bank journal of the current company.
        Returns:
            list: per journal ``journal_id, state`` (``to_confirm`` or ``confirmed``),
            ``date, opening``; to confirm: ``statement_id, ledger, missing, question``;
            confirmed: ``confirmed_by`` (user id), ``confirmed_on``.
        Raises:
            UserError: no right, or no such bank journal.
        """
        company = self.env.company
        return opening_values(
            read_journals(self.env, journal_ids, company_id=company.id)
        )

    @api.model
    @needs("approver")
    @facade
    def confirm_opening_balance(self, journal_id):
        """Take the opening balance of the first statement as the bank gives it.

        It books nothing and is asked for once per journal.

        Args:
            journal_id (int): a bank journal.
        Returns:
            dict: ``journal_id, state`` (``confirmed``), ``date, opening, confirmed_by,
            confirmed_on``, and ``missing``: what the books lack, to be booked with an
            opening entry.
        Raises:
            UserError: no such bank journal, or nothing to confirm.
            AccessError: only approvers confirm.
        """
        journal = read_records(self.env, "account.journal", [journal_id])
        question = self.env["bank.opening.service"]._confirm(journal)
        return confirmed_values(journal) | {"missing": question["missing"]}

    @api.model
    @needs("user")
    @facade
    def health(self, journal_ids=None):
        """Return whether bank accounts are fed and worked on as they should be.

        Args:
            journal_ids (list): bank journals; by default all of the user's companies.
        Returns:
            list: per journal ``journal_id`` and what
            ``bank.health.service._get_health`` returns.
        Raises:
            UserError: no right, or no such bank journal.
        """
        journals = read_journals(self.env, journal_ids)
        health = self.env["bank.health.service"]._get_health(journals)
        return [{"journal_id": key, **facts} for key, facts in health.items()]

    @api.model
    @needs("reader")
    @facade
    def verify_log(self, company_id=None):
        """Check the decision log and its certificates for tampering.

        Args:
            company_id (int): by default the current company.
        Returns:
            dict: ``{"company_id", "rows", "intact", "head", "problems"}``.
        Raises:
            UserError: no such company.
            AccessError: the caller may not read the log.
        """
        log = self.env["bank.decision.log"]
        company = read_optional(self.env, "res.company", company_id) or self.env.company
        problems = log.sudo()._verify(company)
        number, head = log.sudo()._get_head(company.id)
        return {
            "company_id": company.id,
            "rows": number,
            "intact": not problems,
            "head": head,
            "problems": problems,
        }
