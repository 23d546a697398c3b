import {expect, test} from "@odoo/hoot";
import {animationFrame} from "@odoo/hoot-mock";
import {
    contains,
    getService,
    mountWithCleanup,
    onRpc,
} from "@web/../tests/web_test_helpers";
import {MainComponentsContainer} from "@web/core/main_components_container";
import {ImportDialog} from "@bank_statement_intelligence/worksheet/dialogs/import_dialog";
import {KeyHelpDialog} from "@bank_statement_intelligence/worksheet/dialogs/key_help_dialog";
import {RunDialog} from "@bank_statement_intelligence/worksheet/dialogs/run_dialog";
import {defineMailModels, onWorksheet} from "./worksheet_test_helpers";

defineMailModels();

async function open(dialog, props) {
    await mountWithCleanup(MainComponentsContainer);
    getService("dialog").add(dialog, props);
    await animationFrame();
    await animationFrame();
}

function result(values) {
    return {
        run_id: false,
        mode: "dry",
        lines: 4,
        reconciled: 0,
        proposed: 2,
        choose: 1,
        unresolved: 1,
        passes: [
            {pass: "rule", name: "Matching rules", proposed: 2, tied: 0, posted: 0},
        ],
        ...values,
    };
}

test("the keys are listed", async () => {
    await open(KeyHelpDialog, {});
    expect(".o_bank_key_help dl > div").toHaveCount(36);
});

test("a dry run shows numbers and can be made real", async () => {
    const asked = onWorksheet("run", (journalId, mode) =>
        mode === "dry" ? result() : result({mode: "propose", run_id: 6})
    );
    let done = 0;
    await open(RunDialog, {mode: "dry", journalId: 1, onDone: () => (done += 1)});
    expect(".o_bank_run_dialog").toHaveText(/4 lines/);
    expect(".o_bank_run_dialog").toHaveText(/Nothing was written/);
    expect(done).toBe(0);
    await contains("button:contains(Propose these)").click();
    expect(asked.map(({args}) => args)).toEqual([
        [1, "dry"],
        [1, "propose"],
    ]);
    expect(done).toBe(1);
});

test("a run that posted is undone as a whole; refusals are told", async () => {
    const passes = [{pass: "rule", name: "Rules", proposed: 2, tied: 0, posted: 2}];
    onWorksheet("run", result({mode: "post", run_id: 6, passes}));
    onRpc("bank.statement.api", "undo", ({kwargs}) => {
        expect(kwargs.run_id).toBe(6);
        return {undone: [1], refused: [{line_id: 2, reason: "Its period is locked."}]};
    });
    await open(RunDialog, {mode: "post", journalId: false, onDone: () => {}});
    await contains(".o_bank_undo_run").click();
    expect(".alert-info").toHaveText(/1 lines undone. 1 could not be undone/);
    expect(".alert-info").toHaveText(/Its period is locked/);
    expect(".o_bank_undo_run").toHaveCount(0);
});

test("a bad file does not stop the next one", async () => {
    onRpc("bank.statement.api", "import_file", ({kwargs}) => {
        const isBad = kwargs.filename === "bad.xml";
        return {
            file_id: 1,
            state: isBad ? "error" : "imported",
            new: isBad ? 0 : 3,
            known: 0,
            errors: isBad
                ? [{code: "x", message: "The file is damaged.", where: ""}]
                : [],
        };
    });
    const files = ["bad.xml", "good.xml"].map((name) => new File(["x"], name));
    let done = 0;
    await open(ImportDialog, {files, journalId: 1, onDone: () => (done += 1)});
    await contains(".modal-footer .btn-primary:enabled").hover();
    expect("tr:contains(bad.xml) .text-danger").toHaveText("The file is damaged.");
    expect("tr:contains(good.xml)").toHaveText(/3\s*0\s*Imported/);
    expect(done).toBe(1);
    expect("button:contains(Open the imported files)").toHaveCount(1);
});

test("an import can be stopped: what was not read is named", async () => {
    const asked = [];
    let finish = null;
    onRpc("bank.statement.api", "import_file", ({kwargs}) => {
        asked.push(kwargs.filename);
        const answer = {file_id: 1, state: "imported", new: 1, known: 0, errors: []};
        return new Promise((resolve) => (finish = () => resolve(answer)));
    });
    const files = ["a.xml", "b.xml"].map((name) => new File(["x"], name));
    await open(ImportDialog, {files, journalId: 1});
    await contains(".o_bank_stop").click();
    finish();
    await contains(".modal-footer .btn-primary:enabled").hover();
    expect(asked).toEqual(["a.xml"]);
    expect("tr:contains(a.xml)").toHaveText(/Imported/);
    expect("tr:contains(b.xml)").toHaveText(/stopped/);
    expect(".progress-bar").toHaveText("100 %");
});

test("a file that names no account asks for its journal", async () => {
    const asked = [];
    onRpc("account.journal", "search_read", () => [
        {id: 4, display_name: "Nordea"},
        {id: 5, display_name: "SEB"},
    ]);
    onRpc("bank.statement.api", "import_file", ({kwargs}) => {
        asked.push(kwargs.journal_id);
        const isKnown = Boolean(kwargs.journal_id);
        const message = "The file does not say which bank account it is of.";
        return {
            file_id: 1,
            state: isKnown ? "imported" : "error",
            new: isKnown ? 2 : 0,
            known: 0,
            errors: isKnown ? [] : [{code: "journal_needed", message, where: ""}],
        };
    });
    const files = [new File(["x"], "bank.csv")];
    await open(ImportDialog, {files, journalId: false, onDone: () => {}});
    await contains(".modal-footer .btn-primary:enabled").hover();
    await contains(".o_bank_import_journal").select("5");
    await contains("tr:contains(Imported)").hover();
    expect("tr:contains(bank.csv)").toHaveText(/2\s*0\s*Imported/);
    expect(".o_bank_import_journal").toHaveCount(0);
    expect(asked).toEqual([null, 5]);
});
