import {Component, xml} from "@odoo/owl";
import {formatCurrency} from "@web/core/currency";

/** An amount with its currency; money out is red if `signed`. */
export class Amount extends Component {
    static template = xml`
        <span class="o_bank_amount text-nowrap" t-att-class="className" dir="ltr" t-esc="text"/>`;
    static props = {
        value: Number,
        currencyId: {type: [Number, Boolean], optional: true},
        signed: {type: Boolean, optional: true},
        class: {type: String, optional: true},
    };

    get text() {
        return formatCurrency(this.props.value, this.props.currencyId || undefined);
    }

    get className() {
        const isOut = this.props.signed && this.props.value < 0;
        return `${this.props.class || ""} ${isOut ? "text-danger" : ""}`;
    }
}
