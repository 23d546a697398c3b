"""The check of the books can fail: each of its queries sees what it is there for."""

from bank_common import IBAN, BankMatchCommon
from books import CHECKS, faults
from camt_files import camt053, entry, statement

#: what is done to the books, by the check that must see it
MUTATIONS = {
    "an entry is not balanced": """
        UPDATE account_move_line SET balance = balance + 1 WHERE id = (
            SELECT min(l.id) FROM account_move_line l
              JOIN account_bank_statement_line s ON s.move_id = l.move_id
             WHERE s.id = %(posted)s AND l.balance > 0)
    """,
    "the bank item of a line is not the line's amount": """
        UPDATE account_bank_statement_line SET amount = amount + 1
         WHERE id = %(posted)s
    """,
    "a residual is not the amount less what was reconciled": """
        UPDATE account_move_line SET amount_residual = amount_residual + 5
         WHERE id = (SELECT max(debit_move_id) FROM account_partial_reconcile)
    """,
    "a foreign residual is not the amount less what was reconciled": """
        UPDATE account_move_line
           SET amount_residual_currency = amount_residual_currency + 5
         WHERE id = (SELECT max(debit_move_id) FROM account_partial_reconcile)
    """,
    "a line says reconciled and has money in suspense": """
        UPDATE account_bank_statement_line SET match_state = 'reconciled'
         WHERE id = %(waiting)s
    """,
    "an open line has less in suspense than its amount": """
        UPDATE account_move_line l SET balance = balance - 1
          FROM account_bank_statement_line s
         WHERE s.id = %(waiting)s AND l.move_id = s.move_id
           AND l.account_id = %(suspense)s
    """,
    "a posted proposal's line is not reconciled": """
        UPDATE account_bank_statement_line SET is_reconciled = false
         WHERE id = %(posted)s
    """,
    "two proposals are posted for one line": """
        UPDATE bank_match_proposal SET state = 'posted', statement_line_id = %(posted)s
         WHERE statement_line_id = %(waiting)s
    """,
    "a transaction is stored twice": """
        UPDATE bank_import_key SET statement_line_id = %(posted)s
         WHERE statement_line_id = %(waiting)s
    """,
    "an identity stands for two transactions": """
        DROP INDEX bank_import_key_key_uniq;
        UPDATE bank_import_key SET key = 'the same'
         WHERE statement_line_id IN (%(posted)s, %(waiting)s)
    """,
    "a proposal waits for a line that is settled": """
        UPDATE bank_match_proposal
           SET state = 'approved', statement_line_id = %(posted)s
         WHERE statement_line_id = %(waiting)s
    """,
    "a statement of a file has an end that is not its begin and lines": """
        UPDATE account_bank_statement SET balance_end_real = balance_end_real + 1
         WHERE id = %(statement)s
    """,
    "an item of a proposal is of another company": """
        UPDATE bank_match_proposal SET company_id = %(other)s
         WHERE statement_line_id = %(posted)s
    """,
}


class TestBooksCheck(BankMatchCommon):
    books_are_falsified = True

    def test_each_check_sees_what_it_is_there_for(self):
        paid, owed = self.invoice(100), self.invoice(50)
        rows = [entry(100, paid.name), entry(50, owed.name)]
        answer = self.import_bytes(camt053(statement(IBAN, rows)))
        lines = self.env["account.bank.statement.line"].browse(answer["line_ids"])
        posted = lines.filtered(lambda line: line.amount == 100)
        self.api.post(proposal_ids=self.open_proposals(posted).ids)
        self.assert_settles(posted, paid)
        names = {
            "posted": posted.id,
            "waiting": (lines - posted).id,
            "suspense": self.suspense.id,
            "statement": lines.statement_id.id,
            "other": self.setup_other_company()["company"].id,
        }
        self.env.flush_all()
        self.assertEqual(faults(self.env.cr), [])
        self.assertEqual(set(MUTATIONS), set(CHECKS))
        for text, query in MUTATIONS.items():
            with self.subTest(check=text):
                point = self.env.cr.savepoint(flush=False)
                self.env.cr.execute(query, names)
                found = [row for row in faults(self.env.cr) if row.startswith(text)]
                point.rollback()
                point.close(rollback=False)
                self.assertEqual(len(found), 1)
        self.assertEqual(faults(self.env.cr), [])
