"""What is done with a world: import, match, match again, undo; through the façade."""

import base64
from dataclasses import replace

from . import files
from .score import score, snapshot


def import_lines(books, lines=None, number="1", match=False):
    """Import the files of the world, or of some lines of it.

    Args:
        books: the Books.
        lines: Lines of the world in the order of their files; all, by day.
        number (str): of the statements.
        match (bool): match at once, as the journal's automation says.
    """
    world, names = books.world, books.get_names()
    if lines is None:
        lines = sorted(world.lines, key=lambda line: line.day)
    for journal, account in world.own_accounts.items():
        chosen = [
            replace(line, structured=line.structured.format(**names))
            for line in lines
            if line.journal == journal
        ]
        if not chosen:
            continue
        statement = files.Statement(
            bank=world.bank,
            key=journal,
            account=account,
            currency=world.currency_of(journal),
            number=number,
            opening=books.balances.get(journal, 0),
            lines=chosen,
            names=names,
        )
        _import(books, statement, match)
        books.balances[journal] = statement.opening + statement.total


def _import(books, statement, match):
    api = books.env["bank.statement.api"]
    found = []
    for name, data in files.write(statement):
        content = base64.b64encode(data).decode()
        journal = books.journals[statement.key].id
        answer = api.import_file(name, content, journal_id=journal, match=match)
        if answer["errors"]:
            raise ValueError(f"{name}: {answer['errors']}")
        found += answer["line_ids"]
    records = books.env["account.bank.statement.line"].browse(found)
    books.find_lines(statement.lines, records)


def match(books):
    """Run the matching with posting."""
    journals = [journal.id for journal in books.journals.values()]
    return books.env["bank.statement.api"].run_matching(journals, mode="post")


def measure(books):
    """Match, score, match again, undo.

    Returns:
        the Score and a list of what is not as it must be.
    """
    before = snapshot(books.env, books.company)
    match(books)
    result = score(books)
    return result, [*second_run(books), *undo(books, before)]


def second_run(books):
    """Return what a second run changed."""
    before = snapshot(books.env, books.company), _proposals(books)
    match(books)
    after = snapshot(books.env, books.company), _proposals(books)
    problems = []
    if before[0] != after[0]:
        problems.append("a second run posted more")
    if before[1] != after[1]:
        changed = set(before[1]) ^ set(after[1])
        problems.append(f"a second run changed {len(changed)} proposals: {changed}")
    return problems


def _proposals(books):
    found = books.env["bank.match.proposal"].search(
        [("company_id", "=", books.company.id)], order="id"
    )
    return [(p.id, p.signature, p.state) for p in found]


def undo(books, before):
    """Undo all runs, the newest first; return what is not as it was."""
    api = books.env["bank.statement.api"]
    runs = books.env["bank.match.run"].search(
        [("company_id", "=", books.company.id)], order="id desc"
    )
    refused = [fact for run in runs for fact in api.undo(run_id=run.id)["refused"]]
    problems = [f"undo refused: {fact['reason']}" for fact in refused[:5]]
    changed = set(before) ^ set(snapshot(books.env, books.company))
    if changed:
        problems.append(f"undo left {len(changed)} amounts different: {changed}")
    return problems
