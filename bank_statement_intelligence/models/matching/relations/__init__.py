"""The temporary relations that passes read."""
