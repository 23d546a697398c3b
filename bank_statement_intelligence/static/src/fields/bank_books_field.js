import {Component, useState} from "@odoo/owl";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {standardFieldProps} from "@web/views/fields/standard_field_props";
import {canApproveRow} from "../worksheet/selection";

/** The match of a bank line: ✗ where something speaks against it, ✓ approves it. */
export class BankBooksField extends Component {
    static template = "bank_statement_intelligence.BankBooksField";
    static props = {...standardFieldProps};

    setup() {
        this.store = this.env.worksheet && useState(this.env.worksheet);
        this.againstHelp = _t("Something speaks against this match");
    }

    get data() {
        return this.props.record.data;
    }

    get text() {
        return this.data[this.props.name] || "";
    }

    get isAgainst() {
        return this.data.match_has_contra;
    }

    /** One match that nothing speaks against: it can be approved where it stands. */
    get canApprove() {
        return Boolean(this.store && canApproveRow(this.data, this.store.rights));
    }

    approve() {
        return this.store.approveRow(this.props.record.resId);
    }
}

export const bankBooksField = {
    component: BankBooksField,
    displayName: _t("Books"),
    supportedTypes: ["char"],
    fieldDependencies: [
        {name: "match_has_contra", type: "boolean"},
        {name: "match_state", type: "selection"},
        {name: "proposal_count", type: "integer"},
    ],
};

registry.category("fields").add("bank_books", bankBooksField);
