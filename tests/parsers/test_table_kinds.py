"""Tables: signs, rows, accounts and labels that no title tells, in many languages."""

from decimal import Decimal

import pytest
from bsi.parsers.common.base import ParseError
from bsi.parsers.identify import parse_file
from bsi.parsers.table.parser import CsvParser


def statements(text, encoding="utf-8"):
    return parse_file("f.csv", text.encode(encoding)).statements


def read(text):
    (statement,) = statements(text)
    return statement


def amounts(statement):
    return [str(transaction.amount) for transaction in statement.transactions]


def why_refused(text, certain_only=False):
    with pytest.raises(ParseError) as caught:
        CsvParser().parse_mapped("f.csv", text.encode(), lambda t: None, certain_only)
    assert caught.value.code == "mapping_needed"
    return caught.value.why


def levels(statement):
    return {message.code: message.level for message in statement.messages}


# ------------------------------------------------------------- which way the money went

SIGNS = {
    "Dato;Tekst;Beløb;Retning": ("Ud", "Ind"),
    "Dato;Tekst;Beløb;Bevægelse": ("Hævet", "Indsat"),
    "Dato;Tekst;Beløp;Retning": ("Ut", "Inn"),
    "Dato;Tekst;Beløp;Inn/ut": ("Uttak", "Innskudd"),
    "Datum;Text;Belopp;Typ": ("Uttag", "Insättning"),
    "Datum;Text;Belopp;Debet eller kredit": ("Debet", "Kredit"),
    "Päivä;Viesti;Määrä;Suunta": ("Otto", "Pano"),
    "Kuupäev;Selgitus;Summa;Deebet või kreedit": ("D", "K"),
    "Datums;Detaļas;Summa;Zīme": ("Debets", "Kredīts"),
    "Data;Paskirtis;Suma;D/K": ("Debetas", "Kreditas"),
    "Buchungstag;Text;Betrag;Soll-/Haben-Kennzeichen": ("S", "H"),
    "Buchungstag;Text;Betrag;SollHabenKennzeichen": ("Soll", "Haben"),
    "Buchungstag;Text;Betrag;Art der Buchung": ("Belastung", "Gutschrift"),
    "Datum;Omschrijving;Bedrag;Teken": ("-", "+"),
    "Datum;Omschrijving;Bedrag;Af Bij": ("Af", "Bij"),
    "Datum;Omschrijving;Bedrag;Mutatie": ("A", "B"),
    "Date;Libellé;Montant;Sens": ("Débit", "Crédit"),
    "Date;Libellé;Montant;Mouvement": ("Dépense", "Recette"),
    "Fecha;Concepto;Importe;Movimiento D/H": ("D", "H"),
    "Fecha;Concepto;Importe;Signo": ("Cargo", "Abono"),
    "Data;Descrizione;Importo;Segno": ("D", "A"),
    "Data;Descrizione;Importo;Dare/Avere": ("Dare", "Avere"),
    "Data;Opis;Kwota;Strona": ("Wn", "Ma"),
    "Booking date;Text;Amount;CreditDebitIndicator": ("DBIT", "CRDT"),
    "Booking date;Text;Amount;Debit or Credit": ("DR", "CR"),
    "Booking date;Text;Amount;Direction": ("Outgoing", "Incoming"),
    "Booking date;Text;Amount; ": ("−", "+"),
}


@pytest.mark.parametrize("titles", SIGNS)
@pytest.mark.parametrize("rows", [2, 7])
def test_signs_are_known_by_their_words(titles, rows):
    words = (SIGNS[titles] * rows)[:rows]
    body = "".join(
        f"{13 + n}.03.2026;Text {n};1{n},50;{word}\n" for n, word in enumerate(words)
    )
    wanted = [f"{'' if n % 2 else '-'}1{n}.50" for n in range(rows)]
    assert amounts(read(f"{titles}\n{body}")) == wanted


@pytest.mark.parametrize(
    ("titles", "out"),
    [
        ("Dato;Tekst;Beløb;Retning", "Ud"),
        ("Datum;Omschrijving;Bedrag; ", "Af"),
        ("Buchungstag;Text;Umsatz;", "S"),
        ("Date;Text;Amount;DebitCredit", "D"),
    ],
)
def test_one_row_has_a_sign_too(titles, out):
    assert amounts(read(f"{titles}\n13.03.2026;Text;10,50;{out}\n")) == ["-10.50"]


@pytest.mark.parametrize(
    ("titles", "words"),
    [
        ("Date;Text;Amount;Direction", "Money out/Money in"),
        ("Date;Text;Amount;Direction", "Paid out/Paid in"),
        ("Date;Text;Amount;Foo", "Debited/Credited"),
        ("Date;Text;Amount; ", "Outflow/Inflow"),
        ("Buchungstag;Text;Betrag;Kennzeichen", "Auszahlung/Einzahlung"),
        ("Buchungstag;Text;Betrag;Foo", "Zahlungsausgang/Zahlungseingang"),
        ("Datum;Omschrijving;Bedrag;Code", "D/C"),
        ("Datum;Omschrijving;Bedrag;Soort", "Afschrijving/Bijschrijving"),
        ("Date;Libellé;Montant;Sens", "Sortant/Entrant"),
        ("Dato;Tekst;Beløp;Retning", "Ut fra konto/Inn på konto"),
        ("Dato;Tekst;Beløb;Foo", "Udgående/Indgående"),
        ("Datum;Text;Belopp;Riktning", "Utgående/Inkommande"),
        ("Päivä;Viesti;Määrä;Suunta", "Menot/Tulot"),
        ("Kuupäev;Selgitus;Summa;Suund", "Väljaminek/Laekumine"),
        ("Datums;Detaļas;Summa;Virziens", "Izejošs/Ienākošs"),
        ("Data;Paskirtis;Suma;Kryptis", "Nurašymas/Įskaitymas"),
        ("Fecha;Concepto;Importe;Tipo", "Egreso/Ingreso"),
    ],
)
@pytest.mark.parametrize("pattern", ["oi", "io", "ooi", "iiooi"])
def test_signs_are_known_by_the_stems_of_their_words(titles, words, pattern):
    out, into = words.split("/")
    body = "".join(
        f"{13 + n}.03.2026;Text {n};1{n},50;{out if p == 'o' else into}\n"
        for n, p in enumerate(pattern)
    )
    wanted = [f"{'-' if p == 'o' else ''}1{n}.50" for n, p in enumerate(pattern)]
    assert amounts(read(f"{titles}\n{body}")) == wanted


@pytest.mark.parametrize(
    ("titles", "word"),
    [
        ("Date;Text;Amount;Direction", "Sideways"),
        ("Fecha;Concepto;Importe;Signo", "C"),  # cargo, or credit?
        ("Fecha;Concepto;Importe;", "C"),
        ("Date;Text;Amount;Transaction Type", "Payment"),
    ],
)
def test_words_that_may_be_money_out_are_asked_for_in_one_row_too(titles, word):
    text = f"{titles}\n13.03.2026;A;10,50;{word}\n"
    assert "whether money came in or went out" in why_refused(text)


def test_a_card_is_no_direction():
    text = (
        "Date;Text;Amount;X\n2026-03-13;A;10.50;Creditcard\n2026-03-14;B;1;Debitcard\n"
    )
    assert levels(read(text))["one_direction"] == "warn"


def test_a_word_under_any_title_is_asked_for_if_it_is_alone():
    text = "Buchungstag;Text;Betrag;Feld 7\n13.03.2026;A;10,50;S\n14.03.2026;B;1,50;S\n"
    assert "whether money came in or went out" in why_refused(text)


def test_words_beside_signed_amounts_mean_something_else():
    text = "Datum;Tekst;Belopp;Kanal\n13.03.2026;A;-10,50;C\n14.03.2026;B;1,50;D\n"
    assert amounts(read(text)) == ["-10.50", "1.50"]


def test_a_text_is_no_sign():
    text = "Date;Details;Amount\n2026-03-13;Deposit hotel;10.50\n2026-03-14;Out;1.50\n"
    assert amounts(read(text)) == ["10.50", "1.50"]


def test_balances_choose_what_gives_the_sign():
    text = "Date;Text;Amount;Balance\n"
    text += "13.03.2026;A;10,50;89,50\n14.03.2026;B;-20,00;109,50\n"
    statement = read(text)
    assert amounts(statement) == ["-10.50", "20.00"]
    assert (statement.opening, statement.closing) == (Decimal(100), Decimal("109.50"))


def test_balances_that_disprove_the_signs_are_asked_about():
    text = (
        "Date;Text;Amount;Balance\n13.03.2026;A;10,50;100,00\n14.03.2026;B;20,00;80,00\n"
        "15.03.2026;C;5,00;85,00\n"
    )
    assert "wrong sign" in why_refused(text)


def test_balances_that_follow_from_nothing_warn():
    text = (
        "Date;Text;Amount;Balance\n13.03.2026;A;-10,50;1,00\n14.03.2026;B;20,00;5,00\n"
        "15.03.2026;C;5,00;7,00\n"
    )
    assert levels(read(text))["balance_column"] == "warn"
    text = text.replace("1,00", "7,00").replace("5,00\n14", "7,00\n14")
    text = text.replace("20,00;5,00", "20,00;7,00")  # that of one day, in each row
    assert levels(read(text))["balance_column"] == "info"


def test_unknown_marks_make_a_direction_uncertain():
    text = "Date;Text;Amount;X\n13.03.2026;A;10,50;q\n14.03.2026;B;20,00;z\n"
    assert levels(read(text))["one_direction"] == "warn"
    assert "read as money in" in why_refused(text, certain_only=True)


# --------------------------------------------------------------------- what is no entry


@pytest.mark.parametrize("title", ["", "Reatüüp", " "])
def test_types_of_rows_need_no_title(title):
    statement = read(
        f"Konto;{title};Kuupäev;Saaja;Selgitus;Summa;Valuuta;Deebet/Kreedit\n"
        "EE382200221020145685;10;01.02.2026;;Xyz;50,00;EUR;K\n"
        "EE382200221020145685;20;02.02.2026;AS A;Arve 5;120,00;EUR;K\n"
        "EE382200221020145685;20;03.02.2026;AS B;Arve 6;20,00;EUR;D\n"
        "EE382200221020145685;82;28.02.2026;;Kokku;20,00;EUR;D\n"
        "EE382200221020145685;86;28.02.2026;;Xyz;150,00;EUR;K\n"
    )
    assert amounts(statement) == ["120.00", "-20.00"]
    assert (statement.opening, statement.closing) == (50, 150)


@pytest.mark.parametrize(
    ("first", "last"),
    [
        ("Opening balance", "Closing balance"),
        ("Anfangssaldo", "Endsaldo"),
        ("Sākuma atlikums", "Beigu atlikums"),
        ("Algsaldo", "Lõppsaldo"),
        ("Inngående saldo", "Utgående saldo"),
        ("Solde initial", "Solde final"),
    ],
)
def test_balances_in_rows_like_entries_are_none(first, last):
    statement = read(
        "Date;Text;Amount\n"
        f"01.03.2026;{first};100,00\n13.03.2026;A;-10,50\n14.03.2026;B;20,00\n"
        f"31.03.2026;{last};109,50\n31.03.2026;Turnover;9,50\n"
    )
    assert amounts(statement) == ["-10.50", "20.00"]
    assert (statement.opening, statement.closing) == (Decimal(100), Decimal("109.50"))


@pytest.mark.parametrize(
    "words",
    [
        "Reservation Kortköp ICA",
        "Reserveret Dankort BRUGSEN",
        "Reservert varekjøp REMA",
        "Reserverat belopp",
        "Katevaraus",
        "Umsatz vorgemerkt und nicht gebucht",
        "Pending card payment",
        "Broneering kaardimakse",
    ],
)
@pytest.mark.parametrize("balance", [True, False])
def test_what_is_only_reserved_is_left_out(words, balance):
    text = (
        "Date;Text;Amount;Balance\n"
        f"05.03.2026;{words};-99,00;\n"
        "04.03.2026;Salary;3000,00;8778,76\n03.03.2026;Books;-50,19;5778,76\n"
    )
    if not balance:
        text = "".join(line.rpartition(";")[0] + "\n" for line in text.splitlines())
    statement = read(text)
    assert amounts(statement) == ["-50.19", "3000.00"]
    assert len(statement.not_booked) == 1
    assert statement.closing == (Decimal("8778.76") if balance else None)


def test_a_hotel_is_reserved_and_booked():
    statement = read(
        "Date;Text;Amount;Balance\n04.03.2026;Reservation Hotel;-99,00;901,00\n"
        "03.03.2026;Salary;1000,00;1000,00\n"
    )
    assert amounts(statement) == ["1000.00", "-99.00"]


def test_no_closing_balance_is_made_up():
    """Entries behind the last balance: the bank has stated none after them."""
    statement = read(
        "Date;Text;Amount;Balance\n01.03.2026;A;10,00;110,00\n02.03.2026;B;5,00;115,00\n"
        "03.03.2026;C;-50,00;\n"
    )
    assert statement.opening == 100 and statement.closing is None
    assert len(statement.transactions) == 3


def test_a_status_under_an_unknown_title():
    statement = read(
        "Dato;Tekst;Beløp;Felt\n03.03.2026;A;-5,00;Ikke bokført\n"
        "02.03.2026;B;-6,00;Bokført\n01.03.2026;C;7,00;Bokført\n"
    )
    assert amounts(statement) == ["7.00", "-6.00"]
    assert len(statement.not_booked) == 1


# ---------------------------------------------------------------- whose account it is


def test_two_own_accounts_with_one_row_each():
    found = statements(
        "Auftragskonto;Buchungstag;Verwendungszweck;Betrag\n"
        "DE12500105170648489890;13.03.2026;A;-10,00\n"
        "DE02700202700010108669;13.03.2026;B;20,00\n"
    )
    accounts = [statement.account for statement in found]
    assert accounts == ["DE12500105170648489890", "DE02700202700010108669"]


def test_accounts_that_may_be_anybodys_are_asked_for():
    text = (
        "IBAN;Buchungstag;Verwendungszweck;Betrag\n"
        "DE12500105170648489890;13.03.2026;A;-10,00\n"
        "DE02700202700010108669;13.03.2026;B;20,00\n"
    )
    assert "own accounts or those of the other sides" in why_refused(text)


def test_the_own_account_beside_that_of_the_other_side():
    statement = read(
        "Datum;Bedrag;Tegenrekening;Naam tegenpartij;Rekeningnummer\n"
        "13-03-2026;-10,00;NL91RABO0315273637;Bakker;NL07KNAB0255123456\n"
    )
    assert statement.account == "NL07KNAB0255123456"
    party = statement.transactions[0].counterparty
    assert (party.name, party.account) == ("Bakker", "NL91RABO0315273637")


def test_accounts_under_a_title_of_names():
    """BNP Paribas Fortis: ``Tegenpartij`` is an account, its name has another title."""
    statement = read(
        "Volgnummer;Uitvoeringsdatum;Valutadatum;Bedrag;Valuta rekening;Rekeningnummer;"
        "Type verrichting;Tegenpartij;Naam van de tegenpartij;Mededeling\n"
        "2026-0001;13/03/2026;13/03/2026;-10,00;EUR;BE68539007547034;Overschrijving;"
        "BE71096123456769;Bakker NV;Factuur 7\n"
        "2026-0002;14/03/2026;14/03/2026;20,00;EUR;BE68539007547034;Overschrijving;"
        "BE43068999999501;Klant NV;Betaling 8\n"
    )
    party = statement.transactions[0].counterparty
    assert (party.name, party.account) == ("Bakker NV", "BE71096123456769")
    assert (statement.account, statement.currency) == ("BE68539007547034", "EUR")


@pytest.mark.parametrize(
    "titles",
    [
        "Dato;Tekst;Beløb;Afsender;Modtager;Afsenderkonto;Modtagerkonto",
        "Dato;Tekst;Beløp;Avsendernavn;Mottakernavn;Fra konto;Til konto",
        "Datum;Text;Belopp;Avsändare;Mottagare;Avsändarkonto;Mottagarkonto",
        "Pvm;Viesti;Määrä;Maksajan nimi;Saajan nimi;Tililtä tili;Tilille tili",
        "Datum;Omschrijving;Bedrag;Naam opdrachtgever;Naam begunstigde;"
        "IBAN opdrachtgever;IBAN begunstigde",
        "Buchungstag;Text;Betrag;Zahlungspflichtiger;Zahlungsempfänger;"
        "IBAN Auftraggeber;IBAN Zahlungsempfänger",
        "Date;Libellé;Montant;Donneur d'ordre;Bénéficiaire;Compte donneur d'ordre;"
        "Compte du bénéficiaire",
        "Kuupäev;Selgitus;Summa;Maksja nimi;Saaja nimi;Payer account;Payee account",
        "Datums;Detaļas;Summa;Maksātājs;Saņēmējs;Maksātāja konts;Saņēmēja konts",
        "Data;Paskirtis;Suma;Mokėtojas;Gavėjas;Mokėtojo sąskaita;Gavėjo sąskaita",
    ],
)
def test_pairs_of_payer_and_payee(titles):
    statement = read(
        f"{titles}\n"
        "13.03.2026;Out;-10,50;We;Baker;DK5030001111111111;DK5030002222222222\n"
        "14.03.2026;In;20,00;Customer;We;DK5030003333333333;DK5030001111111111\n"
    )
    parties = [t.counterparty for t in statement.transactions]
    assert [party.name for party in parties] == ["Baker", "Customer"]
    assert [party.account for party in parties] == [
        "DK5030002222222222",
        "DK5030003333333333",
    ]


# ----------------------------------------------------------------- titles and labels


@pytest.mark.parametrize(
    "titles",
    [
        "BookingDate,Description,Amount,RunningBalance,CheckNumber",
        "bookingdate,description,amount,runningbalance,checknumber",
        "booking_date,description,amount,running_balance,check_number",
        "Date comptable / Boekdatum,Libellé / Omschrijving,Montant / Bedrag,"
        "Solde / Saldo,Référence / Kenmerk",
        "Buchungsdatum | Date,Text | Texte,Betrag | Montant,Saldo | Solde,"
        "Referenz | Référence",
    ],
)
def test_titles_run_together_or_in_two_languages(titles):
    statement = read(
        f"{titles}\n2026-03-13,A,-10.50,89.50,4711\n2026-03-14,B,20.00,109.50,4712\n"
    )
    assert (statement.opening, statement.closing) == (Decimal(100), Decimal("109.50"))
    (reference,) = statement.transactions[0].references
    assert reference.value == "4711"


@pytest.mark.parametrize(
    "labels",
    [
        "Kontonummer;Saldo;Disponibelt\n1234.56.78903;900,00;900,00\n",
        "Företagskonto;Saldo;Beviljad kredit\n1234.56.78903;900,00;0\n",
        "Kontonummer\n1234.56.78903\n\nSaldo\n900,00\n",
        "Kontonummer;1234.56.78903\nSaldo;900,00\n",
    ],
)
def test_labels_above_their_values(labels):
    statement = read(
        f"{labels}\nBokføringsdato;Tekst;Beløp\n05.03.2026;Lønn;-300,00\n"
        "04.03.2026;Giro;200,00\n"
    )
    assert statement.account == "1234.56.78903" and statement.closing == 900


def test_unknown_columns_are_kept_as_text():
    statement = read(
        "Datum;Omschrijving;Bedrag;Betaalkanaal;Machtiging nr\n"
        "13-03-2026;Premie;-10,50;Incasso doorlopend;12345678\n"
        "14-03-2026;Loon;20,00;Overboeking;87654321\n"
    )
    first = statement.transactions[0].text
    assert first == "Premie\nIncasso doorlopend\n12345678"
