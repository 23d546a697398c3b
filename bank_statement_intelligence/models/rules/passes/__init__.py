"""The passes of rules."""
