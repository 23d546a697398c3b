from . import bank_reconciliation_report
