"""Append-only log of what was decided, with a chain of hashes.

A row is written in the same transaction as the act. Rows get their place in the chain
of their company a moment later (*sealing*: the scheduled run, closing, verifying and
exporting do it), so that people who work at the same time never wait for each other.
"""

from psycopg2.extras import execute_values

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.modules.module import get_manifest
from odoo.tools import SQL

from ...engine.control import hash_chain
from ..lines import by_set
from ..lines.actions import form_action, notify
from ..lines.html import html_facts
from ..lines.rights import needs
from ..lines.tables import entry
from .decision_facts import line_facts, posting_facts

ACTIONS = [
    ("post", "Posted"),
    ("undo", "Undone"),
    ("ignore", "Ignored"),
    ("restore", "Restored"),
    ("close", "Closed"),
    ("reopen", "Reopened"),
    ("review", "Reviewed"),
    ("opening", "Opening Entry"),
    ("rule", "Rule Changed"),
    ("import_undone", "Import Undone"),
    ("other", "Other"),
]
#: columns that repeat what the hashed text says, for searching, with its value there
COPIED = {
    "action": lambda hashed: hashed["action"],
    "is_automatic": lambda hashed: hashed["automatic"],
    "res_model": lambda hashed: hashed["model"],
    "res_id": lambda hashed: hashed["record"],
    "logged_on": lambda hashed: hashed["logged_on"],
    "company_id": lambda hashed: hashed["company"],
    "journal_id": lambda hashed: hashed["journal"],
    "user_id": lambda hashed: hashed["user"]["id"],
    "summary": lambda hashed: hashed["facts"].get("summary"),
}
#: columns that the database empties when their record is deleted
EMPTIED = {"journal_id": "account.journal", "user_id": "res.users"}
#: companies with rows to seal. Of two sealers the second one waits, and begins again if
#: its picture of the chain is older than what the first one wrote
LOCK = """
    SELECT id FROM res_company
     WHERE id IN (SELECT company_id FROM bank_decision_log WHERE number IS NULL)
  ORDER BY id FOR NO KEY UPDATE
"""


class BankDecisionLog(models.Model):
    _name = "bank.decision.log"
    _description = "Decision Log"
    _order = "id desc"
    _rec_name = "summary"

    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, index=True, ondelete="restrict"
    )
    journal_id = fields.Many2one(
        "account.journal", readonly=True, index="btree_not_null", ondelete="set null"
    )
    user_id = fields.Many2one("res.users", readonly=True, ondelete="set null")
    logged_on = fields.Datetime(required=True, readonly=True, index=True)
    action = fields.Selection(ACTIONS, required=True, readonly=True, index=True)
    is_automatic = fields.Boolean(
        "Automatic", readonly=True, help="No person approved it one by one."
    )
    res_model = fields.Char("Model", readonly=True)
    res_id = fields.Many2oneReference("Record", model_field="res_model", readonly=True)
    summary = fields.Char(readonly=True)
    payload = fields.Text(
        "Decision", required=True, readonly=True, help="JSON; this is what is hashed."
    )
    facts_html = fields.Html("Facts", compute="_compute_facts_html")
    digest = fields.Char("SHA-256", required=True, readonly=True)
    number = fields.Integer(readonly=True, help="Place in the chain of the company.")
    previous_hash = fields.Char(readonly=True)
    hash = fields.Char("Chain Hash", readonly=True)

    _number_uniq = models.UniqueIndex("(company_id, number) WHERE number IS NOT NULL")
    _unsealed_idx = models.Index("(company_id, id) WHERE number IS NULL")
    _res_idx = models.Index("(res_model, res_id)")

    @api.depends("payload")
    def _compute_facts_html(self):
        for one in self:
            facts = hash_chain.parse(one.payload or "{}").get("facts", {})
            one.facts_html = html_facts(facts)

    # -- append only -----------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        """Only the engine appends."""
        if not self.env.su:
            self._refuse()
        return super().create(vals_list)

    def write(self, vals):  # pylint: disable=method-required-super
        """Refuse: what is logged stays."""
        self._refuse()

    def unlink(self):  # pylint: disable=method-required-super
        """Refuse: what is logged stays."""
        self._refuse()

    def _refuse(self):
        raise AccessError(
            self.env._(
                "The decision log is append-only: nobody changes or deletes its rows."
            )
        )

    @api.model
    def _append(self, action: str, records, rows: list[dict], automatic=False) -> None:
        """Log one act per record.

        Args:
            action: one of ``ACTIONS``.
            records: what was decided about, all of one model with ``company_id``.
            rows: facts per record, JSON values; ``summary`` is shown in the list.
            automatic: whether no person approved it, or a list, one per record.
        """
        now = fields.Datetime.to_string(fields.Datetime.now())
        flags = automatic if isinstance(automatic, list) else [automatic] * len(rows)
        values = []
        for record, facts, flag in zip(records, rows, flags, strict=True):
            journal = record.journal_id if "journal_id" in record._fields else None
            company = record.company_id or self.env.company
            text = hash_chain.canonical(
                {
                    "action": action,
                    "automatic": bool(flag),
                    "company": company.id,
                    "facts": facts,
                    "journal": journal.id if journal else None,
                    "logged_on": now,
                    "model": record._name,
                    "record": record.id,
                    "user": {"id": self.env.uid, "login": self.env.user.login},
                }
            )
            values.append(
                {
                    "company_id": company.id,
                    "journal_id": journal.id if journal else False,
                    "user_id": self.env.uid,
                    "logged_on": now,
                    "action": action,
                    "is_automatic": bool(flag),
                    "res_model": record._name,
                    "res_id": record.id,
                    "summary": facts.get("summary", ""),
                    "payload": text,
                    "digest": hash_chain.digest(text),
                }
            )
        by_set.create(self.sudo(), values)

    # -- what is logged: in the same transaction as the act ----------------------------

    @entry("rule_life", 10)
    def _log_rules(self, rules, before: dict) -> None:
        """Log rules that begin, stop or lose their automation: they decide about lines
        to come.

        Those of the chart of accounts come with the company; nobody decided about them.
        A rule that is suspended without a person's doing was corrected too often.
        """
        if self.env.context.get("chart_template_load"):
            rules = rules.filtered(lambda rule: rule.id in before)
        person = self.env.context.get("bank_rule_stopped_by_person")
        for rule in rules:
            old = before.get(rule.id)
            facts = {
                "summary": f"{rule.display_name}: {rule.state}, {rule.mode}",
                "name": rule.display_name,
                "before": old and list(old),
                "after": [rule.state, rule.mode],
                "reason": rule.suspend_reason or "",
                "version": self._get_version(rule),
            }
            machine = rule.state == "suspended" and not person
            self._append("rule", rule, [facts], automatic=machine)

    @entry("after_posting", 90)
    def _log_posting(self, proposals) -> None:
        """Log each posting with its evidence and the versions of its rules."""
        self._append(
            "post",
            proposals,
            posting_facts(proposals),
            automatic=[not one.approved_by_id for one in proposals],
        )

    @entry("before:bank.match.proposal", 90)
    def _log_undo(self, proposals, operation, values):
        """Log each posting that ends, whoever ends it: undo, or a run that finds the
        line unreconciled outside bank matching (nobody decided that one by one)."""
        if operation == "create" or (
            operation == "write" and values.get("state", "posted") == "posted"
        ):
            return None
        posted = proposals.filtered(lambda one: one.state == "posted")
        if not posted:
            return None
        facts = posting_facts(posted)
        machine = bool(self.env.context.get("bank_posting_retired"))
        if operation == "unlink":
            return self._append("undo", posted, facts, automatic=machine)
        return lambda: self._append("undo", posted, facts, automatic=machine)

    @entry("after_ignore", 90)
    def _log_ignore(self, lines, reason: str) -> None:
        """Log which lines were ignored, and why."""
        rows = [line_facts(line) | {"reason": reason} for line in lines]
        self._append("ignore", lines, rows)

    @entry("after_restore", 90)
    def _log_restore(self, lines) -> None:
        """Log which ignored lines were brought back."""
        self._append("restore", lines, [line_facts(line) for line in lines])

    @entry("import_undo", 90)
    def _log_import_undo(self, file) -> None:
        """Log what an imported file had brought that is taken back."""
        facts = {
            "summary": file.name,
            "sha256": file.checksum,
            "statements": file.sudo().statement_ids.mapped("display_name"),
            "lines": [line_facts(line) for line in file.sudo().line_ids],
        }
        self._append("import_undone", file, [facts])

    # -- versions --------------------------------------------------------------------

    @api.model
    def _get_version(self, record) -> str:
        """Return the version of a rule or pass: addon version and a hash of what
        defines it, so that any change of a setting is another version."""
        definition = record.sudo().with_context(lang=None).copy_data()
        text = hash_chain.canonical(definition)
        addon = get_manifest("bank_statement_intelligence")["version"]
        return f"{addon}/{hash_chain.digest(text)[:12]}"

    # -- chain -----------------------------------------------------------------------

    @entry("after_fetch", 90)
    def _seal_decisions(self) -> None:
        """Give what the scheduled action decided its place in the chain."""
        self.sudo()._seal()
        self.env["ir.cron"]._commit_progress()

    @api.model
    def _seal(self) -> None:
        """Give new rows their place in the chain of their company.

        Raises:
            OperationalError: somebody sealed meanwhile; Odoo repeats the request.
        """
        self.flush_model()
        cr = self.env.cr
        cr.execute(LOCK)
        cr.execute(
            "SELECT id, company_id, digest FROM bank_decision_log "
            "WHERE number IS NULL ORDER BY company_id, id"
        )
        rows, heads = [], {}
        for row_id, company_id, text in cr.fetchall():
            if company_id not in heads:
                heads[company_id] = self._get_head(company_id)
            number, previous = heads[company_id]
            current = hash_chain.link(previous, number + 1, text)
            rows.append((row_id, number + 1, previous, current))
            heads[company_id] = number + 1, current
        if rows:
            execute_values(
                cr._obj,
                "UPDATE bank_decision_log l SET number = v.number, "
                "previous_hash = v.previous, hash = v.hash "
                "FROM (VALUES %s) AS v (id, number, previous, hash) WHERE l.id = v.id",
                rows,
            )
            self.invalidate_model(["number", "previous_hash", "hash"])
            execute_values(
                cr._obj,
                "UPDATE res_company c SET bank_log_head = v.head "
                "FROM (VALUES %s) AS v (id, head) WHERE c.id = v.id",
                [(key, f"{number} {head}") for key, (number, head) in heads.items()],
            )
            self.env["res.company"].invalidate_model(["bank_log_head"])

    @api.model
    def _get_head(self, company_id: int) -> tuple[int, str]:
        """Return number and hash of the last sealed row of a company."""
        rows = self.env.execute_query(
            SQL(
                "SELECT number, hash FROM bank_decision_log WHERE company_id = %s "
                "AND number IS NOT NULL ORDER BY number DESC LIMIT 1",
                company_id,
            )
        )
        return rows[0] if rows else (0, hash_chain.START)

    @api.model
    def _verify(self, company) -> list[str]:
        """Check the whole log of a company.

        Args:
            company: ``res.company``.
        Returns:
            what is wrong, one text per place; empty when nothing was tampered with.
        """
        self._seal()
        rows = self._read_all(company)
        chain = [
            hash_chain.Link(r["number"], r["digest"], r["previous_hash"], r["hash"])
            for r in rows
        ]
        return [
            *(text for row in rows for text in self._check_row(row)),
            *map(self._get_break_text, hash_chain.check(chain)),
            *self._check_end(company, rows),
            *self.env["bank.statement.closing"]._check_log(company, rows),
            *self.env["bank.statement.closing"]._check_company(company, rows),
        ]

    def _check_end(self, company, rows: list[dict]) -> list[str]:
        """Compare the end of the log with what was sealed last: rows that were cut off
        leave a whole chain."""
        head = company.sudo().bank_log_head
        last = f"{rows[-1]['number']} {rows[-1]['hash']}" if rows else ""
        if not head or head == last:
            return []
        return [
            self.env._(
                "The log does not end with row %(number)s, which was sealed last "
                "(%(hash)s).",
                number=head.split(" ")[0],
                hash=head.split(" ")[1],
            )
        ]

    def _read_all(self, company) -> list[dict]:
        query = "SELECT * FROM bank_decision_log WHERE company_id = %s ORDER BY number"
        return self.env.execute_query_dict(SQL(query, company.id))

    def _check_row(self, row: dict) -> list[str]:
        """Compare a row with the text that was hashed."""
        if hash_chain.digest(row["payload"]) != row["digest"]:
            return [self.env._("Row %s: the decision was changed.", row["number"])]
        hashed = hash_chain.parse(row["payload"])
        changed = [
            name
            for name, read in COPIED.items()
            if str(row[name] or "") != str(read(hashed) or "")
            and not self._is_emptied(name, row[name], read(hashed))
        ]
        return [
            self.env._(
                "Row %(number)s: column “%(name)s” was changed.",
                number=row["number"],
                name=name,
            )
            for name in changed
        ]

    def _is_emptied(self, name: str, value, hashed) -> bool:
        """Tell whether a column is empty because its record was deleted."""
        model = EMPTIED.get(name)
        if not model or value is not None or not hashed:
            return False
        return not self.env[model].sudo().browse(hashed).exists()

    def _get_break_text(self, place) -> str:
        _ = self.env._
        texts = {
            "content": _("Row %s: its hash does not fit its content."),
            "previous": _("Row %s: it does not follow on the row before it."),
            "missing": _("Row %s is missing."),
        }
        return texts[place.reason] % place.number

    # -- buttons ---------------------------------------------------------------------

    @needs("reader")
    def action_verify(self):
        """Verify the log of the current company and say the result."""
        company = self.env.company
        problems = self.sudo()._verify(company)
        if problems:
            raise UserError(
                self.env._(
                    "The decision log of %(company)s has been tampered with:\n%(what)s",
                    company=company.name,
                    what="\n".join(problems[:50]),
                )
            )
        count = self.search_count([("company_id", "=", company.id)])
        _number, head = self.sudo()._get_head(company.id)
        return notify(
            self.env._(
                "%(count)s rows of %(company)s, all as they were written. The last "
                "hash is %(hash)s: compare it with the last digest or certificate.",
                count=count,
                company=company.name,
                hash=head,
            ),
            "success",
            title=self.env._("Decision log verified"),
        )

    @needs("reader")
    def action_open_record(self):
        """Open what was decided about."""
        self.ensure_one()
        record = self.env[self.res_model].browse(self.res_id).exists()
        if not record:
            raise UserError(
                self.env._("The record is gone. The log still tells of it.")
            )
        return form_action(record)
