"""Import keys tell by what people know their transaction."""


def migrate(cr, version):
    """Take date, amount and label from the lines that are there."""
    cr.execute(
        """
        UPDATE bank_import_key key
           SET date = move.date, amount = line.amount, label = line.payment_ref
          FROM account_bank_statement_line line
          JOIN account_move move ON move.id = line.move_id
         WHERE line.id = key.statement_line_id AND key.label IS NULL
        """
    )
