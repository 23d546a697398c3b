"""Step 3, what is known already: keys of transactions, and what follows on what."""

from collections import defaultdict
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import accumulate
from typing import NamedTuple

from ...engine.references.identity import fingerprint, number_keys
from ...engine.references.same_statement import ASK, KNOWN, OTHER, Piece, judge
from ...parsers.common.records import ParsedStatement
from .bank_imported_statement import exact
from .line_values import booking_day


@dataclass(slots=True)
class Identity:
    """One import key and one balance before it (None: not told) per transaction.

    ``doubts`` are the equal entries of other statements (``bank.import.key``) of which
    nobody can know whether they are the same movement, by position; ``same_as`` is the
    remembered statement (``bank.imported.statement``) that this is once more.
    """

    piece: Piece
    keys: list[str]
    balances: list[Decimal | None]
    doubts: dict[int, object] = field(default_factory=dict)
    same_as: object = None


def identify(file, journal, parsed: ParsedStatement) -> Identity:
    """Return the import keys of a statement's transactions, twins numbered.

    An entry without an id of the bank that equals a stored one is known, another, or a
    question, as :func:`judge` says of the two statements.

    Args:
        file: ``bank.import.file`` that the statement came in.
        journal: its ``account.journal``.
        parsed: ``ParsedStatement``.
    """
    piece, balances = _get_piece(parsed)
    prints = [fingerprint(tx) for tx in parsed.transactions]
    identity = Identity(piece, number_keys(prints), balances)
    weak = [place for place, item in enumerate(prints) if not item.strong]
    values = {place: prints[place].value for place in weak}
    known = _find_known(journal, set(values.values()))
    if known:
        verdicts = _judge_statements(file, journal, identity, values, known)
        _number(identity, values, known, verdicts)
    return identity


class Known(NamedTuple):
    """What a journal knows of a transaction: state of its key, why it is left out, and
    the ids of the ``bank.import.file`` and bank line it came in."""

    state: str
    reason: str = ""
    file_id: int = 0
    line_id: int = 0

    def is_of(self, file) -> bool:
        """Tell whether this file brought the transaction, and its line stands."""
        return self.state == "imported" and self.file_id == file.id and self.line_id > 0


def known_keys(journal, keys: list[str]) -> dict[str, Known]:
    """Return the import keys that the journal knows, with what it knows of each."""
    rows = journal.env["bank.import.key"].search_fetch(
        [("journal_id", "=", journal.id), ("key", "in", keys)],
        ["key", "state", "reason", "import_file_id", "statement_line_id"],
    )
    return {
        row.key: Known(
            row.state,
            row.reason or "",
            row.import_file_id.id or 0,
            row.statement_line_id.id or 0,
        )
        for row in rows
    }


def _get_piece(parsed):
    """Return a statement as a piece of its account's history, and the balance before
    each of its transactions."""
    amounts = [tx.amount for tx in parsed.transactions]
    total = sum(amounts, Decimal(0))
    opening, closing = parsed.opening, parsed.closing
    if opening is None and closing is not None:
        opening = closing - total
    if closing is None and opening is not None:
        closing = opening + total
    days = [day for tx in parsed.transactions if (day := booking_day(tx, parsed))]
    days = days or [day for day in (parsed.period_to, parsed.closing_date) if day][:1]
    number = (parsed.number or "").strip()
    first, last = min(days, default=None), max(days, default=None)
    piece = Piece(number, opening, closing, first, last, len(amounts))
    if opening is None:
        return piece, [None] * len(amounts)
    return piece, list(accumulate(amounts, initial=opening))[:-1]


def _find_known(journal, prints: set[str]) -> dict:
    """Return the keys that the journal has of each of these fingerprints, in order."""
    env = journal.env
    keys = env["bank.import.key"]
    keys.flush_model(["key", "journal_id"])
    env.cr.execute(
        """
        SELECT id FROM bank_import_key
         WHERE journal_id = %s AND split_part(key, ':', 1) = ANY(%s)
        """,
        [journal.id, list(prints)],
    )
    found = defaultdict(list)
    for key in keys.sudo().browse([row[0] for row in env.cr.fetchall()]):
        found[key.key.partition(":")[0]].append(key)
    for rows in found.values():
        rows.sort(key=_occurrence)
    return found


def _occurrence(key) -> int:
    return int(key.key.partition(":")[2])


def _judge_statements(file, journal, identity, values, known) -> dict:
    """Return what the equal entries of each remembered statement are, by its record.

    Keys from before statements were remembered count as one, the empty record.
    """
    memory = journal.env["bank.imported.statement"].sudo()
    piece = identity.piece
    begun = _find_begun(file, journal, piece)
    is_next = _is_next(file, journal, piece, begun)
    identity.same_as = begun or _find_same(journal, piece, is_next)
    involved = memory.union(
        *(key.imported_statement_id for rows in known.values() for key in rows)
    )
    verdicts = {memory: OTHER if is_next else KNOWN}
    if identity.same_as and not begun:
        return verdicts | dict.fromkeys(involved, KNOWN) | {memory: KNOWN}
    balances = _get_balances(involved)
    for statement in involved:
        places = [
            place
            for place, value in values.items()
            if any(
                key.imported_statement_id == statement for key in known.get(value, ())
            )
        ]
        block = None
        if piece.opening is not None:
            last = places[-1] + 1
            end = identity.balances[last] if last < piece.count else piece.closing
            block = (identity.balances[places[0]], end)
        old = statement._get_piece(balances.get(statement.id, ()))
        verdicts[statement] = judge(piece, old, block, is_next)
    return verdicts


def _get_balances(statements) -> dict[int, list[Decimal]]:
    """Return the balances before the entries of remembered statements, by their id."""
    found = defaultdict(list)
    keys = statements.env["bank.import.key"].sudo()
    domain = [("imported_statement_id", "in", statements.ids), ("is_placed", "=", True)]
    for key in keys.search_fetch(domain, ["imported_statement_id", "balance_before"]):
        found[key.imported_statement_id.id].append(exact(key.balance_before))
    return found


def _number(identity, values, known, verdicts) -> None:
    """Give each transaction a key that is known, or a new one, maybe with a doubt."""
    doubtful = defaultdict(list)
    free = defaultdict(list)
    for value, rows in known.items():
        for key in rows:
            verdict = verdicts[key.imported_statement_id]
            # nobody can be shown a line that is gone: it does not come back
            ask = verdict == ASK and key.statement_line_id
            if ask:
                doubtful[value].append(key)
            elif verdict != OTHER:
                free[value].append(key)
    rest = []
    for place, value in values.items():
        before = identity.balances[place]
        same = [key for key in free[value] if _is_at(key, before)]
        if same:
            free[value].remove(same[0])
            identity.keys[place] = same[0].key
        else:
            rest.append(place)
    last = {value: _occurrence(rows[-1]) for value, rows in known.items()}
    for place in rest:
        value = values[place]
        if free[value]:
            identity.keys[place] = free[value].pop(0).key
            continue
        last[value] = last.get(value, 0) + 1
        identity.keys[place] = f"{value}:{last[value]}"
        if doubtful[value]:
            identity.doubts[place] = doubtful[value].pop(0)


def _is_at(key, before) -> bool:
    return key.is_placed and before is not None and exact(key.balance_before) == before


def _find_same(journal, piece, is_next: bool):
    """Return the remembered statement that this is once more, in whatever bytes."""
    memory = journal.env["bank.imported.statement"].sudo()
    if piece.opening is None:
        return memory
    domain = [
        ("journal_id", "=", journal.id),
        ("entry_count", "=", piece.count),
        ("last_day", "=", piece.last or False),
    ]
    for row in memory.search(domain):
        old = row._get_piece()
        if piece.is_same(old) and judge(piece, old, None, is_next) == KNOWN:
            return row
    return memory


def _find_begun(file, journal, piece):
    """Return the remembered statement if the file is stored in parts, and some parts of
    this one are."""
    memory = journal.env["bank.imported.statement"].sudo()
    if file.state != "queued":
        return memory
    domain = [("journal_id", "=", journal.id), ("import_file_id", "=", file.id)]
    return memory.search(domain).filtered(lambda row: row._get_piece().is_same(piece))


def _is_next(file, journal, piece, begun) -> bool:
    """Tell whether a statement begins where the account's last one ended, is not
    earlier, and has not been here, but for what is ``begun`` of it."""
    if piece.opening is None or piece.opening == piece.closing:
        return False
    if file._get_same_bytes(("imported", "partial", "ignored")):
        return False
    memory = journal.env["bank.imported.statement"]
    mine = [("journal_id", "=", journal.id), ("id", "not in", begun.ids)]
    if piece.number and memory.search_count(
        [*mine, ("number", "=", piece.number), ("last_day", "=", piece.last)], limit=1
    ):
        return False
    last = memory.search(
        [*mine, ("last_day", "!=", False)], order="last_day desc, id desc", limit=1
    )
    if last and piece.follows(last._get_piece()):
        return True
    stored = journal.env["account.bank.statement"]._get_last(
        journal, ("id", "not in", begun.statement_id.ids)
    )
    if not stored:
        return False
    closing = stored.currency_id.round(stored.balance_end_real)
    number = stored.bank_statement_number or ""
    day = stored.date
    return piece.follows(Piece(number, None, exact(closing), day, day, 0))
