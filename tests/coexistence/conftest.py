"""These tests run in a database where OCA's engine is installed beside ours."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "integration"))
