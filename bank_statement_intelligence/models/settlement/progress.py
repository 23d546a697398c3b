"""How far a scheduled run has come: kept, told to the web client, stopped by people."""

from collections.abc import Callable

from ..lines.bank_schedule import TimeIsUp

#: what the web client hears of a run: its id
CHANNEL = "bank.match.run/progress"


class Progress:
    """What posting calls after each part of a scheduled run.

    Args:
        run: the ``bank.match.run``.
        commit: commits the part; ``bank.schedule._commit``.
    """

    def __init__(self, run, commit: Callable):
        self._run, self._commit = run, commit

    def plan(self, proposals) -> None:
        """Count proposals that are going to be posted."""
        self._run.sudo().to_post_count += len(proposals)

    def __call__(self, done: int) -> None:
        """Commit a part and tell of it.

        Args:
            done: number of proposals that were posted, or could not be.
        Raises:
            TimeIsUp: somebody stopped the run, or the process has no more time.
        """
        self._run._count_done(done)
        self._commit(done)
        if self._run._is_stop_asked():
            raise TimeIsUp
