"""Whatever contradicts is asked about (docs/matching.md)."""

import random

from bank_common import BankMatchCommon

from odoo.addons.bank_statement_intelligence.engine.text.normalise import written_out

GIVEN = "Jürgen Bodil Åke Päivi Øystein Käthe Joop Märta Søren Femke".split()
FAMILY = "Kröger Holmgaard Åkerblom Räsälä Ødemark Weißbach Dijkman Sjølander".split()
LABELS = ("Kundenr {}", "Kd.-Nr. {}", "Klantnummer: {}", "Asiakasnro {}", "Kund nr {}")


def _family_first(name):
    *given, family = name.split()
    return f"{family}, {' '.join(given)}"


class TestContradictions(BankMatchCommon):
    """A pays from his account what he owes, and something tells somebody else.

    Without it the line is posted; with it, never, whatever the way and the field in
    which it is told; and what the other owes is proposed first.
    """

    #: ways to tell somebody else: a text of him and his invoice
    TOLD = (
        lambda other, move, rng: f"for {other.name}",
        lambda other, move, rng: f"VEDR {other.name.upper()} 2026",
        lambda other, move, rng: _family_first(other.name),
        lambda other, move, rng: written_out(other.name),
        lambda other, move, rng: rng.choice(LABELS).format(other.ref),
        lambda other, move, rng: move.name,
        lambda other, move, rng: f"Faktura {int(move.name.split('/')[-1])}",
        lambda other, move, rng: f"KID {move.payment_reference}",
    )
    #: ways to tell what is not in the books
    UNKNOWN = (
        lambda rng: f"Faktura INV/2025/{rng.randint(1, 99):05}",
        lambda rng: f"INV/2026/{rng.randint(70000, 99999)}",
        lambda rng: f"Faktura {rng.randint(7000, 9999)}",
        lambda rng: f"KID {_luhn(str(rng.randint(10**8, 10**9)))}",
    )
    #: fields of a bank line that hold what the bank tells
    FIELDS = (
        lambda text: {"payment_ref": text},
        lambda text: {"payment_ref": f"Betaling {text} takk"},
        lambda text: {"payment_ref": "Betaling", "narration": text},
        lambda text: {"payment_ref": "Betaling", "advice": text},
    )

    def people(self, rng, count):
        """Return customers with an account, a number, and names of no other."""
        names = [f"{given} {family}" for given in GIVEN for family in FAMILY]
        return [
            self.new_partner(name, f"NO{rng.randint(10**12, 10**13)}", ref=f"{ref}")
            for ref, name in enumerate(rng.sample(names, count), start=602700)
        ]

    def receive(self, partner, amount, values):
        """Return a line from the account of a partner."""
        text, advice = values.pop("payment_ref"), values.pop("advice", "")
        account = partner.bank_ids.acc_number
        line = self.line(amount, text, account_number=account, **values)
        if advice:
            self.env["bank.line.detail"].sudo().create(
                {"statement_line_id": line.id, "text": advice}
            )
        return line

    def first_offer(self, line):
        ranked = self.open_proposals(line).sorted(lambda p: (-p.confidence, p.id))
        return ranked[:1].line_ids.move_line_id.move_id

    def test_somebody_else_is_told(self):
        rng = random.Random(1)
        ways = [(told, field) for told in self.TOLD for field in self.FIELDS]
        people = self.people(rng, 2 * len(ways))
        scenes = []
        for place, (told, field) in enumerate(ways):
            mine, other = people[2 * place : 2 * place + 2]
            amount = 100 + place
            owed = self.invoice(amount, mine)
            number = _luhn(f"{rng.randint(10**8, 10**9)}")
            name = f"INV/2026/{1200 + 2 * place:05}"
            values = {"name": name, "payment_reference": number}
            right = self.invoice(amount, other, **values)
            text = told(other, right, rng)
            scenes.append((self.receive(mine, amount, field(text)), owed, right, text))
        lines = self.env["account.bank.statement.line"].union(*(s[0] for s in scenes))
        self.run_matching(lines, "post")
        for line, owed, right, text in scenes:
            with self.subTest(text=text, field=line.narration or line.payment_ref):
                if "KID" in text:  # the reference decides, not the payer
                    self.assert_settles(line, right)
                    continue
                self.assert_untouched(line)
                self.assertEqual(self.first_offer(line), right, self.explain(line))
                self.assertEqual(owed.amount_residual, line.amount)

    def test_what_is_not_in_the_books_is_told(self):
        rng = random.Random(3)
        ways = [(told, field) for told in self.UNKNOWN for field in self.FIELDS]
        people = self.people(rng, 2 * len(ways))
        scenes = []
        for place, (told, field) in enumerate(ways):
            for partner, text in zip(
                people[2 * place : 2 * place + 2], (told(rng), "2026"), strict=True
            ):
                invoice = self.invoice(100 + place, partner)
                line = self.receive(partner, 100 + place, field(text))
                scenes.append((line, invoice, text))
        lines = self.env["account.bank.statement.line"].union(*(s[0] for s in scenes))
        self.run_matching(lines, "post")
        for line, invoice, text in scenes:
            with self.subTest(text=text, field=line.narration or line.payment_ref):
                if text == "2026":  # nothing contradicts
                    self.assert_settles(line, invoice)
                else:
                    self.assert_untouched(line)
                    self.assertEqual(self.first_offer(line), invoice)


def _luhn(body):
    """Return a number with its check digit of modulus 10."""
    digits = [int(char) * (2 - place % 2) for place, char in enumerate(body[::-1])]
    return body + str(-sum(d - 9 * (d > 9) for d in digits) % 10)
