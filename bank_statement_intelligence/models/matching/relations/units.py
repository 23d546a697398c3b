"""The bank's side of the relations: lines, details of batches, references, payers."""

import re

from odoo import api, models

from ....engine.references import reference_formats
from ....engine.references import scan as references
from ....engine.references.accounts import account_forms

#: words before a number that make it a customer number
_CUSTOMER = re.compile(
    r"(?:KUNDE|KUND|CUSTOMER|CUST|CLIENT|ASIAKAS|DEBITOR|DEB|MEDLEM|ABONNENT)"
    r"[\W_]{0,3}(?:NUMMER|NUMERO|NUMBER|NR|NO|ID)?[\W_]{0,3}$",
    re.IGNORECASE,
)


class BankMatchRelations(models.AbstractModel):
    _inherit = "bank.match.relations"

    # -- units -------------------------------------------------------------------------

    def _fill_units(self, every, lines, company_ids) -> None:
        """One unit per line, and one per detail of a batch whose amounts add up."""
        self.env.cr.execute(
            """
            INSERT INTO bsi_unit (id, line_id, in_run, company_id, company_ids,
                   journal_id, currency_id, minor, foreign_currency_id, foreign_minor,
                   date, date_window, text, amount_abs, parent_company_ids, account,
                   name, reversal, balance, charges)
            SELECT line.id, line.id, line.id = ANY(%(asked)s), line.company_id,
                   %(companies)s, line.journal_id, line.currency_id,
                   round(line.amount * 10 ^ currency.decimal_places)::bigint,
                   line.foreign_currency_id,
                   round(line.amount_currency * 10 ^ abroad.decimal_places)::bigint,
                   move.date, journal.match_date_window,
                   concat_ws(' ', line.payment_ref, move.narration,
                             (SELECT string_agg(detail.text, ' ')
                                FROM bank_line_detail detail
                               WHERE detail.statement_line_id = line.id)),
                   abs(line.amount),
                   string_to_array(trim(trailing '/' FROM company.parent_path), '/')
                       ::int[],
                   coalesce(line.account_number, ''), coalesce(line.partner_name, ''),
                   coalesce(line.transaction_details ->> 'reversal', '') = 'true',
                   (SELECT sum(own.balance) FROM account_move_line own
                     WHERE own.move_id = move.id
                       AND own.account_id = journal.default_account_id),
                   coalesce((
                       SELECT sum(round((fee ->> 'amount')::numeric
                                        * 10 ^ currency.decimal_places))
                         FROM jsonb_array_elements(
                              CASE jsonb_typeof(line.transaction_details -> 'charges')
                              WHEN 'array' THEN line.transaction_details -> 'charges'
                              ELSE '[]' END) fee
                        WHERE fee ->> 'currency' IN ('', currency.name)
                          AND coalesce(fee ->> 'included', '') <> 'false'), 0)::bigint
              FROM account_bank_statement_line line
              JOIN account_move move ON move.id = line.move_id
              JOIN account_journal journal ON journal.id = line.journal_id
              JOIN res_company company ON company.id = line.company_id
              JOIN res_currency currency ON currency.id = line.currency_id
         LEFT JOIN res_currency abroad ON abroad.id = line.foreign_currency_id
             WHERE line.id = ANY(%(lines)s)
            """,
            {"companies": company_ids, "lines": every.ids, "asked": lines.ids},
        )
        self._fill_parts()

    def _fill_parts(self) -> None:
        self.env.cr.execute(
            """
            INSERT INTO bsi_unit (id, line_id, detail_id, in_run, company_id,
                   company_ids, journal_id, currency_id, minor, date, date_window, text,
                   amount_abs, parent_company_ids, account, name, reversal)
            SELECT -part.id, part.line_id, part.id, line.in_run, line.company_id,
                   line.company_ids, line.journal_id, line.currency_id, part.minor,
                   line.date, line.date_window, coalesce(part.text, ''),
                   abs(part.amount), line.parent_company_ids,
                   coalesce(part.account_number, ''), coalesce(part.partner_name, ''),
                   line.reversal
              FROM (SELECT detail.id, detail.statement_line_id AS line_id, detail.text,
                           detail.amount, detail.account_number, detail.partner_name,
                           round(detail.amount * 10 ^ currency.decimal_places)::bigint
                           AS minor,
                           count(*) OVER every AS number,
                           bool_and(detail.amount <> 0
                                    AND coalesce(detail.currency_id, unit.currency_id)
                                        = unit.currency_id) OVER every AS comparable,
                           sum(round(detail.amount * 10 ^ currency.decimal_places))
                               OVER every AS total
                      FROM bank_line_detail detail
                      JOIN bsi_unit unit ON unit.id = detail.statement_line_id
                      JOIN res_currency currency ON currency.id = unit.currency_id
                     WHERE detail.kind = 'transaction'
                    WINDOW every AS (PARTITION BY detail.statement_line_id)) part
              JOIN bsi_unit line ON line.id = part.line_id
             WHERE part.number > 1 AND part.comparable AND part.total = line.minor
            """
        )
        self.env.cr.execute(
            "UPDATE bsi_unit SET has_parts = TRUE WHERE detail_id IS NULL AND id IN "
            "(SELECT line_id FROM bsi_unit WHERE detail_id IS NOT NULL)"
        )

    # -- references --------------------------------------------------------------------

    def _fill_references(self, lines) -> None:
        self.env.cr.execute(
            "SELECT detail_id FROM bsi_unit WHERE detail_id IS NOT NULL"
        )
        parts = {row[0] for row in self.env.cr.fetchall()}
        formats = self.env["bank.reference.format"]._get_formats(lines.company_id[:1])
        rows = [
            row
            for line in lines
            for row in self._get_reference_rows(line, parts, formats)
        ]
        columns = list(zip(*rows, strict=True)) or [()] * 12
        self.env.cr.execute(
            """
            INSERT INTO bsi_ref
            SELECT * FROM unnest(%s::int[], %s::text[], %s::text[], %s::text[],
                                 %s::text[], %s::boolean[], %s::boolean[],
                                 %s::boolean[], %s::text[], %s::int[], %s::int[],
                                 %s::int[])
            """,
            [list(column) for column in columns],
        )

    @api.model
    def _get_reference_keys(self, line) -> list[str]:
        """Return the normalised keys of every reference on a line and its details."""
        formats = self.env["bank.reference.format"]._get_formats(line.company_id)
        rows = self._get_reference_rows(line, set(), formats)
        return sorted({row[1] for row in rows})

    @api.model
    def _get_reference_rows(self, line, parts, formats) -> list[tuple]:
        """Return the rows of ``bsi_ref`` of a line and of the parts of a batch.

        Args:
            line: ``account.bank.statement.line``.
            parts: ids of the details that are units of their own.
            formats: what ``bank.reference.format`` says counts.
        """
        label = line.payment_ref or ""
        found: dict[int, list] = {line.id: []}
        for detail in line.detail_ids:
            unit_id = -detail.id if detail.id in parts else line.id
            found.setdefault(unit_id, []).extend(self._get_field_tokens(detail, label))
        found[line.id] = [*self._get_line_tokens(line), *found[line.id]]
        found[line.id] += self._get_text_tokens(line)
        for detail in line.detail_ids:
            unit_id = -detail.id if detail.id in parts else line.id
            found[unit_id] += self._get_advice_tokens(detail, label)
        return [
            row
            for unit_id, tokens in found.items()
            for row in self._rows(
                unit_id,
                [*tokens, *self._get_inner_tokens(line, tokens, formats)],
                formats,
            )
        ]

    def _get_inner_tokens(self, line, places, formats) -> list[tuple]:
        """Return the numbers of documents and customers inside payment references."""
        mine = [
            found
            for found, journals in formats[1]
            if not journals or line.journal_id.id in journals
        ]
        return [
            (token.inner(number), labelled, field, detail_id)
            for token, _labelled, field, detail_id in (places if mine else ())
            if not token.loose
            for reading in reference_formats.read(token.raw, mine)
            for number, labelled in (
                (reading.document, False),
                (reading.partner, True),
            )
            if references.make_key(number)
        ]

    def _rows(self, unit_id: int, tokens, formats):
        """Yield one row per key: the first place that is not loose."""
        best: dict[str, tuple] = {}
        for place in tokens:
            known, token = best.get(place[0].key), place[0]
            if known is None or (known[0].loose and not token.loose):
                best[token.key] = place
        for token, labelled, field, detail_id in best.values():
            yield (
                unit_id, token.key, token.shape, token.raw, token.source, token.loose,
                bool(formats[0].intersection(token.checked)), labelled, field,
            detail_id, token.start, token.end, )  # fmt: skip

    def _get_line_tokens(self, line) -> list[tuple]:
        """Return ``(token, labelled, field, None)`` of the structured fields."""
        places = []
        for name in ("sender_reference", "own_reference"):
            value = line[name] or ""
            tokens = references.structured(value, name) + references.scan(value, name)
            places += [(token, False, name, None) for token in tokens]
        return places

    def _get_text_tokens(self, line) -> list[tuple]:
        """Return the tokens of the free texts of a line."""
        return [
            (token, self._is_labelled(text, token), name, None)
            for name in ("payment_ref", "ref", "narration")
            if (text := str(line[name] or ""))
            for token in references.scan(text)
        ]

    def _get_field_tokens(self, detail, label: str) -> list[tuple]:
        """Return the tokens of a detail's fields, placed in the label if there."""
        places = []
        for name, source in (
            ("payment_reference", "payment_id"),
            ("document_number", "document"),
            ("end_to_end", "end_to_end"),
        ):
            value, begin = detail[name] or "", 0
            for part in value.split(",") if name != "end_to_end" else [value]:
                for token in references.structured(part, source):
                    places.append(self._place(token, name, detail.id, label, begin))
                begin += len(part) + 1
        return places

    def _place(self, token, name, detail_id, label, begin) -> tuple:
        start = label.find(token.raw)
        if start >= 0:
            return token.moved(start), False, "payment_ref", None
        return token.moved(begin), False, name, detail_id

    def _get_advice_tokens(self, detail, label: str) -> list[tuple]:
        """Return the tokens of a detail's text, unless the label has it too."""
        text = detail.text or ""
        if not text or text in label:
            return []
        return [
            (token, self._is_labelled(text, token), "text", detail.id)
            for token in references.scan(text, "advice")
        ]

    def _is_labelled(self, text: str, token) -> bool:
        before = text[max(0, token.start - 20) : token.start]
        return bool(_CUSTOMER.search(before))

    # -- payers ------------------------------------------------------------------------

    def _fill_partners(self, lines, company) -> None:
        """Note who paid: the partner set on the line, else the one the bank proves."""
        self.env.cr.execute("SELECT id, line_id, account, name FROM bsi_unit")
        units = self.env.cr.fetchall()
        self._fill_own_accounts(units, company)
        finder = self.env["bank.partner.finder"]
        payers = finder._find_payers(units, company)
        by_id = {line.id: line for line in lines}
        values = []
        for unit_id, line_id, account, name in units:
            payer = payers.get(unit_id) or {}
            if unit_id > 0:
                payer = self._with_own_partner(by_id[line_id], payer)
            shown = account if payer.get("how") == "iban" else name
            values.append(
                (
                    unit_id,
                    payer.get("partner_id"),
                    payer.get("how"),
                    payer.get("name") or shown,
                    payer.get("near_partner_id"),
                    "{%s}" % ",".join(map(str, payer.get("pays_for", ()))),
                    payer.get("apply_method"),
                    payer.get("account_differs", False),
                )
            )
        columns = [list(column) for column in zip(*values, strict=True)] or [[]] * 8
        self.env.cr.execute(
            """
            UPDATE bsi_unit t
               SET partner_id = new.partner_id, partner_how = new.how,
                   partner_name = new.name, near_partner_id = new.near_id,
                   pays_for = new.pays_for::int[], apply_method = new.method,
                   account_differs = new.differs
              FROM unnest(%s::int[], %s::int[], %s::text[], %s::text[], %s::int[],
                          %s::text[], %s::text[], %s::boolean[])
                AS new (id, partner_id, how, name, near_id, pays_for, method, differs)
             WHERE t.id = new.id
            """,
            columns,
        )

    def _fill_own_accounts(self, units, company) -> None:
        """Note the journal whose account the bank names as the other side."""
        journals = self.env["account.journal"].search(
            [("company_id", "child_of", company.id), ("bank_account_id", "!=", False)]
        )
        own: dict[str, int] = {}
        for journal in journals:
            number = journal.bank_account_id.sanitized_acc_number or ""
            own |= dict.fromkeys(account_forms(number), journal.id)
        rows = [
            (unit_id, own[form])
            for unit_id, _line_id, account, _name in units
            for form in account_forms(account)
            if form in own
        ]
        columns = [list(column) for column in zip(*rows, strict=True)] or [[], []]
        self.env.cr.execute(
            """
            UPDATE bsi_unit t SET other_journal_id = new.journal_id
              FROM unnest(%s::int[], %s::int[]) AS new (id, journal_id)
             WHERE t.id = new.id AND t.journal_id <> new.journal_id
            """,
            columns,
        )

    def _with_own_partner(self, line, payer: dict) -> dict:
        """The partner set on the line counts, whatever the bank says."""
        own = line.partner_id.commercial_partner_id.id
        if not own or own == payer.get("partner_id"):
            return payer
        name = line.partner_name or line.partner_id.display_name or ""
        return {"partner_id": own, "how": "partner_set", "name": name}
