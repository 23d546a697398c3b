"""Every public method of the addon, and what it may not touch."""

import inspect

ADDON = "odoo.addons.bank_statement_intelligence."
#: names of Odoo that the addon overrides: Odoo's access rights and rules hold for them
CORE_NAMES = {
    "action_post",
    "action_set_auto_reconcile",
    "action_undo_reconciliation",
    "action_unreconcile_match_entries",
    "copy_data",
    "create_document_from_attachment",
    "create",
    "default_get",
    "init",
    "message_new",
    "remove_move_reconcile",
    "unlink",
    "write",
}


def find_doors(env):
    """Yield model, name, method and class of every public method that is ours."""
    for model, cls in sorted(env.registry.items()):
        for part in cls.__mro__:
            if not part.__module__.startswith(ADDON):
                continue
            for name, method in vars(part).items():
                if not name.startswith("_") and inspect.isfunction(method):
                    yield model, name, method, part


def is_core_name(env, model, name):
    """Whether Odoo itself has a method of this name on the model."""
    return name in CORE_NAMES and any(
        name in vars(part)
        for part in type(env[model]).__mro__
        if not part.__module__.startswith(ADDON)
    )


def digests(env):
    """Return number and digest of the rows of every table of bank and accounting."""
    env.flush_all()
    env.cr.execute(
        "SELECT relname FROM pg_class WHERE relkind = 'r' AND relname ~ %s",
        ["^(bank|account|mail_message|mail_activity|res_partner)"],
    )
    names = sorted(name for (name,) in env.cr.fetchall())
    env.cr.execute(
        " UNION ALL ".join(
            f"SELECT '{name}', count(*), sum(hashtextextended(t::text, 0)::numeric)"
            f' FROM "{name}" t'
            for name in names
        )
    )
    return {name: rest for name, *rest in env.cr.fetchall()}
