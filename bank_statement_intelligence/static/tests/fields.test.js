import {expect, test} from "@odoo/hoot";
import {defineModels, fields, models, mountView} from "@web/../tests/web_test_helpers";
import {defineMailModels} from "./worksheet_test_helpers";

class Group extends models.Model {
    _name = "bank.line.group";

    name = fields.Char();

    _records = [{id: 3, name: "Cards"}];
}

class Line extends models.Model {
    _name = "bank.test.line";

    payment_ref = fields.Char();
    partner_name = fields.Char();
    partner_id = fields.Many2one({relation: "res.partner"});
    match_warning = fields.Char();
    is_manual = fields.Boolean();
    detail_count = fields.Integer();
    line_group_id = fields.Many2one({relation: "bank.line.group"});
    group_line_count = fields.Integer();
    group_amount = fields.Float();
    is_balance_known = fields.Boolean();
    balance_after = fields.Float();
    amount = fields.Float();

    _records = [
        {
            id: 1,
            payment_ref: "Card 1",
            amount: 10,
            line_group_id: 3,
            group_line_count: 2,
            group_amount: 30,
        },
        {id: 2, payment_ref: "Rent", amount: -5, is_manual: true},
    ];
}

defineMailModels();
defineModels([Group, Line]);

test("a row of combined lines says so; elsewhere each has its own amount", async () => {
    await mountView({
        type: "list",
        resModel: "bank.test.line",
        arch: `
            <list>
                <field name="payment_ref" widget="bank_text"/>
                <field name="amount" widget="bank_amount"/>
            </list>`,
    });
    expect(".o_data_row:eq(0) .o_bank_combined").toHaveText("2 combined");
    expect(".o_data_row:eq(0) td[name=amount]").toHaveText("10.00");
    expect(".o_data_row:eq(1) .o_bank_combined").toHaveCount(0);
    expect(".o_data_row:eq(1) [aria-label='Manual handling']").toHaveCount(1);
});
