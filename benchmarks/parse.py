"""Read bank files of many shapes: entries/s of processor and memory, beside libraries.

    .venv/bin/python benchmarks/parse.py [--entries 20000] [--rounds 3] [FORMAT …]

Each reader runs in a process of its own, in turns (A B A B), and its best round counts:
others on the machine only make it slower. The files are those of ``bank_files.py``. The
libraries of ``requirements/bench.txt`` live in an environment of their own in the state
folder; without a package index they are left out.
"""

import argparse
import json
import resource
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "tools"), str(ROOT / "benchmarks")]

PATIENCE = 60  # seconds for one reader
OURS = "ours"
SUFFIXES = {"csv": "csv", "mt9": "sta", "cam": "xml", "ofx": "ofx"}


def main():
    """Measure all readers, or (in a process of its own) one."""
    import bank_files

    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--entries", type=int, default=20_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--measure", nargs=2, metavar=("READER", "FILE"))
    parser.add_argument("formats", nargs="*", default=[*bank_files.FILES])
    options = parser.parse_args()
    if options.measure:
        print(json.dumps(measure(*options.measure)))
        return
    python = library_environment()
    for name in options.formats:
        path = write_file(name, bank_files.FILES[name], options.entries)
        print(f"{name}: {options.entries} entries, {path.stat().st_size / 1e6:.1f} MB")
        known = LIBRARIES.items() if python else ()
        readers = [OURS, *(r for r, (kind, *_) in known if kind in name)]
        best = {}
        for _round in range(options.rounds):
            for reader in readers:
                if "error" in best.get(reader, ()):
                    continue
                found = run(sys.executable if reader == OURS else python, reader, path)
                if reader not in best or _cpu(found) < _cpu(best[reader]):
                    best[reader] = found
        for reader, found in best.items():
            report(reader, found, best[OURS])


def _cpu(found):
    return found.get("cpu", float("inf"))


def write_file(name, make, count):
    """Write the file and return its path."""
    from steps import STATE

    stem = name.replace(", ", "-").replace(" ", "-")
    path = Path(STATE) / "bench" / f"{stem}-{count}.{SUFFIXES[name[:3]]}"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(make(count))
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


def report(reader, found, ours):
    """Print what was measured."""
    if "error" in found:
        print(f"  {reader}: {found['error']}")
        return
    speed, memory = found["entries"] / found["cpu"], found["memory"]
    times = "" if found is ours else f", ours {found['cpu'] / ours['cpu']:.2f} ×"
    print(f"  {reader}: {speed:.0f} entries/s, {memory:.0f} MB beside the file{times}")


# ------------------------------------------------------------------- in its own process


def measure(reader, path):
    """Return entries, seconds of processor and memory (MB above the loaded file)."""
    prepare, read = (
        (prepare_ours, read_ours) if reader == OURS else LIBRARIES[reader][1:]
    )
    prepare()
    data = Path(path).read_bytes()
    before = peak()
    cpu = time.process_time()
    entries = read(path, data)
    cpu = time.process_time() - cpu
    return {"entries": entries, "cpu": cpu, "memory": peak() - before}


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


def read_ours(path, data):
    from bsi.parsers.identify import parse_file

    return sum(len(s.transactions) for s in parse_file(path, data).statements)


def prepare_lxml():
    import plain_lxml  # noqa: F401


def read_lxml(_path, data):
    import plain_lxml

    return len(plain_lxml.read(data))


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


def prepare_mt940():
    import mt940  # noqa: F401


def read_mt940(_path, data):
    import mt940

    return len(mt940.parse(data.decode()))


def prepare_ofxtools():
    from ofxtools.Parser import OFXTree  # noqa: F401


def read_ofxtools(path, _data):
    from ofxtools.Parser import OFXTree

    tree = OFXTree()
    tree.parse(path)
    return sum(len(s.transactions) for s in tree.convert().statements)


#: reader → format that it reads, how it is loaded, how it reads
LIBRARIES = {
    "plain lxml": ("camt", prepare_lxml, read_lxml),
    "bankstatementparser": (
        "camt", prepare_bankstatementparser, read_bankstatementparser
    ),
    "pycamt": ("camt", prepare_pycamt, read_pycamt),
    "mt-940": ("mt940", prepare_mt940, read_mt940),
    "ofxtools": ("ofx", prepare_ofxtools, read_ofxtools),
}  # fmt: skip


if __name__ == "__main__":
    main()
