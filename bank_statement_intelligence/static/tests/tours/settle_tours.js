import {addTour, current, focused, press, row, task, type} from "./tour_helpers";

const ITEM = ".o_bank_open_items tbody input[type=checkbox]";
const ACCOUNT = ".o_bank_entry:last .o_bank_account input";
const OPTION = ".o-autocomplete--dropdown-menu .ui-state-active";

addTour("split", () =>
    task([
        press("e"),
        focused(ACCOUNT),
        type("Tour goods", ACCOUNT),
        press("Tab", `${OPTION}:contains(Tour goods)`),
        focused(".o_bank_entry:first .o_bank_amount_input"),
        type("-60"),
        press("Tab"),
        {trigger: ".o_bank_entry:nth-child(2)"},
        focused(".o_bank_entry:nth-child(2) .o_bank_account input"),
        type("Tour freight", ".o_bank_entry:nth-child(2) .o_bank_account input"),
        press("Tab", `${OPTION}:contains(Tour freight)`),
        press("Control+Enter", ".o_bank_left.text-success"),
        row("Card purchase", "Reconciled"),
    ])
);

addTour("customer_items", () =>
    task([
        press("c"),
        focused(`${ITEM}:first`),
        press("Space"),
        press("ArrowDown", `tr.table-info ${"input[type=checkbox]"}`),
        press("Space"),
        press("Enter", ".o_bank_left.text-success"),
        row("Both invoices", "Reconciled"),
    ])
);

addTour("partial", () =>
    task([
        press("c"),
        focused(`${ITEM}:first`),
        press("Space"),
        press("Enter", ".o_bank_left.text-success"),
        row("Part payment", "Reconciled"),
    ])
);

addTour("on_account", () =>
    task([
        {trigger: ".o_bank_adjust", run: "click"},
        {trigger: ".o_bank_panel [data-tab=entry].active"},
        {trigger: ".o_bank_entry:contains(On account of)"},
        press("Control+Enter", ".o_bank_left.text-success"),
        row("Paid too much", "Reconciled"),
    ])
);

addTour("write_off", () =>
    task([
        {
            content: "settle the invoice in full",
            trigger: ".o_bank_proposal .o_bank_close_fully",
            run: "click",
        },
        focused(ACCOUNT),
        type("Tour differences", ACCOUNT),
        press("Tab", `${OPTION}:contains(Tour differences)`),
        press("Control+Enter", ".o_bank_left.text-success"),
        row("Paid too little", "Reconciled"),
    ])
);

addTour("bank_entry", () =>
    task([
        press("b"),
        focused(`${ITEM}:first`),
        press("Space"),
        press("Enter", ".o_bank_left.text-success"),
        row("Outgoing", "Reconciled"),
    ])
);

addTour("search_item", () =>
    task([
        press("c"),
        {trigger: ITEM},
        press("/"),
        focused(".o_bank_panel input[type=search]"),
        type("fjord"),
        {trigger: ".o_bank_open_items tbody tr:contains(Fjord)"},
        press("ArrowDown", ".o_bank_open_items tbody:not(:contains(Nordvik))"),
        focused(`${ITEM}:first`),
        press("Space"),
        press("Enter", ".o_bank_left.text-success"),
        row("No name", "Reconciled"),
    ])
);

addTour("advice", () =>
    task([
        press("a"),
        {
            trigger: ".o_bank_advice_rows td[name=document_number] input",
            run: "edit INV/2026/00001",
        },
        press("Tab"),
        {trigger: ".o_bank_save_advice", run: "click"},
        {trigger: ".o_bank_advice_rows s:contains(INV/2O26/00001)"},
        row("See advice", "Payment to Approve"),
        press("Escape"),
        press("Enter", ".o_bank_panel .badge:contains(Payment to Approve)"),
        row("See advice", "Reconciled"),
    ])
);

addTour("ignore", () =>
    task([
        press("i"),
        {
            trigger: ".modal .o_field_widget[name=reason] input",
            run: "edit Entered twice",
        },
        {trigger: ".modal button[name=action_ignore]", run: "click"},
        {trigger: ".o_bank_counters [data-counter=ignored]:contains(1)"},
    ])
);

addTour("keys_and_tabs", () => [
    current("Line B"),
    press("ArrowDown"),
    current("Line A"),
    press("ArrowUp"),
    current("Line B"),
    ...["b", "c", "v", "e"].flatMap((key, index) => [
        press("Escape"),
        press(key),
        {
            trigger: `[data-tab=${["bank", "customer", "vendor", "entry"][index]}].active`,
        },
    ]),
    press("Escape"),
    focused(".o_bank_current .o_data_cell"),
    press("d"),
    {trigger: "[data-tab=data].active"},
    press("h"),
    {trigger: ".o_bank_history li:contains(Entered by hand)"},
    press("?"),
    {trigger: ".o_bank_key_help"},
    press("Escape", ".modal"),
    {trigger: "body:not(:has(.modal))"},
    press("]"),
    {trigger: ".o_bank_worksheet:not(:has(.o_bank_panel))"},
    press("]", ".o_bank_worksheet"),
    current("Line B"),
]);

addTour("find_payment", () =>
    task([
        press("P"),
        {trigger: ".o_bank_by_text input:checked"},
        focused(`${ITEM}:first`),
        press("Space"),
        press("Enter", ".o_bank_left.text-success"),
        row("Betaling", "Reconciled"),
    ])
);

addTour("discount", () =>
    task([
        press("c"),
        focused(`${ITEM}:first`),
        press("Space"),
        {trigger: ".o_bank_discount", run: "click"},
        press("Control+Enter", ".o_bank_left.text-success"),
        row("Less discount", "Reconciled"),
    ])
);

addTour("prepayment", () =>
    task([
        {trigger: "[data-book=receivable]", run: "click"},
        press("Enter", ".o_bank_left.text-success"),
        row("Prepayment", "Reconciled"),
    ])
);

addTour("rule_button", () =>
    task([
        {trigger: ".o_bank_rule:contains(Tour fees)", run: "click"},
        press("Enter", ".o_bank_left.text-success"),
        row("Tour fee", "Reconciled"),
    ])
);

addTour("new_bill", () =>
    task([
        {trigger: ".o_bank_new", run: "click"},
        {trigger: ".o-dropdown-item:contains(Vendor bill)", run: "click"},
        {trigger: ".o_form_view button[name=action_post]:visible", run: "click"},
        {trigger: ".o_statusbar_status .o_arrow_button_current:contains(Posted)"},
        {trigger: ".o_breadcrumb .o_back_button, .breadcrumb a:first", run: "click"},
        {
            trigger:
                ".o_bank_worksheet .o_data_row:contains(Office chairs):contains(Reconciled), .o_bank_empty",
        },
    ])
);

addTour("part", () =>
    task([
        press("Enter", ".o_bank_chosen:contains(leaves it open)"),
        row("Part of", "Reconciled"),
    ])
);

addTour("account_tax", () =>
    task([
        press("e"),
        focused(ACCOUNT),
        type("Tour taxed", ACCOUNT),
        press("Tab", `${OPTION}:contains(Tour taxed)`),
        press("Control+Enter", ".o_bank_entry_taxes:contains(Tour input)"),
        row("Taxed purchase", "Reconciled"),
    ])
);

addTour("close", () =>
    task(
        [
            {
                trigger: ".o_bank_empty button:contains(Close Statement)",
                run: "click",
            },
            {trigger: ".modal button[name=action_close]", run: "click"},
            {
                content: "closed; a lock date is offered, not now",
                trigger: ".modal:contains(Closed.) footer .btn-secondary",
                run: "click",
            },
            {trigger: ".o_bank_empty:not(:contains(Close Statement))"},
        ],
        {ready: ".o_bank_empty:contains(All done)"}
    )
);
