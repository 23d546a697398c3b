"""Paths, progress lines, logs, stamps and locks of the set-up scripts.

Standard library only: it runs before the virtual environment exists.
"""

import contextlib
import fcntl
import hashlib
import os
import socket
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ADDON_NAME = "bank_statement_intelligence"
ADDON = ROOT / ADDON_NAME
#: the addon that has the work done by OCA's job queue
QUEUE = f"{ADDON_NAME}_queue"
TEST_ADDONS = ROOT / "tests" / "addons"
STATE = Path(os.environ.get("BSI_STATE") or ROOT / ".local").expanduser().absolute()
VENV = ROOT / ".venv"
CONF = STATE / "odoo.conf"
LOGS = STATE / "log"
REQUIREMENTS = ROOT / "requirements"
FIRST_PORT = 8069


class SetupError(SystemExit):
    """A step failed; the message says what to do."""

    def __init__(self, message):
        super().__init__(f"error: {message}")


def key(*parts, length=12):
    """Return a short stable hash of `parts`."""
    text = "\0".join(str(part) for part in parts)
    return hashlib.sha256(text.encode()).hexdigest()[:length]


def say(message):
    """Print one progress line at once."""
    print(message, flush=True)


@contextlib.contextmanager
def step(title):
    """Print `title` and its duration when the body is done.

    The body may append words about what was done to the yielded list.
    """
    begin = time.monotonic()
    notes = []
    yield notes
    note = f": {', '.join(notes)}" if notes else ""
    say(f"  {title}{note} ({time.monotonic() - begin:.0f} s)")


@contextlib.contextmanager
def lock(name):
    """Let one process at a time do the work called `name`."""
    folder = STATE / "lock"
    folder.mkdir(parents=True, exist_ok=True)
    with open(folder / name, "w") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say(f"  waiting for another process ({name}) …")
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def tail(path, lines=25):
    """Return the last lines of a log."""
    text = Path(path).read_text(errors="replace") if Path(path).exists() else ""
    return "\n".join(text.splitlines()[-lines:])


def run(command, log, hint="", **options):
    """Run a command quietly into the log called `log`; raise with its end."""
    LOGS.mkdir(parents=True, exist_ok=True)
    path = LOGS / f"{log}.log"
    with open(path, "a") as output:
        output.write(f"$ {' '.join(str(word) for word in command)}\n")
        output.flush()
        options.setdefault("stdin", subprocess.DEVNULL)
        options.setdefault("cwd", ROOT)
        done = subprocess.run(
            [str(word) for word in command],
            stdout=output,
            stderr=subprocess.STDOUT,
            check=False,
            **options,
        )
    if done.returncode:
        raise SetupError(
            f"{Path(str(command[0])).name} failed ({done.returncode}). {hint}\n"
            f"{tail(path)}\n(all of it: {path})"
        )


class Stamp:
    """Remembers that a step was done for certain inputs."""

    def __init__(self, path, *inputs):
        self.path = Path(path)
        self.value = key(*inputs, length=40)

    def is_set(self):
        """Whether the step was done for these inputs."""
        return self.path.exists() and self.path.read_text().strip() == self.value

    def set(self):
        """Remember that the step is done."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self.path.write_text(self.value + "\n")


def environment(folder, required):
    """Return a Python environment apart from Odoo's, with what a file requires.

    Args:
        folder: where it lives.
        required: path of the requirements; it is set up again when they change.
    Raises:
        SetupError: something cannot be installed.
    """
    stamp = Stamp(Path(folder) / ".stamp", Path(required).read_text())
    if not stamp.is_set():
        with step(f"Python environment of {Path(required).name}"):
            run([sys.executable, "-m", "venv", folder], "python")
            command = [Path(folder) / "bin/python", "-m", "pip", "install", "-q"]
            run([*command, "-r", required], "pip")
            stamp.set()
    return Path(folder)


def write_if_changed(path, text, mode=None):
    """Write a file only when its content differs."""
    path = Path(path)
    if not path.exists() or path.read_text() != text:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    if mode is not None:
        path.chmod(mode)


def free_port(first=FIRST_PORT):
    """Return the first port from `first` on that nobody listens on."""
    for port in range(first, first + 500):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    return 0
