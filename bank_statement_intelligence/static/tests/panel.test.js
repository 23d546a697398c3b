import {expect, test} from "@odoo/hoot";
import {press, queryAllTexts, queryOne} from "@odoo/hoot-dom";
import {animationFrame} from "@odoo/hoot-mock";
import {contains} from "@web/../tests/web_test_helpers";
import {LineCard} from "@bank_statement_intelligence/worksheet/panel/line_card";
import {ProposalsTab} from "@bank_statement_intelligence/worksheet/panel/proposals_tab";
import {SettlementBar} from "@bank_statement_intelligence/worksheet/panel/settlement_bar";
import {WorksheetPanel} from "@bank_statement_intelligence/worksheet/panel/worksheet_panel";
import {
    defineMailModels,
    makeAnswer,
    makeItem,
    makeProposal,
    makeRow,
    mountInWorksheet,
    onWorksheet,
} from "./worksheet_test_helpers";

defineMailModels();

test("tabs have roles, counts and arrows", async () => {
    onWorksheet("items", {rows: [], total: 0, partner: false});
    await mountInWorksheet(WorksheetPanel);
    expect("[role=tab]").toHaveCount(8);
    expect("[role=tab][data-tab=proposals]").toHaveAttribute("aria-selected", "true");
    expect("[role=tab][data-tab=customer]").toHaveText("Customers 1", {inline: true});
    expect("[role=tabpanel]").toHaveAttribute(
        "aria-labelledby",
        "o_bank_tab_proposals"
    );
    queryOne("[data-tab=proposals]").focus();
    await press("ArrowRight");
    await animationFrame();
    expect("[data-tab=bank]").toHaveAttribute("aria-selected", "true");
    expect("[data-tab=bank]").toBeFocused();
});

test("a match shows evidence for and against", async () => {
    const against = {
        code: "partner_conflict",
        label: "Payer is another partner",
        agrees: false,
        bank: {text: "NO12", spans: []},
        item: {text: "Elverum", spans: []},
    };
    const proposal = makeProposal({has_contra: true});
    proposal.evidence.push(against);
    await mountInWorksheet(ProposalsTab, {panel: {proposals: [proposal]}});
    expect(queryAllTexts(".o_bank_evidence mark")).toEqual(["10452", "10452"]);
    expect(".o_bank_against").toHaveText(/Payer is another partner: NO12 ↔ Elverum/);
    expect(".o_bank_advice").toHaveText(/speaks against/);
    expect(".o_bank_proposal").toHaveClass("o_bank_chosen");
});

test("a settled line says why, and who approved", async () => {
    const posted = {state: "posted", approved_by: {id: 2, name: "Anna"}};
    const panel = {
        line: {state: "reconciled"},
        proposals: [makeProposal(posted)],
        booking: {},
    };
    await mountInWorksheet(ProposalsTab, {panel});
    expect(".o_bank_why h3").toHaveText("Why: Document numbers, approved by Anna");
    expect(".o_bank_why .o_bank_evidence mark").toHaveCount(2);
    expect(".o_bank_proposal").toHaveCount(0);
});

test("of several matches none is chosen before somebody does", async () => {
    const proposals = [1, 2].map((id) => makeProposal({id, state: "tie"}));
    const {store} = await mountInWorksheet(ProposalsTab, {panel: {proposals}});
    expect(".o_bank_chosen").toHaveCount(0);
    expect(queryAllTexts(".o_bank_digit")).toEqual(["1", "2"]);
    store.choose(1);
    await animationFrame();
    expect(".o_bank_proposal:eq(1)").toHaveClass("o_bank_chosen");
});

test("without a match it says what to do next", async () => {
    const {store} = await mountInWorksheet(ProposalsTab, {panel: {proposals: []}});
    expect(".o_bank_advice").toHaveText("Nothing in the books fits this line yet.");
    await contains(".o_bank_next button:contains(Post to an account)").click();
    expect(store.tab).toBe("entry");
});

test("approve, reject and adjust", async () => {
    const approved = onWorksheet("approve", makeAnswer({line: {id: 2}}));
    const rejected = onWorksheet("reject", makeAnswer({line: {id: 2}}));
    const {store} = await mountInWorksheet(ProposalsTab);
    await contains(".o_bank_approve").click();
    await contains(".o_bank_reject").click();
    expect(approved[0].args).toEqual([1, 11]);
    expect(rejected[0].args).toEqual([2, 11]);
    await contains(".o_bank_adjust").click();
    expect(store.settlement.items).toHaveLength(1);
});

test("a settled line shows its counterparts, and no match", async () => {
    const counterpart = {
        id: 1,
        label: "",
        account: {id: 41, name: "1500 Receivable"},
        partner: false,
        amount: 1000,
        currency_id: 1,
        entries: [{id: 31, name: "INV/7"}],
        is_open: false,
    };
    await mountInWorksheet(ProposalsTab, {
        panel: {
            line: {state: "reconciled", counterparts: [counterpart]},
            proposals: [makeProposal({state: "posted"})],
        },
    });
    expect(".o_bank_counterparts").toHaveText(/INV\/7/);
    expect(".o_bank_proposal").toHaveCount(0);
});

test("the card offers what can be done in this state", async () => {
    const {store} = await mountInWorksheet(LineCard);
    const actions = () =>
        queryAllTexts(".o_bank_actions button[data-action]").map((text) => text.trim());
    expect(actions()).toEqual(["Match Again", "Manual Handling", "Ignore"]);
    store.line.state = "reconciled";
    await animationFrame();
    expect(actions()).toEqual(["Undo"]);
    store.line.state = "ignored";
    await animationFrame();
    expect(actions()).toEqual(["Restore"]);
});

test("the partner is corrected on the card, unless it is locked", async () => {
    const {store} = await mountInWorksheet(LineCard);
    expect(".o_bank_partner input").toHaveValue("Nordvik Handel");
    store.line.is_editable = false;
    await animationFrame();
    expect(".o_bank_partner input").toHaveCount(0);
    expect(".o_bank_partner").toHaveText(/Nordvik Handel/);
});

test("ignoring asks the controller", async () => {
    const {calls} = await mountInWorksheet(LineCard);
    await contains("[data-action=ignore]").click();
    expect(calls).toEqual([["ignore"]]);
});

test("what is left can go on account or to an account", async () => {
    const {store} = await mountInWorksheet(SettlementBar, {
        panel: {line: {open_amount: 1200, amount: 1200}, proposals: []},
    });
    expect(".o_bank_settlement").toHaveCount(0);
    store.settlement.toggle(makeRow());
    await animationFrame();
    expect(".o_bank_left").toHaveText(/200.00/);
    expect(".o_bank_settle").not.toBeEnabled();
    await contains(".o_bank_on_account").click();
    expect(".o_bank_left").toHaveText(/0.00/);
    expect(".o_bank_settle").toBeEnabled();
    expect(store.settlement.filledEntries[0].on_account).toBe(true);
});

test("writing off opens the entry for what is left", async () => {
    const {store} = await mountInWorksheet(SettlementBar, {panel: {proposals: []}});
    store.settlement.toggle(makeRow({amount: 990}));
    await animationFrame();
    await contains(".o_bank_write_off").click();
    expect(store.tab).toBe("entry");
    expect(store.settlement.entries[0].amount).toBe(10);
});

test("an item on account keeps its account when adjusted", async () => {
    const rest = makeItem({
        move_line_id: false,
        amount: 200,
        line_amount: 200,
        is_on_account: true,
    });
    const {store} = await mountInWorksheet(SettlementBar, {
        panel: {line: {open_amount: 1200}},
    });
    store.adjust(makeProposal({items: [makeItem(), rest]}));
    await animationFrame();
    expect(".o_bank_settle").toBeEnabled();
});

test("more leads to what belongs to the line", async () => {
    await mountInWorksheet(LineCard, {panel: {line: {partner: false}}});
    await contains(".o_bank_more").click();
    expect(queryAllTexts(".o-dropdown-item")).toEqual([
        "Find payments by this text",
        "Combine by the rules",
        "Make this a rule",
        "Customer statements",
        "Journal entry",
    ]);
});

test("combined lines are listed and can be dissolved", async () => {
    const dissolved = onWorksheet("dissolve", makeAnswer());
    const members = [
        {id: 1, date: "2026-03-10", text: "Card 1", amount: 600, state: "unresolved"},
        {id: 2, date: "2026-03-10", text: "Card 2", amount: 400, state: "unresolved"},
    ];
    const group = {id: 9, name: "Cards: 2026-03-10", amount: 1000, lines: members};
    await mountInWorksheet(LineCard, {panel: {line: {group}}});
    expect(queryAllTexts(".o_bank_group li span:first-child")).toEqual([
        "Card 1",
        "Card 2",
    ]);
    await contains("[data-action=dissolve]").click();
    expect(dissolved[0].args).toEqual([1]);
});

test("a tie says why it is one", async () => {
    const proposals = [1, 2].map((id) => makeProposal({id, state: "tie"}));
    const reason = "2 matches are equally well proved.";
    await mountInWorksheet(ProposalsTab, {panel: {proposals, tie_reason: reason}});
    expect(".o_bank_advice").toHaveText(reason);
});

test("a difference says what approving does with it", async () => {
    const outcome = "Approving leaves it open on 10452.";
    const proposals = [makeProposal({difference: -50, outcome})];
    await mountInWorksheet(ProposalsTab, {panel: {proposals}});
    expect(".o_bank_outcome").toHaveText(outcome);
});

test("a proposal says why it was not posted by itself", async () => {
    const proposals = [makeProposal({veto: "the amounts differ"})];
    await mountInWorksheet(ProposalsTab, {panel: {proposals}});
    expect(".o_bank_veto").toHaveText(
        "Not posted by itself because the amounts differ"
    );
});

test("the card marks the evidence in the bank's text", async () => {
    await mountInWorksheet(LineCard);
    expect(".o_bank_text mark").toHaveText("10452");
});

test("Tab leaves a selector for the next field", async () => {
    onWorksheet("items", {rows: [], total: 0, partner: false});
    const {store} = await mountInWorksheet(WorksheetPanel);
    await store.setTab("entry", {focus: true});
    await animationFrame();
    await animationFrame();
    expect(".o_bank_account input").toBeFocused();
    await press("Tab");
    expect(".o_bank_amount_input").toBeFocused();
});

test("a screen reader hears the line and its state", async () => {
    await mountInWorksheet(LineCard);
    expect(".o_bank_line [role=status]").toHaveText(
        /10452, .*1,000.00.*, Payment to Approve/
    );
});

test("of combined lines the card shows the sum", async () => {
    const group = {id: 9, name: "Cards", amount: 1500, lines: []};
    await mountInWorksheet(LineCard, {panel: {line: {group, open_amount: 1500}}});
    expect(".o_bank_line .h3").toHaveText(/1,500.00/);
});

test("one click fills the entry: partner's account, rule, own account", async () => {
    const filled = [{account_id: 44, amount: 1000, label: "Fee", tax_ids: []}];
    onWorksheet("entries_from_rule", filled);
    const {store} = await mountInWorksheet(LineCard);
    const account = () => store.settlement.toArguments().entries[0];
    await contains("[data-book=receivable]").click();
    expect(store.tab).toBe("entry");
    expect(account()).toMatchObject({account_id: 41, partner_id: 7, amount: 1000});
    await contains(".o_bank_rule:contains(Bank fees)").click();
    expect(account()).toMatchObject({account_id: 44, label: "Fee"});
    await contains(".o_bank_transfer").click();
    await contains(".o-dropdown-item:contains(Savings)").click();
    expect(account()).toMatchObject({account_id: 43, label: "Transfer from Savings"});
    expect(store.settlement.isComplete).toBe(true);
});

test("a settled line offers nothing to book", async () => {
    await mountInWorksheet(LineCard, {panel: {line: {state: "reconciled"}}});
    expect(".o_bank_booking").toHaveCount(0);
});

test("evidence is told in a sentence, dates and open amounts with their names", async () => {
    const fact = {
        code: "amount_differs",
        label: "Amount differs",
        sentence: "Paid is $ 950.00, open is $ 1,000.00",
        agrees: false,
        bank: {text: "$ 950.00", spans: []},
        item: {text: "$ 1,000.00", spans: []},
    };
    const item = makeItem({
        is_document: true,
        due: "2026-03-15",
        amount: 950,
        file: {id: 5, name: "inv.pdf", mimetype: "application/pdf"},
    });
    const proposal = makeProposal({items: [item], evidence: [fact]});
    await mountInWorksheet(ProposalsTab, {panel: {proposals: [proposal]}});
    expect(".o_bank_against").toHaveText("Paid is $ 950.00, open is $ 1,000.00");
    expect(".o_bank_item_facts").toHaveText(
        /Invoice date 03\/01\/2026 · due 03\/15\/2026 · open .*1,000.00/
    );
    expect(".o_bank_preview").toHaveCount(1);
});
