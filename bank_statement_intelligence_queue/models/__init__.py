from . import bank_queue
