"""Matching against known truth: no wrong posting, and the rest as promised.

The generator is the benchmark's (``benchmarks/quality``) with fewer lines; the limits
are the same. Many more lines: ``make bench-quality``.
"""

import sys
from pathlib import Path

from books import assert_books

from odoo.tests import TransactionCase, tagged

sys.path.insert(0, str(Path(__file__).parents[2] / "benchmarks"))

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
                self.check(seed)

    def check(self, seed):
        env = self.env(user=self.env.ref("base.user_admin"))
        env.user.group_ids |= env.ref("bank_statement_intelligence.group_bank_manager")
        books = Books(env, fill(World(seed), LINES))
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
        self.assertGreaterEqual(total.rest_first / total.rest, MIN_FIRST, texts)
