"""A possible settlement of a bank line, with its evidence.

A proposal has no accounting effect. It waits to be approved by a person or by the
journal's automation level; then ``posting.py`` posts it. Proposals with the same
``group_key`` settle combined lines and go through every state together.

Why one is not posted by itself, why it cannot be posted and what follows are tables:
``_get_vetoes`` and those after it. The state changes in this room only.
"""

from odoo import api, fields, models, tools
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

from ..lines import by_set
from ..lines.actions import (
    addon_action,
    form_action,
    notify,
    notify_queued,
    undoable,
)
from ..lines.journals import with_branches
from ..lines.rights import check_right, needs
from ..lines.tables import entry
from ..lines.truth import ENGINE, person, until_decided
from ..matching.bank_match_pass import PROOFS
from . import (
    bulk,
    by_hand,
    evidence,
    follow_ups,
    four_eyes,
    obstacles,
    reconcile,
    vetoes,
)

#: proposals that nobody has decided about yet
OPEN_STATES = ("proposed", "tie", "error")
#: what a later run may know better about the same settlement
REFRESHED = (
    "tier",
    "confidence",
    "margin",
    "evidence",
    "has_contra",
    "difference",
    "auto_allowed",
    "needs_reason",
    "group_key",
    "pass_id",
    "pass_code",
)
STATES = [
    ("proposed", "Proposed"),
    ("tie", "Tie"),
    ("approved", "Approved"),
    ("posted", "Posted"),
    ("rejected", "Rejected"),
    ("undone", "Undone"),
    ("error", "Error"),
]
KINDS = [
    ("bank", "Bank Entry"),
    ("payment", "Payment"),
    ("entry", "Entry"),
    ("transfer", "Transfer"),
]


class BankMatchProposal(models.Model):
    _name = "bank.match.proposal"
    _description = "Match Proposal"
    _order = "statement_line_id desc, confidence desc, id"
    _check_company_auto = True

    statement_line_id = fields.Many2one(
        "account.bank.statement.line",
        "Bank Line",
        required=True,
        readonly=True,
        ondelete="cascade",
        index=True,
    )
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, index=True
    )
    journal_id = fields.Many2one("account.journal", required=True, readonly=True)
    date = fields.Date(related="statement_line_id.date")
    payment_ref = fields.Char(related="statement_line_id.payment_ref")
    amount = fields.Monetary(related="statement_line_id.amount")
    currency_id = fields.Many2one(related="statement_line_id.currency_id")
    run_id = fields.Many2one(
        "bank.match.run", readonly=True, ondelete="set null", index="btree_not_null"
    )
    kind = fields.Selection(KINDS, required=True, readonly=True)
    pass_id = fields.Many2one(
        "bank.match.pass", "Matching Step", readonly=True, ondelete="set null"
    )
    pass_code = fields.Char(readonly=True)
    tier = fields.Selection(PROOFS, "Proof", readonly=True)
    confidence = fields.Float(readonly=True, digits=(5, 4))
    state = fields.Selection(
        STATES, required=True, readonly=True, default="proposed", index=True
    )
    line_ids = fields.One2many(
        "bank.match.proposal.line", "proposal_id", "Counterparts", readonly=True
    )
    counterpart_summary = fields.Char("Books", compute="_compute_summaries")
    evidence_summary = fields.Char("Evidence", compute="_compute_evidence_summary")
    partner_names = fields.Char("Partner", compute="_compute_summaries")
    evidence_html = fields.Html("Evidence Table", compute="_compute_evidence_html")
    difference = fields.Monetary(
        readonly=True, help="What is left of the bank line's amount."
    )
    difference_reason_id = fields.Many2one(
        "bank.difference.reason",
        "Reason of the Difference",
        check_company=True,
        domain="['|', ('journal_ids', '=', False), ('journal_ids', 'in', journal_id)]",
        help="Says where the difference goes, with taxes and analytic distribution.",
    )
    needs_reason = fields.Boolean(
        readonly=True, help="The tolerance wants to know why the amounts differ."
    )
    difference_account_id = fields.Many2one(
        "account.account",
        "Difference to Account",
        compute="_compute_difference_account_id",
        store=True,
        readonly=False,
        check_company=True,
        domain="[('account_type', 'not in',"
        " ('asset_receivable', 'liability_payable'))]",
        help="Settle the items in full and post the difference here (fee, rounding, "
        "discount). Empty: an under-payment leaves the rest open, an over-payment "
        "stays on the partner's account.",
    )
    evidence = fields.Json("Evidence (data)", readonly=True)
    has_contra = fields.Boolean(
        readonly=True, help="Some evidence speaks against it: never posted unseen."
    )
    margin = fields.Float(
        readonly=True,
        digits=(5, 4),
        help="How far its confidence is before that of the next proposal of the line.",
    )
    auto_allowed = fields.Boolean(
        readonly=True, help="The tolerance allows to post the difference by itself."
    )
    veto_codes = fields.Char(
        readonly=True, help="Why it was not posted by itself, as codes."
    )
    veto_text = fields.Char(
        "Not Posted by Itself Because", compute="_compute_veto_text"
    )
    reconcile_model_id = fields.Many2one(
        "account.reconcile.model",
        "Matching Rule",
        readonly=True,
        ondelete="set null",
        index="btree_not_null",
    )
    application_rule_id = fields.Many2one(
        "bank.application.rule",
        readonly=True,
        ondelete="set null",
        index="btree_not_null",
    )
    group_key = fields.Char(
        readonly=True,
        index="btree_not_null",
        help="Proposals with the same key settle combined lines together.",
    )
    signature = fields.Char(readonly=True, index=True)
    error_message = fields.Char(readonly=True)
    approved_by_id = fields.Many2one("res.users", readonly=True)
    second_approved_by_id = fields.Many2one(
        "res.users", "Second Approval by", readonly=True
    )
    approved_on = fields.Datetime(readonly=True)
    sets_partner = fields.Boolean(
        readonly=True, help="Posting set the partner of the bank line; undo clears it."
    )

    _truth = {
        "difference_account_id": until_decided(person("user")),
        "difference_reason_id": until_decided(person("user")),
        **dict.fromkeys(
            (
                "statement_line_id",
                "company_id",
                "journal_id",
                "kind",
                "line_ids",
                "difference",
                "pass_id",
                "pass_code",
                "tier",
                "confidence",
                "margin",
                "evidence",
                "has_contra",
                "auto_allowed",
                "needs_reason",
                "reconcile_model_id",
                "application_rule_id",
                "group_key",
                "signature",
            ),
            until_decided(ENGINE),
        ),
        **dict.fromkeys(("state", "run_id", "veto_codes", "error_message"), ENGINE),
        **dict.fromkeys(("approved_by_id", "second_approved_by_id"), ENGINE),
        **dict.fromkeys(("approved_on", "sets_partner"), ENGINE),
    }

    def write(self, vals):
        """Only where the difference goes is a person's; the rest is the engine's."""
        return self.env["bank.tables"]._watch(super().write, self, "write", vals)

    def _check_undecided(self, _value=None) -> None:
        """Raise if somebody has approved or decided about one of these proposals."""
        for proposal in self:
            if proposal.state not in OPEN_STATES:
                raise AccessError(
                    self.env._(
                        "Proposal %(id)s is %(state)s and stays as it was then. Reject "
                        "or undo it first.",
                        id=proposal.id,
                        state=proposal._get_state_label(),
                    )
                )

    @api.model
    def _create_found(self, values: list[dict]):
        """Create what a run has found, by set if nobody listens.

        Args:
            values: as for ``create()``, from ``prepare_values``.
        """
        if len(values) < by_set.MIN_LINES:
            return self.sudo().create(values)
        rows = [dict(row, difference_account_id=False) for row in values]
        parts = [row.pop("line_ids") for row in rows]
        proposals = by_set.create(self.sudo(), rows)
        by_set.create(
            self.env["bank.match.proposal.line"].sudo(),
            [
                {"proposal_id": proposal.id, "company_id": row["company_id"], **part}
                for proposal, row, some in zip(proposals, rows, parts, strict=True)
                for _create, _zero, part in some
            ],
        )
        return proposals

    def unlink(self):
        """Forget proposals; other rooms may refuse."""
        return self.env["bank.tables"]._watch(super().unlink, self, "unlink")

    # -- what is shown ----------------------------------------------------------------

    @api.depends("payment_ref")
    def _compute_display_name(self):
        for proposal in self:
            proposal.display_name = self.env._(
                "%(text)s: proposal %(number)s",
                text=proposal.payment_ref or "",
                number=proposal.id or "",
            )

    @api.depends("line_ids.move_line_id", "line_ids.account_id")
    def _compute_summaries(self):
        for proposal, shown in zip(self, with_branches(self), strict=True):
            names = [line._get_label() for line in shown.line_ids]
            proposal.counterpart_summary = ", ".join(names)
            partners = shown.line_ids.partner_id or shown.statement_line_id.partner_id
            proposal.partner_names = ", ".join(partners.mapped("display_name")) or (
                shown.statement_line_id.partner_name
            )

    @api.depends("evidence")
    def _compute_evidence_summary(self):
        labels = self._get_evidence_labels()
        for proposal, shown in zip(self, with_branches(self), strict=True):
            proposal.evidence_summary = evidence.as_text(
                self.env,
                proposal.evidence,
                labels,
                shown.statement_line_id.partner_name or "",
            )

    @api.depends("evidence")
    def _compute_evidence_html(self):
        labels = self._get_evidence_labels()
        for proposal in self:
            proposal.evidence_html = evidence.as_table(
                self.env, proposal.evidence, labels
            )

    @api.depends("difference_reason_id")
    def _compute_difference_account_id(self):
        """A reason brings its account, where there is a difference to post."""
        for proposal in self:
            reason = proposal.difference_reason_id
            chosen = reason.account_id if proposal.difference else None
            proposal.difference_account_id = chosen or proposal.difference_account_id

    @api.depends("veto_codes", "state")
    @api.depends_context("lang")
    def _compute_veto_text(self):
        reasons = {code: reason for code, _test, reason in self._get_vetoes()}
        for proposal in self:
            waits = proposal.state in ("proposed", "tie")
            codes = (proposal.veto_codes or "").split(",") if waits else []
            proposal.veto_text = "; ".join(reasons.get(code, code) for code in codes)

    @api.model
    def _get_evidence_labels(self) -> dict[str, str]:
        """Map evidence codes to names. Other addons extend it by ``super()``."""
        return {code: self.env._(name) for code, name in evidence.LABELS.items()}

    @api.model
    @tools.ormcache("name")
    def _get_currency_id(self, name: str) -> int | bool:
        """Return the id of a currency by its code: evidence names it so."""
        currencies = self.env["res.currency"].with_context(active_test=False)
        return currencies.search([("name", "=", name)], limit=1).id

    def _get_state_label(self) -> str:
        return dict(self._fields["state"]._description_selection(self.env))[self.state]

    def _closes_items(self) -> bool:
        """Tell whether items are settled in full, the difference to an account.

        An account for money of somebody unknown takes that money only.
        """
        self.ensure_one()
        roles = self.line_ids.mapped("role")
        return bool(self.difference_account_id) and "unknown" not in roles

    def _describe_line(self, reason: str) -> str:
        """Return the reason with the bank line it is about."""
        line = self.statement_line_id
        return self.env._(
            "Bank line “%(label)s” of %(date)s, %(amount)s: %(reason)s",
            label=line.payment_ref,
            date=line.date,
            amount=line.currency_id.format(line.amount),
            reason=reason,
        )

    def _get_events(self) -> list[dict]:
        """Return what happened to this proposal, see ``_get_history`` of the line."""
        self.ensure_one()
        run = self.run_id and {"id": self.run_id.id, "name": self.run_id.name}
        common = {"text": self.counterpart_summary or "", "run": run or False}

        def event(what, when, who):
            """Return what happened, when, and by whom."""
            when = fields.Datetime.to_string(when)
            return common | {"what": what, "when": when, "who": who}

        events = [event("proposed", self.create_date, self.create_uid.display_name)]
        if self.approved_on:
            who = self.approved_by_id.display_name or self.env._("Automation")
            posted = self.state in ("posted", "undone")
            what = "posted" if posted else "approved"
            events.append(event(what, self.approved_on, who))
        if self.state in ("undone", "rejected"):
            who = self.write_uid.display_name
            events.append(event(self.state, self.write_date, who))
        return events

    # -- tables: each is read top to bottom; other rooms and addons add to them -------

    @api.model
    def _get_vetoes(self) -> list[tuple]:
        """Return what forbids posting without a person: ``(code, test, reason)``.

        ``test(proposal, mode, trigger)`` tells whether it holds; an entry of the table
        ``vetoes`` returns such a row.
        """
        added = self.env["bank.tables"]._get_entries("vetoes")
        return [
            *[(code, test, self.env._(text)) for code, test, text in vetoes.TABLE],
            *[row() for row in added],
        ]

    @api.model
    def _get_obstacles(self) -> list:
        """Return what makes posting impossible: ``find(proposal)`` gives a text."""
        return [
            obstacles.is_not_approved,
            *self.env["bank.tables"]._get_entries("obstacles"),
            obstacles.is_line_unfit,
            obstacles.is_locked,
            obstacles.is_counterpart_unfit,
            obstacles.has_come_back,
            obstacles.is_account_foreign,
            obstacles.has_no_account,
            obstacles.lacks_reason,
            obstacles.has_unknown_payer,
            obstacles.has_lost_its_other_side,
            obstacles.lacks_second_approval,
        ]

    @api.model
    def _get_undo_obstacles(self) -> list:
        """Return what makes undo impossible: ``find(proposal)`` gives a text."""
        return [
            *self.env["bank.tables"]._get_entries("undo_obstacles"),
            obstacles.is_changed,
            obstacles.is_used_since,
            obstacles.is_locked,
        ]

    @api.model
    def _get_after_posting(self) -> list:
        """Return what follows posting, each called with the proposals."""
        return [
            follow_ups.add_analytic_items,
            reconcile.pair_transfers,
            follow_ups.record_hits,
            *self.env["bank.tables"]._get_entries("after_posting"),
        ]

    @api.model
    def _get_after_undo(self) -> list:
        """Return what follows undo, each called with the proposals."""
        return [
            follow_ups.record_corrections,
            *self.env["bank.tables"]._get_entries("after_undo"),
        ]

    @api.model
    def _get_after_reject(self) -> list:
        """Return what follows a rejection, each called with the proposals."""
        return [
            follow_ups.record_corrections,
            *self.env["bank.tables"]._get_entries("after_reject"),
        ]

    def _get_obstacle(self, table=()) -> str | None:
        """Return why this proposal cannot be posted now, or None.

        Args:
            table: the obstacles, if who asks for many has read them already.
        """
        self.ensure_one()
        found = (find(self) for find in table or self._get_obstacles())
        return next(filter(None, found), None)

    def _get_undo_obstacle(self, table=()) -> str | None:
        """Return why this posting cannot be undone, or None; see above."""
        self.ensure_one()
        found = (find(self) for find in table or self._get_undo_obstacles())
        return next(filter(None, found), None)

    # -- groups -----------------------------------------------------------------------

    def _with_group(self, *states):
        """Return these proposals and those of the same groups in these states."""
        keys = [key for key in self.mapped("group_key") if key]
        if not keys:
            return self
        return self | self.search([("group_key", "in", keys), ("state", "in", states)])

    def _split_by_group(self) -> list:
        """Return the proposals as record sets that must be handled as one."""
        groups: dict = {}
        for proposal in self:
            key = proposal.group_key or proposal.id
            groups[key] = groups.get(key, self.browse()) | proposal
        return list(groups.values())

    def _is_prepared(self) -> bool:
        """Tell whether a person chose it by hand and it waits for an approver."""
        self.ensure_one()
        return self.pass_code == by_hand.METHOD and self.state in OPEN_STATES

    # -- decided by the run -----------------------------------------------------------

    def _refresh(self, values: dict) -> None:
        """Take over what a later run knows of the same settlement.

        Args:
            values: ``create()`` values of the proposal as it would be made now.
        """
        self.ensure_one()
        changed = {
            name: values[name]
            for name in REFRESHED
            if (self[name].id if name == "pass_id" else self[name] or False)
            != (values[name] or False)
        }
        if changed:
            self.sudo().write(changed)

    def _approve_without_veto(self, run):
        """Approve what nothing forbids to post without a person; keep why not.

        Args:
            run: the ``bank.match.run`` with mode, trigger and journals; lines of other
                journals must allow posting themselves.
        Returns:
            the approved proposals, of each group all or none.
        """
        table, mode, trigger = self._get_vetoes(), run.mode, run.trigger
        found = {
            proposal: [
                code for code, test, _text in table if test(proposal, mode, trigger)
            ]
            for proposal in self
        }
        free = self.filtered(lambda p: not found[p])
        for proposal in free._get_parts_of_broken_groups(run.journal_ids):
            found[proposal] = [vetoes.GROUP]
        codes = {proposal: ",".join(found[proposal]) for proposal in self}
        for veto, proposals in self.grouped(codes.get).items():
            changed = proposals.filtered(lambda p, v=veto: (p.veto_codes or "") != v)
            changed.sudo().veto_codes = veto or False
        free = self.filtered(lambda p: not codes[p])
        if free:
            free.sudo().write(
                {"state": "approved", "approved_on": fields.Datetime.now()}
            )
        return free

    def _get_parts_of_broken_groups(self, journals):
        """Return those whose group may not be posted as a whole; see above."""
        every = self._with_group(*OPEN_STATES)
        others = every.filtered(
            lambda p: (
                p.journal_id not in journals and p.journal_id.match_automation != "post"
            )
        )
        broken = set(((every - self) | others).mapped("group_key"))
        return self.filtered(lambda p: p.group_key and p.group_key in broken)

    def _set_error(self, message: str) -> None:
        self.sudo().write({"state": "error", "error_message": message})

    # -- decided by people ------------------------------------------------------------

    @entry("match_claimed", 10)
    def _select_approved_items(self) -> SQL:
        """SQL: items that a person approved for a line are not for other lines."""
        return SQL(
            """SELECT part.move_line_id FROM bank_match_proposal_line part
                 JOIN bank_match_proposal proposal ON proposal.id = part.proposal_id
                WHERE proposal.state = 'approved'"""
        )

    def _approve(self) -> None:
        """Mark as approved by the current user. A tie becomes the chosen one.

        Of a large amount the first approval waits for a second one.

        Raises:
            UserError: a proposal is in a state that cannot be approved, or the user
                has corrected the bank line.
        """
        self.check_access("read")
        every = self._with_group(*OPEN_STATES)
        four_eyes.check_own_corrections(every)
        for proposal in every:
            if proposal.state not in (*OPEN_STATES, "approved"):
                raise UserError(
                    self.env._(
                        "Proposal %(id)s is %(state)s and cannot be approved. "
                        "Run the matching again to get a new proposal.",
                        id=proposal.id,
                        state=proposal._get_state_label(),
                    )
                )
        second = every.filtered(four_eyes.is_second)
        for proposals, name in (
            (every - second, "approved_by_id"),
            (second, "second_approved_by_id"),
        ):
            proposals.sudo().write(
                {
                    "state": "approved",
                    name: self.env.uid,
                    "approved_on": fields.Datetime.now(),
                    "error_message": False,
                }
            )

    def _reject(self) -> None:
        """Mark as rejected: the same proposal is not made again for this line.

        Raises:
            UserError: a proposal is posted or undone.
            AccessError: one is approved, and the user is no approver.
        """
        self.check_access("read")
        every = self._with_group(*OPEN_STATES, "approved")
        for proposal in every:
            if proposal.state in ("posted", "undone"):
                raise UserError(
                    self.env._(
                        "Proposal %(id)s is %(state)s and cannot be rejected. "
                        "Undo a posted match instead.",
                        id=proposal.id,
                        state=proposal._get_state_label(),
                    )
                )
        if "approved" in every.mapped("state"):
            check_right(self.env, "approver")
        every.sudo().write({"state": "rejected"})
        for follow in self._get_after_reject():
            follow(every)

    # -- buttons ----------------------------------------------------------------------

    @api.model
    @needs("reader")
    def action_open_queue(self):
        """Open what waits for approval, by currency where there are several: amounts of
        two currencies do not add up."""
        waiting = [("state", "in", (*OPEN_STATES, "approved"))]
        currencies = self._read_group(waiting, ["currency_id"])
        context = {"search_default_open": 1}
        if len(currencies) > 1:
            context["search_default_group_currency"] = 1
        return addon_action(self.env, "bank_match_proposal_action", context=context)

    @needs("approver")
    def action_approve_and_post(self):
        """Approve and post. Of several, what must be looked at alone is left out.

        Returns:
            True, or a notification of what was posted, left out, failed, or waits for
            a second person; what was posted can be undone from there.
        Raises:
            UserError: the only one cannot be posted.
        """
        if len(self._split_by_group()) < 2:
            return self._approve_and_post({})
        chosen, left_out = bulk.sort_out(self)
        return chosen._approve_and_post(left_out)

    @needs("approver")
    def action_approve_selected(self):
        """Approve and post; ask before, where some of them will be left out."""
        chosen, left_out = bulk.sort_out(self)
        if len(self) > 1 and left_out:
            return self.env["bank.approve.wizard"]._ask(chosen, left_out)
        return self.action_approve_and_post()

    def _approve_and_post(self, left_out: dict):
        """Approve and post all of these.

        Args:
            left_out: what was selected too and is not decided, by reason.
        Returns:
            see :meth:`action_approve_and_post`.
        """
        self._approve()
        waiting = four_eyes.get_waiting(self._with_group("approved")) & self
        ready, later = self - waiting, self.env["bank.queued.work"]
        if later._is_too_much(ready):
            later._leave(ready, "post")
            return notify_queued(self.env, ready)
        errors = self.env["bank.posting.service"]._post(ready)
        messages = [text for text in errors.values() if text]
        if messages and len(ready) == 1 and not left_out:
            raise UserError(messages[0])
        posted = ready.filtered(lambda p: p.state == "posted")
        if len(self) == 1 and not left_out:
            text = self.env._(
                "Approved. The amount needs the approval of a second person."
            )
            return notify(text, "info") if waiting else True
        texts = bulk.describe_result(self, posted, waiting, left_out)
        return undoable(" ".join(texts), posted.statement_line_id)

    @needs("user")
    def action_reject(self):
        """Reject: it does not come back."""
        self._reject()
        return True

    @needs("approver")
    def action_undo(self):
        """Undo the posting of these proposals."""
        return self.statement_line_id.action_undo_match()

    @needs("reader")
    def action_open_line(self):
        """Open the bank line in the worksheet."""
        self.ensure_one()
        view = self.env.ref(
            "bank_statement_intelligence.account_bank_statement_line_view_form"
        )
        return form_action(self.statement_line_id, views=[(view.id, "form")])
