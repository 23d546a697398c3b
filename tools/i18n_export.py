"""Write the template of all translatable terms of the addon (`make pot`)."""

import io

import env

DATABASE = "bsi_i18n"
FOLDER = env.ADDON / "i18n"


def main():
    """Export from a fresh database; `tools/i18n_merge.py` merges the languages."""
    env.ensure_database(DATABASE, fresh=True)
    with env.odoo_env(DATABASE) as odoo:
        from odoo.tools.translate import trans_export

        buffer = io.BytesIO()
        trans_export(False, [env.ADDON_NAME], buffer, "po", odoo)
    env.drop_database(DATABASE)
    FOLDER.mkdir(exist_ok=True)
    (FOLDER / f"{env.ADDON_NAME}.pot").write_bytes(buffer.getvalue())


if __name__ == "__main__":
    main()
