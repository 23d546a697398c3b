"""Details and the bank lines they explain come together, whichever was first.

``engine/advice`` decides which belong together, ``engine/advice_merge`` what becomes of
the details. Everything is read and written for all of a journal at once.
"""

from decimal import Decimal

from odoo import api, models

from ...engine.matching.advice import DAYS, MIN_REFERENCE, Line, Lump, assign
from ...engine.matching.advice_merge import FACTS, Row, merge
from ...parsers.common.records import Message
from .advice_store import is_camt

#: codes of bank lines that are sums of payments: Finnish, ISO 20022
LUMP_CODES = ("705", "PMNT/RCDT/VCOM")


class BankAdviceAttach(models.AbstractModel):
    _inherit = "bank.advice.store"

    @api.model
    def _attach(self, journals):
        """Bring waiting details and bank lines together.

        Returns:
            the bank lines that got details.
        """
        waiting = (
            self.env["bank.line.advice"]
            .sudo()
            .search(
                [
                    ("journal_id", "in", journals.ids),
                    ("state", "in", ("waiting", "tie")),
                ]
            )
        )
        pairs = []
        for journal, advices in waiting.grouped("journal_id").items():
            pairs += self._decide(journal, advices)
        self._attach_pairs(pairs)
        return self.env["account.bank.statement.line"].union(
            *(line for _advice, line in pairs)
        )

    @api.model
    def _say_attached(self, file, lines) -> list[Message]:
        """Say what became of the details of a file, or of those for its lines."""
        messages = []
        got = lines & file.line_ids
        if got:
            text = self.env._("%s lines got details that had come before.", len(got))
            messages.append(Message("details_attached", text, file.name, "info"))
        states = file.sudo().advice_ids.mapped("state")
        if states:
            text = self.env._(
                "Of the lump sums, %(attached)s have their bank line, %(waiting)s wait "
                "for it, %(ties)s fit several: choose in Payment Details.",
                attached=states.count("attached"),
                waiting=states.count("waiting"),
                ties=states.count("tie"),
            )
            level = "warn" if "tie" in states else "info"
            messages.append(Message("details_state", text, file.name, level))
        return messages

    def _decide(self, journal, advices):
        """Note ties; return the pairs of advice and line that belong together."""
        candidates = self._get_candidates(journal, advices)
        decisions = assign(
            [self._as_lump(advice) for advice in advices],
            [self._as_line(line) for line in candidates],
        )
        by_id = {advice.id: advice for advice in advices}
        pairs, ties = [], {}
        for decision in decisions:
            found = candidates.browse(decision.line_ids)
            if decision.tie:
                ties[by_id[decision.lump_id]] = found
            else:
                pairs.append((by_id[decision.lump_id], found))
        for advice in advices:
            lines = ties.get(advice, candidates.browse())
            state = "tie" if lines else "waiting"
            if advice.state != state or advice.candidate_ids != lines:
                advice.write({"state": state, "candidate_ids": [(6, 0, lines.ids)]})
        return pairs

    def _get_candidates(self, journal, advices):
        """Return the lines of these amounts that no file explains yet.

        A reconciled line counts as well: it may be the one, and then no other is.
        """
        lines = self.env["account.bank.statement.line"].sudo()
        self.env.flush_all()
        self.env.cr.execute(
            """
            SELECT DISTINCT line.id
              FROM account_bank_statement_line line
              JOIN account_move move ON move.id = line.move_id
              JOIN bank_line_advice advice
                ON advice.journal_id = line.journal_id AND advice.amount = line.amount
             WHERE line.journal_id = %(journal)s AND advice.id = ANY(%(advices)s)
               AND move.state = 'posted' AND line.is_ignored IS NOT TRUE
               AND NOT EXISTS (
                   SELECT FROM bank_line_advice other
                    WHERE other.statement_line_id = line.id)
               AND (advice.date IS NULL
                    OR abs(advice.date - move.date) <= %(days)s
                    OR abs(advice.date - line.value_date) <= %(days)s
                    OR EXISTS (
                       SELECT FROM jsonb_array_elements(CASE
                              jsonb_typeof(line.transaction_details -> 'references')
                              WHEN 'array' THEN line.transaction_details -> 'references'
                              ELSE '[]' END) AS told(ref)
                        WHERE jsonb_exists(advice.bank_ids, told.ref ->> 'value'))
                    OR length(advice.reference) >= %(length)s AND strpos(
                       concat_ws(' ', line.payment_ref,
                                 line.transaction_details ->> 'bank_id',
                                 line.transaction_details ->> 'text'),
                       advice.reference) > 0)
          ORDER BY line.id
            """,
            {
                "journal": journal.id,
                "advices": advices.ids,
                "days": DAYS,
                "length": MIN_REFERENCE,
            },
        )
        return lines.browse([row[0] for row in self.env.cr.fetchall()])

    # -- facts ------------------------------------------------------------------------

    def _as_lump(self, advice) -> Lump:
        digits = advice.currency_id.decimal_places
        return Lump(
            id=advice.id,
            minor=_minor(advice.amount, digits),
            day=advice.date or None,
            reference=advice.reference or "",
            count=advice.payment_count,
            ids=frozenset(advice.bank_ids or ()),
            marks=frozenset(advice.marks or ()),
            code=advice.code or "",
            rows=_rows(advice.detail_ids, advice.currency_id),
            refused=frozenset(advice.refused_line_ids.ids),
        )

    def _as_line(self, line) -> Line:
        data = line.transaction_details or {}
        references = data.get("references", [])
        texts = [line.payment_ref or "", data.get("text", ""), data.get("bank_id", "")]
        codes = [data.get("code", ""), data.get("proprietary_code", "")]
        servicer = is_camt(line.import_file_id) and "servicer"
        return Line(
            id=line.id,
            minor=_minor(line.amount, line.currency_id.decimal_places),
            days=tuple(day for day in (line.date, line.value_date) if day),
            texts=" ".join(filter(None, [*texts, *(r["value"] for r in references)])),
            count=data.get("batch_count"),
            is_lump=any(code.startswith(LUMP_CODES) for code in codes if code),
            is_named=bool((data.get("counterparty") or {}).get("account")),
            ids=_values(references, servicer),
            marks=_values(references, "payment_info", "message", "entry"),
            code=codes[0],
            rows=_rows(self._get_own(line), line.currency_id),
        )

    def _get_own(self, line):
        """Return the payments that the statement, or a person, told of the line."""
        return line.detail_ids.filtered(
            lambda row: row.kind == "transaction" and not row.advice_id
        )

    def _fits(self, advice, line) -> bool:
        """Tell whether the details can go to a line that a person has chosen."""
        rows = _rows(self._get_own(line), line.currency_id)
        taken = line.sudo().advice_ids
        minor = _minor(line.amount, line.currency_id.decimal_places)
        new = _rows(advice.detail_ids, advice.currency_id)
        return not taken and merge(minor, [*rows], [*new]) is not None

    # -- write ------------------------------------------------------------------------

    def _attach_pairs(self, pairs) -> None:
        """Give the details to their bank lines.

        Args:
            pairs: ``(bank.line.advice, bank line)``; they fit together.
        """
        details = self.env["bank.line.detail"].sudo()
        details = details.with_context(bank_match_later=False)
        for advice, line in pairs:
            advice = advice.sudo()
            minor = _minor(line.amount, line.currency_id.decimal_places)
            own = _rows(self._get_own(line.sudo()), line.currency_id)
            plan = merge(minor, [*own], [*_rows(advice.detail_ids, advice.currency_id)])
            details.browse(plan.added).write({"statement_line_id": line.id})
            details.browse(plan.summaries).write(
                {"kind": "text", "amount": 0, "summary_of_id": advice.id}
            )
            for fill in plan.filled:
                if fill.values:
                    details.browse(fill.into).write(dict(fill.values))
                details.browse(fill.row).write(
                    {"merged_detail_id": fill.into, "merged_values": dict(fill.values)}
                )
            advice.write(
                {
                    "state": "attached",
                    "statement_line_id": line.id,
                    "chosen_line_id": False,
                    "candidate_ids": [(5,)],
                }
            )
        touched = (advice.sudo().detail_ids for advice, _line in pairs)
        self.env["bank.line.detail"].union(*touched)._match_lines_later()


def _minor(amount: float, digits: int) -> int:
    return int(round(Decimal(str(amount)) * 10**digits))


def _values(references, *kinds: str) -> frozenset[str]:
    return frozenset(ref["value"] for ref in references if ref.get("kind") in kinds)


def _rows(details, currency) -> tuple[Row, ...]:
    """Return details as the engine wants them; other currencies have no amount."""
    return tuple(
        Row(
            detail.id,
            _minor(detail.amount, currency.decimal_places)
            if detail.currency_id in (currency, detail.currency_id.browse())
            else None,
            {name: detail[name] for name in FACTS if detail[name]},
        )
        for detail in details
    )
