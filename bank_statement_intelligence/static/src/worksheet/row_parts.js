import {markRaw, reactive} from "@odoo/owl";

/** Whether a row stands for several lines or payments. */
export function hasParts(data) {
    return data.group_line_count > 1 || data.detail_count > 1;
}

/** The rows of the list that are open, with what their lines are made of. */
export class RowParts {
    constructor(orm) {
        this.orm = markRaw(orm);
        this.byLine = {};
        return reactive(this);
    }

    isOpen(lineId) {
        return lineId in this.byLine;
    }

    get(lineId) {
        return this.byLine[lineId];
    }

    /** Opens a row, or closes it. */
    async toggle(lineId) {
        if (this.isOpen(lineId)) {
            delete this.byLine[lineId];
            return;
        }
        this.byLine[lineId] = {lines: [], payments: []};
        const parts = await this.orm.call("bank.worksheet", "parts", [lineId]);
        if (this.isOpen(lineId)) {
            this.byLine[lineId] = parts;
        }
    }
}
