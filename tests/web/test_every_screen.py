"""Every menu, view, wizard and button, as each role, in a company with data."""

from screens import Walk, our_buttons
from screens_company import ScreensCase

#: buttons that no record of the company shows; tests of their rooms press them
UNREACHED = {
    ("account.bank.statement", "action_confirm_opening"),
    ("account.bank.statement.line", "action_other_movement"),
    ("account.bank.statement.line", "action_same_movement"),
    ("account.bank.statement.line", "action_toggle_editable"),
    ("account.journal", "action_confirm_opening"),
    ("bank.approve.wizard", "action_approve"),
    ("bank.close.wizard", "action_set_lock_date"),
    ("bank.decision.export", "action_export"),
    ("bank.import.file", "action_confirm_opening"),
    ("bank.import.file", "action_open_advices"),
    ("bank.import.wizard", "action_import"),
    ("bank.line.advice", "action_attach"),
    ("bank.line.advice", "action_detach"),
    ("bank.match.run", "action_stop"),
    ("bank.opening.wizard", "action_confirm"),
    ("bank.opening.wizard", "action_confirm_and_book"),
    ("bank.reconciliation.month", "action_open_lines"),
    ("bank.tolerance.wizard.row", "action_open_lines"),
}


class TestEveryScreen(ScreensCase):
    def walk(self, who):
        user = self.people[who]
        env = self.env(
            user=user, su=False, context={"allowed_company_ids": self.company.ids}
        )
        walk = Walk(env, self.company)
        faults = walk.walk()
        self.assertFalse(faults, "\n".join(faults))
        return walk

    def test_manager(self):
        """Who may everything meets no fault behind any button."""
        walk = self.walk("manager")
        missing = our_buttons(self.env) - walk.pressed - UNREACHED
        self.assertFalse(missing, sorted(missing))

    def test_approver(self):
        """An approver meets no refusal from a visible button."""
        self.assertTrue(self.walk("approver").pressed)

    def test_user(self):
        """A clerk meets no refusal from a visible button."""
        self.assertTrue(self.walk("user").pressed)

    def test_reviewer(self):
        """A reviewer meets no refusal from a visible button."""
        self.assertTrue(self.walk("reviewer").pressed)

    def test_reader(self):
        """A read-only accountant meets no refusal from a visible button."""
        self.assertTrue(self.walk("reader").pressed)
