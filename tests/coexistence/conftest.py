"""These tests run in a database where OCA's engine is installed beside ours."""

import sys
from pathlib import Path

TESTS = Path(__file__).parent.parent
sys.path[:0] = [str(TESTS / "integration"), str(TESTS / "web")]
