#!/usr/bin/env python3
"""Kill fetch, import, match, post and undo at every moment; then look at the books.

Usage: .venv/bin/python tools/soak.py [--minutes 18] [--seed 1] [--lives N]
                                      (or `make soak`)

A life is a copy of the same books (soak_books.py). Real child processes act on it and
are killed with SIGKILL at a random moment or at a named place; database sessions are
ended, the disk is full, rows are locked, two act at once. After each: the books add up
(tests/common/books.py). At the end of a life the scheduled action runs undisturbed:
each bank entry is there once, on its invoice, and one more run changes nothing.
"""

import argparse
import os
import random
import shutil
import signal
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

import env
import templates
from run_tests import PREFIX
from soak_acts import (
    ACTS,
    PREPARED,
    SEAMS,
    Child,
    check_seams,
    forget_connections,
    load,
)
from soak_books import Plan, fill, judge, picture

sys.path.insert(0, str(env.ROOT / "tests" / "common"))
from books import faults

#: shares of what happens to a child process
MISHAPS = {
    "kill": 8,
    "seam": 14,
    "session": 2,
    "disk": 2,
    "locks": 1,
    "together": 2,
    "between": 3,
}
HELD = """
SELECT id FROM account_move WHERE move_type = 'out_invoice' AND id %% 5 = %s FOR UPDATE
"""
SESSIONS = """
SELECT pg_terminate_backend(pid) FROM pg_stat_activity
 WHERE datname = %s AND pid <> pg_backend_pid()
"""
RUNNING = "SELECT count(*) FROM bank_match_run WHERE state = 'running'"
FORGIVE = """
UPDATE ir_cron SET active = true, failure_count = 0, first_failure_date = NULL;
UPDATE bank_import_source SET next_fetch = NULL, failure_count = 0;
DELETE FROM ir_cron_progress;
"""


class Soak:
    """A series of lives, and what was counted in them."""

    def __init__(self, seed):
        self.chance = random.Random(seed)
        self.plan = Plan.make(files=4, entries=8, seed=seed)
        self.counts, self.wrong = Counter(), []
        self.database = f"{PREFIX}soak_{os.getpid()}"
        self.original = f"{self.database}_original"
        (env.STATE / "soak").mkdir(exist_ok=True)
        self.folder = Path(tempfile.mkdtemp(dir=env.STATE / "soak"))
        self.inbox, self.sent = self.folder / "inbox", self.folder / "sent"
        self.seconds = dict.fromkeys(ACTS, 2.0)

    def __enter__(self):
        for folder in (self.inbox, self.sent):
            folder.mkdir()
        self.plan.write(self.sent)
        env.create_database(self.database, templates.ensure())
        load(self.database, lambda odoo: fill(odoo, self.plan, str(self.inbox)))
        check_seams(self.database)
        forget_connections()
        env.create_database(self.original, self.database)
        return self

    def __exit__(self, *_):
        forget_connections()
        if not os.environ.get("KEEP"):
            env.drop_database(self.database)
            env.drop_database(self.original)
            shutil.rmtree(self.folder)

    # -- a life ----------------------------------------------------------------------

    def live(self, mishaps=14):
        """Go through one life; return whether all was well."""
        self.begin()
        known = len(self.wrong)
        for number in range(mishaps):
            mishap = self.chance.choices(list(MISHAPS), list(MISHAPS.values()))[0]
            # nothing can be matched before something is there
            acts = ("fetch", "import") if number < 3 else list(SEAMS)
            act = self.chance.choice(acts)
            getattr(self, mishap)(act)
            self.check(f"{mishap} during {act}")
        self.finish()
        return len(self.wrong) == known

    def begin(self):
        """Give a new life the books and files of the beginning."""
        self.counts["lives"] += 1
        forget_connections()
        env.drop_database(self.database)
        env.create_database(self.database, self.original)
        shutil.rmtree(self.inbox)
        shutil.copytree(self.sent, self.inbox)

    def child(self, act, file=None, name=None, **how):
        """Start a child process that acts, whatever failed before; `name` is that of
        the file it takes, else any."""
        env.sql(FORGIVE, database=self.database)
        return self.another(act, self.sent / name if name else file, **how)

    def another(self, act, file=None, **how):
        """Start a child process beside one that is at work and may hold locks."""
        file = file or self.chance.choice(sorted(self.sent.iterdir()))
        return Child(self.database, act, file, **how)

    def prepare(self, act):
        """Give an act something to do; return the file that it is about."""
        file = self.chance.choice(sorted(self.sent.iterdir()))
        if act in PREPARED:
            if PREPARED[act] in ("bring", "propose"):
                self.child("take back", file=file).wait()
            self.child(PREPARED[act], file=file).wait()
            if act == "fetch":
                shutil.copy(file, self.inbox)
        return file

    def check(self, when, complete=False):
        """Look at the books; keep what is wrong."""
        with env.connect(self.database) as cursor:
            verdict = judge(cursor, self.plan, faults, complete)
        for kind, found in vars(verdict).items():
            self.counts[kind] += len(found)
            if found:
                self.note(f"{when}: {kind} {found[:3]}")

    def note(self, text):
        """Keep what is wrong with this life."""
        self.wrong.append(f"life {self.counts['lives']}, {text}")
        env.say(f"  ! {self.wrong[-1]}")

    def finish(self):
        """Run undisturbed until nothing changes, and look at everything."""
        for act in ("fetch", "again"):
            self.child(act).wait()
        for file in sorted(self.sent.iterdir()):  # whose import was undone
            self.child("import", file=file).wait()
        self.child("fetch").wait()
        self.check("at the end", complete=True)
        if self.child("seal").wait():
            self.counts["broken logs"] += 1
            self.note("the decision log is not whole")
        with env.connect(self.database) as cursor:
            before = picture(cursor)
            self.child("fetch").wait()
            self.child("again").wait()
            if picture(cursor) != before:
                self.counts["changed"] += 1
                self.note("a second run changes something")
            cursor.execute(
                "SELECT count(*) FROM bank_match_run WHERE state = 'running'"
            )
            if left := cursor.fetchone()[0]:
                self.counts["still running"] += left

    # -- mishaps ---------------------------------------------------------------------

    def kill(self, act):
        """Kill a process at a random moment."""
        started = time.monotonic()
        child = self.child(act)
        time.sleep(self.chance.uniform(0, self.seconds[act]))
        killed = child.kill()
        self.counts["kills" if killed else "done before the kill"] += 1
        if not killed:
            self.seconds[act] = max(0.3, (time.monotonic() - started) * 0.8)

    def seam(self, act):
        """Kill a process right before or after a named step."""
        seam, before = self.chance.choice(SEAMS[act]), self.chance.random() < 0.5
        often = seam[1] in ("commit", "_take")
        times = self.chance.choice((1, 2)) if often else 1
        how = {"seam": seam, "times": times, "before": before}
        # it may have nothing to do; the second time it has
        for is_prepared in (False, True):
            file = self.prepare(act) if is_prepared else None
            if self.child(act, file=file, **how).wait() == -signal.SIGKILL:
                self.counts["kills"] += 1
                self.counts[f"{'before' if before else 'after'} {seam[1]}"] += 1
                return
        self.counts["step not reached"] += 1
        self.counts[f"not reached: {act}, {seam[1]} {times}"] += 1

    def session(self, act):
        """End the process's database sessions."""
        child = self.child(act)
        time.sleep(self.chance.uniform(0, self.seconds[act]))
        ended = env.sql(SESSIONS, [self.database])
        child.wait()
        self.counts["sessions ended"] += len(ended)

    def disk(self, act):
        """Let no file grow beyond some bytes."""
        self.child(act, file_size=self.chance.choice((0, 200, 1500))).wait()
        self.counts["full disks"] += 1

    def locks(self, act):
        """Hold the rows of some invoices while locks time out at once."""
        with env.connect(self.database) as cursor:
            cursor.connection.autocommit = False
            cursor.execute(HELD, [self.chance.randrange(5)])
            alter = f'ALTER DATABASE "{self.database}"'
            env.sql(f"{alter} SET lock_timeout = '100ms'")
            self.child(act).wait()
            env.sql(f"{alter} RESET lock_timeout")
            cursor.connection.rollback()
        self.counts["held locks"] += 1

    def together(self, act):
        """Let two processes act at once."""
        first = self.child(act)
        time.sleep(self.chance.uniform(0, 0.5))
        second = self.child(self.chance.choice((act, *ACTS)))
        first.wait(), second.wait()
        self.counts["pairs"] += 1

    def between(self, act):
        """Stop a process at a named step while another one acts."""
        seam, before = self.chance.choice(SEAMS[act]), self.chance.random() < 0.5
        file, other = self.prepare(act), self.chance.choice(list(SEAMS))
        how = {"seam": seam, "before": before, "sign": signal.SIGSTOP}
        child = self.child(act, file=file, **how)
        if child.stops():
            second = self.another(other)
            time.sleep(
                self.chance.uniform(0.5, 3)
            )  # it may wait for locks of the first
            child.go_on()
            while child.stops():
                child.go_on()
            second.wait()
            self.counts["stopped between"] += 1

    def report(self):
        """Return what was counted, as text."""
        first = [
            *("lives", "kills", "lost", "doubled", "mispaid", "unbalanced", "changed"),
            *("broken logs", "still running"),
        ]
        rows = [f"  {name:<24}{self.counts[name]:>6}" for name in first]
        rest = sorted(set(self.counts) - set(first))
        rows += [f"  {name:<24}{self.counts[name]:>6}" for name in rest]
        return "\n".join(rows)


def main():
    """Soak for some minutes; exit non-zero when anything was wrong."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--minutes", type=float, default=18)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--lives", type=int, default=10_000)
    arguments = parser.parse_args()
    end = time.monotonic() + arguments.minutes * 60
    with Soak(arguments.seed) as soak:
        while time.monotonic() < end and soak.counts["lives"] < arguments.lives:
            well = soak.live()
            env.say(f"life {soak.counts['lives']}: {'well' if well else 'NOT WELL'}")
        env.say(soak.report())
    return 1 if soak.wrong else 0


if __name__ == "__main__":
    raise SystemExit(main())
