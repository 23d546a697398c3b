"""These tests run in a database where an addon of somebody else extends ours."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "integration"))
