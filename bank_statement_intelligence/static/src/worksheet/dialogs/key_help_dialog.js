import {Component, xml} from "@odoo/owl";
import {Dialog} from "@web/core/dialog/dialog";
import {_t} from "@web/core/l10n/translation";

/** The keys in groups: where one is, what one does there. */
const GROUPS = [
    {
        title: _t("Move"),
        rows: [
            {keys: ["↑", "↓"], text: _t("previous, next line")},
            {keys: ["k", "j"], text: _t("the same, and stay in the tab")},
            {keys: ["n"], text: _t("next line that waits")},
            {keys: ["z"], text: _t("what the row is made of")},
            {keys: ["Esc"], text: _t("back to the list")},
            {keys: ["/"], text: _t("search items, or lines")},
        ],
    },
    {
        title: _t("Match"),
        rows: [
            {keys: ["Enter"], text: _t("approve, or post what is chosen; go on")},
            {keys: ["1", "2", "…"], text: _t("choose a match")},
            {keys: ["x"], text: _t("reject the match")},
            {keys: ["Space"], text: _t("tick an item")},
            {keys: ["Ctrl", "Enter"], text: _t("post, from any field")},
            {keys: ["u"], text: _t("undo this line, or the last one")},
        ],
    },
    {
        title: _t("Open a tab"),
        rows: [
            {keys: ["p"], text: _t("proposals")},
            {keys: ["b"], text: _t("bank entries: posted payments")},
            {keys: ["c"], text: _t("customers' open items")},
            {keys: ["v"], text: _t("vendors' open items")},
            {keys: ["e"], text: _t("entry: account, tax, split")},
            {keys: ["a"], text: _t("advice of the payer")},
            {keys: ["d"], text: _t("the bank's data")},
            {keys: ["h"], text: _t("history")},
        ],
    },
    {
        title: _t("Work on the line, or on the selected ones"),
        rows: [
            {keys: ["s"], text: _t("select the line, or not")},
            {keys: ["r"], text: _t("match again")},
            {keys: ["m"], text: _t("manual handling on or off")},
            {keys: ["g"], text: _t("combine the selected, or dissolve")},
            {keys: ["G"], text: _t("combine by the rules")},
            {keys: ["i"], text: _t("ignore")},
            {keys: ["l"], text: _t("open for editing, or close")},
        ],
    },
    {
        title: _t("More"),
        rows: [
            {keys: ["P"], text: _t("find payments by the bank's text")},
            {keys: ["R"], text: _t("make this a rule")},
            {keys: ["S"], text: _t("customer statements")},
            {keys: ["f"], text: _t("fetch files")},
            {keys: ["Alt", "Shift", "I"], text: _t("import files")},
            {keys: ["t"], text: _t("try the matching: dry run")},
            {keys: ["o"], text: _t("open the line")},
            {keys: ["]"], text: _t("show or hide the panel")},
            {keys: ["?"], text: _t("these keys")},
        ],
    },
];

/** The worksheet's keys. */
export class KeyHelpDialog extends Component {
    static template = xml`
        <Dialog title="title" size="'lg'">
            <div class="o_bank_key_help">
                <section t-foreach="groups" t-as="group" t-key="group_index" class="mb-3">
                    <h2 class="h6" t-esc="group.title"/>
                    <dl class="mb-0">
                        <div t-foreach="group.rows" t-as="row" t-key="row_index" class="d-flex gap-2 mb-1">
                            <dt class="text-end">
                                <kbd t-foreach="row.keys" t-as="key" t-key="key" class="ms-1" t-esc="key"/>
                            </dt>
                            <dd class="mb-0" t-esc="row.text"/>
                        </div>
                    </dl>
                </section>
            </div>
        </Dialog>`;
    static components = {Dialog};
    static props = {close: Function};

    setup() {
        this.title = _t("Keys");
        this.groups = GROUPS;
    }
}
