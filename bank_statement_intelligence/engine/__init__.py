"""Pure decisions: what a bank text says and which proposals follow. No database."""
