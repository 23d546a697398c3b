"""The worked example that ``matching/relations`` opens with is what really happens."""

from bank_common import BankMatchCommon

from odoo.fields import Command

from odoo.addons.bank_statement_intelligence.models.matching import relations

WORDS = {True: "yes", False: "no", "": "-"}
#: relation → what of it the example shows
TABLES = {
    "match_txn": "SELECT id AS txn, line_id AS line, minor, partner_how, partner_name "
    "FROM match_txn ORDER BY line_id, id DESC",
    "match_reference": "SELECT r.txn_id AS txn, r.key, r.source, r.checked "
    "FROM match_reference r WHERE EXISTS (SELECT FROM match_document d "
    "WHERE d.key = r.key) ORDER BY abs(r.txn_id), r.key",
    "match_document": "SELECT document_id AS document, kind, key FROM match_document "
    "ORDER BY document_id, kind",
    "match_item": "SELECT id AS item, pool, document_id AS document, side, minor, "
    "partner_name FROM match_item ORDER BY document_id",
    "match_item_key": "SELECT item_id AS item, kind, key, is_open "
    "FROM match_item_key ORDER BY item_id, kind",
}


class TestWorkedExample(BankMatchCommon):
    """Five lines and six items, as in the docstring."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.moves = [cls.invoice(1000), cls.invoice(250), cls.invoice(400, cls.fjord)]
        cls.moves.append(cls.bill(600, cls.fjord, ref="F-77881"))
        paid = cls.invoice(500, cls.fjord)
        cls.moves += [cls.pay(paid).move_id]
        cls.moves.append(cls.invoice(75, payment_reference="1234567897"))
        cls.paid = paid
        cls.lines = (
            cls.line(1000, f"Takk {cls.moves[0].name}")
            | cls.line(75, "KID 1234567897")
            | cls.line(-600, "F-77881")
            | cls.line(500, f"Betaling {paid.name}")
            | cls.line(
                650,
                "Samlepost 2 bet",
                detail_ids=[
                    Command.create(
                        {
                            "kind": "transaction",
                            "amount": 250,
                            "partner_name": "Nordvik Handel AS",
                        }
                    ),
                    Command.create(
                        {
                            "kind": "transaction",
                            "amount": 400,
                            "document_number": cls.moves[2].name,
                        }
                    ),
                ],
            )
        )

    def name_ids(self):
        """Return what the example calls its records, by column and id."""
        lines = dict(zip(self.lines.ids, "ABCDE", strict=True))
        first, second = self.lines[4].detail_ids
        numbers = dict(enumerate(self.moves, 1))
        documents = {move.id: move.name for move in (*self.moves, self.paid)}
        items = {
            item.id: f"i{number}"
            for number, move in numbers.items()
            for item in move.line_ids
        } | {item.id: "paid" for item in self.paid.line_ids}
        return {
            "txn": lines | {-first.id: "E1", -second.id: "E2"},
            "line": lines,
            "item": items,
            "document": documents,
        }

    def rows(self, relation, names):
        self.env.cr.execute(TABLES[relation])
        for row in self.env.cr.dictfetchall():
            yield " ".join(
                str(names.get(name, {}).get(value, WORDS.get(value, value)))
                for name, value in row.items()
            )

    def test_relations(self):
        self.env["bank.match.engine"]._prepare(self.lines)
        names, told = self.name_ids(), f" {' '.join(relations.__doc__.split())} "
        for relation in TABLES:
            for row in self.rows(relation, names):
                with self.subTest(relation=relation, row=row):
                    self.assertIn(f" {row} ", told)

    def test_passes(self):
        result = self.env["bank.match.engine"]._match(self.lines)
        names, told = self.name_ids(), f" {' '.join(relations.__doc__.split())} "
        for proposal in result.proposals:
            items = ", ".join(names["item"][item.item_id] for item in proposal.items)
            line = names["line"][proposal.txn_id]
            row = f"{line} {proposal.pass_code} T{proposal.tier} {items}"
            with self.subTest(row=row):
                self.assertIn(f" {row} ", told)
        self.assertEqual(len(result.proposals), len(self.lines))
