"""Words that say nothing of who pays or what for: no rule is made of them alone.

>>> is_common("APRIL"), is_common("HANDEL"), is_common("KONTOGEBYR")
(True, True, False)
"""

from __future__ import annotations

from ..text.text_index import comparable, words_of

#: prepositions, articles and the like
_SMALL = """
    for fra from til to av af at auf aus bei bis das de dem den der des det die du
    ei ein eine en ett et el la le les los las il och og oder ou und und in im into
    ind inn ut ud med mit mot mod med om on of off over per par por pour pa paa til
    und via von vor zu zum zur är er ikke ikkje inte not no non und the a an and or
    by with without this that your our vår våre vor vores din ditt dine deres hans
    ved hos uten uden utan samt som kun bare ja sekä ja ei tai se on oli mukaan
"""
#: months, days, parts of the year
_TIMES = """
    januar februar mars april mai juni juli august september oktober november
    desember december marts maj januari februari augusti tammikuu helmikuu maaliskuu
    huhtikuu toukokuu kesäkuu heinäkuu elokuu syyskuu lokakuu marraskuu joulukuu
    january february march may june july october januar märz dezember jan feb mar
    apr jun jul aug sep sept okt oct nov des dec dez janvier fevrier avril juin
    juillet aout septembre octobre novembre decembre monday tuesday wednesday
    thursday friday saturday sunday mandag tirsdag onsdag torsdag fredag lørdag
    søndag måndag tisdag lördag söndag maanantai tiistai keskiviikko torstai
    perjantai lauantai sunnuntai week month year quarter day date uke uge vecka
    viikko måned månad kuukausi år vuosi kvartal dag dato datum periode period kausi
    monthly weekly yearly månedlig månedsvis årlig
"""
#: what every payment is called
_PAYMENTS = """
    bank banken pankki payment payments paid pay transfer transaction invoice
    invoices bill credit debit deposit receipt reference ref number amount customer
    account message details betaling betalinger betalt betal innbetaling indbetaling
    utbetaling udbetaling betalning inbetalning utbetalning overføring overførsel
    overføringen overförning överföring faktura fakturaer fakturor fakturanr nota
    kredit debet konto kontonr kunde kundenr kund kundnr beløp beløb belopp nummer
    nr melding meddelelse meddelande tekst text kid ocr fik giro bankgiro plusgiro
    gironr viite viitenumero maksu maksut tilisiirto suoritus lasku laskut laskun
    asiakas tili summa viesti zahlung rechnung überweisung kunde konto betrag
    lastschrift gutschrift valuta vipps mobilepay swish visa mastercard dankort kort
    kortkøp kortkjøp kortköp varekjøp varekøb card kjøp køb köp osto iban bic swift
    sepa
"""
#: what companies are called by their kind or trade
_COMPANIES = """
    as asa aps ab oy oyj ltd limited inc llc plc gmbh ag kg kommanditgesellschaft
    ans da ba bv nv sa sarl srl spa ks ivs amba hb kb nuf enk ky tmi rf gruppen
    group gruppe holding handel handels handelsselskab invest international nordic
    norden nordisk scandinavia company compagnie selskab selskap bolag service
    services solutions shop store butik butikk norge norway noreg danmark denmark
    sverige sweden suomi finland island iceland deutschland germany
"""
#: the bigger towns of the north; those of partners are known besides
_TOWNS = """
    oslo bergen trondheim stavanger drammen fredrikstad kristiansand sandnes tromsø
    sarpsborg skien ålesund sandefjord haugesund tønsberg moss bodø arendal hamar
    larvik halden lillehammer molde harstad gjøvik kongsberg københavn copenhagen
    aarhus århus odense aalborg ålborg esbjerg randers kolding horsens vejle
    roskilde herning silkeborg hørsholm helsingør næstved viborg køge holstebro
    slagelse hillerød sønderborg fredericia stockholm göteborg gothenburg malmö
    uppsala västerås örebro linköping helsingborg jönköping norrköping lund umeå
    gävle borås eskilstuna södertälje karlstad täby växjö halmstad sundsvall luleå
    trollhättan östersund kalmar falun helsinki helsingfors espoo esbo tampere
    tammerfors vantaa vanda oulu uleåborg turku åbo jyväskylä lahti lahtis kuopio
    pori björneborg kouvola joensuu lappeenranta hämeenlinna vaasa vasa seinäjoki
    rovaniemi mikkeli kotka reykjavik tórshavn nuuk
"""
_ALL = " ".join((_SMALL, _TIMES, _PAYMENTS, _COMPANIES, _TOWNS))
COMMON = frozenset(words_of(comparable(_ALL)).split())


def is_common(word: str) -> bool:
    """Tell whether a word, written as ``comparable`` does, says nothing by itself."""
    return word in COMMON
