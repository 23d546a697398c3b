import {useState} from "@odoo/owl";
import {formatCurrency} from "@web/core/currency";
import {registry} from "@web/core/registry";
import {MonetaryField, monetaryField} from "@web/views/fields/monetary/monetary_field";

/**
 * The amount of a bank line; where one row stands for combined lines, theirs together.
 * On the worksheet of one account the bank's balance after it stands below.
 */
export class BankAmountField extends MonetaryField {
    static template = "bank_statement_intelligence.BankAmountField";

    setup() {
        super.setup();
        this.store = this.env.worksheet && useState(this.env.worksheet);
    }

    get value() {
        const {group_line_count: count, group_amount: amount} = this.props.record.data;
        const search = this.env.worksheetSearch;
        const isForAll = count > 1 && search && search.isActive("combined_once");
        return isForAll ? amount : super.value;
    }

    /** The balance after the line, where the bank has told one. */
    get balance() {
        const {data} = this.props.record;
        const isOneAccount = this.store?.header?.journal;
        return isOneAccount && data.is_balance_known
            ? formatCurrency(data.balance_after, data.currency_id?.id)
            : "";
    }
}

export const bankAmountField = {
    ...monetaryField,
    component: BankAmountField,
    fieldDependencies: [
        ...(monetaryField.fieldDependencies || []),
        {name: "group_line_count", type: "integer"},
        {name: "is_balance_known", type: "boolean"},
        {name: "balance_after", type: "monetary", currency_field: "currency_id"},
        {name: "group_amount", type: "monetary", currency_field: "currency_id"},
    ],
};

registry.category("fields").add("bank_amount", bankAmountField);
