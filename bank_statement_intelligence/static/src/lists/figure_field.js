import {Component} from "@odoo/owl";
import {registry} from "@web/core/registry";
import {useService} from "@web/core/utils/hooks";
import {standardFieldProps} from "@web/views/fields/standard_field_props";

/** A figure of an account that leads to what it counts, in the account's company. */
export class BankFigureField extends Component {
    static template = "bank_statement_intelligence.BankFigureField";
    static props = {...standardFieldProps};

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
    }

    get value() {
        return this.props.record.data[this.props.name];
    }

    get text() {
        const field = this.props.record.fields[this.props.name];
        return registry.category("formatters").get(field.type)(this.value, {field});
    }

    async open() {
        const {resModel, resId} = this.props.record;
        const args = [[resId], this.props.name];
        this.action.doAction(await this.orm.call(resModel, "action_open_figure", args));
    }
}

registry.category("fields").add("bank_figure", {
    component: BankFigureField,
    supportedTypes: ["integer", "char", "date", "datetime"],
});
