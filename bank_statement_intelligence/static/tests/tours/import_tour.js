import {registry} from "@web/core/registry";
import {chooseFiles, readAttachment} from "./tour_helpers";

registry.category("web_tour.tours").add("bsi_import_approve_undo", {
    steps: () => [
        {
            content: "import a bank file from the journal's card",
            trigger:
                ".o_kanban_record:contains(Bank) button[name=action_import_bank_files]",
            run: "click",
        },
        {
            content: "choose the file",
            trigger: ".modal .o_field_many2many_binary",
            async run() {
                const text = await readAttachment("tour.xml");
                // Only now: the form may have been drawn again while we waited.
                const input = document.querySelector(
                    ".modal .o_field_many2many_binary input[type=file]"
                );
                chooseFiles(input, [["tour.xml", text]]);
            },
        },
        {trigger: ".modal .o_attachment:contains(tour.xml)"},
        {
            trigger: ".modal button[name=action_import]",
            run: "click",
        },
        {
            content: "the line waits for approval",
            trigger: ".o_data_row:contains(Payment to Approve) td[name=payment_ref]",
            run: "click",
        },
        {
            trigger: ".o_form_view button[name=action_approve_best]",
            run: "click",
        },
        {trigger: ".o_field_widget[name=match_state]:contains(Reconciled)"},
        {
            trigger: ".o_form_view button[name=action_undo_match]",
            run: "click",
        },
        {trigger: ".o_field_widget[name=match_state]:contains(Unresolved)"},
    ],
});
