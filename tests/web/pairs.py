"""Pairs of right and typed answers, made to try every rule by which they are compared."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from tests.property.test_wording import MANNERS, OPERATORS
from tests.strategies import FRAGMENTS
from zgcquiz.core.packs.pack import Item, Kind, Option
from zgcquiz.core.text.strictness import STRICT

_WORDS = (
    "Zhongguancun silicon valley semiconductor don't well-known Ph.D. U.S.A. e.g. the over about three hundred and "
    "twenty-one million café naïve Straße МОЙ й ё Αθήνα ΑΘΗΝΑ שָׁלוֹם كِتَاب 中关村 シリコン हिन्दी x² H2O H₂O SO₄²⁻ "
    "Ca2+ f(x)=y a_b C# .NET \\d \\D [0,1) {1,2} n! y' y'' 10^-3 5% 1/2 ½ ± ≤ <= → -> « » “ ” ' \" . , ; : ! ? ¿ "
    "- – 2016, July"
)
_NUMBERS = (
    "3652|3,652|3.652|3 652|3'652|1,234.5|1.234,5|0,125|.5|-5|−5|minus five|1e-3|6.02×10^23|10⁻³|1/2|2 1/2|½|١٢٣|٣٫١٤|"
    "１２３|twenty-one|1.2 million|12,34,567|50%|0.5|5 km|5km|5 kilometres|3.5 million dollars|$5|-$5|5 m²|5 m^2|5!|"
    '1-2|5±1|about 12|(12)|"12"|12 apples|9e9999|1e400|0|0,000|00.5|1,000,00|5 per cent|3 thousand|2 hundred|7 µm|'
    "1.000|3.142|3,142|0.001|1,500 million|1.500 million|1.500 Mio.|1500 Millionen|2,5 Mrd.|3 Tsd.|4 mld|1 Billion|"
    "2 billions|3 billón|5、6万"
)
_UNITS = ("", "km", "m²", "%", "million dollars", "Mio. Euro", "Billion", "tausend", "$", "kg", "µm", "°C", "m/s")


def _text(rng: Random) -> str:
    words = _WORDS.split()
    source = rng.choice((words, MANNERS, FRAGMENTS, [*OPERATORS, *"xyn12αя"], words))
    between = rng.choice((" ", " ", "", "-", ", "))
    return between.join(str(rng.choice(source)) for _ in range(rng.randint(1, 4)))


def _changed(text: str, rng: Random) -> str:
    """Return a text with one or two changes of a character."""
    for _ in range(rng.randint(0, 2)):
        at = rng.randint(0, len(text))
        kind = rng.randrange(6)
        if kind == 0:
            text = text[:at] + rng.choice("xyz .,-'éÉ5") + text[at:]
        elif kind == 1:
            text = text[:at] + text[at + 1 :]
        elif kind == 2:
            text = text[:at] + text[at + 1 : at + 2] + text[at : at + 1] + text[at + 2 :]
        elif kind == 3:
            text = text.upper() if rng.random() < 0.5 else text.title()
        elif kind == 4:
            text = text[:at] + " " + text[at:].replace(" ", "")
        else:
            text = f"  {text}\t"
    return text


def _number(rng: Random) -> str:
    if rng.random() < 0.4:
        digits = str(rng.randrange(10 ** rng.randint(1, 8)))
        at = rng.randint(0, len(digits))
        return rng.choice(("", "-", "+", "about ")) + digits[:at] + rng.choice(",. '") + digits[at:]
    return rng.choice(_NUMBERS.split("|"))


def typed_pairs(count: int, rng: Random) -> Iterator[tuple[Item, str, str]]:
    """Yield (item, what was typed, language) of answers in words."""
    for _ in range(count):
        key = _text(rng)
        accept = (_text(rng),) if rng.random() < 0.2 else ()
        said = _changed(rng.choice((key, *accept)), rng) if rng.random() < 0.7 else _text(rng)
        strict = tuple(each for each in STRICT if rng.random() < 0.15)
        options: tuple[Option, ...] = (Option(key, key=True),)
        if rng.random() < 0.2:
            options += (Option(_changed(key, rng)),)
        item = Item("item", Kind.TYPED, "Stem?", options, strict=strict, accept=accept)
        yield item, said, rng.choice(("en", "de", ""))


def numeric_pairs(count: int, rng: Random) -> Iterator[tuple[Item, str, str]]:
    """Yield (item, what was typed, language) of numbers with units."""
    for _ in range(count):
        key = _number(rng)
        accept = (_number(rng),) if rng.random() < 0.2 else ()
        said = _changed(rng.choice((key, *accept)), rng) if rng.random() < 0.5 else _number(rng)
        unit = rng.choice(_UNITS)
        if unit and rng.random() < 0.6:
            said = f"{said} {rng.choice(_UNITS)}"
        tolerance = rng.choice((0.0, 0.0, 0.5, 2.0, 1e-3))
        item = Item(
            "item", Kind.NUMERIC, "Stem?", (Option(key, key=True),), tolerance=tolerance, unit=unit, accept=accept
        )
        yield item, said, rng.choice(("en", "de", ""))


_HAN = (
    "三千六百五十二|3652|二〇〇九|2009|7.4万|74000|七万四千|两万|二万|百分之十九|19%|三分之一|1/3|近1000家|1000家|1000多家|"
    "约 1000|大约一千|一千左右|1.2亿|一亿二千万|十|10|二十一|21|三四天|万一|一百零五|105|5千米|5 km|五千米|3百|300|零|"
    "0|一九八四年|1984年|１９８４年|七點四萬|7.4萬|3個|3个|三条|中关村|中關村|《三体》|三体|〈春〉|十二5|二十万零三|20003|百|千|"
    "三万亿|3万亿|3000000000000|一万二千亿五千万|百分之百|100%|一百二|120|102|一千五|1500|两万五|25000|1万2|12000|"
    "3.1 万|3.1万|31000|3.1\u00a0万|3.1\u2009万|3.1\u3000万|3.1  萬|31 千|1 500 万|1,500 万|15 百万|5 千米|3 万亿|"
    "1,500万|1’500万|1，500万|1\u202f500万|1500万|15000000|1,234.5万|12345000|12,5万|12.5万|125000|1,500,00万|1.2.3万|"
    "100分之1,5|百分之1,500|123456789012345678901234567890万|1234567890123456789012345678900000"
)
_HAN_UNITS = ("", "万亿元", "万件", "件", "个", "千米", "%", "亿元", "千人", "百分点", " 万件", " 千人")


def han_pairs(count: int, rng: Random) -> Iterator[tuple[Item, str, str]]:
    """Yield (item, what was typed, language) of numbers in Han numerals, typed as words or as numbers."""
    texts = _HAN.split("|")
    for number in range(count):
        key, said = rng.choice(texts), rng.choice(texts)
        said = rng.choice((said, _changed(key, rng), key + said[:1], f"{said}{rng.choice(_HAN_UNITS)}"))
        numeric = {"kind": Kind.NUMERIC, "unit": rng.choice(_HAN_UNITS), "tolerance": rng.choice((0.0, 1.0))}
        settings = numeric if number % 2 else {"kind": Kind.TYPED}
        item = Item("item", stem="Stem?", options=(Option(key, key=True),), **settings)
        yield item, said, rng.choice(("zh-Hans", "ja", "zh", "en"))
