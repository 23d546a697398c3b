"""What could settle a line (reads only)."""
