import {_t} from "@web/core/l10n/translation";
import {ImportDialog} from "./dialogs/import_dialog";

/** How bank files come in from the worksheet: chosen, dropped or fetched. */
export class Intake {
    /**
     * @param {Object} env of the worksheet
     * @param {Object} worksheet `store`, and what is done afterwards: `refresh` and
     *  `focusList`
     */
    constructor(env, {store, refresh, focusList}) {
        this.env = env;
        this.store = store;
        this.refresh = refresh;
        this.focusList = focusList;
    }

    importFiles(files) {
        if (!files.length) {
            return;
        }
        const {journalId} = this.store.scope;
        this.env.services.dialog.add(
            ImportDialog,
            {files: [...files], journalId, onDone: (all) => this.showImported(all)},
            {onClose: () => this.focusList()}
        );
    }

    /** Goes to the account, and the statement, that imported files belong to. */
    async showImported(results) {
        const ids = results.flatMap((result) => result.statement_ids || []);
        await this.env.worksheetSearch.showStatements(this.store.orm, ids);
        await this.refresh();
    }

    async fetch() {
        const files = await this.store.orm.call("bank.statement.api", "fetch", []);
        const count = files.reduce((sum, file) => sum + file.new, 0);
        const text = files.length
            ? _t("%(files)s files, %(lines)s new lines", {
                  files: files.length,
                  lines: count,
              })
            : _t("The bank has no new files.");
        const type = files.length ? "success" : "info";
        this.env.services.notification.add(text, {type});
        await this.refresh();
    }
}
