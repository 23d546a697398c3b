"""How much one request does; what would outlive the server's worker waits for the
scheduled action."""

from odoo import http, tools

from .bank_schedule import DEADLINE

#: system parameter: bank lines that a request stores, matches, posts or undoes at most
PARAMETER = "bank_statement_intelligence.request_lines"
#: lines that the scheduled action stores between two commits
PART = 2500
#: bank lines that are stored, or matched and posted, in a second on a slow machine
LINES_PER_SECOND = 75
#: proposals that are posted alone, or undone, in a second on a slow machine
DECISIONS_PER_SECOND = 25


def get_most_lines(env, per_second: int = LINES_PER_SECOND) -> int | None:
    """Return how many bank lines a request stores or matches at most, None: any number.

    The system parameter says so; without it the limits of the server's workers
    (``limit_time_cpu``, ``limit_time_real``), which a web request has. A scheduled
    action stores more in parts.

    Args:
        env: the environment.
        per_second: how many are done in a second.
    """
    given = env["ir.config_parameter"].sudo().get_param(PARAMETER) or ""
    if given.isdecimal():
        return int(given)
    if env.context.get("cron_id") or env.context.get(DEADLINE):
        return PART
    if not http.request:
        return None
    limits = (tools.config["limit_time_cpu"], tools.config["limit_time_real"])
    seconds = min(filter(None, limits), default=0)
    return int(seconds * per_second) or None
