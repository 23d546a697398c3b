"""References: found in texts, checked, made; identities of transactions."""
