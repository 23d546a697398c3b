"""Every public method declares the right it needs, and keeps others out."""

from xmlrpc.client import Fault

from bank_common import DAY
from doors import digests, find_doors, is_core_name
from rights_common import OWN_ONLY, PEOPLE, REFUSED, RightsCase

from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase

from odoo.addons.bank_statement_intelligence.models.lines.rights import RIGHTS


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
    """Each door of the registry, over XML-RPC, for each who has not its right."""

    def rpc(self, user, model, name, method):
        """Call as a program does; return what it was told, "" if it was let in."""
        args = [] if getattr(method, "_api_model", False) else [self.find(model).ids]
        try:
            self.execute(user, model, name, *args, **self.arguments(method))
        except Fault as fault:
            return fault.faultString
        return ""

    def test_nobody_without_the_right_gets_in(self):
        before, tried = digests(self.env), 0
        for who, (_groups, rights) in PEOPLE.items():
            for model, name, method, needed in self.doors():
                if rights & set(needed):
                    continue
                tried += 1
                with self.subTest(who=who, door=f"{model}.{name}"):
                    told = self.rpc(self.people[who], model, name, method)
                    self.assertIn(REFUSED, told)
                    self.assertNotIn("Traceback", told)
        self.env.invalidate_all()
        self.assertEqual(digests(self.env), before)
        self.assertGreater(tried, 500)

    def test_manager_of_another_company_changes_nothing_here(self):
        """Ids of our company, handed to every door."""
        before = digests(self.env)
        for model, name, method, _needed in self.doors():
            records = self.find(model)
            if not (records and "company_id" in records._fields):
                if not self.arguments(method):
                    continue
            if (model, name) in OWN_ONLY:
                continue
            with self.subTest(door=f"{model}.{name}"):
                told = self.rpc(self.foreigner, model, name, method)
                self.assertTrue(told, "let in")
                self.assertNotIn("Traceback", told)
        self.env.invalidate_all()
        self.assertEqual(digests(self.env), before)

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
