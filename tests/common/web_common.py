"""Base of the browser tests: Chromium on the web client, console watched."""

import re

from bank_common import BankMatchCommon

from odoo.tests import ChromeBrowser, HttpCase

LIST = "/odoo/bank-reconciliation"


class BankWebCase(BankMatchCommon, HttpCase):
    """Tours of an accountant; errors *and* warnings in the console fail them."""

    browser_size = "1280x800"
    test_cursor_lock_timeout = 120  # seconds; a slow machine is no failure

    def run_tour(self, name, url=LIST, timeout=300):
        """Run a tour as the test's user and fail on any complaint of the console.

        Args:
            name: of the tour, without the addon's prefix.
            url: where it starts.
            timeout: seconds.
        Returns:
            ``(keys, clicks)`` that the tour counted, None if it does not count.
        """
        complaints, self.told = [], []
        original = ChromeBrowser._handle_console

        def watch(browser, type, args=None, **options):  # noqa: A002
            words = " ".join(str(browser._from_remoteobject(a)) for a in args or [])
            if type in ("warning", "error", "assert"):
                complaints.append(f"{type}: {words}")
            self.told.append(words)
            return original(browser, type, args=args, **options)

        self.patch(ChromeBrowser, "_handle_console", watch)
        self.start_tour(url, f"bsi_{name}", login=self.env.user.login, timeout=timeout)
        self.env.invalidate_all()
        self.assertFalse(complaints)
        counts = self.find_told(r"bsi-count (\d+) (\d+)")
        return tuple(map(int, counts[-1])) if counts else None

    def find_told(self, pattern):
        """Return what the last tour wrote to the console, by a regular expression."""
        return re.findall(pattern, "\n".join(self.told))
