"""Every stored field is the bank's, the addon's, or that of people with a right."""

from bank_common import DAY, IBAN
from camt_files import camt053, entry, statement
from rights_common import RightsCase

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.models import MAGIC_COLUMNS
from odoo.tests import HttpCase

from odoo.addons.bank_statement_intelligence.models.lines import truth

MODELS = (
    "account.bank.statement",
    "account.bank.statement.line",
    "bank.import.file",
    "bank.import.key",
    "bank.imported.statement",
    "bank.line.advice",
    "bank.line.detail",
    "bank.line.group",
    "bank.match.proposal",
    "bank.match.proposal.line",
)
#: rooms of Odoo whose fields have their own rights on any model
GUESTS = {"mail", "portal"}
WORKERS = ("user", "approver", "manager")
LINE = "account.bank.statement.line"


def other_value(record, name):
    """Return a value that a field does not have."""
    field, old = record._fields[name], record[name]
    if field.type == "boolean":
        return not old
    if field.type in ("integer", "float", "monetary"):
        return old + 1
    if field.type == "date":
        return "2020-02-02"
    if field.type == "datetime":
        return "2020-02-02 02:02:02"
    if field.type == "json":
        return {"forged": True}
    if field.type == "selection":
        return next(v for v in field.get_values(record.env) if v != old)
    if field.type == "many2one":
        domain = [("id", "not in", old.ids)]
        found = record.env[field.comodel_name].sudo().search(domain, limit=1)
        return found.id if found else not old and 1
    if field.type == "binary":
        return "Zm9yZ2Vk"
    if field.type in ("one2many", "many2many"):
        return [Command.clear()]
    return "forged"


class TruthCase(RightsCase):
    def sample(self, model):
        """Return a record of the bank or the addon."""
        if model == "bank.line.detail":
            return self.lines.detail_ids[:1]
        if model == "account.bank.statement":
            return self.lines.statement_id
        if model == "bank.match.proposal.line":
            return self.lines.match_proposal_ids.line_ids[:1]
        return self.find(model)

    @classmethod
    def fill(cls):
        super().fill()
        data = camt053(statement(IBAN, [entry(50, "?", end_to_end="E2E")], number="2"))
        cls.import_bytes(cls, data)
        cls.lines.detail_ids.sudo() or cls.env["bank.line.detail"].sudo().create(
            {
                "statement_line_id": cls.lines[0].id,
                "text": "as sent",
                "original": {"text": "as sent"},
            }
        )
        cls.env["bank.line.advice"].sudo().create(
            {
                "journal_id": cls.journal.id,
                "currency_id": cls.currency.id,
                "amount": 5,
                "fingerprint": "x",
            }
        )


class TestTruth(TruthCase):
    # -- the table --------------------------------------------------------------------

    def fields_of(self, model):
        """Return the stored fields that are no guest's; of lines also day, journal."""
        fields = self.env[model]._fields
        names = {
            name
            for name, field in fields.items()
            if (
                (field.inherited and name in ("date", "journal_id"))
                or (field.store and not field.inherited)
            )
            and field._module not in GUESTS
            and name not in MAGIC_COLUMNS
        }
        return sorted(names)

    def test_every_stored_field_has_an_owner(self):
        for model in MODELS:
            table = truth.get_table(self.env[model])
            with self.subTest(model):
                self.assertFalse(set(self.fields_of(model)) - set(table))
                self.assertFalse(set(table) - set(self.env[model]._fields))

    def test_nobody_writes_beyond_the_table(self):
        """Each field is tried by each worker; what is refused leaves the value."""
        for model in MODELS:
            table = truth.get_table(self.env[model])
            for who in WORKERS:
                record = self.sample(model).with_user(self.people[who])
                self.assertTrue(record, model)
                for name in self.fields_of(model):
                    owner = table[name]
                    if owner.who in ("odoo", "person"):
                        continue
                    with self.subTest(model=model, field=name, who=who):
                        self.assert_refused(record, name)

    def assert_refused(self, record, name):
        value = other_value(record.sudo(), name)
        before = record.sudo()[name]
        with self.assertRaises(AccessError), self.env.cr.savepoint():
            record.write({name: value})
        record.invalidate_recordset()
        self.assertEqual(record.sudo()[name], before)

    def test_people_write_what_is_theirs(self):
        line = self.lines[0].with_user(self.people["user"])
        for name, value in (
            ("is_manual", True),
            ("open_reason", "We asked the bank"),
            ("payment_ref", "Corrected"),
            ("partner_name", "Corrected"),
            ("value_date", "2026-03-11"),
        ):
            line.write({name: value})
            self.assertEqual(str(line[name]), str(value))
        kept = line.sudo().change_ids.mapped("field_name")
        self.assertCountEqual(kept, ["payment_ref", "partner_name", "value_date"])

    def test_the_same_value_is_no_change(self):
        line = self.lines[0].with_user(self.people["user"])
        line.write({"amount": line.amount, "statement_id": line.statement_id.id})
        self.assertFalse(line.sudo().change_ids)

    # -- the policy of the journal ----------------------------------------------------

    def test_locked_lines_stay_locked(self):
        """The file cannot be taken off a line to edit it, nor the line be opened."""
        self.journal.line_edit_policy = "locked"
        line = self.lines[0]
        for who in WORKERS:
            mine = line.with_user(self.people[who])
            for values in (
                {"import_file_id": False},
                {"import_file_id": False, "payment_ref": "mine"},
                {"is_edit_open": True},
                {"payment_ref": "mine"},
                {"partner_id": self.fjord.id},
            ):
                with self.subTest(who=who, values=values):
                    with self.assertRaises(AccessError), self.env.cr.savepoint():
                        mine.write(values)
        self.assertFalse(line.change_ids)

    def test_keys_of_the_context_open_nothing(self):
        keys = {
            "skip_account_move_synchronization": True,
            "skip_readonly_check": True,
            "bank_engine": True,
            "default_is_ignored": True,
        }
        line = self.lines[0].with_user(self.people["manager"]).with_context(**keys)
        self.journal.line_edit_policy = "locked"
        for values in ({"amount": 1}, {"payment_ref": "mine"}, {"is_ignored": True}):
            with self.subTest(values), self.assertRaises(AccessError):
                line.write(values)

    # -- typed lines ------------------------------------------------------------------

    def typed(self, who="user", **values):
        lines = self.env[LINE].with_user(self.people[who])
        return lines.create(
            {
                "journal_id": self.journal.id,
                "date": DAY,
                "amount": 5,
                "payment_ref": "x",
                **values,
            }
        )

    def test_typed_lines_are_the_persons(self):
        line = self.typed()
        line.write({"amount": 6, "date": "2026-03-12", "payment_ref": "y"})
        self.assertEqual(line.amount, 6)
        made = self.env["account.bank.statement"].with_user(self.people["user"])
        made = made.create({"line_ids": [Command.set(line.ids)]})
        made.write({"balance_end_real": 6, "reference": "mine"})
        self.assertEqual(line.statement_id, made)
        line.write({"amount": 7})

    def test_typed_lines_forge_nothing(self):
        file = self.lines.import_file_id[:1]
        for values in (
            {"import_file_id": file.id},
            {"is_ignored": True},
            {"match_state": "reconciled"},
            {"transaction_details": {"charges": [{"amount": "40"}]}},
            {"is_closed": True},
            {"statement_id": self.lines.statement_id[:1].id},
        ):
            with self.subTest(values):
                with self.assertRaises(AccessError), self.env.cr.savepoint():
                    self.typed(**values)

    def test_defaults_forge_nothing(self):
        lines = self.env[LINE].with_user(self.people["user"])
        names = {"default_is_ignored": True, "default_match_state": "reconciled"}
        line = lines.with_context(**names).create(
            {
                "journal_id": self.journal.id,
                "date": DAY,
                "amount": 5,
                "payment_ref": "x",
            }
        )
        self.assertFalse(line.is_ignored)
        self.assertEqual(line.match_state, "unresolved")

    def test_statements_of_the_bank_keep_their_lines(self):
        line, bank = self.typed(), self.lines.statement_id[:1]
        mine = bank.with_user(self.people["manager"])
        for values in (
            {"line_ids": [Command.link(line.id)]},
            {"line_ids": [Command.unlink(self.lines[0].id)]},
            {"line_ids": [Command.update(self.lines[0].id, {"amount": 1})]},
        ):
            with self.subTest(values):
                with self.assertRaises(AccessError), self.env.cr.savepoint():
                    mine.write(values)
        with self.assertRaises(AccessError):
            line.statement_id = bank

    # -- the entry --------------------------------------------------------------------

    def test_the_entry_of_a_bank_line_keeps_day_and_amount(self):
        line = self.lines[0]
        move = line.move_id.with_user(self.people["manager"])
        liquidity, suspense, _others = line._seek_for_lines()
        move.button_draft()
        skip = {"skip_account_move_synchronization": True, "skip_readonly_check": True}
        change = [
            Command.update(liquidity.id, {"balance": 1}),
            Command.update(suspense.id, {"balance": -1}),
        ]
        replace = [
            Command.delete(liquidity.id),
            Command.create(
                {"account_id": liquidity.account_id.id, "balance": 1, "name": "x"}
            ),
            Command.update(suspense.id, {"balance": -1}),
        ]
        for values in ({"date": "2026-03-12"}, {"line_ids": change}):
            for context in ({}, skip):
                with self.subTest(values=values, context=context):
                    with self.assertRaises(UserError), self.env.cr.savepoint():
                        move.with_context(**context).write(values)
        with self.assertRaises(UserError), self.env.cr.savepoint():
            move.write({"line_ids": replace})
        move.invalidate_recordset()
        move.action_post()
        self.assertEqual((line.amount, liquidity.balance), (100, 100))

    # -- proposals --------------------------------------------------------------------

    def test_what_is_approved_is_frozen(self):
        proposal = self.lines.match_proposal_ids[:1]
        mine = proposal.with_user(self.people["user"])
        mine.difference_account_id = self.expense
        mine.difference_account_id = False
        proposal.with_user(self.people["approver"])._approve()
        for who in WORKERS:
            with self.subTest(who), self.assertRaises(AccessError):
                proposal.with_user(self.people[who]).write(
                    {"difference_account_id": self.expense.id}
                )
        with self.assertRaises(AccessError):
            proposal.sudo().difference_account_id = self.expense
        with self.assertRaises(AccessError):
            proposal.line_ids.sudo().amount = 1
        self.assertEqual(proposal.state, "approved")

    def test_users_do_not_reject_what_is_approved(self):
        proposal = self.lines.match_proposal_ids[:1]
        proposal.with_user(self.people["approver"])._approve()
        user = self.people["user"]
        with self.assertRaises(AccessError):
            proposal.with_user(user).action_reject()
        (row,) = self.api.with_user(user).reject(proposal.ids)
        self.assertIn("You need the right", row["error"])
        self.assertEqual(proposal.state, "approved")
        proposal.with_user(self.people["approver"]).action_reject()
        self.assertEqual(proposal.state, "rejected")


class TestTruthFromOutside(TruthCase, HttpCase):
    def test_over_rpc(self):
        line = self.lines[0]
        tried = (
            (LINE, line.ids, {"amount": 1}),
            (LINE, line.ids, {"match_state": "reconciled"}),
            (LINE, line.ids, {"is_ignored": True}),
            (LINE, line.ids, {"import_file_id": False}),
            (LINE, line.ids, {"transaction_details": {"charges": []}}),
            ("account.bank.statement", line.statement_id.ids, {"balance_start": 1}),
            ("bank.line.detail", line.detail_ids[:1].ids, {"original": {}}),
            (LINE, line.ids, {"internal_index": "0"}),
            ("bank.match.proposal", line.match_proposal_ids.ids, {"state": "approved"}),
        )
        for who in WORKERS:
            for model, ids, values in tried:
                with self.subTest(who=who, model=model, values=values):
                    with self.assertRaisesRegex(Exception, "bank"):
                        self.execute(self.people[who], model, "write", ids, values)
