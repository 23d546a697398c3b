"""Names are compared without legal forms that have points."""

from odoo import SUPERUSER_ID, api

from odoo.addons.bank_statement_intelligence.engine.text.normalise import name_key

BATCH = 20000


def migrate(cr, version):
    """Compute the keys of the names that are there anew; write those that differ."""
    env = api.Environment(cr, SUPERUSER_ID, {})
    last = 0
    while True:
        cr.execute(
            "SELECT id, name, bank_name_key FROM res_partner"
            " WHERE id > %s AND name IS NOT NULL ORDER BY id LIMIT %s",
            [last, BATCH],
        )
        rows = cr.fetchall()
        if not rows:
            break
        last = rows[-1][0]
        keys = [(id_, name_key(name) or None, old) for id_, name, old in rows]
        changed = [(id_, key) for id_, key, old in keys if key != old]
        cr.execute(
            """
            UPDATE res_partner partner SET bank_name_key = new.key
              FROM unnest(%s::int[], %s::text[]) new (id, key)
             WHERE partner.id = new.id
            """,
            [[id_ for id_, _key in changed], [key for _id, key in changed]],
        )
    env["res.partner"].invalidate_model(["bank_name_key"])
