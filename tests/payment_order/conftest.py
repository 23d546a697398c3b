"""These tests run in a database with OCA's payment orders (SEPA)."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "integration"))
