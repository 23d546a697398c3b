"""Passwords and options of sources are sealed; sources that are shut now say so."""

from odoo import SUPERUSER_ID, api
from odoo.exceptions import UserError

from odoo.addons.bank_statement_intelligence.models.intake import reach, sealed

NAMES = ("secret", "kept_options")


def migrate(cr, version):
    """Seal what stands in the database as it is; say what must be listed."""
    env = api.Environment(cr, SUPERUSER_ID, {})
    sources = env["bank.import.source"].with_context(active_test=False).search([])
    for source in sources:
        for name in NAMES:
            kept = source[name] or ""
            if kept and not kept.startswith(sealed.MARK):
                source[name] = sealed.seal(kept)
        if source.source_type == "url":
            try:
                reach.check_url(env, source.url or "")
            except UserError as error:
                source.last_error = str(error)
