"""What the façade accepts: values as programs send them.

Every refusal is a ``UserError`` that says what is wrong.
"""

from reprlib import Repr

from odoo.exceptions import UserError

from ..lines.constants import BANK_JOURNAL_TYPES

#: biggest id of the database, and biggest number of rows
MAX_NUMBER = 2**31 - 1
#: ids or values that a refusal names
SHOWN = 10
#: shows what was sent, whatever its size
_short = Repr()
_short.maxstring = _short.maxother = 100
_short.maxlong = 25


def read_records(env, model: str, ids):
    """Return records that the caller may read.

    Args:
        env: the caller's environment.
        model: name of the model; of ``account.journal``, bank journals only.
        ids: what the caller sent.
    Raises:
        UserError: no list of ids, an unknown id, or one of another company.
    """
    if not isinstance(ids, list | tuple) or not all(type(i) is int for i in ids):
        raise UserError(
            env._(
                "%(model)s: give a list of ids, not %(value)s.",
                model=model,
                value=_short.repr(ids),
            )
        )
    ids = list(dict.fromkeys(ids))
    known = [one_id for one_id in ids if 0 < one_id <= MAX_NUMBER]
    found = env[model].browse(known)
    readable = set(found.exists().sudo(False)._filtered_access("read").ids)
    if missing := sorted(set(ids) - readable):
        text = env._(
            "%(model)s %(ids)s: there is no such record, or it belongs to another "
            "company.",
            model=env[model]._description,
            ids=_list(missing),
        )
        if model == "bank.match.proposal":
            text += " " + env._(
                "Maybe its bank line was settled, ignored or matched again meanwhile: "
                "read the proposals of the line again."
            )
        raise UserError(text)
    if model == "account.journal" and found.filtered(
        lambda journal: journal.type not in BANK_JOURNAL_TYPES
    ):
        raise UserError(
            env._("Only bank, cash and credit card journals have bank lines.")
        )
    return found


def _list(ids: list[int]) -> str:
    """Return the first of some ids, and that there are more."""
    more = ", …" if len(ids) > SHOWN else ""
    return ", ".join(_short.repr(one_id) for one_id in ids[:SHOWN]) + more


def read_optional(env, model: str, one_id):
    """Return the record of an optional id: none for None, see :func:`read_records`."""
    return read_records(env, model, [one_id] if one_id else [])


def read_journals(env, ids, **default):
    """Return bank journals, see :func:`read_records`.

    Args:
        env: the caller's environment.
        ids: what the caller sent; None means all that the caller may read.
        default: values that these have, such as ``company_id``.
    """
    if ids is not None:
        return read_records(env, "account.journal", ids)
    domain = [(name, "=", value) for name, value in default.items()]
    return env["account.journal"].search([*domain, ("type", "in", BANK_JOURNAL_TYPES)])


def check_values(env, model: str, field: str, values) -> None:
    """Raise a UserError unless these are a list of a selection field's values."""
    allowed = env[model]._fields[field].get_values(env)
    if not isinstance(values, list | tuple):
        raise UserError(
            env._(
                "%(field)s: give a list, not %(value)s.",
                field=field,
                value=_short.repr(values),
            )
        )
    wrong = [value for value in values if value not in allowed]
    if wrong:
        raise UserError(
            env._(
                "Unknown %(field)s %(wrong)s. Use: %(allowed)s.",
                field=field,
                wrong=", ".join(map(_short.repr, wrong[:SHOWN])),
                allowed=", ".join(allowed),
            )
        )


def check_amount(env, name: str, value) -> None:
    """Raise a UserError unless a value is an amount from 0 on."""
    is_number = type(value) in (int, float)
    if not is_number or not 0 <= value < 1e15:
        raise UserError(
            env._(
                "%(name)s: give an amount from 0, not %(value)s.",
                name=name,
                value=_short.repr(value),
            )
        )


def check_numbers(env, **values) -> None:
    """Raise a UserError unless these are whole numbers from 0 on."""
    for name, value in values.items():
        if type(value) is not int or not 0 <= value <= MAX_NUMBER:
            raise UserError(
                env._(
                    "%(name)s: give a number from 0, not %(value)s.",
                    name=name,
                    value=_short.repr(value),
                )
            )
