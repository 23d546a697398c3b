"""Check, close and reopen statements.

Closing posts nothing. It locks the settled lines, keeps a certificate of what was
closed (``certificate_service``) and tells the decision log.
"""

from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..lines.constants import (
    BANK_JOURNAL_TYPES,
    SETTLED_STATES,
)
from ..lines.rights import needs
from .closing_checks import get_failed


class BankClosingService(models.AbstractModel):
    _name = "bank.closing.service"
    _description = "Closing of Bank Statements"

    # -- close -----------------------------------------------------------------------

    @api.model
    @needs("approver")
    def _close(self, statement, note: str = "", partial: bool = False):
        """Close one statement.

        Args:
            statement: ``account.bank.statement``.
            note: what the one who closes wants to say; needed for a partial close
                that leaves something unexplained.
            partial: close what is settled although a blocking check fails.
        Returns:
            the ``bank.statement.closing``, with its certificate.
        Raises:
            AccessError: the user is no approver.
            UserError: what keeps it from being closed.
        """
        statement.check_access("read")
        self._lock(statement)
        self._check_not_done(statement)
        checks = self.env["bank.closing.checks"]._get_checks(statement)
        failed = get_failed(checks)
        lines = self._get_lines_to_close(statement)
        self._check_closable(statement, failed, lines, note, partial)
        state = "partial" if failed else "closed"
        obsolete = lines.match_proposal_ids.filtered(
            lambda p: p.state not in ("posted", "rejected", "undone")
        )
        obsolete.sudo().unlink()
        closing = self._write_closing(statement, lines, state, note, checks)
        self._announce(statement, closing)
        return closing

    def _lock(self, statement) -> None:
        """Wait for others who work on this statement."""
        self.env.cr.execute(
            "SELECT id FROM account_bank_statement WHERE id = %s FOR UPDATE",
            [statement.id],
        )

    def _get_lines_to_close(self, statement):
        """Return the settled lines that are not closed yet."""
        return statement.line_ids.filtered(
            lambda line: not line.is_closed and line.match_state in SETTLED_STATES
        )

    def _check_not_done(self, statement) -> None:
        _ = self.env._
        if statement.close_state == "closed":
            raise UserError(
                _("Statement %s is closed already.", statement.display_name)
            )
        if not statement.line_ids:
            raise UserError(
                _(
                    "Statement %s has no lines: nothing to close.",
                    statement.display_name,
                )
            )

    def _check_closable(self, statement, failed, lines, note, partial) -> None:
        _ = self.env._
        if not failed:
            return
        findings = "\n".join(f"• {one['name']}: {one['finding']}" for one in failed)
        if not partial:
            raise UserError(
                _(
                    "Statement %(name)s cannot be closed yet:\n%(findings)s\nSettle "
                    "this, or close it partly.",
                    name=statement.display_name,
                    findings=findings,
                )
            )
        if not lines:
            raise UserError(
                _(
                    "No further line of statement %s is settled: nothing to close.",
                    statement.display_name,
                )
            )
        open_lines = self.env["bank.closing.checks"]._get_open_lines(statement)
        explained = open_lines and all(open_lines.mapped("open_reason"))
        only_lines = {one["code"] for one in failed} <= {"lines", "suspense"}
        if not (note or "").strip() and not (explained and only_lines):
            raise UserError(
                _(
                    "Say why statement %(name)s is closed partly, or explain each open "
                    "line:\n%(findings)s",
                    name=statement.display_name,
                    findings=findings,
                )
            )

    def _write_closing(self, statement, lines, state, note, checks):
        """Lock the lines and keep the certificate of what is closed now."""
        index = False
        if state == "closed":
            index = max(statement.line_ids.mapped("internal_index"))
        lines.sudo().write({"is_closed": True})
        statement.sudo().write(
            {
                "close_state": state,
                "closed_by_id": self.env.uid,
                "closed_on": fields.Datetime.now(),
                "closed_index": index,
                "close_warning": False,
            }
        )
        statement.closing_ids.sudo()._get_current().state = "superseded"
        return self.env["bank.statement.closing"]._make(statement, state, note, checks)

    def _announce(self, statement, closing) -> None:
        text = {
            "closed": self.env._("Closed by %s.", self.env.user.name),
            "partial": self.env._("Partly closed by %s.", self.env.user.name),
        }[closing.state]
        statement.sudo()._message_log(body=f"{text} {closing.note or ''}".strip())
        self.env["bank.decision.log"]._append(
            "close",
            statement,
            [
                {
                    "summary": f"{statement.display_name}: {text}",
                    "certificate": closing.certificate_hash,
                    "state": closing.state,
                    "note": closing.note or "",
                }
            ],
        )

    # -- reopen ----------------------------------------------------------------------

    @api.model
    @needs("manager")
    def _reopen(self, statements, reason: str) -> None:
        """Reopen whole statements, by a manager, for a reason.

        Raises:
            AccessError: the user is no manager.
            UserError: no reason, or nothing is closed.
        """
        statements.check_access("read")
        reason = (reason or "").strip()
        if not reason:
            raise UserError(self.env._("Give the reason why it is reopened."))
        closed = statements.filtered(lambda st: st.close_state != "open")
        if not closed:
            raise UserError(self.env._("None of these statements is closed."))
        closed.line_ids.sudo().filtered("is_closed").write({"is_closed": False})
        text = self.env._(
            "Reopened by %(user)s: %(reason)s", user=self.env.user.name, reason=reason
        )
        self._set_reopened(closed, "open", reason, False)
        self._log_reopened(closed, text, automatic=False)

    def _set_reopened(self, statements, state: str, reason: str, warning) -> None:
        """Set the state of statements with open lines; their certificates end."""
        statements.sudo().write(
            {"close_state": state, "closed_index": False, "close_warning": warning}
        )
        statements.closing_ids.sudo()._get_current()._end(reason)

    def _log_reopened(self, statements, text: str, automatic: bool) -> None:
        """Say it in the statements' history and in the decision log."""
        bodies = dict.fromkeys(statements.ids, text)
        statements.sudo()._message_log_batch(bodies=bodies)
        self.env["bank.decision.log"]._append(
            "reopen",
            statements,
            [
                {"summary": f"{one.display_name}: {text}", "reason": text}
                for one in statements
            ],
            automatic=automatic,
        )

    @api.model
    def _reopen_unreconciled(self, lines, documents) -> None:
        """Reopen lines whose counterpart was unreconciled from the invoice's side.

        Nobody needs a right for this: what was closed is not true any more, and that
        is said to the one who did it, to the one who closed, and on every record.

        Args:
            lines: closed ``account.bank.statement.line`` records.
            documents: the ``account.move`` records on the other side.
        """
        names = ", ".join(documents[:5].mapped("display_name")) or "–"
        lines.sudo().write({"is_closed": False})
        for statement, group in lines.sudo().grouped("statement_id").items():
            if not statement:
                continue
            text = self.env._(
                "%(user)s unreconciled %(documents)s: bank line %(lines)s is open "
                "again and statement %(statement)s is not closed any more.",
                user=self.env.user.name,
                documents=names,
                lines=", ".join(f"“{one.payment_ref}”" for one in group[:3]),
                statement=statement.display_name,
            )
            left = statement.line_ids.filtered("is_closed")
            self._set_reopened(statement, "partial" if left else "open", text, text)
            self._log_reopened(statement, text, automatic=True)
            self._warn(statement, documents, text)

    def _warn(self, statement, documents, text: str) -> None:
        """Say it on the screen, on the documents, and to the one who closed."""
        self.env.user._bus_send(
            "simple_notification",
            {
                "type": "warning",
                "sticky": True,
                "title": self.env._("A closed bank statement was reopened"),
                "message": text,
            },
        )
        documents.sudo()._message_log_batch(bodies=dict.fromkeys(documents.ids, text))
        closer = statement.sudo().closed_by_id
        if closer.active:
            statement.sudo().activity_schedule(
                "mail.mail_activity_data_warning",
                user_id=closer.id,
                summary=self.env._("Closed statement was reopened"),
                note=text,
            )

    # -- lock date -------------------------------------------------------------------

    @api.model
    def _propose_lock_date(self, company):
        """Return the last day until which all bank accounts of a company are closed.

        A day counts when each bank journal with statements is closed in full until
        then and no line before it is open; None if there is no such day after the
        present lock date.
        """
        rows = self.env.execute_query_dict(self._lock_date_query(company))
        days = [row["day"] if row["any_closed"] else None for row in rows]
        if not days or not all(days):
            return None
        day = min([*days, *self._get_days_before_loose_lines(company)])
        current = company.sudo().fiscalyear_lock_date
        return None if current and current >= day else day

    def _get_days_before_loose_lines(self, company) -> list:
        """Return the day before the first open bank line without statement, if any."""
        line = self.env["account.bank.statement.line"].search(
            [
                ("company_id", "=", company.id),
                ("statement_id", "=", False),
                ("state", "=", "posted"),
                ("match_state", "not in", SETTLED_STATES),
                ("journal_id.active", "=", True),
            ],
            order="internal_index",
            limit=1,
        )
        return [line.date - timedelta(days=1)] if line else []

    def _lock_date_query(self, company):
        self.env["account.bank.statement"].flush_model()
        return SQL(
            """
            SELECT j.id,
                   LEAST(
                       MAX(s.date) FILTER (WHERE s.close_state = 'closed'),
                       MIN(to_date(left(s.first_line_index, 8), 'YYYYMMDD'))
                           FILTER (WHERE s.close_state <> 'closed') - 1
                   ) AS day,
                   BOOL_OR(s.close_state = 'closed') AS any_closed
              FROM account_journal j
              JOIN account_bank_statement s ON s.journal_id = j.id
               AND s.first_line_index IS NOT NULL
             WHERE j.company_id = %s AND j.active
               AND j.type IN %s
          GROUP BY j.id
            """,
            company.id,
            BANK_JOURNAL_TYPES,
        )
