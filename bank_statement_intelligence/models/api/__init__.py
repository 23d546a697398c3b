"""The public façade."""
