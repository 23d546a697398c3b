"""Payment IDs that cover several items."""
