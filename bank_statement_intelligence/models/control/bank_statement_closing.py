"""One closing of a statement, with its certificate."""

import base64

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ...engine.control import hash_chain
from ..lines.actions import download_action, notify
from ..lines.rights import needs


class BankStatementClosing(models.Model):
    """Who closed when, what was certified, and how it ended.

    ``certificate_hash`` is the SHA-256 of the certificate's bytes. Each certificate
    names the hash of the journal's last one and the head of the decision log: none of
    them can be replaced without the next one telling.
    """

    _name = "bank.statement.closing"
    _description = "Statement Closing"
    _order = "id desc"
    _rec_name = "statement_id"

    statement_id = fields.Many2one(
        "account.bank.statement",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    company_id = fields.Many2one(
        related="statement_id.company_id", store=True, index=True
    )
    journal_id = fields.Many2one(related="statement_id.journal_id", store=True)
    currency_id = fields.Many2one(related="statement_id.currency_id")
    state = fields.Selection(
        [
            ("partial", "Partly Closed"),
            ("closed", "Closed"),
            ("superseded", "Closed again Later"),
            ("reopened", "Reopened"),
        ],
        required=True,
        readonly=True,
    )
    closed_by_id = fields.Many2one("res.users", readonly=True)
    closed_on = fields.Datetime(readonly=True)
    note = fields.Char(readonly=True)
    line_count = fields.Integer("Closed Lines", readonly=True)
    open_count = fields.Integer("Open Lines", readonly=True)
    statement_balance = fields.Monetary(readonly=True)
    ledger_balance = fields.Monetary(readonly=True)
    reopened_by_id = fields.Many2one("res.users", readonly=True)
    reopened_on = fields.Datetime(readonly=True)
    reason = fields.Char("Why Reopened", readonly=True)
    certificate = fields.Binary(attachment=True, readonly=True)
    certificate_name = fields.Char(readonly=True)
    certificate_hash = fields.Char("SHA-256", readonly=True)
    log_number = fields.Integer("Decision Log up to", readonly=True)
    log_hash = fields.Char(readonly=True)

    @api.model_create_multi
    def create(self, vals_list):
        """Only the closing service makes closings."""
        self._check_engine()
        return super().create(vals_list)

    def write(self, vals):
        """Only the closing service writes."""
        self._check_engine()
        return super().write(vals)

    def unlink(self):  # pylint: disable=method-required-super
        """Nobody deletes a closing."""
        raise AccessError(self.env._("Closings are kept, also those that ended."))  # pylint: disable=no-raise-unlink

    def _check_engine(self) -> None:
        if not self.env.su:
            raise AccessError(
                self.env._("Closings are made by closing a statement only.")
            )

    @api.model
    def _make(self, statement, state: str, note: str, checks):
        """Create the closing of a statement with its certificate.

        Args:
            statement: the statement, its lines locked already.
            state: ``closed`` or ``partial``.
            note: what the user said.
            checks: the checklist as it was.
        """
        log = self.env["bank.decision.log"].sudo()
        log._seal()
        number, head = log._get_head(statement.company_id.id)
        facts = self.env["bank.certificate.service"]._build(statement, checks)
        closed_on = fields.Datetime.now()
        facts["closing"] = {
            "state": state,
            "by": self.env.user.name,
            "login": self.env.user.login,
            "on": fields.Datetime.to_string(closed_on),
            "note": note or "",
            "previous_sha256": self._get_previous_hash(statement),
            "decision_log": {"number": number, "hash": head},
        }
        data = hash_chain.canonical(facts).encode()
        name = f"{statement.journal_id.code} {statement.display_name}".replace("/", "-")
        return self.sudo().create(
            {
                "statement_id": statement.id,
                "state": state,
                "closed_by_id": self.env.uid,
                "closed_on": closed_on,
                "note": note,
                "line_count": len(facts["lines"]),
                "open_count": len(facts["open_items"]),
                "statement_balance": statement.balance_end_real,
                "ledger_balance": statement.ledger_balance,
                "certificate": base64.b64encode(data),
                "certificate_name": f"{name}.json",
                "certificate_hash": hash_chain.digest(data.decode()),
                "log_number": number,
                "log_hash": head,
            }
        )

    def _get_previous_hash(self, statement) -> str | None:
        last = self.sudo().search(
            [("journal_id", "=", statement.journal_id.id)], limit=1
        )
        return last.certificate_hash or None

    def _get_neighbours(self) -> tuple:
        """Return the journal's closings before and after this one."""
        mine = [("journal_id", "=", self.journal_id.id)]
        closings = self.sudo()
        return (
            closings.search([*mine, ("id", "<", self.id)], limit=1),
            closings.search([*mine, ("id", ">", self.id)], order="id", limit=1),
        )

    def _get_current(self):
        """Return the closings that are in force."""
        return self.filtered(lambda one: one.state in ("partial", "closed"))

    def _end(self, reason: str) -> None:
        """The statement was reopened."""
        self.write(
            {
                "state": "reopened",
                "reopened_by_id": self.env.uid,
                "reopened_on": fields.Datetime.now(),
                "reason": reason,
            }
        )

    # -- certificate -----------------------------------------------------------------

    def _get_text(self) -> str:
        self.ensure_one()
        content = self.sudo().with_context(bin_size=False).certificate
        return base64.b64decode(content or b"").decode()

    def _get_hash(self) -> str:
        """Return the hash of the certificate as it is stored now."""
        return hash_chain.digest(self._get_text())

    def _read_certificate(self) -> dict:
        text = self._get_text()
        return hash_chain.parse(text) if text else {}

    @needs("reader")
    def action_download(self):
        """Hand out the certificate (JSON)."""
        self.ensure_one()
        return download_action(self, "certificate", self.certificate_name)

    @needs("reader")
    def action_verify(self):
        """Compare the certificate with the books as they are now."""
        decisions = self.env["bank.decision.log"].sudo()
        domain = [
            ("res_model", "=", self.statement_id._name),
            ("res_id", "in", self.statement_id.ids),
        ]
        rows = decisions.search(domain, order="id")
        problems = self.statement_id.closing_ids.sudo()._check_ends(rows)
        for closing in self._get_current():
            found = self.env["bank.certificate.service"]._verify(closing)
            problems += [
                f"{closing.statement_id.display_name}: {text}" for text in found
            ]
        if problems:
            raise UserError("\n".join(problems[:50]))
        return notify(
            self.env._("Everything is as it was closed."),
            "success",
            title=self.env._("Certificate verified"),
        )

    @api.model
    def _check_log(self, company, rows) -> list[str]:
        """Say where the decision log is not the one that certificates name: they keep
        the chain's head, so a chain that was made anew is told.

        Args:
            company: ``res.company``.
            rows: the rows of its log.
        """
        hashes = {row["number"]: row["hash"] for row in rows}
        anchors = self.sudo().search([("company_id", "=", company.id)])
        return [
            self.env._(
                "Row %(number)s is not the one that the certificate of "
                "%(statement)s names.",
                number=anchor.log_number,
                statement=anchor.statement_id.display_name,
            )
            for anchor in anchors
            if not anchor._is_in_log(hashes)
        ]

    @api.model
    def _check_company(self, company, rows) -> list[str]:
        """Say which closings of a company are not those that its log tells of."""
        return self.sudo().search([("company_id", "=", company.id)])._check_ends(rows)

    def _check_ends(self, rows) -> list[str]:
        """Say which statements are closed or open although the decision log, which
        has a row of each closing and reopening, tells otherwise.

        Args:
            rows: of the log, in their order, with ``res_model, res_id, action``.
        """
        told: dict[int, list[str]] = {}
        for row in rows:
            if row["res_model"] == "account.bank.statement" and row["action"] in (
                "close",
                "reopen",
            ):
                told.setdefault(row["res_id"], []).append(row["action"])
        by_statement = {
            statement.id: group
            for statement, group in self.grouped("statement_id").items()
        }
        problems = []
        for number in sorted(told.keys() | by_statement.keys()):
            group = by_statement.get(number, self.browse())
            actions = told.get(number, ["–"])
            stands = bool(group._get_current())
            if stands == (actions[-1] == "close") and (
                len(group) == actions.count("close")
            ):
                continue
            statement = self.env["account.bank.statement"].sudo().browse(number)
            problems.append(
                self.env._(
                    "Statement %(name)s: the decision log tells of %(count)s closings, "
                    "and its last word is “%(last)s”; the closings say otherwise.",
                    name=statement.exists().display_name or number,
                    count=actions.count("close"),
                    last=actions[-1],
                )
            )
        return problems

    def _is_in_log(self, hashes: dict) -> bool:
        """Tell whether the log has the row that column and certificate name."""
        said = self._read_certificate().get("closing", {}).get("decision_log", {})
        heads = {(self.log_number, self.log_hash)}
        heads |= {(said["number"], said["hash"])} if said else set()
        return all(not number or hashes.get(number) == text for number, text in heads)
