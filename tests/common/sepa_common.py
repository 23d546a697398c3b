"""Bills that are paid by a SEPA file of OCA's payment exporters."""

from datetime import date

from bank_common import BankMatchCommon
from lxml import etree


class SepaCommon(BankMatchCommon):
    """Subclasses say how a payment order is made (``bill_values``)."""

    #: the exporter's group of users who pay
    group = ""

    @classmethod
    def get_default_groups(cls):
        return super().get_default_groups() | cls.env.ref(cls.group)

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        euro = cls.env.ref("base.EUR")
        euro.active = True
        cls.own_account = cls.env["res.partner.bank"].create(
            {
                "acc_number": "FR0812221333144415551666777",
                "partner_id": cls.company.partner_id.id,
                "allow_out_payment": True,
            }
        )
        cls.journal = cls.env["account.journal"].create(
            {
                "name": "Euro bank",
                "code": "EBNK",
                "type": "bank",
                "currency_id": euro.id,
                "bank_account_id": cls.own_account.id,
            }
        )
        cls.journal.match_automation = "post"
        cls.own_account.bank_id = cls.env["res.bank"].create(
            {"name": "Banque", "bic": "PSSTFRPPXXX"}
        )
        france = cls.env.ref("base.fr")
        (cls.company.partner_id | cls.nordvik | cls.fjord).write(
            {"country_id": france.id, "city": "Paris", "zip": "75001"}
        )
        cls.make_bills()

    @classmethod
    def make_bills(cls):
        """Post a bill of two vendors who have a bank account."""
        euro = cls.journal.currency_id
        accounts = {
            cls.nordvik: "FR731111 9999 8888 5555 9999 111",
            cls.fjord: "FR831111 9999 8888 5555 9999 222",
        }
        for partner, number in accounts.items():
            cls.env["res.partner.bank"].create(
                {
                    "acc_number": number,
                    "partner_id": partner.id,
                    "allow_out_payment": True,
                }
            )
        cls.outstanding = cls.env["account.account"].create(
            {
                "code": "109999",
                "name": "Payments on their way",
                "account_type": "asset_current",
                "reconcile": True,
            }
        )
        values = cls.bill_values()
        cls.bills = [
            cls.bill(
                amount,
                partner,
                currency_id=euro.id,
                ref=f"V-{amount}",
                partner_bank_id=partner.bank_ids.id,
                **values,
            )
            for amount, partner in ((310, cls.nordvik), (470, cls.fjord))
        ]

    @classmethod
    def bill_values(cls):
        """Return what a bill needs to be paid by the exporter."""
        return {}

    def send(self):
        """Confirm and send an order of both bills; return the XML file's root."""
        for bill in self.bills:
            action = bill.create_account_payment_line()
        self.order = self.env["account.payment.order"].browse(action["res_id"])
        self.order.draft2open()
        root = etree.fromstring(self.file_of(self.order.open2generated()))
        self.order.generated2uploaded()
        return root

    def file_of(self, action):
        """Return the bytes of the file that the order made."""
        return self.env["ir.attachment"].browse(action["res_id"]).raw

    def found(self, root, name):
        """Return the texts of all elements of this name."""
        return root.xpath(f"//*[local-name()='{name}']/text()")

    def bank_line(self, amount, **values):
        return self.line(amount, "Overførsel", day=date.today(), **values)
