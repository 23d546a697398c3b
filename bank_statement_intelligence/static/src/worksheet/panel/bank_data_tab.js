import {Component, onWillStart, useState} from "@odoo/owl";
import {useService} from "@web/core/utils/hooks";

const GRID = 6;

/** What the bank sent: texts and codes in the familiar grid, everything below. */
export class BankDataTab extends Component {
    static template = "bank_statement_intelligence.BankDataTab";
    static props = {};

    setup() {
        this.store = useState(this.env.worksheet);
        this.orm = useService("orm");
        this.action = useService("action");
        this.state = useState({rows: [], texts: [], codes: [], file: false});
        onWillStart(async () => {
            const args = [this.store.lineId];
            Object.assign(
                this.state,
                await this.orm.call("bank.worksheet", "bank_data", args)
            );
        });
    }

    /** Six texts and six codes, as bank clerks know them. */
    get grid() {
        const {texts, codes} = this.state;
        const count = Math.min(GRID, Math.max(texts.length, codes.length));
        return [...Array(count).keys()].map((index) => ({
            number: index + 1,
            text: texts[index] || "",
            code: codes[index] || "",
        }));
    }

    openFile() {
        this.action.doAction({
            type: "ir.actions.act_window",
            res_model: "bank.import.file",
            res_id: this.state.file.id,
            views: [[false, "form"]],
        });
    }
}
