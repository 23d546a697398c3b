"""The unit tests of the web client's components (static/tests), in Chromium."""

from web_common import BankWebCase

SUITE = "@bank_statement_intelligence"
PAGE = "/web/tests?headless&loglevel=2&preset=desktop&timeout=15000&id="


def suite_id(name):
    """Return Hoot's id of a suite: a 32-bit hash of its name."""
    value = 0
    for char in name:
        value = (value * 31 + ord(char)) & 0xFFFFFFFF
    return f"{value:08x}"


class TestComponents(BankWebCase):
    def test_components(self):
        """Every component alone, against a mock server."""
        self.browser_js(
            PAGE + suite_id(SUITE),
            "",
            login=self.env.user.login,
            timeout=300,
            success_signal="[HOOT] Test suite succeeded",
            error_checker=lambda message: "[HOOT]" not in message,
        )
