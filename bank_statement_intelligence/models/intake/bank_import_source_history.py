"""How far back a source is read: the first fetch, and more history later."""

from datetime import UTC, datetime, timedelta

from odoo import fields, models

from .bank_import_source_url import TIME_FIELDS


class BankImportSource(models.Model):
    _inherit = "bank.import.source"

    first_fetch_days = fields.Integer(
        "First Fetch (days)",
        default=0,
        help="How many days back the first fetch goes, by the day a file was changed. "
        "0: everything that is there.",
    )
    fetch_from = fields.Date(
        "Files since",
        help="Files that were last changed before this day are left where they are. "
        "The first fetch fills it in. Set an earlier day, or none, to get older files "
        "as well: what is known already is skipped.",
    )
    older_count = fields.Integer(
        "Older Files Left", readonly=True, help="As of the last fetch."
    )

    _first_fetch_days_positive = models.Constraint(
        "CHECK(first_fetch_days >= 0)",
        "The days of the first fetch cannot be negative.",
    )

    def _fetch_url(self):
        """Fetch what is not too old, and say how much was."""
        if self.first_fetch_days and not self.last_run and not self.fetch_from:
            today = fields.Date.context_today(self)
            self.sudo().fetch_from = today - timedelta(days=self.first_fetch_days)
        self.sudo().older_count = 0
        yield from super()._fetch_url()

    def _list(self, filesystem, root):
        """Leave older files out; one whose age is not known is taken."""
        found = super()._list(filesystem, root)
        if not self.fetch_from:
            return found
        kept = {
            path: entry
            for path, entry in found.items()
            if (day := _changed_on(entry)) is None or day >= self.fetch_from
        }
        if self.older_count != len(found) - len(kept):
            self.sudo().older_count = len(found) - len(kept)
        return kept


def _changed_on(entry: dict):
    """Return the day (UTC) on which a file was changed, None if it is not told."""
    changed = next((entry[name] for name in TIME_FIELDS if entry.get(name)), None)
    if isinstance(changed, int | float):
        changed = datetime.fromtimestamp(changed, UTC)
    return changed.date() if hasattr(changed, "date") else None
