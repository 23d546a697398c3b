const WAITING = [
    "payment_pending",
    "entry_pending",
    "bank_difference",
    "payment_difference",
    "entry_difference",
];

/** Whether a row has one match that nothing speaks against: approved where it stands. */
export function canApproveRow(data, rights) {
    const {
        match_state: state,
        proposal_count: count,
        match_has_contra: isAgainst,
    } = data;
    return Boolean(
        rights.approve && !isAgainst && count === 1 && WAITING.includes(state)
    );
}

/**
 * Sums up ticked rows: money in and out for each currency.
 *
 * @param {Object[]} rows records of the list
 * @param {boolean} isOnce whether combined lines are one row with their common amount
 * @returns {{ids: number[], sums: Object[]}}
 */
export function sumRows(rows, isOnce) {
    const sums = new Map();
    for (const {data} of rows) {
        const isGroup = isOnce && data.group_line_count > 1;
        const amount = isGroup ? data.group_amount : data.amount;
        const id = data.currency_id ? data.currency_id.id : 0;
        const sum = sums.get(id) || {currencyId: id, into: 0, out: 0};
        sum[amount > 0 ? "into" : "out"] += amount;
        sums.set(id, sum);
    }
    return {ids: rows.map((row) => row.resId), sums: [...sums.values()]};
}
