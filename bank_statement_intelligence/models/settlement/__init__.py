"""Proposals, posting and undo: the only room that writes accounting."""
