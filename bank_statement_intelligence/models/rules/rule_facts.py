"""What rules know of bank lines: the texts of each field, amounts, codes.

One statement for any number of lines, for runs, previews and back-tests alike.
"""

from decimal import Decimal

from odoo import api, models
from odoo.tools import SQL

from ...engine.rules.conditions import Line


class BankRuleFacts(models.AbstractModel):
    _name = "bank.rule.facts"
    _description = "What Rules Know of Bank Lines"

    @api.model
    def _select(self, line_ids: SQL) -> SQL:
        """SQL: the facts of the bank lines of an array of ids."""
        return SQL(
            r"""
            SELECT line.id, move.date AS day,
                   round(line.amount * 10 ^ currency.decimal_places)::bigint AS minor,
                   currency.decimal_places AS decimals, line.currency_id,
                   round(line.amount_currency * 10 ^ abroad.decimal_places)::bigint
                       AS foreign_minor,
                   abroad.decimal_places AS foreign_decimals, line.foreign_currency_id,
                   partner.commercial_partner_id AS partner_id, line.journal_id,
                   string_to_array(trim(trailing '/' FROM company.parent_path), '/')
                       ::int[] AS parents,
                   line.payment_ref AS label,
                   array_append(advice.names, line.partner_name) AS name,
                   array_append(advice.accounts, line.account_number) AS account,
                   regexp_replace(move.narration, '<[^>]*>', ' ', 'g') AS note,
                   line.sender_reference AS sender, line.own_reference AS own,
                   advice.codes || ARRAY[line.transaction_type,
                       line.transaction_details ->> 'code',
                       line.transaction_details ->> 'proprietary_code'] AS codes,
                   array_append(advice.texts, line.transaction_details ->> 'text')
                       AS details,
                   array_append(advice.refs, move.ref) AS refs
              FROM account_bank_statement_line line
              JOIN account_move move ON move.id = line.move_id
              JOIN res_company company ON company.id = line.company_id
              JOIN res_currency currency ON currency.id = line.currency_id
         LEFT JOIN res_currency abroad ON abroad.id = line.foreign_currency_id
         LEFT JOIN res_partner partner ON partner.id = line.partner_id
         LEFT JOIN (SELECT statement_line_id, array_agg(text) AS texts,
                           array_agg(partner_name) AS names,
                           array_agg(account_number) AS accounts,
                           array_agg(code) AS codes,
                           array_agg(payment_reference) || array_agg(document_number)
                               || array_agg(end_to_end) AS refs
                      FROM bank_line_detail
                     WHERE statement_line_id = ANY(%(lines)s)
                  GROUP BY statement_line_id) advice
                ON advice.statement_line_id = line.id
             WHERE line.id = ANY(%(lines)s)
            """,
            lines=line_ids,
        )

    @api.model
    def _read_lines(self, line_ids) -> list[Line]:
        """Return the engine's lines of stored bank lines, in the order of the ids."""
        self.env.flush_all()
        statement = self._select(SQL("%s::int[]", list(line_ids)))
        rows = {row["id"]: row for row in self.env.execute_query_dict(statement)}
        return [self._as_line(rows[line_id]) for line_id in line_ids if line_id in rows]

    @api.model
    def _read_open(self) -> list[Line]:
        """Return the lines of the running match that no pass has taken yet, with the
        partners that are known by now."""
        statement = SQL(
            "SELECT f.*, t.partner_id AS payer_id FROM (%s) f "
            "JOIN match_line t ON t.id = f.id ORDER BY f.id",
            self._select(SQL("ARRAY(SELECT id FROM match_line WHERE is_open)")),
        )
        return [
            self._as_line(row | {"partner_id": row["payer_id"]})
            for row in self.env.execute_query_dict(statement)
        ]

    def _as_line(self, facts: dict) -> Line:
        texts = {
            "label": _known([facts["label"]]),
            "name": _known(facts["name"]),
            "account": _known(facts["account"]),
            "details": _known(facts["details"]),
            "reference": _known([*facts["refs"], facts["sender"], facts["own"]]),
            "sender_reference": _known([facts["sender"]]),
            "own_reference": _known([facts["own"]]),
            "code": _known(facts["codes"]),
            "note": _known([facts["note"]]),
        }
        foreign = facts["foreign_minor"] if facts["foreign_currency_id"] else None
        return Line(
            id=facts["id"],
            amount=Decimal(facts["minor"]).scaleb(-facts["decimals"]),
            day=facts["day"],
            texts=texts,
            currency_id=facts["currency_id"],
            foreign_amount=None
            if foreign is None
            else Decimal(foreign).scaleb(-facts["foreign_decimals"]),
            foreign_currency_id=facts["foreign_currency_id"],
            partner_id=facts["partner_id"],
            journal_id=facts["journal_id"],
            company_ids=frozenset(facts["parents"]),
        )


def _known(values) -> tuple[str, ...]:
    """Return the distinct non-empty values; the label "/" is core's empty one."""
    return tuple(dict.fromkeys(v for v in values or () if v and v.strip() not in "/"))
