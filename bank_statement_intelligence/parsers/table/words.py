"""What banks write above columns and beside balances, in the languages they write.

Words are compared folded (:func:`fold`): lower case, without accents, punctuation and
currency codes. A letter that was lost on the way (U+FFFD) fits any letter.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

CURRENCIES = frozenset(
    "AED ARS AUD BAM BGN BHD BRL CAD CHF CLP CNY COP CZK DKK EUR GBP GEL HKD HRK HUF"
    " IDR ILS INR ISK JPY KES KRW KWD KZT LTL LVL MAD MKD MXN MYR NGN NOK NZD OMR PEN"
    " PHP PLN QAR RON RSD RUB SAR SEK SGD THB TND TRY TWD UAH USD VND XAF XOF XPF"
    " ZAR".split()
)
#: currencies of countries that write the day first, also in English
DAY_FIRST_CURRENCIES = CURRENCIES - {"USD", "CAD", "CNY", "JPY", "KRW", "PHP", "TWD"}

_SIGNS = {"€": "EUR", "£": "GBP", " euro": "EUR"}
_LETTERS = str.maketrans({"ø": "o", "æ": "ae", "ß": "ss", "ł": "l", "đ": "d", "ı": "i"})
_DAY_WORDS = re.compile(r"\b(?:[0-9]+|vom|am|per|pr|au|du|den|as of|on|at|al|pa)\b")
_NO_WORD = re.compile(r"[^\w?]+|_")

#: role → words above its column. What stands first is preferred.
HEADERS = {
    "date": """
        booking date; booked at; booked date; booked; booked on; posting date
        post date; posted date; entry date; accounting date; bogforingsdato
        bogfort dato; bogfort; bokforingsdato; bokfort dato; bokfort; bokforingsdag
        bokforingsdatum; reskontradatum; kirjauspaiva; kirjauspvm; kirjauspaivamaara
        buchungsdatum; buchungstag; buchung; boekdatum; boekingsdatum; datum boeking
        date comptable; date de comptabilisation; date d operation; date operation
        date de l operation; data registrazione; data contabile; data operazione
        data di contabilizzazione; fecha contable; fecha operacion
        fecha de operacion; data movimento; data de lancamento; completed date
        date completed (utc); date; dato; datum; data; fecha; pvm; paivamaara
        paivays; kuupaev; datums; data i czas; data operacji; data ksiegowania
        transaction date; transaksjonsdato; transaktionsdato; transaktionsdatum
        transaktionsdag; tapahtumapaiva; transactiedatum; dag; abschlussdatum
        trade date; date de transaction; maksupaiva; kopdatum; kjopsdato
        started date; created on; time; datetime; date time; tidspunkt; belegdatum
        umsatzdatum; afschriftdatum; dato bogfort; dato bokfort""",
    "value_date": """
        value date; valuta date; valuta dato; valordato; valoerdato; valutadatum
        valuta; valutadato; rentedato; rentedatum; rantedatum; rantedag; valutadag
        valutering; arvopaiva; wertstellung; wertstellungsdatum; wert; datum valuta
        date de valeur; date valeur; valeur; data valuta; fecha valor; data valor
        interest date; vaartuspaev; valuta date utc; wertstellungstag""",
    "amount": """
        amount; transaction amount; credit/debit amount; debit/credit amount; belob
        belop; belopp; maara; maara euroa; summa; betrag; umsatz; buchungsbetrag
        bedrag; montant; importo; importe; valor; montante; kwota; suma; value
        net amount; net; belob i valuta; belop i kontovaluta
        amount in account currency; importo movimento; kontobevegelse
        transaktionsbelopp; transaktionsbetrag; betrag in kontowahrung
        montant de l operation; posteringsbelob; tapahtuman maara; amount eur
        castka""",
    "debit": """
        debit; debits; debit amount; withdrawal; withdrawals; withdrawal amount
        paid out; money out; out; debet; debitering; haevet; ud; udbetaling
        udbetalinger; udgift; udgifter; ud af konto; ut; ut fra konto; ut av konto
        uttak; uttag; belop ut; belopp ut; betalt ut; utbetaling; utbetalningar
        otot; pano pois; veloitus; tililta; belastung; belastungen; lastschrift
        soll; ausgang; ausgange; ausgaben; af; uit; debit euros; addebito; addebiti
        dare; uscite; uscita; cargo; cargos; debito; spending; charges; obciazenia
        deebet""",
    "credit": """
        credit; credits; credit amount; deposit; deposits; deposit amount; paid in
        money in; in; kredit; kreditering; indsat; ind; indbetaling; indbetalinger
        indtaegt; indtaegter; ind pa konto; inn; inn pa konto; innskudd; innbetaling
        insattning; insattningar; belop inn; belopp in; betalt inn; panot; hyvitys
        tilille; gutschrift; gutschriften; haben; eingang; eingange; einnahmen; bij
        credit euros; accredito; accrediti; avere; entrate; entrata; abono; abonos
        credito; uznania; kreedit""",
    "indicator": """
        debit/credit; credit/debit; d/c; c/d; dc; cd; d/k; k/d; deebet/kreedit (d/c)
        cr/dr; dr/cr; debet/kredit; debit credit; soll/haben; s/h; h/s; af bij
        af/bij; bij/af; debit or credit; debit/credit indicator
        credit/debit indicator; sens; +/-; sign; tegn; fortegn; type; direction
        dare/avere; details; ut/inn; ud/ind; belastning/kredit; deebet/kreedit
        k/d zenklas; debets/kredits""",
    "balance": """
        balance; running balance; running bal; account balance; closing balance
        saldo; ledger balance; balance after; balance after transaction; saldo efter
        bokfort saldo; bogfort saldo; kontosaldo; saldo etter; saldo nach buchung
        solde; saldo na trn; saldo na mutatie; saldo dopo; saldo contabile
        saldo disponible; kontostand; tilin saldo; disponibelt; disponibel saldo
        disponibelt belopp; available balance; jaak; atlikums; likutis
        saldo po operacji; zustatek""",
    "currency": """
        currency; currency code; ccy; curr; valuta; valutakode; valutakod; valuutta
        mynt; wahrung; waehrung; whg; kontowahrung; munt; muntsoort; munteenheid
        devise; div; divisa; moneda; moeda; debit currency; credit currency
        account currency; waluta; valuuta; valiuta; mena""",
    "text": """
        text; tekst; texte; teksti; testo; description; descriptions; transaction
        label; transaction description; description 1; description 2; description 3
        description1; description2; description3; activity name; narrative
        particulars; details; detail; memo; message; notification text
        notes to payee; beskrivelse; forklaring; melding; meddelelse; meddelelser
        posteringstekst; posttekst; beskrivning; meddelande; rubrik; tittel; otsikko
        selite; selitys; viesti; laji; tapahtumalaji; tapahtuma; buchungstext
        verwendungszweck; verwendungszweck 1; zahlungszweck; umsatztext
        beschreibung; beschreibung1; beschreibung2; beschreibung3; buchungsdetails
        vorgang; auftragsart; mitteilung; omschrijving; omschrijving 1
        omschrijving 2; omschrijving 3; mededeling; mededelingen; mutatiesoort
        libelle; libelle operation; libelle simplifie; communication
        informations complementaires; motif; descrizione; causale; comunicazione
        transazione; testo di contabilizzazione; tipo di ordine; concepto
        descripcion; movimiento; descricao; historico; transaction type
        activity type; transactietype; type of transaction; betalingstype
        transaktionstyp; transaktionstype; subject; selgitus; paaiskinimai
        informacija sanemejam; tytul; opis; opis transakcji; payment details
        egen tekst; type; naam omschrijving""",
    "payment_id": """
        kid; kid nummer; kid/ocr; ocr; ocr nummer; ocr referens; viite; viitenumero
        maksuviite; fik; betalingsid; betalings id; structured reference
        qr referenz; betalingskenmerk; esr referenz; referenznummer; viitenumber
        bvr reference; structured communication; gestructureerde mededeling""",
    "reference": """
        reference; referanse; referens; referenz; referentie; riferimento; ref
        referencia; payment reference; zahlungsreferenz; your reference
        own reference; eigene referenz; egen referens; egenreferanse
        customer reference; kundenreferenz; auftraggeberreferenz
        numero di riferimento; verifikationsnummer; bilagsnummer; mandatsreferenz
        kenmerk; numref; reference number; sammlerreferenz; cheque; check number
        check; chequenummer; reference interne; numreferens; transfer reference
        document number; auftragsnummer; numero di ordine""",
    "end_to_end": """
        end to end id; end to end; endtoend id; end to end reference; e2e; e2e id
        kundenreferenz end to end; end to end referenz; end to end referanse""",
    "bank_id": """
        transaction id; transaction no; transaction number; transaction reference
        transaktions nr; transaktionsnummer; transaktionsid; transaktions id
        transactionid; arkistointitunnus; archive id; archivierungscode
        arkivreferanse; arkivref; zkb referenz; buchungsreferenz; volgnr; volgnummer
        sekvensnummer; unique id; fitid; bank reference; transferwise id
        numero de transaction; arhiveerimistunnus; identifiant; transactiereferentie
        arkivreferens; servicer reference; id""",
    "name": """
        name; navn; namn; nimi; nom; naam; nome; partner name; partner; counterparty
        counter party; counterparty name; name des partners; beguenstigter
        begunstigter/zahlungspflichtiger; beguenstigter/zahlungspflichtiger
        auftraggeber/empfanger; auftraggeber begunstigter; naam tegenpartij
        tegenpartij; naam tegenrekening; saaja maksaja; saaja/maksaja; modpart
        motpart; contrepartie; controparte; beneficiary/payer; saaja/maksja nimi
        merchant; gavejas; contraparte; avsender/mottaker; afsender/modtager
        mokejimo gavejas; nadawca odbiorca""",
    "payee": """
        payee; payee name; recipient; recipient name; beneficiary; empfanger
        zahlungsempfanger
        zahlungsempfanger in; mottaker; mottakare; modtager; saaja; saajan nimi
        maksunsaaja; beneficiaire; beneficiario; destinataire; navn mottaker
        modtagers navn; ontvanger; begunstigde; to; odbiorca""",
    "payer": """
        payer; payer name; sender; sender name; ordering party; auftraggeber
        zahlungspflichtiger; zahlungspflichtige r; avsender; avsandare; afsender
        maksaja; maksajan nimi; donneur d ordre; ordinante; betaler; innbetaler
        indbetaler; from; nadawca""",
    "account": """
        counterparty account; counterparty account number; counterparty iban
        partner iban; kontoverbindung des partners; tegenrekening
        tegenrekening iban/bban; iban tegenpartij; iban/bban tegenrekening; modkonto
        motkonto; kontonummer/iban; bank account; recipient account
        saajan tilinumero; saaja konto; vastapuolen tili; iban contrepartie
        compte beneficiaire; beneficiary account; iban empfanger; empfangerkonto
        kontonummer mottaker; iban; account number; kontonummer; konto; account
        saajan tili; saaja/maksja konto; rekening; compte; rachunek""",
    "account_to": "til konto; till konto; to account; konto til; tilille tili; naar",
    "account_from": "fra konto; fran konto; from account; konto fra; tililta tili; van",
    "own_account": """
        iban; own account; auftragskonto; iban auftragskonto; iban/bban
        client account; account number; account; account no; kontonummer; kontonr
        konto; konto nr; rekening; rekeningnummer; compte; numero de compte; conto
        tili; tilinumero; kliendi konto; cuenta; conta; bezeichnung auftragskonto
        eget kontonummer; accountnumber; saskaitos nr; klienta konts""",
    "original_amount": """
        original amount; originalbetrag; original auftragsbetrag; amount currency
        foreign amount; amount (foreign currency); original value; valutabelob
        valutabelop; utlandsk belopp; alkuperainen maara; fremdwahrungsbetrag
        oorspr bedrag; montant d origine; importo originale; importe original
        belopp i utlandsk valuta; transaction currency amount; local amount
        lastschrift ursprungsbetrag; instructed amount""",
    "original_currency": """
        original currency; original wahrung; originalwahrung; foreign currency
        type foreign currency; transaction currency; fremdwahrung
        alkuperainen valuutta; oorspr munt; devise d origine; valuta originale
        local currency; instructed currency; utlandsk valuta""",
    "rate": """
        exchange rate; rate; kurs; valutakurs; vaxelkurs; wechselkurs; kurssi; koers
        taux de change; cambio; tasso di cambio; tipo de cambio""",
    "fee": """
        fee; fees; fees/commission; commission; gebyr; gebyrer; avgift; avgifter
        gebuhr; gebuhren; kosten; frais; commissioni; comisiones; palvelumaksu
        charge; fee amount; entgelt""",
    "status": "status; state; tila; statut; stato; estado; olek; info; booking status",
    "detail_amount": """
        detail amount; betrag detail; betrag einzelzahlung; einzelbetrag
        split amount; montant detail; importo dettaglio; detailbetrag; amount detail
        delbelob; delbelop; montant individuel; importo singolo""",
    "row_type": "row type; reatuup; iraso tipas; ieraksta tips",
    "card": """
        card; card number; card no; karte; kartennummer; kortnummer; kort; kortti
        kortin numero; carte; numero de carte; carta; numero carta; tarjeta; kaart
        kaartnummer; card last 4 digits; card member; cardholder""",
    "ignored": """
        category; kategorie; kategori; categorie; categoria; tags; tag; time
        trade time; abschlusszeit; umsatzzeit; klokkeslett; bic; swift; partner bic
        bic tegenpartij; bic swift code; saajan bic; saajan pankin bic; spaces; wise
        footnotes; fussnoten; balance detail; quantity; price per unit; buy/sell
        asset; code; afstemt; avstemt; clearingnummer; sort code; radnummer; product
        produkt; account name; account type; bokforingsstatus; subcategory
        underkategori; sous categorie; pointage operation; unterkategorie; notiz
        notes""",
}  # fmt: skip

#: words of a column with D or C → is it money out?
INDICATORS = {
    **dict.fromkeys(
        "d dr debit debet dbit s soll af ud ut uit out - payment withdrawal dare debito"
        " belastung deebet debets cargo expense debitering uttag".split(),
        True,
    ),
    **dict.fromkeys(
        "c cr credit kredit crdt h haben bij ind inn in + deposit avere credito k"
        " gutschrift kreedit kredits abono income kreditering insattning".split(),
        False,
    ),
}
#: words of a status column for what is not booked
NOT_BOOKED = """
        pending; reserved; reserveret; reservert; reserverat; reservation
        vorgemerkt; umsatz vorgemerkt; pendente; pendiente; en attente; en cours
        katevaraus; varaus; declined; failed; reverted; cancelled; canceled
        rejected; afvist; avvist; avvisad; hylatty; venter; vantar; annulleret
        kansellert; makuleret; in behandeling; not booked; ikke bogfort
        ikke bokfort; ej bokford; nicht gebucht; authorised; authorized; upcoming
        scheduled; planned; kommande; fremtidig; odottaa"""
OPENING = """
        opening balance; balance at start of period; beginning balance
        start balance; starting balance; previous balance; balance brought forward
        brought forward; anfangssaldo; eroffnungssaldo; startsaldo; alter saldo
        alter kontostand; saldovortrag; beginsaldo; oude saldo; saldo iniziale
        saldo inicial; saldo anterior; solde initial; solde d ouverture
        ancien solde; solde precedent; indgaende saldo; inngaende saldo
        ingaende saldo; ingaende balans; primo saldo; saldo primo; primosaldo
        alkusaldo; algsaldo; likutis pradziai; sakuma atlikums; saldo poczatkowe
        pradinis likutis"""
CLOSING = """
        closing balance; balance at end of period; ending balance; end balance
        new balance; balance carried forward; carried forward; final balance
        schlusssaldo; endsaldo; neuer saldo; neuer kontostand; eindsaldo
        nieuw saldo; saldo finale; saldo final; solde final; solde de cloture
        nouveau solde; udgaende saldo; utgaende saldo; utgaende balans; ultimo saldo
        saldo ultimo; ultimosaldo; slutsaldo; loppusaldo; loppsaldo
        likutis pabaigai; beigu atlikums; saldo koncowe; galutinis likutis"""
BALANCE = """
        saldo; balance; solde; kontostand; kontosaldo; account balance
        current balance; aktueller saldo; aktueller kontostand; saldo actual
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
        kontoverbindung; card account"""
ACCOUNT_TOKENS = frozenset(
    "konto account conto compte tili rekening cuenta iban".split()
)
CURRENCY = """
        currency; wahrung; waehrung; valuta; valuutta; devise; munt; divisa; moneda
        mynt; valued in; bewertet in; account currency; kontowahrung; evalue en
        valutato in"""


#: parts of words → role, for titles that are not listed
_PARTS = tuple(
    (re.compile(pattern), role)
    for pattern, role in (
        (r"\b(?:saldo|balance|solde|kontostand)\b", "balance"),
        (r"valutadat|value date|valordat|rentedat|wertstell|arvopaiva", "value_date"),
        (r"(?:dato|datum|date|fecha|paiva|buchungstag|dag)\b|\bdata\b", "date"),
        (r"wahrung|waehrung|currency|valuutta|devise", "currency"),
        (r"\b(?:debit|debet|belastung|lastschrift|addebit|uscit)", "debit"),
        (r"\b(?:credit|kredit|gutschrift|accredit|entrat)", "credit"),
        (r"betrag|belob|belop|amount|bedrag|montant|importo|importe|maara", "amount"),
        (r"referen|viite|kenmerk|referans", "reference"),
        (r"iban|kontonummer|account number|tilinumero", "account"),
        (r"\b(?:name|navn|namn|nimi|naam)\b", "name"),
        (
            r"te[xk]st|verwendung|beschreib|descri|omschrijv|libell|meddel|melding",
            "text",
        ),
        (r"communica|memo|detail|selitys|selgit|beskriv|purpose|zweck", "text"),
    )
)
_UNLISTED = 100


@lru_cache(maxsize=4096)
def roles_of(title: str) -> tuple[tuple[str, int], ...]:
    """Return what a column of this title may hold: role and rank, best first.

    >>> roles_of("Bokf\ufffdringsdag")[0][0], [role for role, _ in roles_of("Valuta")]
    ('date', ['value_date', 'currency'])
    """
    folded = fold(title)
    if not folded:
        return ()
    found = _listed(folded)
    if not found:
        found = [(role, _UNLISTED) for part, role in _PARTS if part.search(folded)][:1]
    return tuple(found)


def _listed(folded: str) -> list[tuple[str, int]]:
    if "?" not in folded:
        return _ROLES.get(folded, [])
    pattern = re.compile(re.escape(folded).replace(r"\?", ".{0,2}"))
    fits = (roles for phrase, roles in _ROLES.items() if pattern.fullmatch(phrase))
    return next(fits, [])


def is_label(text: str, words: tuple[str, ...]) -> bool:
    """Say whether a text is one of these phrases, with or without a day.

    >>> is_label("Kontostand vom 31.01.2026:", BALANCE_WORDS)
    True
    """
    bare = " ".join(_DAY_WORDS.sub(" ", fold(text)).split())
    return bare in words or is_one_of(text, words)


def is_one_of(text: str, words: tuple[str, ...]) -> bool:
    """Say whether a text is a phrase, or begins with one of several words."""
    folded = fold(text)
    return any(
        folded == word or (" " in word and folded.startswith(word + " "))
        for word in words
    )


def phrases(text: str) -> tuple[str, ...]:
    """Return the phrases of a list: one a line or separated by semicolons."""
    parts = text.replace("\n", ";").split(";")
    return tuple(dict.fromkeys(p for p in map(fold, parts) if p))


@lru_cache(maxsize=4096)
def fold(text: str) -> str:
    """Return a text as its words are compared.

    >>> fold("Beløb (DKK)"), fold("Gutschrift in CHF"), fold("Débit/Crédit")
    ('belob', 'gutschrift', 'debit/credit')
    """
    text = text[:200].replace("\ufffd", "?")
    kept = [word for word in re.split(r"([A-Z]{3})(?![A-Za-z])", text)]
    text = "".join(" " if word in CURRENCIES else word for word in kept)
    text = unicodedata.normalize("NFKD", text.lower().translate(_LETTERS))
    text = "".join(char for char in text if not unicodedata.combining(char))
    text = re.sub(r"\s*/\s*", "/", text)
    parts = (" ".join(_NO_WORD.sub(" ", part).split()) for part in text.split("/"))
    folded = "/".join(parts) if text.strip() not in ("+/-",) else text.strip()
    return re.sub(r" in$", "", folded) if " in" in folded else folded


def code_in(text: str) -> str:
    """Return the currency code in a title or label, if there is one.

    >>> code_in("Saldo (CHF)"), code_in("Total")
    ('CHF', '')
    """
    found = {c for c in re.findall(r"(?<![A-Za-z])[A-Z]{3}(?![A-Za-z])", text[:200])}
    found &= CURRENCIES
    found |= {code for sign, code in _SIGNS.items() if sign in text.lower()}
    return found.pop() if len(found) == 1 else ""


def _build() -> dict[str, list[tuple[str, int]]]:
    roles: dict[str, list[tuple[str, int]]] = {}
    for role, words in HEADERS.items():
        for rank, phrase in enumerate(phrases(words)):
            roles.setdefault(phrase, []).append((role, rank))
    return roles


_ROLES = _build()
OPENING_WORDS, CLOSING_WORDS = phrases(OPENING), phrases(CLOSING)
BALANCE_WORDS, TOTAL_WORDS = phrases(BALANCE), phrases(TOTAL)
ACCOUNT_WORDS, CURRENCY_WORDS = phrases(ACCOUNT), phrases(CURRENCY)
NOT_BOOKED_WORDS = phrases(NOT_BOOKED)
