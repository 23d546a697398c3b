"""The façade's words for opening balances."""

from odoo import api, models


class BankStatementApi(models.AbstractModel):
    _inherit = "bank.statement.api"

    @api.model
    def opening_balances(self, journal_ids=None):
        """Return the opening balances of bank journals that were asked for.

        Args:
            journal_ids (list): by default every bank journal of the current company.
        Returns:
            list: per journal ``journal_id, state`` (``to_confirm`` or ``confirmed``),
            ``date, opening``; to confirm: ``statement_id, ledger, missing, question``;
            confirmed: ``confirmed_by`` (user id), ``confirmed_on``.
        """
        self._check_user()
        journals = self._browse("account.journal", journal_ids or [])
        if journal_ids is None:
            journals = journals.search(
                [
                    ("company_id", "=", self.env.company.id),
                    ("type", "in", ("bank", "cash", "credit")),
                ]
            )
        service = self.env["bank.opening.service"]
        questions = service._get_questions(journals)
        found = []
        for journal in journals:
            if question := questions.get(journal.id):
                found.append(
                    self._opening_json(journal, question)
                    | {"question": service._get_question_text(journal, question)}
                )
            elif journal.opening_confirmed_on:
                found.append(self._confirmed_json(journal))
        return found

    @api.model
    def confirm_opening_balance(self, journal_id):
        """Take the opening balance of the first statement as the bank gives it.

        It books nothing and is asked for once per journal.

        Returns:
            dict: ``journal_id, state`` (``confirmed``), ``date, opening, confirmed_by,
            confirmed_on``, and ``missing``: what the books lack, to be booked with an
            opening entry.
        """
        self._check_approver()
        journal = self._browse("account.journal", [journal_id])
        question = self.env["bank.opening.service"]._confirm(journal)
        return self._confirmed_json(journal) | {"missing": question["missing"]}

    def _opening_json(self, journal, question: dict) -> dict:
        return {
            "journal_id": journal.id,
            "state": "to_confirm",
            **question,
            "date": str(question["date"]),
        }

    def _confirmed_json(self, journal) -> dict:
        return {
            "journal_id": journal.id,
            "state": "confirmed",
            "date": str(journal.opening_confirmed_date),
            "opening": journal.opening_confirmed_amount,
            "confirmed_by": journal.opening_confirmed_by_id.id,
            "confirmed_on": str(journal.opening_confirmed_on),
        }
