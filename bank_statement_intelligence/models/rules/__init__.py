"""Matching, combine and application rules."""
