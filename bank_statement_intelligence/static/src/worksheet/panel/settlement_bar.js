import {Component, useState} from "@odoo/owl";
import {Amount} from "../components/amount";

/** What is chosen by hand so far, what is left, and what to do with it. */
export class SettlementBar extends Component {
    static template = "bank_statement_intelligence.SettlementBar";
    static components = {Amount};
    static props = {};

    setup() {
        this.store = useState(this.env.worksheet);
    }

    get settlement() {
        return this.store.settlement;
    }

    /** The partner whose account may take what is left. */
    get partner() {
        const item = this.settlement.items.find((row) => row.partner);
        return this.store.line.partner || (item && item.partner);
    }

    writeOff() {
        this.settlement.entries = this.settlement.filledEntries;
        this.settlement.addEntry();
        this.store.setTab("entry", {focus: true});
    }
}
