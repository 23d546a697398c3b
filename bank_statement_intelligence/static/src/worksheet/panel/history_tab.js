import {Chatter} from "@mail/chatter/web_portal/chatter";
import {Component, onWillStart, useState} from "@odoo/owl";
import {deserializeDateTime, formatDateTime} from "@web/core/l10n/dates";
import {_t} from "@web/core/l10n/translation";
import {useService} from "@web/core/utils/hooks";

const LABELS = {
    imported: _t("Imported"),
    created: _t("Entered by hand"),
    proposed: _t("Proposed"),
    approved: _t("Approved"),
    posted: _t("Posted"),
    undone: _t("Undone"),
    rejected: _t("Rejected"),
    changed: _t("Corrected"),
};

/** Who did what, when, and in which run; below, the messages of the entry. */
export class HistoryTab extends Component {
    static template = "bank_statement_intelligence.HistoryTab";
    static components = {Chatter};
    static props = {};

    setup() {
        this.store = useState(this.env.worksheet);
        this.orm = useService("orm");
        this.action = useService("action");
        this.state = useState({events: []});
        onWillStart(async () => {
            const args = [this.store.lineId];
            const events = await this.orm.call("bank.worksheet", "history", args);
            // notes stand among the messages
            this.state.events = events.filter((event) => event.what !== "note");
        });
    }

    label(event) {
        return LABELS[event.what] || event.what;
    }

    when(event) {
        return formatDateTime(deserializeDateTime(event.when));
    }

    openRun(run) {
        this.open("bank.match.run", run.id);
    }

    openEntry() {
        this.open("account.move", this.store.line.entry.id);
    }

    open(model, id) {
        this.action.doAction({
            type: "ir.actions.act_window",
            res_model: model,
            res_id: id,
            views: [[false, "form"]],
        });
    }
}
