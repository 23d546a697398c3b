"""The decision log: append-only, with evidence; tampering is told."""

import base64
import json
import sys
from pathlib import Path

from control_common import ClosingCase, day

from odoo import SUPERUSER_ID
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user

sys.path.insert(0, str(Path(__file__).parents[2] / "tools"))

import verify_log  # noqa: E402

from odoo.addons.bank_statement_intelligence.engine.control import hash_chain  # noqa: E402


class LogCase(ClosingCase):
    def rows(self, **domain):
        return self.log.search(
            [
                ("company_id", "=", self.company.id),
                *[(name, "=", value) for name, value in domain.items()],
            ],
            order="id",
        )

    def verify(self):
        return self.log._verify(self.company)

    def sql(self, query, *values):
        self.env.flush_all()
        self.env.cr.execute(query, values)
        self.assertTrue(self.env.cr.rowcount)
        self.env.invalidate_all()


class TestAppend(LogCase):
    def test_automatic_posting_is_logged_with_evidence_and_version(self):
        invoice = self.invoice(100)
        line = self.line(100, invoice.name)
        run = self.run_matching(line, "post")
        (row,) = self.rows(action="post")
        self.assertTrue(row.is_automatic)
        proposal = line.match_proposal_ids
        self.assertEqual((row.res_model, row.res_id), (proposal._name, proposal.id))
        facts = json.loads(row.payload)["facts"]
        self.assertEqual(facts["evidence"], proposal.evidence)
        self.assertEqual((facts["run"], facts["line"]), (run.id, line.id))
        self.assertEqual(facts["pass"], proposal.pass_code)
        self.assertEqual(facts["pass_version"], self.log._get_version(proposal.pass_id))
        (counterpart,) = facts["counterparts"]
        self.assertEqual(counterpart["item"], self.item(invoice).id)
        self.assertIsNone(facts["approved_by"])
        self.assertIn(invoice.name, row.summary)
        self.assertEqual(row.action_open_record()["res_id"], proposal.id)

    def test_people_are_named(self):
        line = self.line(100, self.invoice(100).name)
        self.run_matching(line)
        line.action_approve_best()
        line.action_undo_match()
        self.run_matching(line)
        self.api.ignore_lines(line.ids, "not ours")
        line.action_restore()
        rows = self.rows()
        actions = ["post", "undo", "ignore", "restore"]
        self.assertEqual(rows.mapped("action"), actions)
        self.assertFalse(any(rows.mapped("is_automatic")))
        self.assertEqual(rows.user_id, self.env.user)
        facts = [json.loads(row.payload)["facts"] for row in rows]
        self.assertEqual(facts[0]["approved_by"], self.env.user.login)
        self.assertEqual(facts[2]["reason"], "not ours")

    def test_posting_undone_outside_bank_matching_is_logged(self):
        """Somebody unreconciles the line in core; the next run finds it."""
        line = self.line(100, self.invoice(100).name)
        self.run_matching(line, "post")
        posted = line.match_proposal_ids
        line.action_undo_reconciliation()
        self.run_matching(line)
        self.assertEqual(posted.state, "undone")
        rows = self.rows()
        self.assertEqual(rows.mapped("action"), ["post", "undo"])
        self.assertEqual(rows[1].res_id, posted.id)
        self.assertTrue(rows[1].is_automatic)

    def test_both_approvers_are_named(self):
        second = self.new_user("approver")
        self.journal.second_approval_amount = 50
        line = self.line(100, self.invoice(100).name)
        made = self.env["account.bank.statement"].create(
            {"line_ids": line.ids, "balance_start": 0, "balance_end_real": 100}
        )
        self.run_matching(line)
        line.action_approve_best()
        line.with_user(second).action_approve_best()
        (row,) = self.rows(action="post")
        facts = json.loads(row.payload)["facts"]
        self.assertEqual(facts["approved_by"], self.env.user.login)
        self.assertEqual(facts["second_approved_by"], second.login)
        found = self.close(made)._read_certificate()["approvals"]
        self.assertEqual(
            [(one["login"], one.get("second")) for one in found],
            [(self.env.user.login, None), (second.login, True)],
        )

    def test_what_is_rolled_back_was_never_decided(self):
        """A posting that fails in its batch leaves no row; the others do."""
        good, bad = self.invoice(100), self.invoice(200)
        lines = self.line(100, good.name) | self.line(200, bad.name)
        self.run_matching(lines)
        self.pay(bad)
        proposals = lines.match_proposal_ids.filtered(lambda p: p.state == "proposed")
        proposals.action_approve_and_post()
        (row,) = self.rows(action="post")
        self.assertIn(good.name, row.summary)
        self.assertEqual(self.verify(), [])

    def test_another_setting_is_another_version(self):
        row = self.env["bank.match.pass"].search([], limit=1)
        before = self.log._get_version(row)
        self.assertEqual(before, self.log._get_version(row))
        row.auto_post = not row.auto_post
        self.assertNotEqual(before, self.log._get_version(row))

    def test_nobody_changes_or_deletes_rows(self):
        self.settled()
        row = self.rows()[0]
        boss = new_test_user(
            self.env,
            "boss",
            "base.group_user,base.group_system,account.group_account_manager",
        )
        root = self.env["res.users"].browse(SUPERUSER_ID)
        for mine in (row.with_user(boss), row.with_user(root), row.sudo()):
            for values in ({"summary": "x"}, {"payload": "{}"}, {"hash": "0"}):
                with self.assertRaises(AccessError):
                    mine.write(values)
            with self.assertRaises(AccessError):
                mine.unlink()
        with self.assertRaises(AccessError):
            row.with_user(boss).create({"summary": "x"})

    def test_companies_have_chains_of_their_own(self):
        self.settled()
        other = self.setup_other_company(name="Other AS")
        journal = other["default_journal_bank"]
        self.line(5, "x", journal_id=journal.id)
        self.api.with_company(other["company"]).ignore_lines(
            self.line(6, "y", journal_id=journal.id).ids, "theirs"
        )
        self.assertEqual(self.verify(), [])
        self.assertEqual(self.log._verify(other["company"]), [])
        (theirs,) = self.log.search([("company_id", "=", other["company"].id)])
        self.assertEqual(theirs.number, 1)
        user = new_test_user(
            self.env,
            "auditor",
            "base.group_user,account.group_account_readonly",
            company_id=self.company.id,
        )
        seen = self.log.with_user(user).search([])
        self.assertEqual(seen.company_id, self.company)
        seen.action_verify()


class TestTampering(LogCase):
    """Whatever is changed by SQL is told, and where."""

    def setUp(self):
        super().setUp()
        self.made = self.settled((100, 250, 30))
        self.close(self.made)
        self.assertEqual(self.verify(), [])
        self.assertEqual(self.rows().mapped("number"), [1, 2, 3, 4])
        self.target = self.rows(number=2)

    def assert_told(self, *words):
        found = self.verify()
        self.assertTrue(found)
        for word in words:
            self.assertTrue(any(word in text for text in found), found)
        with self.assertRaises(UserError) as caught:
            self.log.action_verify()
        self.assertIn("tampered", str(caught.exception))

    def test_untouched(self):
        action = self.log.action_verify()
        self.assertEqual(action["params"]["type"], "success")

    def test_changed_decision(self):
        self.sql(
            "UPDATE bank_decision_log SET payload = replace(payload, '250', '251') "
            "WHERE id = %s",
            self.target.id,
        )
        self.assert_told("Row 2: the decision was changed")

    def test_changed_decision_with_its_digest(self):
        self.sql(
            "UPDATE bank_decision_log SET payload = replace(payload, '250', '251') "
            "WHERE id = %s",
            self.target.id,
        )
        self.sql(
            "UPDATE bank_decision_log SET digest = "
            "encode(sha256(convert_to(payload, 'UTF8')), 'hex') WHERE id = %s",
            self.target.id,
        )
        self.assert_told("Row 2")

    def test_changed_column(self):
        for column, value in (
            ("is_automatic", False),
            ("action", "other"),
            ("res_id", 1),
            ("logged_on", "2020-01-01 00:00:00"),
            ("user_id", self.env.ref("base.public_user").id),
            ("user_id", None),
            ("journal_id", self.journal.copy({"code": "OTH"}).id),
            ("summary", "forged"),
        ):
            with self.subTest(column):
                with self.env.cr.savepoint(flush=False) as savepoint:
                    self.sql(
                        f"UPDATE bank_decision_log SET {column} = %s WHERE id = %s",
                        value,
                        self.target.id,
                    )
                    self.assert_told(f"column “{column}”")
                    savepoint.rollback()
                self.env.invalidate_all()

    def test_deleted_row(self):
        self.sql("DELETE FROM bank_decision_log WHERE id = %s", self.target.id)
        self.assert_told("Row 2 is missing")
        self.assertEqual(len(self.verify()), 1)

    def test_deleted_last_rows_are_told_by_the_certificate(self):
        """Cutting the end off leaves a whole chain; the certificate knows better."""
        self.sql("DELETE FROM bank_decision_log WHERE number >= 3")
        self.assert_told("Row 3 is not the one", self.made.name)

    def test_rows_cut_off_after_the_last_certificate(self):
        """Deleted, or moved to another company."""
        self.settled((7,), opening=380, on=day(3, 12))
        self.assertEqual(self.verify(), [])
        other = self.setup_other_company(name="Other AS")["company"]
        with self.env.cr.savepoint(flush=False) as savepoint:
            self.sql("DELETE FROM bank_decision_log WHERE number = 5")
            self.assert_told("does not end with row 5")
            savepoint.rollback()
        self.env.invalidate_all()
        self.sql(
            "UPDATE bank_decision_log SET company_id = %s WHERE number = 5", other.id
        )
        self.assert_told("does not end with row 5")
        told = self.log._verify(other)
        self.assertTrue(any("column “company_id”" in one for one in told), told)

    def test_a_chain_and_the_closings_head_made_anew(self):
        """The certificate's own text names the old head."""
        self.sql(
            "UPDATE bank_decision_log SET payload = replace(payload, '250', '251') "
            "WHERE id = %s",
            self.target.id,
        )
        self.sql(
            "UPDATE bank_decision_log SET number = NULL, hash = NULL, "
            "previous_hash = NULL, "
            "digest = encode(sha256(convert_to(payload, 'UTF8')), 'hex')"
        )
        self.log.sudo()._seal()
        self.sql(
            "UPDATE bank_statement_closing c SET log_hash = l.hash "
            "FROM bank_decision_log l WHERE l.number = c.log_number"
        )
        self.assert_told("Row 3 is not the one")

    def test_a_chain_made_anew_is_told_by_the_certificate(self):
        self.sql(
            "UPDATE bank_decision_log SET payload = replace(payload, '250', '251') "
            "WHERE id = %s",
            self.target.id,
        )
        self.sql(
            "UPDATE bank_decision_log SET number = NULL, hash = NULL, "
            "previous_hash = NULL, "
            "digest = encode(sha256(convert_to(payload, 'UTF8')), 'hex')"
        )
        self.assert_told("certificate")

    def test_a_closing_that_ended_without_its_button(self):
        """Or stands although it was reopened, or is gone."""
        closing = self.made.closing_ids
        for state in ("reopened", "superseded"):
            with (
                self.subTest(state),
                self.env.cr.savepoint(flush=False) as savepoint,
            ):
                self.sql("UPDATE bank_statement_closing SET state = %s", state)
                self.assert_told(self.made.name, "last word is “close”")
                with self.assertRaisesRegex(UserError, "last word is “close”"):
                    closing.action_verify()
                savepoint.rollback()
            self.env.invalidate_all()
        self.env["bank.closing.service"]._reopen(self.made, "a reason")
        self.assertEqual(self.verify(), [])
        with self.env.cr.savepoint(flush=False) as savepoint:
            self.sql("UPDATE bank_statement_closing SET state = 'closed'")
            self.assert_told("last word is “reopen”")
            savepoint.rollback()
        self.env.invalidate_all()
        self.sql("DELETE FROM bank_statement_closing")
        self.assert_told("tells of 1 closings")

    def test_inserted_row(self):
        """A forged row in the middle, with a hash that fits its content."""
        self.sql("UPDATE bank_decision_log SET number = -number WHERE number > 2")
        self.sql("UPDATE bank_decision_log SET number = 1 - number WHERE number < 0")
        forged = hash_chain.link(self.target.hash, 3, self.target.digest)
        self.sql(
            "INSERT INTO bank_decision_log (company_id, journal_id, user_id, "
            "logged_on, action, is_automatic, res_model, res_id, payload, digest, "
            "number, previous_hash, hash) SELECT company_id, journal_id, user_id, "
            "logged_on, action, is_automatic, res_model, res_id, payload, digest, "
            "3, hash, %s FROM bank_decision_log WHERE id = %s",
            forged,
            self.target.id,
        )
        self.assert_told("Row 4: it does not follow", "Row 4: its hash", "certificate")

    def test_a_gap_by_renumbering(self):
        self.sql("UPDATE bank_decision_log SET number = -number WHERE number > 2")
        self.sql("UPDATE bank_decision_log SET number = 1 - number WHERE number < 0")
        self.assert_told("Row 3 is missing")

    def test_swapped_rows(self):
        self.sql("UPDATE bank_decision_log SET number = -number WHERE number IN (1, 2)")
        self.sql("UPDATE bank_decision_log SET number = 3 + number WHERE number < 0")
        self.assert_told("Row 1", "Row 2")


class TestExport(LogCase):
    def export(self):
        wizard = self.env["bank.decision.export"].create({})
        action = wizard.action_export()
        self.assertIn(wizard.file_name, action["url"])
        return base64.b64decode(wizard.content).decode().splitlines()

    def test_exported_file_is_checked_without_odoo(self):
        self.settled()
        lines = self.export()
        count, head, problems = verify_log.check(lines)
        self.assertEqual((count, problems), (2, []))
        closing = self.close(self.make_settled_again())
        self.assertEqual(
            closing._read_certificate()["closing"]["decision_log"]["hash"],
            closing.log_hash,
        )
        changed = [line.replace("100", "101") for line in lines]
        self.assertTrue(verify_log.check(changed)[2])
        self.assertTrue(verify_log.check(lines[1:])[2])
        self.assertEqual(head, json.loads(lines[-1])["hash"])

    def make_settled_again(self):
        return self.settled((7,), opening=350, on=day(3, 12))

    def test_of_another_company_is_refused(self):
        other = self.setup_other_company(name="Other AS")["company"]
        user = new_test_user(
            self.env,
            "local",
            "base.group_user,account.group_account_manager",
            company_id=self.company.id,
        )
        wizard = self.env["bank.decision.export"].with_user(user).create({})
        wizard.sudo().company_id = other
        with self.assertRaises(UserError):
            wizard.action_export()
