"""Decisions about balances, differences, rhythm and chains of hashes."""
