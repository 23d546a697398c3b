"""``make bench-quality``: match companies with known truth, print how well.

    .venv/bin/python benchmarks/run_quality.py [--lines 500] [--seeds 1,2] [--show 20]

Each seed is a company of its own with a bank of its own (``quality/banks.py``); the
books are kept in a database per seed (``--fresh`` makes them anew), import and matching
are rolled back. With automatic posting on
there must be no wrong posting, every line that must wait must wait, a second run must
change nothing and undo must restore every amount. Exit code 1 if one of them fails.
"""

import argparse
import json
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "tools"), str(ROOT / "benchmarks")]

import env as tools_env  # noqa: E402
from quality import batching, measure, score  # noqa: E402
from quality.books import Books  # noqa: E402
from quality.report import report, show_mistakes  # noqa: E402
from quality.situations import fill  # noqa: E402
from quality.world import World  # noqa: E402


def main():
    """Run every seed; several seeds are several processes."""
    options = parse_arguments()
    seeds = options.seeds.split(",")
    if len(seeds) == 1:
        return run(int(seeds[0]), options)
    words = [word for word in sys.argv[1:] if not word.startswith("--seeds")]
    words = [word for word in words if word != options.seeds]
    codes, results = [], []
    for seed in seeds:
        out = tools_env.STATE / f"quality-{seed}.json"
        command = [sys.executable, __file__, *words, "--seeds", seed, "--out", out]
        codes.append(subprocess.run(command, check=False).returncode)
        if out.exists():
            results.append(score.Score.from_dict(json.loads(out.read_text())))
            out.unlink()
    print(f"{codes.count(0)} of {len(codes)} seeds without fault")
    report(results)
    return max(codes)


def run(seed, options):
    """Measure one seed; return the exit code."""
    only = options.only.split(",") if options.only else None
    world = fill(World(seed, options.bank), options.lines, only)
    name = f"bsi_quality_{seed}_{world.bank.name}_{options.lines}"
    name += "_only" if only else ""
    database = prepare(name, world, options)
    if options.prepare:
        return 0
    started = time.perf_counter()
    with opened(database, world, name) as books:
        measure.import_lines(books)
        result, problems = measure.measure(books)
        seconds = time.perf_counter() - started
        print(
            f"seed {seed} ({world.bank.name}): {len(world.lines)} lines, "
            f"{len(world.documents)} documents, {seconds:.0f} s"
        )
        show_mistakes(result, options.show)
    if options.out:
        options.out.write_text(json.dumps(result.as_dict()))
    else:
        report([result])
    if options.batches:
        problems += batches(database, world, name, options.batches)
    print("\n".join(problems) or "second run: no change; undo: every amount restored")
    if options.drop:
        tools_env.drop_database(database)
    total = result.total
    faults = total.wrong or total.must_wait_posted or total.strangers
    return 1 if problems or faults else 0


def batches(database, world, name, days):
    """Play the world in other files and orders; return what becomes otherwise."""
    with opened(database, world, name) as books:
        batching.at_once(books)
        before = score.settled(books)
    problems = []
    plays = {"shuffled": batching.shuffled, f"{days} days a file": batching.piecemeal}
    for label, play in plays.items():
        with opened(database, world, name) as books:
            play(books, *([days] if play is batching.piecemeal else []))
            found = batching.differences(books, before)
        problems += [f"{label}: {text}" for text in found]
        print(
            f"{label}: {len(world.lines) - len(found)} of {len(world.lines)} the same"
        )
    return problems


@contextmanager
def opened(database, world, name):
    """Yield the Books of a prepared database; what is done is rolled back."""
    quiet = ["--log-level=warn"]
    with tools_env.odoo_env(database, commit=False, arguments=quiet) as env:
        env = env(user=env.ref("base.user_admin"))
        yield Books.find(env, world, json.loads(record_of(name).read_text()))


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lines", type=int, default=500, help="per seed")
    parser.add_argument("--seeds", default="1", help="comma separated")
    parser.add_argument("--bank", help="of all seeds; else each seed has its own")
    parser.add_argument("--only", help="situations, comma separated")
    parser.add_argument("--show", type=int, default=20, help="mistakes to print")
    parser.add_argument("--fresh", action="store_true", help="build the books anew")
    parser.add_argument("--update", action="store_true", help="update the addon first")
    parser.add_argument(
        "--batches", type=int, metavar="DAYS", help="also play it in such files"
    )
    parser.add_argument("--prepare", action="store_true", help="only build the books")
    parser.add_argument("--out", type=Path, help="write the counts there")
    parser.add_argument("--drop", action="store_true", help="drop the database after")
    return parser.parse_args()


def record_of(name):
    """Return the file with the ids of a kept world."""
    return tools_env.STATE / f"{name}.json"


def prepare(name, world, options):
    """Return a database with the world's books and bank lines; build it if need be."""
    if tools_env.database_exists(name) and not options.fresh:
        if options.update:
            tools_env.run_odoo(name, "-u", tools_env.ADDON_NAME, "--log-level=warn")
        return name
    tools_env.ensure_database(name, fresh=True)
    quiet = ["--log-level=warn"]
    with tools_env.odoo_env(name, arguments=quiet) as env:
        books = Books(env(user=env.ref("base.user_admin")), world)
        books.build(env.cr.commit)
        record_of(name).write_text(json.dumps(books.get_ids()))
    return name


if __name__ == "__main__":
    sys.exit(main())
