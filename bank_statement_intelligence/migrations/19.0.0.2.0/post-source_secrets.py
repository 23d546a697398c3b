"""Passwords and options of sources are sealed."""

from odoo import SUPERUSER_ID, api

from odoo.addons.bank_statement_intelligence.models.intake import sealed

NAMES = ("secret", "kept_options")


def migrate(cr, version):
    """Seal what stands in the database as it is."""
    env = api.Environment(cr, SUPERUSER_ID, {})
    sources = env["bank.import.source"].with_context(active_test=False).search([])
    for source in sources:
        for name in NAMES:
            kept = source[name] or ""
            if kept and not kept.startswith(sealed.MARK):
                source[name] = sealed.seal(kept)
