import {Component} from "@odoo/owl";
import {_t} from "@web/core/l10n/translation";
import {Amount} from "../components/amount";
import {AmountInput} from "../components/amount_input";

/** Decimals of a rate, as the central banks tell it. */
const DIGITS = [16, 6];

/** At which rate a chosen item in a foreign currency is settled. */
export class RateRow extends Component {
    static template = "bank_statement_intelligence.RateRow";
    static components = {Amount, AmountInput};
    static props = {settlement: Object, item: Object};

    setup() {
        this.digits = DIGITS;
        this.label = _t("Rate");
    }

    /** Whose rate it is: a person's, the bank's, or that of the day. */
    get source() {
        const {item, settlement} = this.props;
        if (item.rate) {
            return "";
        }
        const isBanks = settlement.line.foreign_currency_id === item.foreign.currencyId;
        return isBanks ? _t("the bank's") : _t("of the day");
    }

    /** Whether the rest of the line could be of another rate than the server's. */
    get canTakeWhole() {
        const {item, settlement} = this.props;
        return settlement.left !== 0 || settlement.isPart(item);
    }
}
