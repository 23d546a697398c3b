"""Files of a bank journal: the last one on its dashboard card, and the upload."""

from odoo import models
from odoo.tools import format_date

from ..lines.actions import addon_action
from ..lines.rights import needs
from ..lines.tables import entry

#: what is dropped on a cash journal may be a receipt as well: that stays Odoo's
DROP_TYPES = ("bank", "credit")


class AccountJournal(models.Model):
    """Shows the last file on the card, and takes new ones."""

    _inherit = "account.journal"

    @entry("dashboard", 20)
    def _get_last_files(self, journals) -> dict[int, dict]:
        """Return name and day of the last file of each journal, in one query."""
        groups = self.env["account.bank.statement"]._read_group(
            [("journal_id", "in", journals.ids), ("import_file_id", "!=", False)],
            ["journal_id"],
            ["import_file_id:max"],
        )
        numbers = {journal.id: number for journal, number in groups}
        files = self.env["bank.import.file"].browse(numbers.values())
        shown = {
            file.id: {
                "name": file.name,
                "date": format_date(self.env, file.create_date),
            }
            for file in files
        }
        return {
            journal.id: {"bank_last_file": shown.get(numbers.get(journal.id))}
            for journal in journals
        }

    def create_document_from_attachment(self, attachment_ids):
        """Files that are dropped on a bank account are bank files: import them.

        Args:
            attachment_ids (list): ids of the uploaded attachments.
        Returns:
            dict: the action that shows what became of them.
        Raises:
            AccessError: the user may not import bank files.
        """
        journal = self or self.browse(self.env.context.get("default_journal_id"))
        if len(journal) == 1 and journal.type in DROP_TYPES:
            return journal._import_attachments(attachment_ids)
        return super().create_document_from_attachment(attachment_ids)

    @needs("user")
    def _import_attachments(self, attachment_ids) -> dict:
        """Import uploaded files of this account; they are kept as imported files."""
        attachments = self.env["ir.attachment"].browse(attachment_ids)
        files = self.env["bank.import.file"]
        for attachment in attachments:
            data = attachment.raw or b""
            received = (attachment.name, data, self.company_id)
            files |= files._receive(*received, journal=self)
        self.env["bank.import.service"]._process(files, match=True, trigger="button")
        attachments.unlink()
        return files._show_result()

    @needs("user")
    def action_import_bank_files(self):
        """Open the upload for this journal."""
        self.ensure_one()
        context = {"default_journal_id": self.id}
        return addon_action(self.env, "bank_import_wizard_action", context=context)
