import {roundPrecision} from "@web/core/utils/numbers";

/**
 * What a person has chosen for a bank line so far: items with amounts, and accounts.
 *
 * Amounts are in the currency of the bank line, signed as on it. Nothing of it is
 * stored: the server gets the whole in one call and checks it.
 */
export class Settlement {
    /**
     * @param {Object} line the panel's line
     * @param {number} rounding of the line's currency
     */
    constructor(line, rounding = 0.01) {
        this.line = line;
        this.rounding = rounding;
        this.items = [];
        this.entries = [];
        /** For the approver, from who prepares it only. */
        this.note = "";
        this.nextKey = 1;
    }

    /** Entries that have an account; the others are forms nobody has filled yet. */
    get filledEntries() {
        return this.entries.filter(
            (entry) => entry.account_id || entry.on_account || entry.discount_of
        );
    }

    get isEmpty() {
        return !this.items.length && !this.filledEntries.length;
    }

    /** What the chosen parts leave of the line. */
    get left() {
        const parts = [...this.items, ...this.filledEntries];
        const total = parts.reduce((sum, part) => sum + part.amount, 0);
        return this.round(this.line.open_amount - total);
    }

    get isComplete() {
        return !this.isEmpty && this.left === 0;
    }

    round(amount) {
        return roundPrecision(amount, this.rounding) || 0;
    }

    has(itemId) {
        return this.items.some((item) => item.id === itemId);
    }

    get(itemId) {
        return this.items.find((item) => item.id === itemId);
    }

    /**
     * Ticks or unticks an item. It takes what is left of the line if that is less
     * than what is open: a part payment.
     *
     * @param {Object} item a row of the server's open items
     */
    toggle(item) {
        if (this.has(item.id)) {
            this.items = this.items.filter((chosen) => chosen.id !== item.id);
            this.entries = this.entries.filter((row) => row.discount_of !== item.id);
            return;
        }
        const left = this.left;
        const isPart = left * item.amount > 0 && Math.abs(left) < Math.abs(item.amount);
        this.items.push({
            id: item.id,
            name: item.name,
            partner: item.partner,
            full: item.amount,
            amount: isPart ? left : item.amount,
            foreign: item.has_free_rate
                ? {currencyId: item.currency_id, open: item.residual}
                : null,
            /** Of the line's currency for one of the item's; null: as the server says. */
            rate: null,
        });
    }

    setAmount(itemId, amount) {
        const item = this.get(itemId);
        if (item) {
            item.amount = this.round(amount);
        }
    }

    /** The rate at which an item in a foreign currency is settled. */
    rateOf(item) {
        return item.rate || Math.abs(item.full / item.foreign.open);
    }

    setRate(itemId, rate) {
        this.get(itemId).rate = Math.abs(rate) || null;
    }

    /** What is settled of an item, in its own currency: never more than is open. */
    ownAmount(item) {
        const {open} = item.foreign;
        const own = Math.abs(item.amount) / this.rateOf(item);
        const exact = Math.sign(open) * Math.min(own, Math.abs(open));
        return roundPrecision(exact, 0.000001);
    }

    /** Lets an item in a foreign currency take all that is left: that was the rate. */
    takeWhole(itemId) {
        const item = this.get(itemId);
        item.amount = this.round(item.amount + this.left);
        this.setRate(itemId, item.amount / item.foreign.open);
    }

    /** Whether less is settled of an item than is open. */
    isPart(item) {
        if (item.rate) {
            return Math.abs(item.foreign.open - this.ownAmount(item)) >= 0.005;
        }
        return Math.abs(item.amount) < Math.abs(item.full);
    }

    /** Adds an empty form for what is left. */
    addEntry(values = {}) {
        const entry = {
            key: this.nextKey++,
            account_id: false,
            partner_id: this.line.partner ? this.line.partner.id : false,
            tax_ids: [],
            /** What the server says of it: net amount and taxes. */
            taxes: null,
            analytic_distribution: false,
            label: "",
            on_account: false,
            discount_of: false,
            reason_id: false,
            is_open: false,
            amount: this.left,
            ...values,
        };
        this.entries.push(entry);
        return entry;
    }

    /**
     * Changes an entry. A smaller amount opens a form for the rest, so that a split is
     * typed from top to bottom.
     */
    changeEntry(key, values) {
        const entry = this.entries.find((row) => row.key === key);
        Object.assign(entry, values);
        if ("amount" in values) {
            entry.amount = this.round(values.amount);
        }
        const empty = this.entries.find(
            (row) => row !== entry && !this.filledEntries.includes(row)
        );
        if (empty) {
            empty.amount = this.left;
        } else if ("amount" in values && entry.account_id && this.left !== 0) {
            this.addEntry();
        }
    }

    removeEntry(key) {
        this.entries = this.entries.filter((entry) => entry.key !== key);
    }

    /** Whether an item is paid in part only, so that the rest could be written off. */
    get hasPart() {
        return this.items.some(
            (item) => !item.rate && this.round(item.full - item.amount) !== 0
        );
    }

    takeInFull() {
        for (const item of this.items) {
            Object.assign(item, {amount: this.round(item.full), rate: null});
        }
    }

    /** Settles the chosen items in full and opens an entry for the difference. */
    closeFully() {
        this.takeInFull();
        this.entries = this.filledEntries;
        if (this.left !== 0) {
            this.addEntry();
        }
    }

    /**
     * Settles the chosen items in full and books what is left as a reason says.
     *
     * @param {Object} reason one of the server's reasons of a difference
     */
    giveReason(reason) {
        this.takeInFull();
        this.entries = this.filledEntries;
        if (this.left !== 0) {
            this.addEntry(reason);
        }
    }

    /** Keeps what is left on the partner's account. */
    keepOnAccount(partner) {
        this.entries = this.filledEntries;
        this.addEntry({on_account: true, partner_id: partner.id, label: partner.name});
    }

    /**
     * Settles an item in full with its cash discount.
     *
     * @param {number} itemId
     * @param {number} discount in the sign of the item
     */
    giveDiscount(itemId, discount) {
        const item = this.get(itemId);
        item.amount = item.full;
        this.entries = this.filledEntries.filter((row) => row.discount_of !== itemId);
        this.addEntry({discount_of: itemId, amount: -discount, label: item.name});
    }

    hasDiscount(itemId) {
        return this.entries.some((row) => row.discount_of === itemId);
    }

    clear() {
        this.items = [];
        this.entries = [];
        this.note = "";
    }

    /** The arguments of the server's `settle`. */
    toArguments() {
        return {
            items: this.items.map((item) => ({
                id: item.id,
                amount: item.amount,
                ...(item.rate ? {own_amount: this.ownAmount(item)} : {}),
            })),
            entries: this.filledEntries.map((entry) => ({
                discount_of: entry.discount_of,
                reason_id: entry.reason_id,
                account_id: entry.account_id,
                partner_id: entry.partner_id,
                amount: entry.amount,
                label: entry.on_account ? "" : entry.label,
                tax_ids: entry.tax_ids,
                analytic_distribution: entry.analytic_distribution,
                on_account: entry.on_account,
            })),
        };
    }

    /** Chooses what a proposal does, so that its amounts can be changed. */
    takeFrom(proposal) {
        this.clear();
        for (const item of proposal.items) {
            if (item.move_line_id) {
                this.items.push({
                    id: item.move_line_id,
                    name: item.name,
                    partner: item.partner,
                    full: item.open_amount,
                    amount: item.line_amount,
                    foreign: item.has_free_rate
                        ? {currencyId: item.currency_id, open: item.residual}
                        : null,
                    rate: item.has_free_rate
                        ? Math.abs(item.line_amount / item.amount)
                        : null,
                });
            } else if (item.discount_of) {
                this.giveDiscount(item.discount_of, -item.line_amount);
            } else {
                this.addEntry({
                    account_id: item.account.id,
                    partner_id: item.partner ? item.partner.id : false,
                    amount: item.line_amount,
                    label: item.label,
                    tax_ids: item.tax_ids,
                    analytic_distribution: item.analytic_distribution,
                    on_account: item.is_on_account,
                });
            }
        }
    }
}
