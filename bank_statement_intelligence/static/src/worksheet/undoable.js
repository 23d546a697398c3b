import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";

const LINE = "account.bank.statement.line";

/**
 * Shows what was done, for long enough to read it, with a button that takes it back.
 *
 * @param {Object} notification the service
 * @param {string} message
 * @param {Function} [undo] without it there is no button
 * @param {string} [type]
 */
export function addUndoable(notification, message, undo, type = "info") {
    if (!undo) {
        notification.add(message, {type: "warning"});
        return;
    }
    const onClick = () => {
        close();
        undo();
    };
    const close = notification.add(message, {
        type,
        autocloseDelay: 20000,
        buttons: [{name: _t("Undo"), primary: true, onClick}],
    });
}

/** The client action that the server answers with when bank lines were posted. */
function undoable(env, {params}) {
    const {action, notification, orm} = env.services;
    addUndoable(notification, params.message, async () => {
        const told = await orm.call(LINE, "action_undo_match", [params.line_ids]);
        await (told === true || action.doAction(told));
        await action.doAction("soft_reload");
    });
    return params.next;
}

registry.category("actions").add("bank_statement_intelligence.undoable", undoable);
