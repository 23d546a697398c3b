"""Base of the browser tests: Chromium on the web client, console watched."""

from bank_common import BankMatchCommon

from odoo.tests import ChromeBrowser, HttpCase

LIST = "/odoo/bank-reconciliation"
TOLERATED = (
    # Chromium's own, about pages that odoo serves without encryption
    "navigator.serviceWorker",
)


class BankWebCase(BankMatchCommon, HttpCase):
    """Tours of an accountant; errors *and* warnings in the console fail them."""

    browser_size = "1280x800"

    def run_tour(self, name, url=LIST, timeout=90):
        """Run a tour as the test's user and fail on any complaint of the console.

        Args:
            name: of the tour, without the addon's prefix.
            url: where it starts.
            timeout: seconds.
        """
        complaints = []
        original = ChromeBrowser._handle_console

        def watch(browser, type, args=None, **options):  # noqa: A002
            if type in ("warning", "error", "assert"):
                words = [str(browser._from_remoteobject(arg)) for arg in args or []]
                complaints.append(f"{type}: {' '.join(words)}")
            return original(browser, type, args=args, **options)

        self.patch(ChromeBrowser, "_handle_console", watch)
        self.start_tour(url, f"bsi_{name}", login=self.env.user.login, timeout=timeout)
        self.env.invalidate_all()
        noise = [text for text in complaints if not any(t in text for t in TOLERATED)]
        self.assertFalse(noise)
