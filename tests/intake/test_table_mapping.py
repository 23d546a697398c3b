"""Whose file is a table without account number, and which mapping reads it.

Never a guess: a mapping of another company, or of one of several journals, does not
count.
"""

import io

import openpyxl
from bank_common import IBAN
from import_common import SourceCase

from odoo.exceptions import AccessError
from odoo.tests import new_test_user

UNCERTAIN = "Date;Text;Amount\n01/02/2026;x;10.00\n03/04/2026;y;-20.00\n"
CERTAIN = (
    "Dato;Tekst;Beløb\n31.03.2026;Leje;-700,00\n31.03.2026;Kaffe;-5,00\n"
    "31.03.2026;Kaffe;-5,00\n"
)
MAPPING = {
    "header": ["date", "text", "amount"],
    "date": [0],
    "text": [1],
    "amount": 2,
    "date_order": "mdy",
    "decimal_mark": ".",
}
USER = "bank_statement_intelligence.group_bank_user"


class TestTableMapping(SourceCase):
    def setUp(self):
        super().setUp()
        self.other = self.journal.copy({"name": "Other Bank", "code": "OTH"})

    def table(self, text, name="file.csv", **values):
        return self.import_bytes(text.encode(), name, **{"match": False, **values})

    def remember(self, journal=None, env=None, **values):
        return (env or self.env)["bank.import.mapping"].create(
            {
                "name": "My bank",
                "journal_id": journal.id if journal else False,
                "mapping": MAPPING | values,
            }
        )

    def dates(self, answer):
        return [str(day) for day in self.lines(answer).sorted("date").mapped("date")]

    # -- journal ----------------------------------------------------------------------

    def test_file_without_account_goes_to_the_journal_of_its_mapping(self):
        self.remember(self.journal)
        answer = self.table(UNCERTAIN)
        self.assertEqual(answer["state"], "imported", answer["errors"])
        self.assertEqual(self.lines(answer).journal_id, self.journal)
        self.assertEqual(self.dates(answer), ["2026-01-02", "2026-03-04"])

    def test_two_journals_with_one_mapping_are_not_chosen_between(self):
        self.remember(self.journal)
        self.remember(self.other)
        self.assert_refused(self.table(UNCERTAIN), "journal_needed")
        answer = self.table(UNCERTAIN, journal_id=self.other.id)
        self.assertEqual(self.lines(answer).journal_id, self.other)

    def test_two_mappings_of_the_same_titles_are_not_chosen_between(self):
        self.remember(self.journal)
        self.remember(self.other, date_order="dmy")
        self.assert_refused(self.table(UNCERTAIN), "mapping_needed")
        answer = self.table(UNCERTAIN, journal_id=self.other.id)
        self.assertEqual(self.dates(answer), ["2026-02-01", "2026-04-03"])

    def test_mapping_of_the_journal_comes_before_that_of_all(self):
        self.remember()
        self.remember(self.journal, date_order="dmy")
        answer = self.table(UNCERTAIN, journal_id=self.journal.id)
        self.assertEqual(self.dates(answer), ["2026-02-01", "2026-04-03"])
        answer = self.table(UNCERTAIN, journal_id=self.other.id)
        self.assertEqual(self.dates(answer), ["2026-01-02", "2026-03-04"])

    def test_mapping_of_another_company_is_not_used(self):
        company = self.setup_other_company()["company"]
        foreign = self.env["bank.import.mapping"].create(
            {"name": "Theirs", "company_id": company.id, "mapping": MAPPING}
        )
        self.assert_refused(
            self.table(UNCERTAIN, journal_id=self.journal.id), "mapping_needed"
        )
        user = new_test_user(self.env, "clerk", groups=USER, company_id=self.company.id)
        mappings = self.env["bank.import.mapping"].with_user(user)
        self.assertNotIn(foreign, mappings.search([]))
        with self.assertRaises(AccessError):
            foreign.with_user(user).write({"name": "Mine"})

    def test_archived_mapping_is_not_used(self):
        self.remember(self.journal).active = False
        self.assert_refused(
            self.table(UNCERTAIN, journal_id=self.journal.id), "mapping_needed"
        )

    def test_source_of_one_journal_takes_files_without_account(self):
        source = self.source(file_pattern="*.csv", journal_ids=[(6, 0, self.other.ids)])
        (self.folder / "a.csv").write_text(CERTAIN)
        self.run_schedule()
        self.assertEqual(self.states(source), {"a.csv": "imported"})
        self.assertEqual(source.file_ids.line_ids.journal_id, self.other)

    def test_source_of_several_journals_does_not_guess(self):
        both = (self.journal | self.other).ids
        source = self.source(file_pattern="*.csv", journal_ids=[(6, 0, both)])
        (self.folder / "a.csv").write_text(CERTAIN)
        self.run_schedule()
        self.assertEqual(source.file_ids.error_code, "journal_needed")
        self.assertFalse(self.all_lines())

    def test_several_accounts_never_land_in_one_journal(self):
        rows = "".join(
            f"NL{a}RABO0123456789;EUR;2026-03-0{d};-1,00;x\n"
            for a in (10, 11)
            for d in (1, 2, 3)
        )
        text = "IBAN/BBAN;Munt;Datum;Bedrag;Omschrijving-1\n" + rows
        answer = self.table(text, journal_id=self.other.id)
        self.assertEqual(answer["errors"][0]["code"], "several_accounts")
        self.assertFalse(answer["line_ids"])

    def test_account_in_the_file_wins_over_the_journal_asked_for(self):
        answer = self.table(f"Konto;{IBAN}\n{CERTAIN}", journal_id=self.other.id)
        self.assertEqual(answer["errors"][0]["code"], "wrong_account")
        answer = self.table(f"Konto;{IBAN}\n{CERTAIN}")
        self.assertEqual(self.lines(answer).journal_id, self.journal)

    # -- identity ---------------------------------------------------------------------

    def test_overlapping_tables_add_what_is_new_and_keep_twins(self):
        answer = self.table(CERTAIN, journal_id=self.journal.id)
        self.assert_counts(answer, "imported", new=3)
        longer = CERTAIN + "01.04.2026;Kaffe;-5,00\n"
        answer = self.table(longer, journal_id=self.journal.id)
        self.assert_counts(answer, "imported", new=1, known=3)
        answer = self.table("\n" + longer, journal_id=self.journal.id)
        self.assert_counts(answer, "ignored", known=4)
        self.assertEqual(self.amounts(), [-700, -5, -5, -5])

    def test_the_same_entries_from_a_spreadsheet_are_known(self):
        self.table(CERTAIN, journal_id=self.journal.id)
        book = openpyxl.Workbook()
        for row in CERTAIN.splitlines():
            day, text, amount = row.split(";")
            number = amount.replace(",", ".")
            book.active.append([day, text, float(number) if day[0] == "3" else amount])
        stream = io.BytesIO()
        book.save(stream)
        answer = self.import_bytes(
            stream.getvalue(), "file.xlsx", journal_id=self.journal.id, match=False
        )
        self.assertEqual(answer["format"], "xlsx")
        self.assert_counts(answer, "ignored", known=3)

    # -- wizard, as a client uses it over RPC -----------------------------------------

    def wizard(self, answer, user):
        action = self.file(answer).with_user(user).action_map_columns()
        wizards = self.env[action["res_model"]].with_user(user)
        wizards = wizards.with_context(**action["context"])
        return wizards, wizards.default_get(list(wizards._fields))

    def test_a_clerk_maps_the_columns_over_rpc(self):
        user = new_test_user(self.env, "clerk", groups=USER, company_id=self.company.id)
        answer = self.table(UNCERTAIN, journal_id=self.journal.id)
        self.assert_refused(answer, "mapping_needed")
        wizards, values = self.wizard(answer, user)
        wizard = wizards.create(values | {"date_order": "mdy"})
        self.assertIn("2026-01-02", wizard.preview)
        self.assertFalse(self.all_lines())
        wizard.action_import()
        self.assertEqual(self.file(answer).state, "imported")
        self.assertEqual(self.amounts(), [-20, 10])

    def test_debits_of_both_signs_are_decided_by_a_person(self):
        text = (
            "Dato;Tekst;Debet;Kredit\n31.03.2026;Leje;-700,00;\n"
            "31.03.2026;Storno;5,00;\n31.03.2026;Salg;;100,00\n"
        )
        answer = self.table(text, journal_id=self.journal.id)
        self.assert_refused(answer, "mapping_needed")
        wizards, values = self.wizard(answer, self.env.user)
        wizard = wizards.create(values | {"debit_sign": "negative"})
        wizard.action_import()
        self.assertEqual(self.amounts(), [-700, 5, 100])
