"""What is known of the tables of single banks: one row a bank, nothing but facts.

Only what values and words cannot tell is taken from here: which of two equal readings
is meant (``1.000``, ``05/03/2026``), and whose a column is. What the cells contradict
does not count. Source: titles of columns in published converters and manuals.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import zip_longest

from ..common.local_amounts import is_amount
from ..common.local_dates import is_date
from .directions import direction_word, is_out
from .folding import CURRENCIES, fold

#: bank | order of dates and decimal mark, - where the file itself tells | titles, and
#: their roles where words do not tell them. A file with all of these titles is its.
_ROWS = """
Danske Bank, Denmark | dmy , | Dato; Tekst; Beløb; Saldo; Status; Afstemt
Nordea, Denmark | ymd , | Bogføringsdato; Beløb; Afsender; Modtager; Navn;
    Beskrivelse; Saldo; Valuta
Bankdata's export (Nykredit, Arbejdernes Landsbank, Jyske Bank), Denmark | dmy - |
    Exportkonto; Afsenderkonto; Modtagerkonto; Dato; Tekst; Beløb; Saldo; Indbetaler
Jyske Bank, Denmark | dmy , | Bogføringsdato; Valørdato; Tekst; Beløb; Saldo
Sydbank, Denmark | dmy , | Dato; Valør; Tekst; Beløb; Saldo; Afstemt
Arbejdernes Landsbank, Denmark | dmy , | Dato; Tekst; Beløb; Saldo; Valør;
    Indbetaler=name
Lunar, Denmark | ymd . | Date; Text; Amount; Balance; Currency; Category
Spar Nord, Denmark | dmy , | Bogført; Rentedato; Tekst; Beløb; Saldo
DNB, Norway | dmy , | Dato; Forklaring; Rentedato; Ut fra konto; Inn på konto
Nordea, Norway | ymd , | Bokføringsdato; Beløp; Avsender; Mottaker; Navn; Tittel;
    Valuta; Betalingstype
SpareBank 1, Norway | dmy , | Dato; Beskrivelse; Rentedato; Inn; Ut; Til konto; Fra
    konto
Handelsbanken, Norway | dmy , | Utført dato=; Bokført dato; Rentedato; Beskrivelse;
    Type=text; Undertype=text; Fra konto; Avsender; Til konto; Mottakernavn; Beløp inn;
    Beløp ut; Melding/KID/Fakt.nr
Sbanken, Norway | dmy , | Bokføringsdato; Rentedato; Arkivreferanse; Type=text;
    Tekst; Ut fra konto; Inn på konto
Danske Bank, Norway | dmy , | Dato; Tekst; Beløp; Saldo; Status; Avstemt
Eika, Norway | dmy , | Bokført dato; Rentedato; Tekst; Type=text; Beløp ut; Beløp
    inn; Valuta
Bulder, Norway | ymd . | Dato; Inn på konto; Ut fra konto; Til konto=payee; Til
    kontonummer; Fra konto=payer; Fra kontonummer
SEB, Sweden | ymd . | Bokföringsdatum; Valutadatum; Verifikationsnummer; Text;
    Belopp; Saldo
SEB, Sweden (new) | ymd . | Bokföringsdag; Valutadag; Verifikationsnummer;
    Text/mottagare; Belopp; Saldo
Nordea, Sweden | ymd , | Bokföringsdag; Belopp; Avsändare; Mottagare; Namn; Rubrik;
    Saldo; Valuta
Swedbank, Sweden | ymd . | Radnummer; Clearingnummer; Kontonummer=own_account;
    Produkt; Valuta; Bokföringsdag; Transaktionsdag=; Valutadag; Referens; Beskrivning;
    Belopp
Handelsbanken, Sweden | ymd , | Reskontradatum; Transaktionsdatum=; Text; Belopp;
    Saldo
Länsförsäkringar, Sweden | ymd , | Bokföringsdatum; Transaktionsdatum=;
    Transaktionstyp; Meddelande; Belopp
ICA Banken, Sweden | ymd , | Datum; Text; Typ=text; Budgetgrupp=; Belopp; Saldo
Skandia, Sweden | ymd , | Datum; Beskrivning; Bankkategori=; Belopp; Saldo
Danske Bank, Sweden | ymd , | Datum; Text; Belopp; Saldo; Status; Avstämd
OP, Finland | - , | Kirjauspäivä; Arvopäivä; Määrä EUROA; Laji; Selitys;
    Saaja/Maksaja; Viite; Viesti; Arkistointitunnus
Nordea, Finland | ymd , | Kirjauspäivä; Määrä; Maksaja; Maksunsaaja; Nimi; Otsikko;
    Viitenumero; Valuutta
Nordea (English) | ymd , | Booking date; Amount; Sender; Recipient; Name;
    Title=text; Currency
S-Pankki, Finland | dmy , | Kirjauspäivä; Maksupäivä=; Summa; Tapahtumalaji;
    Maksaja; Saajan nimi; Saajan tilinumero=account_to; Viitenumero; Viesti;
    Arkistointitunnus
Danske Bank, Finland | dmy , | Pvm; Saaja/Maksaja; Määrä; Saldo; Tila
Swedbank, Estonia | dmy , | Kliendi konto; Reatüüp; Kuupäev; Saaja/Maksja; Selgitus;
    Summa; Valuuta; Deebet/Kreedit; Arhiveerimistunnus
LHV and SEB, Estonia | - - | Kliendi konto; Dokumendi number=; Kuupäev; Saaja/maksja
    konto; Saaja/maksja nimi; Deebet/Kreedit (D/C); Summa; Viitenumber;
    Arhiveerimistunnus; Selgitus; Valuuta
LHV, Estonia (English) | ymd . | Customer account no; Document no=; Date;
    Sender/receiver account; Sender/receiver name; Debit/Credit (D/C); Amount; Reference
    number; Archiving code=bank_id; Description; Currency
Swedbank, Latvia | dmy , | Klienta konts; Ieraksta tips; Datums; Saņēmējs/Maksātājs;
    Informācija saņēmējam; Summa; Valūta; Debets/Kredīts; Arhīva kods=bank_id
Swedbank, Lithuania | ymd . | Sąskaitos Nr.; Data; Gavėjas=name; Paaiškinimai; Suma;
    Valiuta; D/K; Įrašo Nr.=bank_id; Kodas=text; Įmokos kodas
SEB, Lithuania | ymd , | DOK NR.=; DATA; VALIUTA=; SUMA=; MOKĖTOJO ARBA GAVĖJO
    PAVADINIMAS=name; SĄSKAITA=account; MOKĖJIMO PASKIRTIS; TRANSAKCIJOS KODAS=bank_id;
    DOKUMENTO DATA=; DEBETAS/KREDITAS; SUMA SĄSKAITOS VALIUTA=amount; SĄSKAITOS
    NR=own_account; SĄSKAITOS VALIUTA=currency
Luminor, Lithuania | ymd , | Operacijos/Balanso Tipas=text; Data; Suma;
    Ekvivalentas=; C/D; Orig. suma=original_amount; Orig. valiuta=original_currency;
    Mokėjimo paskirtis; Kitos pusės Sąskaitos Nr.=account; Kitos pusės Pavadinimas=name
Sparkasse, Germany (CAMT) | dmy , | Auftragskonto; Buchungstag; Valutadatum;
    Buchungstext; Verwendungszweck; Kundenreferenz (End-to-End);
    Beguenstigter/Zahlungspflichtiger; Betrag; Waehrung; Info
Sparkasse, Germany (MT940) | dmy , | Auftragskonto; Buchungstag; Valutadatum;
    Buchungstext; Verwendungszweck; Beguenstigter/Zahlungspflichtiger;
    Kontonummer=account; BLZ=; Betrag; Waehrung; Info
Volksbanken Raiffeisenbanken, Germany | dmy , | IBAN Auftragskonto; Buchungstag;
    Valutadatum; Name Zahlungsbeteiligter; IBAN Zahlungsbeteiligter; Buchungstext;
    Verwendungszweck; Betrag; Waehrung; Saldo nach Buchung
Volksbank, Germany (Umsatzanzeige) | dmy , | Buchungstag; Valuta;
    Auftraggeber/Zahlungsempfänger=; Empfänger/Zahlungspflichtiger=name; IBAN=account;
    Vorgang/Verwendungszweck; Kundenreferenz; Währung; Umsatz
Deutsche Bank, Postbank, norisbank, Germany | dmy , | Buchungstag; Wert; Umsatzart;
    Begünstigter / Auftraggeber; Verwendungszweck; Kundenreferenz; Fremde Gebühren=;
    Betrag; Soll; Haben; Währung
Commerzbank, Germany | dmy , | Buchungstag; Wertstellung; Umsatzart; Buchungstext;
    Betrag; Währung; IBAN Kontoinhaber=own_account
comdirect, Germany | dmy , | Buchungstag; Wertstellung (Valuta); Vorgang;
    Buchungstext; Umsatz in EUR
ING, Germany | dmy , | Buchung; Auftraggeber/Empfänger; Buchungstext;
    Verwendungszweck; Betrag; Währung
DKB, Germany | dmy , | Buchungsdatum; Wertstellung; Status; Zahlungspflichtige*r;
    Zahlungsempfänger*in; Verwendungszweck; Umsatztyp; IBAN=account; Betrag (€)
HypoVereinsbank, Germany | dmy , | Kontonummer=own_account; Buchungsdatum; Valuta;
    Empfaenger 1=name; Empfaenger 2=text; Verwendungszweck; Betrag; Waehrung
N26 | ymd . | Booking Date; Value Date; Partner Name; Partner Iban; Type=text;
    Payment Reference=text; Account Name; Amount (EUR); Original Amount; Original
    Currency
Finom | dmy . | Buchungsdatum; Transaktionsart; Auftraggeber/Empfänger; Counterparty
    IBAN; Verwendungszweck; Ursprungswährung; Ursprungsbetrag; Zahlungswährung;
    Zahlungsbetrag; Wallet-IBAN=own_account; Transaktions-ID
ING, Netherlands | ymd , | Datum; Naam / Omschrijving; Rekening=own_account;
    Tegenrekening; Code=; Af Bij; Bedrag (EUR); Mutatiesoort; Mededelingen
Rabobank, Netherlands | ymd , | IBAN/BBAN=own_account; Munt; Volgnr; Datum;
    Rentedatum; Bedrag; Saldo na trn; Tegenrekening IBAN/BBAN; Naam tegenpartij;
    Betalingskenmerk
ABN AMRO, Netherlands | ymd , | accountNumber=own_account; mutationcode=currency;
    transactiondate; valuedate; startsaldo; endsaldo=balance; amount; description
Knab, Netherlands | dmy , | Rekeningnummer=own_account; Transactiedatum; Valutacode;
    CreditDebet; Bedrag; Tegenrekeningnummer; Tegenrekeninghouder; Valutadatum;
    Omschrijving
bunq | ymd - | Date; Interest Date; Amount; Account=own_account;
    Counterparty=account; Name; Description
KBC, Belgium | dmy , | Rekeningnummer=own_account; Rubrieknaam=; Naam=; Munt;
    Afschriftnummer=; Datum; Omschrijving; Valuta=value_date; Bedrag; Saldo;
    rekeningnummer tegenpartij; Naam tegenpartij=name; gestructureerde mededeling; Vrije
    mededeling
Belfius, Belgium | dmy , | Rekening=own_account; Boekingsdatum;
    Rekeninguittrekselnummer=; Transactienummer=text; Rekening tegenpartij=account; Naam
    tegenpartij bevat=name; Transactie; Valutadatum; Bedrag; Devies; Mededelingen
ING, Belgium | dmy , | Rekeningnummer=own_account; Naam van de rekening=; Rekening
    tegenpartij; Omzetnummer=; Boekingsdatum; Valutadatum; Bedrag; Munteenheid;
    Omschrijving; Detail van de omzet; Bericht=text
BNP Paribas Fortis, Belgium (Dutch) | dmy , | Volgnummer; Uitvoeringsdatum;
    Valutadatum; Bedrag; Valuta rekening; Rekeningnummer=own_account;
    Tegenpartij=account; Naam van de tegenpartij=name; Mededeling; Status
BNP Paribas Fortis, Belgium (French) | dmy , | Nº de séquence; Date d'exécution;
    Date valeur; Montant; Devise du compte; Numéro de compte=own_account;
    Contrepartie=account; Nom de la contrepartie=name; Communication; Statut
Argenta, Belgium | dmy , | Rekening=own_account; Boekdatum; Valutadatum; Referentie;
    Beschrijving; Bedrag; Munt; Verrichtingsdatum=; Rekening tegenpartij; Naam
    tegenpartij; Mededeling
Barclays, United Kingdom | dmy . | Number=reference; Date; Account=own_account;
    Amount; Subcategory=text; Memo
HSBC, United Kingdom | dmy . | Date; Type=text; Description; Paid out; Paid in;
    Balance
Lloyds, Halifax, Bank of Scotland, United Kingdom | dmy . | Transaction Date;
    Transaction Type; Sort Code; Account Number=own_account; Transaction Description;
    Debit Amount; Credit Amount; Balance
NatWest, Royal Bank of Scotland, United Kingdom | dmy . | Date; Type=text;
    Description; Value=amount; Balance; Account Name; Account Number=own_account
Santander, United Kingdom | dmy . | Date; Type=text; Merchant/Description=text;
    Debit/Credit=amount; Balance
Monzo, United Kingdom | dmy . | Transaction ID; Date; Time; Type=text; Name; Amount;
    Currency; Local amount=original_amount; Local currency=original_currency; Notes and
    #tags=text; Description; Money Out=; Money In=
Starling, United Kingdom | dmy . | Date; Counter Party; Reference=text; Type=text;
    Amount (GBP); Balance (GBP)
Nationwide, United Kingdom | dmy . | Date; Transaction type; Description; Paid out;
    Paid in; Balance
Crédit Agricole, France | dmy , | Date; Libellé; Débit euros; Crédit euros
Société Générale, France | dmy , | Date de l'opération; Libellé; Détail de
    l'écriture=text; Montant de l'opération; Devise
La Banque Postale, France | dmy , | Date; Libellé; Montant(EUROS); Montant(FRANCS)=
BoursoBank, France | ymd , | dateOp; dateVal; label; category; amount;
    accountNum=own_account; accountLabel; accountbalance=
Banque Populaire, Caisse d'Epargne, France | dmy , | Date de comptabilisation;
    Libelle simplifie; Libelle operation; Reference; Informations complementaires; Type
    operation; Debit; Credit; Date operation=; Date de valeur
Fortuneo, France | dmy , | Date opération; Date valeur; libellé; Débit; Crédit
CIC, Crédit Mutuel, France | dmy , | Date; Date de valeur; Débit; Crédit; Libellé;
    Solde
Qonto | dmy . | Settlement date (UTC); Settlement date (local)=; Operation date
    (UTC)=; Operation date (local)=; Counterparty name; Total amount (incl. VAT)=amount;
    Total amount (incl. VAT) (local)=; Currency; Payment method=text; Reference=text;
    Transaction ID; Status
UBS, Switzerland | ymd . | Abschlussdatum=; Abschlusszeit=; Buchungsdatum;
    Valutadatum; Währung; Belastung; Gutschrift; Einzelbetrag; Saldo; Transaktions-Nr.;
    Beschreibung1; Beschreibung2; Beschreibung3
PostFinance, Switzerland | - . | Buchungsdatum; Avisierungstext; Gutschrift in CHF;
    Lastschrift in CHF; Valuta=value_date; Saldo in CHF
PostFinance, Switzerland | - . | Datum; Bewegungstyp=text; Avisierungstext;
    Gutschrift in CHF; Lastschrift in CHF; Label=; Kategorie
Zürcher Kantonalbank, Switzerland | dmy . | Datum; Buchungstext; Whg; Betrag Detail;
    ZKB-Referenz; Referenznummer; Belastung CHF; Gutschrift CHF; Valuta=value_date;
    Saldo CHF
Raiffeisen, Switzerland | ymd . | IBAN=own_account; Booked At; Text; Credit/Debit
    Amount; Balance; Valuta Date
Credit Suisse, Switzerland | dmy . | Buchungsdatum; Text; Belastung; Gutschrift;
    Valutadatum; Saldo
PKO BP, Poland | ymd . | Data operacji; Data waluty; Typ transakcji; Kwota; Waluta;
    Saldo po transakcji; Opis transakcji
mBank, Poland | ymd , | #Data operacji; #Data księgowania=; #Opis operacji; #Tytuł;
    #Nadawca/Odbiorca; #Numer konta; #Kwota; #Saldo po operacji
mBank, Poland (list) | ymd , | #Data operacji; #Opis operacji; #Rachunek=;
    #Kategoria; #Kwota
ING Bank Śląski, Poland | ymd , | Data transakcji=; Data księgowania; Dane
    kontrahenta; Tytuł; Nr rachunku; Szczegóły=text; Nr transakcji=bank_id; Kwota
    transakcji (waluta rachunku); Waluta; Kwota blokady/zwolnienie blokady=; Kwota
    płatności w walucie=; Saldo po transakcji; Konto=
Bank Millennium, Poland | ymd . | Numer rachunku/karty; Data transakcji; Data
    rozliczenia=date; Rodzaj transakcji; Na konto/Z konta; Odbiorca/Zleceniodawca; Opis;
    Obciążenia; Uznania; Saldo; Waluta
Bank Pekao, Poland | dmy , | Data księgowania; Data waluty; Nadawca / Odbiorca;
    Rachunek źródłowy; Rachunek docelowy; Tytułem=text; Kwota operacji; Waluta; Numer
    referencyjny; Typ operacji
Revolut | ymd . | Type=text; Product; Started Date; Completed Date; Description;
    Amount; Fee; Currency; State; Balance
Revolut Business | ymd . | Date started (UTC)=; Date completed (UTC); ID; Type=text;
    State; Description; Reference; Payer=; Orig currency=original_currency; Orig
    amount=original_amount; Payment currency; Amount=; Total amount=amount; Fee=;
    Balance; Account=; Beneficiary IBAN=account_to
Wise | dmy . | TransferWise ID; Date; Amount; Currency; Description; Payment
    Reference; Running Balance; Payer Name; Payee Name
Chase, United States | mdy . | Details; Posting Date; Description; Amount; Type;
    Balance; Check or Slip #
Bank of America, United States | mdy . | Date; Description; Amount; Running Bal.
PayPal | - - | Date; Time=; TimeZone=; Name; Type=text; Status; Currency; Gross=;
    Fee=charge; Net=amount; Transaction ID; Balance; Balance Impact=
"""


#: the same of tables without titles: roles of the columns, - where there is none
_UNTITLED = """
ABN AMRO, Netherlands | ymd , | own_account; currency; date; balance_before; balance;
    value_date; amount; text
ASN, SNS, RegioBank, Netherlands | dmy . | date; own_account; account; name; -; -; -;
    currency; balance_before; -; amount; -; value_date; -; -; -; reference; text; -
Triodos, Netherlands | dmy , | date; own_account; amount; indicator; name; account; -;
    text; balance
"""


@dataclass(frozen=True, slots=True)
class BankProfile:
    """The tables of one bank."""

    bank: str
    titles: frozenset[str]  # folded
    roles: Mapping[str, str]  # folded title → role
    date_order: str = ""
    decimal_mark: str = ""


def _read(row: str) -> BankProfile:
    bank, notation, titles = (part.strip() for part in row.split("|"))
    pairs = [title.partition("=") for title in titles.split(";")]
    words = notation.split()
    return BankProfile(
        bank=bank,
        titles=frozenset(fold(title) for title, _equal, _role in pairs),
        roles={
            fold(title): role.strip() or "ignored"
            for title, equal, role in pairs
            if equal
        },
        date_order=next((word for word in words if len(word) == 3), ""),
        decimal_mark=next((word for word in words if word in (",", ".")), ""),
    )


def _rows(text: str) -> list[str]:
    return text.strip().replace("\n    ", " ").splitlines()


PROFILES = tuple(map(_read, _rows(_ROWS)))


def _read_untitled(row: str) -> tuple[BankProfile, tuple[str, ...]]:
    bank, notation, roles = (part.strip() for part in row.split("|"))
    kinds = tuple(role.strip() for role in roles.split(";"))
    titles = "; ".join(f"{kind}={kind}" for kind in kinds if kind != "-")
    return _read(f"{bank} | {notation} | {titles}"), kinds


UNTITLED = tuple(map(_read_untitled, _rows(_UNTITLED)))
_UNKNOWN = BankProfile("", frozenset(), {})


@lru_cache(maxsize=64)
def profile_of(titles: tuple[str, ...]) -> BankProfile:
    """Return the profile with the most titles of those that the table has all of.

    Returns:
        One that knows nothing if there is none.
    """
    folded = {fold(title) for title in titles}
    fits = [profile for profile in PROFILES if profile.titles <= folded]
    return max(fits, key=lambda profile: len(profile.titles), default=_UNKNOWN)


def untitled_profile(
    rows: Sequence[Sequence[str]],
) -> tuple[BankProfile, tuple[str, ...]] | None:
    """Return the profile and the roles of columns of a table without titles.

    Args:
        rows: the cells of all rows.
    Returns:
        None if not each row has what such a bank writes in each of its columns.
    """
    for profile, kinds in UNTITLED:
        if rows and all(_is_row_of(cells, kinds) for cells in rows):
            return profile, kinds
    return None


def _is_row_of(cells: Sequence[str], kinds: tuple[str, ...]) -> bool:
    checks = [
        (cell, _CHECKS[kind])
        for cell, kind in zip_longest(cells, kinds, fillvalue="")
        if kind in _CHECKS
    ]
    return len(cells) <= len(kinds) and all(check(cell) for cell, check in checks)


def _is_account(cell: str) -> bool:
    return sum(map(str.isdigit, cell)) >= 6 and " " not in cell.strip()


_CHECKS: Mapping[str, Callable[[str], bool]] = {
    "date": is_date,
    "value_date": is_date,
    "amount": is_amount,
    "balance": is_amount,
    "balance_before": is_amount,
    "own_account": _is_account,
    "currency": CURRENCIES.__contains__,
    "indicator": lambda cell: is_out(direction_word(cell)) is not None,
}
