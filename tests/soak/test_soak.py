"""The short form of `make soak`: killed processes, and books that add up afterwards."""

import os

import pytest
import soak


@pytest.mark.parametrize("seed", [7])
def test_nothing_is_lost_doubled_or_unbalanced(seed):
    """One life with every kind of mishap in it; SOAK=… gives another seed."""
    with soak.Soak(int(os.environ.get("SOAK", seed))) as short:
        short.begin()
        for act, mishap in (
            ("fetch", "kill"),
            ("fetch", "seam"),
            ("import", "session"),
            ("fetch", "disk"),
            ("match", "seam"),
            ("fetch", "locks"),
            ("fetch", "together"),
            ("undo", "seam"),
            ("post", "kill"),
            ("seal", "together"),
            ("take back", "seam"),
            ("approve", "between"),
        ):
            getattr(short, mishap)(act)
            short.check(f"{mishap} during {act}")
        short.finish()
        assert short.wrong == [], short.report()
