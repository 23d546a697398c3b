"""What the screen reads and does."""

from . import bank_worksheet
