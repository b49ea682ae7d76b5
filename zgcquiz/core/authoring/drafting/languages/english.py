"""The rules for English."""

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

_MONTHS = in_order("January February March April May June July August September October November December")
_MONTH = rf"(?P<month>{one_of(_MONTHS)})"
_DAY = r"(?P<day>[0-3]?\d)(?:st|nd|rd|th)?"
_YEAR = r"(?P<year>1\d{3}|20\d\d)(?![\d,]\d|\w)"
_CUE = (
    r"(?:in|since|until|till|from|by|before|after|around|about|circa|c\.|during|of|to|and|or|year|summer|winter|"
    r"spring"
    r"|autumn|early|late|mid)"
)
_FUNCTION = (
    "a|an|and|as|at|became|because|but|by|during|followed|following|for|from|had|has|he|his|her|in|into|is|it|"
    "its|on|or|she|since|"
    "so|that|the|their|they|this|through|to|under|until|was|were|when|where|which|while|who|with|without|after|"
    "before|did|only"
)
_COUNTS = in_order(
    "two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen eighteen twenty"
)
_TERM = r"(?P<fact>[A-Za-z][\w'’-]*(?: (?!(?:is|are|was|were|and|or|that|which)\b)[\w'’-]+){0,4}?)"

_GAZETTEER = named_places(
    """
    Albania Austria Belarus Belgium Bulgaria Croatia Cyprus Denmark England Estonia Finland France Germany Greece
    Hungary Iceland Ireland Italy Latvia Lithuania Luxembourg Malta Moldova Netherlands Norway Poland Portugal
    Romania Russia Scotland Serbia Slovakia Slovenia Spain Sweden Switzerland Ukraine Wales
    """,
    """
    Afghanistan Armenia Azerbaijan Bangladesh Cambodia China India Indonesia Iran Iraq Israel Japan Kazakhstan Kuwait
    Laos Lebanon Malaysia Mongolia Myanmar Nepal Oman Pakistan Philippines Qatar Singapore Syria Taiwan Thailand
    Turkey Uzbekistan Vietnam Yemen South_Korea Sri_Lanka Saudi_Arabia New_Zealand Australia
    """,
    """
    Algeria Angola Cameroon Egypt Ethiopia Ghana Kenya Libya Madagascar Mali Morocco Mozambique Namibia Nigeria
    Rwanda Senegal Somalia South_Africa Sudan Tanzania Tunisia Uganda Zambia Zimbabwe
    """,
    """
    Argentina Bolivia Brazil Canada Chile Colombia Cuba Ecuador Jamaica Mexico Nicaragua Panama Paraguay Peru
    United_States Uruguay Venezuela
    """,
    """
    Aberdeen Belfast Birmingham Bristol Cambridge Cardiff Cork Dublin Edinburgh Glasgow Leeds Liverpool London
    Manchester Newcastle Oxford Plymouth Portsmouth Sheffield Southampton
    """,
    "Basel Berlin Bern Bremen Cologne Dresden Frankfurt Geneva Göttingen Hamburg Kiel Leipzig Munich Nuremberg "
    "Salzburg Stuttgart Vienna Zürich",
    "Amsterdam Antwerp Bordeaux Brussels Delft Ghent Leiden Lyon Marseille Nantes Paris Rotterdam Rouen "
    "Strasbourg Toulouse Utrecht",
    "Bergen Copenhagen Gothenburg Helsinki Oslo Riga Stockholm Tallinn Uppsala",
    "Athens Barcelona Bologna Florence Genoa Lisbon Madrid Milan Naples Padua Pisa Rome Seville Trieste Turin Venice",
    "Belgrade Bucharest Budapest Gdansk Istanbul Kraków Moscow Prague Sofia Warsaw",
    """
    Baltimore Boston Chicago Detroit Los_Angeles Montreal New_Orleans New_York Philadelphia Pittsburgh San_Francisco
    Seattle Toronto Washington
    """,
    "Beijing Guangzhou Hangzhou Nanjing Shanghai Shenzhen Tianjin Wuhan Chengdu Chongqing",
    "Baghdad Bangkok Calcutta Delhi Jakarta Jerusalem Kyoto Manila Mumbai Seoul Tokyo",
)

_NAMES = NameWords(
    particles=words("of de la von van der den du da di del le les"),
    given=GIVEN_NAMES,
    roles=words("""
        Mr Mrs Ms Dr Sir Lord Lady Prof Professor President King Queen Prince Princess Emperor Empress Pope Saint
        Bishop Captain Admiral General Colonel Count Countess Duke Baron Chancellor Mayor architect engineer
        physicist chemist mathematician astronomer biologist geologist historian geographer inventor painter sculptor
        composer writer novelist poet author philosopher explorer naturalist botanist surveyor builder businessman
        businesswoman industrialist merchant brother brothers sister physician surgeon economist journalist
        photographer botanist programmer scientist clockmaker shipbuilder banker designer director founder minister
        keeper
        """),
    by=re.compile(
        r"\b(?:built|designed|written|invented|discovered|founded|composed|painted|created|proposed|introduced|"
        r"described"
        r"|developed|devised|published|drawn|patented|engineered|established|commissioned|named|constructed|led|"
        r"directed"
        r"|coined|formulated|isolated|rebuilt|restored|opened|surveyed|planned) (?:\w+ )?(?:by|after) $"
    ),
    organisations=words("""
        Company Corporation Inc Ltd University College Institute Institution Society Council Bank Museum Ministry
        Party Association Academy Observatory Commission Agency Union Laboratory Laboratories Library School
        Committee Foundation Trust House Board Department Office Authority Survey Railway Group Works Brothers Court
        Parliament Church Navy Army Service Hospital Federation League Guild Club Press Consortium Bureau Admiralty
        """),
    geography=words("""
        River Lake Bay Island Islands Mountains Mountain Mount County Valley Street Bridge Sea Ocean Cape Peninsula
        Harbour Harbor Canal Desert Hill Hills Coast Strait Gulf Forest Falls Pass Point Province District Park
        Square Sound Channel Rock Rocks Head Fort Castle Hall Gate City Town Village Port Loch Glacier Basin Plateau
        Plain
        """),
    locative=re.compile(r"\b(?:in|near|from|at|to|outside|around) $"),
    capitals_are_names=True,
    places=words("city town village port river island lake province state county region district capital"),
    never=frozenset(
        (
            *_MONTHS,
            *words("""
            Monday Tuesday Wednesday Thursday Friday Saturday Sunday I Christian Christians Catholic Protestant
            Jewish Islamic Muslim Roman Greek English French German Latin Italian Spanish Dutch Swedish Danish
            Norwegian Russian Chinese Japanese British American European African Asian Irish Scottish Welsh Arabic
            Turkish Polish Austrian Swiss Earth Sun Moon God Parliament Congress Note See Table Figure Chapter
            Section BC AD CE BCE North South East West Internet Web Bible Gothic Baroque Renaissance Middle Ages War
            Wars World Christmas Easter Victorian
            """),
        )
    ),
    leading=words("""
        The A An In On At By For From To With Of It Its He His She Her They Their This That These Those There Here
        When While After Before During Since Until Although Though Because If As And But Or Nor So Yet Both Each
        Every All Most Many Some Several Few More Another Other One Two Three Four Five Six Seven Eight Nine Ten
        About Over Under Between Among However Today Later Early Late Then Thus Only Even Like Unlike Despite Nearly
        Almost Around Through Within Without Not No What Where Who How Why Also Such Where Originally Initially
        Eventually Finally Besides Instead Once Half We You Our Your Modern Old New First Second Third Next Last
        Another Its
        """),
    suffixes=("shire", "borough", "chester", "minster"),
    organisation_suffixes=(),
)

RULES = LanguageRules(
    code="en",
    spaced=True,
    shortest=20,
    longest=320,
    months=_MONTHS,
    dates=(
        re.compile(rf"(?<![\d–-]){_DAY} (?:of )?{_MONTH},? {_YEAR}"),
        re.compile(rf"\b{_MONTH} {_DAY},? {_YEAR}"),
        re.compile(rf"\b{_MONTH},? (?:of )?{_YEAR}"),
        re.compile(r"(?<![\d-])(?P<year>1\d{3}|20\d\d)-(?P<month>[01]\d)-(?P<day>[0-3]\d)(?![\d-])"),
        re.compile(rf"(?<![\d–-]){_DAY} (?:of )?{_MONTH}\b(?!,? \d)"),
        re.compile(rf"\b{_MONTH} {_DAY}\b(?!,? ?\d|[–-])"),
    ),
    years=re.compile(
        rf"(?:\b{_CUE} |^In |^By |^Since |\()(?P<fact>1\d{{3}}|20\d\d)(?=[.,;:)!?](?!\d)|$| "
        rf"(?:{_FUNCTION})\b| [A-Z])"
        r"(?! (?:BC|BCE)\b)"
    ),
    decades=re.compile(r"\b(?P<fact>(?:1\d\d0|20\d0)s)\b"),
    centuries=re.compile(r"\b(?P<fact>\d{1,2}(?:st|nd|rd|th) century(?: BCE?)?)\b"),
    numbers=re.compile(
        r"(?<![\w.,/:–—+*=^#-])(?P<fact>[$€£¥]?(?P<number>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)"
        r"(?P<tail> ?%| per ?cent\b| (?:thousand|million|billion|trillion)\b)?)(?![\w/:*=^]|[.,]\d|[–—-]\w|th\b|"
        r" BCE?\b)"
    ),
    group=",",
    decimal=".",
    identifiers=re.compile(
        r"(?:\b(?:No|Nos|Fig|Vol|pp?|v|ver|Ch|Sec|Art)\.|\b(?:number|numbers|figure|table|chapter|section|page|"
        r"pages|version|release|"
        r"route|line|step|part|level|volume|issue|appendix|room|platform|type|class|grade|RFC|ISBN|ISSN|PEP|ISO|"
        r"Python|Unicode|"
        r"Article|Act|Apollo|Windows|port|error|status|code|exit|item|rule|at|aged|age)|[#§(]) ?$",
    ),
    ranges=re.compile(r"(?:to|and|or|by|through|till|until|[-–—x×])$"),
    counted=re.compile(
        r" ?[°′″]| (?!(?:of|and|or|to|in|on|at|by|for|from|with|as|is|are|was|were|when|the|a|an|that|which|but|"
        r"respectively|after|before|while)\b)"
        r"[A-Za-zµΩ]"
    ),
    counts=_COUNTS,
    count=re.compile(
        rf"(?<![\w-])(?P<fact>{one_of(_COUNTS[1:])})(?= [a-z]{{3,}})(?! (?:of|more|other|times|or|and|to)\b)"
    ),
    names=(
        (
            FactKind.WORK,
            re.compile(
                r"\b(?:book|novel|paper|poem|film|treatise|work|essay|song|album|newspaper|journal|magazine|"
                r"report|titled"
                r"|entitled|play|opera|article|pamphlet|study|guide|manual|memoir|letter)s?,? "
                '["“](?P<fact>[^"”]{3,80})["”]'
            ),
        ),
    ),
    terms=(
        re.compile(
            r"\b(?:called|known as|nicknamed|dubbed|termed|referred to as) (?:an? |the )?"
            rf"[\"“*]?{_TERM}[\"”*]?(?=[,.;:)](?:\s|$)|$| (?:in|of|for|that|which|and|or|by|because|after|since|"
            r"when|at|on|to|with|from)\b)"
        ),
        re.compile(r"\b(?:named|called|known as|nicknamed|dubbed) (?:the )?[\"“](?P<fact>[^\"”]{3,50})[\"”]"),
    ),
    no_term=re.compile(
        r"(?:it|its|he|his|she|her|they|their|them|this|that|these|those|such|both|one|each|again|first|last|"
        r"once|twice|only|with|"
        r"without|when|where|while|if|as|at|on|in|into|before|after|during|from|by|for|to|of|and|or|but|not|"
        r"then|there|here|later|now|"
        r"so|too|also|what|which|who|any|all|some|every|no|none|up|out|off|upon|for|"
        r"(?!(?:family|assembly|anomaly|monopoly|supply|reply|jelly|lily|holly|gully|folly|\w*fly)\b)\w+ly)\b",
        re.IGNORECASE,
    ),
    definition=re.compile(
        rf"(?P<article>An? |The )?{_TERM}(?: \([^()]{{1,80}}\))?(?:, [^,]{{3,80}},)? (?:is|are|was|were|means|"
        r"refers to|is known as) "
        r"(?:an?|the|any|one of|ways?|methods?)\b[^.]{20,}"
    ),
    listed=re.compile(
        r"(?:\bsuch\b[^,;:]*? as|\bincluding|\bincludes?|\bnamely|\blike|:)\s+(?P<fact>[^,;]+(?:, [^,;]+){1,})"
    ),
    first=re.compile(r"\bthe (?:very )?first (?P<fact>(?!time\b)[^,;.]+)"),
    capitalised=_NAMES,
    gazetteer=_GAZETTEER,
    opening=re.compile(
        r"[\"“(]?(?:It|Its|None|Nothing|Each|All|Any|Most|Everything|He|His|She|Her|They|Their|Them|This|That|"
        r"These|Those|Such|Both|Here|Another|Others?|"
        r"Neither|Either|Then|Later"
        r"|Afterwards?|Thus|Thereafter|Meanwhile|Instead|Two|Three|Four|Some of|One of (?:these|them|its|his|her)"
        r"|(?:In|On|At|By|From|For|After|Before|With|Of|During|To|Like|Unlike|Under|Among|Since|Despite) "
        r"(?:it|its|his|her|him|them|their|this|that|these|those|both|turn|addition|then|the same|the latter|"
        r"the former|each)"
        r"|The (?:latter|former|same|other|others|result|resulting|following|two|three|next)|"
        r"(?:An?|One|The|\w+) (?:year|years|month|months|decade|decades|century) (?:later|after|earlier|before))\b"
    ),
    unnamed=re.compile(
        r"(?!(?:The|An?|Each|Every|All|Some|Most|Many|Few|No|One)\b)[A-Z][\w-]*"
        r"(?: (?!(?:the|an?|that|when|which|who)\b)[a-z0-9][\w-]*){0,6},? (?:it|he|she|they)\b"
    ),
    referring=re.compile(
        r"\b(?:such an?|in question|(?:that|the same|the following|the next|the previous|this) "
        r"(?:year|month|day|decade|century)|years? later|(?:see|as) "
        r"(?:above|below)|the (?:above|following|latter|former)|see also|^see|shown (?:here|below|above))\b",
        re.IGNORECASE,
    ),
    boilerplate=re.compile(
        r"\b(?:ISBN|ISSN|OCLC|doi|DOI|Retrieved|Archived|Accessed|last (?:edited|updated|modified|reviewed|"
        r"changed)|all rights reserved|"
        r"copyright|[Cc]ookies?|Creative Commons|privacy policy|terms of use|this (?:page|article|document|"
        r"section|chapter|tutorial|guide)|"
        r"click here|subscribe|newsletter|https?|www|stub|main article|further information|citation needed|et "
        r"al)\b|[©|{}<>\\]|\bpp?\. \d",
        re.IGNORECASE,
    ),
    not_content=phrases(
        """
        references, notes, footnotes, citations, sources, bibliography, further reading, external links, see
        also, literature, works cited, contents, related articles, categories, gallery, acknowledgements,
        acknowledgments, navigation menu, changelog, license, copyright, notes and references, references
        and notes, selected works, publications, infobox
        """
    ),
    addressing=re.compile(r"\b(?:you|your|we|our|us|I|my|let's|please)\b", re.IGNORECASE),
)
