"""The same lines in other files and another order: the same books."""

import random
from datetime import timedelta

from .measure import import_lines, match
from .score import settled


def at_once(books):
    """Import all lines in one file per account, by day, and match."""
    import_lines(books)
    match(books)


def shuffled(books):
    """The same, in another order within each day."""
    rng = random.Random(books.world.seed)
    lines = sorted(books.world.lines, key=lambda line: (line.day, rng.random()))
    import_lines(books, lines)
    match(books)


def piecemeal(books, days=1):
    """A file for so many days, each matched when it is imported; then a run."""
    for journal in books.journals.values():
        journal.match_automation = "post"
    lines = sorted(books.world.lines, key=lambda line: line.day)
    number = 0
    while lines:
        end = lines[0].day + timedelta(days=days)
        now = [line for line in lines if line.day < end]
        lines = lines[len(now) :]
        number += 1
        import_lines(books, now, number=str(number), match=True)
    match(books)


def differences(books, before):
    """Return what is settled otherwise than before, as text.

    Args:
        books: the Books after a play.
        before: what :func:`settled` returned after another play.
    """
    after = settled(books)
    return [
        f"{line.situation} {line.key}: {before[line.key]} became {after[line.key]}"
        for line in books.world.lines
        if before[line.key] != after[line.key]
    ]
