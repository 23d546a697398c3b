"""The formats of this addon. In Odoo ``bank.import.format`` adds those of others."""

from __future__ import annotations

from .camt.parser import Camt052Parser, Camt053Parser, Camt054Parser
from .common.base import StatementParser
from .mt.parser import Mt940Parser, Mt942Parser
from .nordic.bgmax import BgmaxParser
from .nordic.ktl import KtlParser
from .nordic.ocr_giro import OcrGiroParser
from .nordic.tito import TitoParser
from .ofx.parser import OfxParser
from .other.bai2 import Bai2Parser
from .other.coda import CodaParser
from .other.qif import QifParser
from .table.parser import CsvParser, XlsParser, XlsxParser
from .table.payouts import PayoutParser

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
    PayoutParser,
    CsvParser,
    XlsParser,
    XlsxParser,
)


def default_parsers() -> list[StatementParser]:
    """Return one parser of each format; their order does not matter."""
    return [parser() for parser in _FORMATS]
