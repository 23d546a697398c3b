import {markRaw, reactive} from "@odoo/owl";
import {getCurrency} from "@web/core/currency";
import {_t} from "@web/core/l10n/translation";
import {KeepLast} from "@web/core/utils/concurrency";
import {Settlement} from "./settlement";
import {addUndoable} from "./undoable";

const MODEL = "bank.worksheet";
export const DONE = ["reconciled", "ignored"];
/** The right that each verb needs; without it the server is not asked. */
const NEEDED_RIGHTS = {
    approve: "approve",
    approve_lines: "approve",
    settle: "approve",
    undo: "approve",
    restore: "approve",
    propose: "work",
    reject: "work",
    match: "work",
    toggle_manual: "work",
    combine: "work",
    combine_by_rule: "work",
    dissolve: "work",
    edit: "work",
};
const OPEN_PROPOSALS = ["proposed", "tie", "approved", "error"];

/**
 * What the worksheet knows around its list: header, current line, panel, choices.
 *
 * It only asks and tells the server; every decision is made there.
 */
export class WorksheetStore {
    constructor(services, hooks) {
        this.orm = markRaw(services.orm);
        this.notification = markRaw(services.notification);
        this.hooks = markRaw(hooks);
        this.scope = {journalId: false, statementId: false};
        this.header = null;
        this.panel = null;
        this.lineId = false;
        this.lastActedId = false;
        this.tab = "proposals";
        this.choice = -1;
        this.settlement = null;
        this.isBusy = false;
        /** Lines whose rows are being read again. */
        this.changingIds = [];
        /** What is ticked in the list: ids, and money in and out per currency. */
        this.selection = {ids: [], sums: []};
        this.isPanelOpen = true;
        this.focusRequest = 0;
        this.byText = false;
        this.findRequest = 0;
        this.loading = Promise.resolve();
        this.keepHeader = markRaw(new KeepLast());
        return reactive(this);
    }

    // -- what is shown ----------------------------------------------------------------

    get line() {
        return this.panel && this.panel.line;
    }

    get rights() {
        return this.header ? this.header.rights : {};
    }

    get isDone() {
        return Boolean(this.line) && DONE.includes(this.line.state);
    }

    get openProposals() {
        const proposals = this.panel ? this.panel.proposals : [];
        return proposals.filter((row) => OPEN_PROPOSALS.includes(row.state));
    }

    /** Whether Enter acts on the ticked lines, and not on the match of the panel. */
    get actsOnSelection() {
        return this.selection.ids.length > 0 && this.settlement?.isEmpty;
    }

    /** The proposal that Enter approves: the chosen one, or the only one. */
    get chosenProposal() {
        const proposals = this.openProposals;
        if (this.choice >= 0) {
            return proposals[this.choice];
        }
        const [first] = proposals;
        return proposals.length === 1 && first.state !== "tie" ? first : undefined;
    }

    // -- reading ----------------------------------------------------------------------

    async loadHeader() {
        const {journalId, statementId} = this.scope;
        const call = this.orm.call(MODEL, "header", [journalId, statementId]);
        this.header = await this.keepHeader.add(call);
    }

    /**
     * Makes a line the current one and loads its panel.
     *
     * @param {number|false} lineId
     * @param {Object} [options]
     * @param {boolean} [options.keepTab] go on in the same tab
     */
    async select(lineId, {keepTab = false} = {}) {
        if (lineId === this.lineId) {
            return;
        }
        this.lineId = lineId;
        this.tab = keepTab ? this.tab : "proposals";
        await this.reloadPanel();
    }

    /** Loads the panel of the current line; an answer for another line is dropped. */
    reloadPanel() {
        const lineId = this.lineId;
        const call = lineId
            ? this.orm.call(MODEL, "panel", [lineId])
            : Promise.resolve(null);
        this.loading = markRaw(
            call.then((panel) => {
                if (lineId === this.lineId) {
                    this.showPanel(panel);
                }
            })
        );
        return this.loading;
    }

    /** Waits until the panel shows the current line: keys may come faster. */
    async whenReady() {
        let awaited;
        do {
            awaited = this.loading;
            await awaited;
        } while (awaited !== this.loading);
    }

    showPanel(panel) {
        this.panel = panel || null;
        this.choice = -1;
        const line = this.line;
        const currency = line && getCurrency(line.currency_id);
        const rounding = currency ? Math.pow(10, -currency.digits[1]) : 0.01;
        this.settlement = line ? new Settlement(line, rounding) : null;
        if (line && line.partner) {
            const names = {[line.partner.id]: line.partner.name};
            this.hooks.addNames("res.partner", names);
        }
        this.prepareEntry();
    }

    /**
     * Opens a tab of the panel.
     *
     * @param {string} tab
     * @param {Object} [options]
     * @param {boolean} [options.focus] put the focus where the tab is worked in
     */
    async setTab(tab, {focus = false} = {}) {
        this.byText = this.byText && tab === "bank";
        this.tab = tab;
        this.isPanelOpen = true;
        await this.whenReady();
        this.prepareEntry();
        this.focusRequest += focus ? 1 : 0;
    }

    /** Shows the posted payments that the bank's text names. */
    findPayments() {
        this.byText = true;
        this.findRequest += 1;
        return this.setTab("bank", {focus: true});
    }

    /** The entry tab opens with a form for what is left. */
    prepareEntry() {
        const {settlement} = this;
        const isWanted = this.tab === "entry" && settlement && !this.isDone;
        if (isWanted && !settlement.entries.length && settlement.left) {
            settlement.addEntry();
        }
    }

    async choose(index) {
        await this.whenReady();
        if (index < this.openProposals.length) {
            this.choice = index;
            this.tab = "proposals";
        }
    }

    // -- acting -----------------------------------------------------------------------

    /**
     * Calls a verb of the server and shows its answer.
     *
     * @param {string} verb
     * @param {any[]} args
     * @param {Object} [options]
     * @param {number} [options.nextId] the line to show afterwards; default: the same
     * @param {number} [options.actedId] the line that `undo` takes back from now on
     * @returns {Promise<boolean>} whether it was done
     */
    async act(verb, args, {nextId, actedId} = {}) {
        if (this.isBusy || !this.may(NEEDED_RIGHTS[verb])) {
            return false;
        }
        this.isBusy = true;
        await this.loading;
        const shownId = nextId || this.lineId;
        const view = {
            journal_id: this.scope.journalId,
            statement_id: this.scope.statementId,
            next_line_id: shownId,
        };
        let changed = [];
        try {
            const answer = await this.orm.call(MODEL, verb, args, {view});
            if (shownId !== this.lineId) {
                this.lineId = shownId;
                this.tab = "proposals";
            }
            this.header = answer.header;
            this.showPanel(answer.panel);
            if (answer.message) {
                const posted = answer.undo || [];
                const undo = posted.length && (() => this.act("undo", [posted]));
                addUndoable(this.notification, answer.message, undo);
            }
            changed = answer.changed;
            this.lastActedId = actedId || this.lastActedId;
        } finally {
            this.isBusy = false;
        }
        await this.showChanged(changed);
        return true;
    }

    /** Whether the user has a right; if not, says so. */
    may(right) {
        if (!right || !this.header || this.rights[right]) {
            return true;
        }
        const text =
            right === "approve" && this.rights.work
                ? _t("This waits for somebody who may approve.")
                : _t("You may look at this, but not change it.");
        this.notification.add(text, {type: "info"});
        return false;
    }

    /** Reads changed rows again; keys work meanwhile, for the panel is there. */
    async showChanged(ids) {
        this.changingIds = [...this.changingIds, ...ids];
        try {
            await this.hooks.onChanged(ids);
        } finally {
            this.changingIds = this.changingIds.filter((id) => !ids.includes(id));
        }
    }

    /** Enter: approve the selected lines, or the match; post what is chosen; go on. */
    async confirm() {
        await this.whenReady();
        if (!this.line || this.isBusy) {
            return;
        }
        const selected = this.hooks.getSelectedIds();
        if (selected.length && this.settlement.isEmpty) {
            await this.act("approve_lines", [selected]);
            return;
        }
        if (this.isDone) {
            this.hooks.moveToNext();
        } else if (!this.settlement.isEmpty) {
            await this.settle();
        } else if (this.chosenProposal) {
            await this.approve(this.chosenProposal);
        } else {
            this.explain();
        }
    }

    explain() {
        if (this.openProposals.length) {
            this.tab = "proposals";
            this.notification.add(_t("Choose one of the matches first: 1, 2, …"), {
                type: "info",
            });
        } else {
            const tab = this.line.amount > 0 ? "customer" : "vendor";
            this.setTab(tab, {focus: true});
        }
    }

    async approve(proposal) {
        const {lineId} = this;
        const options = {nextId: this.hooks.getNextId(), actedId: lineId};
        if (await this.act("approve", [lineId, proposal.id], options)) {
            this.hooks.focusList();
        }
    }

    /** Approves the only match of a row where it stands. */
    approveRow(lineId) {
        const options = {nextId: this.lineId, actedId: lineId};
        return this.act("approve", [lineId], options);
    }

    async settle() {
        await this.whenReady();
        const {settlement, lineId} = this;
        if (!settlement.isComplete) {
            this.hooks.announceLeft(settlement.left);
            return;
        }
        const {items, entries} = settlement.toArguments();
        const nextId = this.hooks.getNextId();
        const isDone = this.rights.approve
            ? await this.act("settle", [lineId, items, entries], {
                  nextId,
                  actedId: lineId,
              })
            : await this.act("propose", [lineId, items, entries, settlement.note], {
                  nextId,
              });
        if (isDone) {
            this.hooks.focusList();
        }
    }

    reject(proposal) {
        return this.act("reject", [this.lineId, proposal.id]);
    }

    /** Proposes again what was taken back. */
    showAgain() {
        return this.act("show_again", [this.lineId, this.panel.taken_back.id]);
    }

    /** What a key works on: the selected lines, else the current one. */
    get targetIds() {
        const selected = this.hooks.getSelectedIds();
        return selected.length || !this.lineId ? selected : [this.lineId];
    }

    /** Does something with the selected lines, or the current one. */
    async actOnTargets(verb) {
        await this.whenReady();
        const ids = this.targetIds;
        return ids.length ? this.act(verb, [ids]) : false;
    }

    /** Undoes the selected lines, the current one, or the one settled last. */
    async undo() {
        await this.whenReady();
        const selected = this.hooks.getSelectedIds();
        if (selected.length) {
            await this.act("undo", [selected]);
            return;
        }
        const isCurrent = this.line && this.line.state === "reconciled";
        const lineId = isCurrent ? this.lineId : this.lastActedId;
        if (lineId) {
            await this.act("undo", [[lineId]], {nextId: lineId});
            this.lastActedId = false;
        }
    }

    /** Starts an entry by hand: the last of its parts takes what is left. */
    fillEntries(entries) {
        this.settlement.clear();
        entries.forEach((entry) => this.settlement.addEntry(entry));
        this.tab = "entry";
    }

    /** Settles all items of a proposal in full; the rest needs an account. */
    closeFully(proposal) {
        this.adjust(proposal);
        this.settlement.closeFully();
        this.setTab("entry", {focus: true});
    }

    /** Starts a settlement by hand from a proposal, to change its amounts. */
    adjust(proposal) {
        this.settlement.takeFrom(proposal);
        this.tab = "entry";
    }
}
