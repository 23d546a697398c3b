"""The public façade: JSON in, JSON out, over XML-RPC and ``/json/2``.

Every call is atomic, checks the rights and companies of the caller, and answers bad
values with a ``UserError`` that says what is wrong.
"""

import base64
import binascii

from odoo import api, models
from odoo.exceptions import UserError

from .api_values import line_json, preview_json, proposal_json, run_json
from .public_fetch import allow_fetch

allow_fetch()

MODES = ("dry", "propose", "post")
GROUP_USER = "bank_statement_intelligence.group_bank_user"


class BankStatementApi(models.AbstractModel):
    _name = "bank.statement.api"
    _description = "Bank Statement Intelligence API"

    # -- import -----------------------------------------------------------------------

    @api.model
    def import_file(self, filename, content, journal_id=None, match=True):
        """Import one bank file.

        Args:
            filename (str): name of the file.
            content (str): its bytes, base64.
            journal_id (int): bank journal; by default it follows from the account.
            match (bool): match the new lines as the journal's automation says.
        Returns:
            dict: ``file_id, state, format, statement_ids, line_ids, new, known,
            ignored, rejected, errors, run_id``.
        """
        self._check_user()
        journal = self._browse("account.journal", [journal_id] if journal_id else [])
        data = self._decode(content)
        service = self.env["bank.import.service"]
        file = service._receive(
            str(filename), data, journal.company_id or self.env.company, journal=journal
        )
        run = service._process(file, match=bool(match), trigger="api")
        return self._file_json(file, run)

    @api.model
    def fetch(self, source_ids=None):
        """Fetch the files that wait at the sources (all of the user's companies).

        Returns:
            list: one result as of :meth:`import_file` per file.
        """
        self._check_user()
        sources = self._browse("bank.import.source", source_ids or [])
        if source_ids is None:
            sources = sources.search([])
        service = self.env["bank.import.service"]
        files = service._fetch_sources(sources, match=False)
        run = service._match_files(self.env["bank.import.file"].concat(*files), "api")
        return [self._file_json(file, run) for file in files]

    def _decode(self, content) -> bytes:
        try:
            return base64.b64decode(content, validate=True)
        except (binascii.Error, TypeError, ValueError) as exc:
            raise UserError(
                self.env._(
                    "The content is not base64 (%s). Send the bytes of the file base64 "
                    "encoded.",
                    exc,
                )
            ) from exc

    def _file_json(self, file, run) -> dict:
        errors = []
        if file.error_code:
            parts = (file.error_what, file.error_why, file.error_action)
            errors.append(
                {
                    "code": file.error_code,
                    "message": " ".join(part for part in parts if part),
                    "where": file.error_where or "",
                }
            )
        errors += [
            {name: fact[name] for name in ("code", "message", "where")}
            for fact in file.messages or []
            if fact["level"] == "error"
        ]
        return {
            "file_id": file.id,
            "state": file.state,
            "format": file.format or False,
            "statement_ids": file.statement_ids.ids,
            "line_ids": file.line_ids.sorted("internal_index").ids,
            "new": file.new_count,
            "known": file.known_count,
            "ignored": file.ignored_count,
            "rejected": file.rejected_count,
            "errors": errors,
            "messages": file.messages or [],
            "run_id": run.id if run else False,
        }

    # -- match ------------------------------------------------------------------------

    @api.model
    def run_matching(self, journal_ids=None, line_ids=None, mode="propose"):
        """Match bank lines.

        Args:
            journal_ids (list): all waiting lines of these journals; by default of every
                bank journal of the current company.
            line_ids (list): these lines only.
            mode (str): ``dry`` writes nothing and adds ``proposals``; ``propose`` posts
                direct matches to payments already in the books only; ``post`` posts all
                tiers that the journal allows.
        Returns:
            dict: ``run_id, mode, lines, seconds, passes, reconciled, proposed, choose,
            unresolved, errors``.
        """
        self._check_user()
        if mode not in MODES:
            raise UserError(
                self.env._(
                    "Unknown mode %(mode)s. Use one of: %(modes)s.",
                    mode=repr(mode),
                    modes=", ".join(MODES),
                )
            )
        lines = self._get_lines_to_match(journal_ids, line_ids)
        service = self.env["bank.match.service"]
        if mode == "dry":
            return preview_json(self.env, lines, *service._preview(lines))
        if mode == "post":
            self.env["bank.match.proposal"]._check_approver()
        return run_json(service._run(lines, mode, "api"))

    def _get_lines_to_match(self, journal_ids, line_ids):
        if line_ids is not None:
            lines = self._browse("account.bank.statement.line", line_ids)
            if journal_ids:
                journals = self._browse("account.journal", journal_ids)
                lines = lines.filtered(lambda line: line.journal_id in journals)
            return lines
        journals = self._browse("account.journal", journal_ids or [])
        if journal_ids is None:
            journals = journals.search(
                [
                    ("company_id", "=", self.env.company.id),
                    ("type", "in", ("bank", "cash", "credit")),
                ]
            )
        return self.env["bank.match.engine"]._get_waiting_lines(journals)

    # -- read -------------------------------------------------------------------------

    @api.model
    def lines(
        self,
        journal_id=None,
        statement_id=None,
        line_ids=None,
        match_states=None,
        limit=1000,
        offset=0,
    ):
        """Return bank lines with what they wait for, oldest first."""
        self._check_user()
        domain = []
        if journal_id:
            domain.append(
                ("journal_id", "=", self._browse("account.journal", [journal_id]).id)
            )
        if statement_id:
            found = self._browse("account.bank.statement", [statement_id])
            domain.append(("statement_id", "=", found.id))
        if line_ids is not None:
            found = self._browse("account.bank.statement.line", line_ids)
            domain.append(("id", "in", found.ids))
        if match_states is not None:
            self._check_values(
                "account.bank.statement.line", "match_state", match_states
            )
            domain.append(("match_state", "in", match_states))
        for name, value in (("limit", limit), ("offset", offset)):
            if type(value) is not int or value < 0:
                raise UserError(
                    self.env._(
                        "%(name)s: give a number from 0, not %(value)s.",
                        name=name,
                        value=repr(value),
                    )
                )
        lines = self.env["account.bank.statement.line"].search(
            domain, limit=limit, offset=offset, order="internal_index, id"
        )
        return [line_json(line) for line in lines]

    @api.model
    def proposals(self, line_ids=None, run_id=None, states=None):
        """Return proposals, best first."""
        self._check_user()
        domain = []
        if line_ids is not None:
            found = self._browse("account.bank.statement.line", line_ids)
            domain.append(("statement_line_id", "in", found.ids))
        if run_id:
            domain.append(("run_id", "=", self._browse("bank.match.run", [run_id]).id))
        if states is not None:
            self._check_values("bank.match.proposal", "state", states)
            domain.append(("state", "in", states))
        found = self.env["bank.match.proposal"].search(domain)
        ranked = found.sorted(lambda p: (-p.confidence, p.id))
        return [proposal_json(proposal) for proposal in ranked]

    @api.model
    def balances(self, journal_id, date=None):
        """Compare the bank's balance with the ledger.

        Args:
            journal_id (int): a bank journal.
            date (str): ISO date; by default the last one with a bank line.
        Returns:
            dict: ``statement, ledger, difference, suspense, outstanding, company,
            explanations``, amounts in the journal's currency; see
            ``bank.balance.service`` and ``bank.difference.service``.
        """
        self._check_user()
        journal = self._browse("account.journal", [journal_id])
        return self.env["bank.balance.service"]._get_balances(journal, date)

    # -- decide -----------------------------------------------------------------------

    @api.model
    def approve(self, proposal_ids):
        """Approve proposals; a tie becomes the chosen one. Post with :meth:`post`."""
        self._check_approver()
        return self._each(proposal_ids, lambda proposal: proposal._approve())

    @api.model
    def reject(self, proposal_ids):
        """Reject proposals: they are not made again."""
        self._check_user()
        return self._each(proposal_ids, lambda proposal: proposal._reject())

    @api.model
    def post(self, proposal_ids):
        """Post proposals; those not approved yet are approved by the caller.

        A tie must be approved first: posting never chooses.
        """
        self._check_approver()
        proposals = self._browse("bank.match.proposal", proposal_ids)
        proposals.filtered(lambda p: p.state == "proposed")._approve()
        ready = proposals.filtered(lambda p: p.state == "approved")
        errors = self.env["bank.posting.service"]._post(ready)
        for proposal in proposals - ready:
            errors[proposal.id] = proposal._get_obstacle()
        return [
            {"id": p.id, "state": p.state, "error": errors.get(p.id) or False}
            for p in proposals
        ]

    def _each(self, proposal_ids, action) -> list[dict]:
        results = []
        for proposal in self._browse("bank.match.proposal", proposal_ids):
            error = False
            try:
                action(proposal)
            except UserError as exc:
                error = str(exc)
            results.append({"id": proposal.id, "state": proposal.state, "error": error})
        return results

    @api.model
    def undo(self, run_id=None, line_ids=None):
        """Undo a whole run, or what was posted for some lines.

        Returns:
            dict: ``undone`` line ids, ``refused`` with line id and reason.
        """
        self._check_approver()
        service = self.env["bank.posting.service"]
        if run_id and line_ids is None:
            result = service._undo_run(self._browse("bank.match.run", [run_id]))
        elif line_ids is not None and not run_id:
            lines = self._browse("account.bank.statement.line", line_ids)
            result = service._undo_lines(lines)
        else:
            raise UserError(self.env._("Give either run_id or line_ids to undo."))
        return {
            "undone": result["undone"].ids,
            "refused": [
                {"line_id": line.id, "reason": reason}
                for line, reason in result["refused"]
            ],
        }

    @api.model
    def ignore_lines(self, line_ids, reason):
        """Ignore bank lines for good: they do not come back with a later file."""
        self._check_approver()
        lines = self._browse("account.bank.statement.line", line_ids)
        if not isinstance(reason, str):
            raise UserError(self.env._("Give the reason why the lines are ignored."))
        self.env["bank.posting.service"]._ignore(lines, reason)
        return {"ignored": lines.ids}

    # -- checks -----------------------------------------------------------------------

    def _check_user(self) -> None:
        if not self.env.user.has_group(GROUP_USER):
            raise UserError(
                self.env._(
                    "You need the right “Bank Matching: User” for this. Ask your "
                    "accounting manager."
                )
            )

    def _check_approver(self) -> None:
        self._check_user()
        self.env["bank.match.proposal"]._check_approver()

    def _browse(self, model, ids):
        """Return the records; unknown ids and those of other companies are an error."""
        if not isinstance(ids, list | tuple) or not all(
            type(value) is int for value in ids
        ):
            raise UserError(
                self.env._(
                    "%(model)s: give a list of ids, not %(value)s.",
                    model=model,
                    value=repr(ids),
                )
            )
        found = self.env[model].browse(ids)
        if model == "account.journal" and found.exists().filtered(
            lambda journal: journal.type not in ("bank", "cash", "credit")
        ):
            raise UserError(
                self.env._("Only bank, cash and credit card journals have bank lines.")
            )
        missing = set(ids) - set(
            found.exists().sudo(False)._filtered_access("read").ids
        )
        if missing:
            raise UserError(
                self.env._(
                    "%(model)s %(ids)s: there is no such record, or it belongs to "
                    "another company.",
                    model=self.env[model]._description,
                    ids=", ".join(str(i) for i in sorted(missing)),
                )
            )
        return found

    def _check_values(self, model, field, values) -> None:
        allowed = self.env[model]._fields[field].get_values(self.env)
        if not isinstance(values, list | tuple):
            raise UserError(
                self.env._(
                    "%(field)s: give a list, not %(value)s.",
                    field=field,
                    value=repr(values),
                )
            )
        wrong = [value for value in values if value not in allowed]
        if wrong:
            raise UserError(
                self.env._(
                    "Unknown %(field)s %(wrong)s. Use: %(allowed)s.",
                    field=field,
                    wrong=", ".join(map(repr, wrong)),
                    allowed=", ".join(allowed),
                )
            )
