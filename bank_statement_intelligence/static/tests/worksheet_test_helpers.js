import {defineMailModels} from "@mail/../tests/mail_test_helpers";
import {makeMockEnv, mountWithCleanup, onRpc} from "@web/../tests/web_test_helpers";
import {WorksheetStore} from "@bank_statement_intelligence/worksheet/worksheet_store";

export {defineMailModels};

/** A bank line as the server's panel tells it. */
export function makeLine(values = {}) {
    return {
        id: 1,
        date: "2026-03-10",
        value_date: "",
        payment_ref: "Faktura 10452",
        partner_name: "Nordvik",
        account_number: "NO9386011117947",
        transaction_type: "",
        sender_reference: "",
        own_reference: "",
        match_warning: "",
        amount: 1000,
        open_amount: 1000,
        currency_id: 1,
        foreign_currency_id: false,
        amount_currency: 0,
        difference: 0,
        applied: 1000,
        state: "payment_pending",
        method: "Document numbers",
        is_manual: false,
        is_ignored: false,
        is_editable: true,
        is_edit_open: false,
        can_toggle_editable: false,
        company_id: 1,
        partner: {id: 7, name: "Nordvik Handel"},
        journal: {id: 1, name: "Bank"},
        statement: false,
        entry: {id: 5, name: "BNK/1"},
        file: false,
        counterparts: [],
        group: false,
        ...values,
    };
}

export function makeProposal(values = {}) {
    return {
        id: 11,
        state: "proposed",
        kind: "payment",
        pass: "Document numbers",
        tier: "1",
        confidence: 0.99,
        difference: 0,
        has_contra: false,
        outcome: "",
        veto: "",
        error: "",
        summary: "10452",
        approved_by: false,
        items: [makeItem()],
        evidence: [
            {
                code: "document",
                label: "Document number",
                agrees: true,
                bank: {text: "Faktura 10452", spans: [[8, 13]]},
                item: {text: "10452", spans: [[0, 5]]},
            },
        ],
        ...values,
    };
}

export function makeItem(values = {}) {
    return {
        move_line_id: 21,
        move_id: 31,
        name: "10452",
        ref: "",
        date: "2026-03-01",
        partner_name: "Nordvik Handel",
        partner: {id: 7, name: "Nordvik Handel"},
        account: {id: 41, name: "1500 Receivable"},
        amount: 1000,
        line_amount: 1000,
        open_amount: 1000,
        currency_id: 1,
        residual: 1000,
        label: "",
        tax_ids: [],
        analytic_distribution: false,
        is_on_account: false,
        discount_of: false,
        ...values,
    };
}

/** A row of the server's open items. */
export function makeRow(values = {}) {
    return {
        id: 21,
        move_id: 31,
        name: "10452",
        ref: "",
        reference: "",
        partner: {id: 7, name: "Nordvik Handel"},
        date: "2026-03-01",
        due: "2026-03-15",
        account: {id: 41, name: "1500 Receivable"},
        residual: 1000,
        currency_id: 1,
        amount: 1000,
        discount: 0,
        is_exact: true,
        ...values,
    };
}

export function makePanel({line, ...values} = {}) {
    return {
        line: makeLine(line),
        proposals: [makeProposal()],
        tie_reason: "",
        advice: [],
        counts: {bank: 0, customer: 1, vendor: 0},
        booking: {
            rules: [{id: 3, name: "Bank fees", fits: true}],
            accounts: {
                receivable: {id: 41, name: "1500 Receivable"},
                payable: {id: 42, name: "2400 Payable"},
            },
            own_accounts: [{id: 2, name: "Savings"}],
            transfer_account: {id: 43, name: "1950 Transfers"},
            kinds: ["out_invoice", "in_refund"],
            documents: [],
        },
        ...values,
    };
}

export function makeHeader(values = {}) {
    return {
        journals: [
            {id: 1, name: "Bank", to_do: 2},
            {id: 2, name: "Savings", to_do: 0},
        ],
        journal: {id: 1, name: "Bank"},
        currency_id: 1,
        counters: {unresolved: 1, payment_pending: 1, reconciled: 3},
        automation: "propose",
        balances: {
            opening: 100,
            closing: 1100,
            statement: 1100,
            ledger: 1000,
            difference: 100,
            suspense: 0,
            explanations: [{code: "x", amount: 100, message: "An entry is missing."}],
        },
        statements: [{id: 3, name: "No 48", date: "2026-03-09"}],
        statement: false,
        last_file: {
            id: 9,
            name: "a.xml",
            date: "2026-03-10 06:00:00",
            state: "imported",
        },
        source_count: 1,
        next_fetch: false,
        last_run: false,
        rights: {work: true, approve: true, manage: true, rules: true},
        ...values,
    };
}

/** What the search bar offers, without one. */
export class FakeSearch {
    activeFilters = ["to_do"];
    dates = {};
    calls = [];
    setJournal = (journal) => this.calls.push(["journal", journal && journal.id]);
    setStatement = (row) => this.calls.push(["statement", row && row.id]);
    setCounter = (name) => this.calls.push(["counter", name]);
    showToDo = () => this.calls.push(["to_do"]);
    clear = () => this.calls.push(["clear"]);
}

/**
 * Mounts a component as in the worksheet.
 *
 * @param {typeof Component} component
 * @param {Object} [options]
 * @param {Object} [options.panel] values of the panel; null for none
 * @param {Object} [options.header] values of the header
 * @param {Object} [options.props]
 * @param {Object} [options.hooks] of the store
 * @returns {Promise<{store, search, calls}>} `calls` are what the component asked
 *  of the controller
 */
export async function mountInWorksheet(
    component,
    {panel = {}, header = {}, props = {}, hooks = {}} = {}
) {
    const calls = [];
    const search = new FakeSearch();
    const env = await makeMockEnv();
    const {orm, notification} = env.services;
    const store = new WorksheetStore(
        {orm, notification},
        {
            onChanged: (ids) => calls.push(["changed", ids]),
            getNextId: () => 2,
            getSelectedIds: () => [],
            moveToNext: () => calls.push(["next"]),
            focusList: () => calls.push(["focus"]),
            announceLeft: (left) => calls.push(["left", left]),
            addNames: (model, names) => env.services.name.addDisplayNames(model, names),
            ...hooks,
        }
    );
    store.header = makeHeader(header);
    store.lineId = panel ? makePanel(panel).line.id : false;
    store.showPanel(panel && makePanel(panel));
    const actions = {};
    for (const name of [
        "ignore",
        "move",
        "openAction",
        "openForm",
        "fetch",
        "run",
        "showKeys",
    ]) {
        actions[name] = (...args) => calls.push([name, ...args]);
    }
    Object.assign(env, {
        worksheet: store,
        worksheetSearch: search,
        worksheetActions: actions,
    });
    await mountWithCleanup(component, {env, props});
    return {store, search, calls};
}

/** Answers a call of the worksheet's server side and keeps its arguments. */
export function onWorksheet(method, answer) {
    const calls = [];
    onRpc("bank.worksheet", method, ({args, kwargs}) => {
        calls.push({args, kwargs});
        return typeof answer === "function" ? answer(...args) : answer;
    });
    return calls;
}

/** An answer of a verb. */
export function makeAnswer(panel = {}, changed = [1]) {
    return {changed, header: makeHeader(), panel: makePanel(panel), message: ""};
}
