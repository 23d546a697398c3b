"""Who may work on bank lines."""

from odoo.exceptions import UserError

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
