import {reactive} from "@odoo/owl";
import {COUNTERS} from "./header/worksheet_header";

const COUNTER_NAMES = COUNTERS.map((counter) => counter.name);

/**
 * Ties the header to the search bar: what the header switches is an ordinary facet,
 * seen and removed like any other.
 */
export class WorksheetSearch {
    constructor(searchModel) {
        this.model = searchModel;
        this.activeFilters = [];
        return reactive(this);
    }

    /** Reads the search bar; returns the journal and statement it names. */
    read(context) {
        this.activeFilters = COUNTER_NAMES.filter((name) => this.isActive(name));
        return {
            journalId:
                this.getValue("journal_id") || context.worksheet_journal_id || false,
            statementId:
                this.getValue("statement_id") ||
                context.worksheet_statement_id ||
                false,
        };
    }

    /** The dates that filter the list, as the server's items want them. */
    get dates() {
        const dates = {};
        for (const leaf of this.model.domain) {
            if (!Array.isArray(leaf) || leaf[0] !== "date") {
                continue;
            }
            if (leaf[1] === ">=") {
                dates.date_from = leaf[2];
            } else if (leaf[1] === "<=") {
                dates.date_to = leaf[2];
            }
        }
        return dates;
    }

    setJournal(journal) {
        this.setAccount(journal, false);
    }

    setAccount(journal, statement) {
        this.change(() => {
            this.setField("statement_id", statement);
            this.setField("journal_id", journal);
        });
    }

    setStatement(statement) {
        this.change(() => this.setField("statement_id", statement));
    }

    /** Shows the lines of one counter only. */
    setCounter(name) {
        const wasActive = this.isActive(name);
        this.change(() => {
            this.dropCounters();
            if (!wasActive) {
                this.model.toggleSearchItem(this.findFilter(name).id);
            }
        });
    }

    /** Shows everything of the account, or of all accounts. */
    clear() {
        this.change(() => this.dropCounters());
    }

    showToDo() {
        this.change(() => {
            this.model.clearFilters();
            this.model.toggleSearchItem(this.findFilter("to_do").id);
        });
    }

    dropCounters() {
        for (const name of COUNTER_NAMES.filter((other) => this.isActive(other))) {
            this.model.toggleSearchItem(this.findFilter(name).id);
        }
    }

    // -- the search model ---------------------------------------------------------------

    change(callback) {
        this.model.blockNotification = true;
        callback();
        this.model.blockNotification = false;
        this.model._notify();
    }

    setField(fieldName, record) {
        this.drop(fieldName);
        if (record) {
            this.model.addAutoCompletionValues(this.findField(fieldName).id, {
                label: record.name,
                operator: "=",
                value: record.id,
            });
        }
    }

    drop(fieldName) {
        const item = this.findField(fieldName);
        if (this.model.query.some((element) => element.searchItemId === item.id)) {
            this.model.deactivateGroup(item.groupId);
        }
    }

    getValue(fieldName) {
        const item = this.findField(fieldName);
        const values = this.model.query
            .filter((element) => item && element.searchItemId === item.id)
            .map((element) => element.autocompleteValue.value);
        return values.length === 1 && Number.isInteger(values[0]) ? values[0] : false;
    }

    isActive(name) {
        const item = this.findFilter(name);
        return this.model.query.some(
            (element) => item && element.searchItemId === item.id
        );
    }

    findField(fieldName) {
        return Object.values(this.model.searchItems).find(
            (item) => item.type === "field" && item.fieldName === fieldName
        );
    }

    findFilter(name) {
        return Object.values(this.model.searchItems).find(
            (item) => item.type === "filter" && item.name === name
        );
    }

    /** Goes to the one account, and the one statement, that statements belong to. */
    async showStatements(orm, ids) {
        const fields = ["display_name", "journal_id"];
        const found = ids.length
            ? await orm.read("account.bank.statement", ids, fields)
            : [];
        const [first] = found;
        if (first && found.every((row) => row.journal_id[0] === first.journal_id[0])) {
            const [id, name] = first.journal_id;
            const statement = {id: first.id, name: first.display_name};
            this.setAccount({id, name}, found.length === 1 ? statement : false);
        }
    }
}
