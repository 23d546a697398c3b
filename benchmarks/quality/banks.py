"""The banks that a world can be of: country, currencies, files, what these tell."""

from dataclasses import dataclass, field

#: what a bank's files can tell beside amount, day, text and name
ACCOUNT, FIELD, BESIDE, END_TO_END, PARTS, LUMPS, ORIGINAL, CHARGES, RETURNS = TELLS = (
    "account",  # the other side's, of money in
    "field",  # a payment ID in a field of its own
    "beside",  # a text beside that payment ID
    "end_to_end",
    "parts",  # details with texts, names, end-to-end ids
    "lumps",  # details with payment IDs, in the statement or in a file of their own
    "original",  # the amount in another currency
    "charges",
    "returns",  # marks an entry that takes back another
)
KID = ("kid10", "kid10_zeros", "kid11")
OCR = ("ocr", "ocr_length")


@dataclass(frozen=True)
class Bank:
    """One bank.

    Args:
        files: module of :mod:`files` that writes its statements.
        home, foreign: currencies of the company and of its other account.
        rate (float): home units for one foreign.
        schemes: payment IDs that payers get, of :data:`numbers.SCHEMES`.
        words: Norwegian words of the texts → those of the country.
    """

    name: str
    files: str
    country: str
    home: str
    foreign: str
    rate: float
    schemes: tuple
    tells: tuple
    lumps: str = ""
    words: dict = field(default_factory=dict)

    def say(self, text):
        """Return a text in the country's words."""
        for word, other in self.words.items():
            text = text.replace(word, other)
        return text


_DE = {"Faktura ": "Rechnung ", "Betaling": "Zahlung", "Kundenr": "Kundennr."}
_NL = {"Faktura ": "Factuur ", "Betaling": "Betaling", "Kundenr": "Klantnummer"}
_FI = {"Faktura ": "Lasku ", "Betaling": "Maksu", "Kundenr": "Asiakasnro"}
_SE = {"Betaling": "Betalning", "Kundenr": "Kundnr"}
BANKS = {
    bank.name: bank
    for bank in (
        Bank("camt", "camt", "NO", "NOK", "EUR", 11.5, (), TELLS),
        Bank(
            "german", "mt940", "DE", "EUR", "USD", 0.92, ("rf",),
            (ACCOUNT, END_TO_END, ORIGINAL, CHARGES, RETURNS), words=_DE,
        ),
        Bank(
            "finnish", "tito", "FI", "EUR", "USD", 0.92, ("viite",),
            (FIELD, BESIDE, END_TO_END, PARTS, LUMPS, ORIGINAL, RETURNS),
            "ktl", words=_FI,
        ),
        Bank(
            "swedish", "table", "SE", "SEK", "EUR", 11.2, OCR,
            (ACCOUNT, FIELD, BESIDE, LUMPS), "bgmax", words=_SE,
        ),
        Bank(
            "norwegian", "table", "NO", "NOK", "EUR", 11.5, KID,
            (ACCOUNT, FIELD, BESIDE, LUMPS), "ocr_giro",
        ),
        Bank(
            "dutch", "mt940", "NL", "EUR", "USD", 0.92, ("rf", "ogm", "kid10"),
            (ACCOUNT, FIELD, END_TO_END, ORIGINAL, CHARGES, RETURNS), words=_NL,
        ),
        Bank(
            "danish", "table", "DK", "DKK", "EUR", 7.46, ("fik71", "fik75"), (ACCOUNT,)
        ),
    )
}  # fmt: skip


def of_seed(seed):
    """Return the bank of a seed: each in its turn."""
    return list(BANKS.values())[seed % len(BANKS)]
