import {Component, xml} from "@odoo/owl";

/**
 * Sorts places in a text and joins those that overlap.
 *
 * @param {[number, number][]} spans pairs of start and end
 * @returns {[number, number][]}
 */
export function mergeSpans(spans) {
    const merged = [];
    for (const [start, end] of [...spans].sort((a, b) => a[0] - b[0])) {
        const last = merged.at(-1);
        if (last && start <= last[1]) {
            last[1] = Math.max(last[1], end);
        } else {
            merged.push([start, end]);
        }
    }
    return merged;
}

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
