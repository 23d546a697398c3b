"""The PostgreSQL server: the one PGHOST names, or a private cluster.

The private cluster listens on a unix socket only.  It is tuned for tests: a
power failure may lose it, and `make clean && make env` brings a new one.
"""

import locale
import os
import pwd
import shutil
import subprocess
from pathlib import Path

import system
from steps import LOGS, STATE, SetupError, key, say, step, tail

ROLE = "odoo"
PORT = "5432"
KEY = key(STATE)
# A unix socket's path may have 107 bytes: too few for a deep state folder.
SOCKET = Path("/tmp") / f"bsi-{KEY}"
# Used where the server's user cannot reach the state folder.
OUTSIDE = Path("/var/tmp")
SETTINGS = f"""
# Written by tools/cluster.py: a private cluster for development and tests.
listen_addresses = ''
port = {PORT}
unix_socket_directories = '{SOCKET}'
unix_socket_permissions = 0700
max_connections = 100
shared_buffers = 512MB
work_mem = 32MB
maintenance_work_mem = 256MB
effective_cache_size = 4GB
random_page_cost = 1.1
jit = off
# Speed instead of safety: nothing here is worth keeping after a crash.
fsync = off
synchronous_commit = off
full_page_writes = off
wal_level = minimal
max_wal_senders = 0
max_wal_size = 4GB
checkpoint_timeout = 30min
"""


def is_external():
    """Whether PGHOST names a server (other than the private one)."""
    return os.environ.get("PGHOST", str(SOCKET)) not in ("", str(SOCKET))


def environment():
    """Return the libpq variables that lead to the server."""
    if is_external():
        return {
            name: value for name, value in os.environ.items() if name[:2] == "PG"
        } | {"PGDATABASE": os.environ.get("PGDATABASE", "postgres")}
    names = {"PGHOST": str(SOCKET), "PGPORT": PORT, "PGUSER": ROLE}
    return names | {"PGDATABASE": "postgres"}


def ensure_running():
    """Start the private cluster, creating it first when there is none."""
    if is_external():
        return
    _sweep()
    folder = _data_folder()
    if not (folder / "PG_VERSION").exists():
        with step("PostgreSQL cluster"):
            _create(folder)
    if not _is_running(folder):
        _start(folder)


def stop():
    """Stop the private cluster and remove its data."""
    for folder in (STATE / "pg", _outside()):
        if (folder / "PG_VERSION").exists():
            _pg("pg_ctl", "-D", folder, "-m", "immediate", "stop")
        shutil.rmtree(folder, ignore_errors=True)
    shutil.rmtree(SOCKET, ignore_errors=True)


def _outside():
    return OUTSIDE / f"bsi-{KEY}-pg"


def _account():
    """Return who runs the server: nobody special, unless this is root."""
    if not system.is_root():
        return {}
    for name in ("postgres", "nobody"):
        try:
            user = pwd.getpwnam(name)
        except KeyError:
            continue
        return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
    raise SetupError("initdb refuses root, and there is no user postgres or nobody.")


def _data_folder():
    """Return the data folder, outside the state where that is out of reach."""
    if (_outside() / "PG_VERSION").exists():
        return _outside()
    folder = STATE / "pg"
    if (folder / "PG_VERSION").exists():
        return folder
    for candidate in (folder, _outside()):
        if _make(candidate):
            return candidate
    raise SetupError(f"The database server's user can write neither {STATE} nor /var.")


def _make(folder):
    """Create a folder of the server's user; False if that user cannot use it."""
    account = _account()
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    if not account:
        return True
    try:
        os.chown(folder, account["user"], account["group"])
        test = subprocess.run(["test", "-w", folder], check=False, cwd="/", **account)
        usable = test.returncode == 0
    except OSError:
        usable = False
    if not usable:
        folder.rmdir()
    return usable


def _pg(program, *arguments):
    """Run a server program as its user; return the finished process."""
    folder = system.server_folder()
    if not folder:
        raise SetupError("No PostgreSQL server programs (initdb, pg_ctl) found.")
    clean = {name: v for name, v in os.environ.items() if name[:2] != "PG"}
    return subprocess.run(
        [str(word) for word in (folder / program, *arguments)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
        cwd="/",
        env=clean,
        **_account(),
    )


def _utf8_locale():
    """Return a UTF-8 locale of this system (case folding needs one)."""
    before = locale.setlocale(locale.LC_CTYPE)
    for name in ("C.UTF-8", "en_US.UTF-8", "C"):
        try:
            locale.setlocale(locale.LC_CTYPE, name)
        except locale.Error:
            continue
        locale.setlocale(locale.LC_CTYPE, before)
        return name


def _create(folder):
    """Initialise the cluster with one superuser that only the socket's owner is."""
    arguments = ["-D", folder, "-U", ROLE, "--auth=trust", "--encoding=UTF8"]
    arguments += ["--locale=C", f"--lc-ctype={_utf8_locale()}", "--no-sync"]
    done = _pg("initdb", *arguments)
    if done.returncode:
        raise SetupError(f"initdb failed:\n{done.stdout}")
    with open(folder / "postgresql.conf", "a") as conf:
        conf.write(SETTINGS)
    (folder / "bsi-state").write_text(f"{STATE}\n")


def _is_running(folder):
    return _pg("pg_ctl", "-D", folder, "status").returncode == 0


def _start(folder):
    """Start the server and wait until it answers."""
    if not _make_socket():
        raise SetupError(f"{SOCKET} belongs to someone else; remove it.")
    log = folder / "server.log"
    done = _pg("pg_ctl", "-D", folder, "-l", log, "-w", "-t", "60", "start")
    if done.returncode:
        LOGS.mkdir(parents=True, exist_ok=True)
        raise SetupError(
            f"PostgreSQL does not start: {done.stdout}\n{tail(log)}\n"
            "`make clean` removes the cluster; the next command makes a new one."
        )


def _make_socket():
    """Create the socket's folder for the server's user only."""
    owner = _account().get("user", os.geteuid())
    SOCKET.mkdir(exist_ok=True, mode=0o700)
    if system.is_root():
        os.chown(SOCKET, owner, -1)
    return SOCKET.stat().st_uid == owner


def _sweep():
    """Remove clusters outside a state folder whose state folder is gone."""
    for folder in OUTSIDE.glob("bsi-*-pg"):
        try:
            state = Path((folder / "bsi-state").read_text().strip())
        except OSError:
            continue
        if not state.exists():
            _pg("pg_ctl", "-D", folder, "-m", "immediate", "stop")
            shutil.rmtree(folder, ignore_errors=True)
            say(f"  removed the database cluster of {state}, which is gone")
