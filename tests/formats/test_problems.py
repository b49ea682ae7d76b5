"""Every code that can be reported: an example with the place, the question and the mend."""

from __future__ import annotations

import ast
import inspect
from types import ModuleType
from typing import NamedTuple

import pytest

from tests.formats.packs import HEAD, MARK, question, read_texts, unmark
from tests.rows import rows
from zgcquiz.core.packs.pack import MAX_FILE_BYTES
from zgcquiz.formats.native import reader
from zgcquiz.formats.native.reading import bank_reader, lint_settings, options, places, source_file, typed, value_reader
from zgcquiz.formats.native.yaml import builder, scalar_checks, tree


class Case(NamedTuple):
    """code: the one problem expected, at the mark; question: its item; mend: words of the message."""

    code: str
    texts: tuple[str, ...]
    question: str
    fix: str


def in_pack(code: str, text: str, fix: str, question: str = "") -> Case:
    return Case(code, (text,), question, fix)


def in_question(code: str, body: str, fix: str) -> Case:
    """A problem of the question `a`, which has an id and a stem already."""
    return Case(code, (question(body),), "a", fix)


def in_bank(code: str, text: str, fix: str, question: str = "") -> Case:
    return Case(code, (HEAD, text), question, fix)


def at_question(code: str, body: str, fix: str) -> Case:
    """A problem of the question as a whole: the mark is before its first key."""
    return in_question(code, body, fix)._replace(texts=(question(body).replace("- id: a", f"- {MARK}id: a"),))


TRUE = "{id: a, question: Q, answer: true}"
LIST = "questions:\n- " + TRUE + "\n"

CASES = [
    # The file as such
    in_pack("too-large", MARK + "#" * (MAX_FILE_BYTES + 1), "split it into several banks"),
    in_pack("empty-file", MARK + "", "is empty"),
    in_bank("empty-file", MARK + "# nothing but this\n", "is empty"),
    in_pack("wrong-type", MARK + "- a\n- b\n", "must be a mapping (key: value), not a list"),
    in_bank("wrong-type", MARK + "text\n", "must be a mapping (key: value), not a text"),
    in_pack("control-character", HEAD + LIST + "# a\x07".replace("\x07", MARK + "\x07"), "remove it"),
    in_question("too-long", f"answer: {MARK}{'a' * 5001}\ndistractors: [b]", "at most 5,000 are allowed"),
    in_question("too-long", f"answer: a\ndistractors: [b, {{text: {MARK}{'b' * 5001}}}]", "at most 5,000 are allowed"),
    in_question("too-long", f"answer: true\ntags: [{MARK}{'a' * 2001}]", "at most 2,000 are allowed"),
    in_question("too-many-entries", f"answer: a\ndistractors: {MARK}{list(range(1001))}", "at most 1,000 are allowed"),
    # What YAML allows and a pack does not
    in_pack("too-deep", HEAD + "description: " + "[" * 31 + MARK + "[" + "]" * 32 + "\n" + LIST, "at most 6 levels"),
    in_pack("alias", HEAD + LIST.replace("Q", MARK + "*q"), "write the value out", "a"),
    in_pack("anchor", HEAD + LIST.replace("Q", MARK + "&q Q"), "remove it", "a"),
    in_pack("tag", HEAD + LIST.replace("Q", MARK + "!!str Q"), "the tag !!str is not allowed", "a"),
    in_pack("tag", HEAD + LIST.replace("Q", MARK + "!mine Q"), "all values are text, so remove it", "a"),
    in_pack("complex-key", HEAD + LIST + MARK + "[x]: y\n", "must be one word"),
    in_pack("duplicate-key", HEAD + LIST + MARK + "id: q\n", "keep one"),
    in_pack(
        "duplicate-key", HEAD + LIST.replace("answer: true", f"answer: true, {MARK}answer: false"), "keep one", "a"
    ),
    in_pack("several-documents", HEAD + LIST + MARK + "---\nmore: x\n", "remove the ---"),
    in_pack("syntax", HEAD + LIST + "description: a" + MARK + ": b\n", "must be in quotes"),
    in_question("syntax", "answer:«true", "put a space after the colon: 'answer: '"),
    in_question("syntax", "answer: x\ndistractors:\n  - y\n  «-z\n  - v", "a dash and a space"),
    in_question("syntax", "answer: x\n«\tdistractors: [y]", "indent with spaces"),
    in_question("syntax", "answer: x\ndistractors: «[y, z", "is never closed; close it"),
    in_question("syntax", "answer: «'tis so\ndistractors: [y]", "must be in double quotes"),
    in_question("syntax", "explanation: Note«: x\nanswer: true", "the text after 'explanation:' contains a colon"),
    in_question("bare-comma", "answer: x\ndistractors: [«1,343, 12 000, 43]", "'1,343'"),
    in_question("bare-comma", "answer: x\ndistractors: [a, {text: «1,343}]", "quote it: '1,343'"),
    in_question("bare-comma", "answer: x\ndistractors: [a, {text: «1,343, feedback: f}]", "a space after each"),
    in_question("comment-in-text", "explanation: Planet« #3 from the sun.\nanswer: true", "reads '#3 from the sun.'"),
    in_question("comment-in-text", "answer: x\ndistractors:\n  - y« #1\n  - z # not 2", "put the text in quotes"),
    in_question(
        "bare-comma", "answer: x\ndistractors: [a, {text: b, feedback: «over 12, not 30}]", "'over 12, not 30'"
    ),
    in_question("bare-comma", "answer: x\ndistractors: «{a, b}", "in brackets: [a, b]"),
    in_question("complex-key", "answer: x\ndistractors:\n  - «? y\n  - z", "in quotes: '? y'"),
    in_question("folded-entry", "answer: x\ndistractors:\n  - y\n   «- z", "write '- z' below"),
    in_question("full-width", "answer: x\ndistractors: «[y，z]", "write [y, z]"),
    # The pack
    in_pack("not-a-pack", MARK + "site: Tea\nnav: []\n", "start it with 'zgcquiz: 1'"),
    in_pack("newer-format", "zgcquiz: «2\nid: p\nnovelty: {a: b}\n", "update zgcquiz"),
    in_pack("newer-format", "zgcquiz: «12345678901234567890\n", "written for a newer zgcquiz"),
    in_pack("bad-value", HEAD.replace("zgcquiz: 1", "zgcquiz: «one") + LIST, "must be 1"),
    in_pack("bad-value", HEAD.replace("zgcquiz: 1", "zgcquiz: «0") + LIST, "must be 1"),
    in_pack("missing-key", MARK + "id: p\ntitle: T\n" + LIST, "no 'zgcquiz'; add one"),
    in_pack("missing-key", MARK + "zgcquiz: 1\nid: p\n" + LIST, "no 'title'; add one"),
    in_pack("bad-id", HEAD.replace("id: p", "id: «My Pack") + LIST, "lower-case letters"),
    in_pack("bad-id", HEAD.replace("id: p", "id: «../up") + LIST, "64 at most"),
    in_pack("empty-text", HEAD.replace("title: T", "title: «''") + LIST, "write something"),
    in_pack("wrong-type", HEAD.replace("title: T", "title: «[T]") + LIST, "must be a text, not a list"),
    in_pack("unknown-key", HEAD + LIST + "«tilte: x\n", "did you mean 'title'?"),
    in_pack("unknown-key", HEAD + LIST + "«zzz: x\n", "a pack takes zgcquiz, id, title"),
    in_pack("unknown-key", HEAD.replace("{title: B}", "{title: B, «autor: x}") + LIST, "did you mean 'author'?"),
    in_pack("missing-key", HEAD.replace("{title: B}", "«{author: x}") + LIST, "the source 'book' has no 'title'"),
    in_pack("wrong-type", HEAD.replace("{title: B}", "«B") + LIST, "the source 'book' must be a mapping"),
    in_pack("bad-value", HEAD.replace("{title: B}", "{title: B, published: «May 2018}") + LIST, "2017-06-30"),
    in_pack("no-questions", MARK + HEAD, "add a 'questions' list"),
    in_pack("no-questions", MARK + HEAD + "questions: []\n", "add a 'questions' list"),
    in_pack("empty-text", HEAD + "questions:«\n", "a list (one entry a line"),
    in_pack("wrong-type", HEAD + "questions: «{a: b}\n", "must be a list"),
    # A bank
    in_bank("missing-key", MARK + "section: S\n", "no 'questions'; add one"),
    in_bank("unknown-key", LIST + "«qestions: []\n", "did you mean 'questions'?"),
    in_bank("unknown-key", LIST + "«title: x\n", "a bank takes section, text, questions"),
    in_bank("missing-key", LIST + "«text: x\n", "add 'section'"),
    in_bank("duplicate-id", LIST + "- {id: «a, question: Q, answer: true}\n", "(first at 1.yaml:2:8)", "a"),
    Case("duplicate-id", (HEAD + LIST, LIST.replace("id: a", "id: «a")), "a", "(first at pack.yaml:6:8)"),
    # A question
    in_pack("wrong-type", HEAD + "questions:\n- «text\n", "a question must be a mapping"),
    in_pack("missing-key", HEAD + "questions:\n- «{question: Q, answer: true}\n", "no 'id'; add one"),
    in_pack("missing-key", HEAD + "questions:\n- «{id: a, answer: true}\n", "no 'question'; add one", "a"),
    in_pack("bad-id", HEAD + LIST.replace("id: a", "id: «a b"), "without spaces", "a b"),
    in_question("bad-id", "answer: true\nfact: «two words", "without spaces"),
    in_question("unknown-key", "answer: true\n«explantion: x", "did you mean 'explanation'?"),
    in_question("unknown-key", "answer: true\n«distractor: x", "did you mean 'distractors'?"),
    in_question("unknown-key", "answer: true\n«feedback: x", "did you mean 'explanation'?"),
    in_question("unknown-key", "answer: true\n«Type: x", "did you mean 'kind'?"),
    in_question("unknown-key", "answer: true\n«hint: x", "a question takes id, kind, fact"),
    in_question("unknown-kind", "kind: «cloze\nanswer: true", "may need a newer zgcquiz"),
    in_question("bad-value", "kind: «singel\nanswer: true", "did you mean 'single'?"),
    in_question("bad-value", "kind: «multiple\nanswer: true", "which makes it 'true_false'"),
    in_question("empty-text", "answer: true\nexplanation: «' '", "write something, or remove it"),
    in_question("empty-text", "answer: true\nexplanation:«", "write something, or remove it"),
    in_question("wrong-type", "answer: true\nexplanation: «{a: b}", "must be a text, not a mapping"),
    in_question("wrong-type", "answer: true\ntags: «one", "must be a list"),
    in_question("wrong-type", "answer: true\ntags: [a, «[b]]", "an entry of 'tags' must be a text"),
    in_question("empty-text", "answer: true\ntags: [a, «'']", "an entry of 'tags' is empty"),
    in_question("bad-value", "answer: true\nas_of: «2017-13", "2017-06"),
    in_question("bad-value", "answer: true\nvalid_until: «2017-02-29", "2017-06-30"),
    in_question("bad-value", "answer: true\nas_of: «next year", "must be a date"),
    in_question("bad-value", "answer: true\nas_of: «２０１７", "must be a date"),
    # Answers and options
    at_question("missing-key", "distractors: [x, y]", "add 'answer: …'"),
    at_question("missing-key", "answer: x", "add wrong options, make the answer true or false, or have it typed"),
    at_question("missing-key", "answers: [x, y]", "no 'distractors' (or 'options')"),
    in_question("missing-key", "answers: «[]\ndistractors: [x]", "name at least one right option"),
    in_question("conflict", "answer: x\n«answers: [x]\ndistractors: [y]", "keep one"),
    in_question("conflict", "answer: x\noptions: [x, y]\n«distractors: [y, z]", "keep one"),
    in_question("wrong-type", "answer: «[x]\ndistractors: [y]", "use 'answers'"),
    in_question("wrong-type", "answers: «x\ndistractors: [y]", "must be a list"),
    in_question("wrong-type", "answer: x\ndistractors:\n  «-y\n  -z", "with a dash and a space"),
    in_question("wrong-type", "answer: x\ndistractors:\n  - y\n  - «Note: z", "put it in quotes"),
    in_question("bad-value", "answer: «Yes", "write true, or add wrong options"),
    in_question("bad-value", "answer: «no", "write false, or add wrong options"),
    in_question("key-not-among-options", "answer: «B\noptions: [red, blue]", "give its text, not its letter"),
    in_question("empty-text", "answer: «''\ndistractors: [y]", "'answer' is empty"),
    in_question("empty-text", "answer: x\ndistractors: [y, «'']", "an entry of 'distractors' is empty"),
    in_question("empty-text", "answer: x\ndistractors:\n  - y\n  -«", "an entry of 'distractors' is empty"),
    in_question("wrong-type", "answer: x\ndistractors: [y, «[z]]", "a text (or a mapping with 'text')"),
    in_question("wrong-type", "answer: x\ndistractors: «y", "must be a list"),
    in_question("empty-text", "answer: x\ndistractors:«", "a list (one entry a line"),
    in_question("missing-key", "answer: x\ndistractors: [y, «{feedback: f}]", "has no 'text'"),
    in_question("unknown-key", "answer: x\ndistractors: [y, {text: z, «feedbak: f}]", "did you mean 'feedback'?"),
    in_question("bad-value", "answer: x\noptions: [x, {text: z, pin: «first}]", "can only be last"),
    in_question("duplicate-option", "answer: x\ndistractors: [y, z, «y]", "(first at pack.yaml:9:17)"),
    in_question("duplicate-option", "answer: x\ndistractors: [e\u0301, «é]", "remove one"),
    in_question("duplicate-option", "answer: x\ndistractors: ['a b', «'a  b ']", "remove one"),
    in_question("duplicate-option", "answers: [x, y, «x]\ndistractors: [z]", "the right option 'x' appears twice"),
    in_question("duplicate-option", "answer: x\noptions: [x, y, «y]", "the option 'y' appears twice"),
    in_question("key-among-distractors", "answer: x\ndistractors: [y, «x]", "remove it there"),
    in_question(
        "key-among-distractors", "answer: x\ndistractors: [y, {text: «x}]".replace("{text: «x}", "«{text: x}"), "'x'"
    ),
    in_question("key-not-among-options", "answer: «colour\noptions: [color, shape]", "did you mean 'color'?"),
    in_question("key-not-among-options", "answers: [y, «x]\noptions: [y, z]", "add it to 'options'"),
    in_question("too-few-options", "answer: x\ndistractors: «[]", "at least two options; add distractors"),
    in_question("too-few-options", "answer: x\noptions: «[x]", "at least two options; add some"),
    in_question(
        "too-many-options",
        f"answers: «[{', '.join(f'k{at}' for at in range(8))}]\ndistractors: [x, y, z]",
        "at most 7 right options",
    ),
    in_question(
        "too-many-options", f"answer: x\noptions: «[x, {', '.join(f'o{at}' for at in range(10))}]", "at most 10"
    ),
    # Where it comes from
    in_question("unknown-source", "answer: true\nsource: «bok", "did you mean 'book'?"),
    in_question("unknown-source", "answer: true\nsource: {id: «zzz}", "add it under 'sources'"),
    in_question("missing-key", "answer: true\nsource: «{section: S}", "a source has no 'id'"),
    in_question("unknown-key", "answer: true\nsource: {id: book, «page: 3}", "a source takes id, section, paragraph"),
    in_question("wrong-type", "answer: true\nsource: «[book]", "'source' must be a mapping"),
    in_question("empty-text", "answer: true\nsource: «''", "'source' is empty"),
    in_question("bad-value", "answer: true\nsource: {id: book, paragraph: «two}", "a whole number of 1 or more"),
    in_question("bad-value", "answer: true\nsource: {id: book, paragraph: «0}", "not '0'"),
    Case(
        "duplicate-id", (HEAD + LIST, LIST.replace("id: a", "id: b, formerly: [«a]")), "b", "(first at pack.yaml:6:8)"
    ),
    Case(
        "duplicate-id",
        (HEAD + LIST.replace("id: a", "id: a, formerly: [x]"), LIST.replace("id: a", "id: b, formerly: [«x]")),
        "b",
        "(first at pack.yaml:6:22)",
    ),
    # What is said to the rules on flaws
    in_pack("wrong-type", HEAD + "check: «on\n" + LIST, "'check' must be a mapping"),
    in_pack("unknown-flaw", HEAD + "check: {«longest-kee: off}\n" + LIST, "did you mean 'longest-key'?"),
    in_pack("unknown-flaw", HEAD + "check: {«zzz: off}\n" + LIST, "pack explain"),
    in_pack("bad-value", HEAD + "check: {longest-key: «maybe}\n" + LIST, "on, off or a number"),
    in_pack("bad-value", HEAD + "check: {longest-key: «-1}\n" + LIST, "on, off or a number"),
    in_pack("bad-value", HEAD + "check: {longest-key: «nan}\n" + LIST, "on, off or a number"),
    in_question("wrong-type", "answer: true\nallow: «[a]", "'allow' must be a mapping"),
    in_question("unknown-flaw", "answer: true\nallow: {«vague-terms: It is a term.}", "did you mean 'vague-term'?"),
    in_question("empty-text", "answer: true\nallow: {vague-term: «''}", "the reason for 'vague-term' is empty"),
    in_question("bad-value", "answer: true\ndraft: «maybe", "true or false"),
    in_question("unknown-question", "answer: true\nsuperseded_by: «b", "give one that is"),
    in_question("unknown-question", "answer: true\nsuperseded_by: «a", "not the id of another question"),
    # Typed answers
    in_question("conflict", "kind: typed\n«answers: [a, b]", "name other right ones under 'accept'"),
    in_question("conflict", "kind: typed\nanswer: x\n«distractors: [y]", "remove it, or the kind"),
    in_question("conflict", "kind: numeric\nanswer: 5\n«options: ['5', '6']", "remove it, or the kind"),
    in_question("conflict", "kind: typed\nanswer: x\n«recall: false", "no options: no 'recall'"),
    in_question("conflict", "kind: typed\nanswer: x\n«unit: km", "applies only to 'kind: numeric'"),
    in_question("conflict", "answer: x\ndistractors: [y]\n«tolerance: 5", "applies only to 'kind: numeric'"),
    in_question("conflict", "answers: [x, z]\ndistractors: [y]\n«accept: [w]", "questions with one right answer"),
    in_question("conflict", "answer: true\n«accept: ['yes']", "questions with one right answer"),
    at_question("missing-key", "kind: typed", "add 'answer: …'"),
    in_question("empty-text", "kind: typed\nanswer: «''", "write something"),
    in_question("wrong-type", "kind: typed\nanswer: «{text: x}", "must be a text"),
    in_question("bad-value", "kind: typed\nanswer: «|\n  two\n  lines", "must be on one line"),
    in_question("bad-value", "kind: numeric\nanswer: «many", "must be one number"),
    in_question("bad-value", "kind: numeric\nanswer: «5 km", "under 'unit': answer: 5, unit: 'km'"),
    in_question("bad-value", "kind: numeric\nanswer: «25%", "under 'unit': answer: 25, unit: '%'"),
    in_question("bad-value", "kind: numeric\nanswer: «5 ± 1", "answer: 5, tolerance: 1"),
    in_question("bad-value", "kind: numeric\nanswer: «'--5'", "write it as 3652, -0.5"),
    in_question("bad-value", "kind: numeric\nanswer: «1/0", "write it as 3652, -0.5"),
    in_question("ambiguous-number", "kind: numeric\nanswer: «3,142", "is read as 3142; write 3142, or 3.142"),
    in_question("ambiguous-number", "kind: numeric\nanswer: 9\ntolerance: «1,500", "is read as 1500"),
    *(
        in_pack("ambiguous-number", HEAD + f"language: {code}\n" + number, f"is read as 3142, but '{other}' has", "a")
        for code, sign, other in (("de", ".", "0.01"), ("en", ",", "0,01"))
        for number in [
            f"questions:\n- {{id: a, question: Q, kind: numeric, answer: «'3{sign}142', tolerance: '{other}'}}"
        ]
    ),
    in_question("bad-value", "kind: numeric\nanswer: 9\ntolerance: «.inf", "a number of 0 or more"),
    in_question("bad-value", "kind: numeric\nanswer: 9\ntolerance: «nan", "a number of 0 or more"),
    in_question("bad-value", "kind: numeric\nanswer: 9\ntolerance: «−1", "a number of 0 or more"),
    in_question("bad-value", "kind: numeric\nanswer: 9\ntolerance: «1e999999999", "a number of 0 or more"),
    in_question("bad-value", "kind: numeric\nanswer: «1e999999999", "must be one number"),
    in_question("bad-value", "kind: numeric\nanswer: «5!", "must be one number"),
    in_question("bad-value", "kind: numeric\nanswer: «5 ± 1", "under 'tolerance'"),
    in_question("bad-value", "kind: numeric\nanswer: «5-6", "must be one number"),
    in_question("bad-value", "kind: numeric\nanswer: 5\ntolerance: «-1", "a number of 0 or more"),
    in_question("bad-value", "kind: numeric\nanswer: 5\ntolerance: «1 km", "in the answer's unit"),
    in_question("bad-value", "kind: numeric\nanswer: 5\ntolerance: «some", "as 5 or 2.5%"),
    in_question("bad-value", "answer: x\ndistractors: [y]\nrecall: «never", "must be true or false"),
    in_question("key-among-distractors", "answer: x\ndistractors: [The Y]\naccept: [«y]", "remove one of the two"),
    in_question("wrong-type", "kind: typed\nanswer: x\naccept: «y", "must be a list"),
    in_question("bad-value", "kind: typed\nanswer: x\nstrict: [case, «acents]", "did you mean 'accents'?"),
    in_question("bad-value", "kind: typed\nanswer: x\nstrict: [«zzz]", "takes case, accents, punctuation, spelling"),
    in_question("wrong-type", "kind: typed\nanswer: x\nstrict: «case", "must be a list"),
    in_question("conflict", "kind: numeric\nanswer: 5\n«strict: [case]", "typed in words"),
    in_question("conflict", "answer: true\n«strict: [case]", "typed in words"),
    in_question("conflict", "answers: [x, z]\ndistractors: [y]\n«strict: []", "typed in words"),
    in_pack("bad-value", HEAD + "strict: [«Case]\n" + LIST, "did you mean 'case'?"),
    *(
        in_pack("unknown-language", HEAD + f"language: «{name}\n" + LIST, f"write 'language: {code}'")
        for name, code in (
            ("German", "de"),
            ("deutsch", "de"),
            ("Franáis", "fr"),
            ("deu", "de"),
            ("中文", "zh"),
            ("Simplified Chinese", "zh-Hans"),
        )
    ),
    *(
        in_pack("unknown-language", HEAD + f"language: «{name}\n" + LIST, "such as en, de-AT or zh-Hans")
        for name in ("Klingon", "en, de", "e")
    ),
    *(
        in_pack("bad-url", HEAD.replace("B}", f"B, url: «'{url}'}}") + LIST, fix)
        for url, fix in (
            ("htp:", "write https://…"),
            ("htp://example.com/a", "write https://…"),
            ("example.com/a", "write 'https://example.com/a'"),
            ("https://", "write https://…"),
            ("https:///a", "a scheme and a host"),
            ("https://exa mple.com", "a scheme and a host"),
            ("http://:80/", "a scheme and a host"),
            ("doi:", "a doi: or urn:"),
        )
    ),
    in_pack("wrong-type", HEAD + "strict: «case\n" + LIST, "must be a list"),
]


WARNED_OF = (
    *("unknown-kind", "unknown-flaw", "comment-in-text", "folded-entry", "full-width", "ambiguous-number"),
    *("unknown-language", "bad-url"),
)


@pytest.mark.parametrize(
    "head",
    [
        *(
            f"{HEAD}language: de\nquestions: [{{id: b, question: Q, kind: numeric, answer: '{key}', tolerance: {by}}}]"
            for key, by in (("3.142", "'0,01'"), ("3.142", "1"), ("3,142", "0.01"), ("3.142", "1.000"), ("3.5", "0.01"))
        ),
        *(HEAD + f"language: {tag}\n" for tag in ("en", "de-AT", "zh-Hans", "pt_BR", "tlh", "zh-Hant-TW")),
        *(
            HEAD.replace("B}", f"B, url: '{url}'}}")
            for url in (
                "https://example.com",
                "HTTP://user@example.com:80/a?b#c",
                "doi:10.1000/182",
                "https://bücher.de/ä",
            )
        ),
    ],
)
def test_languages_and_addresses_that_are_known(head: str) -> None:
    assert read_texts(head if "questions" in head else head + LIST).problems == ()


@rows("case", CASES)
def test_a_problem_is_reported_alone_at_its_place_with_its_mend(case: Case) -> None:
    marked = unmark(case.texts)
    problems = read_texts(*marked.texts).problems
    assert [(problem.code, problem.place, problem.question) for problem in problems] == [
        (case.code, marked.place, case.question)
    ]
    (problem,) = problems
    assert case.fix in problem.message
    assert problem.severity == ("warning" if case.code in WARNED_OF else "error")


def test_bytes_that_are_no_text_are_reported_too() -> None:
    (problem,) = read_texts(
        HEAD.encode() + LIST.replace("Q", "中é").encode("utf-8").replace(b"\xc3\xa9", b"\xe9")
    ).problems
    assert (problem.code, problem.place) == ("encoding", "pack.yaml:6:22")
    assert "save the file in UTF-8" in problem.message


@pytest.mark.parametrize(
    "body",
    [
        "answer: true # so\nexplanation: '#1 and #2'",
        "answer: true\nexplanation: C#7 and F#",
        "answer: true\nexplanation: |\n  The planet #3\n  is ours.",
        "answer: true # a #b",
        "answer: true #",
    ],
)
def test_comments_and_hashes_in_texts_are_let_be(body: str) -> None:
    assert read_texts(question(body)).problems == ()


def test_a_text_that_starts_with_a_hash_is_said_to_be_a_comment() -> None:
    problems = read_texts(question("answer: x\ndistractors:\n  - #1\n  - z")).problems
    assert [(problem.code, problem.place) for problem in problems] == [
        ("comment-in-text", "pack.yaml:10:6"),
        ("empty-text", "pack.yaml:10:6"),
    ]
    assert problems[1].message.endswith("is empty, as YAML takes what follows for a comment; put it in quotes")


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32-le"])
def test_another_unicode_is_told_from_stray_characters(encoding: str) -> None:
    (problem,) = read_texts((HEAD + LIST).encode(encoding)).problems
    assert (problem.code, problem.place) == ("encoding", "pack.yaml:1:1")


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_a_syntax_error_names_its_question_whatever_ends_the_lines(end: str) -> None:
    text = HEAD + "questions:\n- {id: z, question: Q, answer: true}\n- question: Q\n  id: a\n  answer:true\n"
    (problem,) = read_texts(text.replace("\n", end)).problems
    assert (problem.code, problem.place, problem.question) == ("syntax", "pack.yaml:9:10", "a")
    (problem,) = read_texts((text + "section:S\n").replace("answer:true", "answer: true").replace("\n", end)).problems
    assert (problem.code, problem.place, problem.question) == ("syntax", "pack.yaml:10:9", "")


def test_too_many_values_are_reported_too() -> None:
    values = "[" + "a, " * 10 + "]"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(builder, "MAX_NODES", 30)
        assert "too-many-nodes" not in {p.code for p in read_texts(HEAD + f"x: {values}\n").problems}
        problems = read_texts(HEAD + f"x: {values}\ny: {values}\nz: {values}\n").problems
    assert [problem.code for problem in problems] == ["too-many-nodes"]
    assert problems[0].line == 6
    assert "split the file into several banks" in problems[0].message


@pytest.mark.parametrize(
    ("text", "code"),
    [("".join(f"k{at}: v\n" for at in range(1500)), "unknown-key"), ("k: v\n" * 1500, "duplicate-key")],
)
def test_problems_beyond_a_thousand_are_not_listed(text: str, code: str) -> None:
    problems = read_texts(HEAD + text).problems
    assert 1000 <= sum(problem.code == code for problem in problems) <= 1001
    assert [problem.code for problem in problems].count("more") == 1


OTHERWISE_COVERED = {"encoding", "more", "too-many-nodes"}


def codes_in(module: ModuleType) -> set[str]:
    """The codes that a module can report: literals given to its ways of reporting."""
    places = {"find": 1, "warn": 1, "_fault": 1, "_fault_at": 1, "_warn": 1, "Fault": 1}
    found = set()
    for node in ast.walk(ast.parse(inspect.getsource(module))):
        if isinstance(node, ast.Call):
            name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
            if name in places and len(node.args) > places[name]:
                code = node.args[places[name]]
                if isinstance(code, ast.Constant):
                    found.add(str(code.value))
                else:
                    assert isinstance(code, ast.Name), f"{name} is given a code that no test can read"
                    assert code.id == "code"
    return found


def test_every_code_in_the_source_has_its_example() -> None:
    modules = (
        bank_reader,
        lint_settings,
        reader,
        options,
        places,
        source_file,
        typed,
        value_reader,
        builder,
        scalar_checks,
        tree,
    )
    emitted = set[str]().union(*map(codes_in, modules))
    assert len(emitted) > 25
    assert emitted == {case.code for case in CASES} | OTHERWISE_COVERED
