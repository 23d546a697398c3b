import {Component, useState} from "@odoo/owl";
import {_t} from "@web/core/l10n/translation";
import {Dropdown} from "@web/core/dropdown/dropdown";
import {DropdownItem} from "@web/core/dropdown/dropdown_item";
import {useService} from "@web/core/utils/hooks";

const DOCUMENTS = {
    out_invoice: _t("Customer invoice"),
    in_invoice: _t("Vendor bill"),
    out_refund: _t("Customer credit note"),
    in_refund: _t("Vendor refund"),
    payment: _t("Payment"),
};

/** One click for each usual way to book an open line that nothing explains. */
export class BookingRow extends Component {
    static template = "bank_statement_intelligence.BookingRow";
    static components = {Dropdown, DropdownItem};
    static props = {};

    setup() {
        this.store = useState(this.env.worksheet);
        this.orm = useService("orm");
        this.action = useService("action");
        this.notification = useService("notification");
    }

    get line() {
        return this.store.line;
    }

    get booking() {
        return this.store.panel.booking;
    }

    get isShown() {
        const {work, approve} = this.store.rights;
        return Boolean(!this.store.isDone && this.booking && (work || approve));
    }

    /** Money in is the customers', money out the vendors', before the other. */
    get sides() {
        const sides = [
            {name: "receivable", label: _t("Receivable")},
            {name: "payable", label: _t("Payable")},
        ];
        return this.line.amount > 0 ? sides : sides.reverse();
    }

    get kinds() {
        return this.booking.kinds.map((kind) => ({kind, label: DOCUMENTS[kind]}));
    }

    toAccount() {
        this.store.setTab("entry", {focus: true});
    }

    /** Keeps the money on the partner's account. */
    onAccount(side) {
        const account = this.booking.accounts[side];
        if (!account) {
            const text = _t("Whose account? Choose the partner first.");
            this.notification.add(text, {type: "info"});
            document.querySelector(".o_bank_partner input")?.focus();
            return;
        }
        this.fill([
            {
                account_id: account.id,
                account,
                partner_id: this.line.partner.id,
                label: "",
            },
        ]);
    }

    toOwnAccount(journal) {
        const account = this.booking.transfer_account;
        const label =
            this.line.amount > 0
                ? _t("Transfer from %s", journal.name)
                : _t("Transfer to %s", journal.name);
        this.fill([{account_id: account.id, account, partner_id: false, label}]);
    }

    async useRule(rule) {
        const args = [this.line.id, rule.id];
        this.fill(await this.orm.call("bank.worksheet", "entries_from_rule", args));
    }

    /** Fills the entry; it is posted by the button below, or Ctrl+Enter. */
    fill(entries) {
        const names = entries.filter((entry) => entry.account);
        this.store.hooks.addNames(
            "account.account",
            Object.fromEntries(names.map(({account}) => [account.id, account.name]))
        );
        this.store.fillEntries(entries);
        this.store.hooks.focusList();
    }

    async write(kind) {
        const args = [this.line.id, kind];
        const action = await this.orm.call("bank.worksheet", "new_document", args);
        await this.action.doAction(action);
    }

    openDocument({model, id}) {
        this.action.doAction({
            type: "ir.actions.act_window",
            res_model: model,
            res_id: id,
            views: [[false, "form"]],
        });
    }
}
