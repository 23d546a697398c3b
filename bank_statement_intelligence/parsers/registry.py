"""The formats of this addon. In Odoo ``bank.import.format`` adds those of others."""

from __future__ import annotations

from .bai2 import Bai2Parser
from .base import StatementParser
from .bgmax import BgmaxParser
from .camt import Camt052Parser, Camt053Parser, Camt054Parser
from .coda import CodaParser
from .ktl import KtlParser
from .mt940 import Mt940Parser, Mt942Parser
from .ocr_giro import OcrGiroParser
from .ofx import OfxParser
from .qif import QifParser
from .table import CsvParser, XlsxParser
from .tito import TitoParser

_FORMATS: tuple[type[StatementParser], ...] = (
    Camt052Parser,
    Camt053Parser,
    Camt054Parser,
    Mt940Parser,
    Mt942Parser,
    TitoParser,
    KtlParser,
    OcrGiroParser,
    BgmaxParser,
    Bai2Parser,
    CodaParser,
    OfxParser,
    QifParser,
    CsvParser,
    XlsxParser,
)


def default_parsers() -> list[StatementParser]:
    """Return one parser of each format; their order does not matter."""
    return [parser() for parser in _FORMATS]
