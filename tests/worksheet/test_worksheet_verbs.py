"""Every action of the worksheet over its services, with the entries it makes."""

from bank_common import DAY, BankMatchCommon

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command


class VerbsCommon(BankMatchCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.sheet = cls.env["bank.worksheet"]

    def counterparts(self, line):
        """Return (account, amount in the line's sign) of the counterparts."""
        _liquidity, suspense, others = line._seek_for_lines()
        self.assertFalse(suspense, self.explain(line))
        return sorted((item.account_id.code, -item.balance) for item in others)

    def twins(self):
        """Return a line that two invoices fit equally well, and the invoices."""
        first, second = self.invoice(500), self.invoice(500)
        line = self.line(500, "Which one", partner_id=self.nordvik.id)
        self.run_matching(line)
        self.assert_state(line, "choose")
        return line, first, second


class TestBulk(VerbsCommon):
    def test_selected_lines_are_approved(self):
        """Approve selected: each line's only proposal is posted."""
        invoices = [self.invoice(1000), self.invoice(2000)]
        lines = self.line(1000, invoices[0].name) | self.line(2000, invoices[1].name)
        self.run_matching(lines)
        answer = self.sheet.approve_lines(lines.ids)
        for line, invoice in zip(lines, invoices, strict=True):
            self.assert_settles(line, invoice)
        self.assertEqual(set(answer["changed"]), set(lines.ids))
        self.assertEqual(answer["header"]["counters"], {"reconciled": 2})
        text = self.currency.format(3000)
        self.assertEqual(answer["message"], f"2 approved. Posted: {text} in.")
        self.assertEqual(set(answer["undo"]), set(lines.ids))
        self.sheet.undo(answer["undo"])
        for line in lines:
            self.assert_untouched(line)

    def test_a_tie_is_left_out_and_told(self):
        """Approving a list never resolves a tie by luck."""
        tied, first, second = self.twins()
        invoice = self.invoice(1000)
        sure = self.line(1000, invoice.name)
        self.run_matching(sure)
        answer = self.sheet.approve_lines((tied | sure).ids)
        self.assert_settles(sure, invoice)
        self.assert_untouched(tied)
        self.assertEqual((first | second).mapped("amount_residual"), [500, 500])
        self.assertRegex(answer["message"], "1 approved. 1 left out")

    def test_a_queue_leaves_ties_out(self):
        """The queue “Receipts to Approve” neither, with everything selected."""
        tied, _first, _second = self.twins()
        invoice = self.invoice(1000)
        sure = self.line(1000, invoice.name)
        self.run_matching(sure)
        queue = self.env["bank.match.proposal"].search(
            [("statement_line_id", "in", (tied | sure).ids)]
        )
        self.assertEqual(len(queue), 3)
        told = queue.action_approve_and_post()
        self.assert_settles(sure, invoice)
        self.assert_untouched(tied)
        self.assertRegex(told["params"]["message"], "2 left out")

    def test_what_needs_a_look_is_left_out_and_named(self):
        """Evidence against, an open difference, a hint, a large amount, nothing found,
        settled already: each is told with its reason; alone each can be approved."""
        self.journal.second_approval_amount = 5000
        sure, paid = self.invoice(1000), self.invoice(300)
        part, large = self.invoice(900), self.invoice(6000)
        strange, hint = self.invoice(700), self.invoice(70)
        good = self.line(1000, sure.name)
        done = self.line(300, paid.name)
        short = self.line(850, part.name)
        big = self.line(6000, large.name)
        doubtful = self.line(700, strange.name, partner_id=self.fjord.id)
        weak = self.line(70, "Something")
        nothing = self.line(-3, "Nothing")
        self.run_matching(done)
        done.action_approve_best()
        lines = good | short | big | doubtful | weak | nothing
        self.run_matching(lines)
        self.assertTrue(doubtful.match_proposal_ids.has_contra)
        weak.match_proposal_ids.sudo().unlink()
        self.env["bank.match.proposal"].sudo().create(
            {
                "statement_line_id": weak.id,
                "company_id": self.company.id,
                "journal_id": self.journal.id,
                "kind": "payment",
                "tier": "7",
                "line_ids": [
                    Command.create(
                        {
                            "move_line_id": self.item(hint).id,
                            "account_id": self.receivable.id,
                            "partner_id": self.nordvik.id,
                            "currency_id": self.currency.id,
                            "amount": 70,
                        }
                    )
                ],
            }
        )
        every = lines | done
        asked = every.action_approve_selected()
        self.assertEqual(asked["res_model"], "bank.approve.wizard")
        for line in lines:
            self.assert_untouched(line)
        wizard = self.env["bank.approve.wizard"].browse(asked["res_id"])
        self.assertIn("1,000.00 in", wizard.summary)
        told = wizard.action_approve()
        self.assert_settles(good, sure)
        for line in lines - good:
            self.assert_untouched(line)
        self.assertTrue(told)
        answer = self.sheet.approve_lines((lines | done).ids)
        self.assertEqual(answer["undo"], [])
        message = answer["message"]
        self.assertIn("0 approved. 7 left out", message)
        for reason in (
            "2: some evidence speaks against it",
            "1: the amount needs the approval of two people",
            "1: it is a hint, no proof",
            "1: nothing in the books fits yet",
            "2: it is settled already",
        ):
            self.assertIn(reason, message)
        short.action_approve_best()
        self.assert_settles(short, part)
        weak.action_approve_best()
        self.assert_settles(weak, hint)

    def test_a_queue_names_what_needs_a_look(self):
        """The same from the list of proposals, for who may only approve there."""
        sure, part = self.invoice(1000), self.invoice(900)
        lines = self.line(1000, sure.name) | self.line(850, part.name)
        self.run_matching(lines)
        asked = lines.match_proposal_ids.action_approve_selected()
        self.assertEqual(asked["res_model"], "bank.approve.wizard")
        told = lines.match_proposal_ids.action_approve_and_post()
        self.assertIn("1 approved. 1 left out", told["params"]["message"])
        self.assertEqual(told["params"]["line_ids"], lines[0].ids)
        self.assert_untouched(lines[1])

    def test_two_lines_for_one_item_are_left_out(self):
        """One invoice, two payments of a day that fit and differ: neither takes it by
        order. (Lines alike in everything are no tie.)"""
        invoice = self.invoice(1000)
        lines = self.line(1000, f"{invoice.name} Ola")
        lines |= self.line(1000, f"{invoice.name} Kari")
        self.run_matching(lines)
        proposals = lines.match_proposal_ids
        self.assertEqual(set(proposals.mapped("state")), {"tie"})
        proposals.action_approve_and_post()
        for line in lines:
            self.assert_untouched(line)
        self.assertEqual(invoice.amount_residual, 1000)

    def test_one_chosen_of_a_tie_is_posted(self):
        """A person's choice settles a tie."""
        tied, first, second = self.twins()
        shown = self.sheet.panel(tied.id)
        self.assertRegex(shown["tie_reason"], "2 matches are equally well proved")
        chosen = shown["proposals"][1]
        self.sheet.approve(tied.id, chosen["id"])
        paid = self.env["account.move"].browse(chosen["items"][0]["move_id"])
        self.assert_settles(tied, paid)
        self.assertEqual(sum((first | second).mapped("amount_residual")), 500)

    def test_second_approval_is_told(self):
        """What waits for a second person says so."""
        self.journal.second_approval_amount = 500
        invoice = self.invoice(1000)
        line = self.line(1000, invoice.name)
        self.run_matching(line)
        answer = self.sheet.approve(line.id)
        self.assertIn("second person", answer["message"])
        self.assert_untouched(line)

    def test_what_was_taken_back_is_shown_again(self):
        """The panel names the match that was undone; one click proposes it again."""
        invoice = self.invoice(1000)
        line = self.line(1000, "takk for sist", partner_id=self.fjord.id)
        chosen = [{"id": self.item(invoice).id, "amount": 1000}]
        self.sheet.settle(line.id, chosen)
        panel = self.sheet.undo(line.ids)["panel"]
        taken = panel["taken_back"]
        self.assertEqual(taken["summary"], invoice.name)
        self.assertEqual(taken["who"], self.env.user.display_name)
        panel = self.sheet.show_again(line.id, taken["id"])["panel"]
        self.assertEqual(panel["taken_back"], {})
        (shown,) = panel["proposals"]
        self.assertEqual(shown["state"], "proposed")
        self.assertEqual(shown["approved_by"], False)
        self.sheet.approve(line.id)
        self.assert_settles(line, invoice)
        panel = self.sheet.undo(line.ids)["panel"]
        self.pay(invoice)
        with self.assertRaisesRegex(UserError, "paid meanwhile"):
            self.sheet.show_again(line.id, panel["taken_back"]["id"])

    def test_a_group_that_was_taken_back_is_shown_again_as_one(self):
        invoice = self.invoice(1000)
        lines = self.line(400, "part 1") | self.line(600, "part 2")
        self.sheet.combine(lines.ids)
        chosen = [{"id": self.item(invoice).id, "amount": 1000}]
        for _time in range(2):
            self.sheet.settle(lines[0].id, chosen)
            panel = self.sheet.undo(lines[0].ids)["panel"]
        self.sheet.show_again(lines[0].id, panel["taken_back"]["id"])
        self.assertEqual(len(self.open_proposals(lines)), 2)
        self.sheet.approve(lines[1].id)
        self.assertEqual(set(lines.mapped("match_state")), {"reconciled"})
        self.assertEqual(invoice.amount_residual, 0)

    def test_a_colleague_was_faster(self):
        """Whoever approves what is settled or ignored already reads what happened."""
        invoice = self.invoice(1000)
        line, other = self.line(1000, invoice.name), self.line(70, "Diverse")
        self.run_matching(line)
        stale = line.match_proposal_ids.id
        self.sheet.approve(line.id)
        with self.assertRaisesRegex(
            UserError, f"settled meanwhile with {invoice.name}"
        ):
            self.sheet.approve(line.id)
        self.sheet.undo(line.ids)
        other._ignore("the bank's mistake")
        for chosen in (False, stale):
            with self.assertRaisesRegex(UserError, "ignored meanwhile by"):
                self.sheet.approve(other.id, chosen)


class TestSearch(VerbsCommon):
    def found(self, text):
        model = self.env["account.bank.statement.line"]
        domain = [("journal_id", "=", self.journal.id), ("match_text", "ilike", text)]
        return model.search(domain)

    def test_anything_is_searched(self):
        """Text, names, accounts, references, codes, advice, amounts."""
        line = self.line(
            1234.5,
            "Kontant salg",
            partner_name="Havnens Fisk",
            account_number="NO1500012345678",
            sender_reference="UPR-77",
            transaction_type="PMNT/RCDT",
        )
        self.env["bank.line.detail"].sudo().create(
            {
                "statement_line_id": line.id,
                "text": "Rabatt avtale",
                "document_number": "F-9001",
                "code": "TERM-17",
            }
        )
        other = self.line(99, "Something else")
        words = (
            "kontant", "havnens fisk", "12345678", "upr-77", "RCDT", "avtale",
            "f-9001", "TERM-17", "1234.5", "1.234,50", "-1234.50", "fisk 1234.5",
        )  # fmt: skip
        for text in words:
            self.assertEqual(self.found(text), line, text)
        self.assertEqual(self.found("else"), other)
        self.assertFalse(self.found("kontant else"))
        self.assertEqual(line.reference_texts, "Rabatt avtale")
        self.assertEqual(line.reference_codes, "TERM-17")

    def test_amounts_with_blanks_between_the_thousands(self):
        """As Nordic people and banks write them, with words beside them; numbers that
        only look so are found as they stand."""
        line = self.line(-1234.5, "Havnens Fisk")
        large = self.line(1234567, "Kunde 1 234")
        self.line(234.5, "Something else")
        for text in (
            "1 234,50", "1\u00a0234,50", "1\u202f234.50", "-1 234,5", "−1 234,50",
            "fisk 1 234,50", "1 234,50 havnens", "1'234.50", "1.234,50", "1,234.50",
        ):  # fmt: skip
            self.assertEqual(self.found(text), line, text)
        for text in ("1 234 567", "1.234.567", "1 234 567,00", "kunde 1 234"):
            self.assertEqual(self.found(text), large, text)

    def test_the_banks_id_is_found(self):
        """The bank's id of the movement, and those of its parts."""
        line = self.line(
            77,
            "Salg",
            transaction_details={
                "bank_id": "2026031000000815",
                "references": [{"kind": "servicer", "value": "ARK/99-81X"}],
            },
        )
        self.env["bank.line.detail"].sudo().create(
            {
                "statement_line_id": line.id,
                "text": "Del",
                "original": {"references": [{"kind": "servicer", "value": "D777001"}]},
            }
        )
        self.line(78, "Another", transaction_details={"bank_id": "2026031000000816"})
        for text in ("2026031000000815", "00000815", "ark/99-81x", "D777001"):
            self.assertEqual(self.found(text), line, text)

    def test_payments_that_the_text_names(self):
        """Find payments by the bank's text: our reference, a number."""
        named = self.pay(self.bill(300))
        self.pay(self.bill(300, self.fjord))
        upr = named.unique_payment_reference
        line = self.line(-300, f"Betaling {upr} tak")
        [row] = self.sheet.items(line.id, "bank", {"by_text": True})["rows"]
        self.assertEqual(row["move_id"], named.move_id.id)
        self.sheet.settle(line.id, [{"id": row["id"], "amount": -300}])
        self.assert_settles(line, named.move_id)
        short = self.line(-300, "a b c")
        self.assertFalse(self.sheet.items(short.id, "bank", {"by_text": True})["rows"])


class TestDiscount(VerbsCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.terms = cls.env["account.payment.term"].create(
            {
                "name": "2 % in 10 days",
                "early_discount": True,
                "discount_days": 10,
                "discount_percentage": 2,
                "line_ids": [Command.create({"value": "percent", "value_amount": 100})],
            }
        )
        cls.loss = cls.company.account_journal_early_pay_discount_loss_account_id

    def test_discount_by_hand(self):
        """A cash discount granted by a person, late too, is posted by core."""
        invoice = self.invoice(
            1000, day=DAY.replace(month=1), invoice_payment_term_id=self.terms.id
        )
        line = self.line(980, "Less discount")
        [row] = self.sheet.items(line.id, "customer")["rows"]
        self.assertEqual(row["discount"], 20)
        item = {"id": row["id"], "amount": 1000}
        self.sheet.settle(line.id, [item], [{"discount_of": row["id"], "amount": -20}])
        self.assert_state(line, "reconciled")
        self.assertEqual(invoice.amount_residual, 0)
        self.assertEqual(
            self.counterparts(line),
            sorted([(self.receivable.code, 1000), (self.loss.code, -20)]),
        )
        self.sheet.undo(line.ids)
        self.assertEqual(invoice.amount_residual, 1000)
        self.assert_untouched(line)

    def test_two_discounts_with_tax_are_undone(self):
        """Each discount knows its own item, whatever tax items stand between them."""
        self.terms.early_pay_discount_computation = "included"
        row = {
            "name": "Service",
            "price_unit": 1000,
            "account_id": self.revenue.id,
            "tax_ids": [Command.set(self.company_data["default_tax_sale"].ids)],
        }
        invoices = self.env["account.move"]
        for _number in range(2):
            invoices |= self.invoice(
                0,
                invoice_payment_term_id=self.terms.id,
                invoice_line_ids=[Command.create(row)],
            )
        total, discount = invoices[0].amount_total, invoices[0].amount_total * 0.02
        self.assertGreater(total, 1000)
        line = self.line(2 * (total - discount), "Less discounts")
        items = [self.item(invoice) for invoice in invoices]
        self.sheet.settle(
            line.id,
            [{"id": item.id, "amount": total} for item in items],
            [{"discount_of": item.id, "amount": -discount} for item in items],
        )
        self.assert_state(line, "reconciled")
        self.assertEqual(set(invoices.mapped("amount_residual")), {0})
        self.sheet.undo(line.ids)
        self.assert_untouched(line)
        self.assertEqual(set(invoices.mapped("amount_residual")), {total})

    def test_no_discount_without_terms(self):
        """An invoice whose terms have none gets none."""
        invoice = self.invoice(1000)
        line = self.line(980, "Less discount")
        [row] = self.sheet.items(line.id, "customer")["rows"]
        self.assertEqual(row["discount"], 0)
        item = {"id": row["id"], "amount": 1000}
        with self.assertRaisesRegex(UserError, "terms"):
            self.sheet.settle(
                line.id, [item], [{"discount_of": row["id"], "amount": -20}]
            )
        self.assertEqual(invoice.amount_residual, 1000)


class TestOtherActions(VerbsCommon):
    def test_transfer_difference(self):
        """The difference of a proposal goes to an account."""
        invoice = self.invoice(1000)
        line = self.line(997, f"Less 3 {invoice.name}")
        self.run_matching(line)
        self.assert_state(line, "payment_difference")
        entry = {"account_id": self.expense.id, "amount": -3, "label": "Exchange"}
        item = {"id": self.item(invoice).id, "amount": 1000}
        self.sheet.settle(line.id, [item], [entry])
        self.assertEqual(invoice.amount_residual, 0)
        self.assertEqual(
            self.counterparts(line),
            sorted([(self.receivable.code, 1000), (self.expense.code, -3)]),
        )

    def test_manual_handling_is_left_alone(self):
        """The run skips the line until it is given back."""
        invoice = self.invoice(1000)
        line = self.line(1000, invoice.name)
        answer = self.sheet.toggle_manual(line.ids)
        self.assertTrue(answer["panel"]["line"]["is_manual"])
        self.run_matching(line)
        self.assertFalse(self.open_proposals(line))
        self.sheet.toggle_manual(line.ids)
        self.sheet.match(line.ids)
        self.sheet.approve(line.id)
        self.assert_settles(line, invoice)

    def test_ignore_and_restore(self):
        """Ignored with a reason: no suspense, kept in history; brought back."""
        line = self.line(17, "Twice")
        self.api.ignore_lines(line.ids, "Entered twice")
        self.assert_state(line, "ignored")
        self.assertEqual(self.sheet.header(self.journal.id)["balances"]["suspense"], 0)
        texts = [event["text"] for event in self.sheet.history(line.id)]
        self.assertTrue(any("Entered twice" in text for text in texts), texts)
        self.sheet.restore(line.ids)
        self.assert_state(line, "unresolved")
        self.assert_untouched(line)

    def test_register_payment(self):
        """A payment that came another way is registered from the worksheet."""
        invoice = self.invoice(1000)
        action = self.sheet.register_payment(invoice.id)
        self.assertEqual(action["res_model"], "account.payment.register")
        wizard = (
            self.env["account.payment.register"]
            .with_context(**action["context"])
            .create({"journal_id": self.journal.id})
        )
        wizard._create_payments()
        self.assertEqual(invoice.amount_residual, 0)
        line = self.line(1000, "Same money")
        [row] = self.sheet.items(line.id, "bank")["rows"]
        self.sheet.settle(line.id, [{"id": row["id"], "amount": 1000}])
        self.assert_state(line, "reconciled")

    def test_rule_from_a_line(self):
        """Make this a rule: the form is filled; the rule then settles the next one."""
        line = self.line(-30, "Monthly fee 4711")
        self.sheet.settle(line.id, [], [{"account_id": self.expense.id, "amount": -30}])
        action = line.action_make_rule()
        self.assertEqual(action["res_model"], "account.reconcile.model")
        rule = self.env["account.reconcile.model"].with_context(**action["context"])
        rule = rule.create({"name": "Fee"})
        rule.state = "live"
        following = self.line(-35, "Monthly fee 4712")
        self.run_matching(following)
        self.assert_state(following, "entry_pending")
        self.sheet.approve(following.id)
        self.assertEqual(self.counterparts(following), [(self.expense.code, -35)])

    def test_entry_from_a_rule(self):
        """From a rule: the entry is filled, changed and posted."""
        rule = self.env["account.reconcile.model"].create(
            {
                "name": "Fees",
                "line_ids": [
                    Command.create({"account_id": self.expense.id, "label": "Fee"})
                ],
            }
        )
        line = self.line(-40, "Something")
        self.assertIn(rule.id, [row["id"] for row in self.sheet.rules(line.id)])
        entries = self.sheet.entries_from_rule(line.id, rule.id)
        self.sheet.settle(line.id, [], entries)
        self.assertEqual(self.counterparts(line), [(self.expense.code, -40)])

    def test_opening_for_editing_is_logged(self):
        """Who opened a locked line for corrections is kept; it is no correction, so
        the second person is not needed for it."""
        self.journal.line_edit_policy = "manager"
        self.journal.second_approval_edited = True
        invoice = self.invoice(1000)
        line = self.line(1000, invoice.name)
        self.sheet.toggle_editable(line.ids)
        [change] = line.change_ids
        self.assertEqual(
            (change.field_name, change.new_value, change.user_id),
            ("is_edit_open", "True", self.env.user),
        )
        self.run_matching(line)
        self.sheet.approve(line.id)
        self.assert_settles(line, invoice)

    def test_run_and_undo_of_the_run(self):
        """A run posts what is proved and is undone as a whole."""
        self.journal.match_automation = "post"
        invoice = self.invoice(1000)
        line = self.line(1000, invoice.name)
        dry = self.sheet.run(self.journal.id, "dry")
        self.assertEqual((dry["proposed"], dry["run_id"]), (1, False))
        self.assert_untouched(line)
        result = self.sheet.run(self.journal.id, "post")
        self.assert_settles(line, invoice)
        self.api.undo(run_id=result["run_id"])
        self.assert_untouched(line)
        self.assertEqual(invoice.amount_residual, 1000)

    def test_customer_statements(self):
        """The statements of account that a line can settle."""
        self.invoice(700)
        self.invoice(300)
        statement = self.env["bank.payment.reference"]._issue(self.nordvik)
        self.assertEqual(statement.amount_open, 1000)
        line = self.line(1000, "Kontoutdrag", partner_id=self.nordvik.id)
        action = line.action_open_customer_statements()
        references = self.env["bank.payment.reference"]
        self.assertEqual(references.search(action["domain"]), statement)
        named = self.line(1000, f"Betaling {statement.reference}")
        action = named.action_open_customer_statements()
        self.assertEqual(references.search(action["domain"]), statement)
        stranger = self.line(1000, "Betaling 123456789012")
        action = stranger.action_open_customer_statements()
        self.assertFalse(references.search(action["domain"]))

    def test_readers_change_nothing(self):
        """An auditor reads the worksheet; every verb refuses."""
        group = self.env.ref("account.group_account_readonly")
        auditor = self.env["res.users"].create(
            {
                "name": "Auditor",
                "login": "auditor",
                "company_ids": [Command.set(self.company.ids)],
                "company_id": self.company.id,
                "group_ids": [Command.set(group.ids)],
            }
        )
        invoice = self.invoice(1000)
        line = self.line(1000, invoice.name)
        self.run_matching(line)
        sheet = self.sheet.with_user(auditor)
        self.assertFalse(sheet.header(self.journal.id)["rights"]["work"])
        self.assertTrue(sheet.panel(line.id)["proposals"])
        for verb in ("approve_lines", "undo", "toggle_manual", "combine_by_rule"):
            with self.assertRaises(AccessError, msg=verb):
                getattr(sheet, verb)(line.ids)
        with self.assertRaises(AccessError):
            sheet.settle(line.id, [], [])
        self.assert_untouched(line)
