"""What the printed reports of this room have in common."""

from odoo import api, models


class BankPrinted(models.AbstractModel):
    """A report of one record a section; an heir says of which model and its facts."""

    _name = "bank.printed"
    _description = "Printed Report of the Bank"

    #: name of the model that is printed
    _printed = ""

    @api.model
    def _get_report_values(self, docids, data=None) -> dict:
        """Return what the template needs.

        Args:
            docids: ids of the records to print.
            data: not used.
        """
        records = self.env[self._printed].browse(docids)
        return {
            "docs": records,
            "doc_ids": docids,
            "doc_model": records._name,
            "facts": {one.id: self._get_facts(one) for one in records},
        }
