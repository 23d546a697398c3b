"""The façade as a program outside meets it, with a clerk and an API key."""

import base64
from datetime import timedelta

from bank_common import IBAN, BankMatchCommon
from camt_files import camt053, statement

from odoo import fields
from odoo.tests import HttpCase, new_test_user

API = "bank.statement.api"
PASSWORD = "bank-line-2026"


class HttpBankCase(BankMatchCommon, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.clerk = new_test_user(
            cls.env,
            "http.clerk",
            "base.group_user,account.group_account_user",
            password=PASSWORD,
            company_id=cls.company.id,
            company_ids=[(6, 0, cls.company.ids)],
        )
        cls.key = cls.new_key(cls.clerk)

    @classmethod
    def new_key(cls, user):
        tomorrow = fields.Datetime.now() + timedelta(days=1)
        keys = cls.env["res.users.apikeys"].with_user(user)
        return keys._generate("rpc", "tests", tomorrow)

    def content(self, *entries, **values):
        data = camt053(statement(IBAN, entries, **values))
        return base64.b64encode(data).decode()

    def records(self, model, ids):
        self.env.invalidate_all()
        return self.env[model].browse(ids)

    def lines(self, ids):
        return self.records("account.bank.statement.line", ids)

    def count_rows(self):
        """Return the number of rows per table that dry runs must not touch."""
        self.env.flush_all()
        self.env.cr.execute(
            "SELECT relname FROM pg_stat_user_tables WHERE schemaname = 'public' AND "
            "(relname LIKE 'account%%' OR relname LIKE 'bank%%'"
            " OR relname LIKE 'mail%%')"
        )
        names = [name for (name,) in self.env.cr.fetchall()]
        counts = " UNION ALL ".join(
            f"SELECT '{name}', count(*) FROM \"{name}\"" for name in sorted(names)
        )
        self.env.cr.execute(counts)
        return dict(self.env.cr.fetchall())
