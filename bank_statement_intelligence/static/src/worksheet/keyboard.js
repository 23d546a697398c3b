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
/** Elements that have a use of their own for Enter and letters. */
const OWN_USE =
    "button:not([role=tab].active), a[href], summary, select, th, .o_searchview, .o_control_panel," +
    " .o-dropdown--menu, .o_popover, .o_navbar";

function isEditable(target) {
    if (target.isContentEditable || target.tagName === "TEXTAREA") {
        return true;
    }
    return target.tagName === "INPUT" && !["checkbox", "radio"].includes(target.type);
}

/**
 * The worksheet's keys. They are left alone in input fields (but Ctrl+Enter and
 * Escape), in dialogs, menus and on buttons.
 *
 * @param {Object} actions functions by name: `move`, `confirm`, `settle`, `choose`,
 *  `tab`, `leave`, and one per key of `LETTERS`
 */
export function useWorksheetKeys(actions) {
    const ui = useService("ui");

    function inField(ev) {
        if (ev.key === "Escape") {
            return () => actions.leave();
        }
        return ev.key === "Enter" && ev.ctrlKey ? () => actions.settle() : null;
    }

    function onKey(ev) {
        const isFree = !ev.target.closest(OWN_USE);
        if (ev.key === "ArrowDown" || ev.key === "ArrowUp") {
            const isTaken = ev.target.closest(".o_bank_own_arrows, .o_control_panel");
            const step = ev.key === "ArrowDown" ? 1 : -1;
            return isTaken ? null : () => actions.move(step);
        }
        if (ev.key === "Enter") {
            return isFree || ev.ctrlKey ? () => actions.confirm() : null;
        }
        if (ev.key === "Escape") {
            return () => actions.leave();
        }
        if (ev.key === "/" && ev.target.closest(".o_bank_own_arrows")) {
            return null;
        }
        if (/^[1-9]$/.test(ev.key)) {
            return () => actions.choose(Number(ev.key) - 1);
        }
        if (ev.key in TAB_KEYS) {
            return () => actions.tab(TAB_KEYS[ev.key]);
        }
        return ev.key in actions.letters ? actions.letters[ev.key] : null;
    }

    function onKeydown(ev) {
        const hasModifier = ev.altKey || ev.metaKey || (ev.ctrlKey && ev.key !== "Enter");
        if (hasModifier || ev.isComposing || ui.isBlocked) {
            return;
        }
        if (ui.activeElement !== document || document.querySelector(".o-dropdown--menu")) {
            return;
        }
        const target = ev.target instanceof HTMLElement ? ev.target : document.body;
        const action = isEditable(target) ? inField(ev) : onKey(ev);
        if (action) {
            ev.preventDefault();
            ev.stopPropagation();
            action();
        }
    }

    useExternalListener(window, "keydown", onKeydown, {capture: true});
}
