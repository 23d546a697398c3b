import {useState} from "@odoo/owl";
import {deserializeDate, formatDate} from "@web/core/l10n/dates";
import {_t} from "@web/core/l10n/translation";
import {ListRenderer} from "@web/views/list/list_renderer";
import {Amount} from "./components/amount";
import {WorksheetEmpty} from "./worksheet_empty";

/** Orders in which the lines of a statement stand together. */
const BANK_ORDER = ["internal_index", "date"];

/** The list of bank lines: one of them is current. */
export class WorksheetRenderer extends ListRenderer {
    static template = "bank_statement_intelligence.WorksheetRenderer";
    static rowsTemplate = "bank_statement_intelligence.WorksheetRows";
    static recordRowTemplate = "bank_statement_intelligence.WorksheetRow";
    static components = {...ListRenderer.components, Amount, WorksheetEmpty};

    setup() {
        super.setup();
        this.store = useState(this.env.worksheet);
        this.parts = useState(this.env.rowParts);
    }

    /** The statement whose lines begin with this row: its name and balances. */
    statementOf(list, index) {
        const statement = this.getStatement(list, index);
        if (!statement || this.getStatement(list, index - 1)?.id === statement.id) {
            return null;
        }
        const {data} = list.records[index];
        return {
            name: _t("Statement %s", statement.display_name),
            opening: data.statement_balance_start,
            closing: data.statement_balance_end_real,
            currencyId: data.currency_id?.id,
        };
    }

    /** The statement of a row where rows of one account stand in the bank's order. */
    getStatement(list, index) {
        const [first] = list.orderBy;
        const isInOrder = !first || BANK_ORDER.includes(first.name);
        const isOneAccount = this.store.header?.journal;
        return isInOrder && isOneAccount && list.records[index]?.data.statement_id;
    }

    date(text) {
        return text ? formatDate(deserializeDate(text)) : "";
    }

    getRowClass(record) {
        const isCurrent = record.resId === this.store.lineId;
        return `${super.getRowClass(record)} ${isCurrent ? "o_bank_current" : ""}`;
    }
}
