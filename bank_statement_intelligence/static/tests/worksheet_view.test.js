import {beforeEach, expect, test} from "@odoo/hoot";
import {keyDown, press, queryAllTexts, queryOne} from "@odoo/hoot-dom";
import {animationFrame} from "@odoo/hoot-mock";
import {
    MockServer,
    contains,
    defineModels,
    fields,
    models,
    mountView,
} from "@web/../tests/web_test_helpers";
import {
    defineMailModels,
    makeAnswer,
    makeHeader,
    makePanel,
    onWorksheet,
} from "./worksheet_test_helpers";

const STATES = [
    ["unresolved", "Unresolved"],
    ["payment_pending", "Payment to Approve"],
    ["reconciled", "Reconciled"],
];

class Statement extends models.Model {
    _name = "account.bank.statement";

    name = fields.Char();

    _records = [{id: 3, name: "49"}];
}

class BankLine extends models.Model {
    _name = "account.bank.statement.line";

    payment_ref = fields.Char();
    partner_name = fields.Char();
    partner_id = fields.Many2one({relation: "res.partner"});
    journal_id = fields.Many2one({relation: "res.partner"});
    line_group_id = fields.Many2one({relation: "res.partner"});
    statement_id = fields.Many2one({relation: "account.bank.statement"});
    statement_balance_start = fields.Float();
    statement_balance_end_real = fields.Float();
    is_balance_known = fields.Boolean();
    balance_after = fields.Float();
    group_amount = fields.Float();
    match_warning = fields.Char();
    is_manual = fields.Boolean();
    detail_count = fields.Integer();
    group_line_count = fields.Integer();
    match_has_contra = fields.Boolean();
    match_counterpart = fields.Char();
    proposal_count = fields.Integer();
    amount = fields.Float();
    match_state = fields.Selection({selection: STATES});

    _records = [
        {id: 1, payment_ref: "Done", match_state: "reconciled", amount: -40},
        {
            id: 2,
            payment_ref: "First",
            match_state: "payment_pending",
            amount: 100,
            proposal_count: 1,
            match_counterpart: "10452",
        },
        {
            id: 3,
            payment_ref: "Second",
            partner_name: "Nordvik",
            match_state: "unresolved",
            match_has_contra: true,
            match_warning: "Paid already?",
            detail_count: 4,
        },
    ];
    _views = {
        list: `
            <list js_class="bank_worksheet" edit="0" create="0">
                <field name="payment_ref" widget="bank_text"/>
                <field name="amount" widget="bank_amount"/>
                <field name="statement_id" optional="hide"/>
                <field name="statement_balance_start" column_invisible="1"/>
                <field name="statement_balance_end_real" column_invisible="1"/>
                <field name="match_state" widget="bank_state"/>
                <field name="match_counterpart" widget="bank_books"/>
            </list>`,
        search: `
            <search>
                <field name="journal_id"/>
                <field name="statement_id"/>
                <filter name="to_do" string="To Do" domain="[('match_state', '!=', 'reconciled')]"/>
                <separator/>
                <filter name="unresolved" string="Unresolved" domain="[('match_state', '=', 'unresolved')]"/>
                <filter name="choose" string="Choose" domain="[(0, '=', 1)]"/>
                <filter name="receipts" string="Receipts" domain="[('match_state', '=', 'payment_pending')]"/>
                <filter name="entries" string="Entries" domain="[(0, '=', 1)]"/>
                <filter name="difference" string="Difference" domain="[(0, '=', 1)]"/>
                <filter name="reconciled" string="Reconciled" domain="[('match_state', '=', 'reconciled')]"/>
                <filter name="ignored" string="Ignored" domain="[(0, '=', 1)]"/>
            </search>`,
    };
}

defineMailModels();
defineModels([BankLine, Statement]);

let panels;
let headers;

beforeEach(() => {
    panels = onWorksheet("panel", (id) => makePanel({line: {id}}));
    headers = onWorksheet("header", () => makeHeader());
});

async function mountWorksheet(context = {}) {
    await mountView({
        type: "list",
        resModel: "account.bank.statement.line",
        noContentHelp: "nothing",
        context,
    });
    await animationFrame();
    await animationFrame();
}

function rows() {
    return queryAllTexts(".o_bank_text_field > .text-truncate");
}

test("the first line that waits is current, with one call for its panel", async () => {
    await mountWorksheet();
    expect(".o_bank_current").toHaveText(/First/);
    expect(".o_bank_current").toHaveAttribute("aria-current", "true");
    expect(".o_bank_panel .o_bank_line").toHaveCount(1);
    expect([panels.length, headers.length]).toEqual([1, 1]);
});

test("arrows move the current line, one call each, and stop at the ends", async () => {
    await mountWorksheet();
    await press("ArrowDown");
    await animationFrame();
    expect(".o_bank_current").toHaveText(/Second/);
    await press("ArrowDown");
    await animationFrame();
    expect(".o_bank_current").toHaveText(/Second/);
    await press("ArrowUp");
    await press("ArrowUp");
    await animationFrame();
    expect(".o_bank_current").toHaveText(/Done/);
    expect(panels.map(({args}) => args[0])).toEqual([2, 3, 2, 1]);
});

test("Enter approves, reloads the row and goes on", async () => {
    const approved = onWorksheet("approve", () => {
        const lines = MockServer.env["account.bank.statement.line"];
        lines.write([2], {match_state: "reconciled"});
        return makeAnswer({line: {id: 3}}, [2]);
    });
    await mountWorksheet();
    await press("Enter");
    await animationFrame();
    await animationFrame();
    expect(approved[0].args).toEqual([2, 11]);
    expect(".o_data_row:contains(First)").toHaveText(/Reconciled/);
    expect(".o_bank_current").toHaveText(/Second/);
    expect(panels).toHaveLength(1);
});

test("letters are text in a field, and keys elsewhere", async () => {
    await mountWorksheet();
    await contains(".o_searchview_input").click();
    await keyDown("h");
    await animationFrame();
    expect("[data-tab=history]").not.toHaveClass("active");
    onWorksheet("history", []);
    await contains(".o_bank_current td[name=payment_ref]").click();
    await press("h");
    await animationFrame();
    expect("[data-tab=history]").toHaveClass("active");
});

test("a click makes a line current and keeps the list", async () => {
    await mountWorksheet();
    await contains(".o_data_row:eq(2) td[name=payment_ref]").click();
    expect(".o_bank_current").toHaveText(/Second/);
    expect(".o_list_view").toHaveCount(1);
});

test("counters filter by facets; a second click shows everything", async () => {
    await mountWorksheet({search_default_to_do: 1});
    expect(rows()).toEqual(["First", "Second"]);
    expect("[data-counter=to_do]").toHaveClass("active");
    await contains("[data-counter=reconciled]").click();
    expect(rows()).toEqual(["Done"]);
    expect(".o_facet_values").toHaveText("Reconciled");
    await contains("[data-counter=reconciled]").click();
    expect(rows()).toEqual(["Done", "First", "Second"]);
});

test("the journal switch is a facet and reloads the header", async () => {
    await mountWorksheet();
    await contains(".o_bank_journal").click();
    await contains(".o-dropdown-item:contains(Savings)").click();
    await animationFrame();
    expect(".o_searchview_facet").toHaveText(/Savings/);
    expect(headers.map(({args}) => args)).toEqual([
        [false, false],
        [2, false],
    ]);
});

test("signs on a line tell what is special", async () => {
    await mountWorksheet();
    const second = ".o_data_row:contains(Second)";
    expect(`${second} [aria-label="Paid already?"]`).toHaveCount(1);
    expect(`${second} [aria-label="Batch: 4 payments in one"]`).toHaveCount(1);
    expect(`${second} .o_bank_text_field`).toHaveText(/Nordvik/);
});

test("a row opens what it is made of, and closes it", async () => {
    const payment = {id: 1, reference: "1234", text: "Per Lunde", amount: 3};
    const asked = onWorksheet("parts", {lines: [], payments: [payment]});
    await mountWorksheet();
    expect(".o_bank_expand").toHaveCount(1);
    await contains(".o_bank_expand").click();
    expect(".o_bank_parts").toHaveText(/1234\s*Per Lunde\s*3.00/);
    expect(".o_bank_expand").toHaveAttribute("aria-expanded", "true");
    await contains(".o_bank_expand").click();
    expect(".o_bank_parts").toHaveCount(0);
    expect(asked.map(({args}) => args)).toEqual([[3]]);
    expect(".o_bank_current").toHaveText(/First/);
});

test("lines of an account stand under their statement with its balances", async () => {
    const onStatement = {
        statement_id: 3,
        statement_balance_start: 100,
        statement_balance_end_real: 160,
        is_balance_known: true,
        balance_after: 130,
    };
    BankLine._records = BankLine._records.map((row) => ({...row, ...onStatement}));
    await mountWorksheet();
    expect(".o_bank_heading").toHaveCount(1);
    expect(".o_bank_heading").toHaveText(/^Statement 49.*Opening.*100.00.*160.00/s);
    expect(".o_bank_balance:first").toHaveText(/130.00/);
});

test("rows of all accounts have no statement above", async () => {
    headers = onWorksheet("header", () => makeHeader({journal: false}));
    BankLine._records = BankLine._records.map((row) => ({...row, statement_id: 3}));
    await mountWorksheet();
    expect(".o_bank_heading, .o_bank_balance").toHaveCount(0);
});

test("a row drawn to the right is approved, a doubtful one does not move", async () => {
    const approved = onWorksheet("approve", () => makeAnswer({}, [2]));
    await mountWorksheet();
    for (const text of ["Second", "First"]) {
        const row = queryOne(`.o_data_row:contains(${text})`);
        const touch = (type, x) => {
            const at = new Touch({identifier: 1, target: row, clientX: x, clientY: 5});
            const touches = type === "touchend" ? [] : [at];
            const options = {bubbles: true, touches, changedTouches: [at]};
            row.dispatchEvent(new TouchEvent(type, options));
        };
        touch("touchstart", 10);
        touch("touchmove", 60);
        touch("touchmove", 200);
        expect(row.classList.contains("o_bank_swiped")).toBe(text === "First");
        touch("touchend", 200);
    }
    await animationFrame();
    expect(approved.map(({args}) => args[0])).toEqual([2]);
});

test("when nothing is to do it says so", async () => {
    BankLine._records = [BankLine._records[0]];
    headers = onWorksheet("header", () => makeHeader({counters: {reconciled: 1}}));
    await mountWorksheet({search_default_to_do: 1});
    expect(".o_bank_empty").toHaveText(/All done/);
    expect(".o_bank_panel").toHaveCount(0);
    await contains(".o_bank_empty button").click();
    expect(rows()).toEqual(["Done"]);
});

test("without a source the first step is to get one", async () => {
    BankLine._records = [];
    headers = onWorksheet("header", () => makeHeader({counters: {}, source_count: 0}));
    await mountWorksheet();
    expect(".o_bank_empty").toHaveText(/Bring in the first bank file/);
    expect(queryAllTexts(".o_bank_empty button")).toEqual([
        "Import Files",
        "Set Up a Source",
    ]);
});

test("the panel is closed and opened by key, and remembered", async () => {
    await mountWorksheet();
    await press("]");
    await animationFrame();
    expect(".o_bank_panel").toHaveCount(0);
    expect(localStorage.getItem("bank_worksheet_panel")).toBe("closed");
    await press("]");
    await animationFrame();
    expect(".o_bank_panel").toHaveCount(1);
});

test("the keys are shown by ?", async () => {
    await mountWorksheet();
    await press("?");
    await animationFrame();
    expect(".o_bank_key_help").toHaveCount(1);
});

test("s selects lines, and keys then work on all of them", async () => {
    const combined = onWorksheet("combine", () => makeAnswer({line: {id: 2}}, [2, 3]));
    await mountWorksheet();
    await press("g");
    await animationFrame();
    expect(combined).toHaveLength(0);
    expect(".o_notification").toHaveText(/Select the lines to combine first/);
    await press("s");
    await press("ArrowDown");
    await animationFrame();
    await press("s");
    await animationFrame();
    expect(".o_data_row_selected").toHaveCount(2);
    await press("g");
    await animationFrame();
    expect(combined[0].args).toEqual([[2, 3]]);
});

test("j and k go on in the same tab", async () => {
    onWorksheet("items", {rows: [], total: 0, partner: false});
    await mountWorksheet();
    await press("c");
    await animationFrame();
    await press("Escape");
    await animationFrame();
    await animationFrame();
    await press("j");
    await animationFrame();
    expect(".o_bank_current").toHaveText(/Second/);
    expect("[data-tab=customer]").toHaveClass("active");
    await press("k");
    await animationFrame();
    expect(".o_bank_current").toHaveText(/First/);
    expect("[data-tab=customer]").toHaveClass("active");
});

test("what is ticked is counted and summed, and Enter says that it acts on it", async () => {
    await mountWorksheet();
    expect(".o_bank_selection").toHaveCount(0);
    await contains(".o_data_row:contains(First) .o_list_record_selector input").click();
    await contains(".o_data_row:contains(Done) .o_list_record_selector input").click();
    await animationFrame();
    expect(".o_bank_selection").toHaveText(/2 selected/);
    expect(".o_bank_selection").toHaveText(/In.*100.00.*Out.*-40.00.*Sum.*60.00/s);
    expect(".o_bank_approve_selected").toHaveCount(1);
    expect(".o_bank_proposal .o_bank_approve kbd").toHaveCount(0);
});

test("a match that nothing speaks against is approved in its row", async () => {
    const approved = onWorksheet("approve", makeAnswer({}, [2]));
    await mountWorksheet();
    expect(".o_bank_row_against").toHaveCount(1);
    expect(".o_bank_row_approve").toHaveCount(1);
    await contains(".o_data_row:contains(First) .o_bank_row_approve").click();
    expect(approved[0].args).toEqual([2]);
});

test("the state is a short badge whose full name is told", async () => {
    await mountWorksheet();
    const badge = ".o_data_row:contains(First) .badge";
    expect(`${badge} [aria-hidden]`).toHaveText("To approve");
    expect(badge).toHaveAttribute("title", "Payment to Approve");
});
