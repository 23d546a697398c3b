"""Contrast, names and roles of the worksheet, checked by axe-core in Chromium."""

from importlib.util import find_spec
from pathlib import Path

from web_common import LIST, BankWebCase

#: what is ours on the page: header, rows, panel
OURS = [[".o_bank_header"], [".o_bank_panel"], [".o_list_renderer tbody"]]
#: what Odoo draws in rows and fields that it gives us
ODOO = ["label-title-only", "region"]
READY = "document.querySelector('.o_bank_panel .o_bank_booking')"
#: the row of a match that something speaks against
AGAINST = "'.o_data_row:has(.o_bank_row_against) .o_bank_text_field'"
RUN = """
    ;(async () => {
        for (const press of %s) {
            press();
            await new Promise((resolve) => setTimeout(resolve, 1500));
        }
        const ids = (all) => all.nodes.map((node) => node.target.join(" "));
        const rules = Object.fromEntries(%s.map((id) => [id, {enabled: false}]));
        const {violations} = await axe.run({include: %s}, {rules});
        const told = violations.map(
            (fault) => `${fault.id} (${fault.impact}): ${ids(fault).join(" | ")}`
        );
        if (told.length) {
            console.error("axe: " + told.join("\\n"));
        } else {
            console.log("test successful");
        }
    })();
"""


def get_axe():
    """Return axe-core's source."""
    folder = find_spec("axe_core_python").submodule_search_locations[0]
    return (Path(folder) / "axe.min.js").read_text(encoding="utf-8")


class TestAccessibility(BankWebCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        invoice = cls.invoice(5000)
        line = cls.line(4950, f"Faktura {invoice.name} minus 50")
        cls.line(-90, "Card purchase", partner_id=cls.nordvik.id)
        cls.env["bank.match.service"]._run(line, mode="propose", trigger="button")

    def check(self, *presses):
        code = get_axe() + RUN % (f"[{', '.join(presses)}]", ODOO, OURS)
        self.browser_js(LIST, code, READY, login=self.env.user.login, timeout=200)

    def test_proposals(self):
        """The match with its evidence."""
        self.check(f"() => document.querySelector({AGAINST}).click()")

    def test_entry(self):
        """The form of an entry, with what is left."""
        self.check("() => document.querySelector('[data-book=account]').click()")

    def test_items(self):
        """The open items of customers."""
        self.check("() => document.querySelector('[data-tab=customer]').click()")
