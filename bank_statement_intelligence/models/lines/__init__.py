"""Bank lines."""
