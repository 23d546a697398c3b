"""Who listens when records are made: what writes rows by set must know.

Rows written by SQL pass by every method of Python. That is allowed only where nobody
but core and this addon stands in the way; the registry of the database says so.
"""

from __future__ import annotations

#: addons of Odoo that were read: what they do is for invoices, or is the same for every
#: bank line, and then it is in every copy of a row as well
KNOWN = frozenset(
    (
        "account",
        "account_debit_note",
        "account_edi_ubl_cii",
        "account_payment",
        "account_peppol",
        "analytic",
        "bank_statement_intelligence",
        "base",
        "base_import",
        "hr_expense",
        "html_editor",
        "mail",
        "phone_validation",
        "portal",
        "product",
        "purchase",
        "purchase_stock",
        "sale",
        "sale_stock",
        "sms",
        "snailmail",
        "snailmail_account",
        "stock_account",
        "utm",
        "web",
    )
)
#: methods that run when a record is made or changed
METHODS = frozenset(
    ("create", "write", "_write", "flush", "_post", "action_post", "_validate_fields")
)
PREFIXES = (
    "_compute_",
    "_inverse_",
    "_prepare_move_line",
    "_synchronize_",
    "_get_starting_sequence",
    "_get_last_sequence",
    "_get_next_sequence",
    "_set_next_sequence",
    "_get_fiscal_position",
)


def find_listener(env, models: tuple[str, ...], methods=()) -> str:
    """Return who would miss something if rows of models were written by SQL.

    Args:
        env: the environment.
        models: names of models.
        methods: beginnings of the names of more methods that would not be called.
    Returns:
        one English sentence for the log, or nothing if nobody listens.
    """
    for name in models:
        if found := _find_override(env, name, methods) or _find_constraint(env, name):
            return found
    return (
        _find_entry(env, models)
        or _find_automation(env, models)
        or _find_field(env, models)
    )


def addon_of(module: str) -> str:
    """Return the addon of a Python module.

    >>> addon_of("odoo.addons.sale.models.account_move"), addon_of("odoo.orm.models")
    ('sale', 'base')
    """
    parts = module.split(".")
    return parts[2] if parts[:2] == ["odoo", "addons"] else "base"


def _find_override(env, name: str, methods) -> str:
    for part in env.registry[name].__mro__:
        addon = addon_of(part.__module__)
        if addon in KNOWN:
            continue
        for method in vars(part):
            if method in METHODS or method.startswith((*PREFIXES, *methods)):
                return f"{addon} defines {name}.{method}()"
    return ""


def _find_constraint(env, name: str) -> str:
    for method in env[name]._constraint_methods:
        addon = addon_of(method.__module__)
        if addon not in KNOWN:
            return f"{addon} checks {name} in {method.__name__}()"
    return ""


def _find_entry(env, models: tuple[str, ...]) -> str:
    """Find what other addons entered into the tables about these models."""
    for name in models:
        for table in (f"before:{name}", f"after:{name}"):
            for method in env["bank.tables"]._get_entries(table):
                addon = addon_of(method.__func__.__module__)
                if addon not in KNOWN:
                    return f"{addon} watches {name} in {method.__name__}()"
    return ""


def _find_automation(env, models: tuple[str, ...]) -> str:
    if "base.automation" not in env:
        return ""
    rules = env["base.automation"].sudo()
    rule = rules.search([("model_id.model", "in", models)], limit=1)
    return (
        f"the automation rule “{rule.name}” is about {rule.model_name}" if rule else ""
    )


def _find_field(env, models: tuple[str, ...]) -> str:
    field = (
        env["ir.model.fields"]
        .sudo()
        .search(
            [
                ("model", "in", models),
                ("state", "=", "manual"),
                ("store", "=", True),
                "|",
                ("required", "=", True),
                ("compute", "!=", False),
            ],
            limit=1,
        )
    )
    return f"the field {field.model}.{field.name} was added here" if field else ""
