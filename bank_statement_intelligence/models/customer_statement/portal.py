"""Customers see their statements with payment IDs on their portal."""

from odoo import http
from odoo.exceptions import AccessError, MissingError
from odoo.http import request

from odoo.addons.portal.controllers.portal import CustomerPortal, pager

MODEL = "bank.payment.reference"
REPORT = "bank_statement_intelligence.report_customer_statement"
URL = "/my/statements"


class CustomerStatementPortal(CustomerPortal):
    """Pages below ``/my/statements``."""

    def _prepare_home_portal_values(self, counters):
        values = super()._prepare_home_portal_values(counters)
        if "customer_statement_count" in counters:
            statements = request.env[MODEL]
            values["customer_statement_count"] = (
                statements.search_count(self._get_statement_domain(), limit=1)
                if statements.has_access("read")
                else 0
            )
        return values

    def _get_statement_domain(self):
        """Return which statements a customer sees; record rules say whose."""
        return [("is_void", "=", False)]

    @http.route([URL, f"{URL}/page/<int:page>"], type="http", auth="user", website=True)
    def portal_my_statements(self, page=1, **_parameters):
        """List the customer's statements, the newest first."""
        statements, domain = request.env[MODEL], self._get_statement_domain()
        pages = pager(
            url=URL,
            total=statements.search_count(domain),
            page=page,
            step=self._items_per_page,
        )
        found = statements.search(
            domain, limit=self._items_per_page, offset=pages["offset"]
        )
        values = self._prepare_portal_layout_values() | {
            "statements": found.sudo(),
            "page_name": "customer_statement",
            "pager": pages,
            "default_url": URL,
        }
        return request.render(
            "bank_statement_intelligence.portal_my_statements", values
        )

    @http.route(f"{URL}/<int:statement_id>", type="http", auth="public", website=True)
    def portal_my_statement(
        self, statement_id, access_token=None, report_type=None, download=False, **_p
    ):
        """Show one statement, as a page or as PDF."""
        try:
            statement = self._document_check_access(MODEL, statement_id, access_token)
        except (AccessError, MissingError):
            return request.redirect("/my")
        if report_type in ("html", "pdf", "text"):
            return self._show_report(
                model=statement,
                report_type=report_type,
                report_ref=REPORT,
                download=download,
            )
        values = self._get_page_view_values(
            statement,
            access_token,
            {"statement": statement, "page_name": "customer_statement"},
            "my_statements_history",
            False,
        )
        return request.render("bank_statement_intelligence.portal_statement", values)
