"""The register of situations; each makes one case with its truth in a world."""

import importlib

#: (weight, name, function)
REGISTER = []


def situation(weight):
    """Register a function ``make(world)`` as a situation of this weight."""

    def register(make):
        REGISTER.append((weight, make.__name__, make))
        return make

    return register


def load():
    """Import the modules with situations; return the register."""
    for name in ("received", "shortfalls", "decoys", "paid_out", "booked"):
        importlib.import_module(f"{__package__}.{name}")
    return REGISTER


def fill(world, count, only=None):
    """Make situations up to ``count`` lines: each once, then by weight."""
    register = [row for row in load() if not only or row[1] in only]
    weights = [row[0] for row in register]
    rows = list(register)
    while len(world.lines) < count:
        row = rows.pop(0) if rows else world.rng.choices(register, weights)[0]
        world.situation = row[1]
        row[2](world)
    return world
