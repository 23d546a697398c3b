"""Balances, closing, evidence of what happened."""
