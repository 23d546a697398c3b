import {onWillUnmount} from "@odoo/owl";
import {registry} from "@web/core/registry";
import {useService} from "@web/core/utils/hooks";
import {
    ProgressBarField,
    progressBarField,
} from "@web/views/fields/progress_bar/progress_bar_field";

/** How far a matching run has come; follows it while the form is open. */
export class BankRunProgressField extends ProgressBarField {
    setup() {
        super.setup();
        const bus = useService("bus_service");
        const follow = ({id}) =>
            id === this.props.record.resId && this.props.record.load();
        bus.subscribe("bank.match.run/progress", follow);
        onWillUnmount(() => bus.unsubscribe("bank.match.run/progress", follow));
    }
}

registry.category("fields").add("bank_run_progress", {
    ...progressBarField,
    component: BankRunProgressField,
});
