"""Collect what makes bank and ledger differ and say it in words.

Reads only. ``engine/differences.py`` judges; here the facts are fetched with a fixed
number of queries and the suspects become texts with links and the action that mends.
"""

from odoo import api, models
from odoo.tools import SQL

from ...engine.control import differences
from ...engine.control.differences import BankLine, Cause, Suspect
from ..lines.journals import currency_of
from .bank_balance_movement import MOVEMENTS

#: entries that are compared with bank lines one by one, the newest
MAX_COMPARED = 500
#: entries without any trace that are named in one explanation
MAX_NAMED = 50
#: what mends a suspect; the others are opened
ACTIONS = {
    "double_booking": "reverse",
    "wrong_sign": "reverse",
    "transposed_digits": "reverse",
    "wrong_account": "reverse",
    "opening_balance": "opening_entry",
    "statement_gap": "import",
    "missing_line": "import",
    "ignored_line": "restore",
    "double_line": "ignore",
    "timing": "wait",
}


class BankDifferenceService(models.AbstractModel):
    _name = "bank.difference.service"
    _description = "Difference Explainer"

    @api.model
    def _explain(self, journal, day) -> list[dict]:
        """Explain the difference of a bank account at the end of a day.

        Args:
            journal: a bank ``account.journal``.
            day: the date.
        Returns:
            one dict per suspect, oldest first: ``code``, ``amount`` (of the entry, line
            or gap), ``effect`` (its part of bank − ledger; they add up to the
            difference), ``date``, ``cancels_on``, ``message``, ``action`` and
            ``records`` (``model``, ``id``, ``name``; the first is the one to mend).
        """
        currency = currency_of(journal)
        causes = self._get_causes(journal, currency)
        lines = self._get_lines(journal, currency, causes, day)
        suspects = differences.explain(causes, lines, day)
        plain = [s for s in suspects if s.code != "entries_without_bank_line"]
        records = self._browse_keys({k for s in plain for k in s.causes + s.beside})
        facts = [self._describe(s, currency, records) for s in plain]
        untraced = [s for s in suspects if s.code == "entries_without_bank_line"]
        if untraced:
            facts.append(self._describe_untraced(untraced, currency))
        facts += self._find_zero_sum(journal, day)
        return facts

    @api.model
    def _explain_total(self, statement) -> str:
        """Say what most likely keeps a statement's lines from adding up to its balance.

        Args:
            statement: one ``account.bank.statement`` that does not add up.
        """
        journal, currency = statement.journal_id, statement.currency_id
        rest = statement.balance_end_real - statement.balance_end
        cause = Cause(
            f"statement:{statement.id}:incomplete",
            "incomplete",
            round(rest * 10**currency.decimal_places),
            statement.date,
            statement.id,
        )
        lines = self._get_lines(journal, currency, [cause], cause.day)
        suspect = differences.explain([cause], lines, cause.day)[0]
        records = self._browse_keys(suspect.causes + suspect.beside)
        return self._describe(suspect, currency, records)["message"]

    # -- facts -----------------------------------------------------------------------

    def _get_causes(self, journal, currency) -> list[Cause]:
        """Return all causes of the account, whatever their date."""
        minor = 10**currency.decimal_places
        causes = [
            *self._get_statement_causes(journal, minor),
            *self._get_entry_causes(journal, minor),
            *self._get_misplaced_lines(journal, minor),
        ]
        return [cause for cause in causes if cause.effect]

    def _get_entry_causes(self, journal, minor: int) -> list[Cause]:
        """Entries on the account that no bank line of it made."""
        domain = [
            ("journal_id", "=", journal.id),
            ("kind", "=", "ledger"),
            "|",
            ("statement_line_id", "=", False),
            ("statement_line_id.journal_id", "!=", journal.id),
        ]
        balances = self.env["bank.balance.service"]
        return [
            Cause(f"move:{move.id}", "item", -round(amount * minor), day)
            for move, day, amount in balances._group_movements(
                domain, ["move_id", "date:day"]
            )
        ]

    def _get_statement_causes(self, journal, minor: int) -> list[Cause]:
        """Where statements begin, do not follow on each other or do not add up."""
        domain = [
            ("journal_id", "=", journal.id),
            ("cause", "in", ("opening", "gap", "incomplete")),
        ]
        return [
            Cause(
                f"statement:{row.statement_id.id}:{row.cause}"
                if row.statement_id
                else f"told:{row.imported_statement_id.id}",
                row.cause,
                round(row.amount * minor),
                row.date,
                row.statement_id.id,
            )
            for row in self.env["bank.balance.movement"].sudo().search(domain)
        ]

    def _get_misplaced_lines(self, journal, minor: int) -> list[Cause]:
        """Bank lines that are booked on another account, or with another amount."""
        rows = self.env.execute_query(
            SQL(
                """
                SELECT v.statement_line_id, v.date,
                       SUM(CASE v.kind WHEN 'bank' THEN v.amount ELSE -v.amount END)
                  FROM (%s) v
                  JOIN account_bank_statement_line l ON l.id = v.statement_line_id
                   AND l.journal_id = v.journal_id
                 WHERE v.journal_id = %s AND v.kind IN ('bank', 'ledger')
              GROUP BY v.statement_line_id, v.date
                HAVING ABS(SUM(CASE v.kind WHEN 'bank' THEN v.amount
                                           ELSE -v.amount END)) * %s >= 0.5
                """,
                MOVEMENTS,
                journal.id,
                minor,
            )
        )
        return [
            Cause(f"line:{line_id}", "line", round(amount * minor), day)
            for line_id, day, amount in rows
        ]

    def _get_lines(self, journal, currency, causes, day) -> list[BankLine]:
        """Return bank lines that may give a cause away: of the statements that do not
        add up, and those of about the amount and day of an entry."""
        minor = 10**currency.decimal_places
        items = [c for c in causes if c.kind == "item" and c.day <= day]
        items = sorted(items, key=lambda c: c.day)[-MAX_COMPARED:]
        statements = [c.statement for c in causes if c.kind == "incomplete"]
        if not items and not statements:
            return []
        rows = self.env.execute_query(
            SQL(
                """
                SELECT l.id, ROUND(l.amount * %(minor)s)::bigint, m.date,
                       COALESCE(l.statement_id, 0), COALESCE(l.payment_ref, ''),
                       CASE WHEN l.is_ignored THEN 'ignored'
                            WHEN m.state = 'posted' THEN 'posted'
                            WHEN m.state = 'draft' THEN 'draft'
                            ELSE 'ignored' END,
                       l.journal_id = %(journal)s
                  FROM account_bank_statement_line l
                  JOIN account_move m ON m.id = l.move_id
                 WHERE l.statement_id = ANY(%(statements)s)
                    OR l.company_id = ANY(%(companies)s) AND EXISTS (
                       SELECT FROM unnest(%(days)s::date[], %(amounts)s::bigint[])
                                AS item (day, amount)
                        WHERE ABS(m.date - item.day) <= %(window)s
                          AND ((ROUND(l.amount * %(minor)s)::bigint - item.amount)
                                   %% 9 = 0
                            OR ROUND(l.amount * %(minor)s)::bigint = -item.amount))
                """,
                minor=minor,
                journal=journal.id,
                statements=statements,
                companies=journal.company_id.ids,
                days=[c.day for c in items],
                amounts=[-c.effect for c in items],
                window=differences.WINDOW,
            )
        )
        return [BankLine(*row) for row in rows]

    def _find_zero_sum(self, journal, day) -> list[dict]:
        """Say that the day's last statement moves nothing: its difference is older."""
        statements = self.env["account.bank.statement"]
        statement = statements._get_last(journal, ("date", "<=", day))
        moved = statement.balance_end - statement.balance_start
        if not statement.is_complete or not statement.currency_id.is_zero(moved):
            return []
        text = self.env._(
            "Statement %s sums up to zero: its difference was there before it.",
            statement.display_name,
        )
        return [
            self._fact("zero_sum_statement", statement.date, 0.0, 0.0, text, statement)
        ]

    # -- words -----------------------------------------------------------------------

    def _fact(self, code, day, amount, effect, message, records, **values) -> dict:
        return {
            "code": code,
            "amount": amount,
            "effect": effect,
            "date": str(day),
            "cancels_on": None,
            "message": message,
            "action": ACTIONS.get(code, "open"),
            "records": [
                {"model": one._name, "id": one.id, "name": one.display_name}
                for one in records
            ],
            **values,
        }

    def _describe(self, suspect: Suspect, currency, by_key: dict) -> dict:
        """Return the explanation of a suspect."""
        own = [by_key[key] for key in suspect.causes]
        beside = [by_key[key] for key in suspect.beside]
        effect = currency.round(suspect.effect / 10**currency.decimal_places)
        is_entry = own[0]._name == "account.move"
        amount = -effect if is_entry else effect
        facts = {
            "name": self._join_names(own),
            "other": self._join_names(beside),
            "amount": currency.format(amount),
            "day": suspect.cancels_on or suspect.day,
        }
        message = self._get_message(suspect.code, is_entry) % facts
        records = self._order_records(suspect.code, own, beside)
        fact = self._fact(suspect.code, suspect.day, amount, effect, message, records)
        fact["cancels_on"] = str(suspect.cancels_on) if suspect.cancels_on else None
        if fact["action"] == "reverse" and not is_entry:
            fact["action"] = "open"
        return fact

    def _order_records(self, code: str, own: list, beside: list) -> list:
        """The record to mend comes first."""
        mends_beside = own[0]._name == "account.bank.statement" and code != "timing"
        return beside + own if mends_beside else own + beside

    def _describe_untraced(self, suspects: list[Suspect], currency) -> dict:
        """One explanation for all entries that left no trace on the bank."""
        ids = [int(key.split(":")[1]) for s in suspects for key in s.causes]
        moves = self.env["account.move"].sudo().browse(ids)
        effect = sum(s.effect for s in suspects) / 10**currency.decimal_places
        effect = currency.round(effect)
        message = self.env._(
            "Entries on the bank account that do not come from the bank: %(count)s "
            "(%(names)s)",
            count=len(moves),
            names=", ".join(name or "" for name in moves[:5].mapped("name")),
        )
        return self._fact(
            "entries_without_bank_line",
            min(s.day for s in suspects),
            -effect,
            effect,
            message,
            moves[:MAX_NAMED],
        )

    def _browse_keys(self, keys) -> dict:
        """Return the records of causes' and bank lines' keys, to name them: who may see
        the difference may read what it consists of. Opening it checks the rights."""
        models_by_kind = {
            "move": "account.move",
            "line": "account.bank.statement.line",
            "statement": "account.bank.statement",
            "told": "bank.imported.statement",
        }
        ids: dict[str, list[int]] = {kind: [] for kind in models_by_kind}
        for key in keys:
            kind, number = key.split(":")[:2]
            ids[kind].append(int(number))
        found = {}
        for kind, model in models_by_kind.items():
            for record in self.env[model].sudo().browse(ids[kind]):
                found[f"{kind}:{record.id}"] = record
        return {key: found[":".join(key.split(":")[:2])] for key in keys}

    def _join_names(self, records: list) -> str:
        return ", ".join(map(self._get_name, records[:3]))

    def _get_name(self, record) -> str:
        if record._name == "bank.imported.statement":
            return record._get_label()
        if record._name != "account.bank.statement.line":
            return record.display_name
        return self.env._(
            "“%(text)s” of %(date)s", text=record.payment_ref, date=record.date
        )

    def _get_message(self, code: str, is_entry: bool) -> str:
        _ = self.env._
        if code in ("wrong_sign", "transposed_digits", "wrong_account"):
            return self._get_entry_message(code, is_entry)
        return {
            "double_booking": _(
                "%(name)s books %(amount)s that the bank line %(other)s books as well: "
                "booked twice. Reverse the entry."
            ),
            "timing": _(
                "%(name)s (%(amount)s) cancels out on %(day)s: only the dates differ. "
                "Nothing to do."
            ),
            "opening_balance": _(
                "%(name)s opens with %(amount)s more than the books had before it. Is "
                "there an opening entry?"
            ),
            "statement_gap": _(
                "%(amount)s are missing before %(name)s: a statement in between was "
                "not imported. Get it from the bank."
            ),
            "missing_line": _(
                "The lines of %(name)s miss %(amount)s to the bank's closing balance: "
                "a line is missing. Import the statement again."
            ),
            "ignored_line": _(
                "%(other)s was ignored, but %(name)s needs its %(amount)s. Restore it."
            ),
            "draft_line": _(
                "%(other)s is not posted, but %(name)s needs its %(amount)s. Post it."
            ),
            "double_line": _(
                "%(other)s: the same line twice in %(name)s, and one is too many. "
                "Ignore one of them."
            ),
        }[code]

    def _get_entry_message(self, code: str, is_entry: bool) -> str:
        _ = self.env._
        return {
            ("wrong_sign", True): _(
                "%(name)s books %(amount)s, the bank line %(other)s the opposite: "
                "wrong sign. Reverse the entry, the bank line stands for itself."
            ),
            ("wrong_sign", False): _(
                "With the opposite sign of %(other)s, %(name)s would add up: wrong "
                "sign."
            ),
            ("transposed_digits", True): _(
                "%(name)s books %(amount)s; the bank line %(other)s differs by two "
                "digits that changed places. Reverse the entry."
            ),
            ("transposed_digits", False): _(
                "With two digits of %(other)s changed places, %(name)s would add up."
            ),
            ("wrong_account", True): _(
                "%(name)s books %(amount)s here, but %(other)s came on another bank "
                "account: wrong account. Reverse the entry."
            ),
            ("wrong_account", False): _(
                "%(name)s is not booked on this bank account (%(amount)s). Correct its "
                "entry or the account of the journal."
            ),
        }[code, is_entry]

    @api.model
    def _get_first_day(self, journal, day):
        """Return the day on which the present difference began, or None."""
        domain = [("journal_id", "=", journal.id), ("date", "<=", day)]
        days = self.env["bank.balance.day"].sudo().search(domain, order="date desc")
        first = None
        for row in days:
            if not row.difference:
                break
            first = row.date
        return first
