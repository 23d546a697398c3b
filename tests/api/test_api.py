"""The façade inside Odoo: shapes, values, and errors that say what is wrong."""

import base64
import json

from bank_common import DAY, IBAN, BankMatchCommon
from camt_files import camt053, entry, statement

from odoo.exceptions import UserError
from odoo.tests import new_test_user

UNKNOWN = 2_000_000_000
#: what the contract (docs/api.md) promises …
IMPORT = set(
    "file_id state format statement_ids line_ids new known ignored rejected errors "
    "run_id".split()
)
RUN = set(
    "run_id mode lines seconds passes reconciled proposed choose unresolved "
    "errors".split()
)
LINE = set(
    "id date amount currency payment_ref match_state match_method proposal_count "
    "applied_amount difference_amount partner_id warning".split()
)
PROPOSAL = set(
    "id line_ids kind pass state confidence difference items evidence".split()
)
BALANCES = set("statement ledger difference suspense explanations".split())
#: … and what is there besides
MORE = {"messages", "tier", "error", "date", "currency", "outstanding", "company"}
MORE |= {"is_known"}  # balances: the bank has said something up to that day


class TestApi(BankMatchCommon):
    def send(self, *entries, **values):
        return self.import_bytes(camt053(statement(IBAN, entries)), **values)

    def assert_shape(self, answer, promised):
        self.assertEqual(json.loads(json.dumps(answer)), answer, "JSON types only")
        self.assertEqual(promised - set(answer), set(), "missing")
        self.assertEqual(set(answer) - promised - MORE, set(), "not in the contract")

    def assert_decided(self, answer, proposal, state):
        (row,) = answer
        self.assertEqual(set(row), {"id", "state", "error"})
        self.assertEqual((row["id"], row["state"]), (proposal.id, state))
        self.assertFalse(row["error"])

    def proposal(self, line):
        """Return the one open proposal of a line."""
        return self.open_proposals(line).ensure_one()

    def count_changes(self):
        """Return how many rows this transaction has written in ordinary tables."""
        self.env.flush_all()
        self.env.cr.execute(
            "SELECT sum(n_tup_ins + n_tup_upd + n_tup_del) FROM pg_stat_xact_all_tables"
            " WHERE schemaname = 'public'"
        )
        return self.env.cr.fetchone()[0]

    # -- import_file ------------------------------------------------------------------

    def test_import_answers_and_matches(self):
        invoice = self.invoice(100)
        answer = self.send(entry(100, invoice.name), entry(-7, "Fee"))
        self.assert_shape(answer, IMPORT)
        self.assertEqual((answer["state"], answer["format"]), ("imported", "camt.053"))
        self.assertEqual((answer["new"], answer["rejected"]), (2, 0))
        self.assertEqual(answer["errors"], [])
        lines = self.env["account.bank.statement.line"].browse(answer["line_ids"])
        self.assertEqual(set(lines.statement_id.ids), set(answer["statement_ids"]))
        self.assertEqual(len(lines), 2)
        matched = lines.filtered(lambda line: line.amount == 100)
        self.assert_state(matched, "payment_pending")
        self.assertEqual(matched.match_proposal_ids.run_id.id, answer["run_id"])

    def test_import_without_matching(self):
        invoice = self.invoice(100)
        answer = self.send(entry(100, invoice.name), match=False)
        self.assertFalse(answer["run_id"])
        self.journal.match_automation = "off"
        self.assertFalse(self.send(entry(101, invoice.name))["run_id"])
        self.assertFalse(self.env["bank.match.proposal"].search([]))

    def test_import_error_has_code_message_and_place(self):
        answer = self.import_bytes(b"no bank file")
        self.assert_shape(answer, IMPORT)
        self.assertEqual(answer["state"], "error")
        (error,) = answer["errors"]
        self.assertEqual(set(error), {"code", "message", "where"})
        self.assertTrue(all(error.values()))
        self.assertFalse(answer["line_ids"] or answer["run_id"])

    # -- run_matching -----------------------------------------------------------------

    def test_dry_run_writes_nothing_and_says_what_would_be(self):
        invoice = self.invoice(100)
        lines = self.line(100, invoice.name) | self.line(3, "nothing")
        before = self.count_changes()
        dry = self.api.run_matching(line_ids=lines.ids, mode="dry")
        self.assertEqual(self.count_changes(), before)
        self.assert_shape(dry, RUN | {"proposals"})
        self.assertFalse(dry["run_id"])
        (proposal,) = dry["proposals"]
        self.assert_shape(proposal, PROPOSAL)
        self.assertEqual(proposal["line_ids"], lines[0].ids)
        self.assertEqual(proposal["items"][0]["move_id"], invoice.id)
        real = self.api.run_matching(line_ids=lines.ids)
        self.assertGreater(self.count_changes(), before)
        for name in ("lines", "reconciled", "proposed", "choose", "unresolved"):
            self.assertEqual(dry[name], real[name], name)

    def test_propose_posts_nothing_but_post_does(self):
        invoice = self.invoice(100)
        line = self.line(100, invoice.name)
        answer = self.api.run_matching(journal_ids=self.journal.ids)
        self.assert_shape(answer, RUN)
        self.assert_untouched(line)
        self.assertEqual((answer["mode"], answer["proposed"]), ("propose", 1))
        answer = self.api.run_matching(line_ids=line.ids, mode="post")
        self.assert_settles(line, invoice)
        self.assertEqual((answer["mode"], answer["reconciled"]), ("post", 1))
        run = self.env["bank.match.run"].browse(answer["run_id"])
        self.assertEqual((run.trigger, run.user_id), ("api", self.env.user))

    def test_numbers_of_a_run_add_up(self):
        twin, other = self.invoice(100), self.invoice(200)
        for text in (f"{twin.name} Ola", f"{twin.name} Kari", "nothing"):
            self.line(100, text)
        self.line(200, other.name)
        answer = self.api.run_matching(mode="post")
        states = ("reconciled", "proposed", "choose", "unresolved")
        self.assertEqual([answer[name] for name in states], [1, 0, 2, 1])
        self.assertEqual(answer["lines"], 4)
        totals = {
            name: sum(row[name] for row in answer["passes"])
            for name in ("proposed", "tied", "posted")
        }
        self.assertEqual(totals, {"proposed": 1, "tied": 2, "posted": 1})
        codes = [row["pass"] for row in answer["passes"]]
        self.assertEqual(len(set(codes)), len(codes))

    def test_only_the_wanted_lines_are_matched(self):
        first, second = self.invoice(100), self.invoice(200)
        lines = self.line(100, first.name) | self.line(200, second.name)
        self.api.run_matching(line_ids=lines[:1].ids, mode="post")
        self.assert_settles(lines[0], first)
        self.assert_state(lines[1], "unresolved")
        other = self.journal.copy()
        self.api.run_matching(journal_ids=other.ids, mode="post")
        self.assert_state(lines[1], "unresolved")

    # -- read -------------------------------------------------------------------------

    def test_lines_are_filtered_paged_and_oldest_first(self):
        late, early = self.line(2, "late", DAY.replace(day=20)), self.line(1, "early")
        self.line(3, "other journal", journal_id=self.journal.copy().id)
        early.partner_id = self.nordvik
        answer = self.api.lines(journal_id=self.journal.id)
        self.assertEqual([row["id"] for row in answer], [early.id, late.id])
        self.assert_shape(answer[0], LINE)
        wanted = {
            "date": str(DAY),
            "amount": 1.0,
            "currency": self.currency.name,
            "payment_ref": "early",
            "match_state": "unresolved",
            "partner_id": self.nordvik.id,
        }
        self.assertEqual({name: answer[0][name] for name in wanted}, wanted)
        page = self.api.lines(journal_id=self.journal.id, limit=1, offset=1)
        self.assertEqual([row["id"] for row in page], late.ids)
        self.assertEqual(len(self.api.lines(line_ids=late.ids)), 1)
        self.assertFalse(self.api.lines(line_ids=late.ids, match_states=["ignored"]))
        bank = self.env["account.bank.statement"].create({"line_ids": early.ids})
        found = self.api.lines(statement_id=bank.id)
        self.assertEqual([row["id"] for row in found], early.ids)

    def test_proposals_best_first_with_items_and_evidence(self):
        sure, doubtful = self.invoice(100), self.invoice(200)
        lines = self.line(150, doubtful.name) | self.line(100, sure.name)
        run = self.api.run_matching(line_ids=lines.ids)["run_id"]
        answer = self.api.proposals(run_id=run)
        ids = [row["line_ids"] for row in answer]
        self.assertEqual(ids, [[lines[1].id], [lines[0].id]])
        best = answer[0]
        self.assert_shape(best, PROPOSAL)
        self.assertGreater(best["confidence"], answer[1]["confidence"])
        self.assertEqual((best["kind"], best["state"]), ("payment", "proposed"))
        item = {
            "move_line_id": self.item(sure).id,
            "move_id": sure.id,
            "account_id": self.receivable.id,
            "amount": 100.0,
        }
        self.assertEqual(best["items"], [item])
        for fact in best["evidence"]:
            self.assertEqual(set(fact), {"code", "bank_value", "item_value", "agrees"})
        self.assertIn("document", [fact["code"] for fact in best["evidence"]])
        self.assertEqual(answer[1]["difference"], -50)
        self.assertEqual(self.api.proposals(line_ids=lines[1].ids), [best])
        self.assertEqual(self.api.proposals(run_id=run, states=["posted"]), [])

    def test_balances(self):
        self.send(entry(100, "Rent"), entry(-30, "Fee"), match=False)
        answer = self.api.balances(self.journal.id)
        self.assert_shape(answer, BALANCES)
        numbers = ("statement", "ledger", "difference", "suspense")
        self.assertEqual([answer[name] for name in numbers], [70, 70, 0, 70])
        self.assertEqual(answer["explanations"], [])
        before = self.api.balances(self.journal.id, date="2026-03-09")
        self.assertEqual([before[name] for name in numbers], [0, 0, 0, 0])

    def test_balances_explain_an_entry_that_the_bank_does_not_have(self):
        self.line(100, "Rent")
        lines = [
            (0, 0, {"account_id": account.id, "balance": balance})
            for account, balance in (
                (self.journal.default_account_id, 25),
                (self.revenue, -25),
            )
        ]
        entry_ = self.env["account.move"].create({"date": DAY, "line_ids": lines})
        entry_.action_post()
        answer = self.api.balances(self.journal.id)
        self.assertEqual(answer["difference"], -25)
        (reason,) = answer["explanations"]
        self.assertEqual(reason["amount"], 25)
        self.assertIn(entry_.name, reason["message"])

    # -- decide -----------------------------------------------------------------------

    def test_approve_then_post_then_undo_lines(self):
        invoice = self.invoice(100)
        line = self.line(100, invoice.name)
        self.api.run_matching(line_ids=line.ids)
        found = self.proposal(line)
        self.assert_decided(self.api.approve(found.ids), found, "approved")
        self.assert_untouched(line)
        self.assert_decided(self.api.post(found.ids), found, "posted")
        self.assert_settles(line, invoice)
        again = self.api.post(found.ids)[0]
        self.assertEqual(again["state"], "posted")
        self.assertTrue(again["error"])
        answer = self.api.undo(line_ids=line.ids)
        self.assertEqual(answer, {"undone": line.ids, "refused": []})
        self.assert_untouched(line)
        self.assertEqual(invoice.payment_state, "not_paid")
        (refused,) = self.api.undo(line_ids=line.ids)["refused"]
        self.assertEqual(refused["line_id"], line.id)
        self.assertTrue(refused["reason"])

    def test_undo_a_run(self):
        invoices = [self.invoice(100), self.invoice(200)]
        lines = self.line(100, invoices[0].name) | self.line(200, invoices[1].name)
        run = self.api.run_matching(line_ids=lines.ids, mode="post")["run_id"]
        answer = self.api.undo(run_id=run)
        self.assertEqual(sorted(answer["undone"]), sorted(lines.ids))
        self.assertEqual([invoice.amount_residual for invoice in invoices], [100, 200])

    def test_posting_never_chooses_a_tie(self):
        invoice = self.invoice(100)
        lines = self.line(100, f"{invoice.name} Ola")
        lines |= self.line(100, f"{invoice.name} Kari")
        self.api.run_matching(line_ids=lines.ids, mode="post")
        ties = lines.match_proposal_ids
        for row in self.api.post(ties.ids):
            self.assertEqual(row["state"], "tie")
            self.assertTrue(row["error"])
        self.api.approve(ties[:1].ids)
        self.assertEqual(self.api.post(ties[:1].ids)[0]["state"], "posted")

    def test_the_first_of_two_approvers_approves_and_the_second_posts(self):
        self.journal.second_approval_amount = 500
        invoice, small = self.invoice(1000), self.invoice(100)
        lines = self.line(1000, invoice.name) | self.line(100, small.name)
        self.api.run_matching(line_ids=lines.ids)
        found = lines.match_proposal_ids.sorted("amount")
        for _time in range(2):  # asking again is no second approval
            rows = {row["id"]: row for row in self.api.post(found.ids)}
            self.assertEqual(rows[found[1].id]["state"], "approved")
            self.assertIn("second person", rows[found[1].id]["error"])
        self.assert_settles(lines[1], small)
        self.api.run_matching(line_ids=lines.ids, mode="post")
        self.assertEqual(found[1].state, "approved")
        second = new_test_user(
            self.env,
            "second",
            "bank_statement_intelligence.group_bank_approver",
            company_id=self.company.id,
        )
        (row,) = self.api.with_user(second).post(found[1].ids)
        self.assertEqual((row["state"], row["error"]), ("posted", False))
        self.assert_settles(lines[0], invoice)

    def test_what_is_forgotten_when_another_is_posted_is_told(self):
        """Two proposals of one line: one is posted, the other is gone."""
        invoices = self.invoice(640) | self.invoice(640)
        line = self.line(640, "takk", partner_id=self.nordvik.id)
        self.api.run_matching(line_ids=line.ids)
        chosen, other = line.match_proposal_ids
        self.api.approve(chosen.ids)
        rows = self.api.post((other | chosen).ids)
        states = {row["id"]: (row["state"], bool(row["error"])) for row in rows}
        self.assertEqual(
            states, {chosen.id: ("posted", False), other.id: ("tie", True)}
        )
        self.assertEqual(sorted(invoices.mapped("amount_residual")), [0, 640])

    def test_a_proposal_that_a_colleague_made_obsolete(self):
        """The answer says what may have happened."""
        line = self.line(100, self.invoice(100).name)
        self.api.run_matching(line_ids=line.ids)
        found = self.proposal(line)
        line._ignore("the bank's mistake")
        with self.assertRaisesRegex(UserError, "settled, ignored or matched again"):
            self.api.post(found.ids)

    def test_rejected_proposal_does_not_come_back(self):
        line = self.line(100, self.invoice(100).name)
        self.api.run_matching(line_ids=line.ids)
        found = self.proposal(line)
        self.assert_decided(self.api.reject(found.ids), found, "rejected")
        self.api.run_matching(line_ids=line.ids, mode="post")
        self.assert_state(line, "unresolved")
        self.assertTrue(self.api.approve(found.ids)[0]["error"])

    def test_ignore_lines(self):
        lines = self.line(1, "a") | self.line(2, "b")
        balance = self.api.balances(self.journal.id)["suspense"]
        answer = self.api.ignore_lines(line_ids=lines[:1].ids, reason="Sent twice")
        self.assertEqual(answer, {"ignored": lines[:1].ids})
        self.assertEqual(lines.mapped("match_state"), ["ignored", "unresolved"])
        self.assertEqual(self.api.balances(self.journal.id)["suspense"], balance - 1)
        self.assertIn("Sent twice", str(lines[0].move_id.message_ids.mapped("body")))

    def test_ignore_is_all_or_nothing(self):
        invoice = self.invoice(100)
        lines = self.line(1, "a") | self.line(100, invoice.name)
        self.api.run_matching(line_ids=lines.ids, mode="post")
        with self.assertRaises(UserError):
            self.api.ignore_lines(lines.ids, "because")
        self.assertEqual(lines.mapped("match_state"), ["unresolved", "reconciled"])

    def test_unknown_proposal_stops_the_whole_call(self):
        line = self.line(100, self.invoice(100).name)
        self.api.run_matching(line_ids=line.ids)
        for method in (self.api.approve, self.api.post, self.api.reject):
            with self.assertRaisesRegex(UserError, str(UNKNOWN)):
                method([*self.proposal(line).ids, UNKNOWN])
            self.assertEqual(self.proposal(line).state, "proposed")

    # -- bad values -------------------------------------------------------------------

    def assert_refused(self, cases):
        for method, values in cases:
            with self.subTest(method=method, values=values):
                with self.assertRaises(UserError) as caught:
                    getattr(self.api, method)(**values)
                self.assertGreater(len(str(caught.exception)), 15)

    def test_unknown_ids(self):
        one = {"line_ids": [UNKNOWN]}
        self.assert_refused(
            [
                (
                    "import_file",
                    {"filename": "a", "content": "", "journal_id": UNKNOWN},
                ),
                ("fetch", {"source_ids": [UNKNOWN]}),
                ("run_matching", {"journal_ids": [UNKNOWN]}),
                ("run_matching", one),
                ("lines", {"journal_id": UNKNOWN}),
                ("lines", {"statement_id": UNKNOWN}),
                ("lines", one),
                ("proposals", one),
                ("proposals", {"run_id": UNKNOWN}),
                ("undo", {"run_id": UNKNOWN}),
                ("undo", one),
                ("ignore_lines", {**one, "reason": "because"}),
                ("balances", {"journal_id": UNKNOWN}),
                ("lines", {"line_ids": [2**40]}),
                ("lines", {"line_ids": [-1]}),
            ]
        )

    def test_values_of_the_wrong_kind(self):
        self.assert_refused(
            [
                ("import_file", {"filename": "a", "content": "not base64!"}),
                ("import_file", {"filename": "a", "content": None}),
                ("import_file", {"filename": "a", "content": 5}),
                ("import_file", {"filename": "a", "content": "", "journal_id": "x"}),
                ("run_matching", {"mode": "POST"}),
                ("run_matching", {"mode": None}),
                ("run_matching", {"line_ids": 5}),
                ("run_matching", {"line_ids": "12"}),
                ("run_matching", {"journal_ids": ["1"]}),
                ("lines", {"match_states": ["matched"]}),
                ("lines", {"match_states": "unresolved"}),
                ("lines", {"match_states": 5}),
                ("lines", {"limit": "ten"}),
                ("lines", {"limit": -1}),
                ("lines", {"offset": -1}),
                ("proposals", {"states": ["open"]}),
                ("approve", {"proposal_ids": None}),
                ("reject", {"proposal_ids": 7}),
                ("post", {"proposal_ids": ["x"]}),
                ("undo", {}),
                ("undo", {"run_id": 1, "line_ids": []}),
                ("ignore_lines", {"line_ids": None, "reason": "because"}),
                ("balances", {"journal_id": None}),
                ("balances", {"journal_id": self.journal.id, "date": "31.3.2026"}),
                ("balances", {"journal_id": self.journal.id, "date": 5}),
            ]
        )

    def test_reason_must_be_given(self):
        line = self.line(1, "a")
        self.assert_refused(
            [
                ("ignore_lines", {"line_ids": line.ids, "reason": reason})
                for reason in ("", " ", None, 5)
            ]
        )
        self.assert_state(line, "unresolved")

    def test_journal_must_be_a_bank(self):
        sales = self.company_data["default_journal_sale"].id
        good = base64.b64encode(camt053(statement(IBAN, [entry(1, "x")]))).decode()
        data = {"filename": "a.xml", "content": good}
        self.assert_refused(
            [
                ("import_file", {**data, "journal_id": sales}),
                ("run_matching", {"journal_ids": [sales]}),
                ("lines", {"journal_id": sales}),
                ("balances", {"journal_id": sales}),
            ]
        )
