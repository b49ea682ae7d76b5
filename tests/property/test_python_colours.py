"""Python is coloured as Pygments' own lexer does, apart from a few differences on purpose, which are named here."""

from __future__ import annotations

import re
from collections.abc import Iterator
from keyword import iskeyword, issoftkeyword, kwlist

from hypothesis import example, given, settings
from hypothesis import strategies as st
from pygments.lexers.python import PythonLexer  # type: ignore[import-untyped]

from tests.effort import examples
from tests.rows import rows
from zgcquiz.ui.round.painting.code_colours import _STYLES, LANGUAGES, coloured_spans

WORDS = [*kwlist, "match", "case", "_", "self", "print", "len", "list", "exec", "Ellipsis", "ValueError", "x", "bar",
         "r", "b", "f", "u", "rb", "printed", "xprint", "print1", "case_", "e", "j", "x1"]  # fmt: skip
SCRIPTS = ["größe", "число", "变量", "ｘ", "नाम", "ℵ", "e\u0301", "e\u0301if", "٣", "x\u00b7y", "𝒙", "数print"]
NUMBERS = ["0", "00", "1_000", "1__0", "1.", ".5", "1.5", "1e5", "1E-5", "1.e+5", ".5e5", "0x1F", "0xg", "0b102",
           "0o78", "0X_f", "1e", "1e+", "1if", "0x1for", "1_", "1.real", "1..real", "1j", "1.5J", "1e999999", "1.5.5",
           "1e5j", "9" * 60]  # fmt: skip
QUOTES = ["'", '"', "'''", '"""', "''", '""', "\\'", '\\"', "\\\\", "\\", "\\\n", "\\x41", "%s", "'a'", '"b"', "'#'"]
PREFIXED = [prefix + quote for prefix in ("r", "b", "f", "u", "rb", "Br", "fR", "RF", "ff") for quote in QUOTES[:4]]
FIELDS = ["f'{x}'", 'f"{x!r:>10}"', "f'{{x}}'", "f'''{x}\n{y}'''", "f\"{d['k']}\"", 'f"{d["k"]}"', "rf'{x}\\'",
          "f'{x=}'", "f'{x:{y}}'", "f'{print(1)}'", 'f"{d["k"]:{w}}"', "f'{ {1: 2}[1] }'", "f'{x",
          "f'{f\"{y}\"}'"]  # fmt: skip
BLANKS = [" ", "  ", "\t", "\n", "\n\n", "\n    ", "\n\t", "\\\n", "\r\n", "\r", "\f", "\v", "\x85", "\u2028", "\xa0"]
SIGNS = ["#", "#!", "# a", "#: 'b", "@", "@print", "@a.print", ".", "...", ",", ":", "(", ")", "[", "]", "{", "}", "=",
         ":=", "->", "-", "!=", "|", "~", ";", "__init__", "def f", "class A", "\nmatch x", "\n case _"]  # fmt: skip
PARTS = (WORDS, WORDS, SCRIPTS, NUMBERS, QUOTES, PREFIXED, FIELDS, BLANKS, BLANKS, BLANKS, SIGNS)
PYTHON = st.lists(st.one_of(*map(st.sampled_from, PARTS)), max_size=12).map("".join)

FIELD = r"\{(?:[^{}\n]|\{[^{}\n]*\})*\}"
LEXER = PythonLexer(stripnl=False, ensurenl=False)
FIELDS_OF = {1: re.compile(FIELD), 3: re.compile(FIELD.replace(r"\n", ""))}
"""A replacement field without braces in strings, by the number of quotes around its string."""


INNER = re.compile(r"\w+([\"'])([^\"'{}\n]|\{[^{}\"'\n]*\})*\1")
"""An f-string in a replacement field that is surely closed there."""
WILDCARD_LATER = re.compile(r"([ \t]+_\b)?+\s+[^\n_]*_\b")
"""A wildcard in the line that isn't the whole pattern, for which the lexer reads what is before it by itself."""


def style_of(kind: str) -> str:
    return next((style for begin, style in _STYLES if f"Token.{kind}".startswith(begin)), "")


def stumbles(kind: str, text: str, after: str) -> bool:
    """Return whether Pygments' lexer doesn't read a token as Python does, so that what follows isn't comparable."""
    return (
        kind == "Error"
        or (kind == "Literal.String.Doc" and re.search(r"\\[\"']", text) is not None)  # ends at an escaped quote
        or (kind == "Literal.String.Affix" and text.lower() in ("bu", "ub", "bb", "uu", "rr", "ru", "ur"))
        or (kind == "Literal.String.Interpol" and re.search(r"[\"'\n]", text) is not None)  # over the end of a string
        or (
            kind == "Name.Namespace"
            and (iskeyword(text) or issoftkeyword(text) or re.match(r"[\d'\"]", after) is not None)
        )
        or (kind == "Keyword" and text in ("match", "case") and WILDCARD_LATER.match(after) is not None)
    )


def oracle(code: str) -> Iterator[str | None]:
    """Yield Pygments' style of each character, changed where ours differs on purpose; None where both are right.

    It ends where Pygments' lexer stumbles.
    """
    tokens = [(at, str(kind)[6:], text) for at, kind, text in LEXER.get_tokens_unprocessed(code)]
    quotes, raw, field_end, in_number = 1, False, 0, False
    for number, (at, kind, text) in enumerate(tokens):
        before, after = code[:at], code[at + len(text) :]
        if stumbles(kind, text, after) or (raw and quotes == 3 and kind.startswith("Lit") and text == "\\"):
            return
        if kind == "Literal.String.Affix" and at >= field_end:
            quotes, raw = len(tokens[number + 1][2]), "r" in text.lower()
        elif kind == "Literal.String.Interpol" and text == "{" and at >= field_end:
            field = FIELDS_OF[quotes].match(code, at)
            if field is None:  # it is not closed, or not where Python closes it
                return
            field_end = field.end()
        if at < field_end and "Affix" in kind and "f" in text.lower() and INNER.match(code, at) is None:
            return
        if at < field_end <= at + len(text) and kind != "Literal.String.Interpol":  # its brace is within a string
            return
        if kind == "Name" and in_number and text[0] in "jJ" and at >= field_end:  # an imaginary number
            yield "accent"
            return
        style = "caution" if at < field_end else changed(kind, text, before)  # fields have the colour of their string
        yield from [style] * len(text)
        in_number = kind in ("Literal.Number.Integer", "Literal.Number.Float") and text[-1] not in "jJ"


def changed(kind: str, text: str, before: str) -> str | None:
    """Return Pygments' style of a token, or ours if that differs on purpose; None if either is right."""
    if kind == "Name" and text in ("def", "class", "from", "import"):  # a keyword, without what belongs to it
        return "accent.strong"
    if kind == "Name" and text in ("exec", "anext") and not before.endswith("."):  # missing in Pygments' list
        return "accent"
    if kind == "Name.Function.Magic" and not re.search(r"\bdef(\s|\\\s)+$", before):  # it is used, not defined
        return ""
    if kind == "Name.Namespace":  # a module may be called as a builtin is
        return None
    return style_of(kind)


def styles(code: str) -> list[str]:
    """Return our style of each character."""
    found = [""] * len(code)
    for start, end, style in coloured_spans(code, "python"):
        found[start:end] = [style] * (end - start)
    return found


@example("f'{'")
@example("re.match(a, b)\nmatch = 5\nmatch a:\n    case _:\n        print(_)")
@example("def \\\n\tf(): ...")
@example("'a\\\nb' 'c\n'd")
@settings(max_examples=examples(1000), deadline=None)
@given(PYTHON)
def test_it_is_coloured_as_pygments_does(code: str) -> None:
    compared = list(zip(code, styles(code), oracle(code), strict=False))
    assert [(char, found) for char, found, _ in compared] == [
        (char, found if wanted is None or char.isspace() else wanted) for char, found, wanted in compared
    ]


def test_it_is_compared_with_pygments_and_not_only_excused() -> None:
    code = """
@print
def gréeting(self, name: str = 'x#', *, n=0x1F) -> "str":
    \'\'\'Say "hello".\'\'\'
    if re.match(r"\\d+", name) and (n := n + 1_000) > 1.5e3:  # type: ignore
        raise ValueError(f'no {name!r}') from None
    match n:
        case 1 | 2: return print(b"\\x00", x.print)
        case _:
            yield from [*map(abs, y)]
"""
    assert [style for char, style in zip(code, oracle(code), strict=True) if not char.isspace()] == [
        style for char, style in zip(code, styles(code), strict=True) if not char.isspace()
    ]


ANY = st.one_of(
    PYTHON, st.text(max_size=40), st.lists(st.sampled_from("\"'\\{}<>#/*$`\n\r \t=e1é\u2028"), max_size=40).map("".join)
)


@rows("language", ["python", *sorted({lexer: name for name, lexer in LANGUAGES.items()}.values())])
def test_spans_are_in_order_and_inside_of_the_text(language: str) -> None:
    @settings(max_examples=examples(60), deadline=None)
    @given(ANY)
    def check(code: str) -> None:
        end_before = 0
        for start, end, style in coloured_spans(code, language):
            assert end_before <= start < end <= len(code)
            assert style in {style for _, style in _STYLES}
            end_before = end

    check()
