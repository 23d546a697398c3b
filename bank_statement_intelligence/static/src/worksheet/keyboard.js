import {useExternalListener} from "@odoo/owl";
import {useService} from "@web/core/utils/hooks";

/** Letters that open a tab. */
export const TAB_KEYS = {
    p: "proposals",
    b: "bank",
    c: "customer",
    v: "vendor",
    e: "entry",
    a: "advice",
    d: "data",
    h: "history",
};
/** Where every key is theirs. */
const FOREIGN = ".o-mail-Chatter";
/** Elements that have a use of their own for Enter and letters. */
const OWN_USE =
    "button:not([role=tab].active), a[href], summary, select, th, .o_searchview, .o_control_panel," +
    " .o-dropdown--menu, .o_popover, .o_navbar";

const OWN_ARROWS = ".o_bank_own_arrows";

function isEditable(target) {
    if (target.isContentEditable || target.tagName === "TEXTAREA") {
        return true;
    }
    return target.tagName === "INPUT" && !["checkbox", "radio"].includes(target.type);
}

/** Keys in an input field: only what leaves it, or posts. */
function inField(ev, actions) {
    if (ev.key === "Escape") {
        return () => actions.leave();
    }
    return ev.key === "Enter" && ev.ctrlKey ? () => actions.settle() : null;
}

function arrow(ev, actions) {
    const step = {ArrowDown: 1, ArrowUp: -1}[ev.key];
    const isTaken = ev.target.closest(`${OWN_ARROWS}, .o_control_panel`);
    return step && !isTaken ? () => actions.move(step) : null;
}

function enter(ev, actions) {
    const isFree = ev.ctrlKey || !ev.target.closest(OWN_USE);
    return ev.key === "Enter" && isFree ? () => actions.confirm() : null;
}

function digit(ev, actions) {
    return /^[1-9]$/.test(ev.key) ? () => actions.choose(Number(ev.key) - 1) : null;
}

function letter(ev, actions) {
    if (ev.key === "/" && ev.target.closest(OWN_ARROWS)) {
        return null; // searches the items there
    }
    if (ev.key in TAB_KEYS) {
        return () => actions.tab(TAB_KEYS[ev.key]);
    }
    return ev.key in actions.letters ? actions.letters[ev.key] : null;
}

function escape(ev, actions) {
    return ev.key === "Escape" ? () => actions.leave() : null;
}

const MEANINGS = [arrow, enter, digit, letter, escape];

/** What a key means where it was pressed; null: not ours. */
function getAction(ev, actions) {
    const isForeign = ev.target.closest(FOREIGN);
    if (isForeign || ev.altKey || ev.metaKey || (ev.ctrlKey && ev.key !== "Enter")) {
        return null;
    }
    if (isEditable(ev.target)) {
        return inField(ev, actions);
    }
    for (const meaning of MEANINGS) {
        const action = meaning(ev, actions);
        if (action) {
            return action;
        }
    }
    return null;
}

/**
 * The worksheet's keys. They are left alone in input fields (but Ctrl+Enter and
 * Escape), in dialogs, menus and on buttons.
 *
 * @param {Object} actions functions by name: `move`, `confirm`, `settle`, `choose`,
 *  `tab`, `leave`, and `letters`, one function per letter
 */
export function useWorksheetKeys(actions) {
    const ui = useService("ui");

    function isElsewhere() {
        const menu = document.querySelector(".o-dropdown--menu");
        return ui.isBlocked || ui.activeElement !== document || menu;
    }

    function onKeydown(ev) {
        if (ev.isComposing || !(ev.target instanceof HTMLElement) || isElsewhere()) {
            return;
        }
        const action = getAction(ev, actions);
        if (action) {
            ev.preventDefault();
            ev.stopPropagation();
            action();
        }
    }

    useExternalListener(window, "keydown", onKeydown, {capture: true});
}
