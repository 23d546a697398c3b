"""Who may write what: a table beside the fields of each model, one check of all routes.

A model says of each stored field who writes it::

    _truth = {
        "amount": BANK,
        "match_state": ENGINE,
        "payment_ref": CORRECTION,
        "is_manual": person("user"),
    }

Several rooms may do so for one model, each for its own fields. ``bank.tables._watch``
calls :func:`check` before every ``create`` and ``write`` of such a model: by a form,
RPC, an imported table, or the command of another record's one2many field. The house
itself writes what is not a person's by ``sudo()``, after the door has checked the right
(``rights.py``); no key of the context opens anything.

Beside its table a model has ``_get_stated()``: those of the records that the bank
made, on which ``BANK`` holds. What a person typed is the person's.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import lru_cache

from odoo.exceptions import AccessError

from .rights import check_right


@dataclass(frozen=True)
class Owner:
    """Who writes a field.

    ``check`` names a method of the model that raises when these records must stay as
    they are; it gets the new value. ``always``: the check is for the system as well.
    ``logged``: the old value is kept as a ``bank.line.change``.
    """

    who: str
    right: str = ""
    check: str = ""
    logged: bool = False
    always: bool = False


def person(right: str, check: str = "", logged: bool = False) -> Owner:
    """Return the owner of a field that people with a right may write."""
    return Owner("person", right, check, logged)


#: what the bank said stays; on records that people typed it is theirs
BANK = Owner("bank")
#: what the addon decides: written by its buttons and runs only
ENGINE = Owner("engine")
#: what a person gives a new record; it stays
GIVEN = Owner("given")
#: what Odoo or the records of another model guard themselves
ODOO = Owner("odoo")
#: what the bank said and people may correct; the original is kept
CORRECTION = person("user", "_check_editable", logged=True)


def until_decided(owner: Owner) -> Owner:
    """Return an owner of what nobody, nor the system, changes after an approval."""
    return replace(owner, check="_check_undecided", always=True)


@lru_cache(maxsize=256)
def _get_table(cls) -> dict[str, Owner]:
    found: dict[str, Owner] = {}
    for part in reversed(cls.__mro__):
        found.update(vars(part).get("_truth", {}))
    return found


def get_table(records) -> dict[str, Owner]:
    """Return the owner of each field of a model by name; none for other models."""
    return _get_table(type(records))


def check(records, operation: str, values) -> Callable | None:
    """Raise an AccessError if the caller may not write these values.

    Args:
        records: what is written on; none before ``create``.
        operation: ``create``, ``write`` or ``unlink``.
        values: list of dicts for ``create``, a dict for ``write``.
    Returns:
        what to call with the records after the operation, or None.
    """
    table = get_table(records)
    if not table or operation == "unlink":
        return None
    if operation == "create":
        return None if records.env.su else _check_new(records, table, values)
    names = [name for name in values if name in table]
    if records.env.su:
        names = [name for name in names if table[name].always]
    logged: dict = {}
    for name in names:
        owner = table[name]
        touched = _get_changed(records, name, values[name])
        if not records.env.su and owner.who in ("engine", "given"):
            touched = records
        if not touched or owner.who == "odoo":
            continue
        _check_change(touched, name, owner, values[name])
        if owner.logged:
            for record in touched._get_logged():
                logged.setdefault(record, []).append(name)
    return _remember(records, logged) if logged else None


def _check_change(records, name: str, owner: Owner, value) -> None:
    """Raise if the caller may not change this field of all these records."""
    if not records.env.su:
        if owner.who in ("engine", "given"):
            refuse(records, name)
        if owner.who == "bank" and (stated := records._get_stated()):
            refuse(stated, name, is_bank=True)
        if owner.right:
            check_right(records.env, owner.right)
    if owner.check:
        getattr(records, owner.check)(value)


def _check_new(model, table: dict[str, Owner], rows: Iterable[dict]) -> Callable:
    """Raise if what a person creates has values that are not a person's.

    Neither defaults of the user nor of the context give them a value.
    """
    kept = [name for name, owner in table.items() if owner.who == "engine"]
    computed = [name for name in kept if model._fields[name].compute]
    for row in rows:
        for name in kept:
            if row.get(name):
                refuse(model, name)
            if name not in computed and not model._fields[name].required:
                row[name] = False

    def finish(records):
        for name in computed:
            if model._fields[name].store:
                model.env.add_to_compute(model._fields[name], records)
        records._check_typed()

    return finish


def _get_changed(records, name: str, value):
    """Return the records on which a field would get another value."""
    field = records._fields[name]
    if field.type in ("one2many", "many2many"):
        return records
    return records.filtered(
        lambda record: (
            field.convert_to_cache(value, record)
            != field.convert_to_cache(record[name], record)
        )
    )


def _remember(records, logged: dict) -> Callable:
    """Return what logs the change of these fields by record."""
    changes = records.env["bank.line.change"]
    before: dict = {}
    for record, names in logged.items():
        before |= changes._get_texts(record, names)
    return lambda _records: changes._log(before)


def refuse(records, name: str, is_bank: bool = False) -> None:
    """Raise the AccessError that says who writes a field.

    Args:
        records: what should not be changed.
        name: the field.
        is_bank: it is the bank's, else the addon's.
    """
    env = records.env
    label = records._fields[name]._description_string(env)
    record = records[:1].sudo().display_name or records._description
    if is_bank:
        text = env._(
            "“%(field)s” of “%(record)s” is what the bank said, and stays. Ignore what "
            "is wrong with a reason, or import what the bank corrected.",
            field=label,
            record=record,
        )
    else:
        text = env._(
            "“%(field)s” of “%(record)s” is written by the bank matching only. Use its "
            "buttons, or the methods of bank.statement.api.",
            field=label,
            record=record,
        )
    raise AccessError(text)
