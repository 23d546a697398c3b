"""Print what came of it."""

from .score import at_least

COLUMNS = (
    "situation                                lines posted wrong stranger"
    "  provable must wait   first"
)


def report(results):
    """Print one row per situation, and the totals with their exact lower bounds."""
    names = sorted({name for result in results for name in result.situations})
    print(COLUMNS)
    for name in names:
        _row(name, [r.situations[name] for r in results if name in r.situations])
    total = [result.total for result in results]
    _row("all", total)
    right = _sum(total, "posted") - _sum(total, "wrong")
    _share("posted right", right, _sum(total, "posted"))
    _share("provable posted", _sum(total, "provable_posted"), _sum(total, "provable"))
    waiting = _sum(total, "must_wait") - _sum(total, "must_wait_posted")
    _share("must wait, waits", waiting, _sum(total, "must_wait"))
    clean = _sum(total, "clean")
    _share("clean proposal, own account", clean - _sum(total, "strangers"), clean)
    _share("right proposal first", _sum(total, "rest_first"), _sum(total, "rest"))
    good = _sum(total, "provable_posted") + _sum(total, "rest_first")
    whole = _sum(total, "provable") + _sum(total, "rest")
    _share("posted right or right proposal first", good, whole)
    _share("right proposal shown", _sum(total, "rest_shown"), _sum(total, "shown"))


def _share(label, hits, whole):
    share = hits / whole if whole else 0
    bound = at_least(hits, whole)
    print(f"{label}: {hits} of {whole} ({share:.2%}), at least {bound:.2%} (95 %)")


def _row(name, counts):
    def of(field):
        return _sum(counts, field)

    waiting = of("must_wait") - of("must_wait_posted")
    print(
        f"{name:40} {of('lines'):5} {of('posted'):6} {of('wrong'):5}"
        f" {of('strangers'):8}"
        f"  {of('provable_posted'):4}/{of('provable'):<4}"
        f" {waiting:4}/{of('must_wait'):<4} {of('rest_first'):4}/{of('rest'):<4}"
    )


def _sum(counts, field):
    return sum(getattr(count, field) for count in counts)


def show_mistakes(result, limit):
    """Print the worst mistakes with what was posted or proposed instead."""
    for mistake in sorted(result.mistakes)[:limit]:
        print(f"- {mistake.text}")
