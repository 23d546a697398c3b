"""The books of Odoo's AccountTestInvoicingCommon, built once per process and kept.

Building them (a company with its chart of accounts, journals, taxes, products, a user)
takes longer than most tests. So the first test class of a process commits them to the
test database, and each class finds them there again: the same records under the same
attributes.
"""

from odoo.models import BaseModel
from odoo.sql_db import Cursor
from odoo.tests.common import get_db_name

from odoo.addons.account.tests.common import AccountTestInvoicingCommon
from odoo.addons.base.tests.common import BaseCommon

_kept: dict[str, dict] = {}


class KeptBooks(AccountTestInvoicingCommon):
    """Has the attributes of AccountTestInvoicingCommon without building them."""

    @classmethod
    def setUpClass(cls):
        database = get_db_name()
        if database not in _kept:
            _kept[database] = _build()
        kept = _kept[database]
        # what stands behind Odoo's common classes: HttpCase or TransactionCase
        super(BaseCommon, cls).setUpClass()
        cls.env = cls.env(user=kept["uid"], context=kept["context"])
        for name, (model, ids) in kept["records"].items():
            setattr(cls, name, cls.env[model].browse(ids))
        cls.company_data = {
            name: cls.env[model].browse(ids)
            for name, (model, ids) in kept["company_data"].items()
        }
        cls.tax_number = 0
        missing = cls.get_default_groups() - cls.env.user.group_ids
        if missing:
            cls.env.user.group_ids |= missing


def _build() -> dict:
    """Build the books, commit them, and return what leads to them."""
    builder = type("Builder", (AccountTestInvoicingCommon,), {})
    known = set(vars(builder))
    builder.setUpClass()
    try:
        builder.env.flush_all()
        Cursor.commit(builder.cr)  # the attribute is forbidden in tests
        env = builder.env
        made = {name: v for name, v in vars(builder).items() if name not in known}
        records = {n: _pack(v) for n, v in made.items() if isinstance(v, BaseModel)}
        data = {name: _pack(v) for name, v in builder.company_data.items()}
        return {
            "uid": env.uid,
            "context": dict(env.context),
            "records": records,
            "company_data": data,
        }
    finally:
        builder.tearDownClass()
        builder.doClassCleanups()


def _pack(records):
    """Return what leads to records in another environment."""
    return records._name, records.ids
