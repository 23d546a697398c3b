#!/usr/bin/env python3
"""Stop what runs and remove the state folder and the virtual environment.

Usage: python3 tools/clean.py        (or `make clean`)
"""

import os
import shutil
import signal
from pathlib import Path

import cluster
from steps import STATE, VENV, say


def stop_server():
    """Stop the web server that `make serve` started, if it still runs."""
    path = STATE / "serve.pid"
    if not path.exists():
        return
    number = path.read_text().strip()
    words = Path(f"/proc/{number}/cmdline")
    if words.exists() and str(STATE).encode() in words.read_bytes():
        os.kill(int(number), signal.SIGTERM)


def main():
    """Remove everything that set-up made; packages of the system stay."""
    stop_server()
    cluster.stop()
    for folder in (STATE, VENV):
        shutil.rmtree(folder, ignore_errors=True)
    say("stopped the servers, removed the state folder and .venv")


if __name__ == "__main__":
    main()
