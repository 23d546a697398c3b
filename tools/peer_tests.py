#!/usr/bin/env python3
"""Run the tests of OCA's statement and reconcile addons with our addon installed.

Usage: .venv/bin/python tools/peer_tests.py [--without-addon]

Only one engine acts on a bank journal (README, “Beside other addons”). So these tests
run on journals whose automation of ours is off, as on a database where OCA's engine is
to go on.
"""

import argparse
import os

import env
import templates
from core_tests import FAILURE, FIRST_PORT, RESULT
from run_tests import PREFIX
from steps import free_port

PEERS = (
    "account_reconcile_oca",
    "account_statement_base",
    "account_statement_import_base",
    "account_statement_import_file",
)
OFF = """
env["ir.default"].set("account.journal", "match_automation", "off")
env["account.journal"].search([]).match_automation = "off"
env.cr.commit()
"""


def main():
    """Run the tests; exit non-zero when one fails."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--without-addon", action="store_true", help="for comparison")
    arguments = parser.parse_args()
    ours = () if arguments.without_addon else (env.ADDON_NAME,)
    template = templates.ensure((*(ours or ("account",)), *PEERS))
    name, log = f"{PREFIX}peers_{os.getpid()}", "peers"
    path = env.LOGS / f"{log}.log"
    path.unlink(missing_ok=True)
    env.create_database(name, template)
    try:
        if ours:
            env.run_odoo_shell(name, OFF)
        tags = ",".join(f"/{peer}" for peer in PEERS)
        port = free_port(FIRST_PORT)
        options = ["-u", ",".join(PEERS), "--test-tags", tags, f"--http-port={port}"]
        env.run_odoo(name, *options, "--log-level=info", log=log)
    except env.SetupError as error:
        env.say(str(error).splitlines()[0])
    finally:
        env.drop_database(name)
    text = path.read_text(errors="replace")
    found = RESULT.search(text)
    if not found:
        env.say(f"no result in {path}")
        return 1
    failed = int(found[1]) + int(found[2])
    for failure in FAILURE.findall(text) if failed else ():
        env.say(f"  {failure}")
    env.say(f"{int(found[3]) - failed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    raise SystemExit(main())
