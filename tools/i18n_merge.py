"""Bring the translations up to date with the template and say what is missing.

Usage: .venv/bin/python tools/i18n_merge.py        (after `make pot`)
"""

import sys

import env
import polib

FOLDER = env.ADDON / "i18n"


def main():
    """Merge every language; exit non-zero when a term has no translation."""
    template = polib.pofile(FOLDER / f"{env.ADDON_NAME}.pot")
    missing = 0
    for path in sorted(FOLDER.glob("*.po")):
        catalogue = polib.pofile(path)
        catalogue.merge(template)
        for entry in catalogue.obsolete_entries():
            catalogue.remove(entry)
        catalogue.save(path)
        untranslated = [entry.msgid for entry in catalogue.untranslated_entries()]
        missing += len(untranslated)
        env.say(f"{path.name}: {len(untranslated)} of {len(catalogue)} missing")
        for msgid in untranslated:
            env.say(f"  {msgid!r}")
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
