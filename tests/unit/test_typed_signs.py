"""Words are folded and signs are not: tables of equal answers, in many scripts and notations."""

from __future__ import annotations

import pytest

from tests.rows import rows
from zgcquiz.core.packs.pack import Item, Kind, Option
from zgcquiz.core.rounds.recall import can_recall
from zgcquiz.core.rounds.typed_answers import Match, compare
from zgcquiz.core.text.strictness import STRICT
from zgcquiz.core.text.wording import mentions, plain

ENGLAND = "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f"
SCOTLAND = "🏴\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f"

# (key, typed)

SAME = [
    ("“x = 1”", "x=1"), ("'a + b'", "a + b"), ("«f(x)»", "f(x)"), ("`C#`.", "C#"),
    ("Titre : sous-titre", "titre: sous titre"), ("Bonjour !", "bonjour"), ("Hello , world", "hello world"),
    ("C♯", "C#"), ("the dogs' tails", "dogs tails"), ("㎡", "m²"), ("Ⅳ", "IV"), ("①", "1"), ("R&B", "r and b"),
    ("SO₄²⁻", "SO4^2-"), ("SO₄²⁻", "SO4^{2-}"), ("SO₄²⁻", "SO_4^{2-}"), ("Ca²⁺", "Ca^{2+}"), ("x₁²", "x1^2"),
    ("١٩٧٩", "1979"), ("سال ۱۹۷۹", "سال 1979"), ("۱۹۷۹", "١٩٧٩"), ("๔๒", "42"), ("१२३", "123"), ("٣٫١٤", "3.14"),
    ("50٪", "50 %"), ("1.000.000", "1000000"), ("1'000'000", "1,000,000"), ("1’000", "1000"), ("3·10⁸", "3×10^8"),
    ("列奥纳多·达·芬奇", "列奥纳多・达・芬奇"), ("列奥纳多·达·芬奇", "列奥纳多 达 芬奇"), ("Ph.D.", "PhD"),
    ("B.Sc.", "bsc"), ("July 4, 1776", "July 4 1776"), ("Δ", "∆"), ("Σωκράτης", "ΣΩΚΡΑΤΗΣ"), ("\\d", "\\d"),
    ("C:\\Windows", "c:\\windows"),
    ("10²", "10^2"), ("10²", "10²"), ("Cl⁻", "Cl-"), ("[0,1)", "[0, 1)"), ("y''", "y″"),
    ("x=1", "x = 1"), ("2,4,6", "2, 4, 6"), ("5 m", "5m"), ("שָׁלוֹם", "שלום"),
    ("كِتَاب", "كتاب"), ("Paris", "\u200fParis\u200e"),
    ("What time is it?", "What time is it"), ("H₂O", "H2O"), ("≤", "<="),
    ("Ca²⁺", "Ca2+"), ("Ca²⁺", "Ca^2+"), ("SO₄²⁻", "SO42-"), ("10⁻³", "10^-3"),
    ("2ⁿ⁻¹", "2^(n-1)"), ("2ⁿ⁻¹", "2^{n-1}"), ("km²", "km2"), ("5 km²", "5 km2"),
    ("5 km²", "5 km^2"), ("x₁", "x1"), ("don't", "dont"), ("don’t", "don't"),
    ("Hello!", "Hello"), ("¿Qué?", "que"), ("U.S.A.", "USA"), ("U.S.A.", "U.S.A"),
    ("e.g.", "eg"), ("e.g.", "e.g"), ("R&D", "R and D"), ("well-known", "well known"),
    ("profit = income - tax", "profit=income−tax"), ("1/2", "½"), ("2½", "2 1/2"),
    ("50 %", "50%"), ("50 %", "50 percent"), ("20 °C", "20°C"), ("1,234", "1234"),
    ("1,234", "1, 234"), ("[1,234)", "[1, 234)"), ("100, 200, 300", "100,200,300"),
    ("(a,b)", "(a, b)"), ("a,b,c", "a, b, c"), ("apples, pears", "apples,pears"),
    ("Star Wars: A New Hope", "star wars a new hope"), ("Mr. Smith", "Mr Smith"),
    ("J. R. R. Tolkien", "JRR Tolkien"), ("«Hello»", "Hello"), ("„Hallo“", "Hallo"),
    ("「東京」", "東京"), ("\"Hello.\"", "Hello"),
    ("Robert \"Bob\" Smith", "Robert Bob Smith"), ("за́мок", "замок"),
    ("Αθήνα", "ΑΘΗΝΑ"), ("São Tomé", "sao tome"), ("año", "ano"), ("≠", "!="),
    ("Hawaiʻi", "Hawaii"), ("п'ять", "пʼять"), ("می\u200cخواهم", "میخواهم"),
    ("❤\ufe0f", "❤"), ("1920×1080", "1920x1080"), ("3 × 4", "3*4"), ("→", "->"),
    ("±5", "+-5"), ("µm", "μm"), ("5″", "5''"), ("\"x\"", "x"), ("`ls -l`", "ls -l"),
    ("Fe³⁺ + e⁻", "Fe3+ + e-"), ("dogs'", "dogs"), ("rock 'n' roll", "rock n roll"),
    ("well — known", "well known"), ("A, B and C", "A,B and C"), ("x.", "x"),
    ("-", "–"), ("COVID-19", "COVID 19"), ("fi", "ﬁ"), ("Ｈｅｌｌｏ！", "hello"),
    ("北京。", "北京"), ("《红楼梦》", "红楼梦"), ("ジョン・レノン", "ジョンレノン"), ("ｶﾞｷﾞ", "ガギ"),
    ("ØL", "ol"), ("10^{6}", "10⁶"), ("CO₂", "CO2"), ("m/s²", "m/s2"),
    ("m/s²", "m/s^2"), ("1ˢᵗ", "1st"), ("xⁿ", "x^n"), ("Δx", "∆x"), ("10 000", "10000"),
    ("||x||", "||x||"), ("|x|", "| x |"), ("a || b", "a||b"), ("Ça va?", "ca va"),
    ("L'eau", "leau"), ("rock'n'roll", "rocknroll"), ("1990's", "1990s"),
    ("“Yes”", "yes"), ("‹oui›", "oui"), ("“‘nested’”", "nested"),
    ("soft\u00adhyphen", "softhyphen"), ("\ufeffParis", "Paris"),
    ("Pa\u200bris", "Paris"), ("אוניברסיטת תל־אביב", "אוניברסיטת תל אביב"),
    ("صـــباح", "صباح"), ("محمّد", "محمد"), ("z.B.", "zB"), ("a.m.", "am"),
    ("5 kg", "5kg"), ("3 €", "3€"), ("ﷲ", "ﷲ"), ("été", "été"),
    ("Ångström", "Angstrom"), ("Dvořák", "dvorak"), ("Κώστας", "ΚΩΣΤΑΣ"),
    ("x→y", "x -> y"), ("x ⇒ y", "x=>y"), ("½ cup", "1/2 cup"), ("f(x, y)", "f(x,y)"),
    ("f (x)", "f(x)"), ("{1, 2, 3}", "{1,2,3}"), ("C₆H₁₂O₆", "C6H12O6"),
    ("NH₄⁺", "NH4+"), ("e⁻", "e-"), ("m³", "m3"), ("m³", "m^3"),
    ("9.8 m/s²", "9.8 m/s^2"), ("X²", "x^2"), ("O’Brien", "OBrien"),
    ("Who? Me!", "who me"), ("Yes, please.", "yes please"), ("ok…", "ok"),
    ("2:1", "2 : 1"), ("½", "1/2"), ("-5", "−5"), ("–5", "-5"), ("x ≥ 3", "x>=3"),
    ("print('hi')", "print(‘hi’)"), ("２０％", "20%"), ("ｎ＝１", "n=1"),
]  # fmt: skip

SLIPS = [
    ("ёлка", "елка"), ("New York", "Newyork"), ("Zhongguancun", "Zhonguancun"),
    ("Rome", "Roma"), ("New York City", "New Yrok City"),
    ("Ca²⁺ channel", "Ca²⁺ chanel"), ("x > minimum", "x > minimun"),
    ("хороший", "хорошии"), ("Αριστοτέλης", "Αριστοτελις"),
    ("computer (PC)", "compter (PC)"), ("mitochondrion", "mitochondrian"),
]  # fmt: skip

OTHERS = [
    ("SO₄²⁻", "SO4^2+"), ("a·b", "a*b"), ("3·10⁸", "3×108"), ("Δ", "δ"), ("Σx", "σx"), ("\\D", "\\d"), ("\\Pi", "\\pi"),
    ("٣", "3"), ("1.2.3", "123"), ("192.168.100.101", "192168100101"), ("5'6", "56"), ("3.5", "3,50"),
    ("-3.5", "3,5"), ("3.142", "3,142"), ("3.5", "35"),
    ("cos'", "cos"), ("sin'", "sin"), ("^abc$", "abc"), ("[a-z]", "[az]"),
    ("foo()", "foo"), ("Nf3+", "Nf3"), ("e4!", "e4"),
    ("O-O", "O-O-O"), ("O-O", "OO"), ("A*", "A"), (":sym", "sym"), ("x : y", "x y"), ("a²b", "a2b"), ("ℏ", "h"),
    ("!=", "="), ("∉", "∈"), ("∈", "∉"), ("10²", "102"), ("O-", "O"), ("O-", "O+"),
    ("Cl⁻", "Cl"), ("[0,1)", "[0,1]"), ("n!", "n"), ("y''", "y'"), ("мой", "мои"),
    ("2,4,6", "246"), ("2,4,6", "2 4 6"), ("??", "?"), ("*?", "*"), ("C#", "C++"),
    ("C#", "C"), ("C++", "C"), (".NET", "NET"), ("*args", "args"),
    ("**kwargs", "*kwargs"), ("-x", "x"), ("H₂O", "H²O"), ("≤", "<"), ("<=", "=<"),
    ("a[0]", "a(0)"), ("==", "="), ("===", "=="), ("Ca²⁺", "Ca+"), ("O²⁻", "O₂⁻"),
    ("x > 1", "x < 1"), ("10⁻³", "10-3"), ("2ⁿ⁻¹", "2^n-1"), ("x²", "x2"),
    ("log₂8", "log28"), ("10₂", "102"), ("f'", "f"), ("f'(x)", "f(x)"), ("5!", "5"),
    ("a.b", "ab"), ("a && b", "a and b"), ("a-b", "a b"), ("x - y", "x y"),
    ("max−min", "max min"), ("profit = income - tax", "profit = income tax"),
    ("--dry-run", "dry run"), ("--dry-run", "--dry run"), ("AC/DC", "ACDC"),
    ("2½", "21/2"), ("20 °C", "20 C"), ("$5", "5"), ("(a, b)", "(a b)"),
    ("'a' + 'b'", "a + b"), ("x = \"1\"", "x = 1"), ("が", "か"), ("ガ", "カ"), ("ば", "は"),
    ("ぱ", "ば"), ("ё", "е"), ("все", "всё"), ("їжа", "іжа"), ("πότε", "ποτέ"),
    ("ή", "η"), ("ñ", "n"), ("x̄", "x"), ("ẋ", "x"), ("v⃗", "v"), ("≠", "="),
    ("¬p", "p"), ("p ∧ q", "p ∨ q"), ("√2", "2"), ("∑", "∏"),
    ("vitamin A", "vitamin B"), ("東北大学", "西北大学"), ("👨\u200d👩\u200d👧", "👨👩👧"),
    ("👍🏽", "👍"),
    (ENGLAND, SCOTLAND),
    ("हिन्दी", "हिनदी"), ("คำ", "คา"), ("0x10", "0*10"), ("→", "←"), ("±5", "5"),
    ("~5", "5"), ("i++", "i"), ("i++", "i--"), ("++i", "i++"), ("&x", "x"), ("#1", "1"),
    ("@property", "property"), ("$HOME", "HOME"), ("std::cout", "std:cout"),
    ("12:30", "1230"), ("12:30", "12 30"), ("3.10", "3.1"), ("a_b", "a b"),
    ("__init__", "init"), ("my_var", "myvar"), ("{}", "[]"), ("[]", "()"), ("()", "{}"),
    ("%", "‰"), ("10%", "10"), ("10‰", "10%"), ("°", "o"), ("C♯", "C♭"), ("5″", "5'"),
    ("(1,234)", "(1234)"), ("?", "!"), (":q", "q"), (":wq", ":q"), ("0", "O"),
    ("-ing", "ing"), ("x-1", "x 1"), ("B-52", "B52"), ("ħ", "h"), ("I'm", "Im"),
    ("C:\\dir", "C:dir"), ("/etc/passwd", "etc/passwd"), ("*.txt", ".txt"),
    ("ab+", "ab"), ("a?", "a"), ("^a", "a"), ("a$", "a"), ("10⁶", "106"),
    ("10^6", "106"), ("m/s²", "m/s"), ("xⁿ", "xn"), ("∅", "0"), ("∞", "8"), ("π", "п"),
    ("[0;1[", "[0;1]"), ("]0,1[", "[0,1]"), ("O⁺", "O⁻"), ("A+", "A-"), ("AB+", "AB"),
    ("Na+", "Na"), ("x >= 3", "x > 3"), ("x ≥ 3", "x ≤ 3"),
    ("print('hi')", "print(hi)"), ("a[1:]", "a[1]"), ("a[1:]", "a[:1]"),
    ("x ** 2", "x * 2"), ("x // 2", "x / 2"), ("not x", "~x"), ("a | b", "a || b"),
    ("a & b", "a && b"), ("<div>", "div"), ("</div>", "<div>"), ("#id", ".id"),
    ("@media", "media"), ("../", "./"), ("~/bin", "/bin"), ("$x", "x"), ("%d", "d"),
    ("\\n", "n"), ("\\n", "\\t"), ("'\\0'", "'0'"), ("i+=1", "i=1"), ("i+=1", "i-=1"),
    ("x?.y", "x.y"), ("x ?? y", "x ? y"), ("p → q", "p ← q"), ("p ↔ q", "p → q"),
    ("A ⊂ B", "A ⊆ B"), ("A ⊄ B", "A ⊂ B"), ("A ∪ B", "A ∩ B"), ("∀x", "∃x"),
    ("∄x", "∃x"), ("∇f", "f"), ("∂f", "f"), ("∫f", "f"), ("±2", "2"), ("-2", "2"),
    ("+2", "-2"), ("2⁻¹", "2^1"), ("10⁻⁶", "10^6"), ("3 × 4", "3 + 4"),
    ("3 ÷ 4", "3 × 4"), ("x′", "x"), ("x″", "x′"), ("5°", "5"), ("5′", "5″"),
    ("§5", "5"), ("¶", "§"), ("€5", "$5"), ("♀", "♂"), ("♯", "♭"), ("é", "e"),
    ("å", "a"), ("ö", "o"), ("ç", "c"), ("ї", "і"), ("ў", "у"), ("ґ", "г"), ("ѓ", "г"),
    ("ハ", "バ"), ("か", "が"), ("ひ", "び"), ("ไม", "ไม่"), ("क", "क़"), ("की", "कि"),
    ("أ", "ا"), ("ؤ", "و"), ("Δ", "∇"), ("[a, b[", "[a, b]"), ("(0, 1]", "(0, 1)"),
    ("⟨x⟩", "x"), ("⌈x⌉", "⌊x⌋"), ("⌈x⌉", "x"), ("{x}", "(x)"), ("{}", "{"),
    ("Fe²⁺", "Fe³⁺"), ("Fe2+", "Fe3+"), ("B-", "B+"), ("H⁺", "H⁻"), ("OH⁻", "OH"),
    ("OH-", "OH"), ("n!!", "n!"), ("(n-1)!", "(n-1)"), ("0!", "0"),
    ("¬(p ∧ q)", "p ∧ q"), ("â", "a"), ("ȳ = 5", "y = 5"), ("log₂ 8", "log 8"),
    ("aₙ₊₁", "an"), ("2ⁿ", "2n"), ("xᵐⁿ", "xmn"), ("vitamin B", "vitamin D"),
    ("Type A", "Type O"), ("group 1", "group 2"), ("清华大学", "北京大学"), ("一", "二"),
    ("cat", "cot"), ("🙂", "🙁"), ("🇫🇷", "🇩🇪"), ("1\ufe0f\u20e3", "2\ufe0f\u20e3"),
    ("*", "**"), ("=", "≡"), ("≈", "≅"), ("~", "≈"), ("∝", "α"), ("∈", "ε"),
    ("->", "=>"), ("1/2", "12"), ("1.5", "15"), ("1:2", "12"),
]  # fmt: skip


def typed(key: str, *distractors: str, strict: tuple[str, ...] = (), accept: tuple[str, ...] = ()) -> Item:
    options = (Option(key, key=True), *map(Option, distractors))
    kind = Kind.SINGLE if distractors else Kind.TYPED
    return Item("item", kind, "Stem?", options, strict=strict, accept=accept)


@rows("key, said", SAME)
def test_manners_of_writing_make_no_difference(key: str, said: str) -> None:
    assert compare(typed(key), said) is Match.RIGHT
    assert compare(typed(said), key) is Match.RIGHT


@pytest.mark.parametrize(
    ("key", "said", "language", "expected"),
    [
        ("3,5", "3.5", "de", Match.RIGHT),
        ("3,5", "3.5", "en", Match.WRONG),
        ("3,5", "3.5", "", Match.RIGHT),
        ("3,5", "3, 5", "", Match.RIGHT),
        ("3,5", "3, 5", "de", Match.RIGHT),
        ("-1,5", "−1.5", "", Match.RIGHT),
        ("1.234,5", "1234.5", "", Match.RIGHT),
        ("1.234", "1234", "de", Match.RIGHT),
        ("1234", "1,234", "de", Match.WRONG),
        ("1,234", "1234", "de", Match.WRONG),
        ("1.234", "1234", "", Match.WRONG),
        ("1.10", "1.1", "de", Match.WRONG),
        ("1.000", "1", "de", Match.WRONG),
        ("[1,5]", "1.5", "de", Match.WRONG),
        ("3,142", "3.142", "de", Match.RIGHT),
        ("3,142", "3.142", "", Match.WRONG),
        ("3.142", "3,142", "de", Match.RIGHT),
        ("3.142", "3,142", "en", Match.WRONG),
        ("3.5", "3,5", "de", Match.RIGHT),
        ("-3.5", "−3,5", "en", Match.RIGHT),
    ],
)
def test_a_decimal_number_has_a_comma_or_a_point_as_the_language_allows(
    key: str, said: str, language: str, expected: Match
) -> None:
    assert compare(typed(key), said, language) is expected


@pytest.mark.parametrize(("key", "said"), SLIPS)
def test_a_slip_in_the_letters_of_a_long_word_is_near(key: str, said: str) -> None:
    assert compare(typed(key), said) in (Match.NEAR, Match.SLIP)
    assert compare(typed(key, strict=("spelling",)), said) is Match.WRONG


@rows("key, said", OTHERS)
def test_another_sign_or_letter_is_wrong_and_not_even_near(key: str, said: str) -> None:
    assert compare(typed(key), said) is Match.WRONG
    assert compare(typed(said), key) is Match.WRONG


def test_the_tables_are_large_enough_to_mean_something() -> None:
    assert len({*SAME, *SLIPS, *OTHERS}) > 350


@pytest.mark.parametrize("size", [10, 30])
def test_a_sign_makes_the_difference_in_a_long_text_too(size: int) -> None:
    words = " ".join(["something"] * size)
    assert compare(typed(f"{words} > 1"), f"{words} < 1") is Match.WRONG
    assert compare(typed(f"{words} > 1"), f"{words} 1") is Match.WRONG
    assert compare(typed(f"{words} > 1"), f"x{words} > 1") is Match.SLIP


# Strictness set by the author


@pytest.mark.parametrize(
    ("strict", "key", "said", "match"),
    [
        (("case",), "Co", "CO", Match.WRONG),
        (("case",), "Co", "Co", Match.RIGHT),
        (("case",), "The Hague", "the Hague", Match.RIGHT),
        (("case",), "Twenty", "20", Match.RIGHT),
        (("case",), "Ångström", "Angstrom", Match.RIGHT),
        (("accents",), "año", "ano", Match.WRONG),
        (("accents",), "Élève", "élève", Match.RIGHT),
        (("accents",), "e\u0301te\u0301", "été", Match.RIGHT),
        (("accents",), "Łódź", "Lodz", Match.WRONG),
        (("accents",), "Αθήνα", "ΑΘΗΝΑ", Match.NEAR),
        (("accents",), "كِتَاب", "كتاب", Match.WRONG),
        (("accents",), "שָׁלוֹם", "שלום", Match.WRONG),
        (("accents",), "за́мок", "замо́к", Match.WRONG),
        (("punctuation",), "Hello!", "Hello", Match.WRONG),
        (("punctuation",), "Hello!", "hello !", Match.RIGHT),
        (("punctuation",), "don't", "dont", Match.WRONG),
        (("punctuation",), "don't", "Don’t", Match.RIGHT),
        (("punctuation",), "well-known", "well known", Match.WRONG),
        (("punctuation",), "save!", "save", Match.WRONG),
        (("punctuation",), '"x"', "x", Match.WRONG),
        (("punctuation",), "Mr. Smith", "Mr Smith", Match.WRONG),
        (("spelling",), "Beijing", "Bejing", Match.WRONG),
        (("spelling",), "Beijing", "beijing.", Match.RIGHT),
        (STRICT, "Ça va ?", "ça va", Match.WRONG),
        (STRICT, "Ça va ?", "Ça va?", Match.RIGHT),
        (STRICT, "x=1", "x = 1", Match.RIGHT),
    ],
)
def test_what_counts_as_a_mistake_is_for_the_author_to_say(
    strict: tuple[str, ...], key: str, said: str, match: Match
) -> None:
    assert compare(typed(key, strict=strict), said) is match


@pytest.mark.parametrize(
    ("key", "distractor", "said", "match"),
    [
        ("pêche", "péché", "pêche", Match.RIGHT),
        ("pêche", "péché", "PÊCHE", Match.RIGHT),
        ("pêche", "péché", "péché", Match.WRONG),
        ("pêche", "péché", "peche", Match.WRONG),
        ("pêche", "poire", "peche", Match.RIGHT),
        ("mW", "MW", "mW", Match.RIGHT),
        ("mW", "MW", "MW", Match.WRONG),
        ("mW", "MW", "mw", Match.WRONG),
        ("its", "it's", "it's", Match.WRONG),
        ("its", "it's", "its", Match.RIGHT),
        ("x > 1", "x < 1", "x<1", Match.WRONG),
    ],
)
def test_nothing_is_forgiven_that_may_be_meant_for_a_distractor(
    key: str, distractor: str, said: str, match: Match
) -> None:
    assert compare(typed(key, distractor), said) is match


def test_what_is_accepted_besides_is_right_beside_a_distractor_like_it() -> None:
    item = typed("peach", "péché", accept=("pêche",))
    assert compare(item, "pêche") is Match.RIGHT
    assert compare(item, "péché") is Match.WRONG


def test_what_differs_from_a_distractor_in_signs_alone_can_be_asked_without_its_options() -> None:
    assert can_recall(typed("x != 1", "x = 1"))
    assert not can_recall(typed("Pêche", "péché"))
    assert can_recall(typed("Pêche", "péché", strict=("accents",)))


@pytest.mark.parametrize(
    ("text", "words", "found"),
    [
        ("is it paris(france)", "paris", True),
        ("parisian", "paris", False),
        ("c++ or c#", "c#", True),
        ("new york", "york", True),
        ("", "x", False),
        ("x", "", False),
    ],
)
def test_words_are_found_between_signs_and_not_in_longer_ones(text: str, words: str, found: bool) -> None:
    assert mentions(text, words) is found


@pytest.mark.parametrize("text", ["?", "...", "!", "-", "the", "\u200b", "''", "()", '"', "¿", ","])
def test_a_text_of_nothing_but_what_is_folded_stays(text: str) -> None:
    assert plain(text)
    assert compare(typed(text), text) is Match.RIGHT


@pytest.mark.parametrize(
    "text",
    [
        "'" * 100_000, '" ' * 60_000, "«" * 100_000, "a." * 60_000, "1," * 60_000, "^(" * 60_000, "²" * 100_000,
        "-" * 100_000, "a - " * 30_000, "x_{" * 40_000, "\u0301" * 100_000, "one hundred " * 10_000, "a'" * 60_000,
    ],
)  # fmt: skip
def test_a_hostile_text_takes_time_that_grows_with_its_length(text: str) -> None:
    import time

    start = time.process_time()
    plain(text)
    compare(typed("Paris"), text)
    assert time.process_time() - start < 5
