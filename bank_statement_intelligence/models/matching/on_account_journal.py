"""Settings of a bank journal, and its dashboard counters."""

from odoo import api, fields, models

from ..lines.constants import BANK_JOURNAL_TYPES, SETTLED_STATES
from ..lines.rights import needs
from ..lines.tables import entry
from .bank_match_pass import PROOFS
from .on_res_company import AUTOMATION


class AccountJournal(models.Model):
    """How the bank lines of a journal are matched, and its dashboard counters."""

    _inherit = "account.journal"

    match_automation = fields.Selection(
        AUTOMATION,
        "Bank Matching",
        compute="_compute_match_automation",
        store=True,
        readonly=False,
        precompute=True,
        required=True,
        help="What the scheduled run does with this journal's bank lines. Matches to "
        "payments that are already posted are reconciled with “propose” too.",
    )
    match_post_tier = fields.Selection(
        PROOFS[:7],
        "Posts by Itself up to",
        required=True,
        default="3",
        help="The weakest proof that is posted without a person. Several matches that "
        "are equally good, and matches with evidence against them, never are.",
    )
    match_payment_id_policy = fields.Selection(
        [
            ("decides", "Settles its document, whoever paid"),
            ("ask", "Asks a person when somebody else paid"),
        ],
        "A Payment ID",
        required=True,
        default="decides",
        help="A payment ID with right check digits and the exact amount proves which "
        "document is paid. Who paid is noted; relatives, employers and parent "
        "companies pay for others every day.",
    )
    match_date_window = fields.Integer(
        "Date Window (days)",
        default=0,
        help="How many days a payment in the books may lie from the bank's date when "
        "only amount and date speak for a match.",
    )
    match_run_days = fields.Integer(
        "Days Apart, Last Run",
        help="What was chosen when a run was started by hand; it is offered again.",
    )
    match_run_difference = fields.Float(
        "Difference, Last Run", help="In the company's currency."
    )
    sender_reference_type = fields.Selection(
        [
            ("upr", "Our unique reference"),
            ("vendor_number", "The vendor's number (Reference of the contact)"),
            ("vendor_reference", "The vendor's invoice number or payment ID"),
            ("document_number", "Our number of the bill"),
        ],
        "Sent with Payments",
        required=True,
        default="upr",
        help="The reference that outgoing payments carry and the bank returns. Our "
        "unique reference proves which payment a bank line is, and is sent wherever "
        "the other is not known or too long.",
    )
    bank_charge_account_id = fields.Many2one(
        "account.account",
        "Bank Charges",
        check_company=True,
        help="Takes charges that the bank keeps from a payment and tells in the file. "
        "Empty: the loss account of the tolerance.",
    )

    _match_date_window_positive = models.Constraint(
        "CHECK(match_date_window >= 0)", "The date window cannot be negative."
    )

    @entry("database_defaults", 10)
    def _get_database_defaults(self) -> dict[tuple[str, str], str]:
        return {(self._name, "match_automation"): "propose"}

    @api.depends("company_id")
    def _compute_match_automation(self):
        """A new journal begins with what its company does."""
        for journal in self:
            default = journal.company_id.bank_match_automation or "propose"
            journal.match_automation = journal.match_automation or default

    def _get_outstanding_accounts_by_journal(self) -> dict[int, set[int]]:
        """Return per journal the ids of the accounts where payments wait for the bank.

        These are the accounts of its payment methods and those that its payments use:
        without one on the method, core takes a default of the chart.
        """
        groups = self.env["account.payment"]._read_group(
            [("journal_id", "in", self.ids), ("outstanding_account_id", "!=", False)],
            ["journal_id", "outstanding_account_id"],
        )
        accounts: dict[int, set[int]] = {}
        for journal in self:
            methods = (
                journal.inbound_payment_method_line_ids
                | journal.outbound_payment_method_line_ids
            )
            accounts[journal.id] = set(methods.payment_account_id.ids)
        for journal, account in groups:
            accounts[journal.id].add(account.id)
        for journal in self:
            accounts[journal.id].discard(journal.default_account_id.id)
        return accounts

    # -- dashboard --------------------------------------------------------------------

    def _fill_bank_cash_dashboard_data(self, dashboard_data):
        """Add the worksheet's counters to the bank cards: two queries for all."""
        result = super()._fill_bank_cash_dashboard_data(dashboard_data)
        bank_journals = self.filtered(
            lambda journal: journal.type in BANK_JOURNAL_TYPES
        )
        counts = bank_journals._count_lines_per_match_state()
        for journal in bank_journals:
            states = counts.get(journal.id, {})
            difference = sum(
                count
                for state, count in states.items()
                if state.endswith("_difference")
            )
            dashboard_data[journal.id].update(
                {
                    "bank_match_unresolved": states.get("unresolved", 0),
                    "bank_match_choose": states.get("choose", 0),
                    "bank_match_receipts": states.get("payment_pending", 0),
                    "bank_match_entries": states.get("entry_pending", 0),
                    "bank_match_differences": difference,
                    "bank_match_automation": journal.match_automation,
                }
            )
        for figures in self.env["bank.tables"]._get_entries("dashboard"):
            for number, values in figures(bank_journals).items():
                dashboard_data[number].update(values)
        return result

    def _count_lines_per_match_state(self) -> dict[int, dict[str, int]]:
        """Return ``{journal id: {match state: number of lines}}`` of the open lines."""
        groups = self.env["account.bank.statement.line"]._read_group(
            [
                ("journal_id", "in", self.ids),
                ("match_state", "not in", SETTLED_STATES),
            ],
            ["journal_id", "match_state"],
            ["__count"],
        )
        counts: dict[int, dict[str, int]] = {}
        for journal, state, count in groups:
            counts.setdefault(journal.id, {})[state] = count
        return counts

    @needs("reader")
    def action_open_bank_worksheet(self):
        """Open the worksheet of this journal."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "bank_statement_intelligence.bank_worksheet_action"
        )
        action["context"] = {
            "default_journal_id": self.id,
            "search_default_journal_id": self.id,
            "search_default_to_do": 1,
            "search_default_combined_once": 1,
            **self.env.context.get("bank_worksheet_context", {}),
        }
        return action
