#!/usr/bin/env python3
"""Take pictures of the web client for the documentation.

Usage: .venv/bin/python tools/screenshots.py [NAME …]        (or `make screenshots`)

Serves a copy of the demo database, drives Chromium, and writes docs/images/NAME.png.
Fails when the browser's console shows an error or a warning.
"""

import sys
import time
from collections.abc import Callable
from dataclasses import dataclass

import env
import served
from browser import Browser

FOLDER = env.ROOT / "docs" / "images"
ACTION = "/odoo/action-bank_statement_intelligence"
DASHBOARD = "/odoo/action-account.open_account_journal_dashboard_kanban"
WORKSHEET = "/odoo/bank-reconciliation"
ROW = ".o_data_row"
#: seconds for pictures, fonts and transitions after the page is ready
SETTLE = 0.8


@dataclass(frozen=True)
class Picture:
    """One page, what to wait for, and what to do before the picture is taken."""

    name: str
    path: str
    ready: str = ROW
    act: Callable | None = None
    width: int = 1280
    height: int = 800
    dark: bool = False


PICTURES = (
    Picture("dashboard", DASHBOARD, ".o_kanban_record .btn"),
    Picture("worksheet", WORKSHEET),
    Picture("proposals", f"{ACTION}.bank_match_proposal_action"),
    Picture("files", f"{ACTION}.bank_import_file_action"),
    Picture("runs", f"{ACTION}.bank_match_run_action"),
)


def take(address, picture):
    """Take one picture in a browser of its own; return the console's complaints."""
    size = {"width": picture.width, "height": picture.height}
    with Browser(**size, dark=picture.dark) as browser:
        served.log_in(browser, address, dark=picture.dark)
        browser.open(f"{address}{picture.path}")
        browser.wait(browser.find(picture.ready))
        if picture.act:
            picture.act(browser)
        time.sleep(SETTLE)
        browser.save(FOLDER / f"{picture.name}.png")
        return browser.complaints()


def main(names):
    """Take all pictures, or the named ones."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    unknown = set(names) - {picture.name for picture in PICTURES}
    if unknown:
        raise SystemExit(f"error: no such picture: {', '.join(sorted(unknown))}")
    failed = False
    with served.demo_copy() as address:
        for picture in PICTURES:
            if names and picture.name not in names:
                continue
            with env.step(f"{picture.name}.png") as notes:
                complaints = take(address, picture)
                notes += [f"{kind}: {text}" for kind, text in complaints]
            failed = failed or bool(complaints)
    return int(failed)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
