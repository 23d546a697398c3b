#!/usr/bin/env python3
"""Run Odoo's own tests about bank statements and reconciliation with our addon.

Usage: .venv/bin/python tools/core_tests.py [--without-addon] [FILE …]

FILE is a test file of Odoo's `account` without folder and suffix; default: those
about statement lines, payments, reconciliation, journals, hashes and locks.
They run in Odoo's own test runner, in J processes with a database each.
"""

import argparse
import os
import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import env
import templates
from run_tests import PREFIX
from steps import free_port

FILES = (
    "test_account_bank_statement",
    "test_account_move_reconcile",
    "test_account_payment",
    "test_account_payment_register",
    "test_early_payment_discount",
    "test_account_inalterable_hash",
    "test_account_lock_exception",
    "test_account_journal_dashboard",
    "test_account_move_payments_widget",
    "test_account_payment_items",
    "test_account_to_check",
    "test_account_journal",
    "test_duplicate_res_partner_bank",
    "test_structured_reference",
    "test_kpi_provider",
    "test_digest",
)
#: tests with a browser start a server; each process has its own ports
FIRST_PORT = 18000
RESULT = re.compile(r"(\d+) failed, (\d+) error\(s\) of (\d+) tests when loading")
FAILURE = re.compile(r"(?:ERROR|FAIL): \S+.*")


def account_tests():
    """Return the folder of Odoo's tests of `account`."""
    for line in env.CONF.read_text().splitlines():
        if line.startswith("addons_path"):
            for folder in line.partition("=")[2].strip().split(","):
                tests = Path(folder) / "account" / "tests"
                if tests.is_dir():
                    return tests
    raise SystemExit("error: this Odoo comes without the tests of `account`")


def run_share(number, files, template):
    """Run some files on a copy of the template; return (passed, failed, texts)."""
    name = f"{PREFIX}core{number}_{os.getpid()}"
    log = f"core-{number}"
    path = env.LOGS / f"{log}.log"
    path.unlink(missing_ok=True)
    env.create_database(name, template)
    folder = account_tests()
    tags = ",".join(str(folder / f"{file}.py") for file in files)
    failure = None
    try:
        port = free_port(FIRST_PORT + 20 * number)
        options = ["--test-tags", tags, "--log-level=info", f"--http-port={port}"]
        env.run_odoo(name, *options, log=log)
    except env.SetupError as error:
        failure = f"see {path} ({str(error).splitlines()[0]})"
    finally:
        env.drop_database(name)
    text = path.read_text(errors="replace")
    found = RESULT.search(text)
    if not found:
        return 0, 1, [failure or f"no result in {path}"]
    failed = int(found[1]) + int(found[2])
    failures = FAILURE.findall(text) if failed else []
    return int(found[3]) - failed, failed, failures + ([failure] if failure else [])


def main():
    """Run the files; exit non-zero when one fails."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--without-addon", action="store_true", help="for comparison")
    parser.add_argument("files", nargs="*", default=FILES)
    arguments = parser.parse_args()
    modules = ("account",) if arguments.without_addon else (env.ADDON_NAME,)
    template = templates.ensure(modules)
    processes = int(os.environ.get("J") or min(os.cpu_count() or 1, 4))
    shares = [arguments.files[n :: 2 * processes] for n in range(2 * processes)]
    shares = [share for share in shares if share]
    passed = failed = 0
    with ThreadPoolExecutor(processes) as pool:
        jobs = [
            pool.submit(run_share, number, share, template)
            for number, share in enumerate(shares)
        ]
        for share, job in zip(shares, jobs, strict=True):
            good, bad, texts = job.result()
            passed, failed = passed + good, failed + bad
            env.say(f"  {', '.join(share)}: {good} passed, {bad} failed")
            for text in texts:
                env.say(f"    {text}")
    env.say(f"{passed} passed, {failed} failed")
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    raise SystemExit(main())
