"""Which column holds the amounts of a table, and what gives them their sign.

Running balances prove it where there are some. Where nothing proves it, what titles and
signs say is taken only if it cannot mean anything else.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise

from ..common.local_amounts import read_amount
from ..common.records import Message
from ..common.values import BadValue, quoted
from .balance import follow
from .columns import Columns
from .csv_reader import Row, column_of
from .directions import direction_word, directions, is_out
from .folding import fold
from .mapping import Mapping
from .words import asks_direction, is_type, roles_of

ENOUGH_ROWS = 5  # so many amounts in one direction are odd
#: words of kinds of entries that are money out, as a rule
_COSTS = frozenset(
    "fee fees gebyr gebuhr entgelt frais kosten avgift oplata pos".split()
)
_MANY = 50  # different words, of which one is no direction: then it is a text
_LISTED = 100  # ranks of titles that are known word for word are below


class AmountChoice:
    """Decides amounts and signs; ``mapping`` is the result.

    Args:
        columns: the columns and their titles.
        rows: the entries: rows with a date and an amount.
        mapping: what is known already: dates, decimal mark, balance …
        place: where the table is, for messages.
    """

    def __init__(
        self, columns: Columns, rows: list[Row], mapping: Mapping, place: str
    ) -> None:
        self.columns = columns
        self.rows = rows
        self.mapping = mapping
        self.place = place
        self.problems: list[str] = []
        self.messages: list[Message] = []
        self.certain = True
        self._uncertain = False
        self._read: dict[int | None, list[Decimal | None]] = {}
        self._spoken: dict[int, set[str]] = {}

    def decide(self, candidates: list[int], titled: bool) -> None:
        """Decide.

        Args:
            candidates: columns that may hold amounts, best first.
            titled: the table has titles that are known.
        """
        if self.mapping.debit is not None or self.mapping.credit is not None:
            self._decide_debit_sign()
        elif titled:
            self._decide_amount(candidates)
        elif not self._try_balances(candidates):
            self.mapping = self._with_sign(candidates[0])
            self.problems.append("The columns have no titles that are known.")

    # ---------------------------------------------------------- debit and credit column

    def _decide_debit_sign(self) -> None:
        """Decide whether positive or negative numbers are the debits."""
        debits = self._numbers(self.mapping.debit)
        credits = self._numbers(self.mapping.credit)
        up = any(number > 0 for number in debits)
        down = any(number < 0 for number in debits)
        sign = "negative" if down and not up else "positive"
        self.mapping = replace(self.mapping, debit_sign=sign)
        if not (up and down) and not any(number < 0 for number in credits):
            return
        for sign in ("positive", "negative"):
            trial = replace(self.mapping, debit_sign=sign)
            if self.proves(trial):
                self.mapping = trial
                return
        self.problems.append(
            "The debit or credit column has positive and negative numbers, and no "
            "balance proves which of them are money out."
        )

    # ---------------------------------------------------------------- one amount column

    def _decide_amount(self, candidates: list[int]) -> None:
        trials = (trial for column in candidates for trial in self._options(column))
        proved = next(filter(self.proves, trials), None)
        if proved:
            self._take(proved)
            self._check_rivals(candidates)
            self._check_first(proved)
            return
        column = candidates[0]
        if len(candidates) > 1 and not self._equal(candidates):
            column = self._preferred(candidates)
            if column is None:
                self.problems.append("More than one column may hold the amount.")
                column = candidates[0]
        self._take(self._with_sign(column))
        if not self._fee_proves() and not self._is_disproved():
            self._check_direction()

    def _check_rivals(self, candidates: list[int]) -> None:
        """Ask where balances prove another column, or the fees on top, just as well.

        They prove nothing of the first entry.
        """
        taken = self._sizes(self.mapping)
        others = (replace(self.mapping, amount=column) for column in candidates)
        for other in others:
            if self._sizes(other) != taken and self.proves(other):
                self.problems.append("More than one column may hold the amount.")
                return
        fee = self.columns.first("fee")
        if fee is not None and any(self._numbers(fee)):
            if self.proves(replace(self.mapping, fee=fee)):
                self._say_fee()

    def _check_first(self, mapping: Mapping) -> None:
        """Warn where balances sign amounts that have none: not the first one."""
        signless = not any(n < 0 for n in self._numbers(mapping.amount))
        turned = mapping.amount_sign == "inverted" and not self.columns.is_card()
        costs = signless and any(map(self._speaks_of_out, self._word_columns()))
        if mapping.indicator is None and (turned or costs):
            text = "Balances give the amounts their signs, but not the first one its."
            self.messages.append(Message("one_direction", text, self.place))
            self.certain = False

    def _sizes(self, mapping: Mapping) -> list[Decimal]:
        return [abs(amount or 0) for amount in self._amounts(mapping)]

    def _options(self, column: int) -> Iterator[Mapping]:
        """Yield what may give the amounts of a column their sign, the likely first."""
        likely = self._with_sign(column)
        yield likely
        plain = replace(likely, indicator=None, debit_words=())
        for sign in ("signed", "inverted"):
            if likely.indicator is not None or sign != likely.amount_sign:
                yield replace(plain, amount_sign=sign)

    def _take(self, mapping: Mapping) -> None:
        if mapping.indicator is not None:  # then it is no text
            text = tuple(c for c in mapping.text if c != mapping.indicator)
            mapping = replace(mapping, text=text or mapping.text)
        self.mapping = mapping
        if mapping.amount_sign == "inverted":
            text = "Card statement: positive amounts are read as money out."
            self.messages.append(Message("sign_inverted", text, self.place, "info"))

    def _preferred(self, columns: list[int]) -> int | None:
        """Return the column whose title is known, if the others are only alike."""
        titles = self.columns.titles.cells
        listed = [c for c in columns if roles_of(titles[c])[0][1] < _LISTED]
        return listed[0] if len(listed) == 1 else None

    def _equal(self, columns: list[int]) -> bool:
        """Say whether the columns hold the same."""
        return all(
            row.cell(column) == row.cell(columns[0])
            for row in self.rows
            for column in columns
        )

    def _with_sign(self, column: int) -> Mapping:
        """Return the mapping with this amount column and what gives its sign."""
        mapping = replace(self.mapping, amount=column)
        indicator = self._indicator(column)
        if indicator is None:
            return replace(mapping, amount_sign=self._card_sign(column))
        if self._signs_agree(column, indicator):
            return mapping
        known = self._titled_directions(indicator)
        out = tuple(sorted(word for word, is_out in known.items() if is_out))
        return replace(mapping, indicator=indicator, debit_words=out or ("-",))

    def _indicator(self, column: int) -> int | None:
        """Return the column of words for the amounts' money in and out.

        By its title, else by its cells: then the amounts have no signs of their own,
        and the column has no title or both words are in it.
        """
        for titled in self.columns.candidates.get("indicator", ()):
            if self._titled_directions(titled):
                return titled
        if any(number < 0 for number in self._numbers(column)):
            return None
        for other in self._word_columns():
            known = self._directions(other)
            untitled = not fold(self.columns.title(other))
            if known and (untitled or len(set(known.values())) > 1):
                return other
        return None

    def _directions(self, column: int) -> dict[str, bool]:
        """Return which words of a column mean money out; letters in a text do not."""
        words = self._words(column)
        letters = any(len(word) == 1 for word in words)
        known = self._titled() - {*self.columns.candidates.get("ignored", ())}
        if (letters and column in known) or self._is_cargo(column):
            return {}
        return directions(words) or {}

    def _titled_directions(self, column: int) -> dict[str, bool]:
        """Return which words mean money out in a column whose title asks for it."""
        if self._is_cargo(column):
            return {}
        return directions(self._words(column), titled=True) or {}

    def _is_cargo(self, column: int) -> bool:
        """Say whether C stands alone in a Spanish table: *cargo*, or credit?"""
        titles = map(fold, self.columns.titles.cells)
        return self._words(column) == {"c"} and any(
            t.startswith("fecha") for t in titles
        )

    def _titled(self) -> set[int]:
        every = self.columns.candidates.values()
        return {column for columns in every for column in columns}

    def _word_columns(self) -> Iterator[int]:
        """Yield the columns of words whose titles ask for no certain thing."""
        loose = ("text", "reference", "status", "bank_id", "name", "ignored")
        taken = {
            column
            for role, columns in self.columns.candidates.items()
            if role not in loose
            for column in columns
        }
        yield from (c for c in range(self.columns.width) if c not in taken)

    def _words(self, column: int) -> set[str]:
        """Return the words of a column: all, or many if they are no directions."""
        if column not in self._spoken:
            found = self._spoken[column] = set()
            for cell in dict.fromkeys(column_of(self.rows, column)):
                found.add(word := direction_word(cell))
                if len(found) > _MANY and is_out(word, titled=True) is None:
                    break
        return self._spoken[column]

    def _every_word(self, column: int) -> set[str]:
        return set(map(direction_word, {*column_of(self.rows, column)}))

    def _signs_agree(self, column: int, indicator: int) -> bool:
        """Say whether exactly what is called a debit is negative."""
        is_out = self._titled_directions(indicator)
        pairs = [
            (number, is_out[direction_word(row.cell(indicator))])
            for row, number in zip(self.rows, self._column(column), strict=True)
        ]
        agree = all((number < 0) == out for number, out in pairs if number)
        return agree and any(number and number < 0 for number, _out in pairs)

    def _card_sign(self, column: int) -> str:
        """Return whether purchases are positive, as in exports of card accounts."""
        if self.mapping.balance is not None or not self.columns.is_card():
            return "signed"
        numbers = self._numbers(column)
        bought = sum(number > 0 for number in numbers)
        return "inverted" if 2 * bought > len(numbers) else "signed"

    def _try_balances(self, columns: list[int]) -> bool:
        """Find amount and balance among columns without titles, if they prove it."""
        for amount in columns:
            for balance in columns:
                trial = replace(self.mapping, amount=amount, balance=balance)
                if amount != balance and self.proves(trial):
                    self.mapping = trial
                    return True
        return False

    def _fee_proves(self) -> bool:
        """Say whether the balances prove that fees come on top of the amounts."""
        fee = self.columns.first("fee")
        if fee is None or not any(self._numbers(fee)):
            return False
        trial = replace(self.mapping, fee=fee)
        if self.proves(trial):
            self.mapping = trial
            return True
        self._say_fee()
        return False

    def _say_fee(self) -> None:
        text = "The fees in a column of their own are not part of the amounts."
        self.messages.append(Message("fee", text, self.place))
        self.certain = False

    def _is_disproved(self) -> bool:
        """Ask where the running balances go the other way than the amounts."""
        pairs = [pair for pair in self._pairs(self.mapping) if pair[1] is not None]
        for rows in (pairs, pairs[::-1]):
            steps = [
                (amount, after - before)
                for (_amount, before), (amount, after) in pairwise(rows)
            ]
            turned = sum(step == -amount for amount, step in steps if amount)
            if turned and all(abs(amount) == abs(step) for amount, step in steps):
                self.problems.append(
                    f"The balances say that {turned} of the amounts have the wrong "
                    "sign, and nothing in their rows tells it."
                )
                return True
        return False

    def _check_direction(self) -> None:
        """Ask, or warn, where amounts in one direction are proved by nothing."""
        numbers = self._numbers(self.mapping.amount)
        signed = self.mapping.amount_sign == "signed"
        if not signed or self.mapping.indicator is not None or not numbers:
            return
        if any(number < 0 for number in numbers):
            return
        asked = self.columns.candidates.get("indicator", ())
        said = False
        for column in (*asked, *self._word_columns()):
            known = {is_out(word, titled=True) for word in self._every_word(column)}
            if known == {False} and not self._is_cargo(column):
                said = said or set(map(is_out, self._words(column))) == {False}
                continue  # it says what the amounts say
            if known <= {True, False} or self._directions(column) or self._asks(column):
                self.problems.append(
                    f"Column {column + 1} {quoted(self.columns.title(column))} may say "
                    "whether money came in or went out."
                )
                return
            self._uncertain |= True in known or self._speaks_of_out(column)
        if said:
            return
        if (
            self._uncertain
            or len(numbers) >= ENOUGH_ROWS
            or any(map(self._is_marked, self._word_columns()))
        ):
            text = "All amounts are positive and are read as money in."
            self.messages.append(Message("one_direction", text, self.place))
            self.certain = False

    def _speaks_of_out(self, column: int) -> bool:
        """Say whether kinds of entries are such as cost money: ``Card purchase``."""
        title = fold(self.columns.title(column))
        if not (is_type(title) or title.startswith(("categor", "kategor"))):
            return False
        words = {part for word in self._every_word(column) for part in word.split()}
        return any(is_out(word, titled=True) or word in _COSTS for word in words)

    def _asks(self, column: int) -> bool:
        """Say whether a title asks for money in or out, but its words are unknown."""
        return bool(
            any(self._words(column)) and asks_direction(self.columns.title(column))
        )

    def _is_marked(self, column: int) -> bool:
        """Say whether a column may hold marks: in each row, of one or two kinds.

        Under a title that is known for something else only two kinds may be marks.
        """
        words = self._words(column)
        if "" in words or len(words) > 2 or any(map(_has_digit, words)):
            return False
        known = column in self._titled() and not is_type(self.columns.title(column))
        lone = len(words) == 1 and not any(" " in word for word in words)
        return not known and (len(words) == 2 or lone)

    # ------------------------------------------------------------------------- proof

    def proves(self, mapping: Mapping) -> bool:
        """Say whether the running balances prove the amounts of this mapping."""
        if mapping.balance is None and mapping.balance_before is None:
            return False
        pairs = list(self._pairs(mapping))
        chains = (follow(ordered) for ordered in (pairs, reversed(pairs)))
        return any(chain.links > 0 and chain.holds for chain in chains)

    def _pairs(self, mapping: Mapping) -> Iterator[tuple[Decimal, Decimal | None]]:
        """Yield amount and balance of each entry, as the mapping reads them."""
        columns = (mapping.fee, mapping.balance, mapping.balance_before)
        for amount, fee, balance, before in zip(
            self._amounts(mapping), *map(self._column, columns), strict=True
        ):
            if amount is not None:
                amount = amount - fee if fee else amount
                after = balance if before is None else before + amount
                yield amount, after if balance is None else balance

    def _amounts(self, mapping: Mapping) -> Iterator[Decimal | None]:
        columns = (mapping.amount, mapping.debit, mapping.credit)
        for row, number, debit, credit in zip(
            self.rows, *map(self._column, columns), strict=True
        ):
            if number is None:
                if not debit:
                    yield credit if credit is not None else debit
                else:
                    yield -debit if mapping.debit_sign == "positive" else debit
            elif mapping.indicator is not None:
                word = direction_word(row.cell(mapping.indicator))
                out = word in mapping.debit_words
                yield -abs(number) if out else abs(number)
            else:
                yield -number if mapping.amount_sign == "inverted" else number

    def _numbers(self, column: int | None) -> list[Decimal]:
        return [number for number in self._column(column) if number is not None]

    def _column(self, column: int | None) -> list[Decimal | None]:
        """Return the numbers of a column, None where a cell holds none."""
        if column not in self._read:
            mark = self.mapping.decimal_mark
            cells = column_of(self.rows, column)
            self._read[column] = [
                _number(cell, mark) if cell else None for cell in cells
            ]
        return self._read[column]


def _number(text: str, mark: str) -> Decimal | None:
    try:
        return read_amount(text, mark, "")
    except BadValue:
        return None


def _has_digit(text: str) -> bool:
    return any(map(str.isdigit, text))
