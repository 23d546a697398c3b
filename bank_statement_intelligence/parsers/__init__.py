"""Pure parsers: bytes in, frozen dataclasses out. No database, no ``odoo`` import."""

from .common.base import ParseError
from .identify import parse_file

__all__ = ["ParseError", "parse_file"]
