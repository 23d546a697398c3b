import {describe, expect, test} from "@odoo/hoot";
import {Settlement} from "@bank_statement_intelligence/worksheet/settlement";
import {makeLine, makeRow} from "./worksheet_test_helpers";

describe.current.tags("headless");

test("an item that fits leaves nothing", () => {
    const settlement = new Settlement(makeLine());
    expect(settlement.isEmpty).toBe(true);
    settlement.toggle(makeRow());
    expect(settlement.left).toBe(0);
    expect(settlement.isComplete).toBe(true);
    settlement.toggle(makeRow());
    expect(settlement.isEmpty).toBe(true);
});

test("an item larger than the line is paid in part", () => {
    const settlement = new Settlement(makeLine({open_amount: 400}));
    settlement.toggle(makeRow());
    expect(settlement.get(21).amount).toBe(400);
    settlement.setAmount(21, 1000);
    expect(settlement.left).toBe(-600);
});

test("a credit note makes room for more", () => {
    const settlement = new Settlement(makeLine());
    settlement.toggle(makeRow({id: 1, amount: -200}));
    settlement.toggle(makeRow({id: 2, amount: 1500}));
    expect(settlement.get(2).amount).toBe(1200);
    expect(settlement.left).toBe(0);
});

test("sums are exact in the smallest unit", () => {
    const settlement = new Settlement(makeLine({open_amount: 0.3}));
    settlement.toggle(makeRow({id: 1, amount: 0.1}));
    settlement.toggle(makeRow({id: 2, amount: 0.2}));
    expect(settlement.left).toBe(0);
    expect(settlement.isComplete).toBe(true);
});

test("a form without account does not count", () => {
    const settlement = new Settlement(makeLine({open_amount: -100}));
    const entry = settlement.addEntry();
    expect(entry.amount).toBe(-100);
    expect(settlement.isEmpty).toBe(true);
    settlement.changeEntry(entry.key, {account_id: 5});
    expect(settlement.isComplete).toBe(true);
});

test("a smaller amount opens a form for the rest", () => {
    const settlement = new Settlement(makeLine({open_amount: -100}));
    const entry = settlement.addEntry();
    settlement.changeEntry(entry.key, {account_id: 5});
    settlement.changeEntry(entry.key, {amount: -60});
    expect(settlement.entries.map((row) => row.amount)).toEqual([-60, -40]);
    settlement.changeEntry(entry.key, {amount: -70});
    expect(settlement.entries.map((row) => row.amount)).toEqual([-70, -30]);
});

test("what is left stays on the partner's account", () => {
    const settlement = new Settlement(makeLine({open_amount: 1200}));
    settlement.toggle(makeRow());
    settlement.addEntry();
    settlement.keepOnAccount({id: 7, name: "Nordvik"});
    expect(settlement.isComplete).toBe(true);
    const {items, entries} = settlement.toArguments();
    expect(items).toEqual([{id: 21, amount: 1000}]);
    expect(entries).toHaveLength(1);
    expect(entries[0]).toMatchObject({on_account: true, partner_id: 7, amount: 200});
});

test("a cash discount settles the item in full, and goes with it", () => {
    const settlement = new Settlement(makeLine({open_amount: 980}));
    const item = makeRow({discount: 20});
    settlement.toggle(item);
    expect(settlement.get(21).amount).toBe(980);
    settlement.giveDiscount(21, 20);
    expect(settlement.hasDiscount(21)).toBe(true);
    expect(settlement.get(21).amount).toBe(1000);
    expect(settlement.isComplete).toBe(true);
    const [entry] = settlement.toArguments().entries;
    expect([entry.discount_of, entry.amount]).toEqual([21, -20]);
    settlement.toggle(item);
    expect(settlement.isEmpty).toBe(true);
});

test("an item paid in part is closed fully: the rest is an entry", () => {
    const settlement = new Settlement({open_amount: 950, partner: false});
    settlement.toggle({id: 1, name: "10461", partner: false, amount: 1000});
    expect(settlement.hasPart).toBe(true);
    expect(settlement.isComplete).toBe(true);
    settlement.closeFully();
    expect(settlement.items[0].amount).toBe(1000);
    expect(settlement.entries.map((entry) => entry.amount)).toEqual([-50]);
    expect(settlement.hasPart).toBe(false);
});

test("a reason books the difference of items settled in full", () => {
    const settlement = new Settlement(makeLine({open_amount: 900}));
    settlement.toggle(makeRow());
    expect(settlement.hasPart).toBe(true);
    settlement.giveReason({reason_id: 3, account_id: 7, label: "Fee", tax_ids: [9]});
    expect(settlement.isComplete).toBe(true);
    const {items, entries} = settlement.toArguments();
    expect(items).toEqual([{id: 21, amount: 1000}]);
    expect(entries[0].reason_id).toBe(3);
    expect(entries[0].amount).toBe(-100);
    expect(entries[0].tax_ids).toEqual([9]);
});

test("an item in a foreign currency takes a rate, and never more than is open", () => {
    const settlement = new Settlement(makeLine({open_amount: 11300}));
    const row = {currency_id: 2, residual: 1000, has_free_rate: true};
    settlement.toggle(makeRow({amount: 11500, ...row}));
    const item = settlement.get(21);
    expect(settlement.rateOf(item)).toBe(11.5);
    expect(settlement.isPart(item)).toBe(true);
    expect(settlement.toArguments().items).toEqual([{id: 21, amount: 11300}]);
    settlement.takeWhole(21);
    expect([item.rate, settlement.left, settlement.isPart(item)]).toEqual([
        11.3,
        0,
        false,
    ]);
    expect(settlement.toArguments().items).toEqual([
        {id: 21, amount: 11300, own_amount: 1000},
    ]);
    settlement.setRate(21, 22.6);
    expect(settlement.ownAmount(item)).toBe(500);
    settlement.setRate(21, 1);
    expect(settlement.ownAmount(item)).toBe(1000);
});
