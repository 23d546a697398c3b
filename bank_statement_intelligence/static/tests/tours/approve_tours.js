import {registry} from "@web/core/registry";
import {current, press, row, task} from "./tour_helpers";

const tours = registry.category("web_tour.tours");

tours.add("bsi_exact", {
    steps: () =>
        task([press("Enter", ".o_bank_chosen"), row("Exact one", "Reconciled")]),
});

tours.add("bsi_choice", {
    steps: () =>
        task([
            press("2", ".o_bank_proposal:nth-child(2)"),
            press("Enter", ".o_bank_proposal:nth-child(2).o_bank_chosen"),
            row("Which one", "Reconciled"),
        ]),
});

tours.add("bsi_fee", {
    steps: () =>
        task([
            press("Enter", ".o_bank_chosen:contains(Bank fee)"),
            row("Monthly fee", "Reconciled"),
        ]),
});

tours.add("bsi_several_lines", {
    steps: () =>
        task([
            {content: "the first line is current", ...current("Line C")},
            press("Enter", ".o_bank_chosen"),
            current("Line B"),
            press("Enter", ".o_bank_chosen"),
            current("Line A"),
            press("Enter", ".o_bank_chosen"),
            row("Line A", "Reconciled"),
        ]),
});

tours.add("bsi_undo_last", {
    steps: () =>
        task([
            press("Enter", ".o_bank_chosen"),
            row("Second", "Reconciled"),
            current("First"),
            press("u"),
            current("Second"),
            row("Second", "Unresolved"),
        ]),
});

tours.add("bsi_bulk", {
    steps: () =>
        task([
            {trigger: ".o_list_renderer thead .o_list_record_selector", run: "click"},
            {trigger: "button[name=action_approve_best]", run: "click"},
            {trigger: ".o_bank_empty:contains(All done)"},
        ]),
});

tours.add("bsi_run_and_undo", {
    steps: () =>
        task([
            {trigger: ".o_bank_run", run: "click"},
            {trigger: ".o-dropdown-item:contains(Post what is proved)", run: "click"},
            {trigger: ".o_bank_run_dialog:contains(1 reconciled)"},
            {trigger: ".o_bank_undo_run", run: "click"},
            {trigger: ".o_bank_run_dialog:contains(1 lines undone)"},
        ]),
});
