"""Tables as banks might write them next: rows, sides, accounts and references."""

import pytest
from bsi.parsers import ParseError, parse_file


def read(text):
    return parse_file("file.csv", text.encode()).statements


def amounts(statement):
    return [str(transaction.amount) for transaction in statement.transactions]


@pytest.mark.parametrize(
    ("opening", "closing"),
    [
        ("Likutis pradžiai", "Likutis pabaigai"),
        ("Ingående saldo", "Utgående saldo"),
        ("Solde initial", "Solde final au 31/01/2026"),
        ("Saldo początkowe", "Saldo końcowe 31.01.2026"),
        ("Anfangssaldo", "Endsaldo"),
        ("Algsaldo", "Lõppsaldo"),
    ],
)
def test_balances_among_the_entries_are_none(opening, closing):
    (statement,) = read(
        f"Date;Text;Amount\n2026-01-01;{opening};100,00\n2026-01-02;A;-12,50\n"
        f"2026-01-31;{closing};87,50\n"
    )
    assert amounts(statement) == ["-12.50"]
    assert [str(statement.opening), str(statement.closing)] == ["100.00", "87.50"]


@pytest.mark.parametrize("word", ["Total", "I alt", "Summe", "Yhteensä:", "Kokku"])
def test_a_total_with_a_date_is_no_entry(word):
    text = "Date;Text;Amount\n01.01.2026;A;-12,50\n02.01.2026;B;20,00\n"
    (statement,) = read(text + f"31.01.2026;{word};7,50\n")
    assert amounts(statement) == ["-12.50", "20.00"]
    assert "total_row" in [message.code for message in statement.messages]
    (statement,) = read(text + f"31.01.2026;{word};-50,00\n")  # somebody of that name
    assert amounts(statement) == ["-12.50", "20.00", "-50.00"]


def test_totals_of_debits_and_credits_are_no_entry():
    (statement,) = read(
        "Date;Text;Debit;Credit\n01.01.2026;A;12,50;\n02.01.2026;B;;20,00\n"
        "31.01.2026;Total;12,50;20,00\n"
    )
    assert amounts(statement) == ["-12.50", "20.00"]


@pytest.mark.parametrize(
    "text", ["Reservert: Varekjøp", "*Vorgemerkt - Karte", "PENDING - Card purchase"]
)
def test_marked_reservations_are_not_booked(text):
    (statement,) = read(
        f"Date;Text;Amount;Balance\n2026-01-02;A;-12,50;87,50\n2026-01-03;{text};-5,00;\n"
    )
    assert amounts(statement) == ["-12.50"] and len(statement.not_booked) == 1


def test_entry_behind_the_last_balance_is_told():
    (statement,) = read(
        "Date;Text;Amount;Balance\n2026-01-02;A;-12,50;87,50\n2026-01-03;B;-5,00;\n"
    )
    assert ("balance_open", "warn") in [(m.code, m.level) for m in statement.messages]


@pytest.mark.parametrize(
    ("payer", "payee"),
    [
        ("Naam betaler", "Naam begunstigde"),
        ("Ordenante", "Beneficiario"),
        ("Betaler", "Beløbsmodtager"),
        ("Avsändarens namn", "Mottagare namn"),
        ("Maksaja nimi", "Vastaanottaja"),
        ("Nom ordonnateur", "Bénéficiaire"),
        ("Name Zahlungspflichtiger", "Name Empfänger"),
        ("Maksātājs", "Saņēmējs"),
        ("Debitor", "Creditor"),
    ],
)
def test_the_other_side_is_payee_of_money_out_and_payer_of_money_in(payer, payee):
    (statement,) = read(
        f"Date;{payer};{payee};Amount\n2026-03-02;We;Supplier;-300,00\n"
        "2026-03-03;Customer;We;200,00\n"
    )
    names = [transaction.counterparty.name for transaction in statement.transactions]
    assert names == ["Supplier", "Customer"]


@pytest.mark.parametrize(
    "titles",
    [
        "IBAN;Date;Amount;Counterparty IBAN;Name",
        "IBAN/BBAN;Datum;Bedrag;Tegenrekening IBAN/BBAN;Naam tegenpartij",
        "Auftragskonto;Buchungstag;Betrag;IBAN;Verwendungszweck",
    ],
)
def test_two_own_accounts_of_one_row_each_are_two_statements(titles):
    rows = (
        "NL91ABNA0417164300;2026-03-02;-300,00;NL69INGB0123456789;X\n"
        "NL02RABO0123456789;2026-03-02;200,00;NL20INGB0001234567;Y\n"
    )
    accounts = [statement.account for statement in read(f"{titles}\n{rows}")]
    assert accounts == ["NL91ABNA0417164300", "NL02RABO0123456789"]


def test_accounts_of_nobody_in_a_late_column_are_asked_about():
    with pytest.raises(ParseError) as error:
        read(
            "Date;Text;Amount;Account\n2026-03-02;A;-300,00;12345678901\n"
            "2026-03-02;B;200,00;12345678902\n"
        )
    assert error.value.code == "mapping_needed"


@pytest.mark.parametrize(
    "title", ["Referens", "Referens/OCR", "Reference", "Referanse"]
)
def test_a_reference_with_right_check_digit_is_a_payment_id(title):
    (statement,) = read(
        f"Date;Name;Amount;{title}\n2026-03-02;A;-300,00;1234567897\n"
        "2026-03-03;B;200,00;2026001\n2026-03-03;B;10,00;RF18539007547034\n"
    )
    kinds = [t.references[0].kind for t in statement.transactions]
    assert kinds == ["payment_id", "other", "payment_id"]


@pytest.mark.parametrize("title", ["KID", "OCR/Referens", "Viitenumero"])
def test_a_payment_id_with_wrong_check_digit_is_told(title):
    (statement,) = read(f"Date;Name;Amount;{title}\n2026-03-02;A;-300,00;1234567898\n")
    assert "bad_reference" in [message.code for message in statement.messages]


# --------------------------------------------------- what banks' own layouts have shown


def test_balances_under_a_title_of_references_are_no_entries():
    (statement,) = read(
        "Buchungstag;Verwendungszweck;Kundenreferenz;Umsatz;\n"
        "30.03.2026;Strom;;53,94;S\n31.03.2026;RE 4711;;1.202,10;H\n"
        "30.03.2026;;Anfangssaldo;100,00;H\n31.03.2026;;Endsaldo;1.248,16;H\n"
    )
    assert amounts(statement) == ["-53.94", "1202.10"]
    assert (str(statement.opening), str(statement.closing)) == ("100.00", "1248.16")


@pytest.mark.parametrize(
    "word", ["Geweigerd", "Refusée", "Abgelehnt", "Odrzucona", "Rejected by bank"]
)
def test_what_the_bank_refused_is_not_booked(word):
    (statement,) = read(
        f"Date;Text;Amount;Status\n2026-03-02;A;-12,50;Booked\n2026-03-03;B;-99,00;{word}\n"
    )
    assert amounts(statement) == ["-12.50"] and len(statement.not_booked) == 1


@pytest.mark.parametrize("mark", [".", ","])
def test_amounts_with_three_digits_each_are_asked_for(mark):
    with pytest.raises(ParseError) as error:
        read(f"Dato;Tekst;Beløb\n02.03.2026;A;-30{mark}000\n03.03.2026;B;75{mark}500\n")
    assert error.value.code == "mapping_needed" and "thousands" in error.value.why


@pytest.mark.parametrize("more", ["1.234", "48", "1.500,00"])
def test_one_amount_proves_that_the_others_are_thousands(more):
    (statement,) = read(
        f"Dato;Tekst;Beløb\n02.03.2026;A;-30.000\n03.03.2026;B;{more}\n"
    )
    assert amounts(statement)[0] == "-30000"


def test_the_account_of_a_payee_in_each_row_is_not_the_own_one():
    rows = "".join(
        f"0{day}.03.2026;Miete;DE89370400440532013000;-{day},00\n" for day in (2, 3, 4)
    )
    (statement,) = read(
        f"Girokonto;DE02120300000000202051\n\nDatum;Text;IBAN;Betrag\n{rows}"
    )
    assert statement.account == "DE02120300000000202051"
    assert {t.counterparty.account for t in statement.transactions} == {
        "DE89370400440532013000"
    }


def test_entries_of_accounts_that_only_names_tell_apart_are_asked_for():
    with pytest.raises(ParseError) as error:
        read(
            "Konto A (PLN);;10 1050 0099 7603 1234 5678 9123\n"
            "Konto B (PLN);;24 1050 1025 1000 0091 8001 5928\n\n"
            "Data;Opis;Kwota;Konto\n2026-03-02;X;-12,50;Konto A\n"
            "2026-03-03;Y;20,00;Konto B\n"
        )
    assert "several accounts" in error.value.why


def test_a_label_above_the_titles_is_no_title():
    (statement,) = read(
        "Saldo: 1 750,00;;;;\nReskontradatum;Transaktionsdatum;Text;Belopp;Saldo\n"
        "2026-03-05;2026-03-01;ICA;-250,00;1 750,00\n"
    )
    assert str(statement.transactions[0].booking_date) == "2026-03-05"


def test_two_amounts_that_balances_prove_alike_are_asked_about():
    with pytest.raises(ParseError) as error:
        read(
            "Date;Text;Amount;Net amount;Balance\n2026-03-02;A;-100.00;-100.20;999.80\n"
            "2026-03-03;B;1200.00;1200.00;2199.80\n"
        )
    assert "More than one column" in error.value.why


def test_fees_that_balances_do_not_tell_are_warned_of():
    (statement,) = read(
        "Date;Text;Amount;Fee;Balance\n2026-03-02;A;-100.00;0.20;999.80\n"
        "2026-03-03;B;1200.00;0.00;2199.80\n"
    )
    assert "fee" in [m.code for m in statement.messages if m.level == "warn"]


def test_the_name_of_the_own_account_is_nobody():
    (statement,) = read(
        "Rekeningnummer;Naam van de rekening;Datum;Omschrijving;Bedrag\n"
        "BE31539007547034;FIRMA BV;02/03/2026;Water;-10,00\n"
        "BE31539007547034;FIRMA BV;23/03/2026;Factuur;20,00\n"
    )
    assert {t.counterparty.name for t in statement.transactions} == {""}


@pytest.mark.parametrize(
    "day", ["31.01.2026", "2026-01-31", "31 Jan 2026", "31/01/2026"]
)
def test_the_balance_of_a_day_is_no_entry(day):
    (statement,) = read(
        "Date;Text;Amount\n30.01.2026;A;-12,50\n"
        f"31.01.2026;B;20,00\n31.01.2026;Saldo {day};107,50\n"
    )
    assert amounts(statement) == ["-12.50", "20.00"]


@pytest.mark.parametrize("row", ["03.01.2026;-4,01", "B;-4,01", "03.01.2026;B"])
def test_a_row_that_lost_a_cell_is_warned_of(row):
    (statement,) = read(
        f"Date;Text;Amount\n02.01.2026;A;-12,50\n{row}\n04.01.2026;C;20,00\n"
    )
    assert "lost_amount" in [m.code for m in statement.messages if m.level == "warn"]


@pytest.mark.parametrize("kind", ["Card purchase", "Fee", "Direct debit"])
def test_kinds_that_cost_money_beside_amounts_without_sign_are_warned_of(kind):
    (statement,) = read(
        f"Date;Text;Amount;Type\n02.01.2026;A;12,50;{kind}\n03.01.2026;B;7,50;Refund\n"
    )
    warned = [m.code for m in statement.messages if m.level == "warn"]
    assert "one_direction" in warned


def test_balances_that_turn_all_amounts_do_not_tell_the_first_ones_sign():
    (statement,) = read(
        "Date;Text;Amount;Balance\n02.01.2026;A;623,50;16.665,72\n"
        "03.01.2026;B;0,94;16.664,78\n04.01.2026;C;0,04;16.664,74\n"
    )
    assert amounts(statement)[1:] == ["-0.94", "-0.04"]
    assert "one_direction" in [m.code for m in statement.messages if m.level == "warn"]


@pytest.mark.parametrize(
    ("title", "booked", "waiting"),
    [
        ("Pending", "No", "Yes"),
        ("Bogført", "Ja", "Nej"),
        ("Reserverad", "", "X"),
        ("Vorgemerkt", "nein", "ja"),
        ("Booked", "true", "false"),
    ],
)
def test_answers_under_a_title_that_asks_for_the_state(title, booked, waiting):
    (statement,) = read(
        f"Datum;Text;Betrag;{title}\n02.03.2026;A;-12,50;{booked}\n"
        f"03.03.2026;B;-99,00;{waiting}\n"
    )
    assert amounts(statement) == ["-12.50"] and len(statement.not_booked) == 1


def test_answers_to_other_questions_do_not_count():
    (statement,) = read(
        "Dato;Tekst;Beløb;Afstemt\n02.03.2026;A;-12,50;Nej\n03.03.2026;B;-9,00;Ja\n"
    )
    assert amounts(statement) == ["-12.50", "-9.00"]


def test_a_kind_that_is_a_reservation_is_not_booked():
    (statement,) = read(
        "Datum;Typ;Text;Belopp\n2026-03-02;Kortköp;A;-12,50\n"
        "2026-03-03;Reservation;B;-20,00\n"
    )
    assert amounts(statement) == ["-12.50"] and len(statement.not_booked) == 1


@pytest.mark.parametrize("month", ["paź", "października", "paz"])
def test_months_of_other_languages(month):
    (statement,) = read(f"Data;Opis;Kwota\n3 {month} 2026;A;-12,50\n")
    assert str(statement.transactions[0].booking_date) == "2026-10-03"
