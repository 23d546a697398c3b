import {Component, useState} from "@odoo/owl";
import {formatCurrency} from "@web/core/currency";
import {FileModel} from "@web/core/file_viewer/file_model";
import {useFileViewer} from "@web/core/file_viewer/file_viewer_hook";
import {_t} from "@web/core/l10n/translation";
import {useService} from "@web/core/utils/hooks";
import {deserializeDate, formatDate} from "@web/core/l10n/dates";
import {Amount} from "../components/amount";
import {Evidence} from "./evidence";

/** The candidates with what speaks for and against each. */
export class ProposalsTab extends Component {
    static template = "bank_statement_intelligence.ProposalsTab";
    static components = {Amount, Evidence};
    static props = {};

    setup() {
        this.store = useState(this.env.worksheet);
        this.action = useService("action");
        this.fileViewer = useFileViewer();
    }

    get line() {
        return this.store.line;
    }

    get proposals() {
        return this.store.openProposals;
    }

    /** What a settled line was posted for: it stays readable. */
    get settledBy() {
        return this.store.panel.proposals.filter((row) => row.state === "posted");
    }

    whoSettled(proposal) {
        const {approved_by: person} = proposal;
        return person
            ? _t("Why: %(pass)s, approved by %(who)s", {
                  pass: proposal.pass,
                  who: person.name,
              })
            : _t("Why: %s, posted by itself", proposal.pass);
    }

    get chosen() {
        return this.store.chosenProposal;
    }

    /** What to do next, in one sentence. */
    get advice() {
        const {proposals, line} = this;
        if (line.is_manual && !proposals.length) {
            return _t("Handled by a person: choose items or an account for it.");
        }
        const {taken_back: taken} = this.store.panel;
        if (!proposals.length && taken && taken.id) {
            return _t("%(who)s took this match back: %(summary)s.", taken);
        }
        if (!proposals.length) {
            return _t("Nothing in the books fits this line yet.");
        }
        if (this.store.panel.tie_reason) {
            return this.store.panel.tie_reason;
        }
        if (proposals.length > 1) {
            const count = proposals.length;
            return _t("%s matches are possible. Choose one and approve it.", count);
        }
        if (proposals[0].has_contra) {
            return _t("Something speaks against this match: look before you approve.");
        }
        return "";
    }

    /** Whether the items can be settled in full, the rest written off. */
    canClose(proposal) {
        return (
            proposal.difference * this.line.amount < 0 &&
            proposal.items.some((item) => item.move_line_id)
        );
    }

    differenceText(proposal) {
        const isOver = proposal.difference * this.line.amount > 0;
        return isOver ? _t("paid too much") : _t("paid too little");
    }

    proofHelp(proposal) {
        const percent = this.percent(proposal);
        return proposal.tier
            ? _t(
                  "Found by this step; proof %(tier)s of 8, 1 is the best. %(percent)s of such matches are accepted.",
                  {tier: proposal.tier, percent}
              )
            : _t("Found by this step. %s of such matches are accepted.", percent);
    }

    percent(proposal) {
        return `${Math.round(proposal.confidence * 100)} %`;
    }

    date(text) {
        return text ? formatDate(deserializeDate(text)) : "";
    }

    /** Dates and open amount of an item, each with its name. */
    itemFacts(item) {
        const facts = [];
        if (item.date) {
            const name = item.is_document ? _t("Invoice date") : _t("Date");
            facts.push(`${name} ${this.date(item.date)}`);
        }
        if (item.is_document && item.due) {
            facts.push(`${_t("due")} ${this.date(item.due)}`);
        }
        if (item.move_line_id && item.residual !== item.amount) {
            const open = formatCurrency(item.residual, item.currency_id);
            facts.push(`${_t("open")} ${open}`);
        }
        return facts.join(" · ");
    }

    /** Shows the file of a document over the page. */
    preview(file) {
        const model = Object.assign(new FileModel(), file, {type: "binary"});
        this.fileViewer.open(model);
    }

    openMove(moveId) {
        this.action.doAction({
            type: "ir.actions.act_window",
            res_model: "account.move",
            res_id: moveId,
            views: [[false, "form"]],
        });
    }
}
