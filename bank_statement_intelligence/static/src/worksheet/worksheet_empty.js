import {Component, useState} from "@odoo/owl";
import {_t} from "@web/core/l10n/translation";
import {useService} from "@web/core/utils/hooks";
import {DONE} from "./worksheet_store";

const SOURCES = "bank_statement_intelligence.bank_import_source_action";

/** Says what to do next when there is nothing to show. */
export class WorksheetEmpty extends Component {
    static template = "bank_statement_intelligence.WorksheetEmpty";
    static props = {};

    setup() {
        this.store = useState(this.env.worksheet);
        this.action = useService("action");
    }

    get counts() {
        const counters = (this.store.header && this.store.header.counters) || {};
        let [all, waiting] = [0, 0];
        for (const [name, count] of Object.entries(counters)) {
            all += count;
            waiting += DONE.includes(name) ? 0 : count;
        }
        return {all, waiting};
    }

    get faceClass() {
        return this.store.header ? "o_view_nocontent_smiling_face" : "";
    }

    get state() {
        const {header} = this.store;
        if (!header) {
            return {title: "", text: "", actions: []};
        }
        const {all, waiting} = this.counts;
        if (!all) {
            return header.source_count ? this.waitingForFile : this.noSource;
        }
        return waiting ? this.filteredOut : this.allDone;
    }

    get noSource() {
        return {
            title: _t("Bring in the first bank file"),
            text: _t(
                "Drop a file from your bank here, or set up a source that is read by itself."
            ),
            actions: [
                this.importing,
                {
                    label: _t("Set Up a Source"),
                    run: () => this.action.doAction(SOURCES),
                },
            ].filter(Boolean),
        };
    }

    /** The first step of who may import. */
    get importing() {
        return (
            this.store.rights.work && {
                label: _t("Import Files"),
                run: () => this.env.worksheetActions.chooseFiles(),
            }
        );
    }

    get waitingForFile() {
        return {
            title: _t("No statement yet"),
            text: _t(
                "The sources are read by the scheduled action. Fetch now, or drop a file here to go ahead."
            ),
            actions: [
                this.store.rights.work && {
                    label: _t("Fetch Now"),
                    run: () => this.env.worksheetActions.fetch(),
                },
                this.importing,
                {label: _t("Sources"), run: () => this.action.doAction(SOURCES)},
            ].filter(Boolean),
        };
    }

    get filteredOut() {
        return {
            title: _t("No line fits these filters"),
            text: _t("%s lines wait for somebody.", this.counts.waiting),
            actions: [
                {
                    label: _t("Show What Is To Do"),
                    run: () => this.env.worksheetSearch.showToDo(),
                },
            ],
        };
    }

    /** What comes after the last line. */
    get closing() {
        const {to_close: statement} = this.store.header;
        return (
            statement && {
                label: _t("Close Statement %s", statement.name),
                run: () =>
                    this.action.doActionButton({
                        type: "object",
                        name: "action_close",
                        resModel: "account.bank.statement",
                        resId: statement.id,
                        resIds: [statement.id],
                        onClose: () => this.store.loadHeader(),
                    }),
            }
        );
    }

    get allDone() {
        return {
            title: _t("All done"),
            text: _t(
                "%s lines are reconciled or ignored; nothing waits.",
                this.counts.all
            ),
            actions: [
                this.closing,
                {
                    label: _t("Show All Lines"),
                    run: () => this.env.worksheetSearch.clear(),
                },
            ].filter(Boolean),
        };
    }
}
