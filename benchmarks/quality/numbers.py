"""Valid references and accounts, computed here on their own (not by the addon).

All functions take a ``random.Random`` and return text as an invoice would carry it.
"""


def digits(rng, count, first="123456789"):
    """Return ``count`` random digits, the first one of ``first``."""
    return rng.choice(first) + "".join(
        rng.choice("0123456789") for _ in range(count - 1)
    )


def luhn(body):
    """Return the mod 10 check digit of a string of digits."""
    total = 0
    for position, char in enumerate(reversed(body)):
        number = int(char) * (2 if position % 2 == 0 else 1)
        total += number // 10 + number % 10
    return str(-total % 10)


def mod11(body):
    """Return the mod 11 check digit (weights 2-7), ``-`` for ten."""
    total = sum(int(c) * (2 + i % 6) for i, c in enumerate(reversed(body)))
    return {10: "-"}.get(-total % 11, str(-total % 11))


def kid10(rng):
    body = digits(rng, rng.choice((8, 11, 14)))
    return body + luhn(body)


def kid10_zeros(rng):
    body = "00" + digits(rng, 9)
    return body + luhn(body)


def kid11(rng):
    body = digits(rng, rng.choice((9, 12)))
    return body + mod11(body)


def kid11_dash(rng):
    """A KID whose check digit is ten: it ends in ``-``."""
    while True:
        body = digits(rng, 10)
        if mod11(body) == "-":
            return body + "-"


def ocr(rng):
    body = digits(rng, rng.choice((7, 9, 12)))
    return body + luhn(body)


def ocr_length(rng):
    """Swedish OCR, its length (mod 10) before the check digit."""
    body = digits(rng, rng.choice((6, 9)))
    body += str((len(body) + 2) % 10)
    return body + luhn(body)


def viite(rng):
    body = digits(rng, rng.choice((5, 8, 12)))
    total = sum(int(c) * (7, 3, 1)[i % 3] for i, c in enumerate(reversed(body)))
    return body + str(-total % 10)


def rf(rng):
    return rf_of(digits(rng, rng.choice((8, 14))))


def rf_of(body):
    """Return the ISO 11649 reference of a national one."""
    number = int(f"{body}271500")
    return f"RF{98 - number % 97:02}{body}"


def fik71(rng):
    body = "00000" + digits(rng, 9)
    return body + luhn(body)


def fik75(rng):
    body = "00" + digits(rng, 13)
    return body + luhn(body)


def qrr(rng):
    body = digits(rng, 26)
    table, carry = (0, 9, 4, 6, 8, 2, 7, 1, 3, 5), 0
    for char in body:
        carry = table[(carry + int(char)) % 10]
    return body + str((10 - carry) % 10)


def ogm(rng):
    """Belgian structured communication."""
    body = digits(rng, 10)
    both = f"{body}{int(body) % 97 or 97:02}"
    return f"+++{both[:3]}/{both[3:7]}/{both[7:]}+++"


def iban(rng, country="NO"):
    """Return an IBAN; the account inside is random but for Norway's own digit."""
    if country == "NO":
        while True:
            body = digits(rng, 10)
            check = mod11(body)
            if check != "-":
                return _iban("NO", body + check)
    if country == "NL":
        return _iban("NL", "INGB" + digits(rng, 10))
    length = {"DK": 14, "SE": 20, "FI": 14, "DE": 18}[country]
    return _iban(country, digits(rng, length))


def _iban(country, bban):
    number = "".join(str(int(c, 36)) for c in bban + country + "00")
    return f"{country}{98 - int(number) % 97:02}{bban}"


SCHEMES = {
    "kid10": kid10,
    "kid10_zeros": kid10_zeros,
    "kid11": kid11,
    "kid11_dash": kid11_dash,
    "ocr": ocr,
    "ocr_length": ocr_length,
    "viite": viite,
    "rf": rf,
    "fik71": fik71,
    "fik75": fik75,
    "qrr": qrr,
    "ogm": ogm,
}
