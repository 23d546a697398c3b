"""Pass 40: bank entries by amount and date, only if unique both ways.

With a certain payer who is the partner of the payment the date matters less: that is
tier 3. Without, amount and date alone are tier 7 and never posted by default. An open
item of the same partner and amount speaks against it: the payment may be for that one.
"""

from odoo import models
from odoo.tools import SQL

from ....engine.matching.pairs import Pair, decide
from ....engine.matching.proposal import Evidence, Proposal

#: days a payment of the right partner may lie from the bank's date
PARTNER_WINDOW = 30
#: candidates shown per line when it is a tie
MAX_SHOWN = 5


class BankMatcherAmountDate(models.AbstractModel):
    _name = "bank.matcher.amount_date"
    _inherit = "bank.matcher"
    _description = "Amount and date → payment in the books"

    _pass_code = "amount_date"
    _kind = "bank"

    def _propose(self, context) -> list[Proposal]:
        self.env.cr.execute(self._statement())
        pairs = [self._pair(row) for row in self.env.cr.fetchall()]
        return decide(pairs, self._pass_code, self._kind)

    def _statement(self) -> SQL:
        return SQL(
            """
            WITH pair AS (
                SELECT t.id AS txn_id, i.id AS item_id, i.minor, i.name,
                       t.partner_name AS bank_partner, i.partner_name AS item_partner,
                       t.partner_id = i.partner_id AS known, t.partner_how,
                       t.date AS bank_date, i.date AS item_date,
                       (SELECT min(open.name) FROM bsi_item open
                         WHERE open.pool = 'open' AND NOT open.claimed
                           AND open.partner_id = t.partner_id
                           AND open.currency_id = i.currency_id
                           AND open.minor = i.minor AND open.date <= t.date) AS rival
                  FROM bsi_unit t
                  JOIN bsi_item i ON i.minor = %(amount)s
                 WHERE %(allowed)s AND i.pool = 'outstanding' AND NOT t.reversal
                   AND (t.partner_id IS NULL OR i.partner_id IS NULL
                        OR t.partner_id = i.partner_id)
                   AND abs(t.date - i.date) <= CASE
                       WHEN t.partner_id = i.partner_id
                       THEN greatest(t.date_window, %(window)s)
                       ELSE t.date_window END
            ), counted AS (
                SELECT *,
                       count(*) OVER (PARTITION BY txn_id) AS items_of_line,
                       count(*) OVER (PARTITION BY item_id) AS lines_of_item,
                       row_number() OVER (PARTITION BY txn_id
                           ORDER BY abs(bank_date - item_date), item_id) AS position
                  FROM pair
            )
            SELECT txn_id, item_id, minor, name, items_of_line, lines_of_item,
                   known, partner_how, bank_partner, item_partner, bank_date, item_date,
                   rival
              FROM counted WHERE position <= %(shown)s
          ORDER BY txn_id, position
            """,
            amount=self._amount_for_item(),
            allowed=self._allowed(),
            window=PARTNER_WINDOW,
            shown=MAX_SHOWN,
        )

    def _pair(self, row) -> Pair:
        (txn, item, minor, name, items, lines, known, how, *rest) = row
        payer, partner, bank_day, item_day, rival = rest
        evidence = [Evidence("date", str(bank_day), str(item_day))]
        if known:
            evidence.append(Evidence(how, payer or "", partner or ""))
        contra = (Evidence("other_candidate", name, rival, False),) if rival else ()
        return Pair(
            txn_id=txn,
            item_id=item,
            minor=minor,
            item_name=name,
            items_of_line=items,
            lines_of_item=lines,
            tier=3 if known else 7,
            evidence=tuple(evidence),
            contra=contra,
        )
