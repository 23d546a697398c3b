import {Component, useState} from "@odoo/owl";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {standardFieldProps} from "@web/views/fields/standard_field_props";
import {hasParts} from "../worksheet/row_parts";

/** The bank's text with the counterparty, and signs for what is special. */
export class BankTextField extends Component {
    static template = "bank_statement_intelligence.BankTextField";
    static props = {...standardFieldProps};

    setup() {
        const {rowParts} = this.env;
        this.parts = rowParts && useState(rowParts);
        this.partsHelp = _t("Show what it is made of, or not (z)");
    }

    get data() {
        return this.props.record.data;
    }

    get text() {
        return this.data[this.props.name] || "";
    }

    get name() {
        const {partner_name: given, partner_id: partner} = this.data;
        return given || (partner && partner.display_name) || "";
    }

    /** "3 combined" on the row of combined lines. */
    get combined() {
        const {line_group_id: group, group_line_count: count} = this.data;
        return group ? _t("%s combined", count) : "";
    }

    get hasParts() {
        return hasParts(this.data);
    }

    get combinedHelp() {
        return this.data.line_group_id?.display_name || "";
    }

    get signs() {
        const {data} = this;
        const all = [
            {
                icon: "fa-exclamation-triangle text-warning",
                help: data.match_warning,
                isShown: data.match_warning,
            },
            {
                icon: "fa-hand-paper-o",
                help: _t("Manual handling"),
                isShown: data.is_manual,
            },
            {
                icon: "fa-list-ul text-muted",
                help: _t("Batch: %s payments in one", data.detail_count),
                isShown: data.detail_count > 1,
            },
        ];
        return all.filter((sign) => sign.isShown);
    }
}

export const bankTextField = {
    component: BankTextField,
    displayName: _t("Bank Text"),
    supportedTypes: ["char"],
    fieldDependencies: [
        {name: "partner_name", type: "char"},
        {name: "partner_id", type: "many2one", relation: "res.partner"},
        {name: "match_warning", type: "char"},
        {name: "is_manual", type: "boolean"},
        {name: "detail_count", type: "integer"},
        {name: "group_line_count", type: "integer"},
        {name: "line_group_id", type: "many2one", relation: "bank.line.group"},
    ],
};

registry.category("fields").add("bank_text", bankTextField);
