"""Others write our columns without us: while modules load, by SQL, after a crash."""

from odoo.tests import TransactionCase, tagged

ADDON = "bank_statement_intelligence"
QUERY = """
SELECT is_nullable = 'YES' OR column_default IS NOT NULL
  FROM information_schema.columns
 WHERE table_schema = current_schema AND table_name = %s AND column_name = %s
"""


@tagged("post_install", "-at_install")
class TestDatabaseDefaults(TransactionCase):
    def test_no_required_column_of_ours_stops_core_from_creating(self):
        """Core creates companies while modules load, before our defaults are known."""
        wrong, seen = [], []
        for name, cls in self.registry.items():
            if cls._original_module == ADDON or cls._abstract or not cls._auto:
                continue
            for field in cls._fields.values():
                if ADDON not in field._modules or not (
                    field.store and field.column_type and field.required
                ):
                    continue
                seen.append(field.name)
                self.env.cr.execute(QUERY, [cls._table, field.name])
                if self.env.cr.fetchone() != (True,):
                    wrong.append(f"{name}.{field.name}")
        self.assertIn("bank_digest", seen)
        self.assertEqual(wrong, [])
