"""Rows written by set: when that is allowed, and how it is proved.

Core makes examples of each shape by the ORM; what the copies would be must be equal to
what core made, in every column. Where anything differs, or anybody listens
(``listeners``), the ORM writes and the log says why.
"""

import json
from collections.abc import Callable, Iterable

from odoo.tools import float_repr, str2bool

from .listeners import find_listener

#: system parameter: anything true lets the ORM write each line
ONE_BY_ONE = "bank_statement_intelligence.lines_one_by_one"
#: below this, the examples cost more than they save
MIN_LINES = 20
#: lines for each shape, or examples are most of the work
MIN_ALIKE = 5
#: columns that say who wrote a row last, and when
LOG = frozenset(("write_uid", "write_date"))


class Differs(Exception):
    """Why rows cannot be copies."""


def find_obstacle(env, journals, models: tuple[str, ...], methods=()) -> str:
    """Return why the ORM has to write the rows of bank lines, or nothing.

    Args:
        env: the environment.
        journals: of the bank lines.
        models: names of the models that would be passed by.
        methods: beginnings of the names of methods that would not be called, beside
            those that create and write.
    Returns:
        one English sentence for the log.
    """
    if is_off(env):
        return f"the system parameter {ONE_BY_ONE} is set"
    if any(journals.mapped("restrict_mode_hash_table")):
        return "the journal secures posted entries with hash"
    if env["account.analytic.distribution.model"].sudo().search([], limit=1):
        return "there are analytic distribution models"
    return find_listener(env, models, methods)


def is_off(env) -> bool:
    """Tell whether the system parameter lets the ORM write everything."""
    parameter = env["ir.config_parameter"].sudo().get_param(ONE_BY_ONE)
    return str2bool(parameter or "", default=False)


# -- proof -----------------------------------------------------------------------------


def count_writes(env) -> dict[str, int]:
    """Return how many rows this transaction has written, by table."""
    env.cr.execute(
        "SELECT relname, n_tup_ins + n_tup_upd + n_tup_del"
        " FROM pg_stat_xact_user_tables"
    )
    return dict(env.cr.fetchall())


def check_tables(before: dict, after: dict, known, needed) -> None:
    """Raise unless core wrote all needed tables, and none but those known.

    Args:
        before, after: see :func:`count_writes`.
        known: names of tables.
        needed: names of tables.
    """
    written = {name for name, number in after.items() if before.get(name) != number}
    if others := written.difference(known):
        raise Differs(f"core writes {', '.join(sorted(others))}")
    if not written.issuperset(needed):
        raise Differs("PostgreSQL does not count what is written")


def check_equal(env, table: str, copies: list[dict], rows: list[dict]) -> None:
    """Raise unless the copies, as the table keeps them, are what core wrote."""
    env.cr.execute(
        f"""SELECT to_jsonb(made)
              FROM jsonb_array_elements(%s::jsonb) WITH ORDINALITY input (own, place),
                   jsonb_populate_record(NULL::{table}, own) made
          ORDER BY place""",
        [json.dumps(copies)],
    )
    for (copy,), row in zip(env.cr.fetchall(), rows, strict=True):
        if different := {name for name in row if row[name] != copy[name]}:
            raise Differs(f"{table} differs in {', '.join(sorted(different))}")


def take_ids(env, table: str, number: int) -> list[int]:
    """Return ids for new rows of a table, from low to high."""
    env.cr.execute(
        "SELECT nextval(%s) FROM generate_series(1, %s)", [f"{table}_id_seq", number]
    )
    return sorted(row[0] for row in env.cr.fetchall())


def create(model, values: list[dict]):
    """Create records of a model of this addon: many by one statement, if nobody
    listens.

    Args:
        model: an empty record set, by which the ORM would create them.
        values: as for ``create()``, many2many fields as ``[(6, 0, ids)]``. Fields that
            are not given stay empty, or are computed.
    """
    env, fields = model.env, model._fields
    if len(values) < MIN_LINES or is_off(env) or find_listener(env, (model._name,)):
        return model.create(values)
    env.flush_all()
    records = model.browse(take_ids(env, model._table, len(values)))
    names = {name for row in values for name in row}
    links = {name for name in names if fields[name].type == "many2many"}
    _insert(records, values, sorted(names - links))
    for name in links:
        _link(
            records, fields[name], [(row.get(name) or [(6, 0, [])]) for row in values]
        )
    for name, field in fields.items():
        if _is_stored(field) and name not in names:
            env.add_to_compute(field, records)
    for name in names:
        for inverse in env.registry.field_inverses[fields[name]]:
            inverse._invalidate_cache(env)
    own = {model._name: records.ids}
    recompute_others([(records, names)], lambda name: own.get(name, ()))
    return records


def _insert(records, values: list[dict], names: list[str]) -> None:
    env, fields, table = records.env, records._fields, records._table
    log = dict.fromkeys(("create_uid", "write_uid"), env.uid)
    log |= dict.fromkeys(("create_date", "write_date"), str(env.cr.now()))
    rows = [
        {name: _as_column(fields[name], row.get(name)) for name in names}
        | {"id": number, **log}
        for number, row in zip(records.ids, values, strict=True)
    ]
    columns = ", ".join(("id", *names, *log))
    env.cr.execute(
        f"INSERT INTO {table} ({columns}) SELECT {columns}"
        f" FROM jsonb_populate_recordset(NULL::{table}, %s::jsonb)",
        [json.dumps(rows)],
    )


def _link(records, field, commands: list) -> None:
    pairs = [
        (number, other)
        for number, command in zip(records.ids, commands, strict=True)
        for _set, _zero, ids in command or ()
        for other in ids
    ]
    if pairs:
        columns = f"{field.column1}, {field.column2}"
        records.env.cr.execute_values(
            f"INSERT INTO {field.relation} ({columns}) VALUES %s", pairs
        )


def _as_column(field, value):
    if hasattr(value, "isoformat"):
        return str(value)
    if value is False and field.type != "boolean":
        return None
    return (value or None) if field.type == "json" else value


def recompute_others(written: Iterable[tuple], is_own: Callable) -> None:
    """Have the ORM compute, or forget, what depends on rows written by SQL.

    Args:
        written: records, and the names of their fields that were written.
        is_own: tells of a model's name the ids of those that were written as well.
    """
    for records, names in written:
        env = records.env
        tree = records.pool.get_trigger_tree(
            [records._fields[name] for name in names if name in records._fields],
            select=lambda field, env=env: (
                _is_stored(field) or bool(field._get_all_cache_ids(env))
            ),
        )
        every = records.sudo().with_context(active_test=False)
        for field, found, _is_new in every._modified_triggers(tree):
            others = found - found.browse(is_own(found._name))
            if others and _is_stored(field):
                env.add_to_compute(field, others)
            elif others:
                field._invalidate_cache(env, others._ids)


def _is_stored(field) -> bool:
    return bool(field.compute and field.store)


# -- what an entry knows of a partner --------------------------------------------------


class PartnerFacts:
    """Columns of an entry that follow from its partner, as core computes them."""

    def __init__(self, env, company, partner_ids: Iterable[int]):
        self.env, self.company = env, company
        self._every = env["res.partner"].browse(set(partner_ids) - {False, None})
        self._found: dict[tuple, dict] = {}
        self._with_positions = bool(env["account.fiscal.position"].search([], limit=1))

    def get(self, partner_id: int | bool, currency_id: int | bool = False) -> dict:
        """Return the columns by name.

        Args:
            partner_id: of the partner, if there is one.
            currency_id: of the entry, if it is not the company's.
        """
        if not partner_id:
            return {"partner_id": None}
        key = partner_id, currency_id
        if key not in self._found:
            self._found[key] = self._read(*key)
        return self._found[key]

    def _read(self, partner_id: int, currency_id) -> dict:
        company, env = self.company, self.env
        partner = env["res.partner"].browse(partner_id)
        partner = partner.with_prefetch(self._every._prefetch_ids)
        commercial = partner.commercial_partner_id
        currency = company.currency_id
        if currency_id:
            currency = currency.browse(currency_id)
        banks = commercial.bank_ids.filtered(
            lambda bank: bank.company_id in (bank.company_id.browse(), company)
        ).sorted(
            lambda bank: (
                bool(bank.currency_id) and bank.currency_id != currency,
                not bank.allow_out_payment,
            )
        )
        position = env["account.fiscal.position"]
        if self._with_positions:
            delivery = partner.browse(partner.address_get(["delivery"])["delivery"])
            position = position.with_company(company)._get_fiscal_position(
                partner, delivery=delivery
            )
        return {
            "partner_id": partner.id,
            "commercial_partner_id": commercial.id,
            "partner_bank_id": banks[:1].id or None,
            "fiscal_position_id": position.id or None,
            "invoice_partner_display_name": partner.display_name,
        }


def money_text(amount: float, currency) -> str:
    """Return an amount as core writes it: rounded, with a currency's decimals."""
    return float_repr(currency.round(amount + 0.0), currency.decimal_places)
