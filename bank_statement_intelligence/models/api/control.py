"""Opening balances and outstanding payments over the façade."""


def opening_values(journals) -> list[dict]:
    """Return the opening balances of those bank journals that were asked for one."""
    service = journals.env["bank.opening.service"]
    questions = service._get_questions(journals)
    found = []
    for journal in journals:
        if question := questions.get(journal.id):
            found.append(
                {
                    "journal_id": journal.id,
                    "state": "to_confirm",
                    **question,
                    "date": str(question["date"]),
                    "question": service._get_question_text(journal, question),
                }
            )
        elif journal.opening_confirmed_on:
            found.append(confirmed_values(journal))
    return found


def confirmed_values(journal) -> dict:
    """Return the opening balance that somebody confirmed for a bank journal."""
    return {
        "journal_id": journal.id,
        "state": "confirmed",
        "date": str(journal.opening_confirmed_date),
        "opening": journal.opening_confirmed_amount,
        "confirmed_by": journal.opening_confirmed_by_id.id,
        "confirmed_on": str(journal.opening_confirmed_on),
    }


def outstanding_values(item) -> dict:
    """Return a payment that waits for the bank."""
    return {
        "date": str(item.date),
        "label": item.label,
        "partner_id": item.partner_id.id,
        "amount": item.amount,
        "currency": item.currency_id.name,
        "age": item.age,
        "move_id": item.move_id.id,
        "payment_id": item.payment_id.id,
        "is_booked": item.is_booked,
    }
