"""What people break YAML with by hand: each slip is named at its place, and the advice makes what was meant."""

from __future__ import annotations

from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.formats.packs import MARK, only_item, question, read_texts, unmark
from tests.rows import rows
from tests.strategies import broken
from zgcquiz.core.packs.pack import Item, Kind, Option, Pack, PackInfo
from zgcquiz.formats.native.writer import write


class Slip(NamedTuple):
    """A question's lines with a slip (marked where it is to be named), and the same as its author meant it.

    says: words of the message; advised: the part of `meant` that the message gives word for word, if it does.
    """

    code: str
    broken: str
    says: str
    meant: str
    texts: tuple[str, ...] = ("x", "y", "z")
    advised: str = ""


def in_list(code: str, entries: str, says: str, advised: str = "", meant: str = "  - y\n  - z") -> Slip:
    """A slip in the list of distractors."""
    return Slip(code, f"answer: x\ndistractors:\n{entries}", says, f"answer: x\ndistractors:\n{meant}", advised=advised)


WITH_FEEDBACK = "  - text: y\n    feedback: f\n  - z"

ERRORS = [
    # Dashes
    in_list("syntax", "  - y\n  «z", "needs a dash before it", "- z"),
    in_list("syntax", "  - y\n  «z\n  - w", "needs a dash before it", "- z", "  - y\n  - z\n  - w")._replace(
        texts=tuple("xyzw")
    ),
    in_list("syntax", "  - y\n«z\n  - w", "needs a dash before it", "- z", "  - y\n  - z\n  - w")._replace(
        texts=tuple("xyzw")
    ),
    in_list("syntax", "  - y\n «z\n  - w", "below the dash of line 10", "- z", "  - y\n  - z\n  - w")._replace(
        texts=tuple("xyzw")
    ),
    in_list("syntax", "  - y\n «- z", "put this one at column 5, as in line 10"),
    in_list("syntax", "  - y\n  «-z", "a dash and a space", "- "),
    in_list("syntax", "  «* y\n  * z", "a dash and a space", "- "),
    in_list("syntax", "  - y\n  «－ z", "a dash and a space", "- "),
    in_list("wrong-type", "  «y\n  - z", "begin its first entry with a dash", "- y"),
    in_list("wrong-type", "  «-y\n  - z", "with a dash and a space"),
    in_list("wrong-type", "  «－y\n  －z", "with a dash and a space"),
    Slip(
        "wrong-type",
        "answer: x\ndistractors: «|\n  - y\n  - z",
        "remove the |",
        "answer: x\ndistractors:\n  - y\n  - z",
    ),
    Slip(
        "wrong-type",
        "answer: x\ndistractors: «y, z",
        "write [y, z]",
        "answer: x\ndistractors: [y, z]",
        advised="[y, z]",
    ),
    Slip(
        "wrong-type",
        "answer: x\ndistractors: «［y，z］",
        "write [y, z]",
        "answer: x\ndistractors: [y, z]",
        advised="[y, z]",
    ),
    Slip(
        "wrong-type",
        "answer: x\ndistractors: «【y、z】",
        "write [y, z]",
        "answer: x\ndistractors: [y, z]",
        advised="[y, z]",
    ),
    Slip(
        "bare-comma",
        "answer: x\ndistractors: «{y, z}",
        "in brackets",
        "answer: x\ndistractors: [y, z]",
        advised="[y, z]",
    ),
    Slip(
        "syntax",
        'answer: x\ndistractors: "y"«, "z"',
        "in brackets",
        'answer: x\ndistractors: ["y", "z"]',
        advised='["y", "z"]',
    ),
    Slip("syntax", 'answer: "x"«,\ndistractors: [y, z]', "remove the comma", 'answer: "x"\ndistractors: [y, z]'),
    Slip("syntax", "answer: x\ndistractors: [y, z]«,", "remove the comma", "answer: x\ndistractors: [y, z]"),
    Slip(
        "syntax",
        "answer: x\n«distractors\n  - y\n  - z",
        "a key ends with a colon",
        "answer: x\ndistractors:\n  - y\n  - z",
        advised="distractors:",
    ),
    Slip(
        "syntax",
        "«answer = x\ndistractors: [y, z]",
        "a key ends with a colon",
        "answer: x\ndistractors: [y, z]",
        advised="answer: x",
    ),
    Slip(
        "syntax",
        "answer:«x\ndistractors: [y, z]",
        "a space after the colon",
        "answer: x\ndistractors: [y, z]",
        advised="answer: ",
    ),
    Slip(
        "syntax",
        "answer«：x\ndistractors: [y, z]",
        "doesn't read this character as a colon",
        "answer: x\ndistractors: [y, z]",
        advised="answer: ",
    ),
    Slip(
        "syntax",
        "answer: x\n «distractors: [y, z]",
        "at column 3, like 'answer' in line 8",
        "answer: x\ndistractors: [y, z]",
    ),
    Slip(
        "wrong-type",
        "answer: x\ndistractors:\n  «　- y\n  - z",
        "only looks like one",
        "answer: x\ndistractors:\n  - y\n  - z",
    ),
    # Keys at the wrong column
    in_list("syntax", "  - text: y\n  «feedback: f\n  - z", "at column 7, like 'text' in line 10", meant=WITH_FEEDBACK),
    in_list(
        "syntax", "  - text: y\n   «feedback: f\n  - z", "at column 7, like 'text' in line 10", meant=WITH_FEEDBACK
    ),
    in_list("syntax", "  - text: y\n      «feedback: f\n  - z", "at column 7, like 'text'", meant=WITH_FEEDBACK),
    in_list("unknown-key", "  - text: y\n  - z\n«feedback: f", "below 'text' in the entry", meant=WITH_FEEDBACK),
    in_list("syntax", "  - y\n    «feedback: f\n  - z", "'feedback' at column 7", "- text: y", meant=WITH_FEEDBACK),
    in_list("syntax", "  - y\n  «feedback: f\n  - z", "'feedback' at column 7", "- text: y", meant=WITH_FEEDBACK),
    in_list("missing-key", "  - text: y\n  - «feedback: f\n  - z", "remove its dash", meant=WITH_FEEDBACK),
    in_list(
        "syntax",
        "  - y\n  - z\n  «explanation: e",
        "at column 3, like 'distractors'",
        meant="  - y\n  - z\nexplanation: e",
    ),
    in_list("syntax", "  - y\n  - z\n    «explanation: e", "at column 3", meant="  - y\n  - z\nexplanation: e"),
    in_list(
        "syntax",
        "  - «text: y, feedback: f\n  - z",
        "in braces",
        "{text: y, feedback: f}",
        "  - {text: y, feedback: f}\n  - z",
    ),
    in_list(
        "bare-comma",
        "  - «{text：y，feedback：f}\n  - z",
        "full-width",
        "{text: y, feedback: f}",
        "  - {text: y, feedback: f}\n  - z",
    ),
    # Colons, commas and signs in texts
    in_list(
        "syntax",
        "  - {text: y, feedback: No«: f}\n  - z",
        "contains a colon and a space",
        "feedback: 'No: f'",
        "  - {text: y, feedback: 'No: f'}\n  - z",
    ),
    in_list(
        "syntax",
        "  - text: y\n    feedback: No«: f\n  - z",
        "contains a colon and a space",
        "feedback: 'No: f'",
        "  - text: y\n    feedback: 'No: f'\n  - z",
    ),
    in_list("wrong-type", "  - «Note: y\n  - z", "put it in quotes", "'Note: y'", "  - 'Note: y'\n  - z")._replace(
        texts=("x", "Note: y", "z")
    ),
    Slip(
        "syntax",
        "answer: x\ndistractors: [Note: y«: w, z]",
        "a colon and a space",
        "answer: x\ndistractors: ['Note: y: w', z]",
        ("x", "Note: y: w", "z"),
        "'Note: y: w'",
    ),
    Slip(
        "syntax",
        "answer: x\ndistractors: [a «[sic] y, z]",
        "contains a [",
        "answer: x\ndistractors: ['a [sic] y', z]",
        ("x", "a [sic] y", "z"),
        "'a [sic] y'",
    ),
    Slip(
        "syntax",
        "answer: x\ndistractors: [a«{y}, z]",
        "contains a {",
        "answer: x\ndistractors: ['a{y}', z]",
        ("x", "a{y}", "z"),
        "'a{y}'",
    ),
    Slip(
        "syntax",
        "answer: «[0, 1)\ndistractors: [y, z]",
        "never closed",
        "answer: '[0, 1)'\ndistractors: [y, z]",
        ("[0, 1)", "y", "z"),
        "'[0, 1)'",
    ),
    Slip(
        "syntax",
        "answer: x\ndistractors: [y, z «# or, w]",
        "as a comment",
        "answer: x\ndistractors: [y, 'z # or', w]",
        ("x", "y", "z # or", "w"),
    ),
    Slip(
        "bare-comma",
        "answer: «{x}\ndistractors: [y, z]",
        "must be in quotes",
        "answer: '{x}'\ndistractors: [y, z]",
        ("{x}", "y", "z"),
        "'{x}'",
    ),
    Slip(
        "bare-comma",
        "answer: x\ndistractors: [{text: y, feedback: «over 12, not 30}, z]",
        "at its comma",
        "answer: x\ndistractors: [{text: y, feedback: 'over 12, not 30'}, z]",
        advised="feedback: 'over 12, not 30'",
    ),
    Slip(
        "bare-comma",
        "answer: x\ndistractors: [{text: y, feedback: «over 12, 000}, z]",
        "at its comma",
        "answer: x\ndistractors: [{text: y, feedback: 'over 12, 000'}, z]",
        advised="'over 12, 000'",
    ),
    Slip(
        "bare-comma",
        "answer: x\ndistractors: [{text: y, feedback: «over 12,000 men}, z]",
        "at its bare comma",
        "answer: x\ndistractors: [{text: y, feedback: 'over 12,000 men'}, z]",
        advised="'over 12,000 men'",
    ),
    Slip(
        "bare-comma",
        "answer: x\ndistractors: [{text: «y, or so, feedback: f}, z]",
        "at its comma",
        "answer: x\ndistractors: [{text: 'y, or so', feedback: f}, z]",
        ("x", "y, or so", "z"),
        "text: 'y, or so'",
    ),
    in_list("complex-key", "  - «? y\n  - z", "in quotes", "'? y'", "  - '? y'\n  - z")._replace(
        texts=("x", "? y", "z")
    ),
    Slip(
        "complex-key",
        "answer: x\ndistractors: [«? y, z]",
        "in quotes",
        "answer: x\ndistractors: ['? y', z]",
        ("x", "? y", "z"),
        "'? y'",
    ),
    Slip(
        "complex-key",
        "answer: x\ndistractors: [«?y, z]",
        "in quotes",
        "answer: x\ndistractors: ['?y', z]",
        ("x", "?y", "z"),
        "'?y'",
    ),
    Slip(
        "syntax",
        "answer: «? x\ndistractors: [y, z]",
        "in quotes",
        "answer: '? x'\ndistractors: [y, z]",
        ("? x", "y", "z"),
    ),
    Slip(
        "syntax",
        "answer: «- x\ndistractors: [y, z]",
        "in quotes",
        "answer: '- x'\ndistractors: [y, z]",
        ("- x", "y", "z"),
        "'- x'",
    ),
    Slip(
        "alias",
        "answer: «*x\ndistractors: [y, z]",
        "in quotes",
        "answer: '*x'\ndistractors: [y, z]",
        ("*x", "y", "z"),
        "'*x'",
    ),
    Slip(
        "anchor",
        "answer: «&x\ndistractors: [y, z]",
        "in quotes",
        "answer: '&x'\ndistractors: [y, z]",
        ("&x", "y", "z"),
        "'&x'",
    ),
    Slip(
        "tag",
        "answer: «!x\ndistractors: [y, z]",
        "in quotes",
        "answer: '!x'\ndistractors: [y, z]",
        ("!x", "y", "z"),
        "'!x'",
    ),
    Slip(
        "syntax",
        "answer: 'isn't«t x'\ndistractors: [y, z]".replace("t«t", "«t"),
        "write '' for an apostrophe",
        "answer: 'isn''t x'\ndistractors: [y, z]",
        ("isn't x", "y", "z"),
    ),
    Slip(
        "syntax",
        'answer: "a "«b""\ndistractors: [y, z]',
        "in single quotes",
        "answer: 'a \"b\"'\ndistractors: [y, z]",
        ('a "b"', "y", "z"),
    ),
    Slip(
        "syntax",
        'answer: "$«\\sum$"\ndistractors: [y, z]',
        "use single quotes",
        "answer: '$\\sum$'\ndistractors: [y, z]",
        ("$\\sum$", "y", "z"),
    ),
    in_list("syntax", '  - «"y\n  - "z"', "isn't closed until line 11", meant='  - "y"\n  - "z"'),
    in_list("syntax", "  - «'y\n  - 'z'", "isn't closed until line 11", meant="  - 'y'\n  - 'z'"),
    Slip(
        "syntax",
        "answer: x\nexplanation: In Python\n  «# starts\n  a comment.\ndistractors: [y, z]",
        "this comment ends the text",
        "answer: x\nexplanation: |\n  In Python\n  # starts\n  a comment.\ndistractors: [y, z]",
    ),
    # Names of options
    Slip(
        "key-not-among-options",
        "answer: «1\noptions: [x, y, z]",
        "not its number",
        "answer: x\noptions: [x, y, z]",
        advised="x",
    ),
    Slip("key-not-among-options", "answer: «0\noptions: [x, y, z]", "not its number", "answer: x\noptions: [x, y, z]"),
    Slip("key-not-among-options", "answer: «B\noptions: [x, y, z]", "not its letter", "answer: y\noptions: [x, y, z]"),
    Slip(
        "key-not-among-options",
        "answer: «(c)\noptions: [x, y, z]",
        "not its letter: 'z'",
        "answer: z\noptions: [x, y, z]",
    ),
    Slip(
        "key-not-among-options", "answer: «Option 2\noptions: [x, y, z]", "number: 'y'", "answer: y\noptions: [x, y, z]"
    ),
    Slip(
        "key-not-among-options",
        "answer: «b\noptions: [b) x, a) y]",
        "letter: 'b) x'",
        "answer: b) x\noptions: [b) x, a) y]",
        ("b) x", "a) y"),
    ),
    # Known by what they are likely to be elsewhere
    Slip(
        "bad-value",
        "kind: «multiple choice\nanswer: x\ndistractors: [y, z]",
        "did you mean 'single'?",
        "kind: single\nanswer: x\ndistractors: [y, z]",
    ),
    Slip(
        "bad-value",
        "kind: «MCQ\nanswers: [x, y]\ndistractors: [z]",
        "did you mean 'multiple'?",
        "kind: multiple\nanswers: [x, y]\ndistractors: [z]",
    ),
    Slip(
        "syntax",
        "answer: x\n  «feedback: f\ndistractors: [y, z]",
        "write 'text: x' in a line of its own below 'answer:', at column 5",
        "answer:\n  text: x\n  feedback: f\ndistractors: [y, z]",
        advised="text: x",
    ),
    Slip(
        "unknown-key",
        "answer: x\n«feedback: f\ndistractors: [y, z]",
        "For one option, write {text: …, feedback: …}",
        "answer: {text: x, feedback: f}\ndistractors: [y, z]",
    ),
    # Signs at the start of a text
    Slip(
        "anchor",
        "answer: x\ndistractors: [«&y, z]",
        "put the text in quotes: '&y'",
        "answer: x\ndistractors: ['&y', z]",
        texts=("x", "&y", "z"),
        advised="'&y'",
    ),
    Slip(
        "syntax",
        "answer: x\ndistractors: [y, «??, z]",
        "must be in quotes: '??'",
        "answer: x\ndistractors: [y, '??', z]",
        texts=("x", "y", "??", "z"),
        advised="'??'",
    ),
    Slip(
        "syntax",
        "answer: x\ndistractors: [y, z]\nexplanation: See this\n  «for i in y:\n    go(i)",
        "write 'explanation: |' in line 10, and all of the text below it, from column 5 on",
        "answer: x\ndistractors: [y, z]\nexplanation: |\n  See this\n  for i in y:\n    go(i)",
        advised="explanation: |",
    ),
    # Signs for a text below, for a tag, and for a mapping or a list
    Slip(
        "empty-text",
        "answer: «>\ndistractors: [x, y]",
        "put it in quotes: '>'",
        "answer: '>'\ndistractors: [x, y]",
        (">", "x", "y"),
        "'>'",
    ),
    Slip(
        "tag",
        "answer: «!= x\ndistractors: [y, z]",
        "in quotes: '!= x'",
        "answer: '!= x'\ndistractors: [y, z]",
        ("!= x", "y", "z"),
        "'!= x'",
    ),
    *(
        in_list(
            "wrong-type", f"  - «{text}\n  - z", f"in quotes: '{text}'", f"'{text}'", f"  - '{text}'\n  - z"
        )._replace(texts=("x", text, "z"))
        for text in ("[1, 2]", "{}", "{1: 2}", "y:")
    ),
    in_list("wrong-type", "  - «b: y\n  - z", "so write y (or"),
    in_list(
        "wrong-type",
        "  - «y feedback: f\n  - z",
        "write {text: 'y', feedback: 'f'}",
        "{text: 'y', feedback: 'f'}",
        "  - {text: 'y', feedback: 'f'}\n  - z",
    ),
    Slip(
        "wrong-type",
        "answer: x\noptions: «{A: x, B: y, C: z}",
        "write [x, y, z]",
        "answer: x\noptions: [x, y, z]",
        advised="[x, y, z]",
    ),
    Slip(
        "wrong-type",
        "answer: x\ndistractors: [y, z]\ntags: «easy",
        "write [easy]",
        "answer: x\ndistractors: [y, z]\ntags: [easy]",
        advised="[easy]",
    ),
]

WARNINGS = [
    Slip(
        "full-width",
        "answer: x\ndistractors: «[y، z، w]",
        "write [y, z, w]",
        "answer: x\ndistractors: [y, z, w]",
        texts=tuple("xyzw"),
        advised="[y, z, w]",
    ),
    in_list("folded-entry", "  - y\n   «- z", "write '- z' below", "- z"),
    in_list("folded-entry", "  - y\n    «z", "write '- z' below", "- z"),
    in_list("folded-entry", "  - y\n   «-z", "write '- z' below", "- z"),
    in_list("folded-entry", '  - "y\n  «- z"', "close the quote on the line above", meant='  - "y"\n  - "z"'),
    Slip(
        "folded-entry",
        "answer: x\n  «explanation:f\ndistractors: [y, z]",
        "explanation: f",
        "answer: x\nexplanation: f\ndistractors: [y, z]",
    ),
    Slip(
        "folded-entry",
        "answer: x\ndistractors:\n  - text: y\n     «feedback：f\n  - z",
        "feedback: f",
        "answer: x\ndistractors:\n  - text: y\n    feedback: f\n  - z",
    ),
    Slip(
        "folded-entry",
        "answer: x\ndistractors:\n  - text: y\n     «feedback f\n  - z",
        "feedback: f",
        "answer: x\ndistractors:\n  - text: y\n    feedback: f\n  - z",
    ),
    Slip(
        "folded-entry",
        "answer: x\ndistractors: [y,\n  z\n  «w]",
        "a comma between them",
        "answer: x\ndistractors: [y,\n  z,\n  w]",
        tuple("xyzw"),
    ),
    Slip(
        "full-width",
        "answer: x\ndistractors: «[y，z]",
        "write [y, z]",
        "answer: x\ndistractors: [y, z]",
        advised="[y, z]",
    ),
    Slip(
        "full-width",
        "answer: x\ndistractors: «[y、z]",
        "write [y, z]",
        "answer: x\ndistractors: [y, z]",
        advised="[y, z]",
    ),
    Slip(
        "full-width",
        "answer: x\ndistractors: «[“y, or so”, z]",
        "straight quotes",
        "answer: x\ndistractors: ['y, or so', z]",
        ("x", "y, or so", "z"),
        "'y, or so'",
    ),
    Slip(
        "full-width",
        "answer: «“x”\ndistractors: [“y”, “z”]",
        "quotes that YAML doesn't recognise",
        "answer: x\ndistractors: [y, z]",
    ),
    Slip(
        "full-width",
        "answer: «「x」\ndistractors: [「y」, 「z」]",
        "quotes that YAML doesn't recognise",
        "answer: x\ndistractors: [y, z]",
    ),
    in_list("full-width", "  - «text：y\n  - z", "write 'text: y'", "text: y", "  - text: y\n  - z"),
    in_list(
        "full-width",
        "  - «｛text：y，feedback：f｝\n  - z",
        "full-width",
        "{text: y, feedback: f}",
        "  - {text: y, feedback: f}\n  - z",
    ),
    Slip(
        "bare-comma",
        "answer: «x,\ndistractors:\n  - y,\n  - z,",
        "all options end in ','",
        "answer: x\ndistractors: [y, z]",
    ),
    Slip(
        "comment-in-text",
        "explanation: Planet« #3 of eight.\nanswer: x\ndistractors: [y, z]",
        "in quotes",
        "explanation: 'Planet #3 of eight.'\nanswer: x\ndistractors: [y, z]",
    ),
    Slip(
        "comment-in-text",
        "explanation: Say what« # means here.\nanswer: x\ndistractors: [y, z]",
        "ends in 'Say what'",
        "explanation: 'Say what # means here.'\nanswer: x\ndistractors: [y, z]",
    ),
    Slip(
        "comment-in-text",
        "answer: The« # sign\ndistractors: [y, z]",
        "in quotes",
        "answer: 'The # sign'\ndistractors: [y, z]",
        ("The # sign", "y", "z"),
    ),
    in_list("comment-in-text", "  - y and« # or\n  - z", "in quotes", meant="  - 'y and # or'\n  - z")._replace(
        texts=("x", "y and # or", "z")
    ),
    Slip(
        "control-character",
        'answer: "«\\theta"\ndistractors: [y, z]',
        "single quotes",
        "answer: '\\theta'\ndistractors: [y, z]",
        ("\\theta", "y", "z"),
    ),
    Slip(
        "control-character",
        'answer: "a $«\\beta$"\ndistractors: [y, z]',
        "single quotes",
        "answer: 'a $\\beta$'\ndistractors: [y, z]",
        ("a $\\beta$", "y", "z"),
    ),
    Slip(
        "control-character",
        'answer: "«\\Phi"\ndistractors: [y, z]',
        "single quotes",
        "answer: '\\Phi'\ndistractors: [y, z]",
        ("\\Phi", "y", "z"),
    ),
    Slip(
        "control-character",
        'answer: "a«\\_b"\ndistractors: [y, z]',
        "single quotes",
        "answer: 'a\\_b'\ndistractors: [y, z]",
        ("a\\_b", "y", "z"),
    ),
    Slip(
        "control-character",
        'answer: "C:«\\temp\\new"\ndistractors: [y, z]',
        "single quotes",
        "answer: 'C:\\temp\\new'\ndistractors: [y, z]",
        ("C:\\temp\\new", "y", "z"),
    ),
]


@rows("slip", [*ERRORS, *WARNINGS])
def test_a_slip_is_named_at_its_place_and_the_advice_makes_what_was_meant(slip: Slip) -> None:
    marked = unmark((question(slip.broken),))
    problems = read_texts(*marked.texts).problems
    assert [(problem.code, problem.place, problem.question) for problem in problems] == [(slip.code, marked.place, "a")]
    (problem,) = problems
    assert problem.is_error == (slip in ERRORS)
    assert slip.says in problem.message
    assert slip.advised in problem.message
    assert slip.advised.strip() in slip.meant
    assert tuple(option.text for option in only_item(slip.meant).options) == slip.texts


LONG = "A text of an option that is so long that its author has folded it over two lines of"
CLEAN = [
    f"answer: {LONG}\n  the file\ndistractors: [y]",
    f"answer: x\ndistractors:\n  - {LONG}\n    the file\n  - z",
    "answer: x # so says the atlas\ndistractors: # wrong ones\n  - y # not this\n  # nor that\n  - z",
    "answer: x\ndistractors: [y, # first\n  z] # second",
    "explanation: It is so. # see page 3\nanswer: true",
    "explanation: It is so  # or so they say?\nanswer: true",
    "explanation: It is short.\n  It has two sentences.\nanswer: true",
    "explanation: >\n  A list:\n  - a\n  answer: b # c\nanswer: true",
    'explanation: |\n  \\theta is "\\beta", ［a，b］ and text：c\nanswer: true',
    "answer: C# language\ndistractors: ['#1', F#, a#b]",
    'answer: "1\\n2\\n3"\ndistractors: ["a\\tb", "a\\nb\\nc\\nd\\ne", "\\\\theta", "\\"q\\"", "\\u00e9"]',
    "answer: 'C:\\temp\\new'\ndistractors: ['\\theta', \\alpha]",
    "answer: 北京，中国\ndistractors:\n  - 因为它很大，所以\n  - 广州\nexplanation: 注意：这是首都。",
    "answer: 因为贵，所以\ndistractors: [因为远，所以, 广州]",
    "answer: “x”\ndistractors: [y, “z”]",
    "answer: -5\ndistractors: [-4, 3]",
    "answer: x?\ndistractors: [y?, '?', z? no]",
    "answer: a - b\ndistractors:\n  - c - d\n  - e",
    "answer: B minor\ndistractors: [A minor, C minor]",
    "answer: 1\ndistractors: [2, 3]",
    "answer: «x»\ndistractors: [«y», «z»]",
    "answer: „x“\ndistractors: [„y“, „z“]",
    "answer: x\ndistractors:\n  - Because of what they say of the\n    file\n  - z",
    "answer: x\ndistractors:\n  - Because he wrote it down\n    in another book\n  - z",
    "answer: x؛ y، z\ndistractors:\n  - y، z\n  - z، w",
]


@pytest.mark.parametrize("body", CLEAN)
def test_what_is_meant_as_it_stands_is_let_be(body: str) -> None:
    assert read_texts(question(body)).problems == ()


six_texts = st.lists(broken.filter(str.strip), min_size=6, max_size=6, unique_by=lambda text: "".join(text.split()))


@given(six_texts)
def test_what_the_writer_writes_is_never_warned_of(texts: list[str]) -> None:
    """Whatever its texts hold, they stand as their author means them."""
    stem, key, wrong, other, feedback, explanation = texts
    options = (Option(key, key=True), Option(wrong, feedback=feedback), Option(other))
    item = Item("a", Kind.SINGLE, stem, options, drawn=True, explanation=explanation)
    ((_, data),) = write(Pack(PackInfo("p", "P"), (item,)))
    codes = {problem.code for problem in read_texts(data).problems}
    assert not codes & {"folded-entry", "full-width", "comment-in-text", "control-character", "bare-comma"}


GOOD = "- {id: good, question: Which word is bold?, answer: x, distractors: [y, z, w]}\n"


@rows("slip", [slip for slip in ERRORS if slip.code != "tag"])
def test_a_slip_costs_no_other_question_its_warnings(slip: Slip) -> None:
    """Those before and after it are read, and what is wrong with them is said too."""
    broken = question(slip.broken).replace(MARK, "")
    head, _, rest = broken.partition("questions:\n")
    traps = "- id: trap\n  question: What does # mean?\n  answer: x\n  distractors: [y, z]\n"
    reading = read_texts(head + "questions:\n" + GOOD + rest + traps)
    assert reading.pack is None
    assert {(problem.code, problem.question) for problem in reading.problems} == {
        (slip.code, "a"),
        ("comment-in-text", "trap"),
    }
    assert reading.sound is not None
    assert [item.id for item in reading.sound.items] == ["good", "trap"]
    assert reading.places is not None
    assert reading.places.of(0)[1] == 6


class Whole(NamedTuple):
    """A file with a slip in what it says of the pack; codes: all that are reported, the first at the mark."""

    text: str
    codes: tuple[str, ...]
    says: str


HEAD = "zgcquiz: 1\nid: p\ntitle: T\n"
LIST = "questions:\n- {id: a, question: Which?, answer: true}\n"
FILES = [
    Whole("«id: p\ntitle: T\n" + LIST, ("missing-key",), "write 'zgcquiz: 1' as the first line"),
    Whole("«version: 1\nid: p\ntitle: T\n" + LIST, ("unknown-key",), "write 'zgcquiz: 1' instead"),
    Whole("«ZGCQUIZ: 1\nid: p\ntitle: T\n" + LIST, ("unknown-key",), "write 'zgcquiz: 1' instead"),
    Whole("zgcquiz: «1.0\nid: p\ntitle: T\n" + LIST, ("bad-value",), "write 'zgcquiz: 1'"),
    Whole("zgcquiz: «“1”\nid: p\ntitle: T\n" + LIST, ("bad-value",), "write 'zgcquiz: 1'"),
    Whole("«zgcquiz 1\nid: p\ntitle: T\n" + LIST, ("syntax",), "write 'zgcquiz: 1'"),
    Whole("zgcquiz:«1\nid: p\ntitle: T\n" + LIST, ("syntax",), "'zgcquiz: '"),
    Whole("«site: x\nnav: [y]\n", ("not-a-pack",), "not a pack of questions"),
    *(
        Whole(
            HEAD + f"«{key}:\n- id: a\n  question: What does # mean?\n  answer: true\n- id: b\n  question: x\n",
            ("unknown-key", "comment-in-text", "missing-key"),
            "did you mean 'questions'?",
        )
        for key in ("Questions", "question", "items")
    ),
    Whole("«question: x\nanswer: y\ndistractors: [z]\n", ("not-a-pack",), "a single question, not a pack"),
    Whole("«- id: a\n  question: x\n  answer: true\n", ("wrong-type",), "'questions:' above the list"),
    Whole(HEAD + "«- id: a\n  question: x\n  answer: true\n", ("syntax",), "write 'questions:' on its own line"),
    Whole(HEAD + "«questions\n- id: a\n  question: x\n  answer: true\n", ("syntax",), "write 'questions:'"),
    Whole(HEAD + "questions:\n  «id: a\n  question: x\n  answer: true\n", ("wrong-type",), "put '- ' before"),
    Whole(HEAD + "questions:\n  «a:\n    question: x\n    answer: true\n", ("wrong-type",), "'- id: a' for 'a:'"),
    Whole("zgcquiz: 1\nid: p\ntitle: Tea«: a book\n" + LIST, ("syntax",), "title: 'Tea: a book'"),
    Whole('zgcquiz: 1\nid: p\ntitle: «"Tea\n' + LIST, ("syntax",), "never closed"),
    Whole("zgcquiz: 1\nid: p\n  «title: T\n" + LIST, ("syntax",), "put 'title' at column 1, like 'id' in line 2"),
    Whole("zgcquiz: 1\nid«： p\ntitle: T\n" + LIST, ("syntax",), "'id: '"),
    Whole(HEAD + "questions:\n  «id: a\n  question: x\n  answer: true\n  - id: b\n", ("syntax",), "'- id: a'"),
    Whole(HEAD + LIST + "  «id: b\n  question: x\n  answer: true\n", ("syntax",), "- id: b"),
    Whole(
        HEAD
        + "questions:\n  - id: a\n    question: x\n    answer: true\n    «id: b\n    question: y\n    answer: true\n",
        ("duplicate-key",),
        "'- id: …'",
    ),
    Whole(
        HEAD + "questions:\n  - id: a\n    question: x\n    answer: true\n  «id: b\n    question: y\n",
        ("syntax",),
        "- id: b",
    ),
    Whole(
        HEAD + "questions:\n  - «id:a\n    question: x\n    answer: true\n".replace("«id:", "id:«"),
        ("syntax",),
        "'id: '",
    ),
    Whole(HEAD + "questions:\n  «-id: a\n    question: x\n    answer: true\n", ("syntax",), "'- '"),
    Whole(
        HEAD + "questions:\n  - id: a\n  «question: x\n  answer: true\n",
        ("syntax",),
        "at column 5, like 'id' in line 5",
    ),
    Whole(
        HEAD + "questions:\n  - id: a\n    question: x\n    answer: true\n «- id: b\n",
        ("syntax",),
        "at column 3, as in line 5",
    ),
    Whole(
        HEAD + "questions: [\n  {id: a, question: x, answer: true}«\n  {id: b, question: x, answer: true}\n]\n",
        ("syntax",),
        "a comma is missing",
    ),
    Whole(
        HEAD + "questions:\n- id: a\n  question: |\n  «What?\n  answer: true\n",
        ("syntax",),
        "at column 5: it is a part of the text",
    ),
]


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.text)
def test_a_slip_in_the_frame_of_a_pack_is_named_at_its_place(file: Whole) -> None:
    marked = unmark((file.text,))
    problems = read_texts(*marked.texts).problems
    assert tuple(problem.code for problem in problems) == file.codes
    assert problems[0].place == marked.place
    assert file.says in problems[0].message
