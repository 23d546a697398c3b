"""Evaluate 1,000 rules over 100,000 lines (limit: 60 s); mine 50,000 (limit: 60 s).

Without a database.

.venv/bin/python benchmarks/rules.py [--rules 1000] [--lines 100000]
"""

import argparse
import random
import resource
import sys
import time
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tools"))

import pure  # noqa: E402, F401
from bsi.engine.rules import mining  # noqa: E402
from bsi.engine.rules.conditions import Condition, Evaluator, Line, Rule  # noqa: E402

WORDS = (
    "Betaling faktura gebyr rente løn husleje forsikring kort terminal overførsel "
    "abonnement service fee charge gas strøm telefon moms skat lån afdrag".split()
)


def make_lines(count, rng):
    """Lines as banks write them: a third repeats its text, the rest has numbers."""
    lines = []
    for number in range(count):
        words = rng.sample(WORDS, 4)
        text = " ".join(words)
        if number % 3:
            text += f" {rng.randrange(10**7)} ref {rng.randrange(10**9)}"
        texts = {
            "label": (text,),
            "name": (f"Firma {rng.randrange(3000)} ApS",),
            "details": (f"{words[0]} aftale {rng.randrange(10**6)}",),
            "code": (rng.choice(["PMNT-RDDT-ESDD", "PMNT-ICDT-ESCT", "700"]),),
        }
        amount = Decimal(rng.randrange(-500000, 500000)).scaleb(-2)
        day = date(2026, 1, 1) + timedelta(rng.randrange(365))
        lines.append(Line(number, amount, day, texts, currency_id=1, journal_id=1))
    return lines


def make_rule(number, rng):
    """A rule of the mix that accountants have: words mostly, some of everything."""
    kind = number % 20
    word = rng.choice(WORDS)
    company = f"Firma {rng.randrange(3000)}"
    special = {
        0: Condition("all", "contains", f"aftale {rng.randrange(10**4)}"),
        1: Condition("label", "starts", f"{word} {rng.choice(WORDS)}"),
        2: Condition("label", "wildcard", f"{word}*{rng.randrange(1000)}*"),
        3: Condition("all", "regex", rf"\bref {rng.randrange(100)}\d{{4}}$"),
        4: Condition("label", "word", word, negate=True, group=2),
    }
    conditions = [special.get(kind, Condition("all", "word", company))]
    if kind % 2 or kind == 4:
        conditions.append(Condition("all", "word", f"{word}", group=1))
    return Rule(
        number,
        tuple(conditions),
        direction=rng.choice(["in", "out", "both"]),
        amount_min=Decimal(rng.randrange(100)) if kind > 10 else None,
        codes=("PMNT",) if kind == 7 else (),
    )


def mine(lines):
    """Mine lines whose account follows from their first word, as people post them."""
    examples = [
        mining.Example(
            line.id,
            (*line.values("label"), *line.values("details"), *line.values("name")),
            1 if line.amount > 0 else -1,
            ("account", WORDS.index(line.values("label")[0].split()[0])),
        )
        for line in lines
    ]
    started = time.perf_counter()
    found = mining.mine(examples)
    return time.perf_counter() - started, len(found)


def main():
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rules", type=int, default=1000)
    parser.add_argument("--lines", type=int, default=100_000)
    options = parser.parse_args()
    rng = random.Random(5)
    lines = make_lines(options.lines, rng)
    rules = [make_rule(number, rng) for number in range(options.rules)]
    started = time.perf_counter()
    evaluator = Evaluator(lines)
    hits = sum(len(evaluator.hits(rule)) for rule in rules)
    seconds = time.perf_counter() - started
    history = lines[: options.lines // 2]
    mining_seconds, found = mine(history)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(
        f"{len(rules):,} rules x {len(lines):,} lines: {seconds:.1f} s, {hits:,} hits, "
        f"{len(evaluator.broken)} refused"
    )
    print(f"mining {len(history):,} lines: {mining_seconds:.1f} s, {found} suggestions")
    print(f"largest memory: {memory} MB")


if __name__ == "__main__":
    main()
