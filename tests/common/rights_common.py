"""A company with a record of what there is, and people of all rights."""

import base64
import inspect

from bank_common import IBAN, BankMatchCommon
from camt_files import camt053, entry, statement
from doors import find_doors, is_core_name
from http_common import PASSWORD

from odoo.tests import new_test_user

from odoo.addons.bank_statement_intelligence.models.lines.rights import RIGHTS

OURS = "bank_statement_intelligence.group_bank_"
#: who → groups besides those of an internal user, and the rights that come with them
PEOPLE = {
    "portal": ("base.group_portal", set()),
    "internal": ("base.group_user", set()),
    "reader": ("base.group_user,account.group_account_readonly", {"reader"}),
    "reviewer": (f"base.group_user,{OURS}reviewer", {"reader", "reviewer"}),
    "invoicing": ("base.group_user,account.group_account_invoice", {"invoicing"}),
    "user": (f"base.group_user,{OURS}user", {"reader", "invoicing", "user"}),
    "approver": (f"base.group_user,{OURS}approver", set(RIGHTS) - {"manager"}),
    "manager": (f"base.group_user,{OURS}manager", set(RIGHTS)),
}
REFUSED = "You need the right"
#: what leaves out foreign ids instead of refusing them
OWN_ONLY = {
    ("account.journal", "action_open_bank_overview"),
    ("bank.match.proposal", "action_open_queue"),
    ("bank.setup.guide", "web_read"),  # without records
    ("bank.worksheet", "header"),
}


class RightsCase(BankMatchCommon):
    """A company with one record of what there is, and people of all rights."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.people = {
            who: cls.new_user(who, groups, cls.company)
            for who, (groups, _rights) in PEOPLE.items()
        }
        cls.other = cls.setup_other_company(name="Other AS")["company"]
        cls.foreigner = cls.new_user(
            "foreigner", PEOPLE["manager"][0] + ",account.group_account_manager",
            cls.other,
        )  # fmt: skip
        cls.fill()

    @classmethod
    def new_user(cls, who, groups, company):
        return new_test_user(
            cls.env,
            f"rights.{who}",
            groups,
            password=PASSWORD,
            company_id=company.id,
            company_ids=[(6, 0, company.ids)],
        )

    @classmethod
    def fill(cls):
        """Make at least one record of each model that people press buttons on."""
        cls.move = cls.invoice(100)
        data = camt053(
            statement(
                IBAN, [entry(100, cls.move.name), entry(7, "Fee"), entry(8, "Fee")]
            )
        )
        answer = cls.api.import_file("a.xml", base64.b64encode(data).decode())
        cls.lines = cls.env["account.bank.statement.line"].browse(answer["line_ids"])
        cls.service._run(cls.lines, "propose", "api")
        cls.lines[1:].action_combine()
        create = {
            "bank.import.source": {
                "name": "Inbox",
                "url": "sftp://bank.example.com/in",
            },
            "bank.match.tolerance": {"name": "Cents"},
            "bank.combine.rule": {"name": "Fees", "company_id": cls.company.id},
            "bank.application.rule": {
                "name": "Rent",
                "company_id": cls.company.id,
                "partner_id": cls.nordvik.id,
            },
            "account.reconcile.model": {"name": "Fee", "company_id": cls.company.id},
            "bank.rule.candidate": {
                "company_id": cls.company.id,
                "kind": "matching",
                "text": "fee",
                "source": "text",
            },
        }
        for model, values in create.items():
            cls.env[model].create(values)

    def find(self, model):
        """Return a record of our company, or none."""
        records = self.env[model]
        if not records._auto or records._transient or records._abstract:
            return records.browse()
        domain = []
        if "company_id" in records._fields:
            domain = [("company_id", "=", self.company.id)]
        if model == "account.bank.statement.line":
            return self.lines[0]
        if model == "account.move":
            return self.move
        return records.with_context(active_test=False).search(domain, limit=1)

    def arguments(self, method):
        """Return values for what a method insists on: ids of our company."""
        line = self.lines[0]
        known = {
            "line_id": line.id,
            "line_ids": line.ids,
            "proposal_id": line.match_proposal_ids[:1].id,
            "proposal_ids": line.match_proposal_ids.ids,
            "journal_id": self.journal.id,
            "rule_id": self.find("account.reconcile.model").id,
            "move_id": self.move.id,
            "file_id": self.find("bank.import.file").id,
            "kind": "customer",
            "name": "match_open_count",
            "account_id": self.expense.id,
            "amount": 1.0,
            "reason": "because",
            "filename": "b.xml",
            "specification": {},
            "content": base64.b64encode(b"?").decode(),
        }
        optional = {
            "journal_ids": self.journal.ids,
            "source_ids": self.find("bank.import.source").ids,
            "statement_id": line.statement_id.id,
            "run_id": self.find("bank.match.run").id,
            "company_id": self.company.id,
        }
        found = {}
        for name, parameter in list(inspect.signature(method).parameters.items())[1:]:
            if parameter.default is inspect.Parameter.empty:
                found[name] = known[name]
            elif name in optional | known and found.keys() != {"run_id"}:
                found[name] = (optional | known)[name]
        return found

    def doors(self):
        """Yield model, name, method and rights of what the addon opens."""
        for model, name, method, _part in find_doors(self.env):
            if not is_core_name(self.env, model, name):
                yield model, name, method, getattr(method, "_bank_needs", ())

    def execute(self, user, model, method, *args, **kwargs):
        return self.xmlrpc_object.execute_kw(
            self.env.cr.dbname, user.id, PASSWORD, model, method, args, kwargs
        )
