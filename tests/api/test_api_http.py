"""The façade as a program outside meets it: `/json/2`, JSON-RPC and XML-RPC.

`odoorpc` talks JSON-RPC only, so XML-RPC is tried with the standard library's client.
"""

import base64
import json
import xmlrpc.client

import odoorpc
from bank_common import DAY
from camt_files import entry
from http_common import API, PASSWORD, HttpBankCase

from odoo.fields import Command
from odoo.tests import new_test_user


class TestJson2(HttpBankCase):
    def post(self, method, model=API, key=None, **values):
        return self.url_open(
            f"/json/2/{model}/{method}",
            data=json.dumps(values),
            method="POST",
            headers={
                "Authorization": f"bearer {self.key if key is None else key}",
                "Content-Type": "application/json",
                "X-Odoo-Database": self.env.cr.dbname,
            },
        )

    def call(self, method, **values):
        response = self.post(method, **values)
        self.assertEqual(response.status_code, 200, response.text)
        return response.json()

    def refuse(self, method, status=422, **values):
        """Return what a refused call says; never a crash of the server."""
        response = self.post(method, **values)
        self.assertEqual(response.status_code, status, response.text[-2000:])
        answer = response.json()
        self.assertTrue(answer["message"])
        return answer

    def test_every_method_from_file_to_balance(self):
        invoice = self.invoice(100)
        content = self.content(
            entry(100, invoice.name), entry(7, "?"), entry(9, "twice")
        )
        answer = self.call("import_file", filename="a.xml", content=content)
        self.assertEqual((answer["state"], answer["new"]), ("imported", 3))
        rows = {
            row["amount"]: row
            for row in self.call("lines", statement_id=answer["statement_ids"][0])
        }
        self.assertEqual({row["id"] for row in rows.values()}, set(answer["line_ids"]))
        paid, rest, twice = (rows[amount]["id"] for amount in (100, 7, 9))
        self.assertEqual(rows[100]["match_state"], "payment_pending")
        (found,) = self.call("proposals", line_ids=[paid], states=["proposed"])
        self.assertEqual(found["items"][0]["move_id"], invoice.id)
        for method, state in (("approve", "approved"), ("post", "posted")):
            (row,) = self.call(method, proposal_ids=[found["id"]])
            self.assertEqual((row["state"], bool(row["error"])), (state, False))
        self.assertEqual(self.lines(paid).match_state, "reconciled")
        self.assertEqual(
            self.call("undo", line_ids=[paid]), {"undone": [paid], "refused": []}
        )
        run = self.call("run_matching", line_ids=[paid, rest], mode="post")
        self.assertEqual((run["lines"], run["reconciled"]), (2, 1))
        undone = self.call("undo", run_id=run["run_id"])
        self.assertEqual(undone, {"undone": [paid], "refused": []})
        self.call("run_matching", journal_ids=self.journal.ids)
        (again,) = self.call("proposals", line_ids=[paid], states=["proposed"])
        (rejected,) = self.call("reject", proposal_ids=[again["id"]])
        self.assertEqual(rejected["state"], "rejected")
        ignored = self.call("ignore_lines", line_ids=[twice], reason="Sent twice")
        self.assertEqual(ignored, {"ignored": [twice]})
        balances = self.call("balances", journal_id=self.journal.id, date="2026-03-10")
        self.assertEqual((balances["ledger"], balances["suspense"]), (107, 107))

    def test_fetch(self):
        self.assertEqual(self.call("fetch", source_ids=[]), [])

    def test_dry_run_leaves_every_table_as_it_was(self):
        invoice = self.invoice(100)
        line = self.line(100, invoice.name)
        before = self.count_rows()
        answer = self.call("run_matching", line_ids=line.ids, mode="dry")
        self.assertEqual(self.count_rows(), before)
        self.assertEqual(answer["proposals"][0]["line_ids"], line.ids)
        self.assertEqual(self.lines(line.id).match_state, "unresolved")

    def test_answer_is_that_of_the_facade(self):
        invoice = self.invoice(100)
        line = self.line(100, invoice.name)
        self.api.run_matching(line_ids=line.ids)
        api = self.api.with_user(self.clerk)
        for method, values in (
            ("lines", {"line_ids": line.ids}),
            ("proposals", {"line_ids": line.ids}),
            ("balances", {"journal_id": self.journal.id}),
        ):
            inside = json.loads(json.dumps(getattr(api, method)(**values)))
            self.assertEqual(self.call(method, **values), inside)

    def test_errors_are_told_and_undo_the_call(self):
        line = self.line(100, self.invoice(100).name)
        self.api.run_matching(line_ids=line.ids)
        ids = line.match_proposal_ids.ids
        answer = self.refuse("post", proposal_ids=[*ids, 2_000_000_000])
        self.assertEqual(answer["name"], "odoo.exceptions.UserError")
        self.assertIn("2000000000", answer["message"])
        self.assertEqual(self.lines(line.id).match_state, "payment_pending")
        self.refuse("run_matching", mode="now")
        self.refuse("import_file", filename="a.xml", content="???")
        self.refuse("ignore_lines", line_ids=line.ids, reason="")
        self.refuse("lines", journal_id=2_000_000_000)

    def test_missing_and_unknown_arguments(self):
        self.refuse("import_file", filename="a.xml")
        self.refuse("lines", colour="red")

    def test_private_methods_cannot_be_called(self):
        self.refuse("_browse", status=403, model=API, ids=[1])
        self.refuse("_decide", status=403)
        for model, method in (
            ("bank.posting.service", "_post"),
            ("bank.import.service", "_process"),
            ("bank.import.source", "_cron_fetch_and_match"),
            ("bank.match.proposal", "_approve"),
        ):
            self.refuse(method, status=403, model=model)

    def test_nothing_of_the_services_is_public(self):
        for model in ("import", "posting", "match", "balance", "statement", "partner"):
            names = [name for name in self.env if name.startswith(f"bank.{model}.")]
            for name in names:
                service = self.env[name]
                if not service._abstract or name == API:
                    continue
                own = [
                    method
                    for cls in type(service).mro()
                    if cls.__module__.startswith("odoo.addons.bank_statement_intell")
                    for method, value in vars(cls).items()
                    if callable(value) and not method.startswith("_")
                ]
                self.assertEqual(own, [], name)

    def test_without_a_key_or_with_a_wrong_one(self):
        self.assertEqual(self.post("lines", key="").status_code, 401)
        self.assertEqual(self.post("lines", key="0" * 40).status_code, 401)

    def test_user_without_rights(self):
        nobody = new_test_user(self.env, "http.nobody", "base.group_user")
        response = self.post("lines", key=self.new_key(nobody))
        self.assertIn(response.status_code, (403, 422))
        self.assertIn("right", response.json()["message"])


class TestRpc(HttpBankCase):
    """What programs of today still use."""

    def xml(self, method, **values):
        return self.xmlrpc_object.execute_kw(
            self.env.cr.dbname, self.clerk.id, PASSWORD, API, method, [], values
        )

    def test_xml_rpc_from_file_to_posting(self):
        invoice = self.invoice(100)
        content = self.content(entry(100, invoice.name), entry(7, "?"))
        answer = self.xml("import_file", filename="a.xml", content=content, match=False)
        self.assertEqual((answer["state"], answer["new"]), ("imported", 2))
        self.assertFalse(answer["run_id"])
        dry = self.xml("run_matching", line_ids=answer["line_ids"], mode="dry")
        self.assertEqual(dry["proposed"], 1)
        self.xml("run_matching", line_ids=answer["line_ids"])
        self.assertEqual(len(self.xml("lines", line_ids=answer["line_ids"])), 2)
        (found,) = self.xml("proposals", line_ids=answer["line_ids"])
        for method, state in (("approve", "approved"), ("post", "posted")):
            (row,) = self.xml(method, proposal_ids=[found["id"]])
            self.assertEqual((row["state"], bool(row["error"])), (state, False))
        self.assertEqual(len(self.xml("undo", line_ids=found["line_ids"])["undone"]), 1)
        self.assertIn("suspense", self.xml("balances", journal_id=self.journal.id))

    def test_xml_rpc_carries_answers_in_which_something_is_missing(self):
        """A difference to explain, and an account that never had a file or a run."""
        self.line(100, "In the statement only", day=DAY)
        move = self.env["account.move"].create(
            {
                "journal_id": self.company_data["default_journal_misc"].id,
                "date": DAY,
                "line_ids": [
                    Command.create(
                        {"account_id": account.id, "debit": debit, "credit": credit}
                    )
                    for account, debit, credit in (
                        (self.journal.default_account_id, 25, 0),
                        (self.revenue, 0, 25),
                    )
                ],
            }
        )
        move.action_post()
        balances = self.xml("balances", journal_id=self.journal.id)
        self.assertTrue(balances["explanations"])
        self.assertIs(balances["explanations"][0]["cancels_on"], False)
        (health,) = self.xml("health", journal_ids=self.journal.ids)
        self.assertIs(health["last_file"], False)

    def test_xml_rpc_of_a_bad_file_is_an_answer(self):
        content = base64.b64encode(b"no bank file").decode()
        answer = self.xml("import_file", filename="a.txt", content=content)
        self.assertEqual(answer["state"], "error")

    def test_xml_rpc_errors(self):
        with self.assertRaises(xmlrpc.client.Fault) as caught:
            self.xml("lines", journal_id=2_000_000_000)
        self.assertEqual(caught.exception.faultCode, 2, "a warning for people")
        self.assertIn("2000000000", caught.exception.faultString)
        with self.assertRaises(xmlrpc.client.Fault) as caught:
            self.xml("_browse", model="res.users", ids=[1])
        self.assertEqual(caught.exception.faultCode, 4)

    def test_odoorpc(self):
        invoice = self.invoice(100)
        line = self.line(100, invoice.name)
        self.env.flush_all()
        self.cr.clear()
        with self.allow_requests(all_requests=True):
            client = odoorpc.ODOO("127.0.0.1", port=self.http_port())
            client.login(self.env.cr.dbname, self.clerk.login, PASSWORD)
            api = client.env[API]
            run = api.run_matching(line_ids=line.ids, mode="post")
            (row,) = api.lines(line_ids=line.ids)
            with self.assertRaises(odoorpc.error.RPCError) as caught:
                api.undo()
        self.assertEqual((run["reconciled"], row["match_state"]), (1, "reconciled"))
        self.assertIn("run_id", str(caught.exception))
        self.assert_settles(self.lines(line.id), invoice)
