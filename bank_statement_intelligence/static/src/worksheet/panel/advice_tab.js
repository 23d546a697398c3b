import {Component, useState} from "@odoo/owl";
import {_t} from "@web/core/l10n/translation";
import {Amount} from "../components/amount";

const COLUMNS = [
    {name: "payment_reference", label: _t("Payment ID")},
    {name: "document_number", label: _t("Documents")},
    {name: "partner_name", label: _t("Counterparty")},
    {name: "text", label: _t("Text")},
];

/** What the payer wrote; it may be corrected, and the bank's own words stay. */
export class AdviceTab extends Component {
    static template = "bank_statement_intelligence.AdviceTab";
    static components = {Amount};
    static props = {};

    setup() {
        this.store = useState(this.env.worksheet);
        this.columns = COLUMNS;
        this.state = useState({changes: {}, added: []});
    }

    get line() {
        return this.store.line;
    }

    get canEdit() {
        return this.line.is_editable && this.store.rights.work;
    }

    get rows() {
        return [...this.store.panel.advice, ...this.state.added];
    }

    get isChanged() {
        return Object.keys(this.state.changes).length > 0;
    }

    value(row, name) {
        const changed = this.state.changes[row.id];
        return changed && name in changed ? changed[name] : row[name];
    }

    change(row, name, value) {
        this.state.changes[row.id] = {...this.state.changes[row.id], [name]: value};
    }

    addRow() {
        const empty = Object.fromEntries(COLUMNS.map(({name}) => [name, ""]));
        const id = `new ${this.state.added.length + 1}`;
        this.state.added.push({...empty, id, is_added: true, original: {}, amount: 0});
    }

    /** Saves and matches the line again. */
    save() {
        const advice = Object.entries(this.state.changes).map(([id, values]) => ({
            ...(id.startsWith("new") ? {} : {id: Number(id)}),
            ...values,
        }));
        return this.store.act("edit", [this.line.id, {}, advice]);
    }
}
