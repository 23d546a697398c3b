"""Health over RPC: the same facts as the screen, as JSON."""

from odoo import api, models


class BankStatementApi(models.AbstractModel):
    _inherit = "bank.statement.api"

    @api.model
    def health(self, journal_ids=None):
        """Return whether bank accounts are fed and worked on as they should be.

        Args:
            journal_ids (list): bank journals; by default all of the user's companies.
        Returns:
            list: per journal ``journal_id`` and what
            ``bank.health.service._get_health`` returns.
        """
        self._check_user()
        journals = self._browse("account.journal", journal_ids or [])
        if journal_ids is None:
            journals = journals.search([("type", "in", ("bank", "cash", "credit"))])
        health = self.env["bank.health.service"]._get_health(journals)
        return [{"journal_id": key, **facts} for key, facts in health.items()]

    @api.model
    def verify_log(self, company_id=None):
        """Check the decision log and its certificates for tampering.

        Args:
            company_id (int): by default the current company.
        Returns:
            dict: ``{"company_id", "rows", "intact", "head", "problems"}``.
        """
        self.env["bank.decision.log"].check_access("read")
        company = self._browse("res.company", [company_id] if company_id else [])
        company = company or self.env.company
        log = self.env["bank.decision.log"].sudo()
        problems = log._verify(company)
        number, head = log._get_head(company.id)
        return {
            "company_id": company.id,
            "rows": number,
            "intact": not problems,
            "head": head,
            "problems": problems,
        }
