import {Component, useRef, useState} from "@odoo/owl";
import {_t} from "@web/core/l10n/translation";
import {getTabableElements} from "@web/core/utils/ui";
import {TAB_KEYS} from "../keyboard";
import {AdviceTab} from "./advice_tab";
import {BankDataTab} from "./bank_data_tab";
import {EntryTab} from "./entry_tab";
import {HistoryTab} from "./history_tab";
import {ItemsTab} from "./items_tab";
import {LineCard} from "./line_card";
import {ProposalsTab} from "./proposals_tab";
import {SettlementBar} from "./settlement_bar";

const TABS = [
    {name: "proposals", label: _t("Proposals"), Component: ProposalsTab},
    {name: "bank", label: _t("Bank Entries"), Component: ItemsTab, kind: "bank"},
    {name: "customer", label: _t("Customers"), Component: ItemsTab, kind: "customer"},
    {name: "vendor", label: _t("Vendors"), Component: ItemsTab, kind: "vendor"},
    {name: "entry", label: _t("Entry"), Component: EntryTab},
    {name: "advice", label: _t("Advice"), Component: AdviceTab},
    {name: "data", label: _t("Bank Data"), Component: BankDataTab},
    {name: "history", label: _t("History"), Component: HistoryTab},
];
const KEY_OF_TAB = Object.fromEntries(
    Object.entries(TAB_KEYS).map(([key, name]) => [name, key])
);

/** The books' side: what fits the current bank line, and everything about it. */
export class WorksheetPanel extends Component {
    static template = "bank_statement_intelligence.WorksheetPanel";
    static components = {LineCard, SettlementBar};
    static props = {};

    setup() {
        this.store = useState(this.env.worksheet);
        this.root = useRef("root");
    }

    get tabs() {
        const {panel} = this.store;
        const counts = {
            ...panel.counts,
            proposals: this.store.openProposals.length,
            advice: panel.advice.length,
        };
        return TABS.map((tab) => ({
            ...tab,
            key: KEY_OF_TAB[tab.name],
            count: counts[tab.name] || 0,
        }));
    }

    get current() {
        return TABS.find((tab) => tab.name === this.store.tab);
    }

    get tabProps() {
        const {kind} = this.current;
        return kind ? {kind} : {};
    }

    /**
     * Tab leaves a selector for the next field. The browser would go into its list of
     * choices, which closes at the same moment: the focus would be lost.
     */
    onKeydown(ev) {
        if (ev.key !== "Tab" || !ev.target.matches(".o-autocomplete--input")) {
            return;
        }
        const fields = getTabableElements(this.root.el).filter(
            (el) => !el.closest(".o-autocomplete--dropdown-menu")
        );
        const next = fields[fields.indexOf(ev.target) + (ev.shiftKey ? -1 : 1)];
        if (next) {
            ev.preventDefault();
            next.focus();
        }
    }

    /** The arrows move between tabs, as screen readers expect. */
    onTabKeydown(ev) {
        const step = {ArrowLeft: -1, ArrowRight: 1}[ev.key];
        if (step) {
            const names = TABS.map((tab) => tab.name);
            const index = names.indexOf(this.store.tab) + step;
            const name = names[(index + names.length) % names.length];
            this.store.setTab(name);
            ev.target.parentElement.querySelector(`[data-tab=${name}]`).focus();
        }
    }
}
