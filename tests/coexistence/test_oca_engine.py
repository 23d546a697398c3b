"""Only one engine acts on a journal: ours, unless automation is off."""

from bank_common import BankMatchCommon


class TestOcaEngine(BankMatchCommon):
    def setUp(self):
        super().setUp()
        # OCA's hook is silent under test unless this key is set; production has none.
        self.env = self.env(
            context=dict(self.env.context, _test_account_reconcile_oca=True)
        )

    def oca_line(self, amount, text, **values):
        return self.env["account.bank.statement.line"].create(
            {
                "journal_id": self.journal.id,
                "amount": amount,
                "payment_ref": text,
                **values,
            }
        )

    def test_theirs_matches_at_once_where_ours_is_off(self):
        self.journal.match_automation = "off"
        invoice = self.invoice(1000)
        line = self.oca_line(1000, invoice.name, partner_id=self.nordvik.id)
        self.assertTrue(line.is_reconciled)
        self.assert_state(line, "reconciled")
        self.assertEqual(line.match_method, "manual")

    def test_ours_is_alone_on_its_journals(self):
        for automation in ("propose", "post"):
            self.journal.match_automation = automation
            invoice = self.invoice(1000)
            line = self.oca_line(17, invoice.name, partner_id=self.nordvik.id)
            self.assert_untouched(line)
            self.assert_state(line, "unresolved")

    def test_theirs_does_not_guess_a_partner(self):
        self.journal.match_automation = "propose"
        self.new_partner("Nordvik Bygg AS")
        line = self.oca_line(17, "Takk", partner_name="Nordvik")
        self.assertFalse(line.partner_id)

    def test_ours_posts_beside_it(self):
        self.journal.match_automation = "post"
        first, second = self.invoice(1000), self.invoice(250)
        line = self.oca_line(1250, f"Faktura {first.name} og {second.name}")
        run = self.run_matching(line, "post")
        self.assert_settles(line, first, second)
        run.action_undo()
        self.assert_state(line, "unresolved")
        self.assert_untouched(line)

    def test_their_manual_screen_works_on_our_journal(self):
        self.journal.match_automation = "propose"
        invoice = self.invoice(1000)
        line = self.oca_line(1000, "Takk", partner_id=self.nordvik.id)
        line.add_account_move_line_id = self.item(invoice)
        line._onchange_add_account_move_line_id()
        self.assertTrue(line.can_reconcile)
        line.reconcile_bank_line()
        self.assert_settles(line, invoice)
        self.assertEqual(line.match_method, "manual")
