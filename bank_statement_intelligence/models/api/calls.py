"""What every call of the façade has in common: what may come in, what goes out."""

import functools
import inspect
from datetime import date

from odoo.exceptions import UserError

#: longest text but for the bytes of a file
MAX_TEXT = 1_000
#: most ids (or other values) of one list
MAX_VALUES = 10_000
#: arguments that are the bytes of a file
CONTENT = ("content",)


def facade(method):
    """Check the arguments of a public method; answer what XML-RPC and JSON can carry.

    Args:
        method: of ``bank.statement.api``.
    Returns:
        the method with the same signature.
    """
    signature = inspect.signature(method)

    @functools.wraps(method)
    def call(self, *args, **kwargs):
        given = signature.bind(self, *args, **kwargs).arguments
        for name, value in list(given.items())[1:]:
            _check_argument(self.env, name, value)
        return carry(method(self, *args, **kwargs))

    return call


def carry(value):
    """Return an answer as JSON and XML-RPC have it: what is missing is False."""
    if isinstance(value, dict):
        return {str(name): carry(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [carry(one) for one in value]
    if isinstance(value, date):  # datetimes too
        return str(value)
    return False if value is None else value


def _check_argument(env, name: str, value) -> None:
    """Raise a UserError for what no method could keep or answer in bounded time."""
    values = value if isinstance(value, list | tuple) else [value]
    if len(values) > MAX_VALUES:
        raise UserError(
            env._(
                "%(name)s: %(count)s values are too many for one call. Send at most "
                "%(most)s, and the others in another call.",
                name=name,
                count=len(values),
                most=MAX_VALUES,
            )
        )
    for text in (one for one in values if isinstance(one, str)):
        if len(text) > MAX_TEXT and name not in CONTENT:
            raise UserError(
                env._(
                    "%(name)s: the text has %(count)s characters, at most %(most)s are "
                    "kept. Shorten it.",
                    name=name,
                    count=len(text),
                    most=MAX_TEXT,
                )
            )
        if "\0" in text or any("\ud800" <= c <= "\udfff" for c in text[:MAX_TEXT]):
            raise UserError(
                env._(
                    "%s: the text has characters that are none (NUL, or one half of a "
                    "pair). Remove them.",
                    name,
                )
            )
