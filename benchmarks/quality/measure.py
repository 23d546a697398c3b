"""What is done with a world: import, match, match again, undo; through the façade."""

import base64

from . import camt
from .score import score, snapshot


def import_lines(books):
    """Import the files of the world, without matching."""
    api = books.env["bank.statement.api"]
    for journal, data in camt.files(books.world, books.get_names()).items():
        content = base64.b64encode(data).decode()
        answer = api.import_file(f"{journal}.xml", content, match=False)
        if answer["errors"]:
            raise ValueError(f"{journal}: {answer['errors']}")
        lines = books.env["account.bank.statement.line"].browse(answer["line_ids"])
        books.find_lines(lines)


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
