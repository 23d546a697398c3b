"""The register of this generator's situations."""

import importlib

REGISTER = []
MODULES = ("people", "papers", "money")


def situation(*needs):
    """Register a function ``make(town)``; ``needs``: what the files must tell."""

    def register(make):
        REGISTER.append((make.__name__, make, needs))
        return make

    return register


def fill(town, count, only=None):
    """Make each situation once, then at random, up to ``count`` lines."""
    for name in MODULES:
        importlib.import_module(f"{__package__}.{name}")
    rows = [row for row in REGISTER if town.tells(*row[2])]
    if only:
        rows = [row for row in rows if row[0] in only]
    turn = list(rows)
    while turn or len(town.lines) < count:
        town.situation, make, _needs = turn.pop(0) if turn else town.rng.choice(rows)
        make(town)
    return town
