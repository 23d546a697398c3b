"""What rows and labels say: booked or reserved, a balance, a total, an account."""

from __future__ import annotations

import re
from functools import lru_cache

from .folding import fold, phrases

_DAY_WORDS = re.compile(
    r"\b(?:[0-9]+(?:/[0-9]+)*|vom|am|per|pr|au|du|den|as of|on|at|al|pa)\b"
)
#: words of a status column for what is not booked
NOT_BOOKED = """
        pending; reserved; reserveret; reservert; reserverat; reservation
        vorgemerkt; umsatz vorgemerkt; pendente; pendiente; en attente; en cours
        katevaraus; varaus; declined; failed; reverted; cancelled; canceled
        rejected; afvist; avvist; avvisad; hylatty; venter; vantar; annulleret
        kansellert; makuleret; in behandeling; not booked; ikke bogfort
        ikke bokfort; ej bokford; nicht gebucht; authorised; authorized; upcoming
        scheduled; planned; kommande; fremtidig; odottaa; gereserveerd; reservering
        broneering; broneeritud; rezervuota; rezervets; reserve; preliminar
        preliminart; ikke bokfort enna; avventer; til behandling; under behandling
        vormerkung; autorisation; autorisation en attente; blokada; zablokowane
        not settled; unsettled; processing; on hold; held; offen; reserverad
        noch nicht gebucht; abgelehnt; abgewiesen; zuruckgewiesen
        geweigerd; afgewezen; geannuleerd; mislukt; refuse; rejete; annule; echoue
        rifiutato; annullato; rechazado; anulado; rejeitado; odrzucone; odrzucona
        anulowane; w rozliczeniu; zablokowana; oczekujace; nieudana; avbruten
        avbrutt; afbrudt; feilet; mislykket; misslyckad; keskeytetty; peruttu
        epaonnistui; atmesta; atmests; tagasi lukatud; tuhistatud; void; voided
        expired; blocked; unsuccessful; error"""
#: words of a status column for what is booked
BOOKED = """
        booked; book; posted; completed; executed; settled; cleared; processed; ok
        bogfort; bokfort; bokford; udfort; utfort; gennemfort; gjennomfort; genomford
        gebucht; umsatz gebucht; ausgefuhrt; geboekt; uitgevoerd; verwerkt
        comptabilise; execute; execute e; accepte; contabilizzato; eseguito
        contabilizado; ejecutado; kirjattu; toteutunut; tehty; taidetud; ivykdyta
        izpildits; zaksiegowane; zrealizowano; zauctovano; done; paid; succeeded
        geaccepteerd; abgeschlossen; erledigt; utford; hyvaksytty; suoritettu
        zakonczono; zakonczona; success; successful; received; sent; sendt; skickad"""
#: words that a text begins with if the bank has only reserved the amount
RESERVED = """
        reserveret; reservert; reserverat; reservation; reservasjon; katevaraus
        vorgemerkt; vormerkung; umsatz vorgemerkt; pending; gereserveerd; reservering
        broneering; rezervets; rezervacija; preliminart; forbehandling; autorisation
        authorisation; authorization; blokada; reserverad; venter; odottaa; offen
        en attente; reserve; pendiente; pendente; in sospeso; en cours; varaus
        rezervuota; oczekujaca; in behandeling"""
#: of them the words that may also be what was bought
_AMBIGUOUS = frozenset(
    "reservation reservering autorisation authorisation authorization venter odottaa"
    " offen reserve varaus".split()
)
_CARD = re.compile(
    r"\b(?:kort|card|karte|carte|kaart|dankort|visa|mastercard|maestro|varekop|varekjop"
    r"|pos|betaling|payment)"
)
TURNOVER = (
    "turnover; kaive; apyvarta; apgrozijums; omsattning; kaibed; kaive kokku; obroty"
)
OPENING = """
        opening balance; balance at start of period; beginning balance
        start balance; starting balance; previous balance; balance brought forward
        brought forward; anfangssaldo; eroffnungssaldo; startsaldo; alter saldo
        alter kontostand; saldovortrag; beginsaldo; oude saldo; saldo iniziale
        saldo inicial; saldo anterior; solde initial; solde d ouverture
        ancien solde; solde precedent; indgaende saldo; inngaende saldo
        ingaende saldo; ingaende balans; primo saldo; saldo primo; primosaldo
        alkusaldo; algsaldo; likutis pradziai; sakuma atlikums; saldo poczatkowe
        pradinis likutis; letzter kontostand; letzter saldo; vorheriger saldo
        inngaende saldo pr; saldo na poczatek; stan poczatkowy
        openingssaldo; inngaende balanse; startbalans; overfort saldo; vorig saldo
        saldo forrige periode; saldo forrige kontoutskrift; saldo vorige afschrift
        pocatecni zustatek; saldo poczatku okresu; solde au debut; solde debut"""
CLOSING = """
        closing balance; balance at end of period; ending balance; end balance
        new balance; balance carried forward; carried forward; final balance
        schlusssaldo; endsaldo; neuer saldo; neuer kontostand; eindsaldo
        nieuw saldo; saldo finale; saldo final; solde final; solde de cloture
        nouveau solde; udgaende saldo; utgaende saldo; utgaende balans; ultimo saldo
        saldo ultimo; ultimosaldo; slutsaldo; loppusaldo; loppsaldo
        likutis pabaigai; beigu atlikums; saldo koncowe; galutinis likutis
        udgaende balance; utgaende balanse; slutbalans; slotsaldo; konecny zustatek
        solde en fin; solde fin; saldo nuovo; saldo konca okresu"""
BALANCE = """
        saldo; balance; solde; kontostand; kontosaldo; account balance
        current balance; aktueller saldo; aktueller kontostand; saldo actual
        laatste saldo; dernier solde; senaste saldo; seneste saldo; siste saldo
        solde actuel; saldo per; saldo attuale; balance as of; saldo am; saldo au
        solde au"""
TOTAL = """
        total; totals; totalt; summe; summa; sum; gesamt; total spalte; totaal
        totale; i alt; ialt; yhteensa; turnover; omsatning; umsatz; umsatze; kaive
        apyvarta; apgrozijums; subtotal; zwischensumme; delsum; somme; total amount
        sum total; totali; suma; saldi; grand total; kokku"""
ACCOUNT = """
        iban; account number; account no; kontonummer; kontonr; konto nr; konto
        account; kartenkonto; rekeningnummer; rekening; numero de compte; compte
        numero conto; conto; tilinumero; tili; cuenta; numero de cuenta
        kontoverbindung; card account; foretagskonto; bankkonto; kontonummer/iban
        rekeningnummer/iban; iban/kontonummer; account id; numer rachunku; rachunek
        saskaita; saskaitos nr; konts; konta numurs; klienta konts; kliendi konto
        auftragskonto; eget kontonummer; numero de conta; conta"""
ACCOUNT_TOKENS = frozenset(
    "konto account conto compte tili rekening cuenta iban".split()
)
CURRENCY = """
        currency; wahrung; waehrung; valuta; valuutta; devise; munt; divisa; moneda
        mynt; valued in; bewertet in; account currency; kontowahrung; evalue en
        valutato in"""

#: answers under titles such as *Pending* and *Booked*
YES = frozenset("yes ja j y x true 1 kylla oui si tak sim jah taip".split())
NO = frozenset("no nej nei nein nee n false 0 ei non nie nao ne".split())
BOOKED_WORDS = frozenset(phrases(BOOKED))
_RESERVED_STARTS = frozenset(w.partition(" ")[0] for w in phrases(RESERVED))
RESERVED_WORDS, TURNOVER_WORDS = phrases(RESERVED), phrases(TURNOVER)
OPENING_WORDS, CLOSING_WORDS = phrases(OPENING), phrases(CLOSING)
BALANCE_WORDS, TOTAL_WORDS = phrases(BALANCE), phrases(TOTAL)
#: words of rows that are no entries
SUM_WORDS = OPENING_WORDS + CLOSING_WORDS + BALANCE_WORDS + TOTAL_WORDS
ACCOUNT_WORDS, CURRENCY_WORDS = phrases(ACCOUNT), phrases(CURRENCY)
NOT_BOOKED_WORDS = frozenset(phrases(NOT_BOOKED))
#: beginnings of their other forms: ``Refusée``, ``Gereserveerd``, ``Annulées``
_NOT_BOOKED_STEMS = re.compile(
    r"(?:pend|reserv|gereserv|vorgemerkt|geweiger|afgewez|afgewijs|geannul|refus|rejet"
    r"|rejec|declin|cancel|annul|anulow|odrzuc|failed|abgelehnt|avvis|afvis|hylat"
    r"|blok|block|expir|rechaz|rifiut|mislukt|mislyk|misslyc)"
)


@lru_cache(maxsize=1024)
def is_not_booked(word: str) -> bool:
    """Say whether a cell that tells a state means that nothing is booked, or not yet.

    Args:
        word: folded.

    >>> is_not_booked("refusee"), is_not_booked("umsatz gebucht")
    (True, False)
    """
    if word in BOOKED_WORDS:
        return False
    return word in NOT_BOOKED_WORDS or bool(_NOT_BOOKED_STEMS.match(word))


def is_reserved(text: str, balance_missing: bool) -> bool:
    """Say whether a text tells that the amount is only reserved, not booked.

    Args:
        text: of the entry.
        balance_missing: the table has running balances, but this row has none.

    >>> is_reserved("Reservation Kortköp ICA", False), is_reserved("Reservation", False)
    (True, False)
    >>> is_reserved("Reservation Hotel", True)
    True
    """
    first = text[:60].lstrip("-*#+. ").partition(" ")[0].rstrip(":-,.").lower()
    if first.isascii() and first not in _RESERVED_STARTS:
        return False  # nearly all, without folding them
    folded = fold(text)
    word = next((w for w in RESERVED_WORDS if f"{folded} ".startswith(f"{w} ")), "")
    if not word:
        return False
    return word not in _AMBIGUOUS or balance_missing or bool(_CARD.search(folded))


def is_label(text: str, words: tuple[str, ...]) -> bool:
    """Say whether a text is one of these phrases, with or without a day.

    >>> is_label("Kontostand vom 31.01.2026:", BALANCE_WORDS)
    True
    """
    return without_day(text) in words or is_one_of(text, words)


def without_day(text: str) -> str:
    """Return a text folded, without a day and the words before it."""
    return " ".join(_DAY_WORDS.sub(" ", fold(text)).split())


_TOTAL_STARTS = frozenset(word.partition(" ")[0] for word in TOTAL_WORDS)


def is_total(text: str) -> bool:
    """Say whether a text is a word for a total: ``I alt``, ``Total:``."""
    first = text[:60].partition(" ")[0].rstrip(":").lower()
    if first.isascii() and first not in _TOTAL_STARTS:
        return False  # nearly all, without folding them
    return without_day(text) in TOTAL_WORDS


def is_one_of(text: str, words: tuple[str, ...]) -> bool:
    """Say whether a text is a phrase, or begins with one of several words."""
    folded = fold(text)
    return any(
        folded == word or (" " in word and folded.startswith(word + " "))
        for word in words
    )
