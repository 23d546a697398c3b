import {useEffect, useState, useSubEnv} from "@odoo/owl";
import {browser} from "@web/core/browser/browser";
import {useDropzone} from "@web/core/dropzone/dropzone_hook";
import {formatCurrency} from "@web/core/currency";
import {_t} from "@web/core/l10n/translation";
import {useBus, useService} from "@web/core/utils/hooks";
import {ListController} from "@web/views/list/list_controller";
import {ImportDialog} from "./dialogs/import_dialog";
import {KeyHelpDialog} from "./dialogs/key_help_dialog";
import {RunDialog} from "./dialogs/run_dialog";
import {WorksheetHeader} from "./header/worksheet_header";
import {useWorksheetKeys} from "./keyboard";
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
                moveToNext: () => this.moveToNext(),
                focusList: () => this.focusCurrent(),
                announceLeft: (left) => this.announceLeft(left),
                addNames: (model, names) => nameService.addDisplayNames(model, names),
            }
        );
        this.store.isPanelOpen = browser.localStorage.getItem(PANEL_KEY) !== "closed";
        useSubEnv({
            worksheet: this.store,
            worksheetSearch: search,
            worksheetActions: {
                ignore: () => this.ignore(),
                openForm: () => this.openForm(),
                fetch: () => this.fetch(),
                run: (mode) => this.run(mode),
                showKeys: () => this.showKeys(),
            },
        });
        super.setup();
        this.state = useState(this.store);
        this.dialog = useService("dialog");
        this.notification = useService("notification");
        this.followSearch(search);
        useDropzone(this.rootRef, (ev) => this.importFiles(ev.dataTransfer.files));
        useEffect(
            (isOpen) =>
                browser.localStorage.setItem(PANEL_KEY, isOpen ? "open" : "closed"),
            () => [this.state.isPanelOpen]
        );
        this.useKeys();
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
                m: () => this.store.act("toggle_manual", [[this.store.lineId]]),
                r: () => this.store.act("match", [[this.store.lineId]]),
                x: () => this.rejectChosen(),
                n: () => this.moveToNext(),
                o: () => this.openForm(),
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

    async reloadRows(ids) {
        const rows = this.rows.filter((row) => ids.includes(row.resId));
        await Promise.all(rows.map((row) => row.load()));
    }

    /** The next line that waits, after the current one, else from the top. */
    getNextId() {
        const rows = this.rows;
        const index = this.currentIndex;
        const order = [...rows.slice(index + 1), ...rows.slice(0, Math.max(index, 0))];
        const next = order.find((row) => this.isWaiting(row));
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
        if (row) {
            super.openRecord(row, {force: true});
        }
    }

    /** A button above the list has changed lines: header and panel follow. */
    async afterExecuteActionButton(clickParams) {
        await super.afterExecuteActionButton(clickParams);
        await Promise.all([this.store.loadHeader(), this.store.reloadPanel()]);
    }

    // -- moving -------------------------------------------------------------------------

    async move(step) {
        const rows = this.rows;
        const index = this.currentIndex + step;
        const row = rows[Math.max(0, Math.min(index, rows.length - 1))];
        if (index >= rows.length && (await this.turnPage(1))) {
            return this.move(0);
        }
        if (row) {
            const selected = this.store.select(row.resId);
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
    focusCurrent() {
        const find = () => {
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
        if (!line || DONE.includes(line.state)) {
            return;
        }
        this.actionService.doActionButton({
            type: "object",
            name: "action_ignore",
            resModel: this.props.resModel,
            resId: line.id,
            resIds: [line.id],
            onClose: () => this.refresh(),
        });
    }

    run(mode) {
        const {journalId} = this.store.scope;
        this.dialog.add(RunDialog, {mode, journalId, onDone: () => this.refresh()});
    }

    chooseFiles(ev) {
        this.importFiles(ev.target.files);
        ev.target.value = null;
    }

    importFiles(files) {
        if (!files.length) {
            return;
        }
        const {journalId} = this.store.scope;
        this.dialog.add(
            ImportDialog,
            {files: [...files], journalId, onDone: () => this.refresh()},
            {onClose: () => this.focusCurrent()}
        );
    }

    async fetch() {
        const files = await this.orm.call("bank.statement.api", "fetch", []);
        const count = files.reduce((sum, file) => sum + file.new, 0);
        const text = files.length
            ? _t("%(files)s files, %(lines)s new lines", {
                  files: files.length,
                  lines: count,
              })
            : _t("The bank has no new files.");
        this.notification.add(text, {type: files.length ? "success" : "info"});
        await this.refresh();
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
