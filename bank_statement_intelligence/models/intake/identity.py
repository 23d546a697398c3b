"""Step 3, what is known already: keys of transactions, and what follows on what."""

from ...engine.references.identity import fingerprint, number_keys


def transaction_keys(file, journal, parsed) -> list[str]:
    """Return one import key per transaction, twins numbered.

    A statement that follows exactly on the last one cannot contain its entries
    again: an equal transaction without a bank id is then a genuine twin.

    Args:
        file: ``bank.import.file`` that the statement came in.
        journal: its ``account.journal``.
        parsed: ``ParsedStatement``.
    """
    prints = [fingerprint(tx) for tx in parsed.transactions]
    weak = {item.value for item in prints if not item.strong}
    follows = weak and _follows_last(file, journal, parsed)
    return number_keys(prints, _count_known(journal, weak) if follows else {})


def known_states(journal, keys: list[str]) -> dict[str, str]:
    """Return the state of each import key that the journal knows."""
    known = journal.env["bank.import.key"].search_fetch(
        [("journal_id", "=", journal.id), ("key", "in", keys)], ["key", "state"]
    )
    return {row.key: row.state for row in known}


def _follows_last(file, journal, parsed) -> bool:
    """Tell whether the statement begins where the last one ended.

    A file that was here before never does, even if the balance is by chance (or by
    a deleted line) back where it began.
    """
    if file.search_count(
        [
            ("checksum", "=", file.checksum),
            ("company_id", "=", file.company_id.id),
            ("id", "!=", file.id),
            ("state", "in", ("imported", "partial", "ignored")),
        ],
        limit=1,
    ):
        return False
    last = journal.env["account.bank.statement"]._get_last(journal)
    if not last or parsed.opening is None or parsed.opening == parsed.closing:
        return False
    if parsed.number and last.bank_statement_number == parsed.number:
        return False
    opening = float(parsed.opening)
    return not last.currency_id.compare_amounts(last.balance_end_real, opening)


def _count_known(journal, prints: set[str]) -> dict[str, int]:
    env = journal.env
    env["bank.import.key"].flush_model(["key", "journal_id"])
    env.cr.execute(
        """
        SELECT split_part(key, ':', 1), max(split_part(key, ':', 2)::int)
          FROM bank_import_key
         WHERE journal_id = %s AND split_part(key, ':', 1) = ANY(%s)
      GROUP BY 1
        """,
        [journal.id, list(prints)],
    )
    return dict(env.cr.fetchall())
