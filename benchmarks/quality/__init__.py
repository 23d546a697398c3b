"""A Nordic company with known truth, and how well its bank lines are matched."""
