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
        {trigger: "button[name=action_approve_selected]", run: "click"},
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

addTour("selected", () =>
    task([
        {content: "the first line is current", ...current("Line C")},
        press("s", ".o_bank_chosen"),
        press("ArrowDown", ".o_data_row_selected:contains(Line C)"),
        current("Line B"),
        press("s"),
        press("Enter", ".o_data_row_selected:contains(Line B)"),
        {trigger: "[data-counter=reconciled]:contains(2)"},
    ])
);

addTour("combine", () =>
    task([
        {content: "the first line is current", ...current("Part 2")},
        press("s"),
        press("ArrowDown", ".o_data_row_selected:contains(Part 2)"),
        current("Part 1"),
        press("s"),
        press("g", ".o_data_row_selected:contains(Part 1)"),
        {trigger: ".o_data_row .o_bank_combined:contains(2 combined)"},
        {trigger: ".o_data_row:contains(1,000.00):contains(Unresolved)"},
        {trigger: ".o_list_renderer:not(:has(.o_data_row:eq(1)))"},
        press("r", ".o_bank_panel .o_bank_group"),
        press("Enter", ".o_bank_chosen"),
        {trigger: "[data-counter=reconciled]:contains(2)"},
    ])
);
