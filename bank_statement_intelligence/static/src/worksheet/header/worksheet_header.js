import {Component, useState} from "@odoo/owl";
import {Dropdown} from "@web/core/dropdown/dropdown";
import {DropdownItem} from "@web/core/dropdown/dropdown_item";
import {deserializeDateTime, formatDateTime} from "@web/core/l10n/dates";
import {_t} from "@web/core/l10n/translation";
import {useService} from "@web/core/utils/hooks";
import {Amount} from "../components/amount";

/** The counters, in the order of work; each filters the list. */
export const COUNTERS = [
    {
        name: "to_do",
        label: _t("To Do"),
        states: [
            "unresolved",
            "choose",
            "payment_pending",
            "entry_pending",
            "bank_difference",
            "payment_difference",
            "entry_difference",
        ],
    },
    {name: "unresolved", label: _t("Unresolved"), states: ["unresolved"]},
    {name: "choose", label: _t("Choose"), states: ["choose"]},
    {name: "receipts", label: _t("Receipts to Approve"), states: ["payment_pending"]},
    {name: "entries", label: _t("Entries to Approve"), states: ["entry_pending"]},
    {
        name: "difference",
        label: _t("Difference"),
        states: ["bank_difference", "payment_difference", "entry_difference"],
    },
    {name: "reconciled", label: _t("Reconciled"), states: ["reconciled"]},
    {name: "ignored", label: _t("Ignored"), states: ["ignored"]},
];

const TIME = luxon.DateTime.TIME_SIMPLE;
const AUTOMATION = {
    off: _t("Matching on request"),
    propose: _t("Proposes, people approve"),
    post: _t("Posts what is proved"),
};

/** Journal, statement, balances, counters: what the accountant checks first. */
export class WorksheetHeader extends Component {
    static template = "bank_statement_intelligence.WorksheetHeader";
    static components = {Amount, Dropdown, DropdownItem};
    static props = {};

    setup() {
        this.store = useState(this.env.worksheet);
        this.action = useService("action");
    }

    get header() {
        return this.store.header;
    }

    get counters() {
        const {counters} = this.header;
        const active = this.env.worksheetSearch.activeFilters;
        return COUNTERS.map((counter) => ({
            ...counter,
            count: counter.states.reduce((sum, name) => sum + (counters[name] || 0), 0),
            isActive: active.includes(counter.name),
        }));
    }

    /** The figures of one journal: what the bank says (false: nothing yet), the books. */
    get figures() {
        const {balances} = this.header;
        if (!balances) {
            return [];
        }
        return [
            {name: "opening", label: _t("Opening"), value: balances.opening},
            {name: "closing", label: _t("Closing"), value: balances.closing},
            {name: "ledger", label: _t("Ledger"), value: balances.ledger},
            {
                name: "difference",
                label: _t("Difference"),
                value: balances.is_known !== false && balances.difference,
                isCheck: true,
                help: balances.explanations.map((row) => row.message).join("\n"),
            },
            {
                name: "suspense",
                label: _t("In Suspense"),
                value: balances.suspense,
                isCheck: true,
                help: _t("Bank lines that have no counterpart yet."),
            },
        ];
    }

    get automation() {
        return AUTOMATION[this.header.automation] || "";
    }

    get lastFileHelp() {
        const file = this.header.last_file;
        return _t("Last imported file, %s", file.date ? this.when(file.date) : "");
    }

    get nextFetch() {
        const when = this.header.next_fetch;
        return when ? _t("next fetch %s", this.when(when)) : "";
    }

    /** A time of today without its date. */
    when(value) {
        const time = deserializeDateTime(value);
        const isToday = time.hasSame(luxon.DateTime.now(), "day");
        return isToday ? time.toLocaleString(TIME) : formatDateTime(time);
    }

    /** Says which entries make bank and ledger differ. */
    explain() {
        this.action.doActionButton({
            type: "object",
            name: "action_explain_difference",
            resModel: "account.journal",
            resId: this.header.journal.id,
            resIds: [this.header.journal.id],
        });
    }

    openFile() {
        this.open("bank.import.file", this.header.last_file.id);
    }

    openJournal() {
        this.open("account.journal", this.header.journal.id);
    }

    open(model, id) {
        this.action.doAction({
            type: "ir.actions.act_window",
            res_model: model,
            res_id: id,
            views: [[false, "form"]],
        });
    }
}
