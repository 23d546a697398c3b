"""Databases and Odoo for scripts: what tools/, benchmarks/ and tests import.

    import sys; sys.path.insert(0, "tools")        # only outside tools/
    import env

    env.ensure_database("demo", ["bank_statement_intelligence"], demo=True)
    with env.odoo_env("demo") as odoo:              # Odoo in this process
        odoo["res.partner"].search_count([])

Run with `.venv/bin/python`, after `make env`.
"""

import contextlib
import os
import shutil
import subprocess

import cluster
from steps import (  # noqa: F401  (offered to scripts)
    ADDON,
    ADDON_NAME,
    CONF,
    LOGS,
    ROOT,
    STATE,
    TEST_ADDONS,
    VENV,
    SetupError,
    lock,
    run,
    say,
    step,
)

BIN = VENV / "bin"
FILESTORE = STATE / "data" / "filestore"


def environment():
    """Return the variables for programs that talk to the database server."""
    path = os.pathsep.join([str(BIN), os.environ.get("PATH", os.defpath)])
    server = cluster.system.server_folder()
    if server and not shutil.which("createdb"):
        path += os.pathsep + str(server)
    clean = {name: v for name, v in os.environ.items() if name[:2] != "PG"}
    return clean | cluster.environment() | {"BSI_STATE": str(STATE), "PATH": path}


@contextlib.contextmanager
def connect(database="postgres"):
    """Yield a cursor of a connection in autocommit mode."""
    import psycopg2

    cluster.ensure_running()
    settings = cluster.environment()
    connection = psycopg2.connect(
        host=settings["PGHOST"],
        port=settings.get("PGPORT"),
        user=settings.get("PGUSER"),
        password=settings.get("PGPASSWORD"),
        dbname=database,
    )
    connection.autocommit = True
    try:
        with connection.cursor() as cursor:
            yield cursor
    finally:
        connection.close()


def sql(query, params=(), database="postgres"):
    """Execute one statement and return its rows, if any."""
    with connect(database) as cursor:
        cursor.execute(query, params)
        return cursor.fetchall() if cursor.description else []


def databases(prefix=""):
    """Return the names of the databases that start with `prefix`, oldest first."""
    rows = sql("SELECT datname FROM pg_database WHERE NOT datistemplate ORDER BY oid")
    return [name for (name,) in rows if name.startswith(prefix)]


def database_exists(name):
    """Whether a database of that name exists."""
    return name in databases()


def create_database(name, template="template0"):
    """Create a database, empty or as a copy (with its filestore) of another."""
    if template == "template0":
        options = "ENCODING 'unicode' LC_COLLATE 'C'"
    else:
        options = ""
        _end_sessions(template)
    sql(f'CREATE DATABASE "{name}" TEMPLATE "{template}" {options}')
    if (FILESTORE / template).is_dir():
        # Files in there are named by their content and never change.
        shutil.rmtree(FILESTORE / name, ignore_errors=True)
        shutil.copytree(FILESTORE / template, FILESTORE / name, copy_function=os.link)


def drop_database(name):
    """Drop a database and its files, if it exists."""
    _end_sessions(name)
    sql(f'DROP DATABASE IF EXISTS "{name}"')
    shutil.rmtree(FILESTORE / name, ignore_errors=True)


def rename_database(name, new):
    """Rename a database and its files."""
    _end_sessions(name)
    sql(f'ALTER DATABASE "{name}" RENAME TO "{new}"')
    if (FILESTORE / name).is_dir():
        shutil.rmtree(FILESTORE / new, ignore_errors=True)
        (FILESTORE / name).rename(FILESTORE / new)


def _end_sessions(name):
    sql(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
        "WHERE datname = %s AND pid <> pg_backend_pid()",
        (name,),
    )


def run_odoo(database, *arguments, log="odoo"):
    """Run the Odoo server on a database, quietly; raise when it fails."""
    command = [BIN / "odoo", "-c", CONF, "-d", database, "--stop-after-init"]
    command += ["--no-http", *arguments]
    run(command, log, env=environment())


def install(database, modules, demo=False, log="install"):
    """Install modules and check that they are."""
    options = ["-i", ",".join(modules), "--log-level=warn"]
    run_odoo(database, *options, *(["--with-demo"] if demo else []), log=log)
    rows = sql(
        "SELECT name FROM ir_module_module WHERE state = 'installed'", (), database
    )
    missing = set(modules) - {name for (name,) in rows}
    if missing:
        path = LOGS / f"{log}.log"
        raise SetupError(f"not installed: {', '.join(sorted(missing))} (see {path})")


def ensure_database(name, modules=(ADDON_NAME,), demo=False, fresh=False):
    """Create a database with these modules unless it exists; True when created.

    Without demo data it is a copy of a template (seconds); with demo data it is
    installed from nothing.  `fresh` drops an existing one first.
    """
    if fresh:
        drop_database(name)
    if database_exists(name):
        return False
    if demo:
        with step(f"database {name} with demo data"):
            create_database(name)
            try:
                install(name, modules, demo=True, log=f"db-{name}")
            except SetupError:
                drop_database(name)
                raise
        return True
    import templates

    create_database(name, templates.ensure(tuple(modules)))
    return True


@contextlib.contextmanager
def odoo_env(database, uid=None, context=None, commit=True, arguments=()):
    """Yield an Odoo environment in this process; commit at the end.

    One database per process is best: Odoo keeps its configuration globally.
    """
    import odoo.init  # noqa: F401
    from odoo import SUPERUSER_ID, api
    from odoo.modules.registry import Registry
    from odoo.tools import config

    os.environ.update(environment())
    if config["db_name"] != [database]:
        options = ["-c", str(CONF), "-d", database, "--no-http"]
        config.parse_config([*options, *arguments], setup_logging=True)
    with Registry(database).cursor() as cursor:
        user = SUPERUSER_ID if uid is None else uid
        yield api.Environment(cursor, user, dict(context or {}))
        if commit:
            cursor.commit()
        else:
            cursor.rollback()


def run_odoo_shell(database, script):
    """Run Python source in `odoo shell` (names: env, self); return its output."""
    command = [BIN / "odoo", "shell", "-c", CONF, "-d", database, "--no-http"]
    done = subprocess.run(
        [str(word) for word in [*command, "--log-level=warn"]],
        input=script,
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
        env=environment(),
    )
    if done.returncode:
        raise SetupError(f"odoo shell failed:\n{done.stderr[-4000:]}")
    return done.stdout
