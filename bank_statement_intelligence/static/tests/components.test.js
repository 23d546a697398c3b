import {expect, test} from "@odoo/hoot";
import {queryAllTexts} from "@odoo/hoot-dom";
import {contains, mountWithCleanup} from "@web/../tests/web_test_helpers";
import {Amount} from "@bank_statement_intelligence/worksheet/components/amount";
import {AmountInput} from "@bank_statement_intelligence/worksheet/components/amount_input";
import {
    MarkedText,
    mergeSpans,
} from "@bank_statement_intelligence/worksheet/components/marked_text";
import {defineMailModels} from "./worksheet_test_helpers";

defineMailModels();

test("evidence is marked in its text", async () => {
    const props = {
        text: "Faktura 10452 og 10453",
        spans: [
            [8, 13],
            [17, 22],
        ],
    };
    await mountWithCleanup(MarkedText, {props});
    expect(queryAllTexts("mark")).toEqual(["10452", "10453"]);
    expect(document.body).toHaveText("Faktura 10452 og 10453", {inline: true});
});

test("a text without places is shown as it is", async () => {
    await mountWithCleanup(MarkedText, {props: {text: "<b>x</b>"}});
    expect("mark").toHaveCount(0);
    expect(document.body).toHaveText(/<b>x<\/b>/);
});

test("money out is red", async () => {
    await mountWithCleanup(Amount, {props: {value: -5, currencyId: 1, signed: true}});
    expect(".o_bank_amount").toHaveClass("text-danger");
    expect(".o_bank_amount").toHaveText("$ -5.00");
});

test("an amount is told when it is one, else marked", async () => {
    const told = [];
    const props = {value: 10, currencyId: 1, label: "A", update: (v) => told.push(v)};
    await mountWithCleanup(AmountInput, {props});
    expect("input").toHaveValue("10.00");
    await contains("input").edit("1,234.5");
    await contains("input").edit("abc");
    expect(told).toEqual([1234.5]);
    expect("input").toHaveClass("o_field_invalid");
});

test("places that overlap are marked once", () => {
    const spans = [
        [8, 13],
        [0, 4],
        [10, 15],
    ];
    expect(mergeSpans(spans)).toEqual([
        [0, 4],
        [8, 15],
    ]);
});
