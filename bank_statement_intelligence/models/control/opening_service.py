"""The opening balance of a journal's first statement, confirmed once.

Where statements begin, the bank has a balance that no earlier statement proves. If the
books have it too, there is nothing to ask. If not, one question is asked per journal:
is the bank's balance right as it is given? The answer books nothing and is remembered
with who and when; the entry that may be missing is offered, never made.
"""

from datetime import timedelta

from odoo import api, models
from odoo.exceptions import UserError

from ..lines.journals import currency_of
from ..lines.rights import needs

#: first statements with an opening balance, and the books before their first line
_FIRST = """
       WITH first AS (
           SELECT DISTINCT ON (statement.journal_id)
                  statement.id, statement.journal_id, statement.balance_start,
                  statement.first_line_index AS index
             FROM account_bank_statement statement
            WHERE statement.journal_id = ANY(%(journals)s)
              AND statement.first_line_index IS NOT NULL
         ORDER BY statement.journal_id, statement.first_line_index, statement.id
       ), begun AS (
           SELECT first.*, journal.default_account_id AS account_id,
                  company.currency_id AS own_id, company.parent_path,
                  coalesce(journal.currency_id, company.currency_id)
                      AS currency_id,
                  (SELECT min(move.date)
                     FROM account_bank_statement_line line
                     JOIN account_move move ON move.id = line.move_id
                    WHERE line.statement_id = first.id
                      AND move.state = 'posted') AS day
             FROM first
             JOIN account_journal journal ON journal.id = first.journal_id
             JOIN res_company company ON company.id = journal.company_id
       )
       SELECT begun.journal_id, begun.id, begun.day, begun.balance_start,
              coalesce(sum(
                  CASE WHEN begun.currency_id = begun.own_id THEN item.balance
                       WHEN begun.currency_id = item.currency_id
                       THEN item.amount_currency END), 0)
         FROM begun
    LEFT JOIN account_move_line item
           ON item.account_id = begun.account_id AND item.date <= begun.day
          AND item.parent_state = 'posted'
          AND item.company_id IN (
              SELECT branch.id FROM res_company branch
               WHERE starts_with(branch.parent_path, begun.parent_path))
          AND NOT EXISTS (
              SELECT FROM account_bank_statement_line line
               WHERE line.move_id = item.move_id
                 AND line.internal_index >= begun.index)
        WHERE begun.day IS NOT NULL AND begun.balance_start <> 0
     GROUP BY begun.journal_id, begun.id, begun.day, begun.balance_start
"""


class BankOpeningService(models.AbstractModel):
    _name = "bank.opening.service"
    _description = "Opening Balances of Bank Journals"

    @api.model
    def _get_questions(self, journals) -> dict[int, dict]:
        """Return what is to be confirmed, in one query for all journals.

        Args:
            journals: ``account.journal`` records.
        Returns:
            by journal id: ``statement_id``, ``date`` (of its first line), ``opening``
            (the bank's), ``ledger`` (the books' before its first line) and ``missing``
            (opening − ledger), in the journal's currency. Journals that have been
            confirmed, or whose books agree, are left out.
        """
        questions = {}
        asked = journals.filtered(lambda one: not one.sudo().opening_confirmed_on)
        for journal_id, facts in self._get_first(asked).items():
            journal = journals.browse(journal_id)
            currency = currency_of(journal)
            missing = currency.round(facts["opening"] - facts["ledger"])
            if missing:
                questions[journal_id] = facts | {"missing": missing}
        return questions

    def _get_first(self, journals) -> dict[int, dict]:
        """Return the first statements with an opening balance, and the books before."""
        if not journals.ids:
            return {}
        self.env.flush_all()
        self.env.cr.execute(
            _FIRST,
            {"journals": journals.ids},
        )
        return {
            journal_id: {
                "statement_id": statement_id,
                "date": day,
                "opening": float(opening or 0),
                "ledger": float(ledger),
            }
            for journal_id, statement_id, day, opening, ledger in self.env.cr.fetchall()
        }

    @api.model
    def _get_question_text(self, journal, question: dict) -> str:
        """Return the question in words."""
        currency = currency_of(journal)
        return self.env._(
            "The first statement of %(journal)s begins on %(day)s with %(opening)s; "
            "the books have %(ledger)s before it. Is the bank's opening balance right?",
            journal=journal.display_name,
            day=question["date"],
            opening=currency.format(question["opening"]),
            ledger=currency.format(question["ledger"]),
        )

    @api.model
    @needs("approver")
    def _confirm(self, journal) -> dict:
        """Take the bank's opening balance as given, and remember who said so.

        Args:
            journal: one bank journal.
        Returns:
            the question that was answered.
        Raises:
            UserError: it has been confirmed before, or there is nothing to confirm.
            AccessError: the user may not approve.
        """
        journal.ensure_one().check_access("read")
        kept = journal.sudo()
        kept.lock_for_update()
        if kept.opening_confirmed_on:
            raise UserError(
                self.env._(
                    "The opening balance of %(journal)s was confirmed by %(user)s on "
                    "%(day)s. It is asked for once.",
                    journal=journal.display_name,
                    user=kept.opening_confirmed_by_id.display_name,
                    day=kept.opening_confirmed_on.date(),
                )
            )
        question = self._get_questions(journal).get(journal.id)
        if not question:
            raise UserError(
                self.env._(
                    "There is no opening balance to confirm: %s has no statement that "
                    "begins with a balance which the books lack.",
                    journal.display_name,
                )
            )
        kept.write(self._get_values(question))
        self._log(journal, question)
        return question

    def _get_values(self, question: dict) -> dict:
        return {
            "opening_confirmed_on": self.env.cr.now(),
            "opening_confirmed_by_id": self.env.uid,
            "opening_confirmed_amount": question["opening"],
            "opening_confirmed_date": question["date"],
        }

    def _log(self, journal, question: dict) -> None:
        """Say it in the statement's and the journal's history, and in the log."""
        text = self.env._(
            "Opening balance confirmed: %s", self._get_question_text(journal, question)
        )
        statement = self.env["account.bank.statement"].browse(question["statement_id"])
        journal.sudo().message_post(body=text)
        facts = {**question, "date": str(question["date"]), "summary": text}
        self.env["bank.decision.log"]._append("opening", statement, [facts])

    # -- the entry --------------------------------------------------------------------

    @api.model
    def _offer_entry(self, journal, question: dict) -> dict:
        """Return the window of a new journal entry for what the books lack.

        Nothing is written: the person chooses the account against it and posts.
        """
        company = journal.company_id
        day = question["date"] - timedelta(days=1)
        currency = currency_of(journal)
        balance = currency._convert(
            question["missing"], company.currency_id, company, day
        )
        against = self.env["account.account"].search(
            [
                *self.env["account.account"]._check_company_domain(company),
                ("account_type", "=", "equity_unaffected"),
            ],
            limit=1,
        )
        label = self.env._("Opening balance of %s", journal.display_name)
        rows = [
            {
                "name": label,
                "account_id": account.id,
                "currency_id": currency.id,
                "amount_currency": sign * question["missing"],
                "balance": sign * balance,
            }
            for account, sign in ((journal.default_account_id, 1), (against, -1))
        ]
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Opening Entry"),
            "res_model": "account.move",
            "view_mode": "form",
            "views": [(False, "form")],
            "context": {
                "default_move_type": "entry",
                "default_date": str(day),
                "default_ref": label,
                "default_line_ids": [(0, 0, row) for row in rows],
                "default_company_id": company.id,
            },
        }
