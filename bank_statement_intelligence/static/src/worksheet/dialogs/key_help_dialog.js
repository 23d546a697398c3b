import {Component, xml} from "@odoo/owl";
import {Dialog} from "@web/core/dialog/dialog";
import {_t} from "@web/core/l10n/translation";

const KEYS = [
    {keys: ["↑", "↓"], text: _t("previous, next line")},
    {keys: ["Enter"], text: _t("approve and go on; post what is chosen")},
    {keys: ["1", "2", "…"], text: _t("choose a match")},
    {keys: ["u"], text: _t("undo this line, or the last one")},
    {keys: ["n"], text: _t("next line that waits")},
    {keys: ["p"], text: _t("proposals")},
    {keys: ["b"], text: _t("bank entries: posted payments")},
    {keys: ["c"], text: _t("customers' open items")},
    {keys: ["v"], text: _t("vendors' open items")},
    {keys: ["e"], text: _t("entry: account, tax, split")},
    {keys: ["a"], text: _t("advice of the payer")},
    {keys: ["d"], text: _t("the bank's data")},
    {keys: ["h"], text: _t("history")},
    {keys: ["Space"], text: _t("tick an item")},
    {keys: ["/"], text: _t("search the open items")},
    {keys: ["Ctrl", "Enter"], text: _t("post, from any field")},
    {keys: ["Esc"], text: _t("back to the list")},
    {keys: ["x"], text: _t("reject the match")},
    {keys: ["r"], text: _t("match again")},
    {keys: ["m"], text: _t("manual handling on or off")},
    {keys: ["i"], text: _t("ignore the line")},
    {keys: ["o"], text: _t("open the line")},
    {keys: ["]"], text: _t("show or hide the panel")},
    {keys: ["?"], text: _t("these keys")},
];

/** The worksheet's keys. */
export class KeyHelpDialog extends Component {
    static template = xml`
        <Dialog title="title" size="'md'">
            <dl class="o_bank_key_help mb-0">
                <div t-foreach="keys" t-as="row" t-key="row_index" class="d-flex gap-2 mb-1">
                    <dt class="text-end">
                        <kbd t-foreach="row.keys" t-as="key" t-key="key" class="ms-1" t-esc="key"/>
                    </dt>
                    <dd class="mb-0" t-esc="row.text"/>
                </div>
            </dl>
        </Dialog>`;
    static components = {Dialog};
    static props = {close: Function};

    setup() {
        this.title = _t("Keys");
        this.keys = KEYS;
    }
}
