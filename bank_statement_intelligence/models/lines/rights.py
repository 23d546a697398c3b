"""Who may do what: checks at the door of outer calls."""

from odoo.exceptions import AccessError, UserError

from .constants import GROUP_USER


def check_user(env) -> None:
    """Raise a UserError unless the caller may work on bank lines."""
    if not env.user.has_group(GROUP_USER):
        raise UserError(
            env._(
                "You need the right “Bank Matching: User” for this. Ask your "
                "accounting manager."
            )
        )


def check_right(env, group: str) -> None:
    """Raise an AccessError unless the caller has a right.

    Args:
        env: environment of who asks.
        group: XML id of one of our groups.
    """
    if not env.user.has_group(group):
        raise AccessError(
            env._(
                "You need the right “Bank Matching: %s” for this. Ask your "
                "accounting manager.",
                env.ref(group).sudo().name,
            )
        )
