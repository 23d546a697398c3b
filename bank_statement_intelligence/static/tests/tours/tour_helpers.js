import {registry} from "@web/core/registry";

/** Milliseconds that a step may take on a slow machine. */
const PATIENCE = 60000;

/**
 * Registers a tour.
 *
 * @param {string} name
 * @param {() => Object[]} steps
 */
export function addTour(name, steps) {
    registry.category("web_tour.tours").add(`bsi_${name}`, {
        steps: () => steps().map((step) => ({timeout: PATIENCE, ...step})),
    });
}

/**
 * Gives an input of type file the files that a person would choose.
 *
 * @param {HTMLInputElement} input
 * @param {[string, string][]} files pairs of name and text
 */
export function chooseFiles(input, files) {
    const transfer = new DataTransfer();
    for (const [name, text] of files) {
        transfer.items.add(new File([text], name, {type: "application/xml"}));
    }
    input.files = transfer.files;
    input.dispatchEvent(new Event("change", {bubbles: true}));
}

/**
 * Fetches what the test wrote for the tour: the text of an attachment.
 *
 * @param {string} name of the attachment
 * @returns {Promise<string>}
 */
export async function readAttachment(name) {
    const {orm} = odoo.__WOWL_DEBUG__.root.env.services;
    const domain = [["name", "=", name]];
    const [found] = await orm.searchRead("ir.attachment", domain, ["raw"]);
    return found.raw;
}

const READY = ".o_bank_worksheet .o_bank_panel .o_bank_line";
const counts = {keys: 0, clicks: 0};

function isText(ev) {
    const inField = ev.target.matches?.("input:not([type=checkbox]), textarea");
    return inField && ev.key.length === 1 && !ev.ctrlKey;
}

function onKeydown(ev) {
    counts.keys += ["Control", "Shift"].includes(ev.key) || isText(ev) ? 0 : 1;
}

function onPointerdown() {
    counts.clicks += 1;
}

/**
 * The steps of a task, between a step that starts to count what the hands do and one
 * that tells the test: keys (typed text is not counted) and clicks.
 *
 * @param {Object[]} steps
 * @param {Object} [options]
 * @param {string} [options.ready] what is waited for before
 * @returns {Object[]}
 */
export function task(steps, {ready = READY} = {}) {
    return [
        {
            content: "start to count",
            trigger: ready,
            run() {
                Object.assign(counts, {keys: 0, clicks: 0});
                window.addEventListener("keydown", onKeydown, true);
                window.addEventListener("pointerdown", onPointerdown, true);
            },
        },
        ...steps,
        {
            content: "tell the count",
            trigger: "body",
            run() {
                window.removeEventListener("keydown", onKeydown, true);
                window.removeEventListener("pointerdown", onPointerdown, true);
                // eslint-disable-next-line no-console
                console.log(`bsi-count ${counts.keys} ${counts.clicks}`);
            },
        },
    ];
}

/** Presses a key where the focus is, as soon as `trigger` is there. */
export function press(key, trigger = READY) {
    return {content: `press ${key}`, trigger, run: `press ${key}`};
}

/** Types a text where the focus is. */
export function type(text, trigger = READY) {
    return {
        content: `type ${text}`,
        trigger,
        async run() {
            await odoo.loader.modules.get("@odoo/hoot-dom").fill(text);
        },
    };
}

/** Waits until the current line shows a text. */
export function current(text) {
    return {trigger: `.o_bank_panel .o_bank_text:contains(${text})`};
}

/** Waits until a row of the list shows a state. */
export function row(text, state) {
    return {trigger: `.o_data_row:contains(${text}):contains(${state})`};
}

/** Waits until the focus is somewhere. */
export function focused(selector) {
    return {trigger: `${selector}:focus`};
}
