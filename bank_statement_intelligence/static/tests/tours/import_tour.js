import {
    addTour,
    chooseFiles,
    current,
    press,
    readAttachment,
    row,
    task,
} from "./tour_helpers";

addTour("import", () =>
    task(
        [
            {
                content: "choose two files at once, one of them damaged",
                trigger: ".o_bank_import",
                async run({anchor}) {
                    const text = await readAttachment("tour.xml");
                    chooseFiles(anchor.querySelector("input[type=file]"), [
                        ["bad.xml", "<Document"],
                        ["tour.xml", text],
                    ]);
                },
            },
            {trigger: ".o_bank_import_rows tr:contains(bad.xml) .text-danger"},
            {trigger: ".o_bank_import_rows tr:contains(tour.xml):contains(Imported)"},
            {trigger: ".modal-footer .btn-primary:enabled", run: "click"},
            current("INV/2026/00001"),
            press("Enter", ".o_bank_chosen"),
            row("INV/2026/00001", "Reconciled"),
            press("u"),
            row("INV/2026/00001", "Unresolved"),
        ],
        {ready: ".o_bank_empty:contains(Bring in the first bank file)"}
    )
);

addTour("drop", () => [
    {
        content: "drop a file on the worksheet",
        trigger: ".o_bank_worksheet .o_bank_empty",
        async run({anchor}) {
            const text = await readAttachment("tour.xml");
            const dataTransfer = new DataTransfer();
            dataTransfer.items.add(new File([text], "tour.xml"));
            const options = {bubbles: true, dataTransfer};
            anchor.dispatchEvent(new DragEvent("dragenter", options));
        },
    },
    {
        trigger: ".o-Dropzone",
        async run({anchor}) {
            const text = await readAttachment("tour.xml");
            const dataTransfer = new DataTransfer();
            dataTransfer.items.add(new File([text], "tour.xml"));
            const options = {bubbles: true, cancelable: true, dataTransfer};
            anchor.dispatchEvent(new DragEvent("drop", options));
        },
    },
    {trigger: ".o_bank_import_rows tr:contains(tour.xml):contains(Imported)"},
    {trigger: ".modal-footer .btn-primary:enabled", run: "click"},
    row("INV/2026/00001", "Payment to Approve"),
]);

addTour("dashboard_drop", () => [
    {
        content: "drop a file on the card of the account",
        trigger:
            ".o_kanban_record:contains(Bank):has([name=action_open_bank_worksheet])",
        async run({anchor}) {
            const text = await readAttachment("tour.xml");
            const dataTransfer = new DataTransfer();
            dataTransfer.items.add(new File([text], "tour.xml"));
            const options = {bubbles: true, cancelable: true, dataTransfer};
            anchor.dispatchEvent(new DragEvent("dragenter", options));
            anchor.dispatchEvent(new DragEvent("drop", options));
        },
    },
    {trigger: ".o_bank_worksheet .o_searchview_facet:contains(Statement)"},
    {trigger: ".o_bank_worksheet .o_bank_journal:contains(Bank)"},
    row("INV/2026/00001", "Payment to Approve"),
]);

addTour("dashboard", () => [
    {
        trigger:
            ".o_kanban_record:contains(Bank) button[name=action_open_bank_worksheet]",
        run: "click",
    },
    {trigger: ".o_bank_journal:contains(Bank)"},
    {trigger: ".o_bank_figures [name=suspense] .text-danger"},
    {trigger: ".o_bank_counters [data-counter=to_do].active"},
]);
