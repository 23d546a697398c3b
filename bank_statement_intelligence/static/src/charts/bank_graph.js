import {registry} from "@web/core/registry";
import {graphView} from "@web/views/graph/graph_view";

/** A stacked chart without the line that joins the sums of different months. */
export class BankGraphModel extends graphView.Model {
    _getLineOverlayDataset() {
        return null;
    }
}

registry.category("views").add("bank_graph", {...graphView, Model: BankGraphModel});
