"""What the screen reads and does."""
