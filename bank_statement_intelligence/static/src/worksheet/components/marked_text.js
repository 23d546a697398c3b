import {Component, xml} from "@odoo/owl";

/** A text with the places of evidence marked. */
export class MarkedText extends Component {
    static template = xml`
        <t t-foreach="parts" t-as="part" t-key="part_index">
            <mark t-if="part.marked" class="o_bank_mark" t-esc="part.text"/>
            <t t-else="" t-esc="part.text"/>
        </t>`;
    static props = {
        text: String,
        spans: {type: Array, optional: true},
    };
    static defaultProps = {spans: []};

    get parts() {
        const {text, spans} = this.props;
        const parts = [];
        let place = 0;
        for (const [start, end] of spans) {
            parts.push({text: text.slice(place, start), marked: false});
            parts.push({text: text.slice(start, end), marked: true});
            place = end;
        }
        parts.push({text: text.slice(place), marked: false});
        return parts.filter((part) => part.text);
    }
}
