"""Tables as banks export them: invented entries in the layouts of real banks.

Each is ``name: (text, encoding, expected)``; expected: account, currency, opening,
closing, amounts in order of time, and texts that must be in the first entry.
"""
# ruff: noqa: E501 (the rows of banks are long)

DIALECTS = {
    "Danske Bank DK": (
        '"Dato";"Tekst";"Beløb";"Saldo";"Status";"Afstemt"\n'
        '"02.01.2026";"Husleje";"-5.000,00";"12.345,67";"Udført";"Nej"\n'
        '"05.01.2026";"Løn";"25.000,50";"37.346,17";"Udført";"Nej"\n'
        '"06.01.2026";"Netflix";"-129,00";"";"Venter";"Nej"\n',
        "cp1252", ("", "", "17345.67", "37346.17", ["-5000.00", "25000.50"], "Husleje"),
    ),
    "Jyske Bank DK": (
        "Bogføringsdato;Valørdato;Tekst;Beløb;Saldo\n"
        "05-01-2026;06-01-2026;Gebyr;-20,00;980,00\n"
        "03-01-2026;03-01-2026;Indbetaling;500,00;1000,00\n",
        "utf-8-sig", ("", "", "500.00", "980.00", ["500.00", "-20.00"], "Indbetaling"),
    ),
    "Nordea DK": (
        "Bogføringsdato;Beløb;Afsender;Modtager;Navn;Beskrivelse;Saldo;Valuta\n"
        "2026/01/05;-100,00;1234567890;2000111;Bager;Dankort-køb;400,00;DKK\n"
        "2026/01/04;500,00;2000111;1234567890;Hansen;Overførsel;500,00;DKK\n",
        "utf-8", ("", "DKK", "0.00", "400.00", ["500.00", "-100.00"], "Overførsel"),
    ),
    "DNB NO": (
        '"Dato";"Forklaring";"Rentedato";"Ut fra konto";"Inn på konto"\n'
        '"13.01.2026";"Varekjøp Rema";"13.01.2026";"1.250,50";""\n'
        '"12.01.2026";"Lønn";"12.01.2026";"";"30.000,00"\n',
        "utf-8", ("", "", None, None, ["30000.00", "-1250.50"], "Lønn"),
    ),
    "Sparebank 1 NO": (
        "Dato;Beskrivelse;Rentedato;Inn;Ut;Til konto;Fra konto;\n"
        "02.01.2026;Husleie;02.01.2026;;-8000,00;12345678901;98765432109;\n"
        "03.01.2026;Kunde KID 00123;03.01.2026;1234,50;;98765432109;11112222333;\n",
        "utf-8", ("", "", None, None, ["-8000.00", "1234.50"], "Husleie"),
    ),
    "Handelsbanken SE": (
        ";Kontoutdrag;;;\n;Kontonummer: 123 456 789;;;\n\n"
        "Reskontradatum;Transaktionsdatum;Text;Belopp;Saldo\n"
        "2026-01-05;2026-01-04;ICA;-250,00;1 750,00\n"
        "2026-01-02;2026-01-02;LÖN;2 000,00;2 000,00\n",
        "cp1252",
        ("123 456 789", "", "0.00", "1750.00", ["2000.00", "-250.00"], "LÖN"),
    ),
    "Swedbank SE": (
        "* Transaktioner Period 2026-01-01 – 2026-01-31 Skapad 2026-02-01\n"
        "Radnummer,Clearingnummer,Kontonummer,Produkt,Valuta,Bokföringsdag,"
        "Transaktionsdag,Valutadag,Referens,Beskrivning,Belopp,Bokfört saldo\n"
        '1,84525,222222222,"Privat",SEK,2026-01-03,2026-01-03,2026-01-03,"PRIS",'
        '"PRIS",-39.00,2554.18\n'
        '2,84525,222222222,"Privat",SEK,2026-01-02,2026-01-02,2026-01-02,"Swish",'
        '"Swish",1300.00,2593.18\n'
        '3,84525,222222222,"Privat",SEK,2026-01-01,2026-01-01,2026-01-01,"A",'
        '"B",10.00,1293.18\n',
        "cp1252",
        ("222222222", "SEK", "1283.18", "2554.18", ["10.00", "1300.00", "-39.00"], "B"),
    ),
    "Nordea SE": (
        "Bokföringsdag;Belopp;Avsändare;Mottagare;Namn;Rubrik;Saldo;Valuta\n"
        "2026/01/05;-300,00;1234 56 78901;;;Kortköp;700,00;SEK\n"
        "2026/01/04;1000,00;;1234 56 78901;;Insättning;1000,00;SEK\n",
        "utf-8", ("", "SEK", "0.00", "700.00", ["1000.00", "-300.00"], "Insättning"),
    ),
    "OP FI": (
        '"Kirjauspäivä";"Arvopäivä";"Määrä EUROA";"Laji";"Selitys";"Saaja/Maksaja";'
        '"Saajan tilinumero";"Saajan pankin BIC";"Viite";"Viesti";"Arkistointitunnus"\n'
        '2026-01-05;2026-01-05;-12,50;"162";"PKORTTIMAKSU";"K-Market";;;"ref=";"kahvi";'
        '"20260105/5EYD/1"\n'
        '2026-01-07;2026-01-07;100,00;"106";"TILISIIRTO";"Virtanen Oy";"FI2112345600000785"'
        ';"NDEAFIHH";"ref=1232";"lasku";"20260107/5EYD/2"\n',
        "utf-8", ("", "EUR", None, None, ["-12.50", "100.00"], "kahvi"),
    ),
    "Nordea FI": (
        "Kirjauspäivä;Määrä;Maksaja;Maksunsaaja;Nimi;Otsikko;Viitenumero;Valuutta\n"
        "05.01.2026;-12,50;FI2112345600000785;;K-Market;K-Market;;EUR\n"
        "07.01.2026;100,00;;FI2112345600000785;Virtanen;Virtanen;1232;EUR\n",
        "utf-8", ("", "EUR", None, None, ["-12.50", "100.00"], "K-Market"),
    ),
    "Sparkasse DE": (
        '"Auftragskonto";"Buchungstag";"Valutadatum";"Buchungstext";"Verwendungszweck";'
        '"Glaeubiger ID";"Mandatsreferenz";"Kundenreferenz (End-to-End)";"Sammlerreferenz";'
        '"Lastschrift Ursprungsbetrag";"Auslagenersatz Ruecklastschrift";'
        '"Beguenstigter/Zahlungspflichtiger";"Kontonummer/IBAN";"BIC (SWIFT-Code)";'
        '"Betrag";"Waehrung";"Info"\n'
        '"DE02120300000000202051";"31.12.25";"01.01.26";"ENTGELTABSCHLUSS";"Entgelt";"";"";'
        '"";"";"";"";"";"0000000000";"";"-3,90";"EUR";"Umsatz gebucht"\n'
        '"DE02120300000000202051";"30.12.25";"30.12.25";"GUTSCHRIFT";"RE 4711";"";"";'
        '"E2E-1";"";"";"";"Meier GmbH";"DE89370400440532013000";"COBADEFF";"119,00";"EUR";'
        '"Umsatz gebucht"\n'
        '"DE02120300000000202051";"02.01.26";"02.01.26";"LASTSCHRIFT";"x";"";"";"";"";"";"";'
        '"Y";"1";"";"-1,00";"EUR";"Umsatz vorgemerkt"\n',
        "cp1252",
        ("DE02120300000000202051", "EUR", None, None, ["119.00", "-3.90"], "RE 4711"),
    ),
    "DKB DE": (
        '"Girokonto";"DE02 1203 0000 0000 2020 51"\n""\n'
        '"Kontostand vom 31.01.2026:";"1.234,56 €"\n""\n'
        '"Buchungsdatum";"Wertstellung";"Status";"Zahlungspflichtige*r";'
        '"Zahlungsempfänger*in";"Verwendungszweck";"Umsatztyp";"IBAN";"Betrag (€)";'
        '"Gläubiger-ID";"Mandatsreferenz";"Kundenreferenz"\n'
        '"30.01.26";"30.01.26";"Gebucht";"ISSUER";"Bäcker";"VISA Debit";"Ausgang";'
        '"DE89370400440532013000";"-4,50";"";"";"4711"\n'
        '"29.01.26";"29.01.26";"Gebucht";"Firma";"Ich";"Lohn";"Eingang";'
        '"DE89370400440532013001";"2.000,00";"";"";""\n',
        "utf-8-sig",
        ("DE02 1203 0000 0000 2020 51", "EUR", None, "1234.56", ["2000.00", "-4.50"],
         "Lohn"),
    ),
    "ING DE": (
        "Umsatzanzeige;Datei erstellt am: 01.02.2026 10:00\n;Letztes Update: aktuell\n\n"
        "IBAN;DE12 5001 0517 0000 1234 56\nKontoname;Girokonto\nBank;ING\nKunde;Max\n"
        "Zeitraum;01.01.2026 - 31.01.2026\nSaldo;1.095,50;EUR\n\n"
        "Sortierung;Datum absteigend\n\n"
        "Buchung;Wertstellungsdatum;Auftraggeber/Empfänger;Buchungstext;"
        "Verwendungszweck;Saldo;Währung;Betrag;Währung\n"
        "31.01.2026;31.01.2026;REWE;Lastschrift;Einkauf;1.095,50;EUR;-4,50;EUR\n"
        "30.01.2026;30.01.2026;Firma;Gehalt;Januar;1.100,00;EUR;1.000,00;EUR\n",
        "cp1252",
        ("DE12 5001 0517 0000 1234 56", "EUR", "100.00", "1095.50",
         ["1000.00", "-4.50"], "Januar"),
    ),
    "ING NL": (
        '"Datum","Naam / Omschrijving","Rekening","Tegenrekening","Code","Af Bij",'
        '"Bedrag (EUR)","Mutatiesoort","Mededelingen"\n'
        '"20260131","Albert Heijn","NL69INGB0123456789","","BA","Af","12,34",'
        '"Betaalautomaat","Pasvolgnr: 001"\n'
        '"20260130","Jansen","NL69INGB0123456789","NL20INGB0001234567","GT","Bij",'
        '"1.000,00","Online bankieren","Factuur 12"\n'
        '"20260129","Jansen","NL69INGB0123456789","NL20INGB0001234567","GT","Bij",'
        '"5,00","Online bankieren","Factuur 11"\n',
        "utf-8",
        ("NL69INGB0123456789", "EUR", None, None, ["5.00", "1000.00", "-12.34"],
         "Factuur 11"),
    ),
    "Rabobank NL": (
        '"IBAN/BBAN","Munt","BIC","Volgnr","Datum","Rentedatum","Bedrag","Saldo na trn",'
        '"Tegenrekening IBAN/BBAN","Naam tegenpartij","Omschrijving-1","Omschrijving-2"\n'
        '"NL10RABO0123456789","EUR","RABONL2U","0001","2026-01-02","2026-01-02","-10,00",'
        '"+90,00","NL20INGB0001234567","Jansen","Factuur","1"\n'
        '"NL10RABO0123456789","EUR","RABONL2U","0002","2026-01-03","2026-01-03","+5,50",'
        '"+95,50","NL20INGB0001234567","Jansen","Retour","2"\n'
        '"NL10RABO0123456789","EUR","RABONL2U","0003","2026-01-03","2026-01-03","+0,50",'
        '"+96,00","NL20INGB0001234567","Jansen","Retour","3"\n',
        "cp1252",
        ("NL10RABO0123456789", "EUR", "100.00", "96.00", ["-10.00", "5.50", "0.50"],
         "Factuur"),
    ),
    "ABN AMRO NL without titles": (
        "123456789\tEUR\t20260102\t100,00\t90,00\t20260102\t-10,00\tSEPA Incasso\n"
        "123456789\tEUR\t20260103\t90,00\t95,50\t20260103\t5,50\tSEPA Overboeking\n"
        "123456789\tEUR\t20260104\t95,50\t75,50\t20260104\t-20,00\tBEA\n",
        "ascii", ("123456789", "EUR", "100.00", "75.50", ["-10.00", "5.50", "-20.00"], "SEPA"),
    ),
    "Crédit FR": (
        "Date;Libellé;Débit euros;Crédit euros\n"
        '31/01/2026;"PRELEVEMENT EDF\nContrat 123";45,90;\n'
        '29/01/2026;"VIREMENT RECU";;1 250,00\n',
        "cp1252", ("", "EUR", None, None, ["1250.00", "-45.90"], "VIREMENT"),
    ),
    "BPCE FR": (
        "Date de comptabilisation;Libelle simplifie;Libelle operation;Reference;"
        "Informations complementaires;Type operation;Categorie;Sous categorie;Debit;"
        "Credit;Date operation;Date de valeur;Pointage operation\n"
        "05/02/2026;EDF;PRLV EDF;AB1;;Prelevement;Logement;Energie;-45,90;;05/02/2026;"
        "05/02/2026;0\n"
        "04/02/2026;CLIENT;VIR CLIENT;AB2;;Virement;Revenus;Autres;;+100,00;04/02/2026;"
        "04/02/2026;0\n",
        "utf-8", ("", "", None, None, ["100.00", "-45.90"], "VIR CLIENT"),
    ),
    "Revolut": (
        "Type,Product,Started Date,Completed Date,Description,Amount,Fee,Currency,State,"
        "Balance\n"
        "TOPUP,Current,2026-01-01 10:00:00,2026-01-01 10:00:05,Top-Up,100.00,0.00,EUR,"
        "COMPLETED,100.00\n"
        "TRANSFER,Current,2026-01-02 10:00:00,2026-01-02 10:00:05,To Bob,-10.00,0.50,EUR,"
        "COMPLETED,89.50\n"
        "CARD_PAYMENT,Current,2026-01-03 10:00:00,,Shop,-5.00,0.00,EUR,PENDING,\n"
        "CARD_PAYMENT,Current,2026-01-04 10:00:00,,Shop,-7.00,0.00,EUR,REVERTED,\n",
        "utf-8", ("", "EUR", "0.00", "89.50", ["100.00", "-10.50"], "Top-Up"),
    ),
    "Wise": (
        '"TransferWise ID",Date,Amount,Currency,Description,"Payment Reference",'
        '"Running Balance","Exchange From","Exchange To","Exchange Rate","Payer Name",'
        '"Payee Name","Payee Account Number",Merchant,"Card Last Four Digits"\n'
        'TRANSFER-2,13-01-2026,-50.00,EUR,"Sent money to Bob",INV-7,150.00,,,,,Bob,,,\n'
        'TRANSFER-1,12-01-2026,200.00,EUR,"Received money",,200.00,,,,Ann,,,,\n',
        "utf-8", ("", "EUR", "0.00", "150.00", ["200.00", "-50.00"], "Received"),
    ),
    "Lloyds UK": (
        "Transaction Date,Transaction Type,Sort Code,Account Number,"
        "Transaction Description,Debit Amount,Credit Amount,Balance,\n"
        "31/01/2026,DEB,'30-00-00,12345678,TESCO,12.50,,987.50\n"
        "30/01/2026,FPI,'30-00-00,12345678,SALARY,,1000.00,1000.00\n"
        "30/01/2026,FPI,'30-00-00,12345678,SALARY,,0.00,0.00\n",
        "ascii", ("12345678", "", "0.00", "987.50", ["0.00", "1000.00", "-12.50"], "SAL"),
    ),
    "Starling UK": (
        "Date,Counter Party,Reference,Type,Amount (GBP),Balance (GBP),Spending Category\n"
        "05/01/2026,Tesco,POS 1,CONTACTLESS,-5.50,94.50,GROCERIES\n"
        "06/01/2026,Ann,Gift,FASTER PAYMENT,10.00,104.50,INCOME\n",
        "utf-8", ("", "GBP", "100.00", "104.50", ["-5.50", "10.00"], "CONTACTLESS"),
    ),
    "Bank of America US": (
        'Description,,Summary Amt.\nBeginning balance as of 01/01/2026,,"1,000.00"\n'
        'Total credits,,"500.00"\nTotal debits,,"-20.00"\n'
        'Ending balance as of 01/31/2026,,"1,480.00"\n\n'
        "Date,Description,Amount,Running Bal.\n"
        '01/01/2026,Beginning balance as of 01/01/2026,,"1,000.00"\n'
        '01/15/2026,"PAYROLL","500.00","1,500.00"\n'
        '01/16/2026,"COFFEE","-20.00","1,480.00"\n',
        "ascii", ("", "", "1000.00", "1480.00", ["500.00", "-20.00"], "PAYROLL"),
    ),
    "Chase US": (
        "Details,Posting Date,Description,Amount,Type,Balance,Check or Slip #\n"
        "DEBIT,01/31/2026,ONLINE PAYMENT,-100.00,ACH_DEBIT,900.00,,\n"
        "CREDIT,01/30/2026,DEPOSIT,1000.00,ACH_CREDIT,1000.00,,\n",
        "ascii", ("", "", "0.00", "900.00", ["1000.00", "-100.00"], "DEPOSIT"),
    ),
    "Swedbank EE": (
        '"Client account";"Row type";"Date";"Beneficiary/Payer";"Details";"Amount";'
        '"Currency";"Debit/Credit";"Transfer reference";"Transaction type";'
        '"Reference number";"Document number";\n'
        '"EE382200221020145685";"10";"01.01.2026";"";"Opening balance";"100,00";"EUR";"K";'
        '"";"AS";"";"";\n'
        '"EE382200221020145685";"20";"08.01.2026";"RIMI";"Kaart 1";"12,50";"EUR";"D";'
        '"2026010800000001";"K";"";"5";\n'
        '"EE382200221020145685";"20";"09.01.2026";"OÜ Klient";"Arve 7";"20,00";"EUR";"K";'
        '"2026010900000002";"MK";"1232";"";\n'
        '"EE382200221020145685";"82";"31.01.2026";"";"Turnover";"12,50";"EUR";"D";"";"K2";'
        '"";"";\n'
        '"EE382200221020145685";"86";"31.01.2026";"";"closing balance";"107,50";"EUR";"K";'
        '"";"LS";"";"";\n',
        "utf-8-sig",
        ("EE382200221020145685", "EUR", "100.00", "107.50", ["-12.50", "20.00"], "Kaart"),
    ),
    "UTF-16 with tabs": (
        "Datum\tText\tBelopp\n2026-01-05\tICA\t-250,00\n2026-01-06\tLÖN\t10,00\n",
        "utf-16", ("", "", None, None, ["-250.00", "10.00"], "ICA"),
    ),
    "Excel's separator line": (
        "sep=|\nDato|Tekst|Beløb\n05.01.2026|Køb|-2,50\n",
        "cp1252", ("", "", None, None, ["-2.50"], "Køb"),
    ),
    "titles in two rows": (
        "Buchungs-;Valuta-;Verwendungs-;Betrag\ndatum;datum;zweck;EUR\n"
        "31.01.2026;31.01.2026;Miete;-900,00\n",
        "utf-8", ("", "EUR", None, None, ["-900.00"], "Miete"),
    ),
    "pages": (
        "Dato;Tekst;Beløb\n05.01.2026;A;-1,00\n\nDato;Tekst;Beløb\n06.01.2026;B;-2,00\n"
        "Total;;-3,00\nSide 1 af 1\n",
        "utf-8", ("", "", None, None, ["-1.00", "-2.00"], "A"),
    ),
    "card, positive is money out": (
        "Dato;Beskrivelse;Kortnummer;Beløb\n05.01.2026;Hotel;**** 1234;1.000,00\n"
        "06.01.2026;Taxi;**** 1234;200,00\n07.01.2026;Indbetaling;;-1.200,00\n",
        "utf-8", ("", "", None, None, ["-1000.00", "-200.00", "1200.00"], "Hotel"),
    ),
}  # fmt: skip
