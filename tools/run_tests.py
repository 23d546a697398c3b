#!/usr/bin/env python3
"""Run the tests: the main ones, and the others beside them.

Usage: .venv/bin/python tools/run_tests.py [unit]        (or `make test`)

Environment: K (a pytest -k expression), T (paths to run), J (processes of the
main run; default: the cores, at most 4), ARGS (more pytest options), KEEP (keep
the databases).
"""

import contextlib
import functools
import os
import re
import shlex
import subprocess
import sys
import threading
from dataclasses import dataclass

import env
import templates
from env import ADDON_NAME, BIN, CONF, LOGS, ROOT, say
from steps import key

TESTS = ROOT / "tests"
PREFIX = f"bsi_test_{key(env.STATE, length=4)}_"
NO_TESTS = 5
OCA = ("account_reconcile_oca", "account_statement_import_file")

SEPA_BATCH = "account_payment_sepa_credit_transfer"
SEPA_ORDER = "account_banking_sepa_credit_transfer"
# What tests leave behind is rolled back: a vacuum in between would tell the planner
# that the tables are empty, and it would choose plans that take minutes.
STEADY_PLANS = """
DO $$ DECLARE found text; BEGIN
  FOR found IN SELECT oid::regclass FROM pg_class
               WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace LOOP
    EXECUTE 'ALTER TABLE ' || found || ' SET (autovacuum_enabled = false)';
  END LOOP;
END $$
"""


@dataclass(frozen=True)
class Group:
    """Tests that share a kind of database; `modules` is None where they need none.

    Pure tests need no database; those of the upgrade, the soak and the queue make
    their own.
    """

    name: str
    folders: tuple
    modules: tuple | None = None

    def owns(self, path):
        """Whether a path to run belongs to this group."""
        return any(path.is_relative_to(TESTS / folder) for folder in self.folders)


def groups():
    """Return the groups in the order in which they run."""
    third_party = sorted(m.parent.name for m in TESTS.glob("addons/*/__manifest__.py"))
    named = [
        Group("pure", ("parsers", "engine", "house", "golden")),
        Group("coexistence", ("coexistence",), (ADDON_NAME, *OCA)),
        Group("payment_batch", ("payment_batch",), (ADDON_NAME, SEPA_BATCH)),
        Group("payment_order", ("payment_order",), (ADDON_NAME, SEPA_ORDER)),
        Group("extension", ("addons", "extension"), (ADDON_NAME, *third_party)),
        Group("upgrade", ("upgrade",)),
        Group("soak", ("soak",)),
        Group("queue", ("queue",)),
    ]
    taken = {folder for group in named for folder in group.folders}
    folders = sorted(p.name for p in TESTS.iterdir() if p.is_dir())
    rest = tuple(f for f in folders if f not in taken and f[0] not in "._")
    return [*named, Group("main", rest, (ADDON_NAME,))]


def paths_of(group, wanted):
    """Return what pytest gets: the wanted paths of a group, or its folders."""
    if wanted:
        return [word for word, path in wanted.items() if group.owns(path)]
    folders = [TESTS / folder for folder in group.folders]
    if group.name == "main":
        folders.append(env.ADDON / "tests")
    return [str(f) for f in folders if any(f.rglob("test_*.py"))]


def wanted_paths():
    """Return the words of T with the absolute paths they name."""
    words = shlex.split(os.environ.get("T", ""))
    wanted = {word: (ROOT / word.split("::")[0]).resolve() for word in words}
    for word, path in wanted.items():
        if not path.exists():
            raise SystemExit(f"error: T names {word}, which does not exist")
    return wanted


def extra_arguments():
    """Return the pytest arguments that K and ARGS stand for."""
    arguments = shlex.split(os.environ.get("ARGS", ""))
    if os.environ.get("K"):
        arguments += ["-k", os.environ["K"]]
    return arguments


def variables():
    """Return the environment of pytest; a browser wants a home folder."""
    home = env.STATE / "home"
    home.mkdir(exist_ok=True)
    return {"HOME": str(home)} | env.environment()


class Lane(threading.Thread):
    """Runs groups one after another and keeps what they print."""

    def __init__(self, selected):
        super().__init__()
        self.selected = selected
        self.codes, self.texts = {}, {}

    def run(self):
        """Run the groups; one whose database cannot be made stops no other."""
        for name, (group, paths) in self.selected.items():
            keep = functools.partial(self.keep, name)
            self.codes[name] = run_group(group, paths, keep)

    def keep(self, name, command):
        """Run a command of pytest and keep its output; return the exit code."""
        done = subprocess.run(
            command,
            cwd=ROOT,
            env=variables(),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        self.texts[name] = done.stdout
        return done.returncode

    def report(self):
        """Wait, print the output and return the exit codes by name."""
        self.join()
        for name, text in self.texts.items():
            say(f"{name} tests:\n{text}")
        return self.codes


def has_browser_tests(paths):
    """Whether a browser will load the web client in these tests."""
    return any(re.search(r"tests/web\b", str(path)) for path in paths)


def prepare(group, paths):
    """Return the name of the template that a group needs, building it."""
    template = templates.ensure(group.modules)
    return templates.ensure_assets(template) if has_browser_tests(paths) else template


@contextlib.contextmanager
def database(group, template):
    """Yield the name of a new database of a group; drop it (and copies) after."""
    name = f"{PREFIX}{group.name}_{os.getpid()}"
    env.create_database(name, template)
    env.sql(STEADY_PLANS, database=name)
    try:
        yield name
    finally:
        if not os.environ.get("KEEP"):
            for each in env.databases(name):
                env.drop_database(each)


def run_shown(command):
    """Run a command of pytest whose output is seen at once; return the exit code."""
    return subprocess.run(command, cwd=ROOT, env=variables(), check=False).returncode


def run_group(group, paths, runner):
    """Run the tests of a group; return the exit code."""
    if group.modules is None:
        spread = ["-n", "2", "--dist=worksteal"] if group.name == "pure" else []
        spread = [] if os.environ.get("T") else spread
        return runner(
            [BIN / "pytest", "-p", "no:odoo", *spread, *extra_arguments(), *paths]
        )
    try:
        template = prepare(group, paths)
    except env.SetupError as error:
        say(f"the database of the {group.name} tests cannot be made:\n{error}")
        return 1
    with database(group, template) as name:
        options = [
            f"--odoo-config={CONF}",
            f"--odoo-database={name}",
            f"--odoo-extra=db-filter=^{name}$",
            "--odoo-log-level=warn",
            "--odoo-http",
        ]
        processes = os.environ.get("J") or str(min(os.cpu_count() or 1, 4))
        if group.name == "main" and not os.environ.get("T") and int(processes) > 1:
            options += ["-n", processes, "--dist=loadscope", "--no-loadscope-reorder"]
        return runner([BIN / "pytest", *options, *extra_arguments(), *paths])


def drop_left_overs():
    """Drop databases of runs that were killed."""
    for name in env.databases(PREFIX):
        found = re.search(r"_(\d+)(-gw\d+|_original)?$", name)
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.kill(int(found[1]), 0) if found else None
            continue
        env.drop_database(name)


def run_all(selected):
    """Run the selected groups, the last one in sight; return the exit codes by name.

    The others run beside it: they are done before it, and a core is rarely idle.
    """
    drop_left_overs()
    shown, (group, paths) = selected.popitem()
    lane = Lane(selected)
    lane.start()
    say(f"{shown} tests:")
    codes = {shown: run_group(group, paths, run_shown)}
    return lane.report() | codes


def main(arguments):
    """Run everything, or what the arguments and T select."""
    LOGS.mkdir(parents=True, exist_ok=True)
    wanted = wanted_paths()
    selected = {}
    for group in groups():
        paths = paths_of(group, wanted)
        if paths and (not arguments or group.name in arguments):
            selected[group.name] = (group, paths)
    codes = run_all(selected) if selected else {}
    failed = {name: code for name, code in codes.items() if code not in (0, NO_TESTS)}
    if failed:
        say(f"FAILED: {', '.join(failed)}")
        return 1
    if all(code == NO_TESTS for code in codes.values()):
        say("no tests ran")
        return NO_TESTS
    return 0


if __name__ == "__main__":
    sys.exit(main(["pure" if word == "unit" else word for word in sys.argv[1:]]))
