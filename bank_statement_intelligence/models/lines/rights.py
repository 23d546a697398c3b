"""Who may do what: the one check at the door of every public method.

Whatever can be called from outside (a button, RPC, ``/json/2``) declares the right it
needs::

    @needs("approver")
    def action_undo_match(self): ...

The declaration is checked when the method is called, together with the companies of
its records. What Odoo itself names (``create``, ``write``, ``action_post`` …) keeps
Odoo's access rights and record rules, and ``truth.py``.
"""

import functools

from odoo.exceptions import AccessError
from odoo.tools.i18n import format_list

from .constants import GROUP_APPROVER, GROUP_MANAGER, GROUP_USER

#: right → groups of users that have it, the one to ask for first
RIGHTS = {
    "invoicing": ("account.group_account_invoice",),
    "reader": (GROUP_USER, "account.group_account_readonly"),
    "user": (GROUP_USER,),
    "reviewer": ("bank_statement_intelligence.group_bank_reviewer",),
    "approver": (GROUP_APPROVER,),
    "manager": (GROUP_MANAGER,),
}


def needs(*rights: str):
    """Declare which rights, one of them, a public method needs.

    Args:
        rights: names of :data:`RIGHTS`.
    """
    unknown = set(rights) - set(RIGHTS)
    if unknown or not rights:
        raise ValueError(f"no such right: {unknown}")

    def declare(method):
        @functools.wraps(method)
        def checked(self, *args, **kwargs):
            check_right(self.env, *rights)
            if not self.env.su:
                _check_records(self)
            return method(self, *args, **kwargs)

        checked._bank_needs = rights
        return checked

    return declare


def _check_records(records) -> None:
    """Raise an AccessError unless the caller may read the records, and what a window
    names: nobody acts in a company of others."""
    if not any(records._ids):
        return
    records.check_access("read")
    if records._transient:
        for name, field in records._fields.items():
            if field.type in ("many2one", "many2many") and field.store:
                named = records.sudo().mapped(name)
                named.with_env(records.env).check_access("read")


def has_right(env, *rights: str) -> bool:
    """Tell whether the caller has one of these rights; the system has all."""
    groups = [group for right in rights for group in RIGHTS[right]]
    return env.su or any(map(env.user.has_group, groups))


def check_right(env, *rights: str) -> None:
    """Raise an AccessError unless the caller has one of these rights.

    Args:
        env: environment of who asks.
        rights: names of :data:`RIGHTS`.
    """
    if has_right(env, *rights):
        return
    groups = [env.ref(RIGHTS[right][0]).sudo() for right in rights]
    names = [f"“{group.privilege_id.name}: {group.name}”" for group in groups]
    raise AccessError(
        env._(
            "You need the right %s for this. Ask your accounting manager.",
            format_list(env, names, "or"),
        )
    )


def check_every_company(env) -> None:
    """Raise an AccessError unless the caller may work in every company with bank lines.

    For what holds for all of them: the passes, and formats without a company.
    """
    if env.su:
        return
    env.cr.execute(
        """SELECT id FROM res_company company WHERE id <> ALL(%s) AND EXISTS (
               SELECT 1 FROM account_bank_statement_line line
                WHERE line.company_id = company.id)""",
        [env.user.company_ids.ids],
    )
    if env.cr.rowcount:
        raise AccessError(
            env._(
                "This holds for every company, and other companies match bank lines "
                "with it. Ask somebody who may work in all of them."
            )
        )
