"""Read a file under the limits of every bad input: 300 MB and 10 s of CPU."""

import json
import subprocess
import sys
from pathlib import Path

TOOLS = Path(__file__).resolve().parents[2] / "tools"
MEMORY = 300 * 1024 * 1024
SECONDS = 10
PROGRAM = """
import json, resource, sys
resource.setrlimit(resource.RLIMIT_DATA, ({memory}, {memory}))
resource.setrlimit(resource.RLIMIT_CPU, ({seconds}, {seconds}))
sys.path.insert(0, {tools!r})
import parse
answer = parse.read(sys.argv[1])
counts = [len(s["transactions"]) for s in answer["statements"]]
print(json.dumps([answer["state"], [m["code"] for m in answer["messages"]], counts]))
"""


def read_limited(path):
    """Return state, message codes and entries per statement of a file.

    The program is killed by the system if it takes more memory or time: then this
    raises, and the test fails.
    """
    program = PROGRAM.format(memory=MEMORY, seconds=SECONDS, tools=str(TOOLS))
    done = subprocess.run(
        [sys.executable, "-c", program, str(path)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return json.loads(done.stdout)
