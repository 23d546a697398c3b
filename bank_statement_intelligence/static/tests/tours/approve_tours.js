import {addTour, current, press, row, task} from "./tour_helpers";

addTour("exact", () =>
    task([press("Enter", ".o_bank_chosen"), row("Exact one", "Reconciled")])
);

addTour("choice", () =>
    task([
        press("2", ".o_bank_proposal:nth-child(2)"),
        press("Enter", ".o_bank_proposal:nth-child(2).o_bank_chosen"),
        row("Which one", "Reconciled"),
    ])
);

addTour("fee", () =>
    task([
        press("Enter", ".o_bank_chosen:contains(Bank fee)"),
        row("Monthly fee", "Reconciled"),
    ])
);

addTour("several_lines", () =>
    task([
        {content: "the first line is current", ...current("Line C")},
        press("Enter", ".o_bank_chosen"),
        current("Line B"),
        press("Enter", ".o_bank_chosen"),
        current("Line A"),
        press("Enter", ".o_bank_chosen"),
        row("Line A", "Reconciled"),
    ])
);

addTour("undo_last", () =>
    task([
        press("Enter", ".o_bank_chosen"),
        row("Second", "Reconciled"),
        current("First"),
        press("u"),
        current("Second"),
        row("Second", "Unresolved"),
    ])
);

addTour("bulk", () =>
    task([
        {trigger: ".o_list_renderer thead .o_list_record_selector", run: "click"},
        {trigger: "button[name=action_approve_best]", run: "click"},
        {trigger: ".o_bank_empty:contains(All done)"},
    ])
);

addTour("run_and_undo", () =>
    task([
        {trigger: ".o_bank_run", run: "click"},
        {trigger: ".o-dropdown-item:contains(Post what is proved)", run: "click"},
        {trigger: ".o_bank_run_dialog:contains(1 reconciled)"},
        {trigger: ".o_bank_undo_run", run: "click"},
        {trigger: ".o_bank_run_dialog:contains(1 lines undone)"},
    ])
);
