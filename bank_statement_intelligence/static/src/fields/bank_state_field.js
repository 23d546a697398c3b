import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {BadgeField, badgeField} from "@web/views/fields/badge/badge_field";

const SHORT = {
    payment_pending: _t("To approve"),
    entry_pending: _t("To approve"),
    bank_difference: _t("Difference"),
    payment_difference: _t("Difference"),
    entry_difference: _t("Difference"),
};

/** The state of a bank line as a narrow badge; its full name is told to all. */
export class BankStateField extends BadgeField {
    static template = "bank_statement_intelligence.BankStateField";

    get short() {
        return SHORT[this.props.record.data[this.props.name]] || this.formattedValue;
    }
}

registry.category("fields").add("bank_state", {
    ...badgeField,
    component: BankStateField,
});
