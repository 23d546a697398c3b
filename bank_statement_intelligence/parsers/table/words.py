"""What banks write above columns and beside balances, in the languages they write.

Words are compared folded (:func:`fold`): lower case, without accents, punctuation and
currency codes. A letter that was lost on the way (U+FFFD) fits any letter.
"""

from __future__ import annotations

import re
from functools import lru_cache

from .directions import names_both
from .folding import fold, phrases

#: words above the column of the own account, whatever is in it
OWN_ACCOUNT = """own account; own account number; auftragskonto; iban auftragskonto
        client account; kliendi konto; klienta konts; bezeichnung auftragskonto
        eget kontonummer; eget konto; egen konto; saskaitos nr; mano saskaita
        eigenes konto; kontonummer auftragskonto; eigen rekening; iban eigen rekening
        oma tili; omistajan tili; mon compte; moje konto; foretagskonto; exportkonto
        customer account no; customer account; iban kontoinhaber; saskaitos nr
        numer rachunku/karty; wallet iban"""
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
        umsatzdatum; afschriftdatum; dato bogfort; dato bokfort; uitvoeringsdatum
        date d execution; posteringsdato; bogforingsdag; bokfort den; utforelsesdato
        utfort dato; data transakcji; data zaksiegowania; operacijos data
        datum zauctovani; darijuma datums; makse kuupaev; date posted; process date
        ausfuhrungsdatum; settlement date; payout date; created; created utc
        available on; fecha de cargo; data do movimento; oprettet; opprettet
        transactiondate; dateop; operation date; emitted date""",
    "value_date": """
        value date; valuta date; valuta dato; valordato; valoerdato; valutadatum
        valuta; valutadato; rentedato; rentedatum; rantedatum; rantedag; valutadag
        valutering; arvopaiva; wertstellung; wertstellungsdatum; wert; datum valuta
        date de valeur; date valeur; valeur; data valuta; fecha valor; data valor
        interest date; vaartuspaev; valuta date utc; wertstellungstag; valutadag
        renteberegningsdato; data waluty; valutes datums; valor; dateval; valuedate""",
    "amount": """
        amount; transaction amount; credit/debit amount; debit/credit amount; belob
        belop; belopp; maara; maara euroa; summa; betrag; umsatz; buchungsbetrag
        bedrag; montant; importo; importe; valor; montante; kwota; suma; value
        net amount; net; belob i valuta; belop i kontovaluta
        amount in account currency; importo movimento; kontobevegelse
        transaktionsbelopp; transaktionsbetrag; betrag in kontowahrung
        montant de l operation; posteringsbelob; tapahtuman maara; amount eur
        castka; belob/amount; buchungsbetrag; transaktionsbelob; kwota operacji
        kwota transakcji; betrag eur; bedrag eur; zahlungsbetrag
        suma saskaitos valiuta; kwota transakcji waluta rachunku""",
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
        d/c; c/d; dc; cd; d/k; k/d; deebet/kreedit (d/c); dk; sh; s/h; h/s; cr/dr
        dr/cr; sens; +/-; sign; tegn; fortegn; type; direction; details; teken
        plusminteken; vorzeichen; vz; retning; riktning; richting; richtung; suunta
        segno; signo; sentido; znak; kierunek; k/d zenklas; zenklas; zime; mark
        soll haben kennzeichen; dc kenmerk; plus minus; movement type; entry type
        in/out; i/u; u/i; buchungsschlussel; kz; tipo movimento; indicador""",
    "balance": """
        balance; running balance; running bal; account balance; closing balance
        saldo; ledger balance; balance after; balance after transaction; saldo efter
        bokfort saldo; bogfort saldo; kontosaldo; saldo etter; saldo nach buchung
        solde; saldo na trn; saldo na mutatie; saldo dopo; saldo contabile
        saldo disponible; kontostand; tilin saldo; disponibelt; disponibel saldo
        disponibelt belopp; available balance; jaak; atlikums; likutis
        saldo po operacji; zustatek; saldo na boeking; solde apres operation
        saldo nach der buchung; saldo po transakcji; account balance after; new balance
        saldo efter transaktion; saldo efter transaksjon; saldo despues; saldo konta
        endsaldo; eindsaldo; wallet saldo nach transaktion; accountbalance""",
    "balance_before": """
        startsaldo; balance before; balance before transaction; saldo for
        saldo fore; saldo vor buchung; saldo voor boeking; saldo voor mutatie""",
    "currency": """
        currency; currency code; ccy; curr; valuta; valutakode; valutakod; valuutta
        mynt; wahrung; waehrung; whg; kontowahrung; munt; muntsoort; munteenheid
        devise; div; divisa; moneda; moeda; debit currency; credit currency
        account currency; waluta; valuuta; valiuta; mena; valutacode; valuta rekening
        devise du compte; munt van de rekening; devise du montant; muntcode; munt code
        kontovaluta; code devise; valutakod konto; devies; zahlungswahrung
        saskaitos valiuta; mutationcode; payment currency""",
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
        egen tekst; type; naam omschrijving; type verrichting; type operation
        type d operation; vrije mededeling; communication libre; text/mottagare
        detalas; details de l operation; tipo operazione; tipo de movimiento
        maksajuma merkis; paskirtis; mokejimo paskirtis; transaktion; additional info
        tapahtuman selite; statement descriptor; note; betaalwijze; zweck""",
    "payment_id": """
        kid; kid nummer; kid/ocr; ocr; ocr nummer; ocr referens; viite; viitenumero
        maksuviite; fik; betalingsid; betalings id; structured reference
        qr referenz; betalingskenmerk; esr referenz; referenznummer; viitenumber
        bvr reference; structured communication; gestructureerde mededeling
        communication structuree; kid/melding; zahlungsreferenz qr; qr reference
        payment id; ocr/referens; reference number kid; strukturierte mitteilung
        kreditor reference; creditor reference; kreditorreferens; rf; rf reference
        rf referenz; imokos kodas; moksumo nr; ocr/kid; gestruktureerde mededeling""",
    "reference": """
        reference; referanse; referens; referenz; referentie; riferimento; ref
        referencia; payment reference; zahlungsreferenz; your reference
        own reference; eigene referenz; egen referens; egenreferanse
        customer reference; kundenreferenz; auftraggeberreferenz
        numero di riferimento; verifikationsnummer; bilagsnummer; mandatsreferenz
        kenmerk; numref; reference number; sammlerreferenz; cheque; check number
        check; chequenummer; reference interne; numreferens; transfer reference
        document number; auftragsnummer; numero di ordine; numero de cheque
        mandate reference; machtigingsnummer; machtigingskenmerk; numero de mandat
        reference du mandat; invoice number; fakturanummer; rechnungsnummer
        factuurnummer; order number; ordrenummer; order id; payout id; batch number
        atsauce; referens/ocr; referanse/kid; viide""",
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
        counterparty name; name des partners; beguenstigter
        begunstigter/zahlungspflichtiger; beguenstigter/zahlungspflichtiger
        empfanger/zahlungspflichtiger; naam tegenpartij; naam van de tegenpartij
        nom de la contrepartie; nom contrepartie; tegenrekeninghouder
        naam tegenrekening; naam tegenrekeninghouder; partner name; nome controparte
        auftraggeber/empfanger; auftraggeber begunstigter; saaja maksaja
        saaja/maksaja; beneficiary/payer; saaja/maksja nimi; maksaja/saaja
        avsender/mottaker; afsender/modtager; avsandare/mottagare; navn modpart
        modpartens navn; navn pa modpart; motpartens namn; opdrachtgever/begunstigde
        donneur d ordre/beneficiaire; nadawca odbiorca; sanemejs/maksatajs
        maksatajs/sanemejs; gavejas/moketojas; moketojas/gavejas
        auftraggeber/zahlungsempfanger; name zahlungsbeteiligter; nazwa kontrahenta
        gegenpartei; vastapool; naam/omschrijving; vastapuoli; kita salis
        kontrahent; counterparty; counter party; partner; tegenpartij; modpart
        motpart; contrepartie; controparte; merchant; gavejas; contraparte
        mokejimo gavejas; merchant name; customer name; kunde; kundenavn
        odbiorca/zleceniodawca; nadawca/odbiorca; dane kontrahenta
        kitos puses pavadinimas; moketojo arba gavejo pavadinimas
        name; navn; namn; nimi; nom; naam; nome; nazwa; vards""",
    "payee": """
        payee; payee name; recipient; recipient name; beneficiary; empfanger
        zahlungsempfanger; belobsmodtager
        zahlungsempfanger in; mottaker; mottagare; modtager; saaja; saajan nimi
        maksunsaaja; beneficiaire; beneficiario; destinataire; navn mottaker
        modtagers navn; ontvanger; begunstigde; to; odbiorca; modtagernavn
        mottakernavn; mottakers navn; mottagarens namn; betalningsmottagare
        betalingsmottaker; betalingsmodtager; saaja nimi; saajan nimi; empfangername
        name empfanger; name zahlungsempfanger; naam begunstigde; naam ontvanger
        nom du beneficiaire; nom beneficiaire; nome beneficiario; creditor
        creditor name; gavejas pavadinimas; gavejo pavadinimas; sanemejs
        sanemeja nosaukums; gavejas; receiver; receiver name; nazwa odbiorcy; zu""",
    "payer": """
        payer; payer name; debitor; sender; sender name; ordering party; auftraggeber
        zahlungspflichtiger; zahlungspflichtige r; avsender; avsandare; afsender
        maksaja; maksajan nimi; donneur d ordre; ordinante; betaler; innbetaler
        indbetaler; from; nadawca; avsendernavn; avsenders navn; afsendernavn
        afsenders navn; avsandarens namn; betalare; name auftraggeber
        auftraggebername; name zahlungspflichtiger; opdrachtgever; naam opdrachtgever
        nom du donneur d ordre; nom du debiteur; nome ordinante; debtor; debtor name
        moketojas; moketojo pavadinimas; maksatajs; maksataja nosaukums; maksja
        maksja nimi; sender name; nazwa nadawcy; von""",
    "account": """
        counterparty account; counterparty account number; counterparty iban
        partner iban; kontoverbindung des partners; tegenrekening
        tegenrekening iban/bban; iban tegenpartij; iban/bban tegenrekening; modkonto
        motkonto; kontonummer/iban; bank account; recipient account
        saajan tilinumero; saaja konto; vastapuolen tili; iban contrepartie
        compte beneficiaire; beneficiary account; iban empfanger; empfangerkonto
        kontonummer mottaker; iban; account number; kontonummer; konto; account
        saajan tili; saaja/maksja konto; rekening; compte; rachunek
        tegenrekeningnummer; iban tegenrekening; rekening tegenpartij
        rekeningnummer tegenpartij; rekening van de tegenpartij; compte contrepartie
        compte de la contrepartie; numero de compte contrepartie; conto controparte
        iban controparte; rachunek kontrahenta; numer rachunku kontrahenta
        vastapuolen tilinumero; korrespondenta konts; partnera konts
        modpartens konto; modparts konto; motpartens konto; kontonummer modpart
        iban zahlungsbeteiligter; iban des partners; kontonummer/blz
        na konto/z konta; numer konta; nr rachunku; kitos puses saskaitos nr""",
    "account_to": """
        til konto; till konto; to account; konto til; tilille tili; naar
        til kontonummer; till kontonummer; rachunek docelowy; beneficiary iban
        modtagerkonto; modtagers konto; modtagers kontonummer; mottakerkonto
        mottakers konto; mottagarkonto; mottagarens konto; rekening begunstigde
        iban begunstigde; iban beneficiaire; compte du beneficiaire
        conto beneficiario; iban beneficiario; iban zahlungsempfanger
        konto des empfangers; gavejo saskaita; sanemeja konts; creditor account
        creditor iban; payee account; payee iban; rachunek odbiorcy""",
    "account_from": """
        fra konto; fran konto; from account; konto fra; tililta tili; van
        fra kontonummer; fran kontonummer; rachunek zrodlowy
        afsenderkonto; afsenders konto; afsenders kontonummer; avsenderkonto
        avsenders konto; avsandarkonto; avsandarens konto; rekening opdrachtgever
        iban opdrachtgever; compte donneur d ordre; compte du donneur d ordre
        iban donneur d ordre; conto ordinante; iban ordinante; iban auftraggeber
        konto des auftraggebers; iban zahlungspflichtiger; moketojo saskaita
        maksataja konts; debtor account; debtor iban; payer account; payer iban
        rachunek nadawcy; maksajan tilinumero; maksajan tili""",
    "own_account": f"""
        {OWN_ACCOUNT}; iban; iban/bban; account number; account; account no
        kontonummer; kontonr; konto; konto nr; rekening; rekeningnummer; compte
        numero de compte; conto; tili; tilinumero; cuenta; conta; accountnumber
        saskaita; konts; account id; numer rachunku; rachunek; bankkonto
        compte donneur d ordre; rekening opdrachtgever; numero conto""",
    "original_amount": """
        original amount; originalbetrag; original auftragsbetrag; amount currency
        foreign amount; amount (foreign currency); original value; valutabelob
        valutabelop; utlandsk belopp; alkuperainen maara; fremdwahrungsbetrag
        oorspr bedrag; montant d origine; importo originale; importe original
        belopp i utlandsk valuta; transaction currency amount; local amount
        lastschrift ursprungsbetrag; instructed amount; oorspronkelijk bedrag
        montant dans la devise; belob i fremmed valuta; originalbelob; originalbelop""",
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
        charge; fee amount; entgelt; transaction fee; processing fee; provizija
        komisija; teenustasu; oplata; prowizja; provision""",
    "status": """
        status; state; tila; statut; stato; estado; olek; info; booking status
        bokforingsstatus; bogforingsstatus; buchungsstatus; umsatzstatus; statuss
        busena; stav; transaction status; payment status""",
    "detail_amount": """
        detail amount; betrag detail; betrag einzelzahlung; einzelbetrag
        split amount; montant detail; importo dettaglio; detailbetrag; amount detail
        delbelob; delbelop; montant individuel; importo singolo""",
    "row_type": "row type; reatuup; iraso tipas; ieraksta tips; rida tuup; tipas",
    "card": """
        card; card number; card no; karte; kartennummer; kortnummer; kort; kortti
        kortin numero; carte; numero de carte; carta; numero carta; tarjeta; kaart
        kaartnummer; card last 4 digits; card member; cardholder""",
    "ignored": """
        category; kategorie; kategori; categorie; categoria; tags; tag; time
        trade time; abschlusszeit; umsatzzeit; klokkeslett; bic; swift; partner bic
        bic tegenpartij; bic swift code; saajan bic; saajan pankin bic; spaces; wise
        footnotes; fussnoten; balance detail; quantity; price per unit; buy/sell
        asset; code; afstemt; avstemt; avstamd; clearingnummer; sort code; radnummer
        product; produkt; account name; account type; subcategory; hovedkategori
        underkategori; sous categorie; pointage operation; unterkategorie; notiz
        notes; account holder; account owner; card holder full name; kontohaver
        kontoinnehavare; kontoinnehaver; kontoinhaber; kontonavn; kontonamn
        kontoname; naam van de rekening; rekeningnaam; rekeninghouder; rubrieknaam
        titulaire; nom du compte; account label; accountlabel; wallet name; laikas
        bezeichnung auftragskonto; bankname auftragskonto; bic auftragskonto""",
}  # fmt: skip

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
        (
            r"\b(?:betaler|betalare|innbetaler|indbetaler|maksaja|maksja|avsand|avsend|afsend"
            r"|zahlungspflichtig|auftraggeb|opdrachtgev|ordonnateur|ordenante|ordinante"
            r"|moketoj|maksataj|nadawc|payer|sender|debtor|debiteur|debitor)",
            "payer",
        ),
        (
            r"\b(?:begunstigd|begunstigt|empfang|ontvanger|mottak|mottag|modtager"
            r"|belobsmodtager|betalingsmodtager|betalingsmottak|betalningsmottag|saaja|"
            r"saajan|vastaanottaja|beneficia|destinataire|gavej|sanemej|odbiorc|payee"
            r"|recipient|receiver|creditor|crediteur)",
            "payee",
        ),
        (r"\b(?:name|navn|namn|nimi|naam)\b", "name"),
        (
            r"te[xk]st|verwendung|beschreib|descri|omschrijv|libell|meddel|melding",
            "text",
        ),
        (r"communica|memo|detail|selitys|selgit|beskriv|purpose|zweck", "text"),
    )
)
_UNLISTED = 100
_CAMEL = re.compile(r"(?<=[a-zäöüåæøé])(?=[A-ZÄÖÜÅÆØ])|_")
_BETWEEN = re.compile(
    r"\s*[/|()]\s*|\s+[-–]\s+|\s+(?:or|oder|eller|ou|of|arba|vai|või|lub|tai)\s+"
)
#: umlauts spelled out: ``Empfaenger``, ``Waehrung``
_SPELLED = re.compile(r"ae|oe|ue(?!l)")
#: what a title of somebody's means besides his name or account: his bank, his code
_OF_PARTY = re.compile(
    r"\b(?:bank\w*|pank\w*|panga|istaigos|kod\w*|kood\w*|code|identif\w*|regist\w*"
    r"|bic|swift|blz|nip|cvr|siret|address|adres\w*|straat|strasse)\b"
)
_PARTY_ROLES = ("name", "payee", "payer", "account", "account_to", "account_from")


#: titles of columns of kinds, which may or may not tell the direction
_KINDS = re.compile(
    r"\b(?:typ[eo]?|tipas|tyyppi|tuup|kind|code|soort|art|slag|laji|details)\b"
)


def is_type(title: str) -> bool:
    """Say whether a title is that of kinds of entries: ``Type``, ``Mutatiesoort``."""
    return bool(_KINDS.search(fold(title)))


def asks_direction(title: str) -> bool:
    """Say whether a title asks for money in or out, and for nothing else."""
    return not is_type(title) and any(r == "indicator" for r, _rank in roles_of(title))


@lru_cache(maxsize=4096)
def roles_of(title: str) -> tuple[tuple[str, int], ...]:
    """Return what a column of this title may hold: role and rank, best first.

    >>> roles_of("Bokf\ufffdringsdag")[0][0], [role for role, _ in roles_of("Valuta")]
    ('date', ['value_date', 'currency'])
    >>> [roles_of(t)[0][0] for t in ("RunningBalance", "Date comptable / Boekdatum")]
    ['balance', 'date']
    """
    if not fold(title):
        return ()
    spaced = fold(_CAMEL.sub(" ", title))
    found = _listed(fold(title))
    if not found and names_both(spaced):
        found = [("indicator", 0), ("amount", _UNLISTED)]
    found = found or _SQUASHED.get(_squashed(spaced)) or _of_parts(title)
    if not found and _SPELLED.search(spaced):
        found = _listed(_SPELLED.sub(lambda match: match[0][0], spaced))
    if not found:
        found = [(role, _UNLISTED) for role in _by_parts(spaced)[:1]]
    return tuple(found)


def _by_parts(folded: str) -> list[str]:
    """Return the roles that parts of a title's words have."""
    roles = [role for part, role in _PARTS if part.search(folded)]
    of_party = bool(roles) and bool(_OF_PARTY.search(folded))
    return [role for role in roles if not (of_party and role in _PARTY_ROLES)]


def _listed(folded: str) -> list[tuple[str, int]]:
    if "?" not in folded:
        return _ROLES.get(folded, [])
    pattern = re.compile(re.escape(folded).replace(r"\?", ".{0,2}"))
    fits = (roles for phrase, roles in _ROLES.items() if pattern.fullmatch(phrase))
    return next(fits, [])


def _squashed(folded: str) -> str:
    """Return the letters and digits of a title: ``runningbalance``."""
    return re.sub(r"[^a-z0-9]", "", folded)


def _of_parts(title: str) -> list[tuple[str, int]]:
    """Return the roles of a title in two languages, or of two sides: ``Naam/Nom``."""
    parts = [fold(part) for part in _BETWEEN.split(title) if part.strip()]
    found = [_listed(part) for part in parts] if len(parts) > 1 else []
    sides = [set(_by_parts(part)) & {"payee", "payer"} for part in parts]
    if len(parts) > 1 and {"payee", "payer"} == set().union(*sides) and all(sides):
        return [("account" if "account" in _by_parts(fold(title)) else "name", 0)]
    found = [roles for roles in found if roles]
    for pair, role in (({"payee", "payer"}, "name"),
                       ({"account_to", "account_from"}, "account"),
                       ({"debit", "credit"}, "amount")):  # fmt: skip
        if {roles[0][0] for roles in found} == pair:
            return [(role, 0)]
    return found[0] if found else []


def side_of(title: str) -> str:
    """Return whose a column is by its title: ``payee``, ``payer`` or nobody's."""
    sides = {role for role in _by_parts(fold(title)) if role in ("payee", "payer")}
    return sides.pop() if len(sides) == 1 else ""


def _build() -> dict[str, list[tuple[str, int]]]:
    roles: dict[str, list[tuple[str, int]]] = {}
    for role, words in HEADERS.items():
        for rank, phrase in enumerate(phrases(words)):
            roles.setdefault(phrase, []).append((role, rank))
    return roles


_ROLES = _build()
_SQUASHED = {_squashed(phrase): roles for phrase, roles in reversed(_ROLES.items())}
_SQUASHED.pop("", None)
OWN_ACCOUNT_WORDS = frozenset(phrases(OWN_ACCOUNT))
