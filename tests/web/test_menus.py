"""The menus are few, and the paths in the docs lead somewhere."""

import re
from pathlib import Path

from odoo.modules import get_module_path
from odoo.tests import TransactionCase, tagged

ROOTS = ("Accounting", "Reporting", "Review", "Configuration", "Customers")
#: a path of the docs: “Accounting → Bank → *Reconcile*”
PATH = re.compile(r"\*{0,2}[A-Z][\w &-]*\*{0,2}(?:\s*→\s*\*{0,2}[A-Z][\w &-]*\*{0,2})+")


@tagged("post_install", "-at_install")
class TestMenus(TransactionCase):
    def children(self, menu):
        return self.env["ir.ui.menu"].search([("parent_id", "=", menu.id)])

    def test_six_entries(self):
        """What is used every day is on one short list."""
        menu = self.env.ref("bank_statement_intelligence.bank_menu")
        self.assertEqual(
            self.children(menu).mapped("name"),
            ["Reconcile", "To Approve", "Statements", "Files", "Rules", "Reports"],
        )

    def test_paths_of_the_docs(self):
        """Each path that starts at a menu of Accounting goes on to one that exists;
        after the last menu come buttons of its page."""
        top = self.env.ref("account.menu_finance")
        root = Path(get_module_path("bank_statement_intelligence"))
        pages = [
            root.parent / "README.md",
            *root.glob("readme/*.md"),
            *root.parent.glob("docs/**/*.md"),
        ]
        wrong = []
        for page in pages:
            for path in PATH.findall(page.read_text()):
                steps = [step.strip(" *") for step in re.split(r"\s*→\s*", path)]
                if steps[0] == "Accounting" and steps[1] in ROOTS:
                    steps = steps[1:]
                if steps[0] in ROOTS and not self.leads_somewhere(top, steps):
                    wrong.append(f"{page.name}: {path}")
        self.assertFalse(wrong, "\n".join(wrong))

    def leads_somewhere(self, menu, steps):
        """Whether the steps are menus up to one with an action."""
        for step in steps:
            below = {child.name: child for child in self.children(menu)}
            below |= {
                child.name: child
                for group in below.values()
                for child in self.children(group)
                if group.parent_id == self.env.ref("account.menu_finance_configuration")
            }
            found = [name for name in below if step.startswith(name)]
            if not found:
                return bool(menu.action)
            menu = below[max(found, key=len)]
        return True
