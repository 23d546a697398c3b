"""The register of situations; each makes one case with its truth in a world."""

import importlib

#: (weight, name, function, what the bank's files must tell)
REGISTER = []
MODULES = (
    "received", "shortfalls", "decoys", "paid_out", "booked",
    "named", "payers", "habits", "sums", "returned", "foreign",
)  # fmt: skip


def situation(weight, *needs):
    """Register a function ``make(world)`` as a situation of this weight.

    Args:
        weight: how often, against the others.
        needs: facts of :mod:`banks` without which it makes no sense.
    """

    def register(make):
        REGISTER.append((weight, make.__name__, make, needs))
        return make

    return register


def load():
    """Import the modules with situations; return the register."""
    for name in MODULES:
        importlib.import_module(f"{__package__}.{name}")
    return REGISTER


def fill(world, count, only=None):
    """Make situations up to ``count`` lines: each once, then by weight."""
    register = [row for row in load() if world.tells(*row[3])]
    if only:
        register = [row for row in register if row[1] in only]
    weights = [row[0] for row in register]
    rows = list(register)
    while rows or len(world.lines) < count:
        row = rows.pop(0) if rows else world.rng.choices(register, weights)[0]
        world.situation = row[1]
        row[2](world)
    return world
