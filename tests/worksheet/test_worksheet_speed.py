"""The worksheet's list costs the same statements for 10 and for 80 rows (speed)."""

from bank_common import BankMatchCommon
from lxml import etree

from odoo.tools import SQL

VIEW = "bank_statement_intelligence.account_bank_statement_line_view_list"
#: what the widgets of the list read beside its columns
WIDGETS = (
    "partner_name", "partner_id", "match_warning", "is_manual", "detail_count",
    "line_group_id", "group_line_count", "group_amount",
)  # fmt: skip
FEW, MANY = 10, 80


class TestListSpeed(BankMatchCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.lines = cls.env["account.bank.statement.line"]
        view = cls.env.ref(VIEW)
        arch = etree.fromstring(cls.lines.get_view(view.id, "list")["arch"])
        cls.columns = {node.get("name"): node for node in arch.findall("field")}

    def specify(self, names):
        fields = self.lines._fields
        return {
            name: {"fields": {"display_name": {}}}
            if fields[name].type == "many2one"
            else {}
            for name in names
        }

    def fill(self, number):
        """Create lines: matched, combined, with advice, with warnings."""
        made = self.lines
        for index in range(number):
            invoice = self.invoice(1000 + index) if index % 5 == 0 else None
            text = invoice.name if invoice else f"Text {index}"
            made |= self.line(1000 + index, text)
        details = [
            {"statement_line_id": line.id, "text": f"Advice {line.id}", "code": "C1"}
            for line in made[::3]
        ]
        self.env["bank.line.detail"].sudo().create(details)
        self.run_matching(made)
        for index in range(1, number - 4, 10):
            made[index : index + 2].action_combine()
        return made

    def count(self, lines, names):
        domain = [("id", "in", lines.ids), ("is_combined_tail", "=", False)]
        specification = self.specify(names)
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        answer = self.lines.web_search_read(domain, specification, limit=80)
        return self.env.cr.sql_log_count - before, len(answer["records"])

    def test_rows_are_read_as_a_set(self):
        """With the columns shown at first, and with every column there is."""
        every = [*self.columns, *WIDGETS]
        shown = [
            name
            for name, node in self.columns.items()
            if node.get("optional") != "hide" and node.get("column_invisible") != "True"
        ]
        few, many = self.fill(FEW), self.fill(MANY)
        for names in ([*shown, *WIDGETS], every):
            self.count(few, names)  # fills the caches of rights and settings
            at_few, _rows = self.count(few, names)
            at_many, rows = self.count(many, names)
            print(f"queries of the list, {len(names)} columns: {at_few} and {at_many}")
            self.assertGreater(rows, 60)
            self.assertLessEqual(at_many, at_few + 1)

    def test_search_is_a_set(self):
        """Searching in everything costs the same whatever there is to find."""

        def count():
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            found = self.lines.search([("match_text", "ilike", "advice text 1003")])
            found.fetch(["amount"])
            return self.env.cr.sql_log_count - before, found

        few = self.fill(FEW)
        count()  # fills the caches of rights and settings
        at_few, found = count()
        self.assertEqual(found & few, few[3])
        many = self.fill(MANY)
        at_many, found = count()
        self.assertEqual(found & many, many[3])
        self.assertLessEqual(at_many, at_few)

    def test_work_list_is_read_by_an_index_of_its_own(self):
        """However many lines are done: the list reads those that wait."""
        to_do = [
            ("match_state", "not in", ("reconciled", "ignored")),
            ("journal_id", "=", self.journal.id),
            ("is_combined_tail", "=", False),
        ]
        self.env.flush_all()
        # the test's table is small: a scan of all of it would be cheaper
        self.env.cr.execute(
            "SET LOCAL enable_seqscan = off; SET LOCAL enable_sort = off"
        )
        listed = self.lines._search(to_do, order="internal_index desc", limit=80)
        self.env.cr.execute(SQL("EXPLAIN %s", listed.select()))
        plan = "\n".join(row[0] for row in self.env.cr.fetchall())
        self.assertIn("bank_to_do_idx", plan)
