"""The public façade."""

from . import bank_statement_api
