import {Component, useEffect, useRef, xml} from "@odoo/owl";
import {getCurrency} from "@web/core/currency";
import {formatFloat} from "@web/core/utils/numbers";
import {parseFloat} from "@web/views/fields/parsers";

/** An input for an amount; a value that is none is marked and not told. */
export class AmountInput extends Component {
    static template = xml`
        <input
            type="text"
            inputmode="decimal"
            class="o_input text-end o_bank_amount_input"
            t-ref="input"
            t-att-aria-label="props.label"
            t-on-change="onChange"
            t-on-focus="(ev) => ev.target.select()"
        />`;
    static props = {
        value: Number,
        currencyId: {type: [Number, Boolean], optional: true},
        /** Of a number that is no amount of a currency. */
        digits: {type: Array, optional: true},
        label: String,
        update: Function,
    };

    setup() {
        this.input = useRef("input");
        useEffect(
            () => this.show(),
            () => [this.props.value]
        );
    }

    show() {
        const currency = getCurrency(this.props.currencyId);
        const digits = this.props.digits || (currency ? currency.digits : [16, 2]);
        this.input.el.value = formatFloat(this.props.value, {digits});
        this.input.el.classList.remove("o_field_invalid", "text-danger");
    }

    onChange(ev) {
        let amount;
        try {
            amount = parseFloat(ev.target.value);
        } catch {
            ev.target.classList.add("o_field_invalid", "text-danger");
            return;
        }
        this.props.update(amount);
        this.show();
    }
}
