"""What a bank account still needs before it works by itself.

The five steps are read from the settings themselves: nobody ticks them off, and one
that breaks later is open again.
"""

from odoo import api, fields, models
from odoo.tools import SQL


class BankSetupService(models.AbstractModel):
    _name = "bank.setup.service"
    _description = "Bank Matching Set-up"

    @api.model
    def _get_steps(self, journals) -> dict[int, list[dict]]:
        """Return the steps of bank accounts, with a fixed number of queries.

        Args:
            journals: bank ``account.journal`` records that the user may read.
        Returns:
            by journal id, in order: ``code``, ``name``, ``done`` and ``finding``.
        """
        facts = self.env["bank.health.facts"]._get_facts(
            journals.sudo(), fields.Date.context_today(self)
        )
        references = self._count_references(journals.company_id)
        names = ("code", "name", "done", "finding")
        return {
            journal.id: [
                dict(zip(names, (code, name, bool(done), finding), strict=True))
                for code, name, done, finding in (
                    self._check_account(journal),
                    self._check_source(facts[journal.id]),
                    self._check_references(references.get(journal.company_id.id)),
                    self._check_automation(journal, facts[journal.id]),
                    self._check_run(facts[journal.id]),
                )
            ]
            for journal in journals
        }

    def _count_references(self, companies) -> dict[int, tuple]:
        """Return per company: open invoices, those with a payment reference, partners
        behind them, those with a bank account. One query."""
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT m.company_id, COUNT(*),
                       COUNT(*) FILTER (WHERE m.payment_reference <> ''
                           AND m.payment_reference <> m.name),
                       COUNT(DISTINCT m.commercial_partner_id),
                       COUNT(DISTINCT b.partner_id)
                  FROM account_move m
                  LEFT JOIN (
                    SELECT DISTINCT partner_id FROM res_partner_bank WHERE active
                       ) b ON b.partner_id = m.commercial_partner_id
                 WHERE m.company_id = ANY(%s) AND m.state = 'posted'
                   AND m.move_type IN ('out_invoice', 'in_invoice')
                   AND m.payment_state IN ('not_paid', 'partial')
              GROUP BY m.company_id
                """,
                companies.ids,
            )
        )
        return {row[0]: row[1:] for row in rows}

    def _check_account(self, journal) -> tuple:
        _ = self.env._
        needed = {
            _("account number"): journal.bank_account_id,
            _("bank account in the books"): journal.default_account_id,
            _("suspense account"): journal.suspense_account_id,
        }
        missing = [name for name, value in needed.items() if not value]
        text = _("Missing: %s.", ", ".join(missing))
        if not missing:
            number = journal.bank_account_id.acc_number
            text = _("Files find this journal by %s.", number)
        return "account", _("1. Bank account and journal"), not missing, text

    def _check_source(self, facts) -> tuple:
        _ = self.env._
        text = _("No source yet, and no file uploaded.")
        if facts.sources:
            names = ", ".join(source["name"] for source in facts.sources)
            text = _("Files come from %s.", names)
        elif facts.file_on:
            text = _("Files are uploaded by hand; the last one is %s.", facts.file_name)
        done = facts.sources or facts.file_on
        return "source", _("2. Where files come from"), done, text

    def _check_references(self, counts) -> tuple:
        _ = self.env._
        name = _("3. References and partners' accounts")
        formats = self.env["bank.reference.format"].search_count([])
        if not formats:
            text = _("No payment reference format is active.")
            return "references", name, False, text
        invoices, named, partners, known = counts or (0, 0, 0, 0)
        text = _(
            "%(formats)s formats are active. %(named)s of %(invoices)s open documents "
            "have a payment reference, %(known)s of %(partners)s partners a bank "
            "account.",
            formats=formats,
            named=named,
            invoices=invoices,
            known=known,
            partners=partners,
        )
        return "references", name, not invoices or named or known, text

    def _check_automation(self, journal, facts) -> tuple:
        _ = self.env._
        levels = journal._fields["match_automation"]._description_selection(self.env)
        text = dict(levels)[journal.match_automation]
        if facts.cron:
            text = _("The scheduled action does not run.")
        on = journal.match_automation != "off" and not facts.cron
        return "automation", _("4. Automation"), on, text

    def _check_run(self, facts) -> tuple:
        _ = self.env._
        text = _("A dry run shows what would be found and writes nothing.")
        if run := facts.run:
            text = _(
                "The last run: %(lines)s lines, %(reconciled)s reconciled, "
                "%(proposed)s proposed.",
                lines=run["lines"],
                reconciled=run["reconciled"],
                proposed=run["proposed"],
            )
        return "run", _("5. First run"), facts.run, text
