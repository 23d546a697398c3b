"""Banks, names and words of six countries."""

from quality.banks import ACCOUNT, BESIDE, FIELD, KID, LUMPS, OCR, TELLS, Bank

_TABLE = (ACCOUNT, FIELD, BESIDE, LUMPS)
BANKS = (
    Bank("nl_camt", "camt", "NL", "EUR", "USD", 0.92, ("rf",), TELLS),
    Bank("de_camt", "camt", "DE", "EUR", "USD", 0.92, ("rf",), TELLS),
    Bank("dk_camt", "camt", "DK", "DKK", "EUR", 7.46, ("fik71", "fik75"), TELLS),
    Bank("fi_camt", "camt", "FI", "EUR", "USD", 0.92, ("viite", "rf"), TELLS),
    Bank(
        "de_mt940", "mt940", "DE", "EUR", "USD", 0.92, ("rf",),
        (ACCOUNT, "end_to_end", "original", "charges", "returns"),
    ),
    Bank(
        "nl_mt940", "mt940", "NL", "EUR", "USD", 0.92, ("rf", "ogm", "kid10"),
        (ACCOUNT, FIELD, "end_to_end", "original", "charges", "returns"),
    ),
    Bank(
        "fi_tito", "tito", "FI", "EUR", "USD", 0.92, ("viite",),
        (FIELD, BESIDE, "end_to_end", "parts", LUMPS, "original", "returns"), "ktl",
    ),
    Bank("se_bgmax", "table", "SE", "SEK", "EUR", 11.2, OCR, _TABLE, "bgmax"),
    Bank("no_ocr", "table", "NO", "NOK", "EUR", 11.5, KID, _TABLE, "ocr_giro"),
    Bank("dk_table", "table", "DK", "DKK", "EUR", 7.46, ("fik71", "fik75"), (ACCOUNT,)),
)  # fmt: skip
#: first number of the sales journal, in turn
SEQUENCES = (
    "INV/2026/00001", "2026-0101", "RE-2026-10001", "F26-01001", "400101", "26100001",
    "VF2026/0201",
)  # fmt: skip

GIVEN = {
    "NL": "Jan Joop Pieter Sanne Femke Willem Henk Anouk Daan Lotte Jeroen Marijke",
    "DE": "Hans Jürgen Petra Käthe Günter Monika Uwe Sabine Jörg Anneliese Bernd Heike",
    "DK": "Søren Maja Jørgen Bodil Niels Kirsten Pørl Åge Birthe Ejnar Lone Flemming",
    "FI": "Päivi Jukka Anneli Heikki Sirkka Ville Outi Markku Tiina Eero Raija Yrjö",
    "SE": "Göran Märta Åke Ulla Björn Gunilla Torsten Kerstin Örjan Sigbritt Nils Maj",
    "NO": "Øystein Bjørg Åsmund Turid Kåre Ragnhild Geir Solveig Terje Gunvor Leif Eli",
}
FAMILY = {
    "NL": "de|Vries van|Dijk Bakker Visser Smit Meijer de|Boer Mulder Hoekstra Kuipers",
    "DE": "Müller Schäfer Köhler Weiß Krüger Böhm Schröder Hoffmann Großmann Lüdtke",
    "DK": "Sørensen Møller Kjærgaard Østergaard Bach Løkke Juhl Thygesen Holm Skov",
    "FI": "Hämäläinen Järvinen Mäkelä Räsänen Pöyhönen Niskanen Saari Koski Tuomi Aho",
    "SE": "Sjöberg Åkesson Björklund Nyström Höglund Wallin Sundqvist Ek Palm Lindh",
    "NO": "Bråthen Sæther Ødegård Hegland Nygård Vik Løvås Rønning Myhre Aasen",
}
PLACES = {
    "NL": "Utrechtse Zeeuwse Friese Amstel Maas Veluwe Kennemer Brabantse Twentse",
    "DE": "Nürnberger Märkische Rhein Isar Würm Thüringer Saale Bergische Düssel",
    "DK": "Sjællands Østjysk Limfjords Rønne Gudenå Nørrebro Storebælt Fynske Tåsinge",
    "FI": "Järvi Pohjan Itä Länsi Saaristo Kymen Pöytyän Hämeen Savon",
    "SE": "Östgöta Värmlands Skåne Mälar Dalälvs Höga Roslags Blekinge Åre",
    "NO": "Trøndelag Jæren Sørlands Lofoten Østerdal Hålogaland Valdres Romsdal Mjøs",
}
TRADES = {
    "NL": "Bakkerij Bouw Schilders Installatie Bloemen Drukkerij Zuivel Vervoer Tuinen",
    "DE": "Bäckerei Maschinenbau Spedition Gärtnerei Fliesen Optik Möbel Stahl",
    "DK": "Tømrer Smedje Gartneri Vognmand Bageri Revision Kølefirma Murer",
    "FI": "Rakennus Kuljetus Leipomo Sähkö Putki Maalaus Metsä Kiinteistö Huolto",
    "SE": "Åkeri Snickeri Måleri Plåt Städ Förlag Rör Bageri Fastighet",
    "NO": "Snekkeri Rørlegger Bakeri Maskin Fisk Taktekking Anlegg Lakk Ventilasjon",
}
FORMS = {
    "NL": "B.V.|BV|V.O.F.|N.V.", "DE": "GmbH|GmbH & Co. KG|AG|e.K.|OHG|UG",
    "DK": "ApS|A/S|I/S|IVS", "FI": "Oy|Oyj|Ky|Oy Ab", "SE": "AB|HB|KB",
    "NO": "AS|ENK|DA",
}  # fmt: skip
_INVOICE = {
    "NL": "Factuur {}|factuurnr. {}|Fact.nr {}|Factuurnummer: {}|betreft factuur {}",
    "DE": "Rechnung {}|Rechnungsnr. {}|RG-Nr. {}|Re.Nr. {}|Rechnungsnummer {}|RNr {}",
    "DK": "Faktura {}|Fakt.nr. {}|Faktura nr {}|Regning {}|Fakturanr.: {}",
    "FI": "Lasku {}|Laskunro {}|Lasku nro {}|Laskun numero {}|laskunumero: {}",
    "SE": "Faktura {}|Fakturanr {}|Fakt {}|Faktnr: {}|Avser faktura {}",
    "NO": "Faktura {}|Fakturanr. {}|Fakt. {}|Fak.nr {}|Gjelder faktura {}",
}
_CUSTOMER = {
    "NL": "Klantnummer {}|Klantnr. {}|Debiteurnr {}|Relatienr {}",
    "DE": "Kundennummer {}|Kd.-Nr. {}|KdNr {}|Kunden-Nr.: {}|Debitor {}",
    "DK": "Kundenr. {}|Kundenummer: {}|Debitornr {}",
    "FI": "Asiakasnumero {}|Asiakasnro {}|as.nro {}",
    "SE": "Kundnr {}|Kundnummer: {}|Kund {}",
    "NO": "Kundenr {}|Kundenummer: {}|Kunde {}",
}
_PAYMENT_ID = {
    "NL": "Betalingskenmerk {}|betalingskenmerk: {}",
    "DE": "Zahlungsreferenz {}|Referenz {}|Ref.: {}",
    "DK": "Betalings-ID {}|Betalingsid: {}",
    "FI": "Viite {}|Viitenumero {}|Viitenro: {}|Maksun viite {}",
    "SE": "OCR {}|OCR-nr {}|Ocr: {}", "NO": "KID {}|KID-nummer {}|Kid: {}",
}  # fmt: skip
_PAY = {
    "NL": "Betaling|Overboeking|Dank u|", "DE": "Zahlung|Überweisung|Danke|",
    "DK": "Betaling|Overførsel|Tak|", "FI": "Maksu|Tilisiirto|Kiitos|",
    "SE": "Betalning|Överföring|Tack|", "NO": "Betaling|Overføring|Takk|",
}  # fmt: skip
_FEE = {
    "NL": "Contributie {}|Huur voor {}|namens {}",
    "DE": "Beitrag {}|Miete für {}|für {}",
    "DK": "Kontingent {}|Husleje for {}|for {}",
    "FI": "Jäsenmaksu {}|Vuokra {}|puolesta {}",
    "SE": "Medlemsavgift {}|Hyra för {}|för {}",
    "NO": "Kontingent {}|Husleie for {}|for {}",
}
_RETURN = {
    "NL": "Terugboeking|Storno|Retour", "DE": "Rücklastschrift|Rückgabe|Retoure",
    "DK": "Retur|Tilbageført|Returneret", "FI": "Palautus|Palautettu maksu",
    "SE": "Retur|Återbetald|Returnerad", "NO": "Retur|Returnert|Tilbakeført",
}  # fmt: skip
_REFUND = {
    "NL": "Terugbetaling", "DE": "Erstattung", "DK": "Tilbagebetaling",
    "FI": "Hyvitys", "SE": "Återbetalning", "NO": "Tilbakebetaling",
}  # fmt: skip
_AND = {"NL": "en", "DE": "und", "DK": "og", "FI": "ja", "SE": "och", "NO": "og"}
_TITLE = {
    "NL": "Dhr. {}|Mevr. {}|{} e/o", "DE": "Herr {}|Frau {}|Dr. {}",
    "DK": "Hr. {}|Fru {}",
    "FI": "Hra {}|Rva {}", "SE": "Herr {}|Fru {}", "NO": "Hr. {}|Fru {}",
}  # fmt: skip
WORDS = {
    "invoice": _INVOICE, "customer": _CUSTOMER, "payment_id": _PAYMENT_ID, "pay": _PAY,
    "fee": _FEE, "return": _RETURN, "refund": _REFUND, "and": _AND, "title": _TITLE,
}  # fmt: skip
