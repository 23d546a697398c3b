"""The certificate of a closing: what was closed, as JSON with hashes.

The same facts make the printed report. ``_verify`` builds them again from the books and
says what is not as it was certified.
"""

from odoo import api, models

from ...engine.control import hash_chain
from .closing_checks import FIGURES

SCHEMA = "bank-statement-certificate/2"
#: the schema whose hashes of lines knew less
OLD_SCHEMA = "bank-statement-certificate/1"
#: sections that must be the same whenever the certificate is built again
FIXED = ("company", "journal", "statement", "balances", "lines")


def _amount(value: float, currency) -> str:
    """Return an amount as text with the decimals of its currency."""
    return f"{currency.round(value) + 0.0:.{currency.decimal_places}f}"


def _text(value) -> str | None:
    return str(value) if value else None


def _line(line, **values) -> dict:
    """Return what names a bank line, and more."""
    return {
        "id": line.id,
        "date": _text(line.date),
        "amount": _amount(line.amount, line.currency_id),
        "text": line.payment_ref or "",
        **values,
    }


class BankCertificateService(models.AbstractModel):
    _name = "bank.certificate.service"
    _description = "Closing Certificate"

    @api.model
    def _build(self, statement, checks) -> dict:
        """Return the facts of a statement as they are now.

        Args:
            statement: one ``account.bank.statement``.
            checks: its checklist, see ``bank.closing.checks``.
        Returns:
            JSON values: ``schema, company, journal, statement, balances, checks``,
            ``lines`` (the closed ones, with a hash each), ``open_items``, ``ignored``,
            ``matching`` (counts per pass with its version), ``approvals``, ``review``.
        """
        lines = statement.line_ids.sorted("internal_index")
        closed = lines.filtered("is_closed")
        return {
            "schema": SCHEMA,
            **self._get_fixed(statement, closed),
            "checks": checks,
            "open_items": self._get_open_items(lines - closed),
            "ignored": self._get_ignored(lines.filtered("is_ignored")),
            "matching": self._get_matching(closed),
            "approvals": self._get_approvals(closed),
            "review": {
                "state": statement.review_state,
                "by": statement.reviewed_by_id.name or None,
                "on": _text(statement.reviewed_on),
            },
        }

    def _get_fixed(self, statement, closed, schema=SCHEMA) -> dict:
        """Return what must never change while the statement is closed."""
        journal, company = statement.journal_id, statement.company_id
        file = statement.import_file_id.sudo()
        return {
            "company": {
                "id": company.id,
                "name": company.name,
                "vat": company.vat or "",
            },
            "journal": {
                "id": journal.id,
                "name": journal.name,
                "account": journal.default_account_id.with_company(company).code,
                "bank_account": journal.bank_account_id.acc_number or "",
                "currency": statement.currency_id.name,
                "company_currency": company.currency_id.name,
            },
            "statement": {
                "id": statement.id,
                "name": statement.name,
                "number": statement.bank_statement_number or "",
                "date": _text(statement.date),
                "file": file.name or None,
                "file_sha256": file.checksum or None,
            },
            "balances": self._get_balances(statement),
            "lines": self._get_lines(closed, schema),
        }

    def _get_balances(self, statement) -> dict:
        currency = statement.currency_id
        names = (
            "balance_start", "balance_end", "balance_end_real", "ledger_balance",
            "balance_difference", "suspense_balance",
        )  # fmt: skip
        statement.invalidate_recordset(FIGURES)
        balances = {name: _amount(statement[name], currency) for name in names}
        balances["ledger_balance_company"] = _amount(
            statement.ledger_balance_company, statement.company_id.currency_id
        )
        return balances

    # -- lines -----------------------------------------------------------------------

    def _get_lines(self, lines, schema=SCHEMA) -> list[dict]:
        """Return the closed lines, each with the hash of line, entry and matches."""
        matches = self._get_matches(lines.move_id.line_ids)
        rows = []
        for line in lines:
            facts = self._get_line_facts(line, matches)
            if schema != OLD_SCHEMA:
                facts |= self._get_more_facts(line)
            digest = hash_chain.digest(hash_chain.canonical(facts))
            rows.append(
                _line(line, entry=facts["entry"], state=facts["state"], sha256=digest)
            )
        return rows

    def _get_line_facts(self, line, matches: dict) -> dict:
        items = line.move_id.line_ids.sorted("id")
        return {
            "date": _text(line.date),
            "amount": _amount(line.amount, line.currency_id),
            "text": line.payment_ref or "",
            "partner": line.partner_id.id,
            "value_date": _text(line.value_date),
            "entry": line.move_id.name,
            "state": "ignored" if line.is_ignored else line.move_id.state,
            "items": [
                [
                    item.account_id.id,
                    item.partner_id.id,
                    _amount(item.balance, item.company_currency_id),
                    _amount(item.amount_currency, item.currency_id),
                    item.currency_id.name,
                    self._get_certified_matches(item, matches),
                ]
                for item in items
            ],
        }

    def _get_more_facts(self, line) -> dict:
        """Return where the line stands, who approved it, and what its items say."""
        posted = self._get_posted(line).sudo()
        return {
            "statement": line.statement_id.id,
            "closed": line.is_closed,
            "counterparty": [line.partner_name or "", line.account_number or ""],
            "approved_by": sorted(posted.approved_by_id.mapped("login")),
            "second_approved_by": sorted(posted.second_approved_by_id.mapped("login")),
            "item_facts": [
                [_text(item.date), item.name or "", item.analytic_distribution or {}]
                for item in line.move_id.line_ids.sorted("id")
            ],
        }

    def _get_certified_matches(self, item, matches: dict) -> list:
        """Items on account may be applied later; that is no change of the line."""
        if item.bank_proposal_line_ids.filtered("is_on_account"):
            return []
        return matches.get(item.id, [])

    def _get_matches(self, items) -> dict[int, list]:
        """Return per item what it is reconciled with: ids and amounts, one query."""
        self.env["account.partial.reconcile"].flush_model()
        self.env.cr.execute(
            """
            SELECT mine.id, array_agg(
                       other.id || ':' || p.amount ORDER BY other.id, p.amount)
              FROM account_move_line mine
              JOIN account_partial_reconcile p
                ON mine.id IN (p.debit_move_id, p.credit_move_id)
              JOIN account_move_line other
                ON other.id IN (p.debit_move_id, p.credit_move_id)
               AND other.id <> mine.id
             WHERE mine.id = ANY(%s)
          GROUP BY mine.id
            """,
            [items.ids],
        )
        return dict(self.env.cr.fetchall())

    # -- summaries -------------------------------------------------------------------

    def _get_open_items(self, lines) -> list[dict]:
        return [
            _line(line, state=line.match_state, explanation=line.open_reason or "")
            for line in lines
        ]

    def _get_ignored(self, lines) -> list[dict]:
        reasons = self._get_ignore_reasons(lines)
        return [_line(line, reason=reasons.get(line.id) or "") for line in lines]

    def _get_ignore_reasons(self, lines) -> dict[int, str]:
        """Return why lines were ignored: from their keys; a line that no file brought
        has none, so from the decision log."""
        logged = self.env["bank.decision.log"].sudo()
        domain = [
            ("res_model", "=", lines._name),
            ("res_id", "in", lines.ids),
            ("action", "=", "ignore"),
        ]
        reasons = {
            row.res_id: hash_chain.parse(row.payload)["facts"]["reason"]
            for row in logged.search(domain, order="id")
        }
        keys = self.env["bank.import.key"].sudo()
        found = keys.search([("statement_line_id", "in", lines.ids)])
        return reasons | {
            key.statement_line_id.id: key.reason for key in found if key.reason
        }

    def _get_posted(self, lines):
        return lines._get_posted()

    def _get_matching(self, lines) -> list[dict]:
        """Return how the lines were matched: counts and version of each pass."""
        posted = self._get_posted(lines)
        log = self.env["bank.decision.log"]
        rows = [
            {
                "pass": code or "",
                "version": log._get_version(group.pass_id) if group.pass_id else None,
                "automatic": len(group.filtered(lambda p: not p.approved_by_id)),
                "approved": len(group.filtered("approved_by_id")),
            }
            for code, group in posted.grouped("pass_code").items()
        ]
        other = lines - posted.statement_line_id - lines.filtered("is_ignored")
        if other:
            row = {"pass": "outside", "version": None, "automatic": 0}
            rows.append(row | {"approved": len(other)})
        return sorted(rows, key=lambda row: row["pass"])

    def _get_approvals(self, lines) -> list[dict]:
        """Return who approved how many lines; second approvals are rows of their own,
        with ``second``."""
        posted = self._get_posted(lines).sudo()
        second = posted.filtered("second_approved_by_id")
        return [
            {
                "user": user.name or None,
                "login": user.login or None,
                "lines": len(group),
                **more,
            }
            for name, proposals, more in (
                ("approved_by_id", posted, {}),
                ("second_approved_by_id", second, {"second": True}),
            )
            for user, group in sorted(
                proposals.grouped(name).items(), key=lambda pair: pair[0].id
            )
        ]

    # -- verify ----------------------------------------------------------------------

    @api.model
    def _verify(self, closing) -> list[str]:
        """Say what is not as it was certified; empty when all is.

        Args:
            closing: one ``bank.statement.closing`` in force.
        """
        problems = []
        certified = closing._read_certificate()
        if closing._get_hash() != closing.certificate_hash:
            problems.append(self.env._("The certificate itself was changed."))
        problems += self._check_neighbours(closing, certified)
        if not certified:
            return problems
        problems += self._check_state(closing)
        ids = [row["id"] for row in certified["lines"]]
        lines = self.env["account.bank.statement.line"].browse(ids).exists()
        now = self._get_fixed(closing.statement_id, lines, certified["schema"])
        for section in FIXED[:-1]:
            problems += self._compare(section, certified[section], now[section])
        problems += self._compare_lines(certified["lines"], now["lines"])
        file = closing.statement_id.import_file_id.sudo()
        if file and file._get_checksum(file._get_bytes()) != file.checksum:
            problems.append(self.env._("The raw file was changed."))
        return problems

    def _check_neighbours(self, closing, certified: dict) -> list[str]:
        """Each certificate names the journal's last one: compare on both sides."""
        previous, following = closing._get_neighbours()
        pairs = [
            (previous, certified),
            (closing, following and following._read_certificate()),
        ]
        named = [
            (one, after["closing"]["previous_sha256"]) for one, after in pairs if after
        ]
        return [
            self.env._(
                "The certificate of %s is not the one that the next certificate names.",
                one.statement_id.display_name or "–",
            )
            for one, said in named
            if (one._get_hash() if one else None) != said
        ]

    def _check_state(self, closing) -> list[str]:
        """Say where the statement or its lines are not closed any more."""
        statement = closing.statement_id
        current = closing._get_current()
        if not current or statement.close_state == closing.state:
            return []
        return [
            self.env._(
                "Statement %s was opened without its button: the closing still stands.",
                statement.display_name,
            )
        ]

    def _compare(self, section: str, before: dict, now: dict) -> list[str]:
        return [
            self.env._(
                "%(section)s, %(name)s: certified %(said)s, now %(now)s.",
                section=section,
                name=name,
                said=value,
                now=now.get(name),
            )
            for name, value in before.items()
            if value != now.get(name)
        ]

    def _compare_lines(self, before: list, now: list) -> list[str]:
        hashes = {row["id"]: row["sha256"] for row in now}
        return [
            self.env._(
                "Line %(entry)s of %(date)s, %(amount)s is not as it was closed.",
                entry=row["entry"],
                date=row["date"],
                amount=row["amount"],
            )
            for row in before
            if hashes.get(row["id"]) != row["sha256"]
        ]
