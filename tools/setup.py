#!/usr/bin/env python3
"""Set up what every command needs: Odoo, Python packages, database, browser.

Usage: python3 tools/setup.py        (or `make env`)

Environment: ODOO_HOME (an Odoo 19 to use), PGHOST … (a server to use),
BSI_STATE (where the state lives; default .local).  Every step is skipped when
it was done before for the same inputs.
"""

import configparser
import os
import sys
import time
from concurrent.futures import ThreadPoolExecutor

import axe
import cluster
import odoo_source
import python_env
import system
from steps import (
    CONF,
    LOGS,
    ROOT,
    STATE,
    TEST_ADDONS,
    free_port,
    lock,
    say,
    write_if_changed,
)


def _port():
    """Return the port of the existing configuration, or a free one."""
    parser = configparser.ConfigParser(interpolation=None)
    parser.read(CONF)
    return parser.get("options", "http_port", fallback="") or free_port()


def write_conf(source):
    """Write the configuration of Odoo."""
    addons = [*source.addons, ROOT]
    if TEST_ADDONS.is_dir() and any(TEST_ADDONS.glob("*/__manifest__.py")):
        addons.append(TEST_ADDONS)
    database = cluster.environment()
    options = {
        "addons_path": ",".join(str(folder) for folder in addons),
        "data_dir": STATE / "data",
        "db_host": database["PGHOST"],
        "db_port": database.get("PGPORT", ""),
        "db_user": database.get("PGUSER", ""),
        "db_password": database.get("PGPASSWORD", ""),
        "http_interface": "127.0.0.1",
        "http_port": _port(),
        "with_demo": False,
        "bank_import_folders": f"{STATE / 'demo'},{STATE / 'soak'}",
        "workers": 0,
        "max_cron_threads": 0,
        "log_handler": ":INFO,werkzeug:WARNING",
        "limit_time_cpu": 36000,
        "limit_time_real": 36000,
        "limit_memory_soft": 0,
        "limit_memory_hard": 0,
    }
    lines = [f"{name} = {value}" for name, value in options.items() if value != ""]
    text = "\n".join(["; Written by tools/setup.py.", "[options]", *lines, ""])
    write_if_changed(CONF, text, mode=0o600)


def main():
    """Run the steps; those that do not depend on each other at the same time."""
    begin = time.monotonic()
    STATE.mkdir(parents=True, exist_ok=True)
    LOGS.mkdir(exist_ok=True)
    with lock("setup"):
        if not python_env.PYTHON.exists():
            say(f"setting up in {os.path.relpath(STATE, ROOT)} (a few minutes) …")
        with ThreadPoolExecutor() as pool:
            steps = [
                pool.submit(system.ensure_programs),
                pool.submit(python_env.ensure_venv),
                pool.submit(odoo_source.find),
                pool.submit(axe.ensure),
            ]
            _, _, source, _ = [future.result() for future in steps]
        python_env.link(source)
        cluster.ensure_running()
        write_conf(source)
    server = cluster.environment()["PGHOST"] if cluster.is_external() else "private"
    seconds = time.monotonic() - begin
    say(
        f"environment ready: Odoo {source.version} ({source.origin}), "
        f"PostgreSQL {server}, {seconds:.0f} s"
    )


if __name__ == "__main__":
    sys.exit(main())
