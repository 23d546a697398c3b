"""Databases of the benchmarks: made once, kept, and upgraded when the addon changes."""

import env as tools_env
import templates
from steps import key

#: system parameter: of which files the database was made
PARAMETER = "bench.addon"


def ensure(name, fill):
    """Make a database or bring it up to date; return its name.

    Args:
        name (str): of the database.
        fill: called with the administrator's environment of a new one.
    """
    digest = key(*templates._content(tools_env.ADDON))
    if not tools_env.database_exists(name):
        tools_env.ensure_database(f"{name}_new", fresh=True)
        with tools_env.odoo_env(f"{name}_new") as env:
            fill(env(user=env.ref("base.user_admin")))
        tools_env.rename_database(f"{name}_new", name)
    elif _read(name) != digest:
        with tools_env.step(f"upgrade of {name}"):
            options = ("-u", tools_env.ADDON_NAME, "--log-level=warn")
            tools_env.run_odoo(name, *options, log=f"bench-{name}")
    tools_env.sql(
        "INSERT INTO ir_config_parameter (key, value) VALUES (%s, %s)"
        " ON CONFLICT (key) DO UPDATE SET value = excluded.value",
        [PARAMETER, digest],
        name,
    )
    return name


def _read(name):
    query = "SELECT value FROM ir_config_parameter WHERE key = %s"
    rows = tools_env.sql(query, [PARAMETER], name)
    return rows[0][0] if rows else None
