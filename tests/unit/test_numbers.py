"""Parsing of numbers, and marking of typed numbers."""

from __future__ import annotations

from fractions import Fraction

import pytest

from tests.rows import rows
from zgcquiz.core.packs.pack import Item, Kind, Option
from zgcquiz.core.rounds.typed_answers import Match, compare
from zgcquiz.core.text.number_writing import plain_number, write_number
from zgcquiz.core.text.numbers import ambiguous, decimal_sign, read_number, read_quantity, read_tolerance, span
from zgcquiz.core.text.units import fold_unit, same_unit

RIGHT, NEAR, WRONG = Match.RIGHT, Match.NEAR, Match.WRONG


@rows(
    "text, language, value",
    [
        ("5", "", "5"), ("05", "", "5"), ("+5", "", "5"), ("0", "", "0"), ("-0", "", "0"),
        # signs
        ("-5", "", "-5"), ("- 5", "", "-5"), ("\u22125", "", "-5"), ("\u2212 5", "", "-5"), ("\u20135", "", "-5"),
        ("\u20145", "", "-5"), ("\u20105", "", "-5"), ("\ufe635", "", "-5"), ("\uff0d5", "", "-5"),
        ("\uff0b5", "", "5"),
        ("minus 5", "", "-5"), ("minus five", "", "-5"), ("negative 2.5", "", "-2.5"), ("plus 5", "", "5"),
        ("-.5", "", "-0.5"), ("(-5)", "", "-5"),
        # decimals and groups
        ("3.14", "", "3.14"), ("3,14", "", "3.14"), ("0,125", "", "0.125"), ("0.125", "de", "0.125"),
        (".5", "", "0.5"),
        (",5", "", "0.5"), ("1234,5", "", "1234.5"), ("1234.567", "de", "1234.567"), ("1234,567", "en", "1234.567"),
        ("3.142", "", "3.142"), ("3.142", "en", "3.142"), ("3.142", "de", "3142"), ("3.142", "xx", "3.142"),
        ("3,142", "", "3142"), ("3,142", "en", "3142"), ("3,142", "de", "3.142"), ("3,142", "zh", "3142"),
        ("3,142", "ja", "3142"), ("3.652", "fr", "3652"), ("3.652", "es", "3652"), ("3.652", "es-MX", "3.652"),
        ("3.652", "de-CH", "3.652"), ("3.652", "de_AT", "3652"), ("3.652", "DE", "3652"), ("3,652", "pt-BR", "3.652"),
        ("012,345", "", "12.345"), ("12,34", "en", "12.34"), ("1.000.000", "", "1000000"),
        ("1,000,000", "de", "1000000"),
        ("1.234,5", "en", "1234.5"), ("1,234.5", "de", "1234.5"), ("1 234", "", "1234"), ("1 234,5", "", "1234.5"),
        ("1 234,567", "", "1234.567"), ("1\u00a0234\u00a0567", "", "1234567"), ("1\u2009234", "", "1234"),
        ("1\u202f234,5", "", "1234.5"), ("1'234'567", "", "1234567"), ("1\u2019234.50", "", "1234.5"),
        ("12,34,567", "", "1234567"), ("1,00,000", "hi", "100000"), ("12,34,567.89", "", "1234567.89"),
        ("5.", "", "5"), ("5,", "", "5"), ("5.0", "", "5"), (" 5 ", "", "5"), ("'5'", "", "5"), ("(5)", "", "5"),
        ("\u200f5\u200e", "", "5"), ("about 5", "", "5"), ("\u22485", "", "5"), ("= 5", "", "5"),
        # powers of ten
        ("1e-3", "", "0.001"), ("1E3", "", "1000"), ("1e-05", "", "0.00001"), ("1,5e3", "", "1500"),
        ("-2e+2", "", "-200"),
        ("6.02\u00d710^23", "", "6.02e23"), ("6.02 x 10^23", "", "6.02e23"), ("6.02*10**23", "", "6.02e23"),
        ("6,02\u00b710^23", "", "6.02e23"), ("6.02 \u00d7 10 ^ 23", "", "6.02e23"), ("10^-3", "", "0.001"),
        ("10\u207b\u00b3", "", "0.001"), ("5\u00d710\u207b\u00b3", "", "0.005"), ("10\u00b2", "", "100"),
        ("10**6", "", "1000000"), ("10^(-3)", "", "0.001"), ("2 \u00d7 10^{-3}", "", "0.002"), ("-10^3", "", "-1000"),
        ("2\\times10^{5}", "", "200000"), ("\u22122\u00d710^\u22123", "", "-0.002"),
        # fractions
        ("1/2", "", "1/2"), ("\u00bd", "", "1/2"), ("1\u00bd", "", "3/2"), ("1 \u00bd", "", "3/2"),
        ("2 1/2", "", "5/2"),
        ("-1/2", "", "-1/2"), ("\u2212\u00bd", "", "-1/2"), ("3\u20444", "", "3/4"), ("1 / 3", "", "1/3"),
        ("\u2153", "", "1/3"), ("5/2", "", "5/2"), ("\\frac{1}{2}", "", "1/2"), ("-2\u00bd", "", "-5/2"),
        # digits of other scripts
        ("\u0661\u0662\u0663", "", "123"), ("\u0663\u066b\u0661\u0664", "", "3.14"),
        ("\u06f1\u06f2\u06f3", "fa", "123"),
        ("\u0661\u066c\u0662\u0663\u0664\u066b\u0665", "ar", "1234.5"), ("\u0967\u0968\u0969", "hi", "123"),
        ("\uff11\uff12\uff13\uff0e\uff15", "ja", "123.5"), ("\uff13\uff0c\uff16\uff15\uff12", "ja", "3652"),
        ("\u0e53\u0e52", "th", "32"),
        # words
        ("five", "", "5"), ("twenty-one", "", "21"), ("three million", "", "3000000"), ("1.2 million", "", "1200000"),
        ("1,2 million", "", "1200000"), ("3 billion", "", "3000000000"), ("a hundred", "", "100"),
        ("two thousand and five", "", "2005"), ("5 hundred", "", "500"), ("1,400 thousand", "en", "1400000"),
        ("1,500 million", "en", "1500000000"), ("1.500 million", "de", "1500000000"), ("1.500 million", "", "1500000"),
        ("1.500 Mio.", "de", "1500000000"), ("1500 Millionen", "de", "1500000000"), ("2,5 Mrd.", "de", "2500000000"),
        ("3 Tsd.", "de", "3000"),
        # the largest and smallest
        ("1.7976931348623157e308", "", "1.7976931348623157e308"), ("5e-324", "", "5e-324"),
        ("9" * 300, "", "9" * 300),
    ],
)  # fmt: skip
def test_a_number_is_read_by_its_language(text: str, language: str, value: str) -> None:
    assert read_number(text, language) == Fraction(value)


@rows(
    "text",
    [
        "", "none", "1 2", "1-2", "1\u20132", "5-6", "12:30", "1,2,3", "1, 2", "1.2.3", "1,23,45", "12,345,67",
        "0,123,456",
        "1 23", "1234 567",
        "1'23", "1,234,56", "1.234.56", "1e1000", "1e999999999", "1e-999999999", "1e-2000", "1" * 400, "--5",
        "+-5", "- -5", "5!", "5 !", "5\u00b2", "5^2", "2**10", "5+", "5 -", "5 + 3", "5 \u00b1 1", "\u00b15", "1/0",
        "1/2/3",
        "2 5/2", "1_000", "nan", "inf", "-inf", "\u221e", "3652 or 3653", "5..6", "10^3.5", "10^^3", "6.02\u00d710",
        "5、6", "5、6万", "1、000",
        "\u00bd\u00bd", "2018-07-26", "1.5/2", "5" * 2001,
    ],
)  # fmt: skip
def test_what_is_not_one_number_is_none(text: str) -> None:
    assert read_number(text) is None
    assert plain_number(text) == ""


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("5 m", "5", "m"), ("5m", "5", "m"), ("5\u00a0m", "5", "m"), ("20 \u00b0C", "20", "\u00b0c"),
        ("20\u2103", "20", "\u00b0c"),
        ("50%", "50", "%"), ("50 %", "50", "%"), ("50 per cent", "50", "%"), ("50 percent", "50", "%"),
        ("50\uff05", "50", "%"),
        ("50\u066a", "50", "%"), ("12.6km\u00b2", "12.6", "km2"), ("12.6 km^2", "12.6", "km2"),
        ("12.6 km2", "12.6", "km2"),
        ("5 m s\u207b\u00b9", "5", "m s-1"), ("5 m/s\u00b2", "5", "m/s2"), ("$5", "5", "$"), ("-$5", "-5", "$"),
        ("$-5", "-5", "$"),
        ("\u20ac 5,50", "5.5", "\u20ac"), ("5,50 \u20ac", "5.5", "\u20ac"), ("patents: 3652", "3652", "patent"),
        ("about 3652 patents", "3652", "patent"), ("F-16", "16", "f-"), ("3 1/2 km", "3.5", "km"),
        ("\u00bd cup", "0.5", "cup"),
        ("1.2 million people", "1200000", "people"), ("5'", "5", "'"),
    ],
)  # fmt: skip
def test_a_unit_stands_around_a_number(text: str, value: str, unit: str) -> None:
    figure = read_quantity(text)
    assert figure is not None
    assert (figure.value, figure.unit) == (Fraction(value), unit)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("km", "KM", True), ("mW", "MW", True), ("km\u00b2", "km^2", True), ("km / h", "km/h", True),
        ("patents", "Patent", True),
        ("%", "per cent", True), ("\u00b5m", "\u03bcm", True), ("m\u00e8tres", "metres", True), ("m", "km", False),
        ("s", "m", False),
        ("\u00b0C", "\u00b0F", False), ("\u00c5", "A", False), ("m/s", "m s", False), ("$", "\u20ac", False),
    ],
)  # fmt: skip
def test_units_are_the_same_but_for_manners_of_writing(one: str, other: str, same: bool) -> None:
    assert same_unit(one, other) is same


def test_a_folded_unit_stays_as_it_is() -> None:
    for unit in ("km", "patents", "m s-1", "per cent", "sq. miles", "(net) tons"):
        assert fold_unit(fold_unit(unit)) == fold_unit(unit)


@pytest.mark.parametrize(
    ("language", "sign"),
    [
        ("de", ","), ("de-DE", ","), ("de_AT", ","), ("de-CH", "."), ("es", ","), ("es-MX", "."), ("es-419", "."),
        ("en", "."), ("en-ZA", ","), ("zh-Hans-CN", "."), ("sr-Latn", ","), ("", ""), ("-", ""), ("tlh", ""),
        ("English", ""),
    ],
)  # fmt: skip
def test_languages_say_what_begins_the_decimals(language: str, sign: str) -> None:
    assert decimal_sign(language) == sign


@pytest.mark.parametrize(
    ("text", "language", "both"),
    [
        ("3,142", "", ("3142", "3.142")), ("-3,142", "", ("-3142", "-3.142")), ("12,345 km", "", ("12345", "12.345")),
        ("3,142", "tlh", ("3142", "3.142")), ("3,142e3", "", ("3142000", "3142")),
        ("3,142", "en", None), ("3,142", "de", None), ("3.142", "", None), ("3.142", "de", None), ("0,142", "", None),
        ("3,14", "", None), ("3,1415", "", None), ("1,234,567", "", None), ("1234,567", "", None),
        ("1 234,567", "", None),
        ("none, 5", "", None),
    ],
)  # fmt: skip
def test_only_a_comma_before_three_digits_is_ambiguous(text: str, language: str, both: tuple[str, str] | None) -> None:
    assert ambiguous(text, language) == (both and tuple(map(Fraction, both)))


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.0, "0"), (5.0, "5"), (0.5, "0.5"), (1e-05, "0.00001"), (1e-36, "1e-36"), (70000.0, "70000"),
        (1e16, "10000000000000000"),
        (1e300, "1e300"), (-0.001, "-0.001"), (0.1, "0.1"), (1.125, "1.125"), (5e-324, "5e-324"), (Fraction(1, 3),
        "0.3333333333333333"),
        (Fraction(-1, 8), "-0.125"), (Fraction(10**21), "1e21"), (Fraction("6.626e-34"), "6.626e-34"),
        (Fraction(10**20 + 1), "100000000000000000001"),
    ],
)  # fmt: skip
def test_numbers_are_written_for_every_program(value: Fraction | float, text: str) -> None:
    assert write_number(value) == text


@pytest.mark.parametrize(
    ("text", "language", "plain"),
    [
        ("1,400,000", "", "1400000"), ("1.50", "", "1.50"), ("0755", "", "0755"), ("+5", "", "+5"),
        ("1E-5", "", "1E-5"),
        ("3.652", "de", "3652"), ("3,652", "de", "3.652"), ("\u22125", "", "-5"), ("\u00bd", "", "0.5"),
        ("5 km", "", ""),
    ],
)  # fmt: skip
def test_the_plain_form_of_a_number(text: str, language: str, plain: str) -> None:
    assert plain_number(text, language) == plain


@pytest.mark.parametrize(
    ("text", "unit", "language", "off"),
    [
        ("5", "", "", 5.0), ("\u00b15", "", "", 5.0), ("+/- 5", "", "", 5.0), ("+-5", "", "", 5.0),
        ("2.5%", "", "", 5.0), ("2,5 %", "", "", 5.0),
        ("\u00b1 5 per cent", "", "", 10.0), ("0,5", "", "", 0.5), ("1,500", "", "de", 1.5),
        ("1.500", "", "de", 1500.0), ("1e-05", "", "", 1e-05),
        ("1e-36", "", "", 1e-36), ("10^-3", "", "", 0.001), ("\u00bd", "", "", 0.5), ("5 km", "km", "", 5.0),
        ("5km", "km", "", 5.0), ("0", "", "", 0.0),
        ("5 km", "", "", None), ("5 m", "km", "", None), ("-5", "", "", None), ("\u22125%", "", "", None),
        ("nan", "", "", None), ("inf", "", "", None),
        ("some", "", "", None), ("1e999", "", "", None), ("", "", "", None),
    ],
)  # fmt: skip
def test_tolerances(text: str, unit: str, language: str, off: float | None) -> None:
    assert read_tolerance(text, Fraction(200), unit, language) == off


def test_a_tolerance_in_per_cent_that_no_double_holds_is_none() -> None:
    assert read_tolerance("1000%", Fraction("1e308")) is None


def test_a_span_ends_where_doubles_end() -> None:
    least, most = span("-1e308", 1.5e308)
    assert write_number(least) == "-1.7976931348623157e308"
    assert write_number(most) == "5e307"


@rows(
    "key, tolerance, unit, language, said, match",
    [
        # signs
        ("5", 0, "", "en", "- 5", WRONG), ("-5", 0, "", "en", "- 5", RIGHT), ("-5", 0, "", "en", "5", WRONG),
        ("5", 0, "", "en", "-5", WRONG),
        ("-5", 0, "", "en", "\u22125", RIGHT), ("\u22125", 0, "", "en", "-5", RIGHT),
        ("-5", 0, "", "en", "minus five", RIGHT),
        ("5", 0, "", "en", "5!", WRONG), ("120", 0, "", "en", "5!", WRONG), ("52", 0, "", "en", "5\u00b2", WRONG),
        ("102", 0, "", "en", "10\u00b2", WRONG), ("100", 0, "", "en", "10\u00b2", RIGHT),
        ("5", 0, "", "en", "5-", WRONG),
        ("5", 0, "", "en", "\u00b15", WRONG), ("5", 0, "", "en", "+5", RIGHT), ("12", 0, "", "en", "1/2", WRONG),
        ("12", 0, "", "en", "\u00bd", WRONG),
        # decimals by language
        ("0.125", 0, "", "en", "0,125", RIGHT), ("0,125", 0.001, "", "de", "126", WRONG),
        ("0,125", 0.001, "", "de", "0.125", RIGHT),
        ("0,125", 0, "", "", "125", WRONG), ("3652", 0, "", "de", "3.652", RIGHT),
        ("3652", 0, "", "fr", "3\u202f652", RIGHT),
        ("3.652", 0, "", "de", "3652", RIGHT), ("3.652", 0, "", "en", "3652", WRONG),
        ("3,652", 0, "", "en", "3652", RIGHT),
        ("3,652", 0, "", "de", "3652", WRONG), ("3,142", 0.001, "", "de", "3.142", RIGHT),
        ("3,142", 0.001, "", "de", "3,142", RIGHT),
        ("3.142", 0.001, "", "en", "3,142", RIGHT), ("3,14159", 0.001, "", "de", "3.142", RIGHT),
        ("3,14", 0.01, "", "de", "3.14", RIGHT),
        ("3,142", 0.001, "", "de", "3142", WRONG), ("3.142", 0, "", "", "3.142", RIGHT),
        ("3,142", 0, "", "", "3,142", RIGHT),
        # off by a factor of a thousand
        ("3652", 0, "m", "en", "3.652", WRONG), ("3652", 0, "m", "de", "3,652", WRONG),
        ("1", 0, "", "de", "1.000", WRONG),
        ("1", 0, "", "en", "1,000", WRONG), ("0", 1, "", "", "1,000", WRONG),
        ("3,5", 0.1, "km", "de", "3.512", WRONG),
        ("3.5", 0.1, "km", "en", "3,512", WRONG), ("1000", 0, "", "de", "1.000", RIGHT),
        ("1000", 0, "", "en", "1.000", WRONG),
        # notations
        ("0.001", 0, "", "en", "1e-3", RIGHT), ("0.001", 0, "", "en", "10^-3", RIGHT),
        ("0.001", 0, "", "en", "10\u207b\u00b3", RIGHT),
        ("6.02e23", 6.02e21, "", "en", "6.02\u00d710^23", RIGHT),
        ("6.02e23", 6.02e21, "", "en", "6.1 x 10^23", WRONG),
        ("0.5", 0, "", "en", "1/2", RIGHT), ("0.5", 0, "", "en", "\u00bd", RIGHT),
        ("1.5", 0, "", "en", "1 1/2", RIGHT), ("1/3", 0, "", "en", "1/3", RIGHT),
        ("1/3", 0, "", "en", "2/6", RIGHT), ("1/3", 0.001, "", "en", "0.333", RIGHT),
        ("1/3", 0, "", "en", "0.333", WRONG),
        ("1,400,000", 70000, "", "en", "1.4 million", RIGHT), ("1,400,000", 0, "", "en", "1 400 000", RIGHT),
        ("123", 0, "", "ar", "\u0661\u0662\u0663", RIGHT),
        ("\u0661\u0662\u0663", 0, "", "ar", "123", RIGHT), ("1e-05", 0, "", "en", "0.00001", RIGHT),
        ("5", 0, "", "en", "1e999999999", WRONG),
        ("12,34,567", 0, "", "hi", "1234567", RIGHT),
        # units
        ("5", 0, "m", "en", "5 m", RIGHT), ("5", 0, "m", "en", "5m", RIGHT),
        ("20", 0, "\u00b0C", "en", "20\u00b0C", RIGHT), ("20", 0, "\u00b0C", "en", "20 \u00b0F", WRONG),
        ("50", 0, "%", "en", "50 %", RIGHT), ("50", 0, "%", "en", "50%", RIGHT), ("50", 0, "", "en", "50%", NEAR),
        ("0.5", 0, "", "en", "50%", RIGHT),
        ("5", 0, "", "en", "50%", WRONG), ("5", 0, "MW", "en", "5 mW", RIGHT), ("5", 0, "m", "en", "5 km", WRONG),
        ("12.6", 0, "km\u00b2", "en", "12.6 km^2", RIGHT),
        ("5", 0, "million dollars", "en", "5 million dollars", RIGHT), ("5", 0, "million dollars", "en", "5", RIGHT),
        ("5", 0, "million dollars", "en", "5,000,000 dollars", RIGHT),
        ("1500", 0, "Mio. Euro", "de", "1.500 Mio. Euro", RIGHT),
        ("1500", 0, "Mio. Euro", "de", "1,5 Mrd. Euro", RIGHT),
        ("1500", 0, "Mio. Euro", "de", "1,500 Mio. Euro", WRONG), ("1500", 0, "Mio. Euro", "de", "1500", RIGHT),
        ("5", 0, "million dollars", "en", "5 dollars", WRONG), ("56000", 0, "", "zh", "5、6万", WRONG),
        # a billion by language
        ("1e12", 0, "", "de", "1 Billion", RIGHT), ("1e12", 0, "", "de", "2 Billionen", WRONG),
        ("1e9", 0, "", "de-AT", "1 Billion", WRONG), ("1e9", 0, "", "en", "1 billion", RIGHT),
        ("1e9", 0, "", "", "1 Billion", RIGHT), ("2e12", 0, "", "fr", "2 billions", RIGHT),
        ("1e18", 0, "", "de", "1 Trillion", RIGHT), ("1e12", 0, "", "es", "1 billón", RIGHT),
        ("1e9", 0, "", "pt-BR", "1 bilhão", RIGHT), ("1e12", 0, "", "pt", "2 biliões", WRONG),
        ("1", 0, "Billion Euro", "de", "1000 Mrd. Euro", RIGHT),
        ("1", 0, "billion euros", "en", "1000 million euros", RIGHT),
        ("23", 0, "", "en", "23 parks", NEAR), ("3652", 5, "patents", "en", "3652 or 3653", WRONG),
        ("5", 0, "", "en", "5-6", WRONG),
        ("5", 0, "km/h", "en", "5 km / h", RIGHT), ("5", 0, "", "en", "", WRONG),
    ],
)  # fmt: skip
def test_a_typed_number_is_right_or_wrong(
    key: str, tolerance: float, unit: str, language: str, said: str, match: Match
) -> None:
    item = Item("a", Kind.NUMERIC, "?", (Option(key, True),), tolerance=float(tolerance), unit=unit)
    assert compare(item, said, language) is match


@pytest.mark.parametrize(
    ("said", "match"),
    [
        ("4", RIGHT),
        ("4.0", RIGHT),
        ("4 km", RIGHT),
        ("a dozen", RIGHT),
        ("-4", WRONG),
        ("4 m", WRONG),
        ("- 4", WRONG),
    ],
)
def test_other_right_numbers_are_numbers_too(said: str, match: Match) -> None:
    item = Item("a", Kind.NUMERIC, "?", (Option("5", True),), accept=("4", "a dozen", "4 km"), unit="km")
    assert compare(item, said) is match
