import {expect, test} from "@odoo/hoot";
import {Component, xml} from "@odoo/owl";
import {press, queryAllTexts, queryFirst} from "@odoo/hoot-dom";
import {animationFrame, runAllTimers} from "@odoo/hoot-mock";
import {contains, patchWithCleanup} from "@web/../tests/web_test_helpers";
import {AdviceTab} from "@bank_statement_intelligence/worksheet/panel/advice_tab";
import {BankDataTab} from "@bank_statement_intelligence/worksheet/panel/bank_data_tab";
import {EntryTab} from "@bank_statement_intelligence/worksheet/panel/entry_tab";
import {HistoryTab} from "@bank_statement_intelligence/worksheet/panel/history_tab";
import {ItemsTab} from "@bank_statement_intelligence/worksheet/panel/items_tab";
import {
    defineMailModels,
    makeAnswer,
    makeRow,
    mountInWorksheet,
    onWorksheet,
} from "./worksheet_test_helpers";

defineMailModels();

const NORDVIK = {id: 7, name: "Nordvik Handel"};

test("items are ticked and take what is left", async () => {
    const rows = [makeRow({id: 1, amount: 600}), makeRow({id: 2, amount: 600})];
    onWorksheet("items", {rows, total: 2, partner: NORDVIK});
    const {store} = await mountInWorksheet(ItemsTab, {props: {kind: "customer"}});
    await store.setTab("customer", {focus: true});
    await animationFrame();
    expect("tbody tr:eq(0) input").toBeFocused();
    await contains("tbody tr:eq(0) input").click();
    await contains("tbody tr:eq(1) input[type=checkbox]").click();
    expect("tbody tr:eq(1) .o_bank_amount_input").toHaveValue("400.00");
    await contains("tbody tr:eq(1) button:contains(in full)").click();
    expect(store.settlement.left).toBe(-200);
});

test("an item in a foreign currency says at which rate", async () => {
    const row = {currency_id: 2, residual: 1000, has_free_rate: true};
    const rows = [makeRow({id: 1, amount: 1250, ...row})];
    onWorksheet("items", {rows, total: 1, partner: NORDVIK});
    const {store} = await mountInWorksheet(ItemsTab, {props: {kind: "customer"}});
    await contains("tbody input[type=checkbox]").click();
    expect(".o_bank_rate input").toHaveValue("1.250000");
    expect(".o_bank_rate").toHaveText(/of the day/);
    await contains(".o_bank_take_whole").click();
    expect(".o_bank_rate input").toHaveValue("1.000000");
    expect(store.settlement.isComplete).toBe(true);
    await contains(".o_bank_rate input").edit("2");
    expect(store.settlement.toArguments().items).toEqual([
        {id: 1, amount: 1000, own_amount: 500},
    ]);
});

test("arrows move between the items and the search", async () => {
    const rows = [makeRow({id: 1}), makeRow({id: 2})];
    onWorksheet("items", {rows, total: 2, partner: NORDVIK});
    await mountInWorksheet(ItemsTab, {props: {kind: "customer"}});
    queryFirst("tbody input").focus();
    await press("ArrowDown");
    expect("tbody tr:eq(1) input").toBeFocused();
    await press("ArrowUp");
    await press("ArrowUp");
    expect("input[type=search]").toBeFocused();
});

test("search and switches ask the server", async () => {
    const asked = onWorksheet("items", {rows: [], total: 0, partner: NORDVIK});
    await mountInWorksheet(ItemsTab, {props: {kind: "vendor"}});
    expect("[role=status]").toHaveText("Nothing is open with Nordvik Handel.");
    await contains("label:contains(All partners) input").click();
    await contains("input[type=search]").edit("fjord", {confirm: false});
    await runAllTimers();
    expect(asked.map(({args}) => args.slice(0, 2))).toEqual([
        [1, "vendor"],
        [1, "vendor"],
        [1, "vendor"],
    ]);
    expect(asked[1].args[2].all_partners).toBe(true);
    expect(asked[2].args[2].search).toBe("fjord");
});

test("only what is chosen is shown on demand", async () => {
    const rows = [makeRow({id: 1, name: "A"}), makeRow({id: 2, name: "B"})];
    onWorksheet("items", {rows, total: 2, partner: NORDVIK});
    const {store} = await mountInWorksheet(ItemsTab, {props: {kind: "customer"}});
    store.settlement.toggle(rows[1]);
    await contains("label:contains(Only chosen) input").click();
    expect("tbody tr").toHaveCount(1);
    expect("tbody tr").toHaveText(/B/);
});

test("more items come on demand", async () => {
    const asked = onWorksheet("items", (lineId, kind, {offset}) => ({
        rows: [makeRow({id: offset + 1})],
        total: 2,
        partner: false,
    }));
    await mountInWorksheet(ItemsTab, {props: {kind: "customer"}});
    await contains("button:contains(More)").click();
    expect("tbody tr").toHaveCount(2);
    expect(asked[1].args[2].offset).toBe(1);
    expect("button:contains(More)").toHaveCount(0);
});

test("an entry starts with what is left and the account focused", async () => {
    const {store} = await mountInWorksheet(EntryTab, {panel: {proposals: []}});
    await store.setTab("entry", {focus: true});
    await animationFrame();
    expect(".o_bank_entry").toHaveCount(1);
    expect(".o_bank_amount_input").toHaveValue("1,000.00");
    expect(".o_bank_account input").toBeFocused();
    const [entry] = store.settlement.entries;
    store.settlement.changeEntry(entry.key, {account_id: 0});
    await contains(".o_bank_amount_input").edit("400");
    expect(entry.amount).toBe(400);
});

test("a rule fills the entry", async () => {
    onWorksheet("rules", [{id: 3, name: "Fees"}]);
    onWorksheet("entries_from_rule", [
        {account_id: false, amount: 980, label: "Net"},
        {account_id: false, amount: 20, label: "Fee"},
    ]);
    const {store} = await mountInWorksheet(EntryTab, {panel: {proposals: []}});
    await contains("button:contains(From a rule)").click();
    await contains(".o-dropdown-item:contains(Fees)").click();
    expect(store.settlement.entries.map((entry) => entry.amount)).toEqual([980, 20]);
});

test("advice is corrected, and what the bank sent stays visible", async () => {
    const advice = [
        {
            id: 4,
            payment_reference: "",
            document_number: "10452",
            partner_name: "",
            text: "",
            amount: 1000,
            currency_id: 1,
            is_added: false,
            original: {document_number: "1O452"},
        },
    ];
    const edited = onWorksheet("edit", makeAnswer());
    await mountInWorksheet(AdviceTab, {panel: {advice}});
    expect("s").toHaveText("1O452");
    expect(".o_bank_save_advice").toHaveCount(0);
    await contains("td[name=text] input").edit("late");
    await contains(".o_bank_add_advice").click();
    await contains("tr:eq(2) td[name=payment_reference] input").edit("0042");
    await contains(".o_bank_save_advice").click();
    expect(edited[0].args).toEqual([
        1,
        {},
        [{id: 4, text: "late"}, {payment_reference: "0042"}],
    ]);
});

test("locked advice cannot be edited", async () => {
    await mountInWorksheet(AdviceTab, {panel: {line: {is_editable: false}}});
    expect("input").toHaveCount(0);
    expect(".text-muted:contains(locked for editing)").toHaveCount(1);
});

test("bank data has the grid of texts and codes", async () => {
    onWorksheet("bank_data", {
        rows: [{name: "bank id", value: "77"}],
        texts: ["one", "two"],
        codes: ["700"],
        file: {id: 9, name: "a.xml", format: "camt.053"},
    });
    await mountInWorksheet(BankDataTab);
    expect(queryAllTexts("table:eq(0) tbody tr")).toEqual(["1 one 700", "2 two"]);
    expect(".o_bank_raw").toHaveText(/bank id 77/);
    expect(queryFirst("button")).toHaveText("a.xml");
});

class Messages extends Component {
    static template = xml`<p class="o_messages" t-esc="props.threadModel + ' ' + props.threadId"/>`;
    static props = ["*"];
}

test("history tells who and when", async () => {
    patchWithCleanup(HistoryTab, {components: {Chatter: Messages}});
    onWorksheet("history", [
        {
            when: "2026-03-10 09:00:00",
            who: "Anna",
            what: "posted",
            text: "10452",
            run: {id: 8, name: "Run 8"},
        },
    ]);
    await mountInWorksheet(HistoryTab);
    expect(".o_bank_history li").toHaveText(/Posted\s*Anna\s*Run 8/);
    expect(".o_bank_chatter .o_messages").toHaveText("account.move 5");
});
