import {Component, useEffect, useRef, useState} from "@odoo/owl";
import {AnalyticDistribution} from "@analytic/components/analytic_distribution/analytic_distribution";
import {MultiRecordSelector} from "@web/core/record_selectors/multi_record_selector";
import {RecordSelector} from "@web/core/record_selectors/record_selector";
import {useService} from "@web/core/utils/hooks";
import {Record} from "@web/model/record";
import {_t} from "@web/core/l10n/translation";
import {Dropdown} from "@web/core/dropdown/dropdown";
import {DropdownItem} from "@web/core/dropdown/dropdown_item";
import {Amount} from "../components/amount";
import {AmountInput} from "../components/amount_input";

/** Types of accounts that no bank line is booked to by hand: banks have own lines. */
const NO_COUNTERPART = ["off_balance", "asset_cash", "liability_credit_card"];

/** Accounts for what no item explains: account, tax, analytic, split. */
export class EntryTab extends Component {
    static template = "bank_statement_intelligence.EntryTab";
    static components = {
        AnalyticDistribution,
        Amount,
        AmountInput,
        Dropdown,
        DropdownItem,
        MultiRecordSelector,
        Record,
        RecordSelector,
    };
    static props = {};

    setup() {
        this.store = useState(this.env.worksheet);
        this.orm = useService("orm");
        this.root = useRef("root");
        this.state = useState({rules: null});
        this.accountPlaceholder = _t("Account");
        this.amountLabel = _t("Amount");
        this.partnerPlaceholder = _t("Partner");
        this.taxPlaceholder = _t("Taxes");
        this.analyticFields = {
            analytic_distribution: {name: "analytic_distribution", type: "json"},
            company_id: {
                name: "company_id",
                type: "many2one",
                relation: "res.company",
            },
        };
        const opened = this.store.focusRequest;
        useEffect(
            (request) => request !== opened && this.focusAccount(),
            () => [this.store.focusRequest]
        );
        this.isOpening = false;
        useEffect(
            () => this.focusOpened(),
            () => [this.settlement ? this.settlement.entries.length : 0]
        );
    }

    get settlement() {
        return this.store.settlement;
    }

    get line() {
        return this.store.line;
    }

    get accountDomain() {
        return [
            ["account_type", "not in", NO_COUNTERPART],
            ["id", "!=", this.line.suspense_account_id],
            ["company_ids", "parent_of", [this.line.company_id]],
        ];
    }

    get taxDomain() {
        return [
            ["type_tax_use", "in", ["sale", "purchase"]],
            ["company_id", "parent_of", [this.line.company_id]],
        ];
    }

    /** The first account that is still missing. */
    focusAccount() {
        const inputs = [...this.root.el.querySelectorAll(".o_bank_account input")];
        (inputs.find((input) => !input.value) || inputs[0])?.focus();
    }

    /** Changes an entry; the form that opens for the rest gets the focus. */
    change(entry, values) {
        const before = this.settlement.entries.length;
        this.settlement.changeEntry(entry.key, values);
        this.isOpening = this.settlement.entries.length > before;
        const isNewAccount = Boolean(values.account_id);
        if (isNewAccount || "amount" in values || "tax_ids" in values) {
            return this.tellTaxes(entry, isNewAccount);
        }
    }

    /**
     * Shows net amount and taxes; a chosen account brings its own taxes.
     *
     * @param {Object} entry
     * @param {boolean} isNewAccount take the account's taxes
     */
    async tellTaxes(entry, isNewAccount) {
        if (!entry.account_id || !(isNewAccount || entry.tax_ids.length)) {
            entry.taxes = null;
            return;
        }
        const chosen = isNewAccount ? null : entry.tax_ids;
        const args = [this.line.id, entry.account_id, entry.amount, chosen];
        const told = await this.orm.call("bank.worksheet", "entry_taxes", args);
        Object.assign(entry, {
            tax_ids: told.tax_ids,
            taxes: told.tax_ids.length ? told : null,
        });
    }

    focusOpened() {
        if (this.isOpening && this.root.el.contains(document.activeElement)) {
            this.focusAccount();
        }
        this.isOpening = false;
    }

    analyticHooks(entry) {
        return {
            onRecordChanged: (record) => {
                const distribution = record.data.analytic_distribution;
                this.change(entry, {analytic_distribution: distribution || false});
            },
        };
    }

    analyticValues(entry) {
        return {
            analytic_distribution: entry.analytic_distribution,
            company_id: this.line.company_id,
        };
    }

    async loadRules() {
        this.state.rules = await this.orm.call("bank.worksheet", "rules", [
            this.line.id,
        ]);
    }

    async useRule(rule) {
        const args = [this.line.id, rule.id];
        const entries = await this.orm.call(
            "bank.worksheet",
            "entries_from_rule",
            args
        );
        this.settlement.entries = [];
        entries.forEach((entry) => this.settlement.addEntry(entry));
    }
}
