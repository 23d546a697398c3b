import {Component, onWillStart, useEffect, useRef, useState} from "@odoo/owl";
import {useDebounced} from "@web/core/utils/timing";
import {_t} from "@web/core/l10n/translation";
import {KeepLast} from "@web/core/utils/concurrency";
import {useService} from "@web/core/utils/hooks";
import {deserializeDate, formatDate} from "@web/core/l10n/dates";
import {Amount} from "../components/amount";
import {AmountInput} from "../components/amount_input";
import {RateRow} from "./rate_row";

const PAGE = 40;

/** Open items to choose from: several may be ticked, each with its own amount. */
export class ItemsTab extends Component {
    static template = "bank_statement_intelligence.ItemsTab";
    static components = {Amount, AmountInput, RateRow};
    static props = {kind: String};

    setup() {
        this.store = useState(this.env.worksheet);
        this.orm = useService("orm");
        this.action = useService("action");
        this.root = useRef("root");
        this.search = useRef("search");
        this.exactHelp = _t("Exactly the amount of the bank line");
        this.keepLast = new KeepLast();
        this.dates = this.env.worksheetSearch.dates;
        this.state = useState({
            rows: [],
            total: 0,
            partner: false,
            text: "",
            allPartners: false,
            byText: this.props.kind === "bank" && this.store.byText,
            useDates: Object.keys(this.dates).length > 0,
            onlyChosen: false,
        });
        this.onInput = useDebounced((ev) => this.find(ev.target.value), 250);
        onWillStart(() => this.load());
        const opened = this.store.focusRequest;
        useEffect(
            (request) => request !== opened && this.focusFirst(),
            () => [this.store.focusRequest]
        );
    }

    get options() {
        const {text, allPartners, byText, useDates} = this.state;
        return {
            search: text,
            by_text: byText,
            all_partners: allPartners,
            limit: PAGE,
            ...(useDates ? this.dates : {}),
        };
    }

    get hasDates() {
        return Object.keys(this.dates).length > 0;
    }

    get rows() {
        const {settlement} = this.store;
        const {rows, onlyChosen} = this.state;
        return onlyChosen ? rows.filter((row) => settlement.has(row.id)) : rows;
    }

    get settlement() {
        return this.store.settlement;
    }

    async load({append = false} = {}) {
        const offset = append ? this.state.rows.length : 0;
        const answer = await this.keepLast.add(
            this.orm.call("bank.worksheet", "items", [
                this.store.lineId,
                this.props.kind,
                {...this.options, offset},
            ])
        );
        const {rows, total, partner} = answer;
        Object.assign(this.state, {
            rows: append ? [...this.state.rows, ...rows] : rows,
            total,
            partner,
        });
    }

    find(text) {
        this.state.text = text;
        return this.load();
    }

    toggle(name) {
        this.state[name] = !this.state[name];
        return name === "onlyChosen" ? undefined : this.load();
    }

    get showsPartner() {
        const {partner, allPartners, byText, text} = this.state;
        return !partner || allPartners || byText || Boolean(text);
    }

    /** Tells whether the chosen part is less than what is open. */
    isPart(row) {
        const chosen = this.settlement.get(row.id);
        return chosen && this.settlement.isPart(chosen);
    }

    /** Grants the discount; its button goes, so the focus moves to the item. */
    giveDiscount(ev, row) {
        ev.target.closest("tr").querySelector("input[type=checkbox]").focus();
        this.settlement.giveDiscount(row.id, row.discount);
    }

    // -- keys ---------------------------------------------------------------------------

    get boxes() {
        return [...this.root.el.querySelectorAll("tbody input[type=checkbox]")];
    }

    /** Without an item the tab itself: the next letter is a key, not a word. */
    focusFirst() {
        const [first] = this.boxes;
        (first || this.root.el)?.focus();
    }

    onKeydown(ev) {
        const step = {ArrowDown: 1, ArrowUp: -1}[ev.key];
        if (step) {
            const {boxes} = this;
            const index = boxes.indexOf(
                ev.target.closest("tr")?.querySelector("input")
            );
            const next = boxes[index + step];
            (next || this.search.el).focus();
            ev.preventDefault();
        } else if (ev.key === "/" && ev.target !== this.search.el) {
            this.search.el.focus();
            ev.preventDefault();
        }
    }

    // -- related ------------------------------------------------------------------------

    date(text) {
        return text ? formatDate(deserializeDate(text)) : "";
    }

    openMove(moveId) {
        this.action.doAction({
            type: "ir.actions.act_window",
            res_model: "account.move",
            res_id: moveId,
            views: [[false, "form"]],
        });
    }

    /** Registers a payment that does not come over this bank line. */
    async registerPayment(moveId) {
        const args = [moveId];
        const action = await this.orm.call("bank.worksheet", "register_payment", args);
        this.action.doAction(action, {onClose: () => this.load()});
    }
}
