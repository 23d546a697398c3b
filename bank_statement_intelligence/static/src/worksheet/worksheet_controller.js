import {useEffect, useState, useSubEnv} from "@odoo/owl";
import {browser} from "@web/core/browser/browser";
import {useDropzone} from "@web/core/dropzone/dropzone_hook";
import {formatCurrency} from "@web/core/currency";
import {_t} from "@web/core/l10n/translation";
import {useBus, useService} from "@web/core/utils/hooks";
import {ListController} from "@web/views/list/list_controller";
import {KeyHelpDialog} from "./dialogs/key_help_dialog";
import {RunDialog} from "./dialogs/run_dialog";
import {WorksheetHeader} from "./header/worksheet_header";
import {Intake} from "./intake";
import {useWorksheetKeys} from "./keyboard";
import {RowParts, hasParts} from "./row_parts";
import {canApproveRow, sumRows} from "./selection";
import {useSwipe} from "./swipe";
import {WorksheetPanel} from "./panel/worksheet_panel";
import {WorksheetSearch} from "./worksheet_search";
import {DONE, WorksheetStore} from "./worksheet_store";

const PANEL_KEY = "bank_worksheet_panel";

/** The list of bank lines with the header above and the panel beside it. */
export class WorksheetController extends ListController {
    static template = "bank_statement_intelligence.WorksheetView";
    static components = {
        ...ListController.components,
        WorksheetHeader,
        WorksheetPanel,
    };

    setup() {
        const search = new WorksheetSearch(this.env.searchModel);
        const nameService = useService("name");
        this.store = new WorksheetStore(
            {orm: useService("orm"), notification: useService("notification")},
            {
                onChanged: (ids) => this.reloadRows(ids),
                getNextId: () => this.getNextId(),
                getSelectedIds: () => this.getSelectedIds(),
                moveToNext: () => this.moveToNext(),
                focusList: () => this.focusCurrent(),
                announceLeft: (left) => this.announceLeft(left),
                addNames: (model, names) => nameService.addDisplayNames(model, names),
            }
        );
        const isClosed = browser.localStorage.getItem(PANEL_KEY) === "closed";
        this.store.isPanelOpen = !isClosed && !this.env.isSmall;
        this.rowParts = new RowParts(this.store.orm);
        useSubEnv({
            worksheet: this.store,
            worksheetSearch: search,
            rowParts: this.rowParts,
            worksheetActions: {
                ignore: () => this.ignore(),
                move: (step) => this.move(step, {keepTab: true}),
                openForm: () => this.openForm(),
                fetch: () => this.intake.fetch(),
                run: (mode) => this.run(mode),
                showKeys: () => this.showKeys(),
                openAction: (name) => this.openAction(name),
                chooseFiles: () =>
                    this.rootRef.el.querySelector(".o_bank_import input").click(),
            },
        });
        super.setup();
        this.state = useState(this.store);
        this.dialog = useService("dialog");
        this.notification = useService("notification");
        this.followSearch(search);
        this.intake = new Intake(this.env, {
            store: this.store,
            refresh: () => this.refresh(),
            focusList: () => this.focusCurrent(),
        });
        useDropzone(this.rootRef, (ev) =>
            this.intake.importFiles(ev.dataTransfer.files)
        );
        this.watch();
        this.useKeys();
        useSwipe(this.rootRef, (id) => this.getSwipe(id));
    }

    /** Remembers whether the panel is open, sums what is ticked. */
    watch() {
        useEffect(
            (isOpen) => {
                if (!this.env.isSmall) {
                    browser.localStorage.setItem(PANEL_KEY, isOpen ? "open" : "closed");
                }
            },
            () => [this.state.isPanelOpen]
        );
        useEffect(
            () => this.sumSelection(),
            () => [this.getSelectedIds().join()]
        );
    }

    /** What a row drawn to the right does: its only match is approved. */
    getSwipe(id) {
        const row = this.rows.find((one) => one.id === id);
        const isClear = row && canApproveRow(row.data, this.store.rights);
        return isClear && (() => this.store.approveRow(row.resId));
    }

    /** Tells the header what is ticked: count, and money in and out per currency. */
    sumSelection() {
        const isOnce = this.env.worksheetSearch.isActive("combined_once");
        this.store.selection = sumRows(this.model.root.selection, isOnce);
    }

    /** Loads the header now, and again whenever the search names another account. */
    followSearch(search) {
        const follow = () => {
            const scope = search.read(this.props.context);
            const isNew =
                !this.store.header ||
                scope.journalId !== this.store.scope.journalId ||
                scope.statementId !== this.store.scope.statementId;
            this.store.scope = scope;
            if (isNew) {
                this.store.loadHeader();
            }
        };
        follow();
        useBus(this.env.searchModel, "update", follow);
    }

    useKeys() {
        useWorksheetKeys({
            move: (step) => this.move(step),
            confirm: () => this.store.confirm(),
            settle: () => this.store.settle(),
            choose: (index) => this.store.choose(index),
            tab: (name) => this.openTab(name),
            leave: () => this.focusCurrent(),
            letters: {
                u: () => this.store.undo(),
                i: () => this.ignore(),
                m: () => this.store.actOnTargets("toggle_manual"),
                r: () => this.store.actOnTargets("match"),
                l: () =>
                    this.store.line?.can_toggle_editable &&
                    this.store.actOnTargets("toggle_editable"),
                g: () => this.combineOrDissolve(),
                G: () => this.store.actOnTargets("combine_by_rule"),
                s: () => this.toggleSelected(),
                x: () => this.rejectChosen(),
                n: () => this.moveToNext(),
                j: () => this.move(1, {keepTab: true}),
                k: () => this.move(-1, {keepTab: true}),
                o: () => this.openForm(),
                z: () => this.toggleParts(),
                f: () => this.state.rights.work && this.intake.fetch(),
                t: () => this.state.rights.work && this.run("dry"),
                P: () => this.store.lineId && this.store.findPayments(),
                R: () => this.state.rights.rules && this.openAction("action_make_rule"),
                S: () =>
                    this.store.may("work") &&
                    this.openAction("action_open_customer_statements"),
                "]": () => this.togglePanel(),
                "/": () => this.env.searchModel.trigger("focus-search"),
                "?": () => this.showKeys(),
            },
        });
    }

    get className() {
        return `${super.className} o_bank_worksheet`;
    }

    get modelParams() {
        const params = super.modelParams;
        params.hooks.onRootLoaded = () => this.onRootLoaded();
        return params;
    }

    // -- records ------------------------------------------------------------------------

    /** The rows on screen, in order, out of unfolded groups too. */
    get rows() {
        const collect = (list) =>
            list.isGrouped
                ? list.groups.flatMap((group) => collect(group.list))
                : list.records;
        return collect(this.model.root);
    }

    get currentIndex() {
        return this.rows.findIndex((row) => row.resId === this.store.lineId);
    }

    /** Keeps the current line, or takes the first one that waits. */
    onRootLoaded() {
        const rows = this.rows;
        if (rows.some((row) => row.resId === this.store.lineId)) {
            return;
        }
        const first = rows.find((row) => this.isWaiting(row)) || rows[0];
        const isStart = !this.store.panel;
        this.store.select(first ? first.resId : false);
        if (isStart && first && !this.env.isSmall) {
            this.focusCurrent();
        }
    }

    isWaiting(row) {
        return !DONE.includes(row.data.match_state);
    }

    getSelectedIds() {
        return this.model.root.selection.map((row) => row.resId);
    }

    /** Shows changed rows: one alone, or the page with one call. */
    async reloadRows(ids) {
        const rows = this.rows.filter((row) => ids.includes(row.resId));
        if (rows.length < 2 && !this.model.root.selection.length) {
            await Promise.all(rows.map((row) => row.load()));
        } else {
            await this.model.root.load();
            this.focusCurrent({onlyIfLost: true});
        }
    }

    /** Shows what the current row is made of, or hides it. */
    toggleParts() {
        const row = this.rows[this.currentIndex];
        return row && hasParts(row.data) && this.rowParts.toggle(row.resId);
    }

    toggleSelected() {
        this.rows[this.currentIndex]?.toggleSelection();
    }

    /** Combines the selected lines; a combined line without selection is dissolved. */
    combineOrDissolve() {
        if (this.getSelectedIds().length) {
            return this.store.actOnTargets("combine");
        }
        const {line} = this.store;
        if (line && line.group) {
            return this.store.act("dissolve", [line.id]);
        }
        this.notification.add(_t("Select the lines to combine first (s)."), {
            type: "info",
        });
    }

    /** The next line that waits, after the current one, else from the top. */
    getNextId() {
        const rows = this.rows;
        const index = this.currentIndex;
        const order = [...rows.slice(index + 1), ...rows.slice(0, Math.max(index, 0))];
        const {changingIds} = this.store;
        const next = order.find(
            (row) => this.isWaiting(row) && !changingIds.includes(row.resId)
        );
        return next ? next.resId : this.store.lineId;
    }

    async openRecord(record, options = {}) {
        if (options.force || options.newWindow) {
            return super.openRecord(record, options);
        }
        this.store.isPanelOpen = true;
        await this.store.select(record.resId);
    }

    openForm() {
        const row = this.rows[this.currentIndex];
        return row && super.openRecord(row, {force: true});
    }

    /** A button above the list has changed lines: header and panel follow. */
    async afterExecuteActionButton(clickParams) {
        await super.afterExecuteActionButton(clickParams);
        await Promise.all([this.store.loadHeader(), this.store.reloadPanel()]);
    }

    // -- moving -------------------------------------------------------------------------

    async move(step, options = {}) {
        const rows = this.rows;
        const index = this.currentIndex + step;
        const row = rows[Math.max(0, Math.min(index, rows.length - 1))];
        if (index >= rows.length && (await this.turnPage(1))) {
            return this.move(0, options);
        }
        if (row) {
            const selected = this.store.select(row.resId, options);
            this.focusCurrent();
            await selected;
        }
    }

    async turnPage(step) {
        const {root} = this.model;
        const offset = root.offset + step * root.limit;
        if (root.isGrouped || offset < 0 || offset >= root.count) {
            return false;
        }
        await root.load({offset, limit: root.limit});
        return true;
    }

    moveToNext() {
        const selected = this.store.select(this.getNextId());
        this.focusCurrent();
        return selected;
    }

    /** Puts the focus on the current row, where the keys work. */
    focusCurrent({onlyIfLost = false} = {}) {
        const find = () => {
            if (onlyIfLost && document.activeElement !== document.body) {
                return;
            }
            const cell = this.rootRef.el?.querySelector(".o_bank_current .o_data_cell");
            cell?.focus({preventScroll: true});
            cell?.scrollIntoView({block: "nearest"});
        };
        browser.requestAnimationFrame(() => browser.requestAnimationFrame(find));
    }

    openTab(name) {
        if (this.store.lineId) {
            this.store.setTab(name, {focus: true});
        }
    }

    // -- verbs --------------------------------------------------------------------------

    rejectChosen() {
        const proposal = this.store.chosenProposal;
        return proposal && this.store.reject(proposal);
    }

    announceLeft(left) {
        const amount = formatCurrency(left, this.store.line.currency_id);
        this.notification.add(
            _t("%s is left. Choose another item, or an account for it.", amount),
            {type: "warning"}
        );
    }

    ignore() {
        const {line} = this.store;
        if (!line || DONE.includes(line.state) || !this.store.may("approve")) {
            return;
        }
        this.openAction("action_ignore", this.store.targetIds);
    }

    /** Runs a button of bank lines: by default the current one's. */
    openAction(name, ids = [this.store.lineId]) {
        if (!ids[0]) {
            return;
        }
        return this.actionService.doActionButton({
            type: "object",
            name,
            resModel: this.props.resModel,
            resId: ids[0],
            resIds: ids,
            onClose: () => this.refresh(),
        });
    }

    run(mode) {
        const {journalId} = this.store.scope;
        const canPost = this.store.rights.approve;
        const onDone = () => this.refresh();
        this.dialog.add(RunDialog, {mode, journalId, canPost, onDone});
    }

    chooseFiles(ev) {
        this.intake.importFiles(ev.target.files);
        ev.target.value = null;
    }

    /** Reads list, header and panel again. */
    async refresh() {
        await Promise.all([
            this.model.load(),
            this.store.loadHeader(),
            this.store.lineId && this.store.reloadPanel(),
        ]);
    }

    togglePanel() {
        this.store.isPanelOpen = !this.store.isPanelOpen;
    }

    showKeys() {
        this.dialog.add(KeyHelpDialog, {});
    }
}
