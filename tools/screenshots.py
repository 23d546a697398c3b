#!/usr/bin/env python3
"""Take pictures of the web client for the documentation.

Usage: .venv/bin/python tools/screenshots.py [--lang da_DK] [NAME …]
       (or `make screenshots`)

Serves a copy of the demo database, drives Chromium, and writes docs/images/NAME.png; in
another language docs/images/da/NAME.png of the main screens. Fails when a page does not
come, or the browser's console shows an error or a warning.
"""

import argparse
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass

import env
import served
from browser import Browser, BrowserError

FOLDER = env.ROOT / "docs" / "images"
#: pictures of the apps list as well, and their names there
SHOWN = {"worksheet": "main_screenshot.png", "queue": "queue.png"}
DESCRIPTION = env.ROOT / env.ADDON_NAME / "static" / "description"
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


def go(text):
    """Return an act: make the line with this text the current one."""

    def act(browser):
        browser.click(f"{ROW} .o_bank_text_field", text)
        browser.wait(browser.find(".o_bank_panel .o_bank_text", text))

    return act


def then(*acts):
    """Return an act that does several."""

    def act(browser):
        for one in acts:
            one(browser)

    return act


def click(selector, text=None):
    """Return an act: click an element."""
    return lambda browser: browser.click(selector, text)


def wait(selector):
    """Return an act: wait for an element."""
    return lambda browser: browser.wait(browser.find(selector))


def press(key):
    """Return an act: press a key."""
    return lambda browser: browser.press(key)


def split(browser):
    """Post a line to an account and put a part of it elsewhere."""
    browser.press("e")
    browser.wait("document.activeElement.closest('.o_bank_account')")
    for account, amount in (("Salary", "-15000"), ("Bank Fees", None)):
        browser.write(account)
        browser.wait(browser.find(".o-autocomplete--dropdown-menu .ui-state-active"))
        browser.press("Tab")
        if amount:
            browser.write(amount)
            browser.press("Tab")
            browser.wait(browser.find(".o_bank_entry:nth-child(2)"))


NORWAY = click(".o_bank_journal"), click(".o-dropdown-item", "Norsk Drift")
PANEL = ".o_bank_panel .o_bank_line"
PICTURES = (
    Picture("dashboard", DASHBOARD, ".o_kanban_record .btn"),
    Picture("worksheet", WORKSHEET, PANEL, then(*NORWAY, go("Faktura 10461"))),
    Picture("choose", WORKSHEET, PANEL, then(*NORWAY, go("Serviceavtale"), press("1"))),
    Picture(
        "customers",
        WORKSHEET,
        PANEL,
        then(
            *NORWAY,
            go("Serviceavtale"),
            press("c"),
            click(".o_bank_open_items tbody input[type=checkbox]"),
        ),
    ),
    Picture("entry", WORKSHEET, PANEL, then(*NORWAY, go("sparekonto"), split)),
    Picture("advice", WORKSHEET, PANEL, then(*NORWAY, go("OCR GIRO"), press("a"))),
    Picture(
        "settled",
        WORKSHEET,
        PANEL,
        then(*NORWAY, click("[data-counter=reconciled]"), go("10467"), press("h")),
    ),
    Picture("keys", WORKSHEET, PANEL, press("?")),
    Picture(
        "dry-run",
        WORKSHEET,
        PANEL,
        then(
            *NORWAY,
            click(".o_bank_run"),
            click(".o-dropdown-item", "Dry run"),
            lambda browser: browser.wait(browser.find(".o_bank_run_dialog td")),
        ),
    ),
    Picture(
        "no-statement",
        WORKSHEET,
        PANEL,
        then(
            click(".o_bank_journal"),
            click(".o-dropdown-item", "Norsk Sparekonto"),
            lambda browser: browser.wait(browser.find(".o_bank_empty")),
        ),
    ),
    Picture(
        "tablet",
        WORKSHEET,
        PANEL,
        then(*NORWAY),
        width=1024,
        height=768,
    ),
    Picture("tablet-upright", WORKSHEET, PANEL, then(*NORWAY), width=800, height=1100),
    Picture("queue", f"{ACTION}.bank_match_proposal_open"),
    Picture("files", f"{ACTION}.bank_import_file_action"),
    Picture("runs", f"{ACTION}.bank_match_run_action"),
    Picture("register", f"{ACTION}.account_bank_statement_action"),
    Picture("health", f"{ACTION}.bank_health_action"),
    Picture(
        "health-account",
        f"{ACTION}.bank_health_action",
        act=then(click(f"{ROW} .o_data_cell", "Norsk Drift"), wait(".o_form_view")),
    ),
    Picture("set-up", f"{ACTION}.bank_setup_guide_open"),
    Picture("start", f"{ACTION}.bank_cutover_wizard_action", ".o_form_view"),
    Picture("balance", f"{ACTION}.bank_balance_chart_open", "canvas"),
    Picture("automation", f"{ACTION}.bank_line_statistic_action", "canvas"),
    Picture("ageing", f"{ACTION}.bank_line_ageing_action", "canvas"),
    Picture("decisions", f"{ACTION}.bank_decision_log_action"),
    Picture(
        "close",
        f"{ACTION}.account_bank_statement_action",
        act=then(
            click(f"{ROW} .o_data_cell", ""),
            wait("button[name=action_close]"),
            click("button[name=action_close]"),
            wait(".modal .o_data_row"),
        ),
    ),
)


#: what is taken in the other languages
MAIN = ("dashboard", "worksheet", "queue", "register", "health-account", "close")


def speak(database, code):
    """Load a language and let the administrator have it."""
    with env.odoo_env(database) as odoo:
        languages = odoo["res.lang"].with_context(active_test=False)
        found = languages.search([("code", "=", code)])
        wizard = odoo["base.language.install"]
        wizard.create({"lang_ids": [(6, 0, found.ids)]}).lang_install()
        odoo.ref("base.user_admin").lang = code
        odoo.cr.commit()


def take(browser, address, picture, folder=FOLDER):
    """Take one picture in a browser that is logged in; return the console's complaints.

    What the client remembers of the picture before is forgotten first."""
    browser.messages.clear()
    browser.evaluate("localStorage.clear()")
    browser.resize(picture.width, picture.height)
    browser.open("about:blank")
    browser.open(f"{address}{picture.path}")
    browser.wait(browser.find(picture.ready))
    if picture.act:
        picture.act(browser)
    time.sleep(SETTLE)
    browser.save(folder / f"{picture.name}.png")
    if folder == FOLDER and (copy := SHOWN.get(picture.name)):
        browser.save(DESCRIPTION / copy)
    return browser.complaints()


def main(arguments=None):
    """Take all pictures, or the named ones."""
    options = _options(arguments)
    names = options.names or (MAIN if options.lang else None)
    chosen = [one for one in PICTURES if not names or one.name in names]
    unknown = set(names or ()) - {picture.name for picture in chosen}
    if unknown:
        raise SystemExit(f"error: no such picture: {', '.join(sorted(unknown))}")
    folder = FOLDER / options.lang[:2] if options.lang else FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    failed = False
    prepare = (lambda name: speak(name, options.lang)) if options.lang else None
    with served.demo_copy(prepare=prepare) as address, Browser() as browser:
        served.log_in(browser, address)
        for picture in chosen:
            with env.step(f"{picture.name}.png") as notes:
                try:
                    complaints = take(browser, address, picture, folder)
                except BrowserError as error:
                    complaints = [("error", str(error))]
                notes += [f"{kind}: {text}" for kind, text in complaints]
            failed = failed or bool(complaints)
    return int(failed)


def _options(arguments):
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--lang", metavar="CODE", help="such as da_DK")
    parser.add_argument("names", nargs="*", metavar="NAME")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())
