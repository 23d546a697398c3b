"""Every public method declares the right it needs, and keeps others out."""

import base64
import inspect

from bank_common import DAY, IBAN, BankMatchCommon
from camt_files import camt053, entry, statement
from doors import digests, find_doors, is_core_name
from http_common import PASSWORD

from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, new_test_user

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
OWN_ONLY = {("bank.worksheet", "header")}


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
            "bank.import.source": {"name": "Inbox", "url": "/nowhere"},
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
            "kind": "customer",
            "reason": "because",
            "filename": "b.xml",
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


class TestDeclaredRights(RightsCase):
    def test_every_public_method_declares_what_it_needs(self):
        missing = sorted(
            f"{model}.{name} ({part.__module__})"
            for model, name, method, part in find_doors(self.env)
            if not is_core_name(self.env, model, name)
            and not getattr(method, "_bank_needs", ())
        )
        self.assertFalse(missing)

    def test_there_are_doors(self):
        found = {(model, name) for model, name, *_rest in self.doors()}
        self.assertGreater(len(found), 150)
        self.assertIn(("bank.statement.api", "fetch"), found)

    def test_who_has_which_right(self):
        for who, (_groups, rights) in PEOPLE.items():
            user = self.people[who]
            found = {
                right
                for right, groups in RIGHTS.items()
                if any(map(user.has_group, groups))
            }
            if who in ("approver", "manager"):
                rights = rights - {"reviewer"}  # has the verbs, not the group
            self.assertEqual(found, rights, who)

    def test_nobody_without_the_right_gets_in(self):
        for who, (_groups, rights) in PEOPLE.items():
            before = digests(self.env)
            for model, name, method, needed in self.doors():
                if rights & set(needed):
                    continue
                with self.subTest(who=who, door=f"{model}.{name}"):
                    records = self.find(model).with_user(self.people[who])
                    with self.assertRaises(AccessError) as caught:
                        getattr(records, name)(**self.arguments(method))
                    self.assertIn(REFUSED, str(caught.exception))
            self.assertEqual(digests(self.env), before, who)

    def test_everybody_with_the_right_gets_in(self):
        for who, (_groups, rights) in PEOPLE.items():
            for model, name, method, needed in self.doors():
                if not rights & set(needed):
                    continue
                with self.subTest(who=who, door=f"{model}.{name}"):
                    text = self.call(model, name, method, self.people[who])
                    self.assertNotIn(REFUSED, text)

    def call(self, model, name, method, user):
        """Call on no records, undo what it did, and return what it refused."""
        text = ""
        savepoint = self.env.cr.savepoint(flush=True)
        try:
            records = self.env[model].with_user(user)
            getattr(records, name)(**self.arguments(method))
        except Exception as error:  # noqa: BLE001 - only our refusal is of interest
            text = str(error)
        savepoint.close(rollback=True)
        self.env.invalidate_all()
        return text

    def test_manager_of_another_company_changes_nothing_here(self):
        """The buttons of our records refuse; the rest leaves our rows alone."""
        before = digests(self.env)
        here = [
            (model, name, method, self.find(model).with_user(self.foreigner))
            for model, name, method, _needed in self.doors()
        ]
        tried = set()
        for model, name, method, records in here:
            ours = "company_id" in records._fields
            if not (records and ours) and not self.arguments(method):
                continue
            tried.add(model)
            with self.subTest(door=f"{model}.{name}"):
                with self.env.cr.savepoint():
                    with self.assertRaises(UserError):
                        getattr(records, name)(**self.arguments(method))
                        self.assertIn((model, name), OWN_ONLY, "let in")
                        raise UserError(name)
        self.assertEqual(digests(self.env), before)
        self.assertGreaterEqual(
            tried,
            {
                "account.bank.statement",
                "account.bank.statement.line",
                "account.reconcile.model",
                "bank.combine.rule",
                "bank.import.file",
                "bank.import.source",
                "bank.match.proposal",
                "bank.statement.api",
                "bank.worksheet",
            },
        )

    def test_windows_do_not_reach_into_another_company(self):
        line = self.lines[0]
        for model, values, button in (
            ("bank.match.wizard", {"journal_ids": self.journal.ids}, "action_run"),
            (
                "bank.ignore.wizard",
                {"line_ids": line.ids, "reason": "because"},
                "action_ignore",
            ),
            (
                "bank.close.wizard",
                {"statement_ids": line.statement_id.ids},
                "action_close_partly",
            ),
            (
                "bank.difference.wizard",
                {"journal_id": self.journal.id, "date": DAY},
                "action_explain",
            ),
        ):
            with self.subTest(model):
                window = self.env[model].sudo().create(values)
                window = window.with_user(self.foreigner)
                with self.assertRaises(AccessError):
                    getattr(window, button)()

    def test_what_holds_for_all_companies_is_not_for_the_manager_of_one(self):
        found = self.env["bank.match.pass"].search([], limit=1)
        with self.assertRaises(AccessError):
            found.with_user(self.foreigner).active = False
        formats = self.env["bank.reference.format"].with_user(self.foreigner)
        values = {"name": "RF", "check": "mod97", "pattern": "RF.*"}
        with self.assertRaises(AccessError):
            formats.create({**values, "company_id": False})
        general = formats.sudo().create({**values, "company_id": False})
        with self.assertRaises(AccessError):
            general.sudo(False).active = False
        with self.assertRaises(AccessError):
            general.sudo(False).unlink()
        own = formats.create({**values, "company_id": self.other.id})
        with self.assertRaises(AccessError):
            own.company_id = False


class TestDoorsFromOutside(RightsCase, HttpCase):
    """The doors that stood open, over XML-RPC."""

    def execute(self, user, model, method, *args):
        return self.xmlrpc_object.execute_kw(
            self.env.cr.dbname, user.id, PASSWORD, model, method, args
        )

    def test_doors_over_rpc(self):
        line = self.lines[0]
        record = {
            "bank.import.source": "action_fetch",
            "bank.import.file": "action_retry",
            "bank.combine.rule": "action_combine_now",
            "account.bank.statement.line": "action_match",
            "bank.match.proposal": "action_reject",
            "bank.application.rule": "action_backtest",
        }
        calls = [
            (model, name, [self.find(model).ids]) for model, name in record.items()
        ]
        calls += [
            ("bank.worksheet", "match", [line.ids]),
            ("bank.worksheet", "edit", [line.id, {"payment_ref": "mine"}]),
            ("bank.worksheet", "reject", [line.id, line.match_proposal_ids[:1].id]),
            ("bank.worksheet", "run", [self.journal.id]),
            ("bank.statement.api", "fetch", []),
            ("bank.statement.api", "run_matching", []),
        ]
        people = ("portal", "internal", "reader", "reviewer", "invoicing")
        users = [self.people[who] for who in people] + [self.foreigner]
        before = digests(self.env)
        for user in users:
            for model, name, args in calls:
                own = user == self.foreigner and not args
                if own or (user == self.foreigner and name == "run"):
                    continue
                with self.subTest(user=user.login, door=f"{model}.{name}"):
                    with self.assertRaisesRegex(Exception, "right|access|allowed"):
                        self.execute(user, model, name, *args)
        self.env.invalidate_all()
        self.assertEqual(digests(self.env), before)
