#!/usr/bin/env python3
"""The demo: bank files in a folder become reconciled books, shown as a table.

Usage: .venv/bin/python tools/demo.py [--prepare-only DATABASE] [--database DATABASE]

Without arguments (`make demo`) the demo database is made anew every time: a copy of
the template with the addon, the demo company, then two mornings on which the bank
delivers files and the scheduled action runs.  `--prepare-only` does the same for a
database that does not exist yet, and prints no table.  `make serve` shows the result.
"""

import argparse
import sys
import time

import env

DATABASE = "bsi_demo"


def main(arguments=None):
    """Make the database and show what the scheduled action did."""
    options = _options(arguments)
    started = time.monotonic()
    name = options.prepare_only or options.database
    if options.prepare_only and env.database_exists(name):
        env.say(f"Database {name} is there already: nothing to do.")
        return
    env.say(f"Demo database {name}, made anew")
    env.ensure_database(name, fresh=True)
    try:
        fill(name, show=not options.prepare_only)
    except BaseException:
        env.drop_database(name)  # half a demo would be taken for a whole one
        raise
    env.say(f"\nDone in {time.monotonic() - started:.0f} s.")
    env.say(f"The same in the worksheet: {_hint(name)}  (login admin, password admin)")


def fill(name, show):
    """Make the books, let the bank deliver, and print the table if wanted."""
    log = env.LOGS / "demo.log"
    with env.odoo_env(name, arguments=[f"--logfile={log}"]) as odoo:
        import demo_bank
        import demo_company
        import demo_table

        with env.step(f"{demo_company.NAME}: customers, vendors, documents, payments"):
            books = demo_company.build(odoo)
            demo_company.admit(odoo, books)
            folder = env.STATE / "demo" / name
            demo_bank.make_source(books, folder)
            odoo.cr.commit()
        _print_books(books)
        for morning in demo_bank.MORNINGS:
            files = demo_bank.deliver(morning, folder)
            env.say(f"{morning}: the bank delivers {', '.join(files)}")
            before = books.odoo["bank.match.run"].search([])
            with env.step("scheduled action “fetch and match”"):
                demo_bank.run_scheduled_action(books.odoo)
                odoo.cr.commit()  # only now does this transaction see the action's
            runs = books.odoo["bank.match.run"].search([]) - before
            for run in runs.sorted("id"):
                demo_table.print_run(run)
        if show:
            demo_table.print_all(books)


def _print_books(books):
    counts = {}
    for move in books.documents.values():
        label = move.type_name.lower()
        counts[label] = counts.get(label, 0) + 1
    words = [f"{count} {label}s" for label, count in counts.items()]
    env.say(f"  {', '.join(words)}, {len(books.payments)} registered payments")


def _hint(name):
    import serve

    return "make serve" if name == serve.DATABASE else f"tools/serve.py {name}"


def _options(arguments):
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--prepare-only", metavar="DATABASE", default=None)
    parser.add_argument("--database", default=DATABASE)
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())
