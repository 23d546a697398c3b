import {useEffect} from "@odoo/owl";

/** Pixels after which a finger is taken to draw, and after which it has decided. */
const START = 12;
const ENOUGH = 110;

/**
 * Lets a finger draw a row of the list to the right.
 *
 * @param {Object} ref of an element around the list
 * @param {(id: string) => (Function|null|false)} getAction what drawing the row with
 *  this `data-id` does; nothing moves without
 */
export function useSwipe(ref, getAction) {
    let drawn = null;

    function begin(ev) {
        const row = ev.target.closest(".o_data_row");
        const action = row && ev.touches.length === 1 && getAction(row.dataset.id);
        const {clientX: x, clientY: y} = ev.touches[0];
        drawn = action ? {row, action, x, y, by: 0} : null;
    }

    function move(ev) {
        if (!drawn) {
            return;
        }
        const {clientX, clientY} = ev.touches[0];
        const by = clientX - drawn.x;
        if (!drawn.by && Math.abs(clientY - drawn.y) > Math.abs(by)) {
            drawn = null; // the list is scrolled
        } else if (drawn.by || by > START) {
            drawn.by = Math.max(by, 1);
            drawn.row.style.transform = `translateX(${drawn.by}px)`;
            drawn.row.classList.toggle("o_bank_swiped", by > ENOUGH);
        }
    }

    function end(ev) {
        if (!drawn) {
            return;
        }
        const {row, action, by} = drawn;
        drawn = null;
        row.style.transform = "";
        row.classList.remove("o_bank_swiped");
        if (ev.type === "touchend" && by > ENOUGH) {
            action();
        }
    }

    useEffect(
        (el) => {
            const listeners = {
                touchstart: begin,
                touchmove: move,
                touchend: end,
                touchcancel: end,
            };
            for (const [name, listener] of Object.entries(listeners)) {
                el.addEventListener(name, listener, {passive: true});
            }
            return () => {
                for (const [name, listener] of Object.entries(listeners)) {
                    el.removeEventListener(name, listener);
                }
            };
        },
        () => [ref.el]
    );
}
