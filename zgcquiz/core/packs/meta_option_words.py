"""Words of meta options ("all of the above") in languages other than English.

An option is one only if all of its words are listed for the same language, so the lists may be generous.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from zgcquiz.core.value import Value


class MetaWords(Value, frozen=True):
    """The words of one language.

    all, none: words that mean all or none of the options; bare: those of them that do so alone;
    others: words that may accompany them.
    """

    all: frozenset[str]
    none: frozenset[str]
    bare: frozenset[str]
    others: frozenset[str]


def _words(all: str, none: str, bare: str, others: str) -> MetaWords:
    return MetaWords(*(frozenset(each.split()) for each in (all, none, bare, others)))


LANGUAGES = (
    _words(  # German
        "alle alles allesamt beide beides sämtliche jede",
        "keine keines keiner keins nichts weder",
        "alle beide beides keine keines keiner keins",
        """der die das den dem dieser diese dieses diesen von davon hiervon oben obigen obige obiges oberen
        obenstehenden obenstehende obengenannten genannten genannte genanntes genannt aufgeführten aufgezählten
        angegebenen erwähnten angeführten vorgenannten vorstehenden vorherigen untenstehenden folgenden antwort
        antworten antwortmöglichkeiten möglichkeiten option optionen aussage aussagen alternativen punkte angaben ist
        sind richtig richtige richtigen korrekt falsch wahr zutreffend trifft treffen stimmt stimmen zu noch hier zwei
        drei vier beiden anderen g o es wäre wären würde würden sein zutreffen stimmen""",
    ),
    _words(  # French
        "tous toutes tout deux ensemble",
        "aucun aucune rien ni",
        "tous toutes aucun aucune",
        """les la le l de du des d ces ce cette cela celles ceux ci dessus dessous réponse réponses proposition
        propositions affirmation affirmations option options choix possibilités énoncés solutions précédent précédents
        précédente précédentes mentionnés mentionnées cités citées listés listées énumérés proposés proposées données
        suivants suivantes sont est n ne pas exacte exactes correct correcte correctes juste justes bonne bonnes vrai
        vraie vraies fausse fausses autre autres un une à plus haut trois quatre entre elles eux qui précède serait
        seraient""",
    ),
    _words(  # Spanish
        "todas todos ambas ambos todo",
        "ninguna ninguno ningún nada",
        "todas todos ambas ambos ninguna ninguno",
        """las los la el de del lo anterior anteriores arriba abajo siguientes mencionadas mencionados citadas
        indicadas dadas antes respuesta respuestas opción opciones alternativa alternativas afirmaciones proposiciones
        es son correcta correctas correcto correctos cierta ciertas ciertos verdadera verdaderas falsas estas estos
        esas otra otras otros aquí listadas dos tres cuatro que ellas ellos sería serían""",
    ),
    _words(  # Italian
        "tutte tutti entrambe entrambi ambedue tutto",
        "nessuna nessuno nessun niente",
        "tutte tutti entrambe entrambi nessuna nessuno",
        """le i gli la il l di delle dei degli queste questi precedente precedenti sopra sotto seguenti soprastanti
        suddette elencate elencati indicate citate menzionate risposta risposte opzione opzioni alternative
        affermazioni proposte è sono corretta corrette corretti esatta esatte giuste vera vere altra altre due tre
        quattro quelle sarebbe sarebbero""",
    ),
    _words(  # Portuguese
        "todas todos ambas ambos tudo",
        "nenhuma nenhum nada",
        "todas todos ambas ambos nenhuma nenhum",
        """as os a o das dos da do de anterior anteriores acima abaixo seguintes mencionadas citadas resposta respostas
        alternativa alternativas opção opções afirmativas afirmações itens é são está estão correta corretas certa
        certas verdadeiras estas esses destas dessas outra outras duas três quatro seria
        seriam""",
    ),
    _words(  # Dutch
        "alle alles allemaal beide al",
        "geen niets noch",
        "alle allemaal beide geen",
        """van de het deze dit die bovenstaande bovengenoemde genoemde onderstaande vorige voorgaande antwoord
        antwoorden optie opties mogelijkheden stellingen beweringen zijn is juist juiste correct goed waar hierboven
        boven twee drie zou zouden""",
    ),
    _words(  # Swedish, Danish, Norwegian
        "alla samtliga båda allt alle begge alt",
        "inget inga ingen intet ingenting",
        "alla båda alle begge inga ingen",
        """av af de dem det den dessa disse detta ovanstående ovan nämnda nedanstående ovenstående ovenfor ovennævnte
        ovennevnte nævnte nevnte alternativ alternativen alternativene alternativer svar svaren svarene svarsalternativ
        svaralternativene svarmuligheder är er rätt korrekta rigtige riktige korrekte påståenden påstander skulle vara
        være ville vore""",
    ),
    _words(  # Polish
        "wszystkie wszystko oba obie",
        "żadne żadna żaden żadnej",
        "wszystkie oba obie żadne żadna żaden",
        """z ze powyższe powyższych powyższa wyżej poniższych wymienione wymienionych odpowiedzi odpowiedź są jest nie
        poprawne poprawna prawidłowe prawidłowa te tych nich opcje opcji byłaby byłyby""",
    ),
    _words(  # Czech, Slovak
        "všechny všechno všetky všetko obě oba obe",
        "žádná žádné žádný žiadna žiadne žiadny nic",
        "všechny všetky žádná žádné žádný žiadna žiadne žiadny",
        """výše uvedené uvedených uvedená vyššie z zo možností možnosti možnost odpovědi odpověď odpovede odpoveď
        předchozích jsou sú je správné správná správně správne není nie by byla byly
        boli""",
    ),
    _words(  # Russian, Ukrainian
        "все всё всех обе оба усе усі всі обидва",
        "ничего ни нет никакой ничто нічого жоден жодна жодного жодне",
        "все всё оба обе усі всі",
        """вышеперечисленное вышеперечисленные вышеперечисленного вышеперечисленных вышеуказанное вышеуказанные
        вышеуказанных перечисленное перечисленные перечисленного перечисленных указанное указанные указанных названное
        названных предложенных из выше ниже ответ ответы ответов вариант варианты вариантов верно верны верного
        правильны правильные правильно правильного правильных не один одного одна этого этих это перелічене перелічені
        переліченого перерахованих вище вищезазначене вищезазначені з із відповідь відповіді варіанти правильні вірні
        ответа варианта бы было были би був були""",
    ),
    _words(  # Turkish
        "hepsi tümü tamamı",
        "hiçbiri",
        "hepsi tümü tamamı hiçbiri",
        """yukarıdakilerin yukarıdakiler bunların seçeneklerin cevapların şıkların doğru doğrudur değildir olur
        olurdu""",
    ),
    _words(  # Romanian, Hungarian, Finnish, Greek
        "toate ambele mindegyik mind mindkettő kaikki molemmat όλα όλες όλοι",
        "niciuna niciunul niciun egyik mikään κανένα καμία κανένας",
        "toate ambele niciuna niciunul mindegyik mindkettő kaikki molemmat όλα όλες κανένα καμία",
        """cele de mai sus din dintre variantele varianta variantă răspunsurile răspuns corecte acestea sunt sem a az
        fenti fentiek felsoroltak közül válasz helyes ei edellä mainitut mainituista yllä olevat olevista ovat oikein
        τα οι από τις των παραπάνω απαντήσεις είναι σωστά σωστές και δύο""",
    ),
    _words(  # Indonesian, Vietnamese
        "semua tất cả",
        "tidak không",
        "semua",
        """benar salah jawaban di atas ada yang pilihan đều đúng các câu trên đáp án phương ở có nào là sai""",
    ),
    _words(  # Arabic, Hebrew, Hindi, Persian
        "جميع كل كلها כל כולם כולן सभी همه",
        "لا אף कोई هیچ هیچکدام",
        "كلها כולם כולן سभी هیچکدام",
        """ما سبق ذلك مما شيء الإجابات الخيارات صحيحة أعلاه صحيح התשובות תשובה נכונות אינה נכונה מהתשובות הנ״ל לעיל
        उपरोक्त उपर्युक्त इनमें से नहीं में ऊपर موارد فوق گزینه ها کدام از صحیح است""",
    ),
)

_ALL_TOGETHER = re.compile(
    r"(?:以上|上述|上面|前面|下列|以下)?(?:的)?(?:所有|全部|各项|各項|三者|两者|兩者|四者|选项|選項|答案|说法|說法)*(?:都|均|全|皆)(?:会|會|应该|應該|可能)?(?:是|对|對|正确|正確|可以?|选|選|有|包括|属于)?(?:正确|正確)?(?:的)?"
    r"|(?:以上|上述|前述|上面)(?:的)?(?:所有|全部|各)(?:选项|選項|答案|各项|各項)?"
    r"|(?:上記|以上|上)の?(?:すべて|全て|全部)(?:が?(?:正しい|該当する?|当てはまる))?|(?:すべて|全て|全部)(?:正しい|該当する?)?"
    r"|(?:위의?|이상의?|상기)?(?:모두|모든것|전부)(?:정답|맞다|해당|옳다|맞음|해당된다)?|ข้อใดก็ถูก|ถูกทุกข้อ|ถูกทั้งหมด"
)
_NONE_OF_THEM = re.compile(
    r"(?:以上|上述|上面|前面)?(?:的)?(?:选项|選項|答案|说法|說法|三者|两者|兩者)*(?:都|均|全|皆)(?:不是|(?:不会|不會|不应该|不應該|不可能)(?:是|对|對)|不对|不對|不正确|不正確|非|否|错|錯|错误|錯誤|无|無|没有|沒有)"
    r"|(?:以上|上述)(?:的)?(?:没有|沒有|无|無)(?:一个|一個|正确|正確)*(?:是|对|對)?(?:的)?(?:选项|選項|答案)?|(?:没有|沒有|无|無)正[确確](?:的)?(?:选项|選項|答案)"
    r"|(?:上記|以上)の?(?:いずれ|どれ)(?:でも|も)(?:ない|違う|該当しない)|(?:いずれ|どれ)(?:でも|も)(?:ない|該当しない)|該当なし|正解なし"
    r"|(?:위의?|이상의?)?(?:정답|해당사항|답)?(?:없음|없다|모두아니다|모두아님)|해당없음|ไม่มีข้อถูก|ไม่มีข้อใดถูก|ผิดทุกข้อ"
)

ABOVE = frozenset(
    """oben obigen obige obiges oberen obenstehenden obenstehende obengenannten vorgenannten vorstehenden vorherigen
    dessus haut précédent précédents précédente précédentes anterior anteriores arriba precedente precedenti sopra
    soprastanti suddette acima bovenstaande bovengenoemde hierboven boven vorige voorgaande ovanstående ovan
    ovenstående ovenfor ovennævnte ovennevnte powyższe powyższych powyższa wyżej výše vyššie předchozích
    вышеперечисленное вышеперечисленные вышеперечисленного вышеперечисленных вышеуказанное вышеуказанные вышеуказанных
    выше вище вищезазначене вищезазначені yukarıdakilerin yukarıdakiler sus fenti fentiek edellä yllä παραπάνω atas
    trên سبق أعلاه לעיל उपरोक्त उपर्युक्त ऊपर فوق précède""".split()  # noqa: SIM905
)
BELOW = frozenset(
    """untenstehenden folgenden dessous suivants suivantes abajo siguientes sotto seguenti abaixo seguintes
    onderstaande nedanstående poniższych ниже""".split()  # noqa: SIM905
)
ABOVE_SIGNS = re.compile("以上|上述|上面|前述|前面|上記|위의?|이상|상기")
BELOW_SIGNS = re.compile("以下|下列|下記|아래")

JOINS = frozenset(
    """, ; & + / and or nor but not und oder noch als et ou ni y o e né nem en of och og eller i oraz lub и или ни та
    або și sau és ve veya και 和 与 與 及 或 跟 と や 、 와 과 como quanto che auch jak так
    как""".split()  # noqa: SIM905
)
"""Words and signs between labels."""
NOUNS = frozenset(
    """nos no number numbers statement statements option options answer answers choice choices antwort antworten
    aussagen aussage réponse réponses propositions proposition respuestas respuesta opciones opción risposte risposta
    respostas resposta alternativas alternativa antwoorden antwoord svar odpowiedzi ответы
    варианты""".split()  # noqa: SIM905
)
"""Nouns that may precede labels."""
FRAMES = frozenset(
    """of the both either neither all together is are was were would could be correct right true false sowohl
    weder beide sind wäre wären würden richtig korrekt wahr falsch die les la le seraient fausses vraie sería
    serían verdaderas sarebbero vere seria seriam zouden waar byłyby были бы à fois sont justes exactes
    correctes vraies tanto ambas ambos las los son correctas correcta sia entrambe sono corrette esatte as são
    corretas zowel zijn juist både begge är er zarówno są poprawne оба верны правильны 都 均 皆 对 對 正确 正確
    选项 選項 两者 兩者 正しい 모두 정답 hem de 都对 都對 都正确 都正確 都是
    均正确 均正確 均对 均是 皆对 皆對 皆是 皆正确 皆正確 是""".split()  # noqa: SIM905
)
"""Words that may surround labels without adding a meaning."""
ONLY = frozenset(
    """only just alone nur allein seulement uniquement seul seule seules solo sólo solamente únicamente soltanto
    somente apenas só alleen enkel endast bara kun bare tylko только лише тільки sadece numai csak vain 只 仅 僅 只有
    仅有 のみ だけ 만 except save außer sauf excepto menos tranne eccetto exceto behalve utom undtagen kromě
    кроме""".split()  # noqa: SIM905
)
"""Words with which a single label is enough: "only A", "all except C"."""
_CJK_JOINS = re.compile(r"([和与與及或跟、]|[とや](?=[ (]?[A-Ha-h1-9])|[와과](?= ))")
_TOKEN = re.compile(r"[,;&+/、]|[^\s,;&+/、()\[\].:（）。]+")


def tokens(text: str) -> Iterator[str]:
    """Return the words of an option in lower case, including the signs that join labels."""
    if not text.isascii():
        text = _CJK_JOINS.sub(r" \1 ", text)
        text = re.sub(
            r"((?:都|均|皆)?(?:正确|正確|对|對|是)|選項|选项|只有|仅有|只|仅|僅|のみ|だけ|정답)", r" \1 ", text
        )
    return (match.group() for match in _TOKEN.finditer(text.casefold()))


def quantified(text: str) -> str:
    """Return "all" or "none" for an option that means all or none of the others, not in English; else ""."""
    if len(text) > 100:
        return ""
    if not text.isascii():
        squeezed = re.sub(r"[\s。．.!！]", "", text)
        if _NONE_OF_THEM.fullmatch(squeezed):
            return "none"
        if _ALL_TOGETHER.fullmatch(squeezed):
            return "all"
    words = {word for word in re.split(r"[\s'’ʼ\-‐–.,;:()!]+", text.casefold()) if word}
    if not words:
        return ""
    for language in LANGUAGES:
        quantifiers = words & (language.all | language.none)
        if quantifiers and words <= quantifiers | language.others and (len(words) > 1 or words & language.bare):
            return "none" if words & language.none else "all"
    return ""
