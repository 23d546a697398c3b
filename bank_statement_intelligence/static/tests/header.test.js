import {expect, test} from "@odoo/hoot";
import {queryAllTexts} from "@odoo/hoot-dom";
import {contains} from "@web/../tests/web_test_helpers";
import {WorksheetHeader} from "@bank_statement_intelligence/worksheet/header/worksheet_header";
import {defineMailModels, mountInWorksheet} from "./worksheet_test_helpers";

defineMailModels();

test("balances, and what explains a difference", async () => {
    await mountInWorksheet(WorksheetHeader);
    expect(queryAllTexts(".o_bank_figures dd")).toEqual([
        "$ 100.00",
        "$ 1,100.00",
        "$ 1,000.00",
        "$ 100.00",
        "$ 0.00",
    ]);
    expect("[name=difference] .o_bank_amount").toHaveClass("text-danger");
    expect("[name=difference]").toHaveAttribute("data-tooltip", "An entry is missing.");
    expect("[name=suspense] .o_bank_amount").toHaveClass("text-success");
});

test("counters sum their states and filter", async () => {
    const {search} = await mountInWorksheet(WorksheetHeader);
    expect("[data-counter=to_do]").toHaveText("To Do 2", {inline: true});
    expect("[data-counter=to_do]").toHaveAttribute("aria-pressed", "true");
    expect("[data-counter=ignored]").not.toBeEnabled();
    await contains("[data-counter=reconciled]").click();
    expect(search.calls).toEqual([["counter", "reconciled"]]);
});

test("switch of journal and statement", async () => {
    const {search} = await mountInWorksheet(WorksheetHeader);
    await contains(".o_bank_journal").click();
    await contains(".o-dropdown-item:contains(Savings)").click();
    await contains(".o_bank_statement").click();
    await contains(".o-dropdown-item:contains(No 48)").click();
    expect(search.calls).toEqual([
        ["journal", 2],
        ["statement", 3],
    ]);
});

test("a reader may look, but not run", async () => {
    await mountInWorksheet(WorksheetHeader, {
        header: {rights: {work: false, approve: false, manage: false}},
    });
    expect(".o_bank_run").toHaveCount(0);
    expect(".o_bank_fetch").toHaveCount(0);
    expect(".o_bank_keys").toHaveCount(1);
});

test("all accounts together have no balances", async () => {
    await mountInWorksheet(WorksheetHeader, {
        header: {journal: false, balances: false, statements: []},
    });
    expect(".o_bank_journal").toHaveText("All bank accounts");
    expect(".o_bank_figures dd").toHaveCount(0);
    expect(".o_bank_statement").toHaveCount(0);
});
