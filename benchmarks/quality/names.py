"""Numbers of documents and payments, as payers write them."""

from decimal import Decimal


class Name(str):
    """A document's number; the format says how the payer writes it.

    >>> f"{Name('INV/2026/00042'):glued}"
    'INV202600042'
    """

    STYLES = {
        "": lambda name: name,
        "glued": lambda name: name.replace("/", ""),
        "spaced": lambda name: name.replace("/", " "),
        "dashes": lambda name: name.replace("/", "-"),
        "lower": lambda name: name.lower().replace("/", ""),
        "tail": lambda name: name.rsplit("/", 1)[-1].lstrip("0"),
        "padded": lambda name: name.rsplit("/", 1)[-1],
        "lost": lambda name: name[:-1],
        "doubled": lambda name: name[:-2] + name[-2] * 2 + name[-1],
        "split": lambda name: f"{name[:-3]} {name[-3:]}",
        "future": lambda name: name[:-5] + f"{int(name[-5:]) + 60000:05}",
        "last_year": lambda name: name.replace("/2026/", "/2025/"),
    }

    def __format__(self, style):
        return self.STYLES[style](str(self))


class PaymentName(Name):
    """A payment's number, with its UPR as a format."""

    upr = ""

    def __format__(self, style):
        return self.upr if style == "upr" else super().__format__(style)


def money(minor, point="."):
    """Return an amount without sign.

    >>> money(-123456, ",")
    '1234,56'
    """
    return str(Decimal(abs(minor)).scaleb(-2)).replace(".", point)
