"""Whatever programs send: an answer that travels, or a sentence, and nothing else."""

import base64
import inspect
import time
import xmlrpc.client

from bank_common import IBAN, BankMatchCommon
from camt_files import camt053, entry, statement
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from odoo.exceptions import UserError
from odoo.tests import new_test_user
from odoo.tools import mute_logger

from odoo.addons.bank_statement_intelligence.models.api.calls import carry

FOREIGN = "of-the-other-company"
METHODS = """
import_file undo_import fetch run_matching lines proposals approve reject post undo
ignore_lines balances outstanding opening_balances confirm_opening_balance health
verify_log difference_reasons
""".split()
LISTS = """
line_ids proposal_ids journal_ids source_ids match_states states
""".split()
BAD_TEXTS = [
    "",
    "\0",
    "a\0b",
    "\ud800",
    "x" * 2_000,
    "é" * 40,
    "' OR 1=1 --",
    "%s",
    "../a",
]
NUMBERS = [0, -1, 1, 2**31 - 1, 2**31, 2**63 - 1, 2**63, -(2**63), 10**400]
OTHERS = [None, True, False, 1.5, float("nan"), float("inf"), b"\0\xff", {}, {"a": 1}]
MODES = ["dry", "propose", "post"]
STATES = ["proposed", "tie", "posted", "unresolved", "reconciled"]
DAYS = ["2026-03-10", "9999-12-31", "0001-01-01", "2026-02-30", "10.3.2026"]


class TestAnyArgument(BankMatchCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        invoice = cls.invoice(100)
        data = camt053(statement(IBAN, [entry(100, invoice.name), entry(-7, "Fee")]))
        cls.content = base64.b64encode(data).decode()
        cls.api.import_file("a.xml", cls.content)
        cls.caller = new_test_user(
            cls.env,
            "fuzz.approver",
            "bank_statement_intelligence.group_bank_approver",
            company_id=cls.company.id,
            company_ids=[(6, 0, cls.company.ids)],
        )
        cls.theirs = cls.new_company_with_a_line()
        records = {
            "account.bank.statement.line": cls.company,
            "bank.match.proposal": cls.company,
            "bank.match.run": cls.company,
            "account.journal": cls.company,
            "account.bank.statement": cls.company,
        }
        found = {
            key
            for model, company in records.items()
            for key in cls.env[model].search([("company_id", "=", company.id)]).ids
        }
        cls.ids = sorted(found | set(cls.theirs.ids) | set(cls.theirs.journal_id.ids))

    @classmethod
    def new_company_with_a_line(cls):
        """Return a bank line of a company that the caller may not see."""
        other = cls.setup_other_company(name=FOREIGN)["company"]
        journal = cls.env["account.journal"].create(
            {"name": FOREIGN, "code": "FRGN", "type": "bank", "company_id": other.id}
        )
        lines = cls.env["account.bank.statement.line"].with_company(other)
        return lines.create(
            {"journal_id": journal.id, "amount": 1, "payment_ref": FOREIGN}
        )

    def values(self):
        """Return a strategy of single values."""
        known = st.sampled_from(self.ids or [1])
        texts = st.sampled_from([*BAD_TEXTS, *MODES, *STATES, *DAYS, self.content])
        one = st.one_of(known, texts, st.sampled_from(NUMBERS), st.text(max_size=20))
        return st.one_of(one, st.sampled_from(OTHERS))

    def arguments(self, method, must):
        """Return a strategy of arguments: some good ones, some of any kind."""
        names = list(inspect.signature(getattr(type(self.api), method)).parameters)[1:]
        value = self.values()
        many = st.lists(st.one_of(st.sampled_from(self.ids), value), max_size=4)
        needed = {
            name: st.one_of(many, value) if name in LISTS else st.one_of(value, many)
            for name in names
        }
        return st.fixed_dictionaries(
            {name: needed.pop(name) for name in must}, optional=needed
        )

    def try_call(self, method, arguments):
        """Call; what comes back travels and is ours, a refusal is short."""
        api = self.api.with_user(self.caller).with_company(self.company)
        started = time.monotonic()
        try:
            with self.env.cr.savepoint():
                answer = getattr(api, method)(**arguments)
                self.env.flush_all()
                text = xmlrpc.client.dumps((answer,), allow_none=False)
                self.assertNotIn(FOREIGN, text)
                self.assertEqual(carry(answer), answer)
                raise UserError("taken back, so that each call meets the same books")
        except UserError as refusal:
            text = str(refusal)
            self.assertTrue(text.strip())
            self.assertLess(len(text), 3_000, text[:200])
            for word in ("Traceback", "psycopg2", "SELECT ", FOREIGN, "NoneType"):
                self.assertNotIn(word, text)
        finally:
            self.env.invalidate_all()
        self.assertLess(time.monotonic() - started, 60)

    def test_no_argument_crashes_a_method(self):
        """Wrong values of each kind in each place; missing arguments are Odoo's."""
        for method in METHODS:
            with self.subTest(method=method), mute_logger("odoo.addons"):
                self.fuzz(method)

    def fuzz(self, method):
        parameters = inspect.signature(getattr(type(self.api), method)).parameters
        must = {
            name
            for name, parameter in list(parameters.items())[1:]
            if parameter.default is parameter.empty
        }

        @settings(
            max_examples=25,
            deadline=None,
            database=None,
            suppress_health_check=list(HealthCheck),
        )
        @given(self.arguments(method, must))
        def check(arguments):
            self.try_call(method, arguments)

        check()

    def test_every_method_is_tried(self):
        own = vars(type(self.env["bank.statement.api"]).mro()[1])
        public = {name for name, v in own.items() if callable(v) and name[0] != "_"}
        self.assertEqual(public - set(METHODS), set())

    # -- what did harm -----------------------------------------------------------------

    def refuse(self, method, **arguments):
        with self.assertRaises(UserError) as caught:
            getattr(self.api, method)(**arguments)
        text = str(caught.exception)
        self.assertLess(len(text), 1_000)
        return text

    def test_characters_that_are_none(self):
        line = self.theirs.browse(self.ids[:1])
        for bad in ("a\0b", "\ud800"):
            self.refuse("import_file", filename=bad, content=self.content)
            self.refuse("ignore_lines", line_ids=line.ids, reason=bad)
            self.refuse("balances", journal_id=self.journal.id, date=bad)
            self.refuse("lines", match_states=[bad])

    def test_numbers_that_no_database_has(self):
        for number in (2**31, 2**63, 10**400):
            self.refuse("lines", limit=number)
            self.refuse("lines", offset=number)
            self.refuse("lines", journal_id=number)
            self.refuse("post", proposal_ids=[number])

    def test_a_million_ids(self):
        started = time.monotonic()
        many = list(range(1, 1_000_001))
        text = self.refuse("lines", line_ids=many)
        self.assertIn("10000", text.replace(",", "").replace(".", ""))
        self.refuse("health", journal_ids=many)
        unknown = self.refuse("lines", line_ids=[10**9 + n for n in range(9_000)])
        self.assertIn("…", unknown)
        self.assertLess(time.monotonic() - started, 5)

    def test_the_same_line_many_times_is_one_line(self):
        line = self.line(12, "once")
        answer = self.api.run_matching(line_ids=line.ids * 5_000, mode="dry")
        self.assertEqual(answer["lines"], 1)

    def test_content_that_is_nothing(self):
        for content in (None, 5, {}, []):
            text = self.refuse("import_file", filename="a", content=content)
            self.assertIn("base64", text)
            self.assertNotIn("NoneType", text)
