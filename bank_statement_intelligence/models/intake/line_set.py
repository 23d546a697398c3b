"""Bank lines of a statement, written by set: core makes examples, SQL copies them.

Lines of one shape (sign, currencies, period, kind of partner) differ in few columns.
Core makes the earliest and the latest line of each shape in a savepoint that is rolled
back. The copy of the earliest must equal the latest in every column of every table, and
core must have written no other table; then all lines are copies, numbered as core would
have done. Where anything is different, or anybody listens (``listeners``), the caller
lets the ORM write; the log says why.
"""

import json
import logging
from collections import defaultdict
from functools import partial
from itertools import count
from types import SimpleNamespace

from psycopg2.errors import UniqueViolation

from odoo import api, fields, models

from ..lines import by_set
from ..lines.by_set import MIN_ALIKE, MIN_LINES, Differs

_logger = logging.getLogger(__name__)

LINE = "account.bank.statement.line"
MODELS = ("account.move", LINE, "account.move.line")
TABLES = tuple(name.replace(".", "_") for name in MODELS)
#: core writes the statement as well; it is computed again for the copies
TOUCHED = {*TABLES, "account_bank_statement"}
#: lines per INSERT
CHUNK = 1000
#: numbers that somebody else took meanwhile
MAX_TRIES = 3
#: how core turns the sequence of a line that nobody has moved, for its index
FIRST = 2147483647 - 1
#: copies of an example in one table, each with what it has of its own
_COPIES = """
part{number} AS (
    INSERT INTO {table}
    SELECT made.* FROM input, jsonb_populate_record(NULL::{table},
           %(examples)s::jsonb #> ARRAY[own ->> 'shape', '{table}', '{part}']
           || (own #> ARRAY['{table}', '{part}'])) made
     ORDER BY place)"""
#: all tables at once: entries and lines refer to each other
_INSERT = (
    """
WITH input AS (SELECT * FROM jsonb_array_elements(%(rows)s::jsonb)
                             WITH ORDINALITY input (own, place)),"""
    + ",".join(
        _COPIES.format(number=number, table=table, part=part)
        for number, (table, part) in enumerate(
            zip((*TABLES, TABLES[-1]), (0, 0, 0, 1), strict=True)
        )
    )
    + " SELECT"
)


class BankLineSet(models.AbstractModel):
    _name = "bank.line.set"
    _description = "Bank Lines Written by Set"

    @api.model
    def _create(self, statement, values: list[dict]):
        """Create the lines of a new statement, if they can be written by set.

        Args:
            statement: an ``account.bank.statement`` without lines.
            values: what ``create()`` of the lines would get, in their order.
        Returns:
            the lines in the order of the values; None if the ORM has to write them.
        """
        journal = self.env["account.journal"].browse(values[0]["journal_id"])
        if reason := self._find_obstacle(journal, values):
            _logger.info("Bank lines are created one by one: %s", reason)
            return None
        lines = self.env[LINE]
        watch = self.env["bank.tables"]._watch
        try:
            return watch(partial(self._write, statement), lines, "create", values)
        except Differs as reason:
            _logger.info("Bank lines are created one by one: %s", reason)
            return None

    def _find_obstacle(self, journal, values: list[dict]) -> str:
        """Return why lines of a journal have to be written by the ORM, or nothing."""
        if len(values) < MIN_LINES:
            return f"{len(values)} lines are few"
        if journal.sequence_override_regex:
            return "the journal has a pattern of numbers of its own"
        if journal.currency_id not in (
            journal.currency_id.browse(),
            journal.company_id.currency_id,
        ):
            return "the journal has a currency of its own"
        return by_set.find_obstacle(self.env, journal, MODELS)

    def _write(self, statement, values: list[dict]):
        """Write the rows; as often as somebody else was faster with the numbers."""
        facts = _Facts(statement, values)
        for _try in range(MAX_TRIES):
            self.env.flush_all()
            examples = self._make_examples(facts)
            try:
                with self.env.cr.savepoint(flush=False):
                    lines = self._insert(facts, examples)
                break
            except UniqueViolation as error:
                _logger.info("Numbers were taken meanwhile: %s", error)
        else:
            raise Differs("others take the numbers of the journal")
        self.env.invalidate_all(flush=False)
        statement.modified(["line_ids"])
        return lines

    # -- examples ---------------------------------------------------------------------

    def _make_examples(self, facts) -> dict:
        """Let core make two lines of each shape, read their rows and undo it.

        Returns:
            the rows of the first one by shape and table.
        Raises:
            Differs: the second one is not a copy of the first one.
        """
        before = by_set.count_writes(self.env)
        try:
            with self.env.cr.savepoint() as savepoint:
                lines = self.env[LINE].create(
                    [dict(facts.lines[place].values) for place in facts.examples]
                )
                self.env.flush_all()
                after = by_set.count_writes(self.env)
                rows = self._read_rows(lines)
                facts.set_numbers(self.env["account.move"], rows)
                found = self._compare(facts, rows)
                savepoint.rollback()
        finally:
            # nothing of them is left, whatever came of it
            self.env["account.move"]._get_sequence_cache().clear()
            self.env.invalidate_all(flush=False)
        by_set.check_tables(before, after, TOUCHED, TABLES)
        return found

    def _read_rows(self, lines) -> list[dict]:
        """Return the rows of each line: a list of them by table."""
        by_line = defaultdict(lambda: {name: [] for name in TABLES})
        moves = {line.move_id.id: line.id for line in lines}
        for table, key in zip(TABLES, ("id", "move_id", "move_id"), strict=True):
            self.env.cr.execute(
                f"SELECT {key}, to_jsonb(t) FROM {table} t WHERE {key} = ANY(%s)"
                " ORDER BY id",
                [list(moves)],
            )
            for move_id, row in self.env.cr.fetchall():
                by_line[moves[move_id]][table].append(row)
        return [by_line[line.id] for line in lines]

    def _compare(self, facts, rows: list[dict]) -> dict:
        """Return the first example of each shape; raise if the others are no copies."""
        found = {}
        for place, made in zip(facts.examples, rows, strict=True):
            line = facts.lines[place]
            example = found.setdefault(line.shape, made)
            if [len(made[name]) for name in TABLES] != [1, 1, 2]:
                raise Differs("core makes other journal items")
            ids = [row["id"] for name in TABLES for row in made[name]]
            own = facts.make_rows(line, ids, made["account_move"][0]["sequence_number"])
            for table in TABLES:
                pairs = zip(example[table], own[table], strict=True)
                copies = [one | two for one, two in pairs]
                by_set.check_equal(self.env, table, copies, made[table])
        return found

    # -- copies -----------------------------------------------------------------------

    def _insert(self, facts, examples: dict):
        """Write the rows of all lines; return the lines."""
        total = len(facts.lines)
        tables = (*TABLES, TABLES[-1])
        ids = [by_set.take_ids(self.env, table, total) for table in tables]
        items = sorted(ids[2] + ids[3])
        rows = []
        for place, line in enumerate(facts.lines):
            own = [ids[0][place], ids[1][place], *items[2 * place : 2 * place + 2]]
            rows.append(
                facts.make_rows(line, own, line.number) | {"shape": str(line.shape)}
            )
        text = json.dumps(examples)
        for start in range(0, total, CHUNK):
            chunk = json.dumps(rows[start : start + CHUNK])
            self.env.cr.execute(_INSERT, {"rows": chunk, "examples": text})
        return self.env[LINE].browse(ids[1])


class _Facts:
    """What differs from line to line of a statement."""

    def __init__(self, statement, values: list[dict]):
        self.env = statement.env
        # not the statement's: core takes that from its lines
        self.journal = self.env["account.journal"].browse(values[0]["journal_id"])
        self._today = fields.Date.context_today(statement)
        everybody = {row.get("partner_id") for row in values}
        self._partners = by_set.PartnerFacts(
            self.env, self.journal.company_id, everybody
        )
        self._shapes: dict[tuple, int] = {}
        self._money: dict = {}
        self.lines = [self._describe(row) for row in values]
        self.examples = self._choose_examples()

    def _describe(self, values: dict):
        foreign = values.get("foreign_currency_id") or False
        day, amount = values["date"], values["amount"]
        partner = self._partners.get(values.get("partner_id"), foreign)
        key = (
            foreign,
            (amount > 0) - (amount < 0),
            (day.year, day.month, day > self._today),
            bool(values.get("partner_id")),
            bool(values.get("amount_currency")),
        )
        shape = self._shapes.setdefault(key, len(self._shapes))
        return SimpleNamespace(
            values=values, shape=shape, partner=partner, foreign=foreign, number=0
        )

    def _choose_examples(self) -> list[int]:
        """Return the places of the earliest and the latest line of each shape."""
        by_shape = defaultdict(list)
        for place, line in enumerate(self.lines):
            by_shape[line.shape].append(place)
        if len(by_shape) * MIN_ALIKE > len(self.lines):
            raise Differs("each is of another shape")
        chosen = set()
        for places in by_shape.values():
            places.sort(key=lambda place: (self.lines[place].values["date"], place))
            chosen |= {places[0], places[-1]}
        return sorted(chosen)

    def set_numbers(self, moves, rows: list[dict]) -> None:
        """Number the lines as core would do, from what it gave the examples.

        Args:
            moves: the model of entries.
            rows: the examples' rows.
        """
        first: dict[str, dict] = {}
        prefixes: dict[int, str] = {}
        for place, made in zip(self.examples, rows, strict=True):
            move = made["account_move"][0]
            prefix = prefixes[self.lines[place].shape] = move["sequence_prefix"]
            before = first.setdefault(prefix, move)
            if move["sequence_number"] < before["sequence_number"]:
                first[prefix] = move
        self._formats = {
            prefix: moves._get_sequence_format_param(move["name"])
            for prefix, move in first.items()
        }
        self._gaps = {
            (prefix, move["sequence_number"])
            for prefix, move in first.items()
            if move["made_sequence_gap"]
        }
        counters = {
            prefix: count(move["sequence_number"]) for prefix, move in first.items()
        }
        self._prefixes = prefixes
        for line in sorted(self.lines, key=lambda line: line.values["date"]):
            line.number = next(counters[prefixes[line.shape]])

    # -- rows -------------------------------------------------------------------------

    def make_rows(self, line, ids: list[int], number: int) -> dict[str, list[dict]]:
        """Return what a line has of its own, in each row of each table.

        Args:
            line: the line.
            ids: of its entry, itself, the bank's and the other item.
            number: of its entry.
        """
        move_id, line_id, *item_ids = ids
        values, partner = line.values, line.partner
        amount, day = values["amount"], str(values["date"])
        prefix = self._prefixes[line.shape]
        format_, parts = self._formats[prefix]
        name = format_.format(**parts | {"seq": number})
        if amount > 0 or not line.foreign:
            own = abs(amount)  # core sums up the debit item, in its own currency
        else:
            own = abs(values["amount_currency"])
        own = self._money_of(own, line.foreign)
        move = {
            "id": move_id,
            "statement_line_id": line_id,
            "date": day,
            "name": name,
            "sequence_number": number,
            "made_sequence_gap": (prefix, number) in self._gaps,
            "amount_total": own,
            "amount_total_signed": self._money_of(abs(amount)),
            "amount_total_in_currency_signed": own,
            **partner,
        }
        return {
            "account_move": [move],
            "account_bank_statement_line": [self._make_line(line, ids)],
            "account_move_line": [
                self._make_item(line, move, item_id, part)
                for part, item_id in enumerate(item_ids)
            ],
        }

    def _make_line(self, line, ids: list[int]) -> dict:
        values = line.values
        own = {
            name: value
            for name, value in values.items()
            if name not in ("date", "journal_id")
        }
        own = {
            name: str(value) if hasattr(value, "isoformat") else value or None
            for name, value in own.items()
        }
        amount = self._money_of(values["amount"])
        open_amount = values["amount"]
        if line.foreign:
            open_amount = values["amount_currency"]
            own["amount_currency"] = self._money_of(open_amount, line.foreign)
        return own | {
            "id": ids[1],
            "move_id": ids[0],
            "amount": amount,
            "difference_amount": amount,
            "amount_residual": self._money_of(-open_amount, line.foreign),
            "internal_index": f"{values['date']:%Y%m%d}{FIRST:0>10}{ids[1]:0>10}",
        }

    def _make_item(self, line, move: dict, item_id: int, is_other: int) -> dict:
        values = line.values
        balance = -values["amount"] if is_other else values["amount"]
        currency, amount = False, balance
        if is_other and line.foreign:
            currency, amount = line.foreign, -values["amount_currency"]
        money, own = self._money_of(balance), self._money_of(amount, currency)
        item = {
            "id": item_id,
            "move_id": move["id"],
            "statement_line_id": move["statement_line_id"],
            "move_name": move["name"],
            "date": move["date"],
            "partner_id": move["partner_id"],
            "name": values["payment_ref"],
            "balance": money,
            "debit": self._money_of(max(balance, 0)),
            "credit": self._money_of(max(-balance, 0)),
            **dict.fromkeys(("amount_currency", "price_total", "price_subtotal"), own),
        }
        if not is_other:
            item |= {"amount_residual": money, "amount_residual_currency": own}
        return item

    def _money_of(self, amount: float, currency: int | bool = False) -> str:
        """Return an amount as core writes it: rounded, with a currency's decimals."""
        if currency not in self._money:
            company = self.journal.company_id.currency_id
            self._money[currency] = company.browse(currency) if currency else company
        money = self._money[currency]
        return by_set.money_text(amount, money)
