#!/usr/bin/env python3
"""Serve the demo database in the foreground and print where.

Usage: .venv/bin/python tools/serve.py [DATABASE]        (or `make serve`)

A missing database is made by `tools/demo.py --prepare-only DATABASE`.
Environment: PORT (default: the one of the configuration, or the next free one).
"""

import configparser
import os
import subprocess
import sys

import env
from steps import FIRST_PORT, free_port

DATABASE = "bsi_demo"
PID = env.STATE / "serve.pid"


def port():
    """Return the wanted port, or a free one."""
    if os.environ.get("PORT"):
        return int(os.environ["PORT"])
    parser = configparser.ConfigParser(interpolation=None)
    parser.read(env.CONF)
    first = parser.getint("options", "http_port", fallback=FIRST_PORT)
    return free_port(first)


def main():
    """Make the database when it is missing, then become the server."""
    name = sys.argv[1] if len(sys.argv) > 1 else DATABASE
    if not env.database_exists(name):
        demo = [env.BIN / "python", env.ROOT / "tools/demo.py", "--prepare-only", name]
        subprocess.run(demo, check=True, env=env.environment())
    number = port()
    env.say(f"Odoo at http://localhost:{number}/odoo  (login admin, password admin)")
    env.say(f"database {name}; stop with Ctrl-C; log: {env.LOGS / 'serve.log'}")
    PID.write_text(f"{os.getpid()}\n")
    command = [env.BIN / "python", "-m", "odoo", "-c", env.CONF, "-d", name]
    command += [f"--http-port={number}", f"--db-filter=^{name}$"]
    command += ["--max-cron-threads=1", f"--logfile={env.LOGS / 'serve.log'}"]
    os.execve(command[0], [str(word) for word in command], env.environment())


if __name__ == "__main__":
    main()
