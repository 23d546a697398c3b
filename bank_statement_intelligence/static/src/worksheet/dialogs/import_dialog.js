import {Component, onWillStart, useState} from "@odoo/owl";
import {Dialog} from "@web/core/dialog/dialog";
import {_t} from "@web/core/l10n/translation";
import {useService} from "@web/core/utils/hooks";
import {getDataURLFromFile} from "@web/core/utils/urls";

const STATES = {
    imported: _t("Imported"),
    partial: _t("Partly imported"),
    error: _t("Not imported"),
    ignored: _t("Nothing new"),
    stopped: _t("Not read: stopped"),
    queued: _t("Waits for the scheduled action"),
};

/** Imports files one after the other; a bad one never stops the others. */
export class ImportDialog extends Component {
    static template = "bank_statement_intelligence.ImportDialog";
    static components = {Dialog};
    static props = {
        close: Function,
        files: Array,
        journalId: {type: [Number, Boolean]},
        /** Gets the answers of the server about the files that were read. */
        onDone: {type: Function, optional: true},
        /** Go on to the imported lines by itself when all went well. */
        opensLines: {type: Boolean, optional: true},
    };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.title = _t("Import Bank Files");
        this.state = useState({
            isStopped: false,
            rows: this.props.files.map((file) => ({
                name: file.name,
                state: "waiting",
                text: "",
                isBad: false,
                result: null,
                asksJournal: false,
            })),
            journals: [],
        });
        onWillStart(() => {
            this.importAll();
        });
    }

    get done() {
        return this.state.rows.filter((row) => row.state === "done").length;
    }

    get isFinished() {
        return this.done === this.state.rows.length;
    }

    get percent() {
        return Math.round((this.done * 100) / this.state.rows.length);
    }

    get hasBad() {
        return this.state.rows.some((row) => row.isBad);
    }

    get results() {
        return this.state.rows.map((row) => row.result).filter(Boolean);
    }

    get hasLines() {
        return this.results.some((result) => result.new);
    }

    async importAll() {
        for (const [index, file] of this.props.files.entries()) {
            const row = this.state.rows[index];
            if (this.state.isStopped) {
                row.text = STATES.stopped;
                row.state = "done";
                continue;
            }
            await this.tryOne(file, row, this.props.journalId);
        }
        await this.finish();
    }

    async finish() {
        await this.props.onDone?.(this.results);
        if (this.props.opensLines && this.hasLines && !this.hasBad) {
            await this.openLines();
        }
    }

    /** What is being read is read to its end; the rest is left. */
    stop() {
        this.state.isStopped = true;
    }

    /** Opens the worksheet on what came. */
    async openLines() {
        const ids = this.results.map((result) => result.file_id);
        const action = await this.orm.call("bank.import.file", "action_open_lines", [
            ids,
        ]);
        this.props.close();
        await this.action.doAction(action);
    }

    async tryOne(file, row, journalId) {
        row.state = "busy";
        row.isBad = false;
        try {
            await this.importOne(file, row, journalId);
        } catch (error) {
            row.isBad = true;
            row.text = error.data ? error.data.message : String(error.message || error);
        }
        row.state = "done";
    }

    async chooseJournal(index, ev) {
        const journalId = Number(ev.target.value);
        if (journalId) {
            const row = this.state.rows[index];
            await this.tryOne(this.props.files[index], row, journalId);
            await this.finish();
        }
    }

    async loadJournals() {
        if (!this.state.journals.length) {
            this.state.journals = await this.orm.searchRead(
                "account.journal",
                [["type", "in", ["bank", "credit", "cash"]]],
                ["display_name"]
            );
        }
    }

    async importOne(file, row, journalId) {
        const content = (await getDataURLFromFile(file)).split(",")[1] || "";
        row.result = await this.orm.call("bank.statement.api", "import_file", [], {
            filename: file.name,
            content,
            journal_id: journalId || null,
        });
        const {state, errors} = row.result;
        row.isBad = ["error", "partial"].includes(state);
        row.asksJournal = errors.some((error) => error.code === "journal_needed");
        if (row.asksJournal) {
            await this.loadJournals();
        }
        row.text = errors.length ? errors[0].message : STATES[state] || state;
    }

    openFiles() {
        this.props.close();
        const ids = this.results.map((result) => result.file_id);
        this.action.doAction({
            type: "ir.actions.act_window",
            name: _t("Files"),
            res_model: "bank.import.file",
            views: [
                [false, "list"],
                [false, "form"],
            ],
            domain: [["id", "in", ids]],
        });
    }
}
