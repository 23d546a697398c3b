"""Contrast, names and roles of the worksheet, checked by axe-core in Chromium."""

import json
from unittest import skipUnless

import axe
from web_common import LIST, BankWebCase

#: what is ours on the worksheet: header, rows, panel
WORKSHEET = (".o_bank_header", ".o_list_renderer tbody", ".o_bank_panel")
PANEL = "!!document.querySelector('.o_bank_panel .o_bank_booking')"
TABS = ("proposals", "bank", "customer", "vendor", "entry", "advice", "data", "history")
#: what Odoo draws among it: boxes of rows, pictures of partners, selectors, messages
FOREIGN = (
    ".o_list_record_selector",
    ".o_m2o_avatar",
    ".o-autocomplete--input",
    ".o-mail-Chatter",
)
#: a field's name in its title is enough; the page around is Odoo's
ODOO = ("label-title-only", "region")
#: runs the presses one after the other, asks axe after each, tells serious faults
RUN = """
    ;(async () => {
        const faults = [];
        const rules = Object.fromEntries(%(off)s.map((id) => [id, {enabled: false}]));
        const include = %(include)s.map((selector) => [selector]);
        for (const selector of %(presses)s) {
            if (selector) {
                document.querySelector(selector).click();
                await new Promise((resolve) => setTimeout(resolve, 1500));
            }
            const shown = include.filter(([one]) => document.querySelector(one));
            const exclude = %(exclude)s.map((one) => [one]);
            const {violations} = await axe.run({include: shown, exclude}, {rules});
            for (const fault of violations) {
                if (["serious", "critical"].includes(fault.impact)) {
                    const nodes = fault.nodes.map((node) => node.html.slice(0, 160));
                    faults.push(`${selector} ${fault.id}: ${nodes.join(" | ")}`);
                }
            }
        }
        if (faults.length) {
            console.error("axe: " + faults.join("\\n"));
        } else {
            console.log("test successful");
        }
    })();
"""


@skipUnless(
    axe.SCRIPT.exists(), "axe-core is not there: `make env` with npm fetches it"
)
class TestAccessibility(BankWebCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        invoice = cls.invoice(5000)
        cls.short = cls.line(4950, f"Faktura {invoice.name} minus 50")
        exact = cls.invoice(300)
        cls.settled = cls.line(300, exact.name)
        cls.line(-90, "Card purchase", partner_id=cls.nordvik.id)
        matcher = cls.env["bank.match.service"]
        matcher._run(cls.short | cls.settled, mode="post", trigger="button")

    def check(self, url, ready, include, off, presses=("",)):
        """Ask axe after each press; anything serious in what is included fails."""
        words = {"include": include, "off": off, "presses": presses}
        words["exclude"] = FOREIGN
        told = {name: json.dumps(value) for name, value in words.items()}
        code = axe.SCRIPT.read_text(encoding="utf-8") + RUN % told
        self.browser_js(url, code, ready, login=self.env.user.login, timeout=240)

    def test_every_tab(self):
        """The worksheet with a match that something speaks against, tab by tab."""
        row = ".o_data_row:has(.o_bank_row_against) .o_bank_text_field"
        tabs = [f"[data-tab={name}]" for name in TABS]
        self.check(LIST, PANEL, WORKSHEET, ODOO, (row, *tabs))

    def test_settled(self):
        """A settled line with what it was settled with, and why."""
        self.assert_state(self.settled, "reconciled")
        presses = ("[data-counter=to_do]", "[data-counter=reconciled]")
        self.check(LIST, PANEL, WORKSHEET, ODOO, presses)
