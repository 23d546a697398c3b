#!/usr/bin/env python3
"""Write README.rst and the page of the apps list from the fragments in readme/.

Usage: .venv/bin/python tools/readme.py        (or `make readme`)

The icon in the apps list is drawn from icon.svg. ``get_digest`` tells a test whether
the fragments have changed since.
"""

import hashlib
import sys

from steps import ADDON

TITLE = "Bank Statement Intelligence"
DESCRIPTION = ADDON / "static" / "description"
#: title of each section of the page → fragment
SECTIONS = {
    "": "DESCRIPTION",
    "Configuration": "CONFIGURE",
    "Usage": "USAGE",
    "Contributors": "CONTRIBUTORS",
}


def get_digest() -> str:
    """Return the digest of the fragments, as README.rst has it in its first lines."""
    found = hashlib.sha256()
    for fragment in SECTIONS.values():
        found.update((ADDON / "readme" / f"{fragment}.md").read_bytes())
    return found.hexdigest()


def write_rst() -> str:
    """Write README.rst and return its text."""
    import pypandoc

    parts = [f"{'=' * len(TITLE)}\n{TITLE}\n{'=' * len(TITLE)}"]
    parts.append(f"..\n   source digest: sha256:{get_digest()}")
    for title, fragment in SECTIONS.items():
        path = ADDON / "readme" / f"{fragment}.md"
        text = pypandoc.convert_file(str(path), "rst", format="gfm")
        head = f"{title}\n{'-' * len(title)}\n\n" if title else ""
        parts.append(head + text.replace("\r\n", "\n").strip())
    text = "\n\n".join(parts) + "\n"
    (ADDON / "README.rst").write_text(text)
    return text


def write_page(text: str) -> None:
    """Write static/description/index.html, whose pictures lie beside it."""
    from docutils.core import publish_parts

    body = publish_parts(text, writer_name="html5")["html_body"]
    body = body.replace("static/description/", "")
    body = body.replace("<img ", '<img class="img-fluid" ')
    (DESCRIPTION / "index.html").write_text(
        f'<section class="oe_container">\n{body}</section>\n'
    )


def draw_icon() -> None:
    """Draw icon.png (128 × 128 pixels, transparent) in Chromium from icon.svg."""
    from browser import Browser

    see_through = {"r": 0, "g": 0, "b": 0, "a": 0}
    with Browser(128, 128) as browser:
        browser.open((DESCRIPTION / "icon.svg").as_uri())
        browser.wait("document.querySelector('svg')")
        browser.call("Emulation.setDefaultBackgroundColorOverride", color=see_through)
        browser.save(DESCRIPTION / "icon.png")


def main() -> int:
    """Write everything."""
    write_page(write_rst())
    draw_icon()
    return 0


if __name__ == "__main__":
    sys.exit(main())
