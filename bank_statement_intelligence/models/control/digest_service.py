"""The daily digest: what a person should look at, as activities or one e-mail."""

import logging
from datetime import timedelta

from markupsafe import Markup
from psycopg2 import OperationalError

from odoo import api, fields, models

_logger = logging.getLogger(__name__)

ACTIVITY = "bank_statement_intelligence.mail_activity_bank_digest"
PENDING = ("choose", "payment_pending", "entry_pending")
PAGE = "/odoo/action-bank_statement_intelligence.bank_health_action"


class BankDigestService(models.AbstractModel):
    _name = "bank.digest.service"
    _description = "Daily Bank Digest"

    @api.model
    def _cron_send(self) -> None:
        """Send every company's digest; one that fails does not stop the others."""
        cron = self.env["ir.cron"]
        companies = self.env["res.company"].search([("bank_digest", "!=", "off")])
        for company in companies:
            try:
                self.with_company(company)._send(company)
                cron._commit_progress(1)
            except Exception:  # any company can have data nobody thought of
                self.env.cr.rollback()
                _logger.exception("The bank digest of “%s” failed", company.name)

    @api.model
    def _send(self, company) -> None:
        """Tell the users of a company, in the way it chose.

        Args:
            company: ``res.company`` with a digest that is not off.
        """
        users = company.bank_digest_user_ids.filtered("active")
        rows = self._get_rows(company)
        waiting = [row for row in rows if self._needs_somebody(row)]
        _logger.info(
            "Digest of %s: %s accounts, %s need somebody",
            company.name,
            len(rows),
            len(waiting),
        )
        if company.bank_digest == "activity":
            self._plan_activities(rows, waiting, users)
        elif waiting:
            for user in users.filtered("email"):
                self._mail_safely(company, user)

    @api.model
    def _get_rows(self, company) -> list[dict]:
        """Return per bank account what the digest says, with a fixed number of queries.

        Returns:
            ``journal``, ``state``, ``findings`` (what to look at), ``open``
            (lines), ``to_approve``, ``to_review`` (statements) and ``new`` (lines that
            came since yesterday).
        """
        journals = self.env["account.journal"].search(
            [("company_id", "=", company.id), ("type", "in", ("bank", "credit"))]
        )
        health = self.env["bank.health.service"]._get_health(journals)
        review = journals._count_to_review()
        new = self._count_new(journals)
        return [
            {
                "journal": journal,
                "state": health[journal.id]["state"],
                "findings": [
                    one
                    for one in health[journal.id]["findings"]
                    if one["level"] != "info"
                ],
                "open": sum(health[journal.id]["open"].values()),
                "to_approve": sum(
                    health[journal.id]["open"].get(state, 0) for state in PENDING
                ),
                "to_review": review.get(journal.id, 0),
                "new": new.get(journal.id, 0),
            }
            for journal in journals
        ]

    def _count_new(self, journals) -> dict[int, int]:
        yesterday = fields.Datetime.now() - timedelta(days=1)
        groups = self.env["account.bank.statement.line"]._read_group(
            [("journal_id", "in", journals.ids), ("create_date", ">=", yesterday)],
            ["journal_id"],
            ["__count"],
        )
        return {journal.id: count for journal, count in groups}

    def _needs_somebody(self, row) -> bool:
        return row["state"] != "ok" or bool(row["open"] or row["to_review"])

    # -- activities ------------------------------------------------------------------

    def _plan_activities(self, rows, waiting, users) -> None:
        """Keep one activity per account and user; complete those that are done with."""
        kind = self.env.ref(ACTIVITY)
        head = self._format_log_head(self.env.company)
        done = [row for row in rows if row not in waiting]
        for row in done:
            row["journal"].activity_feedback([ACTIVITY])
        for row in waiting:
            standing = row["journal"].activity_ids.filtered(
                lambda one: one.activity_type_id == kind
            )
            note = self._format_row(row) + head
            standing.write({"note": note, "summary": self._summarize(row)})
            for user in users - standing.user_id:
                row["journal"].activity_schedule(
                    ACTIVITY, user_id=user.id, summary=self._summarize(row), note=note
                )

    def _summarize(self, row) -> str:
        if row["findings"]:
            return row["findings"][0]["message"]
        return self._count_words(row)

    def _count_words(self, row) -> str:
        return self.env._(
            "Open lines: %(open)s, of them to approve or choose: %(approve)s; "
            "statements to review: %(review)s",
            open=row["open"],
            approve=row["to_approve"],
            review=row["to_review"],
        )

    def _format_row(self, row) -> Markup:
        finding = Markup("<li><strong>{}</strong> {}</li>")
        items = [finding.format(f["message"], f["action"]) for f in row["findings"]]
        items.append(Markup("<li>{}</li>").format(self._count_words(row)))
        return Markup("<ul>{}</ul>").format(Markup().join(items))

    def _format_log_head(self, company) -> Markup:
        """Return the end of the decision log: nobody changes a mail that went out."""
        log = self.env["bank.decision.log"].sudo()
        log._seal()
        number, head = log._get_head(company.id)
        text = self.env._(
            "Decision log: row %(number)s, %(hash)s", number=number, hash=head
        )
        return Markup("<p><small>{}</small></p>").format(text)

    # -- e-mail ----------------------------------------------------------------------

    def _mail_safely(self, company, user) -> None:
        """Write to one user; who cannot be written to does not stop the others."""
        try:
            with self.env.cr.savepoint():
                self._mail(company, user)
        except OperationalError:
            raise
        except Exception:  # any address, language or template can be wrong
            _logger.exception("The bank digest for %s failed", user.login)

    def _mail(self, company, user) -> None:
        """Write one e-mail in the user's language."""
        service = self.with_context(lang=user.lang)
        rows = [
            {**row, "journal": row["journal"].with_context(lang=user.lang)}
            for row in service._get_rows(company)
            if self._needs_somebody(row)
        ]
        block = Markup("<h3>{}</h3>{}")
        body = Markup().join(
            block.format(row["journal"].display_name, service._format_row(row))
            for row in rows
        )
        link = Markup('<p><a href="{}">{}</a></p>').format(
            company.get_base_url() + PAGE, service.env._("Open Bank Health")
        )
        self.env["mail.mail"].sudo().create(
            {
                "subject": service.env._(
                    "%(company)s: %(count)s bank accounts need somebody",
                    company=company.name,
                    count=len(rows),
                ),
                "body_html": body + link + service._format_log_head(company),
                "email_to": user.email_formatted,
                "email_from": company.email_formatted or user.email_formatted,
                "auto_delete": True,
            }
        )
