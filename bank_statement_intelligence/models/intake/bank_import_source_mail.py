"""Bank files that arrive as attachments of e-mails, through Odoo's mail gateway."""

from odoo import api, fields, models

#: attachments that come with every e-mail and are no bank files
IGNORED_SUFFIXES = (
    ".png", ".jpg", ".jpeg", ".gif", ".svg", ".bmp", ".ico", ".html", ".htm",
    ".p7s", ".p7m", ".ics", ".vcf", ".asc", ".sig",
)  # fmt: skip


class BankImportSource(models.Model):
    _name = "bank.import.source"
    _inherit = ["bank.import.source", "mail.alias.mixin.optional"]

    alias_contact = fields.Selection(
        related="alias_id.alias_contact",
        readonly=False,
        help="Files from others are refused. Banks that write from outside need "
        "“Everyone”, or must be a contact.",
    )

    def _alias_get_creation_values(self):
        """E-mails to the alias become imported files of this source's company."""
        values = super()._alias_get_creation_values()
        values["alias_model_id"] = self.env["ir.model"]._get_id("bank.import.file")
        if self.id:
            values["alias_defaults"] = repr(
                {"source_id": self.id, "company_id": self.company_id.id}
            )
            values["alias_contact"] = self.alias_id.alias_contact or "partners"
        return values

    def _fetch_email(self):
        """Yield nothing: the mail gateway delivers (``BankImportFile.message_new``)."""
        return iter(())


class BankImportFile(models.Model):
    _inherit = "bank.import.file"

    @api.model
    def message_new(self, msg_dict, custom_values=None):
        """Import the attachments of an e-mail; the first file keeps the message.

        Args:
            msg_dict: the e-mail, see ``mail.thread``.
            custom_values: the alias' defaults: ``source_id``, ``company_id``.
        Returns:
            the first ``bank.import.file``; without a usable attachment one in state
            ``error`` that says so, so that no e-mail gets lost unseen.
        """
        values = custom_values or {}
        source = self.env["bank.import.source"].browse(values.get("source_id"))
        source = source.sudo().exists()
        company = source.company_id or self.env.company
        service = self.env["bank.import.service"].sudo().with_company(company)
        files = service._receive_mail(
            msg_dict.get("subject") or "", _get_attachments(msg_dict), company, source
        )
        return files[:1].sudo(False)


def _get_attachments(msg_dict) -> list[tuple[str, bytes]]:
    found = []
    for attachment in msg_dict.get("attachments") or []:
        name, content = attachment[0] or "", attachment[1] or b""
        if name.lower().endswith(IGNORED_SUFFIXES) or not content:
            continue
        data = content.encode() if isinstance(content, str) else content
        found.append((name or "attachment", data))
    return found
