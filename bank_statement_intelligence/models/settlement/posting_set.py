"""Postings and their undo written by set: core does examples, SQL copies what changed.

A bank line that one open document of exactly its amount settles is posted by the same
few changes each time. Of each shape (journal, direction, kind of account and document)
core posts two proposals; what it changed and made must be the same for both, in every
column of every row, but for what is known to differ. Then the others of the shape get
the same by one statement per table. Where anything is different, or anybody listens,
the ORM does it; the log says why. Undo goes the same way back.
"""

import json
import logging
from collections import defaultdict
from collections.abc import Callable
from functools import partial
from typing import NamedTuple

from odoo import api, models

from ..lines import by_set
from ..lines.by_set import LOG, MIN_ALIKE, MIN_LINES, Differs
from .bank_entry import FAST

_logger = logging.getLogger(__name__)

#: proposals that are posted or undone together, and committed
CHUNK = 250
#: the same, where most of them are written by set
LARGE_CHUNK = 1000
PARTIAL, FULL = "account.partial.reconcile", "account.full.reconcile"
ITEM, MOVE = "account.move.line", "account.move"
LINE = "account.bank.statement.line"
PROPOSAL, PART = "bank.match.proposal", "bank.match.proposal.line"
#: rows that posting changes, by what they are for a bank line
CHANGED = {
    "own": ITEM,  # the suspense item, which becomes the counterpart
    "bank": ITEM,
    "item": ITEM,  # what is settled
    "entry": MOVE,
    "document": MOVE,
    "line": LINE,
    "proposal": PROPOSAL,
    "part": PART,
}
#: rows that it makes
MADE = {"partial": PARTIAL, "full": FULL}
MODELS = (MOVE, LINE, ITEM, PARTIAL, FULL)
ADDON = "bank_statement_intelligence"
#: methods of core that copies pass by
METHODS = (
    "_check_amls",
    "_collect_tax_cash_basis",
    "_create_exchange",
    "_create_tax_cash_basis",
    "_get_to_update_payments",
    "_optimize_reconciliation",
    "_prepare_exchange",
    "_prepare_reconciliation",
    "_reconcile",
    "_update_matching_number",
    "reconcile",
)
TYPES = ("out_invoice", "in_invoice", "out_refund", "in_refund")
#: rows that a bank line and the only document that it settles are about: amounts are
#: the same, in the company's currency, and nothing else settles a part
_PAIRS = """
    SELECT proposal.id AS proposal_id, part.id AS part_id, line.id AS line_id,
           entry.id AS entry_id, own.id AS own_id, bank.id AS bank_id,
           item.id AS item_id, document.id AS document_id, entry.journal_id,
           own.balance > 0 AS is_debit, account.account_type, document.move_type,
           line.partner_id IS NOT NULL AS has_partner, line.partner_id AS line_partner,
           part.partner_id, item.account_id, journal.suspense_account_id,
           abs(own.balance)::text AS amount, item.balance::text AS balance,
           line.amount::text AS line_amount, (-line.amount)::text AS open_amount,
           greatest(own.date, item.date)::text AS last_day, proposal.pass_code,
           coalesce(proposal.sets_partner, FALSE) AS sets_partner,
           partial.id AS partial_id, partial.full_reconcile_id AS full_id
      FROM bank_match_proposal proposal
      JOIN bank_match_proposal_line part ON part.proposal_id = proposal.id
      JOIN account_bank_statement_line line ON line.id = proposal.statement_line_id
      JOIN account_move entry ON entry.id = line.move_id
      JOIN account_journal journal ON journal.id = entry.journal_id
      JOIN res_company company ON company.id = entry.company_id
      JOIN account_move_line own ON own.move_id = entry.id
      JOIN account_move_line bank ON bank.move_id = entry.id AND bank.id <> own.id
      JOIN account_move_line item ON item.id = part.move_line_id
      JOIN account_account account ON account.id = item.account_id
      JOIN account_move document ON document.id = item.move_id
 LEFT JOIN account_partial_reconcile partial
           ON partial.debit_move_id IN (own.id, item.id)
          AND partial.credit_move_id IN (own.id, item.id)
     WHERE proposal.id = ANY(%(ids)s) AND proposal.kind = 'payment'
       AND proposal.group_key IS NULL AND proposal.difference_account_id IS NULL
       AND part.role IS NULL AND part.is_on_account IS NOT TRUE
       AND part.partner_id IS NOT NULL AND part.account_id = item.account_id
       AND part.amount = item.amount_currency
       AND (SELECT count(*) FROM bank_match_proposal_line other
             WHERE other.proposal_id = proposal.id) = 1
       AND (SELECT count(*) FROM account_move_line other
             WHERE other.move_id = entry.id) = 2
       AND line.foreign_currency_id IS NULL AND entry.state = 'posted' AND entry.checked
       AND company.currency_id = ALL (
               ARRAY[own.currency_id, bank.currency_id, item.currency_id,
                     document.currency_id])
       AND item.company_id = entry.company_id AND account.reconcile
       AND item.balance <> 0 AND item.balance = -own.balance
       AND item.amount_currency = item.balance
       AND abs(document.amount_total_signed) = abs(item.balance)
       AND document.state = 'posted' AND document.origin_payment_id IS NULL
       AND document.move_type IN %(types)s
       AND NOT EXISTS (SELECT FROM account_move__account_payment rel
                        WHERE rel.invoice_id = document.id)
       AND NOT EXISTS (SELECT FROM bank_match_proposal other
                        WHERE other.statement_line_id = line.id
                          AND other.id <> proposal.id
                          AND other.state IN %(states)s)
       AND {condition}
  ORDER BY array_position(%(ids)s, proposal.id)
"""
_UNPAID = """
    own.account_id = journal.suspense_account_id AND line.is_reconciled IS NOT TRUE
    AND item.reconciled IS NOT TRUE AND item.matching_number IS NULL
    AND item.amount_residual = item.balance AND document.payment_state = 'not_paid'
    AND item.amount_residual_currency = item.balance AND partial.id IS NULL
"""
_PAID = """
    own.id = part.counterpart_line_id AND own.account_id = item.account_id
    AND own.full_reconcile_id = partial.full_reconcile_id
    AND item.full_reconcile_id = partial.full_reconcile_id
    AND partial.exchange_move_id IS NULL AND partial.draft_caba_move_vals IS NULL
    AND (SELECT count(*) FROM account_partial_reconcile other
          WHERE other.full_reconcile_id = partial.full_reconcile_id) = 1
    AND document.payment_state = 'paid'
"""


class Deed(NamedTuple):
    """What is done by set: of which pairs, and what each pair gets of its own."""

    name: str
    condition: str
    #: what makes two of them alike
    shape: tuple[str, ...]
    #: proposals of the same line in these states are in the way
    others: tuple[str, ...]
    get_own: Callable


class Copies:
    """What a run has learned of copying: the changes of each shape, or why not."""

    def __init__(self):
        self.refusal = None
        self.templates: dict[tuple, dict] = {}


class BankPostingSet(models.AbstractModel):
    _name = "bank.posting.set"
    _description = "Bank Postings Written by Set"

    @api.model
    def _post(self, proposals, copies: Copies, settle):
        """Post those of the proposals that can be written by set, and their examples.

        Args:
            proposals: ``bank.match.proposal`` records that nothing hinders.
            copies: what this run has learned before.
            settle: what posts proposals by the ORM.
        Returns:
            the proposals that are left to the ORM.
        """
        return self._do(POST, proposals, copies, settle)

    @api.model
    def _undo(self, proposals, copies: Copies, restore):
        """Undo those that can be written by set, and their examples; see above."""
        return self._do(UNDO, proposals, copies, restore)

    def _do(self, deed: Deed, proposals, copies: Copies, settle):
        if len(proposals) < MIN_LINES or not self._is_allowed(proposals, copies):
            return proposals
        shapes = self._find_pairs(deed, proposals, copies)
        examples = {
            shape: [pairs[0], pairs[-1]]
            for shape, pairs in shapes.items()
            if shape not in copies.templates
        }
        done = [pair for two in examples.values() for pair in two]
        try:
            if examples:
                self._learn(deed, examples, copies, settle)
            seen = {pair["proposal_id"] for pair in done}
            others = [
                (shape, pair)
                for shape, pairs in shapes.items()
                for pair in pairs
                if pair["proposal_id"] not in seen
            ]
            self._copy(deed, others, copies)
            done += [pair for _shape, pair in others]
        except Differs as reason:
            self._refuse(copies, str(reason))
        return proposals - proposals.browse(pair["proposal_id"] for pair in done)

    def _get_chunk_size(self, proposals, copies: Copies) -> int:
        """Return how many of these proposals are done together; see :meth:`_post`."""
        if len(proposals) > CHUNK and self._is_allowed(proposals, copies):
            return LARGE_CHUNK
        return CHUNK

    def _is_allowed(self, proposals, copies: Copies) -> bool:
        if copies.refusal is None:
            journals, company = proposals.journal_id, proposals.company_id.sudo()
            reason = by_set.find_obstacle(self.env, journals, MODELS, METHODS)
            if not reason and any(
                (company | company.root_id).mapped("tax_exigibility")
            ):
                reason = "taxes are due when invoices are paid"
            self._refuse(copies, reason)
        return not copies.refusal

    def _refuse(self, copies: Copies, reason: str) -> None:
        copies.refusal = reason
        if reason:
            _logger.info("Bank lines are posted one by one: %s", reason)

    def _find_pairs(self, deed, proposals, copies: Copies) -> dict[tuple, list[dict]]:
        """Return the proposals that can be copies, with all rows they are about, by
        shape; shapes that are worth it."""
        self.env.flush_all()
        self.env.cr.execute("SHOW enable_seqscan")
        (before,) = self.env.cr.fetchone()
        # what this transaction made is in no statistics: through indexes, whatever
        # PostgreSQL believes
        self.env.cr.execute("SET LOCAL enable_seqscan = off")
        self.env.cr.execute(
            _PAIRS.format(condition=deed.condition),
            {"ids": proposals.ids, "types": TYPES, "states": deed.others},
        )
        found = self.env.cr.dictfetchall()
        self.env.cr.execute("SET LOCAL enable_seqscan = %s", [before])
        shapes = defaultdict(list)
        for pair in found:
            shapes[tuple(pair[name] for name in deed.shape)].append(pair)
        return {
            shape: pairs
            for shape, pairs in shapes.items()
            if len(pairs) >= MIN_ALIKE or shape in copies.templates
        }

    # -- examples ---------------------------------------------------------------------

    def _learn(self, deed, examples: dict, copies: Copies, settle) -> None:
        """Let core do it with two proposals of each shape, and keep what that changes.

        Raises:
            Differs: the second one is not changed as the first one.
        """
        pairs = [pair for two in examples.values() for pair in two]
        before = self._read(pairs)
        writes = by_set.count_writes(self.env)
        settle(self.env[PROPOSAL].browse(pair["proposal_id"] for pair in pairs))
        self.env.flush_all()
        tables = {_table(model) for model in (*CHANGED.values(), *MADE.values())}
        tables |= self._get_watchers_tables()
        needed = [_table(model) for model in (LINE, ITEM, PARTIAL, FULL)]
        by_set.check_tables(writes, by_set.count_writes(self.env), tables, needed)
        after, made = self._read(pairs), self._read_made(pairs)
        if deed == UNDO:
            if any(map(any, made)):
                raise Differs("core keeps the reconciliation")
        elif not all(map(all, made)):
            raise Differs("core reconciles otherwise")
        else:
            for place, (role, model) in enumerate(MADE.items()):
                ids = [both[place] for both in made]
                after[role] = self._read_rows(_table(model), ids)
        own = self._get_own(deed, pairs, made)
        self._prove(examples, before, after, own, copies)

    def _get_watchers_tables(self) -> set[str]:
        """Return the tables that rooms write which watch; they are told of copies."""
        models_ = self.env.registry.values()
        own = {one._table for one in models_ if one._original_module == ADDON}
        return own | {"ir_cron_trigger"}

    def _prove(self, examples, before, after, own, copies: Copies) -> None:
        expected: dict[str, list] = {role: [] for role in after}
        for number, shape in enumerate(examples):
            template = copies.templates[shape] = {}
            for role in after:
                for place in (2 * number, 2 * number + 1):
                    old = before[role][place] if role in before else {}
                    new, known = after[role][place], own[role][place]
                    if place == 2 * number:
                        template[role] = _get_changes(old, new, known)
                    copy = old
                    if template[role] is not None:
                        copy = old | template[role] | known | self._get_log_values(role)
                    expected[role].append(copy)
        try:
            for role, rows in expected.items():
                table = _table(CHANGED.get(role) or MADE[role])
                by_set.check_equal(self.env, table, rows, after[role])
        except Differs:
            copies.templates.clear()
            raise

    def _get_log_values(self, role: str) -> dict:
        now = str(self.env.cr.now())
        return {"write_date": now} | ({"create_date": now} if role in MADE else {})

    def _read(self, pairs: list[dict]) -> dict[str, list[dict]]:
        """Return the rows that posting changes, by what they are, one per pair."""
        return {
            role: self._read_rows(_table(model), [pair[f"{role}_id"] for pair in pairs])
            for role, model in CHANGED.items()
        }

    def _read_made(self, pairs: list[dict]) -> list[tuple]:
        """Return the partial and full reconciliation of each pair, as ids or None."""
        self.env.cr.execute(
            """SELECT own, partial.id, partial.full_reconcile_id
                 FROM unnest(%s, %s) pair (own, item)
                 JOIN account_partial_reconcile partial
                      ON partial.debit_move_id IN (own, item)
                     AND partial.credit_move_id IN (own, item)""",
            [[pair[name] for pair in pairs] for name in ("own_id", "item_id")],
        )
        found = {own: ids for own, *ids in self.env.cr.fetchall()}
        return [found.get(pair["own_id"], (None, None)) for pair in pairs]

    def _read_rows(self, table: str, ids) -> list[dict]:
        self.env.cr.execute(
            f"SELECT id, to_jsonb(t) FROM {table} t WHERE id = ANY(%s)", [list(ids)]
        )
        rows = dict(self.env.cr.fetchall())
        return [rows[number] for number in ids]

    # -- copies -----------------------------------------------------------------------

    def _get_own(self, deed, pairs, made) -> dict[str, list[dict]]:
        """Return what each pair has of its own, by what the rows are.

        Args:
            made: ids of the partial and full reconciliation of each pair.
        """
        company = self.env["account.journal"].browse(pairs[0]["journal_id"]).company_id
        new = {pair["partner_id"] for pair in pairs if not pair["has_partner"]}
        facts = by_set.PartnerFacts(self.env, company, new)
        found: dict[str, list] = defaultdict(list)
        for pair, ids in zip(pairs, made, strict=True):
            for role, values in deed.get_own(pair, facts, *ids).items():
                key = {} if role in MADE else {"id": pair[f"{role}_id"]}
                found[role].append(key | values)
        return found

    def _copy(self, deed, others: list[tuple], copies: Copies) -> None:
        """Write what it changes, for pairs of known shapes: ``(shape, pair)``."""
        if not others:
            return
        pairs = [pair for _shape, pair in others]
        finish = self._tell_watchers(deed, pairs)
        self.env.flush_all()
        own, written = self._get_own(deed, pairs, self._take_ids(deed, pairs)), {}
        for role, some in own.items():
            log = self._get_log_values(role)
            templates = [copies.templates[shape][role] for shape, _pair in others]
            rows = [
                template | values | log
                for template, values in zip(templates, some, strict=True)
                if template is not None
            ]
            if rows:
                model = CHANGED.get(role) or MADE[role]
                write = self._insert if role in MADE else self._update
                write(_table(model), rows)
                written[role] = model, rows
        if deed == UNDO:
            for role, model in MADE.items():
                self._delete(_table(model), [pair[f"{role}_id"] for pair in pairs])
        self.env.invalidate_all(flush=False)
        self._follow(pairs, written)
        for call in finish:
            call()

    def _take_ids(self, deed, pairs: list[dict]) -> list[tuple]:
        """Return ids of the partial and full reconciliation that each pair gets."""
        if deed == UNDO:
            return [(None, None)] * len(pairs)
        tables = map(_table, MADE.values())
        ids = [by_set.take_ids(self.env, table, len(pairs)) for table in tables]
        return list(zip(*ids, strict=True))

    def _insert(self, table: str, rows: list[dict]) -> None:
        self.env.cr.execute(
            f"INSERT INTO {table}"
            f" SELECT * FROM jsonb_populate_recordset(NULL::{table}, %s::jsonb)",
            [json.dumps(rows)],
        )

    def _delete(self, table: str, ids: list[int]) -> None:
        self.env.cr.execute(f"DELETE FROM {table} WHERE id = ANY(%s)", [ids])

    def _update(self, table: str, rows: list[dict]) -> None:
        """Update rows by id; shapes can change different columns."""
        by_columns = defaultdict(list)
        for row in rows:
            by_columns[tuple(sorted(row.keys() - {"id"}))].append(row)
        for columns, some in by_columns.items():
            changes = ", ".join(f"{name} = new.{name}" for name in columns)
            self.env.cr.execute(
                f"UPDATE {table} old SET {changes}"
                f"  FROM jsonb_populate_recordset(NULL::{table}, %s::jsonb) new"
                " WHERE old.id = new.id",
                [json.dumps(some)],
            )

    # -- who has to know --------------------------------------------------------------

    def _tell_watchers(self, deed, pairs: list[dict]) -> list:
        """Check the user's rights, have rooms that watch these models refuse; return
        what they want to do afterwards."""
        self.env[PARTIAL].check_access("create" if deed == POST else "unlink")
        by_account = defaultdict(list)
        account = "account_id" if deed == POST else "suspense_account_id"
        for pair in pairs:
            by_account[pair[account]].append(pair["own_id"])
        finish = []
        for account_id, ids in by_account.items():
            items = self.env[ITEM].with_context(**FAST).browse(ids)
            items.check_access("write")
            finish += self._tell(items, "write", {"account_id": account_id})
        proposals = self.env[PROPOSAL].browse(pair["proposal_id"] for pair in pairs)
        state = "posted" if deed == POST else "undone"
        finish += self._tell(proposals.sudo(), "write", {"state": state})
        if deed == UNDO:
            partials = self.env[PARTIAL].browse(pair["partial_id"] for pair in pairs)
            finish += self._tell(partials, "unlink", None)
        return finish

    def _tell(self, records, operation: str, values) -> list:
        entries = self.env["bank.tables"]._get_entries
        finish = [
            call(records, operation, values)
            for call in entries(f"before:{records._name}")
        ]
        finish += [
            partial(call, records, operation, values)
            for call in entries(f"after:{records._name}")
        ]
        return list(filter(None, finish))

    def _follow(self, pairs: list[dict], written: dict[str, tuple]) -> None:
        """Have the ORM compute what else depends on it, and core's hook be called."""
        ids = defaultdict(set)
        for model, rows in written.values():
            ids[model] |= {row["id"] for row in rows}
        by_set.recompute_others(
            [
                (self.env[model].browse(row["id"] for row in rows), _names(rows))
                for model, rows in written.values()
            ],
            lambda name: ids.get(name, ()),
        )
        documents = self.env[MOVE].browse(pair["document_id"] for pair in pairs)
        documents.with_context(tracking_disable=True)._invoice_paid_hook()


def _table(model: str) -> str:
    return model.replace(".", "_")


def _names(rows: list[dict]) -> set[str]:
    return {name for row in rows for name in row} - LOG - {"id", "create_date"}


def _get_changes(old: dict, new: dict, known: dict) -> dict | None:
    """Return the columns that an example changed to what all copies get; None if core
    left the row alone."""
    changed = {name for name in new if name not in old or new[name] != old[name]}
    if not changed:
        return None
    return {name: new[name] for name in changed - known.keys() - {"write_date"}} | {
        "write_uid": new["write_uid"]
    }


def _get_own_of_posting(pair: dict, facts, partial_id: int, full_id: int) -> dict:
    """Return the columns of a pair that are its own, by what the rows are, in the
    order in which they are written."""
    named = {"partner_id": pair["line_partner"] or pair["partner_id"]}
    matched = {"full_reconcile_id": full_id, "matching_number": str(full_id)}
    sides = [pair["own_id"], pair["item_id"]]
    debit_id, credit_id = sides if pair["is_debit"] else reversed(sides)
    amounts = ("amount", "debit_amount_currency", "credit_amount_currency")
    return {
        "full": {"id": full_id},
        "partial": {
            "id": partial_id,
            "debit_move_id": debit_id,
            "credit_move_id": credit_id,
            "full_reconcile_id": full_id,
            "max_date": pair["last_day"],
            **dict.fromkeys(amounts, pair["amount"]),
        },
        "own": {"account_id": pair["account_id"], "partner_id": pair["partner_id"]}
        | matched,
        "bank": {} if pair["has_partner"] else named,
        "item": matched,
        "entry": {} if pair["has_partner"] else facts.get(pair["partner_id"]),
        "document": {},
        "line": named
        | {
            "match_method": pair["pass_code"] or "manual",
            "applied_amount": pair["line_amount"],
        },
        "proposal": {},
        "part": {"counterpart_line_id": pair["own_id"]},
    }


def _get_own_of_undo(pair: dict, *_others) -> dict:
    """Return the same for an undo; what it empties is the same for all."""
    keeps = None if pair["sets_partner"] else pair["line_partner"]
    open_amounts = ("amount_residual", "amount_residual_currency")
    return {
        "own": {"account_id": pair["suspense_account_id"], "partner_id": keeps},
        "bank": {},
        "item": dict.fromkeys(open_amounts, pair["balance"]),
        "entry": {},
        "document": {
            "amount_residual": pair["amount"],
            "amount_residual_signed": pair["balance"],
        },
        "line": {
            "difference_amount": pair["line_amount"],
            "amount_residual": pair["open_amount"],
        },
        "proposal": {},
        "part": {},
    }


_ALIKE = ("journal_id", "is_debit", "account_type", "move_type", "has_partner")
POST = Deed("post", _UNPAID, _ALIKE, ("posted",), _get_own_of_posting)
UNDO = Deed(
    "undo",
    _PAID,
    (*_ALIKE, "sets_partner"),
    ("posted", "proposed", "tie", "approved", "error"),
    _get_own_of_undo,
)
