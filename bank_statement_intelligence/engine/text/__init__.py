"""Texts: normalised, searched, compared."""
