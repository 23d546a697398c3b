from . import bank_import_format, bank_import_source, bank_matcher_order
