"""Posting and undo: exact, whole or not at all."""

from unittest.mock import patch

from bank_common import DAY, BankMatchCommon, snapshot

from odoo.exceptions import UserError


class TestPosting(BankMatchCommon):
    def test_one_bad_proposal_does_not_take_the_others(self):
        """A batch with an item that core refuses is split down to the culprit."""
        invoices = [self.invoice(100 + number) for number in range(5)]
        lines = [self.line(i.amount_total, i.name) for i in invoices]
        records = lines[0].union(*lines)
        self.run_matching(records, "propose")
        proposals = records.match_proposal_ids
        proposals._approve()
        culprit = self.item(invoices[2])
        plan = type(culprit)._reconcile_plan

        def refuse(items, reconciliation_plan):
            if culprit in items:
                raise UserError("Core says no.")
            return plan(items, reconciliation_plan)

        with patch.object(type(culprit), "_reconcile_plan", refuse):
            errors = self.env["bank.posting.service"]._post(proposals)
        states = [line.match_state for line in lines]
        self.assertEqual(states.count("reconciled"), 4)
        self.assert_untouched(lines[2])
        self.assertEqual(lines[2].match_proposal_ids.state, "error")
        self.assertEqual([e for e in errors.values() if e], ["Core says no."])
        self.assertEqual(lines[2].match_proposal_ids.error_message, "Core says no.")

    def test_item_paid_meanwhile(self):
        invoice = self.invoice(1000)
        line = self.line(1000, invoice.name)
        self.run_matching(line, "propose")
        self.pay(invoice)
        proposal = self.open_proposals(line)
        with self.assertRaises(UserError) as caught:
            proposal.action_approve_and_post()
        self.assertIn(invoice.name, str(caught.exception))
        self.assert_untouched(line)

    def test_more_than_is_open(self):
        """Too much taken of an item by hand: how much is open is said."""
        invoice = self.invoice(1000)
        line = self.line(1200, "Diverse")
        chosen = [{"id": self.item(invoice).id, "amount": 1200}]
        proposal = self.env["bank.manual.settlement"]._propose(line, chosen, [])
        with self.assertRaisesRegex(UserError, "only .*1,000.00.* is open"):
            proposal.action_approve_and_post()

    def test_a_failure_leaves_no_narrative_in_the_log(self):
        line = self.line(1000, "Til Kari Nordmann, blomster")
        entry = {"account_id": self.expense.id, "amount": 1000}
        proposal = self.env["bank.manual.settlement"]._propose(line, [], [entry])
        proposal._approve()
        service = type(self.env["bank.posting.service"])
        with (
            patch.object(
                service, "_verify", side_effect=UserError("“Til Kari Nordmann” no")
            ),
            self.assertLogs("odoo.addons.bank_statement_intelligence") as log,
        ):
            self.env["bank.posting.service"]._post(proposal)
        self.assertIn("Kari", proposal.error_message)
        self.assertNotIn("Kari", str(log.output))

    def test_books_name_the_account(self):
        """Not what the bank wrote: an auditor sees where the money went."""
        line = self.line(-700, "Til Kari Nordmann, blomster")
        entry = {"account_id": self.expense.id, "amount": -700}
        proposal = self.env["bank.manual.settlement"]._propose(line, [], [entry])
        proposal.action_approve_and_post()
        name = f"{self.expense.code} {self.expense.name}"
        self.assertEqual(proposal.counterpart_summary, name)
        row = self.env["bank.decision.log"].search([], limit=1)
        self.assertIn(f"→ {name}", row.summary)

    def test_proposals_for_the_same_item_are_not_posted_together(self):
        invoice = self.invoice(1000)
        lines = self.line(1000, invoice.name) | self.line(1000, f"Takk {invoice.name}")
        self.run_matching(lines, "propose")
        proposals = lines.match_proposal_ids
        proposals._approve()
        errors = self.env["bank.posting.service"]._post(proposals)
        self.assertEqual(sum(bool(error) for error in errors.values()), 1)
        self.assertEqual(lines.mapped("match_state").count("reconciled"), 1)

    def test_two_halves_of_an_invoice_are_posted_together(self):
        """Parts of one item in a batch are fine, as long as it is large enough."""
        invoice = self.invoice(1000)
        lines = [self.line(500, "First half"), self.line(500, "Second half")]
        lines.append(self.line(1, "One too many"))
        by_hand, item = self.env["bank.manual.settlement"], self.item(invoice).id
        proposals = self.env["bank.match.proposal"]
        for line in lines:
            part = {"id": item, "amount": line.amount}
            proposals |= by_hand._propose(line, [part], [])
        proposals._approve()
        errors = self.env["bank.posting.service"]._post(proposals)
        self.assertEqual(
            [bool(error) for error in errors.values()], [False] * 2 + [True]
        )
        self.assertEqual(invoice.payment_state, "paid")
        self.assert_untouched(lines[2])
        lines[0].action_undo_match()
        self.assertEqual(invoice.amount_residual, 500)

    def test_posted_entry_equals_the_one_by_one_way_of_core(self):
        """The fast swap writes the rows that plain ORM code writes."""
        first, second = self.invoice(1000), self.invoice(1000)
        plain = self.line(1000, "Ref", partner_id=self.nordvik.id)
        _liquidity, suspense, _others = plain._seek_for_lines()
        suspense.account_id = self.receivable
        (suspense | self.item(first)).reconcile()
        ours = self.line(1000, second.name, partner_id=self.nordvik.id)
        self.run_matching(ours, "post")
        self.assert_settles(ours, second)
        for ledger in ("line_ids", "line_ids.matched_debit_ids"):
            left, right = plain.move_id.mapped(ledger), ours.move_id.mapped(ledger)
            self.assertEqual(*[self.comparable(rows) for rows in (left, right)])
        left, right = (self.comparable(line.move_id) for line in (plain, ours))
        self.assertEqual(left, right)

    def comparable(self, records):
        """Return all stored values but ids, names and times."""
        skip = {
            "id", "display_name", "create_date", "write_date", "name", "move_id",
            "debit_move_id", "credit_move_id", "full_reconcile_id", "line_ids",
            "matching_number", "move_name", "statement_line_id", "sequence_number",
            "matched_debit_ids", "matched_credit_ids", "statement_line_ids",
            "bank_proposal_line_ids", "is_manually_modified", "message_ids",
            "tax_cash_basis_created_move_ids", "ref", "payment_reference",
            "reconciled_lines_ids", "sequence_prefix", "sequence", "access_token",
        }  # fmt: skip
        rows = []
        for record in records:
            stored = {
                name: record[name].ids if field.relational else record[name]
                for name, field in record._fields.items()
                if field.store and name not in skip and field.type != "one2many"
            }
            rows.append(stored)
        return rows

    def test_partner_of_the_item_comes_to_the_bank_line(self):
        invoice = self.invoice(1000)
        line = self.line(1000, invoice.name)
        run = self.run_matching(line, "post")
        self.assertEqual(line.partner_id, self.nordvik)
        self.assertEqual(line.move_id.partner_id, self.nordvik)
        run.action_undo()
        self.assertFalse(line.partner_id)
        self.assertFalse(line.move_id.partner_id)
        self.assertFalse(any(line.move_id.line_ids.mapped("partner_id")))

    def test_second_run_changes_nothing(self):
        lines = self.mixed_lines()
        self.run_matching(lines, "post")
        before = lines.mapped(lambda line: (line.match_state, line.proposal_count))
        ids = lines.match_proposal_ids.ids
        ledger = snapshot(self.env, self.env["account.move"].search([]))
        run = self.run_matching(lines, "post")
        self.assertEqual(
            before, lines.mapped(lambda line: (line.match_state, line.proposal_count))
        )
        self.assertEqual(ids, lines.match_proposal_ids.ids)
        self.assertEqual(
            ledger, snapshot(self.env, self.env["account.move"].search([]))
        )
        self.assertEqual(sum(run.pass_ids.mapped("posted")), 0)

    def mixed_lines(self):
        exact, several = self.invoice(1000), [self.invoice(10), self.invoice(20)]
        twins = [self.invoice(640, self.fjord), self.invoice(640, self.fjord)]
        self.assertEqual(len(twins), 2)
        return (
            self.line(1000, exact.name)
            | self.line(30, f"{several[0].name} {several[1].name}")
            | self.line(640, "takk", partner_id=self.fjord.id)
            | self.line(-12, "Gebyr")
            | self.line(900, self.invoice(1000).name)
        )

    def test_rejected_does_not_come_back(self):
        invoice = self.invoice(1000)
        line = self.line(1000, invoice.name)
        self.run_matching(line, "propose")
        self.open_proposals(line).action_reject()
        self.assert_state(line, "unresolved")
        self.run_matching(line, "post")
        self.assert_state(line, "unresolved")
        self.assert_untouched(line)

    def test_manual_lines_are_left_alone(self):
        invoice = self.invoice(1000)
        line = self.line(1000, invoice.name)
        line.action_toggle_manual()
        self.run_matching(line, "post")
        self.assert_state(line, "unresolved")

    def test_tie_needs_a_choice(self):
        self.invoice(640)
        chosen = self.invoice(640)
        line = self.line(640, "takk", partner_id=self.nordvik.id)
        self.run_matching(line, "post")
        with self.assertRaises(UserError):
            line.action_approve_best()
        self.open_proposals(line).filtered(
            lambda p: p.line_ids.move_line_id == self.item(chosen)
        ).action_approve_and_post()
        self.assert_settles(line, chosen)
        self.assertEqual(line.match_proposal_ids.mapped("state"), ["posted"])

    def test_automation_levels(self):
        for automation, direct, document in (
            ("off", False, False),
            ("propose", True, False),
            ("post", True, True),
        ):
            with self.subTest(automation=automation):
                self.journal.match_automation = automation
                payment = self.pay(self.bill(77))
                invoice = self.invoice(1000)
                bank = self.line(-77, sender_reference=payment.unique_payment_reference)
                open_item = self.line(1000, invoice.name)
                self.service._run_automatic(bank | open_item, "cron")
                self.assertEqual(bank.match_state == "reconciled", direct)
                self.assertEqual(open_item.match_state == "reconciled", document)

    def test_tier_limit_of_the_journal(self):
        self.journal.match_post_tier = "2"
        self.invoice(640)
        line = self.line(640, "takk", partner_id=self.nordvik.id)
        self.run_matching(line, "post")
        self.assert_state(line, "payment_pending")

    def test_pass_may_be_switched_to_ask(self):
        self.env.ref(
            "bank_statement_intelligence.bank_match_pass_document_number"
        ).auto_post = False
        line = self.line(1000, self.invoice(1000).name)
        self.run_matching(line, "post")
        self.assert_state(line, "payment_pending")


class TestUndo(BankMatchCommon):
    def test_run_is_undone_to_the_cent(self):
        documents = [
            self.invoice(1000), self.invoice(10), self.invoice(20), self.bill(300),
        ]  # fmt: skip
        payment = self.pay(self.bill(77))
        lines = (
            self.line(1000, documents[0].name)
            | self.line(30, f"{documents[1].name} {documents[2].name}")
            | self.line(-300, documents[3].name)
            | self.line(-77, sender_reference=payment.unique_payment_reference)
        )
        moves = self.env["account.move"].search([])
        before = snapshot(self.env, moves)
        run = self.run_matching(lines, "post")
        self.assertEqual(set(lines.mapped("match_state")), {"reconciled"})
        self.assertNotEqual(before, snapshot(self.env, moves))
        self.env["bank.undo.service"]._undo_run(run)
        self.assertEqual(before, snapshot(self.env, moves))
        self.assertEqual(set(lines.mapped("match_state")), {"unresolved"})
        self.assertEqual(run.state, "undone")
        self.assertFalse(payment.is_matched)

    def test_undo_of_a_run_spares_what_people_approved(self):
        """What a person approved after the run is named and stays."""
        sure, unsure = self.invoice(1000), self.invoice(640)
        self.invoice(640)
        line = self.line(1000, sure.name)
        chosen = self.line(640, "takk", partner_id=self.nordvik.id)
        run = self.run_matching(line | chosen, "post")
        proposal = self.open_proposals(chosen).filtered(
            lambda p: p.line_ids.move_line_id == self.item(unsure)
        )
        proposal.action_approve_and_post()
        answer = run.action_undo()
        self.assertIn(self.env.user.display_name, answer["params"]["message"])
        self.assert_untouched(line)
        self.assert_settles(chosen, unsure)
        self.assertEqual(run.state, "undone")
        chosen.action_undo_match()
        self.assert_untouched(chosen)

    def test_undo_of_a_run_says_beforehand_what_it_takes_back(self):
        """How many, which sum, by whom approved; those are undone on request only."""
        sure, unsure = self.invoice(1000), self.invoice(640)
        self.invoice(640)
        line = self.line(1000, sure.name)
        chosen = self.line(640, "takk", partner_id=self.nordvik.id)
        run = self.run_matching(line | chosen, "post")
        proposal = self.open_proposals(chosen).filtered(
            lambda p: p.line_ids.move_line_id == self.item(unsure)
        )
        proposal.action_approve_and_post()
        asked = run.action_ask_undo()
        wizard = self.env[asked["res_model"]].browse(asked["res_id"])
        for told in ("1,000.00", "640.00", self.env.user.name):
            self.assertIn(told, wizard.summary)
        self.assert_settles(line, sure)
        wizard.with_approved = True
        self.assertIs(wizard.action_undo(), True)
        self.assert_untouched(line)
        self.assert_untouched(chosen)
        self.assertEqual(run.state, "undone")

    def test_undone_lines_can_be_posted_again_by_a_person_only(self):
        invoice = self.invoice(1000)
        line = self.line(1000, invoice.name)
        self.run_matching(line, "post").action_undo()
        self.run_matching(line, "post", trigger="cron")
        self.assert_state(line, "payment_pending")
        self.run_matching(line, "post", trigger="api")
        self.assert_settles(line, invoice)

    def test_changed_since_is_refused_with_reason(self):
        invoice = self.invoice(1000)
        line = self.line(1000, invoice.name)
        run = self.run_matching(line, "post")
        _liquidity, _suspense, others = line._seek_for_lines()
        others.remove_move_reconcile()
        line.move_id.with_context(force_delete=True, skip_readonly_check=True).write(
            {
                "line_ids": [
                    (2, others.id),
                    (0, 0, {"account_id": self.expense.id, "balance": -1000.0}),
                ]
            }
        )
        result = self.env["bank.undo.service"]._undo_run(run)
        self.assertFalse(result["undone"])
        self.assertIn("changed since", result["refused"][0][1])
        self.assertEqual(run.state, "done")

    def test_partly_refused_run_undoes_the_rest(self):
        invoices = [self.invoice(1000), self.invoice(500)]
        lines = [self.line(i.amount_total, i.name) for i in invoices]
        run = self.run_matching(lines[0] | lines[1], "post")
        lines[0].action_undo_match()
        self.run_matching(lines[0], "post")
        result = self.env["bank.undo.service"]._undo_run(run)
        self.assertEqual(result["undone"], lines[1])
        self.assert_settles(lines[0], invoices[0])

    def test_over_payment_on_account_is_undone(self):
        invoice = self.invoice(1000)
        line = self.line(1200, invoice.name)
        moves = invoice | line.move_id
        before = snapshot(self.env, moves)
        self.run_matching(line, "propose")
        line.action_approve_best()
        self.assert_state(line, "reconciled")
        line.action_undo_match()
        self.assertEqual(before, snapshot(self.env, moves))
        self.assert_state(line, "unresolved")

    def test_money_that_settled_something_else_since(self):
        """Undo would silently open the other invoice as well."""
        invoice, later = self.invoice(1000), self.invoice(200)
        line = self.line(1200, invoice.name)
        self.run_matching(line, "propose")
        line.action_approve_best()
        credit = line._seek_for_lines()[2].filtered(lambda item: not item.reconciled)
        (credit | self.item(later)).reconcile()
        with self.assertRaisesRegex(UserError, later.name):
            line.action_undo_match()
        self.assertEqual(later.amount_residual, 0)
        self.item(later).remove_move_reconcile()
        line.action_undo_match()
        self.assert_untouched(line)

    def test_lines_that_share_an_item_are_undone_one_by_one(self):
        invoice = self.invoice(1000)
        lines = [self.line(500, "First half"), self.line(500, "Second half")]
        for line in lines:
            chosen = [{"id": self.item(invoice).id, "amount": 500}]
            by_hand = self.env["bank.manual.settlement"]
            by_hand._propose(line, chosen, []).action_approve_and_post()
        lines[0].action_undo_match()
        self.assert_untouched(lines[0])
        self.assertEqual(invoice.amount_residual, 500)
        lines[1].action_undo_match()
        self.assertEqual(invoice.amount_residual, 1000)

    def test_manual_reconciliation_is_not_ours_to_undo(self):
        line = self.line(50, "Diverse")
        _liquidity, suspense, _others = line._seek_for_lines()
        suspense.account_id = self.expense
        self.assert_state(line, "reconciled")
        self.assertEqual(line.match_method, "manual")
        with self.assertRaises(UserError):
            line.action_undo_match()

    def test_lines_without_our_posting_say_so(self):
        line = self.line(50, "Diverse", day=DAY)
        result = self.env["bank.undo.service"]._undo_lines(line)
        self.assertEqual(result["refused"][0][0], line)
