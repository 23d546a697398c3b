"""Pure parsers: bytes in, frozen dataclasses out. No database, no ``odoo`` import."""
