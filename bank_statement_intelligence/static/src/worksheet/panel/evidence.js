import {Component} from "@odoo/owl";
import {_t} from "@web/core/l10n/translation";
import {MarkedText} from "../components/marked_text";

/** What speaks for a match and what against it, in the order of the server. */
export class Evidence extends Component {
    static template = "bank_statement_intelligence.Evidence";
    static components = {MarkedText};
    static props = {facts: Array};

    setup() {
        this.forLabel = _t("for");
        this.againstLabel = _t("against");
    }
}
