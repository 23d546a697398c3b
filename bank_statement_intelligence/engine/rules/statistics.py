"""How far a share can be trusted.

>>> round(wilson_lower(20, 20), 3), round(wilson_lower(9, 10), 3), wilson_lower(0, 0)
(0.839, 0.596, 0.0)
"""

from __future__ import annotations

from math import sqrt


def wilson_lower(successes: int, trials: int, z: float = 1.96) -> float:
    """Return the lower end of the Wilson score interval (95 % by default).

    Args:
        successes: how often it was right.
        trials: how often it was tried.
        z: quantile of the normal distribution.
    Returns:
        a share from 0 to 1; 0 without trials.
    Source: E. B. Wilson, JASA 22 (1927), 209–212.
    """
    if not trials:
        return 0.0
    share = successes / trials
    middle = share + z * z / (2 * trials)
    spread = z * sqrt((share * (1 - share) + z * z / (4 * trials)) / trials)
    return (middle - spread) / (1 + z * z / trials)
