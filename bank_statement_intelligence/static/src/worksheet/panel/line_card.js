import {Component, useState} from "@odoo/owl";
import {formatCurrency} from "@web/core/currency";
import {deserializeDate, formatDate} from "@web/core/l10n/dates";
import {_t} from "@web/core/l10n/translation";
import {Dropdown} from "@web/core/dropdown/dropdown";
import {DropdownItem} from "@web/core/dropdown/dropdown_item";
import {RecordSelector} from "@web/core/record_selectors/record_selector";
import {useService} from "@web/core/utils/hooks";
import {formatFloat} from "@web/core/utils/numbers";
import {Amount} from "../components/amount";
import {MarkedText, mergeSpans} from "../components/marked_text";
import {BookingRow} from "./booking_row";

/** Label and colour of the states, as in the list. */
export const STATES = {
    unresolved: {label: _t("Unresolved"), class: "text-bg-danger"},
    choose: {label: _t("Choose"), class: "text-bg-warning"},
    payment_pending: {label: _t("Payment to Approve"), class: "text-bg-info"},
    entry_pending: {label: _t("Entry to Approve"), class: "text-bg-info"},
    bank_difference: {label: _t("Bank Entry Difference"), class: "text-bg-warning"},
    payment_difference: {label: _t("Payment Difference"), class: "text-bg-warning"},
    entry_difference: {label: _t("Entry Difference"), class: "text-bg-warning"},
    reconciled: {label: _t("Reconciled"), class: "text-bg-success"},
    ignored: {label: _t("Ignored"), class: "text-bg-secondary"},
};

/** What the bank says about the current line, and what can be done with it. */
export class LineCard extends Component {
    static template = "bank_statement_intelligence.LineCard";
    static components = {
        Amount,
        BookingRow,
        Dropdown,
        DropdownItem,
        MarkedText,
        RecordSelector,
    };
    static props = {};

    setup() {
        this.store = useState(this.env.worksheet);
        this.action = useService("action");
        this.partnerPlaceholder = _t("Not known yet");
        this.partnerDomain = [
            "|",
            ["parent_id", "=", false],
            ["is_company", "=", true],
        ];
    }

    get line() {
        return this.store.line;
    }

    /** Where the evidence of the chosen match, or the first, stands in the text. */
    get spans() {
        const {store, line} = this;
        const proposal = store.chosenProposal || store.openProposals[0];
        const facts = proposal ? proposal.evidence : [];
        return mergeSpans(
            facts
                .filter((fact) => fact.agrees && fact.bank.text === line.payment_ref)
                .flatMap((fact) => fact.bank.spans)
        );
    }

    /** What is to be settled: of combined lines their sum. */
    get amount() {
        return this.line.group ? this.line.group.amount : this.line.amount;
    }

    /** The bank's rate: how much of the account's currency for one as instructed. */
    get rate() {
        const {amount, amount_currency: foreign} = this.line;
        return foreign
            ? formatFloat(Math.abs(amount / foreign), {digits: [16, 6]})
            : "";
    }

    get stateLabel() {
        return STATES[this.line.state].label;
    }

    /** What a screen reader says when the line or its state changes. */
    get announcement() {
        const amount = formatCurrency(this.amount, this.line.currency_id);
        return [this.line.payment_ref, amount, this.stateLabel].join(", ");
    }

    get stateClass() {
        return STATES[this.line.state].class;
    }

    get dates() {
        const {date, value_date: valueDate} = this.line;
        const text = formatDate(deserializeDate(date));
        if (!valueDate || valueDate === date) {
            return text;
        }
        return _t("%(date)s, value %(value)s", {
            date: text,
            value: formatDate(deserializeDate(valueDate)),
        });
    }

    get canEdit() {
        return this.line.is_editable && this.store.rights.work;
    }

    get actions() {
        const {line, store} = this;
        const {approve, work} = store.rights;
        const isOpen = !store.isDone;
        const act = (verb) => () => store.act(verb, [[line.id]]);
        const all = [
            {
                name: "undo",
                label: _t("Undo"),
                help: _t("Undo the match (u)"),
                isShown: approve && line.state === "reconciled",
                run: () => store.undo(),
            },
            {
                name: "match",
                label: _t("Match Again"),
                help: _t("Look for matches again (r)"),
                isShown: work && isOpen && !line.is_manual,
                run: act("match"),
            },
            {
                name: "manual",
                label: _t("Manual Handling"),
                help: _t("The matching run leaves this line alone (m)"),
                isShown: work && isOpen,
                isOn: line.is_manual,
                run: act("toggle_manual"),
            },
            {
                name: "dissolve",
                label: _t("Dissolve"),
                help: _t("Let the combined lines stand for themselves again (g)"),
                isShown: work && isOpen && Boolean(line.group),
                run: () => store.act("dissolve", [line.id]),
            },
            {
                name: "editable",
                label: _t("Open for Editing"),
                help: _t("Everybody may correct this line (l)"),
                isShown: line.can_toggle_editable,
                isOn: line.is_edit_open,
                run: act("toggle_editable"),
            },
            {
                name: "ignore",
                label: _t("Ignore"),
                help: _t("Cancel the line for good (i)"),
                isShown: approve && isOpen,
                run: () => this.env.worksheetActions.ignore(),
            },
            {
                name: "restore",
                label: _t("Restore"),
                help: _t("Bring the line back"),
                isShown: approve && line.state === "ignored",
                run: act("restore"),
            },
        ];
        return all.filter((choice) => choice.isShown);
    }

    /** What leads elsewhere. */
    get links() {
        const {line} = this;
        const {work} = this.store.rights;
        const isOpen = !this.store.isDone;
        const all = [
            {
                name: "find",
                label: _t("Find payments by this text"),
                isShown: isOpen,
                run: () => this.store.findPayments(),
            },
            {
                name: "combine",
                label: _t("Combine by the rules"),
                isShown: work && isOpen && !line.group,
                run: () => this.store.act("combine_by_rule", [[line.id]]),
            },
            {
                name: "rule",
                label: _t("Make this a rule"),
                isShown: this.store.rights.rules,
                run: () => this.env.worksheetActions.openAction("action_make_rule"),
            },
            {
                name: "statements",
                label: _t("Customer statements"),
                isShown: work,
                run: () =>
                    this.env.worksheetActions.openAction(
                        "action_open_customer_statements"
                    ),
            },
            {
                name: "entry",
                label: _t("Journal entry"),
                isShown: true,
                run: () => this.open("account.move", line.entry),
            },
            {
                name: "statement",
                label: _t("Bank statement"),
                isShown: line.statement,
                run: () => this.open("account.bank.statement", line.statement),
            },
            {
                name: "file",
                label: _t("Imported file"),
                isShown: line.file,
                run: () => this.open("bank.import.file", line.file),
            },
            {
                name: "partner",
                label: _t("Partner"),
                isShown: line.partner,
                run: () => this.open("res.partner", line.partner),
            },
        ];
        return all.filter((link) => link.isShown);
    }

    open(model, record) {
        this.action.doAction({
            type: "ir.actions.act_window",
            res_model: model,
            res_id: record.id,
            views: [[false, "form"]],
        });
    }

    setPartner(partnerId) {
        this.store.act("edit", [this.line.id, {partner_id: partnerId}]);
    }

    openForm() {
        this.env.worksheetActions.openForm();
    }
}
