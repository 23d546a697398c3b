"""Customers see their statements with payment IDs on the portal."""

from rules_common import RulesCommon

from odoo.tests import HttpCase, new_test_user, tagged


@tagged("post_install", "-at_install")
class TestCustomerPortal(RulesCommon, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.document_1 = cls.invoice(1000)
        cls.statement = cls.env["bank.payment.reference"]._issue(cls.nordvik)
        cls.invoice(70, cls.fjord)
        cls.foreign = cls.env["bank.payment.reference"]._issue(cls.fjord)
        user = new_test_user(
            cls.env,
            "customer",
            "base.group_portal",
            password="customer-1-password",
            company_id=cls.company.id,
            company_ids=[(6, 0, cls.company.ids)],
        )
        user.partner_id.parent_id = cls.nordvik

    def get(self, url):
        answer = self.url_open(url)
        answer.raise_for_status()
        return answer

    def test_customer_sees_his_own(self):
        self.authenticate("customer", "customer-1-password")
        text = self.get("/my/statements").text
        self.assertIn(self.statement.reference, text)
        self.assertNotIn(self.foreign.reference, text)
        page = self.get(self.statement.access_url).text
        self.assertIn(self.document_1.name, page)
        self.assertIn(self.statement.reference, page)
        pdf = self.get(f"{self.statement.access_url}?report_type=pdf&download=1")
        # tests get the report as HTML
        self.assertIn(self.statement.reference, pdf.text)
        self.assertIn("Statement", pdf.headers["Content-Disposition"])

    def test_not_that_of_others(self):
        self.authenticate("customer", "customer-1-password")
        answer = self.get(self.foreign.access_url)
        self.assertNotIn(self.foreign.reference, answer.text)
        self.assertTrue(answer.url.rstrip("/").endswith("/my"))

    def test_link_of_the_mail_needs_no_login(self):
        self.authenticate(None, None)
        url = self.statement.get_portal_url()
        self.assertIn(self.statement.reference, self.get(url).text)
        wrong = url.replace("access_token=", "access_token=x")
        self.assertNotIn(self.statement.reference, self.get(wrong).text)

    def test_void_ones_are_not_listed(self):
        self.statement.action_void()
        self.authenticate("customer", "customer-1-password")
        self.assertNotIn(self.statement.reference, self.get("/my/statements").text)
