"""Bank transactions and items in few words, for the tests of decisions."""

from datetime import date

from bsi.engine.matching.sides import Hit, Item, Txn

DAY = date(2026, 3, 10)
NOK, EUR = 1, 2


def txn(minor, number=1, **values):
    """A bank transaction of partner 7 unless said otherwise."""
    values.setdefault("partner_id", 7)
    values.setdefault("partner_how", "iban")
    return Txn(number, number, minor, NOK, values.pop("day", DAY), **values)


def item(number, minor, name=None, **values):
    """An open item of partner 7; each is a document of its own."""
    values.setdefault("document_id", 100 + number)
    values.setdefault("currency_id", NOK)
    values.setdefault("partner_id", 7)
    values.setdefault("company_minor", minor)
    day = values.pop("day", date(2026, 3, 1))
    return Item(
        id=number,
        minor=minor,
        name=name or f"INV/2026/{number:05}",
        day=day,
        due=values.pop("due", day),
        **values,
    )


def hit(bank, books, key=None, **values):
    """The number of an item stands in the bank's text."""
    key = key or books.name.replace("/", "")
    code = values.pop("code", "document")
    return Hit(bank, books, code, key, books.name, books.name, **values)


def shown(proposals):
    """Return ``[(item ids, tier, tie, codes against)]``."""
    return [
        (
            tuple(sorted(p.item_ids)),
            p.tier,
            p.tie,
            tuple(f.code for f in p.evidence if not f.agrees),
        )
        for p in proposals
    ]
