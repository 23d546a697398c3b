"""Matching against known truth: no wrong posting, and the rest as promised.

The generators are the benchmark's (``benchmarks/quality``, ``benchmarks/adversary``)
with fewer lines; the limits are the same. Many more lines: ``make bench-quality``.
"""

import sys
from pathlib import Path

from books import assert_books

from odoo.tests import TransactionCase, tagged

sys.path.insert(0, str(Path(__file__).parents[2] / "benchmarks"))

from adversary.register import fill as fill_town  # noqa: E402
from adversary.world import Town, TownBooks  # noqa: E402
from quality import measure  # noqa: E402
from quality.books import Books  # noqa: E402
from quality.situations import fill  # noqa: E402
from quality.world import World  # noqa: E402

#: one line of every situation at least
LINES = 150
#: of the provable lines, and of the others whose right proposal comes first
MIN_POSTED, MIN_FIRST = 0.95, 0.95


@tagged("post_install", "-at_install")
class TestQuality(TransactionCase):
    def test_seeds(self):
        for seed in (9, 11, 14):  # Finnish and Norwegian files, camt
            with self.subTest(seed=seed):
                self.check(fill(World(seed), LINES), Books)

    def test_other_names_and_habits(self):
        """Each situation of the second generator once: Norwegian files. It has more of
        what only a person can guess."""
        self.check(fill_town(Town(8), 0), TownBooks, first=0.85)

    def check(self, world, make, first=MIN_FIRST):
        env = self.env(user=self.env.ref("base.user_admin"))
        env.user.group_ids |= env.ref("bank_statement_intelligence.group_bank_manager")
        books = make(env, world)
        books.build()
        measure.import_lines(books)
        result, problems = measure.measure(books)
        texts = "\n".join(mistake.text for mistake in sorted(result.mistakes))
        assert_books(self)
        total = result.total
        self.assertEqual(total.wrong, 0, texts)
        self.assertEqual(total.must_wait_posted, 0, texts)
        self.assertEqual(total.strangers, 0, texts)
        self.assertEqual(problems, [])
        self.assertGreaterEqual(
            total.provable_posted / total.provable, MIN_POSTED, texts
        )
        self.assertGreaterEqual(total.rest_first / total.rest, first, texts)
