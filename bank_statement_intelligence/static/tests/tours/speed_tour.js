import {addTour, current, press, row} from "./tour_helpers";

/** Calls of the worksheet; the web client's chat asks on its own. */
const CALLS = /\/web\/(?:dataset\/call_(?:kw|button)\/(?!discuss\.)|action\/load)/;

/** Tells the test which calls were made since the last time. */
function tellCalls(name) {
    return {
        content: `calls: ${name}`,
        trigger: "body",
        run() {
            const paths = performance
                .getEntriesByType("resource")
                .map((entry) => new URL(entry.name).pathname)
                .filter((path) => CALLS.test(path));
            performance.clearResourceTimings();
            // eslint-disable-next-line no-console
            console.log(`bsi-calls ${name} ${paths.join(" ")}`);
        },
    };
}

addTour("calls", () => [
    current("Newest"),
    {trigger: ".o_data_row:eq(79)"},
    {trigger: ".o_bank_counters [data-counter=to_do]:contains(101)"},
    tellCalls("first"),
    press("ArrowDown"),
    current("Text 99"),
    tellCalls("next"),
    press("ArrowUp"),
    current("Newest"),
    tellCalls("back"),
    press("Enter", ".o_bank_chosen"),
    row("Newest", "Reconciled"),
    current("Text 99"),
    tellCalls("approve"),
]);
