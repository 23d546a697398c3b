import {registry} from "@web/core/registry";
import {MonetaryField, monetaryField} from "@web/views/fields/monetary/monetary_field";

/**
 * The amount of a bank line; where one row stands for combined lines, theirs together.
 */
export class BankAmountField extends MonetaryField {
    get value() {
        const {group_line_count: count, group_amount: amount} = this.props.record.data;
        const search = this.env.worksheetSearch;
        const isForAll = count > 1 && search && search.isActive("combined_once");
        return isForAll ? amount : super.value;
    }
}

export const bankAmountField = {
    ...monetaryField,
    component: BankAmountField,
    fieldDependencies: [
        ...(monetaryField.fieldDependencies || []),
        {name: "group_line_count", type: "integer"},
        {name: "group_amount", type: "monetary", currency_field: "currency_id"},
    ],
};

registry.category("fields").add("bank_amount", bankAmountField);
