"""The rules for German. Every noun has a capital, so a name needs more evidence than in English."""

from __future__ import annotations

import re

from zgcquiz.core.authoring.drafting.facts import FactKind
from zgcquiz.core.authoring.drafting.languages.given_names import GIVEN_NAMES
from zgcquiz.core.authoring.drafting.languages.rules import (
    LanguageRules,
    NameWords,
    in_order,
    named_places,
    one_of,
    phrases,
    words,
)

_MONTHS = in_order("Januar Februar März April Mai Juni Juli August September Oktober November Dezember")
_MONTH = rf"(?P<month>{one_of(_MONTHS)})"
_DAY = r"(?P<day>[0-3]?\d)\."
_YEAR = r"(?P<year>1\d{3}|20\d\d)(?![\d.,]\d|\w)"
_COUNTS = in_order(
    "zwei drei vier fünf sechs sieben acht neun zehn elf zwölf dreizehn vierzehn fünfzehn sechzehn achtzehn zwanzig"
)
_WORD = r"[A-Za-zÄÖÜäöüß][\w’'-]*"
_TERM = rf"(?P<fact>[A-ZÄÖÜ][\w’'-]*(?: (?!(?:ist|sind|war|waren|und|oder|die|der|das)\b){_WORD}){{0,4}}?)"
_VERB = (
    r"(?:ist|sind|war|waren|wurde|wurden|hat|hatte|kam|ging|begann|folgte|stand|lag|gab|erhielt|zog|starb|fuhr|baute)"
)

_GAZETTEER = named_places(
    """
    Albanien Belgien Bulgarien Dänemark Deutschland England Estland Finnland Frankreich Griechenland Irland Island
    Italien Kroatien Lettland Litauen Luxemburg Malta Montenegro Niederlande Norwegen Österreich Polen Portugal
    Rumänien Russland Schottland Schweden Schweiz Serbien Slowakei Slowenien Spanien Tschechien Ukraine Ungarn Zypern
    """,
    """
    Afghanistan Armenien Aserbaidschan Bangladesch China Georgien Indien Indonesien Irak Iran Israel Japan Jordanien
    Kasachstan Libanon Malaysia Mongolei Nepal Pakistan Singapur Syrien Taiwan Thailand Türkei Usbekistan Vietnam
    """,
    """
    Ägypten Algerien Angola Äthiopien Ghana Kenia Libyen Marokko Namibia Nigeria Senegal Sudan Südafrika Tansania
    Tunesien Uganda
    """,
    """
    Argentinien Bolivien Brasilien Chile Ecuador Kanada Kolumbien Kuba Mexiko Nicaragua Panama Paraguay Peru Uruguay
    Venezuela
    """,
    """
    Aachen Augsburg Bamberg Berlin Bielefeld Bochum Bonn Braunschweig Bremen Bremerhaven Celle Chemnitz Coburg
    Darmstadt Dessau Dortmund Dresden Duisburg Düsseldorf Eisenach Emden Erfurt Erlangen Flensburg Frankfurt Freiberg
    Freiburg Göttingen Greifswald Hamburg Hannover Heidelberg Jena Karlsruhe Kassel Kiel Koblenz Köln Konstanz
    Leipzig Lübeck Lüneburg Magdeburg Mainz Mannheim Marburg München Münster Nürnberg Osnabrück Passau Potsdam
    Regensburg Rostock Saarbrücken Schwerin Stralsund Stuttgart Trier Tübingen Ulm Weimar Wiesbaden Wismar Wittenberg
    Worms Wuppertal Würzburg
    """,
    "Basel Bern Bozen Genf Graz Innsbruck Klagenfurt Linz Luzern Salzburg Wien Winterthur Zürich",
    """
    Belgrad Breslau Brünn Budapest Bukarest Danzig Königsberg Krakau Lemberg Moskau Prag Pressburg Riga Sofia Stettin
    Warschau Wilna
    """,
    "Amsterdam Antwerpen Brüssel Dublin Edinburgh London Lyon Oxford Paris Rotterdam Straßburg",
    "Athen Barcelona Bologna Florenz Istanbul Lissabon Madrid Mailand Neapel Padua Rom Triest Turin Venedig",
    "Helsinki Kopenhagen Oslo Stockholm",
    "Chicago New_York San_Francisco Los_Angeles Boston Philadelphia",
    "Kairo Peking Tokio Shanghai Delhi",
)

_NAMES = NameWords(
    particles=words("von van der den zu zur zum de la du am an im"),
    given=GIVEN_NAMES,
    roles=words("""
        Herr Frau Dr Prof Professor Professorin König Königin Kaiser Kaiserin Fürst Fürstin Herzog Herzogin Graf
        Gräfin Papst Bischof Kurfürst Prinz Prinzessin Präsident Präsidentin Kanzler Minister Bürgermeister
        Bürgermeisterin Architekt Architekten Architektin Ingenieur Ingenieurs Ingenieure Physiker Physikerin
        Physikers Chemiker Chemikerin Mathematiker Mathematikerin Astronom Astronomen Biologe Biologin Geologe
        Geologen Historiker Historikers Historikerin Geograf Geograph Erfinder Maler Malerin Bildhauer Bildhauers
        Komponist Komponisten Schriftsteller Schriftstellerin Schriftstellers Dichter Dichters Philosoph Philosophen
        Baumeister Baumeisters Kaufmann Kaufmanns Fabrikant Fabrikanten Unternehmer Unternehmers Unternehmerin
        Hauptmann General Admiral Kapitän Kapitäns Freiherr Pfarrer Arzt Ärztin Arztes Brüder Gebrüder Müller Gründer
        Direktor Uhrmacher Uhrmachers Optiker Optikers Zimmermeister Naturforscher Botaniker Journalist Verleger
        Landgraf Markgraf
        """),
    by=re.compile(r"\b(?:von|durch) $"),
    organisations=words("""
        Gesellschaft Universität Hochschule Institut Akademie Museum Ministerium Partei Verein Verband Bank Bund
        Kommission Behörde Werke Werft GmbH AG Observatorium Sternwarte Bibliothek Stiftung Kammer Amt Rat Bundestag
        Reichstag Orden Kirche Eisenbahn Staatsbahn Bahn Genossenschaft Konzern Verlag Club Klub
        """),
    geography=words("""
        See Meer Insel Inseln Gebirge Berg Fluss Kanal Bucht Halbinsel Hafen Tal Wald Brücke Straße Platz Schloss
        Burg Kap Golf Alpen Tor Park Gletscher Pass Wüste
        """),
    locative=re.compile(r"\b(?:in|bei|nach|aus|von|bis|um) $"),
    capitals_are_names=False,
    places=words("""
        Stadt Dorf Dorfes Dorfs Hafen Fluss Flusses Insel See Provinz Gemeinde Ort Ortes Landkreis Kreis Bezirk
        Bundesland Hauptstadt Kleinstadt Hafenstadt Großstadt Ortschaft Ortsteil Stadtteil Region Kanton Herzogtum
        Königreich Halbinsel
        """),
    never=frozenset(
        (
            *_MONTHS,
            *words("""
            Montag Dienstag Mittwoch Donnerstag Freitag Samstag Sonntag Anfang Mitte Ende Jahr Jahre Jahren Jahres
            Jahrhundert Jahrhunderts Uhr Meter Metern Kilometer Kilometern Zentimeter Tonnen Euro Mark Dollar Prozent
            Million Millionen Milliarden Grad Stück Abbildung Tabelle Kapitel Seite Siehe Chr Nr Herbst Frühjahr
            Frühling Sommer Winter Tag Tage Tagen Woche Wochen Monat Monate Monaten Stunden Minuten Hektar Liter
            Gramm Kilogramm Einwohner Einwohnern Besucher Mitarbeiter
            """),
        )
    ),
    leading=words("""
        Der Die Das Des Dem Den Ein Eine Einer Eines Einem Einen Im In Am An Auf Aus Bei Beim Bis Durch Für Gegen Mit
        Nach Ohne Seit Seine Sein Seiner Ihr Ihre Von Vom Vor Zu Zum Zur Über Unter Um Während Wegen Zwischen Er Sie
        Es Dies Diese Dieser Dieses Diesem Dort Hier Als Wenn Weil Da Dass Ob Und Oder Aber Auch Nur Noch Schon Erst
        Bereits Heute Später Danach Dann Dabei Damit Dadurch Daher Dazu Jedoch Alle Viele Einige Mehrere Jeder Jede
        Jedes Etwa Rund Fast Zwei Drei Vier Fünf Sechs Sieben Acht Neun Zehn Man Wir Wer Was Wo Wie Trotz Nachdem
        Bevor Obwohl Erste Ersten Zweite Dritte Neben Außer Außerdem Laut Ab Kurz Insgesamt Beide Gemeinsam Zunächst
        Schließlich Ursprünglich Allerdings
        """),
    suffixes=in_order("burg stadt dorf furt heim hausen münde ingen stedt rode haven brück kirchen"),
    organisation_suffixes=in_order(
        """
        gesellschaft universität institut akademie museum ministerium partei verband kommission werke werft
        observatorium sternwarte bibliothek stiftung bahn genossenschaft verwaltung
        """
    ),
)

RULES = LanguageRules(
    code="de",
    spaced=True,
    shortest=20,
    longest=320,
    months=_MONTHS,
    dates=(
        re.compile(rf"(?<![\d.–-]){_DAY} ?{_MONTH} {_YEAR}"),
        re.compile(rf"\b{_MONTH} {_YEAR}"),
        re.compile(r"(?<![\d.])(?P<day>[0-3]?\d)\. ?(?P<month>[01]?\d)\. ?(?P<year>1\d{3}|20\d\d)(?!\d)"),
        re.compile(r"(?<![\d-])(?P<year>1\d{3}|20\d\d)-(?P<month>[01]\d)-(?P<day>[0-3]\d)(?![\d-])"),
        re.compile(rf"(?<![\d.–-]){_DAY} ?{_MONTH}\b(?! \d)"),
    ),
    years=re.compile(
        r"(?:(?:\bJahre?s?|\bSommer|\bHerbst|\bWinter|\bFrühjahr|\bAnfang|\bEnde|\bMitte) |(?<![\w.,/:–—-]))"
        r"(?P<fact>1\d{3}|20\d\d)"
        r"(?:(?<=Jahr \d{4})|(?<=Jahre \d{4})|(?=[,;:)!?](?!\d)|[.](?=$|\s)|$| [a-zäöü(]))(?! v\. Chr)"
        r"(?! (?:km|m|kg|g|t|cm|mm|ha|kW|MW|kWh|l|qm|m²|km²|km/h|bis|oder)\b)"
    ),
    decades=re.compile(r"\b(?P<fact>(?:1\d\d0|20\d0)er)(?: |-)Jahren?\b"),
    centuries=re.compile(r"(?<![\d.,])(?P<fact>\d{1,2}\. Jahrhunderts?)(?! v\. Chr)"),
    numbers=re.compile(
        r"(?<![\w.,/:–—+*=^#-])(?P<fact>(?P<number>\d{1,3}(?:[.\u00a0\u202f]\d{3})+(?:,\d+)?|\d+(?:,\d+)?)"
        r"(?P<tail>[ \u00a0]?%|[ \u00a0](?:Prozent|Millionen|Million|Milliarden|Milliarde|Mio\.|"
        r"Mrd\.))?)(?![\w/:*=^]|[.,]\d|[–—-]\w|\.(?! *$)| v\. Chr)"
    ),
    group=".",
    decimal=",",
    identifiers=re.compile(
        r"(?:\b(?:Nr|Abb|Tab|Kap|Bd|Art|Abs|S|Vol|Z)\.|\b(?:Nummer|Abbildung|Tabelle|Kapitel|Abschnitt|Seite|"
        r"Seiten|Version|Linie|Band|Stufe|"
        r"Teil|Klasse|Typ|Ausgabe|Gleis|Route|Artikel|Paragraf|RFC|ISBN|ISSN|DIN|ISO|Python|Unicode|Windows|"
        r"Baureihe|Platz|Haus|Postleitzahl|"
        r"Bundesstraße|Autobahn|Zeile|Schritt|Port|Alter von|Formel)|[#§(])[ \u00a0]?$"
    ),
    ranges=re.compile(r"(?:bis|und|oder|mal|[-–—x×])$"),
    counted=re.compile(
        r"[ \u00a0\u202f]?(?:[A-ZÄÖÜ][a-zäöüß]|(?:km|m|kg|g|t|cm|mm|ha|kW|MW|GW|kWh|l|qm|m²|m³|"
        r"km²|V|A|Hz|kHz|MHz|K|bar|s|h|min)\b|[°€$£]|"
        r"[a-zäöü]+(?:en|e|er|ige|igen|iger) [A-ZÄÖÜ])"
    ),
    counts=_COUNTS,
    count=re.compile(
        rf"(?<![\w-])(?P<fact>{one_of(_COUNTS[1:])})(?= [A-ZÄÖÜa-zäöü]{{3,}})"
        r"(?! (?:der|und|oder|bis|von|weitere|mal)\b)"
    ),
    names=(
        (
            FactKind.WORK,
            re.compile(
                r"\b(?:Buch|Buches|Roman|Romans|Werk|Werkes|Gedicht|Film|Lied|Oper|Aufsatz|Abhandlung|Schrift|"
                r"Zeitung|Zeitschrift|Titel|"
                r"Erzählung|Studie|Bericht|Drama|Stück) [„“\"»](?P<fact>[^“”\"«]{3,80})[“”\"«]"
            ),
        ),
    ),
    terms=(
        re.compile(
            r"\b(?:wird|werden|wurde|wurden|heißt|heißen|sogenannten?|sogenanntes|nennt man|genannt|auch|kurz|"
            r"bezeichnet man) "
            r"(?:auch |oft |meist |als |man |dies |es )*(?:einen? |der |die |das |ein "
            r")?[„“\"»](?P<fact>[^“”\"«]{3,50})[“”\"«]"
        ),
        re.compile(
            rf"\b(?:wird|werden|wurde|wurden|man|auch|oft|meist) (?:\w+ ){{0,4}}?als {_TERM} (?:bezeichnet|bekannt)\b"
        ),
        re.compile(
            rf"\b(?:heißt|heißen|nennt man|nennt sich) (?:auch |oft |meist )?(?:der |die |das |ein |eine "
            rf")?{_TERM}(?=[,.;:]|$)"
        ),
    ),
    no_term=re.compile(
        r"(?:[Ee]r|[Ss]ie|[Ee]s|[Dd]ies\w*|[Ss]olche\w*|[Ww]enn|[Ww]eil|[Dd]ass|[Ww]o|[Ww]as|[Ww]er|[Aa]ls|"
        r"[Hh]ier|[Dd]ort|[Dd]a|[Dd]ann|"
        r"[Ss]o|[Nn]ur|[Aa]uch|[Nn]och|[Mm]an|[Ee]iner|[Jj]ede\w*|[Aa]lle\w*|[Kk]ein\w*)\b"
    ),
    definition=re.compile(
        rf"(?P<article>Eine? |Der |Die |Das |Unter (?:einer?|einem|der|dem) )?{_TERM}(?: "
        rf"\([^()]{{1,80}}\))?(?:, [^,]{{3,80}},)? "
        r"(?:ist|sind|war|waren|bezeichnet|versteht man) (?:eine?r?|der|die|das|alle|jede|Verfahren|"
        r"Geräte)\b[^.]{20,}"
    ),
    listed=re.compile(r"(?:\bdarunter\b|\bwie\b|\bnämlich\b|\betwa\b|:)\s+(?P<fact>[^,;]+(?:, [^,;]+){1,})"),
    first=re.compile(r"\b(?:der|die|das|den|dem) (?:aller)?erste[nrs]? (?P<fact>[A-ZÄÖÜ][^,;.]+)"),
    capitalised=_NAMES,
    gazetteer=_GAZETTEER,
    opening=re.compile(
        rf"[„“\"(]?(?:(?:Er|Sie|Es|Ihr|Ihre|Ihren|Ihrem|Ihrer|Sein|Seine|Seinen|Seinem|Seiner|Dies|Diese|Dieser|"
        r"Dieses|Diesem|Diesen|Jene|Jener|Beide|"
        r"Dort|Dorthin|Hier|Dabei|Damit|Danach|Dann|Darauf|Daraufhin|Daraus|Darin|Darunter|Davon|Davor|Dazu|"
        r"Dafür|Dadurch|Daher|"
        r"Deshalb|Deswegen|Hierbei|Hierfür|Hierzu|Später|Zuvor|Seitdem|Seither|Inzwischen|Solche|Solcher|"
        r"Letztere|Letzterer|Erstere|"
        r"Stattdessen|Zugleich|Gleichzeitig|Anschließend|Deren|Dessen|Drei|Zwei|Vier|Einer davon|Weitere) "
        r"|(?:In|An|Auf|Bei|Mit|Nach|Vor|Von|Zu|Aus|Durch|Für|Unter|Über|Seit|Zwischen|Während|Trotz|Wegen) "
        r"(?:ihm|ihr|ihnen|ihrer|ihrem|ihren|seine[rmns]?|seinem|diese[rmns]?|jene[rmns]?|dessen|deren|beiden|"
        r"demselben|derselben)\b"
        r"|(?:Ein|Zwei|Drei|Vier|Fünf|Wenige|Einige|Kurze?) (?:Jahre?|Monate?|Tage?|Jahrzehnte?|Zeit) (?:später|"
        r"danach|zuvor|darauf)\b)"
        rf"|Das (?:{_VERB}|Ergebnis|Gleiche)\b"
    ),
    unnamed=re.compile(
        r"[A-ZÄÖÜ0-9][\w.-]*(?: (?!(?:der|die|das|dem|den|des|eine?[rmns]?)\b)(?:[a-zäöü0-9][\w.-]*|Jahre?|"
        r"Januar|Februar|März|April|Mai|Juni|Juli|August|September|Oktober|November|Dezember)){0,6} "
        r"(?:er|sie|es|ihn|ihm|ihr|man dort|seine?[rmns]?|ihre?[rmns]?)\b"
    ),
    referring=re.compile(
        r"\b(?:(?:im|in dem|zum) (?:selben|gleichen|folgenden|nächsten|darauffolgenden) (?:Jahr|Monat|Tag|"
        r"Jahrzehnt)|siehe (?:oben|unten|auch)|"
        r"im Folgenden|oben genannte\w*|(?:Jahre?|Monate?|Tage?) (?:später|danach|zuvor))\b",
        re.IGNORECASE,
    ),
    boilerplate=re.compile(
        r"\b(?:ISBN|ISSN|OCLC|doi|DOI|abgerufen|Archiviert|zuletzt (?:bearbeitet|geändert|aktualisiert)|"
        r"Impressum|Datenschutz\w*|Cookies?|"
        r"Creative Commons|Urheberrecht|alle Rechte vorbehalten|https?|www|Hauptartikel|Weblinks|Einzelnachweise|"
        r"diese[rs]? (?:Artikel|Seite|Abschnitt|Kapitel|Anleitung)|Newsletter|Hrsg|a\. a\. O|et al)\b|"
        r"[©|{}<>\\]|\bS\. \d",
        re.IGNORECASE,
    ),
    not_content=phrases(
        """
        einzelnachweise, literatur, weblinks, siehe auch, quellen, anmerkungen, fußnoten, belege,
        inhaltsverzeichnis, inhalt, navigation, navigationsmenü, bibliografie, bibliographie, galerie,
        kategorien, filme, schriften, werke (auswahl), literatur und quellen, externe links, lizenz,
        nachweise
        """
    ),
    addressing=re.compile(r"\b(?:Sie können|Sie müssen|du|dein|deine|wir|unser|unsere|uns|ich|mein|bitte)\b"),
)
