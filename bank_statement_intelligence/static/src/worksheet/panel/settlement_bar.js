import {Component, useState} from "@odoo/owl";
import {_t} from "@web/core/l10n/translation";
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

    /** Who may not approve prepares it for somebody who may. */
    get settleLabel() {
        return this.store.rights.approve ? _t("Post") : _t("Propose");
    }

    get settleHelp() {
        return this.store.rights.approve
            ? _t("Post (Ctrl+Enter)")
            : _t("Leave it to somebody who may approve (Ctrl+Enter)");
    }

    /** The partner whose account may take what is left. */
    get partner() {
        const item = this.settlement.items.find((row) => row.partner);
        return this.store.line.partner || (item && item.partner);
    }

    /** Why the amounts differ: offered beside chosen items only. */
    get reasons() {
        const {items, left, hasPart} = this.settlement;
        const isOffered = items.length && (left || hasPart);
        return (isOffered && this.store.panel.booking?.reasons) || [];
    }

    closeFully() {
        this.settlement.closeFully();
        this.store.setTab("entry", {focus: true});
    }

    writeOff() {
        this.settlement.entries = this.settlement.filledEntries;
        this.settlement.addEntry();
        this.store.setTab("entry", {focus: true});
    }
}
