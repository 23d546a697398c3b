"""Match companies of the second generator, print how well (see ``run_quality.py``)."""

import argparse
import sys
import time
from contextlib import contextmanager
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).parents[1] / "tools")]

import env as tools_env  # noqa: E402
from adversary.register import fill  # noqa: E402
from adversary.world import Town, TownBooks  # noqa: E402
from quality import measure  # noqa: E402
from quality.report import report, show_mistakes  # noqa: E402
from quality.score import score  # noqa: E402

#: made once: the books of a seed need no newer tables (drop it after changes of those)
KEPT = "bsi_adversary"


def main():
    """Run seeds one after another; return 1 if something is posted wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lines", type=int, default=300, help="per seed")
    parser.add_argument("--seeds", default="0,1,2", help="comma separated")
    parser.add_argument("--only", help="situations, comma separated")
    parser.add_argument("--show", type=int, default=30, help="mistakes to print")
    parser.add_argument("--whole", action="store_true", help="match again, undo too")
    options = parser.parse_args()
    only = options.only.split(",") if options.only else None
    results, problems = [], []
    for seed in map(int, options.seeds.split(",")):
        started = time.perf_counter()
        town = fill(Town(seed), options.lines, only)
        with opened(seed) as env:
            books = TownBooks(env, town)
            books.build(lambda env=env: env.cr.execute("ANALYZE"))
            measure.import_lines(books)
            env.cr.execute("ANALYZE")
            if options.whole:
                result, found = measure.measure(books)
            else:
                measure.match(books)
                result, found = score(books), []
            show_mistakes(result, options.show)
        results.append(result)
        problems += found
        seconds = time.perf_counter() - started
        told = f"seed {seed} ({town.bank.name}): {len(town.lines)} lines"
        print(f"{told}, {seconds:.0f} s", flush=True)
    report(results)
    print("\n".join(problems))
    wrong = [r for r in results if r.total.wrong or r.total.strangers]
    return 1 if problems or wrong else 0


@contextmanager
def opened(seed):
    """Yield an environment in a copy of a kept database; the copy is dropped."""
    if not tools_env.database_exists(KEPT):
        tools_env.ensure_database(KEPT)
    name = f"{KEPT}_{seed}"
    if tools_env.database_exists(name):
        tools_env.drop_database(name)
    tools_env.create_database(name, KEPT)
    quiet = ["--log-level=warn"]
    try:
        with tools_env.odoo_env(name, commit=False, arguments=quiet) as env:
            yield env(user=env.ref("base.user_admin"))
    finally:
        tools_env.drop_database(name)


if __name__ == "__main__":
    sys.exit(main())
