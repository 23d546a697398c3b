import {Component, onWillStart, useState} from "@odoo/owl";
import {Dialog} from "@web/core/dialog/dialog";
import {_t} from "@web/core/l10n/translation";
import {useService} from "@web/core/utils/hooks";

const TITLES = {
    dry: _t("Dry run"),
    propose: _t("Matching: propose"),
    post: _t("Matching: post what is proved"),
};

/** Runs the matching, shows what came of it, and can undo the run. */
export class RunDialog extends Component {
    static template = "bank_statement_intelligence.RunDialog";
    static components = {Dialog};
    static props = {
        close: Function,
        mode: String,
        canPost: {type: Boolean, optional: true},
        journalId: {type: [Number, Boolean]},
        onDone: Function,
    };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.title = TITLES[this.props.mode];
        this.state = useState({result: null, undone: null, isBusy: false});
        onWillStart(() => {
            this.run(this.props.mode);
        });
    }

    get result() {
        return this.state.result;
    }

    /** Passes that found something. */
    get passes() {
        return this.result.passes.filter((row) => row.proposed || row.tied);
    }

    get canUndo() {
        const isReal = this.result.mode !== "dry" && !this.state.undone;
        return isReal && this.passes.some((row) => row.posted);
    }

    async run(mode) {
        this.state.isBusy = true;
        const {journalId} = this.props;
        try {
            const args = [journalId, mode];
            this.state.result = await this.orm.call("bank.worksheet", "run", args);
        } finally {
            this.state.isBusy = false;
        }
        if (mode !== "dry") {
            await this.props.onDone();
        }
    }

    async undo() {
        this.state.isBusy = true;
        const args = {run_id: this.result.run_id};
        this.state.undone = await this.orm.call("bank.statement.api", "undo", [], args);
        this.state.isBusy = false;
        await this.props.onDone();
    }

    openRun() {
        this.props.close();
        this.action.doAction({
            type: "ir.actions.act_window",
            res_model: "bank.match.run",
            res_id: this.result.run_id,
            views: [[false, "form"]],
        });
    }
}
