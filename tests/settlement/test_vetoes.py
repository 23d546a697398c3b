"""What is not posted by itself says why; the reason is kept and shown."""

from rules_common import CombineCommon


class TestVetoes(CombineCommon):
    def codes(self, line, mode="post", trigger="api"):
        """Match a line; return the codes of its first open proposal."""
        self.run_matching(line, mode, trigger)
        codes = self.open_proposals(line)[:1].veto_codes
        return codes.split(",") if codes else []

    def test_a_proposal_without_veto_is_posted(self):
        invoice = self.invoice(1000)
        line = self.line(1000, invoice.name)
        self.assertEqual(self.codes(line), [])
        self.assert_settles(line, invoice)
        self.assertFalse(line.match_proposal_ids.veto_text)

    def test_propose_only(self):
        line = self.line(1000, self.invoice(1000).name)
        self.assertEqual(self.codes(line, "propose"), ["mode"])

    def test_a_later_run_knows_better(self):
        """Equal proposals stay; the reason is that of the last run."""
        self.journal.match_post_tier = "2"
        self.invoice(640)
        line = self.line(640, "takk", partner_id=self.nordvik.id)
        self.assertEqual(self.codes(line, "propose"), ["mode", "tier"])
        proposal = self.open_proposals(line)
        self.assertEqual(self.codes(line), ["tier"])
        self.assertEqual(self.open_proposals(line), proposal)
        self.journal.match_post_tier = "3"
        self.run_matching(line, "post")
        self.assert_state(line, "reconciled")
        self.assertFalse(proposal.veto_codes)

    def test_tie(self):
        self.invoice(640)
        self.invoice(640)
        line = self.line(640, "takk", partner_id=self.nordvik.id)
        self.assertIn("tie", self.codes(line))
        for proposal in self.open_proposals(line):
            self.assertIn("equally well proved", proposal.veto_text)

    def test_difference(self):
        line = self.line(900, self.invoice(1000).name)
        self.assertIn("difference", self.codes(line))

    def test_contra_evidence(self):
        """Document and amount of one partner, and another one on the line."""
        invoice = self.invoice(1000)
        line = self.line(1000, invoice.name, partner_id=self.fjord.id)
        codes = self.codes(line)
        self.assertEqual("contra" in codes, self.open_proposals(line)[:1].has_contra)

    def test_duplicate(self):
        other = self.line(1000, "by hand")
        line = self.line(1000, self.invoice(1000).name, duplicate_of_id=other.id)
        self.assertEqual(self.codes(line), ["duplicate"])

    def test_large_charges(self):
        """A file tells of 40 charges on 100: a person decides, whatever tier posts."""
        self.journal.match_post_tier = "5"
        self.journal.bank_charge_account_id = self.expense
        tolerance = self.env["bank.match.tolerance"].create({"name": "Usual"})
        invoice = self.invoice(100)
        told = {"charges": [{"amount": "40", "currency": self.currency.name}]}
        line = self.line(60, invoice.name, transaction_details=told)
        self.assertEqual(self.codes(line), ["charges"])
        tolerance.charge_percent_max = 40
        self.assertEqual(self.codes(line), [])
        self.assert_settles(line, invoice)

    def test_undone_before(self):
        line = self.line(1000, self.invoice(1000).name)
        self.run_matching(line, "post").action_undo()
        self.assertEqual(self.codes(line, trigger="cron"), ["undone"])
        self.assertEqual(self.codes(line, trigger="api"), [])

    def test_pass_that_asks(self):
        self.env.ref(
            "bank_statement_intelligence.bank_match_pass_document_number"
        ).auto_post = False
        line = self.line(1000, self.invoice(1000).name)
        self.assertEqual(self.codes(line), ["pass"])

    def test_four_eyes(self):
        self.journal.second_approval_amount = 500
        line = self.line(1000, self.invoice(1000).name)
        self.assertEqual(self.codes(line), ["large"])

    def test_rule(self):
        """Only suggests; over its limit; wants a receipt."""
        rule = self.rule("gebyr")
        line = self.line(-12, "Gebyr")
        self.assertEqual(self.codes(line), ["rule"])
        rule.action_override()
        rule.max_amount_auto = 10
        self.assertEqual(self.codes(line), ["limit"])
        rule.attachment_required = True
        self.assertEqual(self.codes(line), ["receipt", "limit"])
        self.assertEqual(self.codes(line, "propose"), ["receipt", "limit", "mode"])

    def test_a_group_is_posted_whole_or_not(self):
        """One of combined lines may be in the books twice: the other waits as well."""
        rule = self.combine(
            "DKFLCS", target="many_items", clearing_account_id=self.clearing.id
        )
        rule.action_override()
        self.sale(300)
        first, second = self.cards(100, 200)
        second.sudo().duplicate_of_id = self.line(200, "by hand")
        self.run_matching(first | second, "post")
        self.assertEqual(self.open_proposals(first).veto_codes, "group")
        self.assertEqual(self.open_proposals(second).veto_codes, "duplicate")
        second.sudo().duplicate_of_id = False
        self.run_matching(first | second, "post")
        self.assert_state(first, "reconciled")

    def test_reasons_are_told_in_the_language_of_the_reader(self):
        self.env["res.lang"]._activate_lang("da_DK")
        line = self.line(900, self.invoice(1000).name)
        self.run_matching(line, "post")
        proposal = self.open_proposals(line)
        self.assertIn("the amounts differ", proposal.veto_text)
        translated = proposal.with_context(lang="da_DK").veto_text
        self.assertIn("beløbene er forskellige", translated)

    def test_the_worksheet_tells_it(self):
        line = self.line(900, self.invoice(1000).name)
        self.run_matching(line, "post")
        panel = self.env["bank.worksheet"].panel(line.id)
        self.assertIn("the amounts differ", panel["proposals"][0]["veto"])

    def test_every_code_has_a_reason(self):
        codes = [code for code, _test, _reason in self.open_table()]
        self.assertEqual(len(codes), len(set(codes)))
        self.assertTrue(all(reason for _code, _test, reason in self.open_table()))

    def open_table(self):
        return self.env["bank.match.proposal"]._get_vetoes()


class TestTotals(CombineCommon):
    """A total beside its own specification is not booked as well."""

    def setUp(self):
        super().setUp()
        self.rule("gebyr", mode="auto")

    def test_a_total_beside_its_lines_waits(self):
        lines = self.line(-5, "Gebyr A") | self.line(-10, "Gebyr B")
        total = self.line(-15, "Gebyr YHT")
        self.run_matching(lines | total, "post")
        self.assertEqual(lines.mapped("match_state"), ["reconciled"] * 2)
        self.assert_untouched(total)
        self.assertIn("sum of 2 lines", total.match_warning)
        total.action_approve_best()
        self.assert_state(total, "reconciled")

    def test_a_sum_of_others_without_the_word_is_none(self):
        lines = self.line(-5, "Gebyr A") | self.line(-10, "Gebyr B")
        lines |= self.line(-15, "Gebyr C")
        self.run_matching(lines, "post")
        self.assertEqual(set(lines.mapped("match_state")), {"reconciled"})

    def test_the_word_alone_is_no_total(self):
        lines = self.line(-5, "Gebyr A") | self.line(-10, "Gebyr B")
        lines |= self.line(-16, "Gebyr total")
        self.run_matching(lines, "post")
        self.assertEqual(set(lines.mapped("match_state")), {"reconciled"})
