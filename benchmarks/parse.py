"""Read a camt.053 file of 100,000 entries: entries/s and memory, beside libraries.

    .venv/bin/python benchmarks/parse.py [--entries 100000]

Each reader runs in a process of its own. The libraries of ``requirements/bench.txt``
live in an environment of their own in the state folder; without a package index they
are left out. ``events`` is the stream (nothing is kept), ``file`` the whole file.
"""

import argparse
import json
import resource
import subprocess
import sys
import time
from datetime import date
from decimal import Decimal
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "tools"), str(ROOT / "benchmarks")]

ACCOUNT, CURRENCY, DAY = "NO9386011117947", "NOK", date(2026, 3, 31)
OURS = ("ours, events", "ours, file")
PATIENCE = 180  # seconds for one reader
LIBRARIES = ("bankstatementparser", "pycamt")


def main():
    """Measure all readers, or (in a process of its own) one."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--entries", type=int, default=100_000)
    parser.add_argument("--measure", nargs=2, metavar=("READER", "FILE"))
    options = parser.parse_args()
    if options.measure:
        print(json.dumps(measure(*options.measure)))
        return
    path = write_file(options.entries)
    print(f"camt.053 of {options.entries} entries, {path.stat().st_size / 1e6:.0f} MB")
    for reader in OURS:
        report(reader, run(sys.executable, reader, path))
    python = library_environment()
    for reader in LIBRARIES if python else ():
        report(reader, run(python, reader, path))


def write_file(entries):
    """Write the file, as a bank would, and return its path."""
    import camt
    from steps import STATE

    path = Path(STATE) / "bench" / f"camt053-{entries}.xml"
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        rows = [
            (
                Decimal(number % 9000) + Decimal("1.50"),
                f"Faktura {number} takk for handelen",
                f"Kunde nr {number % 500} AS",
                f"8601{number:07d}",
            )
            for number in range(entries)
        ]
        path.write_bytes(camt.statement(rows, ACCOUNT, CURRENCY, DAY))
    return path


def library_environment():
    """Return the Python that has the libraries, None if they cannot be had."""
    from steps import STATE, SetupError, environment

    required = ROOT / "requirements" / "bench.txt"
    try:
        return environment(Path(STATE) / "bench" / "venv", required) / "bin" / "python"
    except SetupError:
        print("libraries: cannot be installed, left out")
        return None


def run(python, reader, path):
    """Measure one reader in a process of its own."""
    command = [python, __file__, "--measure", reader, path]
    try:
        done = subprocess.run(
            command, capture_output=True, text=True, check=False, timeout=PATIENCE
        )
    except subprocess.TimeoutExpired:
        return {"error": f"stopped after {PATIENCE} s"}
    if done.returncode:
        return {"error": (done.stderr.strip().splitlines() or ["failed"])[-1]}
    return json.loads(done.stdout)


def report(reader, found):
    """Print what was measured."""
    if "error" in found:
        print(f"  {reader}: {found['error']}")
        return
    seconds, cpu = found["seconds"], found["cpu"]
    print(
        f"  {reader}: {found['entries']} entries in {seconds:.1f} s "
        f"({cpu:.1f} s of processor) = {found['entries'] / cpu:.0f} entries/s of "
        f"processor, {found['memory']:.0f} MB more than the file"
    )


# ------------------------------------------------------------------- in its own process


def measure(reader, path):
    """Return entries, seconds and memory (MB above that of the loaded file)."""
    prepare, read = READERS[reader]
    prepare()
    data = Path(path).read_bytes()
    before = peak()
    started, cpu = time.perf_counter(), time.process_time()
    entries = read(path, data)
    return {
        "entries": entries,
        "seconds": time.perf_counter() - started,
        "cpu": time.process_time() - cpu,
        "memory": peak() - before,
    }


def peak():
    """Return the most memory this program has had, in MB.

    Linux counts ``ru_maxrss`` from the process that started this one.
    """
    status = Path("/proc/self/status")
    if status.exists():
        words = status.read_text().partition("VmHWM:")[2].split()
        return int(words[0]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def prepare_ours():
    import pure  # noqa: F401  (registers the package `bsi`)
    from bsi.parsers import identify  # noqa: F401


def read_events(path, data):
    from bsi.parsers.camt.parser import Camt053Parser
    from bsi.parsers.common.events import TransactionRead

    events = Camt053Parser().events(path, data)
    return sum(isinstance(event, TransactionRead) for event in events)


def read_file(path, data):
    from bsi.parsers.identify import parse_file

    return len(parse_file(path, data).statements[0].transactions)


def prepare_bankstatementparser():
    from bankstatementparser import CamtParser  # noqa: F401


def read_bankstatementparser(path, _data):
    from bankstatementparser import CamtParser

    return sum(1 for _row in CamtParser(path).parse_streaming())


def prepare_pycamt():
    from pycamt.parser import Camt053Parser  # noqa: F401


def read_pycamt(_path, data):
    from pycamt.parser import Camt053Parser

    return len(list(Camt053Parser(data).get_transactions()))


READERS = {
    "ours, events": (prepare_ours, read_events),
    "ours, file": (prepare_ours, read_file),
    "bankstatementparser": (prepare_bankstatementparser, read_bankstatementparser),
    "pycamt": (prepare_pycamt, read_pycamt),
}


if __name__ == "__main__":
    main()
