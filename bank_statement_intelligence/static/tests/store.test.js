import {expect, test} from "@odoo/hoot";
import {Deferred, tick} from "@odoo/hoot-mock";
import {Component, xml} from "@odoo/owl";
import {
    defineMailModels,
    makeAnswer,
    makeItem,
    makePanel,
    makeProposal,
    makeRow,
    mountInWorksheet,
    onWorksheet,
} from "./worksheet_test_helpers";

defineMailModels();

class Nothing extends Component {
    static template = xml`<span/>`;
    static props = {};
}

test("Enter approves the only match and shows the next line", async () => {
    const approved = onWorksheet("approve", makeAnswer({line: {id: 2}}));
    const {store, calls} = await mountInWorksheet(Nothing);
    await store.confirm();
    expect(approved[0].args).toEqual([1, 11]);
    expect(approved[0].kwargs.view.next_line_id).toBe(2);
    expect(store.line.id).toBe(2);
    expect(calls).toEqual([["changed", [1]], ["focus"]]);
});

test("Enter never chooses between two", async () => {
    const approved = onWorksheet("approve", makeAnswer());
    const proposals = [1, 2].map((id) => makeProposal({id, state: "tie"}));
    const {store} = await mountInWorksheet(Nothing, {panel: {proposals}});
    await store.confirm();
    expect(approved).toHaveLength(0);
    await store.choose(1);
    await store.confirm();
    expect(approved[0].args).toEqual([1, 2]);
});

test("a single tie is not approved by Enter alone", async () => {
    const approved = onWorksheet("approve", makeAnswer());
    const proposals = [makeProposal({state: "tie"})];
    const {store} = await mountInWorksheet(Nothing, {panel: {proposals}});
    await store.confirm();
    expect(approved).toHaveLength(0);
});

test("a key pressed before the panel is there waits for it", async () => {
    const approved = onWorksheet("approve", makeAnswer({line: {id: 3}}));
    const answer = new Deferred();
    onWorksheet("panel", () => answer);
    const {store} = await mountInWorksheet(Nothing);
    store.select(5);
    const confirmed = store.confirm();
    await tick();
    expect(approved).toHaveLength(0);
    answer.resolve(makePanel({line: {id: 5}, proposals: [makeProposal({id: 55})]}));
    await confirmed;
    expect(approved[0].args).toEqual([5, 55]);
});

test("a late answer for another line is dropped", async () => {
    const answers = {5: new Deferred(), 6: new Deferred()};
    onWorksheet("panel", (id) => answers[id]);
    const {store} = await mountInWorksheet(Nothing);
    store.select(5);
    store.select(6);
    answers[6].resolve(makePanel({line: {id: 6}}));
    await store.whenReady();
    answers[5].resolve(makePanel({line: {id: 5}}));
    await tick();
    expect(store.line.id).toBe(6);
});

test("a second Enter while the first is on its way does nothing", async () => {
    const answer = new Deferred();
    const approved = onWorksheet("approve", () => answer);
    const {store} = await mountInWorksheet(Nothing);
    const first = store.confirm();
    await tick();
    await store.confirm();
    answer.resolve(makeAnswer({line: {id: 2}}));
    await first;
    expect(approved).toHaveLength(1);
});

test("what does not add up is not sent", async () => {
    const settled = onWorksheet("settle", makeAnswer());
    const {store, calls} = await mountInWorksheet(Nothing, {panel: {proposals: []}});
    store.settlement.toggle(makeRow({amount: 600}));
    await store.confirm();
    expect(settled).toHaveLength(0);
    expect(calls).toEqual([["left", 400]]);
});

test("undo takes back the line settled last", async () => {
    onWorksheet("approve", makeAnswer({line: {id: 2}}));
    const undone = onWorksheet("undo", makeAnswer());
    const {store} = await mountInWorksheet(Nothing);
    await store.confirm();
    await store.undo();
    expect(undone[0].args).toEqual([[1]]);
    expect(store.lineId).toBe(1);
});

test("adjusting a match starts with its items", async () => {
    const {store} = await mountInWorksheet(Nothing);
    store.adjust(makeProposal());
    expect(store.tab).toBe("entry");
    expect(store.settlement.isComplete).toBe(true);
    expect(store.settlement.toArguments().items).toEqual([{id: 21, amount: 1000}]);
});

test("Enter approves the selected lines, and tells what was left out", async () => {
    const answer = {...makeAnswer({}, [3, 4]), message: "1 left out"};
    const approved = onWorksheet("approve_lines", answer);
    const hooks = {getSelectedIds: () => [3, 4]};
    const {store} = await mountInWorksheet(Nothing, {hooks});
    const told = [];
    store.notification.add = (text) => told.push(text);
    await store.confirm();
    expect(approved[0].args).toEqual([[3, 4]]);
    expect(told).toEqual(["1 left out"]);
});

test("what was approved together is undone from the message", async () => {
    const answer = {...makeAnswer({}, [3, 4]), message: "2 approved", undo: [3, 4]};
    onWorksheet("approve_lines", answer);
    const undone = onWorksheet("undo", makeAnswer());
    const hooks = {getSelectedIds: () => [3, 4]};
    const {store} = await mountInWorksheet(Nothing, {hooks});
    const buttons = [];
    store.notification.add = (_text, options) => {
        buttons.push(...options.buttons);
        return () => undefined;
    };
    await store.confirm();
    await buttons[0].onClick();
    await store.whenReady();
    expect(undone[0].args).toEqual([[3, 4]]);
});

test("adjusting a match keeps its analytic distribution", async () => {
    const entry = {move_line_id: false, analytic_distribution: {5: 100}};
    const proposal = makeProposal({items: [makeItem(entry)]});
    const {store} = await mountInWorksheet(Nothing);
    store.adjust(proposal);
    const [sent] = store.settlement.toArguments().entries;
    expect(sent.analytic_distribution).toEqual({5: 100});
});

test("keys work on the selected lines, else on the current one", async () => {
    const matched = onWorksheet("match", makeAnswer());
    const selected = [];
    const hooks = {getSelectedIds: () => selected};
    const {store} = await mountInWorksheet(Nothing, {hooks});
    await store.actOnTargets("match");
    selected.push(7, 8);
    await store.actOnTargets("match");
    expect(matched.map(({args}) => args)).toEqual([[[1]], [[7, 8]]]);
});

test("going on in the same tab", async () => {
    onWorksheet("panel", (id) => makePanel({line: {id}}));
    const {store} = await mountInWorksheet(Nothing);
    await store.setTab("customer");
    await store.select(2, {keepTab: true});
    expect(store.tab).toBe("customer");
    await store.select(3);
    expect(store.tab).toBe("proposals");
});

test("finding payments by the bank's text opens their tab", async () => {
    const {store} = await mountInWorksheet(Nothing);
    await store.findPayments();
    expect([store.tab, store.byText]).toEqual(["bank", true]);
    await store.setTab("customer");
    expect(store.byText).toBe(false);
});

test("a discount of a match stays one when it is adjusted", async () => {
    const items = [
        makeItem(),
        makeItem({move_line_id: false, discount_of: 21, line_amount: -20}),
    ];
    const proposal = makeProposal({items});
    const {store} = await mountInWorksheet(Nothing, {
        panel: {line: {open_amount: 980}},
    });
    store.adjust(proposal);
    expect(store.settlement.hasDiscount(21)).toBe(true);
    expect(store.settlement.left).toBe(0);
});

const CLERK = {rights: {work: true, approve: false, manage: false}};

test("who may not approve prepares, with a note", async () => {
    const prepared = onWorksheet("propose", makeAnswer({line: {id: 2}}));
    const {store} = await mountInWorksheet(Nothing, {header: CLERK});
    store.settlement.toggle(makeRow());
    store.settlement.note = "Receipt is in the folder";
    await store.confirm();
    expect(prepared[0].args).toEqual([
        1,
        [{id: 21, amount: 1000}],
        [],
        "Receipt is in the folder",
    ]);
    expect(store.line.id).toBe(2);
});

test("a key without its right says so and asks nothing", async () => {
    const approved = onWorksheet("approve", makeAnswer());
    const {store} = await mountInWorksheet(Nothing, {header: CLERK});
    await store.confirm();
    expect(approved).toHaveLength(0);
});
