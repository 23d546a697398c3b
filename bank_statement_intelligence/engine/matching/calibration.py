"""Confidence from what people did with proposals of a kind.

The prior of a tier counts like so many decisions; recorded ones move it as they come,
and only once there are enough of them.

>>> calibrated(0.9, accepted=2, decided=3)
0.9
>>> calibrated(0.9, accepted=30, decided=60)
0.6
"""

from __future__ import annotations

#: decisions that a prior is worth, and from which on the record counts
PRIOR_WEIGHT = 20
MIN_DECISIONS = 30


def calibrated(prior: float, accepted: int, decided: int) -> float:
    """Return the share of proposals that people will accept.

    Args:
        prior: what is expected of the tier.
        accepted: proposals that people approved and did not undo.
        decided: those, and the ones they rejected or undid.
    """
    if decided < MIN_DECISIONS:
        return prior
    share = (PRIOR_WEIGHT * prior + accepted) / (PRIOR_WEIGHT + decided)
    return round(share, 4)
