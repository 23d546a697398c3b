"""Databases as tests of upgrades see them: Odoo in a process of its own, all rows."""

import configparser
import json
import subprocess
from dataclasses import dataclass, field

import env

# When and by whom a row was touched last is no data of the user's.
TOUCHED = {"write_date", "write_uid"}
TABLES = """
SELECT relname FROM pg_class
 WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace
   AND relname ~ '^(bank|account|res_partner|mail|ir_cron|res_groups)'
"""
NAMES = "SELECT name, model, res_id FROM ir_model_data WHERE module = %s"


@dataclass
class Picture:
    """What a database holds: rows by table and key, XML ids of the addon."""

    rows: dict = field(default_factory=dict)
    names: dict = field(default_factory=dict)

    @classmethod
    def take(cls, database):
        """Return the picture of a database."""
        picture = cls()
        with env.connect(database) as cursor:
            cursor.execute(TABLES)
            for (table,) in cursor.fetchall():
                cursor.execute(f'SELECT to_jsonb(t) FROM "{table}" t')
                records = [row for (row,) in cursor.fetchall()]
                picture.rows[table] = {
                    row.get("id", json.dumps(row, sort_keys=True)): row
                    for row in records
                }
            cursor.execute(NAMES, [env.ADDON_NAME])
            picture.names = {name: row for name, *row in cursor.fetchall()}
        return picture

    def differences(self, other):
        """Return what the other picture has not or has otherwise."""
        return [
            (table, key, name, value, other.rows.get(table, {}).get(key, {}).get(name))
            for table, records in self.rows.items()
            for key, record in records.items()
            for name, value in record.items()
            if name not in TOUCHED
            and other.rows.get(table, {}).get(key, {}).get(name) != value
        ]


def odoo(database, *arguments, addon=env.ROOT, script=None):
    """Run Odoo with the addon of a folder; return what a shell script prints."""
    conf = configparser.ConfigParser(interpolation=None)
    conf.read(env.CONF)
    paths = conf["options"]["addons_path"].split(",")
    own = (str(env.ROOT), str(env.TEST_ADDONS))
    paths = ",".join([*(path for path in paths if path not in own), str(addon)])
    command = [env.BIN / "odoo", *(["shell"] if script else []), "-c", env.CONF]
    command += ["-d", database, "--no-http", "--log-level=warn", *arguments]
    command += [f"--addons-path={paths}", *([] if script else ["--stop-after-init"])]
    done = subprocess.run(
        [str(word) for word in command],
        input=script,
        capture_output=True,
        text=True,
        env=env.environment(),
    )
    assert not done.returncode, done.stderr
    return done.stdout
