import {Component, useState} from "@odoo/owl";
import {_t} from "@web/core/l10n/translation";
import {useService} from "@web/core/utils/hooks";
import {deserializeDate, formatDate} from "@web/core/l10n/dates";
import {Amount} from "../components/amount";
import {MarkedText} from "../components/marked_text";

/** The candidates with what speaks for and against each. */
export class ProposalsTab extends Component {
    static template = "bank_statement_intelligence.ProposalsTab";
    static components = {Amount, MarkedText};
    static props = {};

    setup() {
        this.store = useState(this.env.worksheet);
        this.action = useService("action");
        this.forLabel = _t("for");
        this.againstLabel = _t("against");
    }

    get line() {
        return this.store.line;
    }

    get proposals() {
        return this.store.openProposals;
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
                  "Found by this pass; proof %(tier)s of 8, 1 is the best. %(percent)s of such matches are accepted.",
                  {tier: proposal.tier, percent}
              )
            : _t("Found by this pass. %s of such matches are accepted.", percent);
    }

    percent(proposal) {
        return `${Math.round(proposal.confidence * 100)} %`;
    }

    date(text) {
        return text ? formatDate(deserializeDate(text)) : "";
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
