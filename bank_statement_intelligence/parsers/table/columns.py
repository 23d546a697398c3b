"""Which column holds what: from its title, checked against its cells."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import islice

from ..common.local_amounts import is_amount, unguarded
from ..common.local_dates import is_date
from .balance import same_account
from .csv_reader import Row, Table
from .directions import direction_word, directions
from .folding import CURRENCIES, fold
from .mapping import Mapping, merged_titles
from .profiles import BankProfile, profile_of
from .states import (
    BOOKED_WORDS,
    NO,
    NOT_BOOKED_WORDS,
    RESERVED_WORDS,
    SUM_WORDS,
    YES,
    is_label,
    is_not_booked,
)
from .words import OWN_ACCOUNT_WORDS, roles_of, side_of

HEADER_ROWS = 80  # titles stand among the first rows
SAMPLE = 400  # rows that are looked at
_MOST = 0.9  # of the filled cells must fit where there is no title
_HALF = 0.5  # where there is one: then the others are damaged, not meant otherwise
_CODE = re.compile(r"[A-Z]{3}")
_ROW_TYPES = {"10", "20", "82", "86"}
_ACCOUNT = re.compile(r"[A-Z]{2}[0-9]{2}[A-Z0-9]{8,30}|[0-9]{7,}")
_NUMBER_OF = ("account", "account_to", "account_from")
#: whose name stands where the title promises his account
_NAME_OF = {"account_to": "payee", "account_from": "payer"}
_ID = re.compile(r"[0-9]{5,}")
_DIGITS = re.compile(r"[0-9]{3}")
_FEW_ROWS = 4  # so few that even own accounts may differ in each of them
_MASKED = re.compile(r"(?:[0-9 ]{0,6}[*xX•]{2,}[*xX• ]*[0-9]{3,4})")
#: roles of somebody's name → role of a column that holds his account instead
_ACCOUNTS_OF = {"name": "account", "payee": "account_to", "payer": "account_from"}
#: roles that one column has, in the order in which they choose
_NUMBERS = ("amount", "debit", "credit", "balance", "balance_before", "detail_amount",
            "original_amount", "fee", "charge", "rate")  # fmt: skip
_SINGLE = ("charge", "end_to_end", "bank_id", "name", "payee", "payer", "account_to",
           "account_from", "original_currency", "status")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Titles:
    """The titles of a table and the rows below them."""

    position: int = -1  # of the (last) title row; -1: there is none
    cells: tuple[str, ...] = ()
    rows: tuple[Row, ...] = ()


@dataclass(slots=True)
class Profile:
    """What the cells of a column are."""

    filled: int = 0
    dates: int = 0
    amounts: int = 0
    codes: int = 0
    masked: int = 0
    accounts: int = 0
    numbers: int = 0  # that may be those of accounts, however they are written
    values: set[str] = field(default_factory=set)

    def mostly(self, count: int, share: float = _HALF) -> bool:
        """Say whether these are enough of what is filled."""
        return self.filled > 0 and count >= share * self.filled


def find_titles(table: Table) -> Titles:
    """Return the row whose cells are titles of dates and amounts, in one row or two."""
    best, found = 0, Titles(rows=table.rows)
    for position, row in enumerate(table.rows[:HEADER_ROWS]):
        if _has_values(row):
            continue
        if profile_of(row.cells).bank:
            return Titles(position, row.cells, table.rows[position + 1 :])
        options = [(position, row.cells)]
        pair = table.rows[position : position + 2]
        labelled = any(":" in cell or _DIGITS.search(cell) for cell in row.cells)
        if len(pair) == 2 and not labelled and not _has_values(pair[1]):
            options.append((position + 1, merged_titles(*pair)))
        for last, cells in options:
            score = 2 * _score(cells) + (last == position)  # one row before two
            if score > best + 1:
                best, found = score, Titles(last, cells, table.rows[last + 1 :])
    return found


def _is_number(cell: str) -> bool:
    """Say whether a cell may be an account number: more digits than letters."""
    digits = sum(map(str.isdigit, cell))
    return digits >= 4 and sum(map(str.isalpha, cell)) <= digits


def has_titles(table: Table) -> bool:
    """Say whether the table has titles that are known."""
    return find_titles(table).position >= 0


def _score(cells: Iterable[str]) -> int:
    """Return how many roles these titles name; 0 without date and amount."""
    found = (roles_of(cell) for cell in cells if cell and len(cell) < 60)
    roles = {roles[0][0] for roles in found if roles}
    money = roles & {"amount", "debit", "credit"}
    return len(roles) if money and roles & {"date", "value_date"} else 0


def _has_values(row: Row) -> bool:
    return any(is_date(cell) or is_amount(cell) for cell in row.filled)


class Columns:
    """Chooses the columns of a table; what it cannot know is left to the caller."""

    def __init__(
        self, titles: Titles, account: str = "", known: BankProfile | None = None
    ) -> None:
        self.titles = titles
        self.account = account  # as labels around the table state it
        self.known = known or profile_of(titles.cells)
        dated = (row for row in titles.rows if any(map(is_date, row.filled)))
        self.sample = list(islice(dated, SAMPLE))
        width = max(
            (len(row.cells) for row in (*self.sample, *titles.rows[:50])), default=0
        )
        self.width = max(width, len(titles.cells))
        self.profiles = [self._profile(column) for column in range(self.width)]
        self.used: set[int] = set()
        self.candidates: dict[str, list[int]] = {}  # role → columns, best first
        self.problems: list[str] = []
        self._collect()

    def _profile(self, column: int) -> Profile:
        profile = Profile()
        for row in self.sample:
            cell = unguarded(row.cell(column))
            if not cell:
                continue
            profile.filled += 1
            profile.dates += is_date(cell)
            profile.amounts += is_amount(cell)
            profile.codes += bool(_CODE.fullmatch(cell)) and cell in CURRENCIES
            profile.masked += bool(_MASKED.fullmatch(cell))
            profile.accounts += bool(_ACCOUNT.fullmatch(re.sub("[ .'-]", "", cell)))
            profile.numbers += _is_number(cell)
            if len(profile.values) < 50:
                profile.values.add(direction_word(cell))
        return profile

    def _collect(self) -> None:
        found: list[tuple[int, int, str]] = []
        for column, title in enumerate(self.titles.cells):
            # whose account it is, only the cells can tell
            for role, rank in self._roles(title):
                if role in _ACCOUNTS_OF and self._holds_accounts(column):
                    role = _ACCOUNTS_OF[role]
                if self._fits(role, column, title):
                    found.append((rank, column, role))
                    break
                if role in _NAME_OF and self._holds_words(column):
                    found.append((rank, column, _NAME_OF[role]))
                    break
        for _rank, column, role in sorted(found):
            self.candidates.setdefault(role, []).append(column)
        self._pair_names()
        self._pair_accounts()
        self._collect_by_cells()

    def _roles(self, title: str) -> list[tuple[str, int]]:
        """Return the roles of a title, that which the bank is known for first."""
        roles = sorted(roles_of(title), key=lambda pair: pair[0] != "own_account")
        if role := self.known.roles.get(fold(title)):
            return [(role, 0)]
        return roles

    def _pair_accounts(self) -> None:
        """Take the payee's account for his alone where payer and payee have names."""
        if not {"payee", "payer"} <= set(self.candidates):
            return
        for column in list(self.candidates.get("account", ())):
            side = side_of(self.title(column))
            role = {"payee": "account_to", "payer": "account_from"}.get(side, "")
            if role and role not in self.candidates:
                self.candidates["account"].remove(column)
                self.candidates[role] = [column]

    def _pair_names(self) -> None:
        """Take a name for that of one side where another column has the other side."""
        for role, other in (("payee", "payer"), ("payer", "payee")):
            names = self.candidates.get("name", [])
            if role in self.candidates or other not in self.candidates:
                continue
            for column in names:
                if role in dict(roles_of(self.title(column))):
                    names.remove(column)
                    self.candidates[role] = [column]
                    break

    def _collect_by_cells(self) -> None:
        """Find types of rows and words for what is booked where no title tells."""
        if "row_type" not in self.candidates:
            untitled = [c for c in range(self.width) if not fold(self.title(c))]
            found = [c for c in untitled if self._fits("row_type", c, "")]
            self.candidates |= {"row_type": found} if found else {}
        if "status" not in self.candidates:
            found = [c for c in self.unknown() if self._holds_states(c)]
            found = found or [c for c in range(self.width) if self.waiting_words(c)]
            self.candidates |= {"status": found[:1]} if found else {}

    def title(self, column: int) -> str:
        """Return the title of a column, nothing if it has none."""
        cells = self.titles.cells
        return cells[column] if column < len(cells) else ""

    def _holds_accounts(self, column: int) -> bool:
        profile = self.profiles[column]
        return profile.mostly(profile.accounts, _MOST)

    def names_accounts(self) -> bool:
        """Say whether a column has names of own accounts, several of them."""
        return any(
            len(self.profiles[column].values) > 1 and self._holds_words(column)
            for column, title in enumerate(self.titles.cells)
            if any(role == "own_account" for role, _rank in roles_of(title))
        )

    def _holds_words(self, column: int) -> bool:
        profile = self.profiles[column]
        words = sum(any(map(str.isalpha, value)) for value in profile.values)
        return words > 0 and not profile.mostly(profile.numbers)

    def holds_others(self, role: str) -> bool:
        """Say whether a column has the title of a role, but its cells are others."""
        titles = (self._roles(title)[:1] for title in self.titles.cells)
        return role not in self.candidates and any(
            roles and roles[0][0] == role and self.profiles[column].filled
            for column, roles in enumerate(titles)
        )

    def waiting_words(self, column: int | None) -> tuple[str, ...]:
        """Return the answers that mean that nothing is booked yet: ``Pending: yes``."""
        values = self.profiles[column].values if column is not None else set()
        if not values or not values <= YES | NO:
            return ()
        title = fold(self.title(column or 0))
        if is_not_booked(title) or title in RESERVED_WORDS:
            return tuple(sorted(YES))
        return tuple(sorted(NO)) if title in BOOKED_WORDS else ()

    def _holds_states(self, column: int) -> bool:
        """Say whether the cells tell what is booked and what is not yet."""
        values = self.profiles[column].values
        some = values & NOT_BOOKED_WORDS
        return bool(some) and values <= NOT_BOOKED_WORDS | BOOKED_WORDS

    def _fits(self, role: str, column: int, title: str) -> bool:
        """Say whether the cells of a column may have this role."""
        profile = self.profiles[column]
        if not self.sample:
            return role not in ("indicator", "row_type") or fold(title) != "type"
        if role in ("date", "value_date"):
            labels = sum(is_label(value, SUM_WORDS) for value in profile.values)
            return profile.dates > 0 and profile.mostly(profile.dates + labels)
        if role in _NUMBERS:
            return not profile.filled or profile.mostly(profile.amounts)
        if role in ("currency", "original_currency"):
            three = sum(len(value) == 3 and value.isalpha() for value in profile.values)
            return profile.mostly(profile.codes) or three == len(profile.values) > 0
        if role == "indicator":
            return directions(profile.values, titled=True) is not None
        if role == "row_type":
            return bool(profile.values) and profile.values <= _ROW_TYPES
        if role == "own_account":
            return self._is_own_account(column, title)
        if role in _NUMBER_OF:
            return not profile.filled or profile.numbers > 0
        return True

    def _is_own_account(self, column: int, title: str) -> bool:
        """Say whether an account number is that of the statement itself.

        It is in every row. Its title says so, or the same number is in all rows, or
        another column has the account of the other side, or it is one of the first
        columns and has fewer numbers than there are rows.
        """
        profile = self.profiles[column]
        rows, several = len(self.sample), len(profile.values)
        if profile.filled < rows or not all(map(_is_number, profile.values)):
            return False
        if self.account and not any(
            same_account(value, self.account) for value in profile.values
        ):
            return False
        if self.known.roles.get(fold(title)) == "own_account":
            return True
        if fold(title) in OWN_ACCOUNT_WORDS or (several == 1 and rows >= 3):
            return True
        if self._has_other_side(column):
            first = column <= 1 and rows <= _FEW_ROWS
            return several == 1 or several < rows or first
        if column > 1 and self._has_names():
            return False
        titled = OWN_ACCOUNT_WORDS & {fold(title) for title in self.titles.cells}
        if 1 < rows == several <= _FEW_ROWS and not titled:
            self.problems.append(
                f"The account numbers in column {column + 1} may be own accounts or "
                "those of the other sides."
            )
        if column > 1:
            return False
        if rows <= _FEW_ROWS:
            return several == 1 or several < rows
        return several <= max(1, rows // 3)

    def _has_names(self) -> bool:
        """Say whether a column names the other sides, whose accounts others may be."""
        found = (roles_of(title)[:1] for title in self.titles.cells)
        return any(roles and roles[0][0] in _ACCOUNTS_OF for roles in found)

    def _has_other_side(self, column: int) -> bool:
        """Say whether another column is certainly the account of the other side."""
        for other, title in enumerate(self.titles.cells):
            roles = {role for role, _rank in roles_of(title)}
            named = roles & {*_ACCOUNTS_OF} and self._holds_accounts(other)
            certain = "account" in roles and "own_account" not in roles
            if other != column and (named or certain):
                return True
        return False

    # ----------------------------------------------------------------------- choices

    def first(self, role: str) -> int | None:
        """Return the best column of a role, if there is one."""
        columns = self.candidates.get(role)
        return columns[0] if columns else None

    def base(self) -> Mapping:
        """Return the mapping of everything but the amounts."""
        get = self.candidates.get
        dates = tuple(get("date", ())) or tuple(get("value_date", ()))[:1]
        values = [c for c in get("value_date", ()) if c not in dates]
        single = {role: self.first(role) for role in _SINGLE}
        own = self.first("own_account")
        accounts = [c for c in get("account", ()) if c != own]
        return Mapping(
            header=tuple(fold(title) for title in self.titles.cells),
            date=dates,
            value_date=values[0] if values else None,
            balance=self.first("balance"),
            balance_before=self.first("balance_before"),
            detail_amount=self.first("detail_amount"),
            text=(*sorted(get("text", ())), *self._other_texts()),
            payment_ids=tuple(get("payment_id", ())),
            references=tuple(get("reference", ())),
            account=accounts[0] if accounts else None,
            own_account=own,
            currency=tuple(get("currency", ())),
            original_amount=self.first("original_amount"),
            rate=self.first("rate"),
            row_type=self.first("row_type"),
            waiting_words=self.waiting_words(self.first("status")),
            **single,
        )

    def unknown(self) -> list[int]:
        """Return the columns whose titles are not known."""
        known = {column for columns in self.candidates.values() for column in columns}
        return [column for column in range(self.width) if column not in known]

    def _other_texts(self) -> list[int]:
        """Return the columns of texts or numbers of things whose titles are not known.

        What is the same in all rows tells nothing of any of them.
        """
        texts, rows = self.by_content()[2], len(self.sample)
        return [
            column
            for column in self.unknown()
            if (column in texts or self._holds_ids(column))
            and not (rows > 2 and len(self.profiles[column].values) == 1)
            and not self._is_code(self.profiles[column])
        ]

    def _is_code(self, profile: Profile) -> bool:
        """Say whether a column has currencies, or words for money out and in."""
        return profile.mostly(profile.codes) or bool(directions(profile.values))

    def _holds_ids(self, column: int) -> bool:
        profile = self.profiles[column]
        ids = sum(bool(_ID.fullmatch(value)) for value in profile.values)
        return ids == len(profile.values) > 0 and not profile.mostly(profile.dates)

    def by_content(self) -> tuple[list[int], list[int], list[int]]:
        """Return the columns of dates, amounts and texts, by their cells alone."""
        dates, amounts, texts = [], [], []
        for column, profile in enumerate(self.profiles):
            if profile.mostly(profile.dates, _MOST):
                dates.append(column)
            elif profile.mostly(profile.amounts, _MOST) and self._has_fractions(column):
                amounts.append(column)
            elif profile.filled and any(c.isalpha() for v in profile.values for c in v):
                texts.append(column)
        return dates, amounts, texts

    def _has_fractions(self, column: int) -> bool:
        """Say whether a column of numbers looks like money, not like ids."""
        cells = [row.cell(column) for row in self.sample if row.cell(column)]
        marked = sum("," in cell or "." in cell for cell in cells)
        return marked >= len(cells) / 2

    def is_card(self) -> bool:
        """Say whether the rows name the few cards of the account holder."""
        columns = self.candidates.get("card", ())
        return any(
            2 * self.profiles[c].masked >= len(self.sample) > 0
            and len(self.profiles[c].values) <= 5
            for c in columns
        )
