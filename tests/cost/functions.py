"""The functions that meet texts of other people, each as a function of one text."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from tests.formats.importing import read
from tests.formats.packs import HEAD, quoted
from zgcquiz.core.authoring.citations import SourceIndex, check_citation, coverage
from zgcquiz.core.authoring.distractors import distractors_for
from zgcquiz.core.authoring.drafting.drafts import drafts
from zgcquiz.core.authoring.drafting.finding import stated_facts
from zgcquiz.core.authoring.drafting.languages.detection import detect_language
from zgcquiz.core.authoring.flaws.inspect import inspect
from zgcquiz.core.authoring.flaws.registry import RULES
from zgcquiz.core.authoring.source_text import read_source
from zgcquiz.core.command_lines import command
from zgcquiz.core.errors import suggest
from zgcquiz.core.packs import meta_options, option_labels, portable_names
from zgcquiz.core.packs.pack import Citation, Item, Kind, Option, Pack, PackInfo, Switch
from zgcquiz.core.packs.pack_diff import diff
from zgcquiz.core.rounds.confusion import answer_key
from zgcquiz.core.rounds.typed_answers import compare
from zgcquiz.core.text import likeness, number_words, number_writing, numbers, option_values, signs, units, wording
from zgcquiz.core.text import words as word_rules
from zgcquiz.core.text.drawn.look_alikes import drawn_form, told_apart
from zgcquiz.formats.article.reading import article_of
from zgcquiz.formats.exchange import registry
from zgcquiz.formats.exchange.contract import ExchangeOptions
from zgcquiz.formats.exchange.recognition import Sample
from zgcquiz.formats.native import reader as native
from zgcquiz.formats.native.edits.missing_ids import give_ids
from zgcquiz.formats.shared import html_text, identifiers
from zgcquiz.ui.terminal import text as terminal

Work = Callable[[str], object]

SHORT = Item(
    "short",
    Kind.SINGLE,
    "Which gas do plants take up?",
    (Option("Carbon dioxide", key=True), Option("Oxygen"), Option("Neon")),
)


def choice(
    stem: str = "What is it?", *, key: str = "Right one", wrong: tuple[str, ...] = ("Wrong", "Other"), **more: Any
) -> Item:
    return Item("a", Kind.SINGLE, stem, (Option(key, key=True), *map(Option, wrong)), **more)


def typed(key: str, kind: Kind = Kind.TYPED, **more: Any) -> Item:
    return Item("a", kind, "What is it?", (Option(key, key=True),), **more)


FIELDS: dict[str, Callable[[str], Item]] = {
    "stem": choice,
    "key": lambda text: choice(key=text),
    "options": lambda text: choice(key=text, wrong=(text + " b", text + " c", "c " + text)),
    "distractor": lambda text: choice(wrong=(text, "Other"), drawn=True),
    "typed": lambda text: typed(text, accept=(text + " x",)),
    "typed stem": lambda text: Item("a", Kind.TYPED, text, (Option("Right", key=True),)),
    "explanation": lambda text: choice(explanation=text, drawn=True),
    "quote": lambda text: choice(source=Citation("book", quote=text)),
    "tag": lambda text: choice(tags=(text,)),
    "section": lambda text: choice(section=text, source=Citation("book", section=text)),
    "feedback": lambda text: Item("a", Kind.SINGLE, "Q?", (Option("A", key=True, feedback=text), Option("B"))),
    "true": lambda text: Item("a", Kind.TRUE_FALSE, text, (Option("True", key=True), Option("False"))),
}  # fmt: skip
"""An item with the text in one place."""

_ALL_RULES = tuple(Switch(code) for code in RULES)


def _flaws(field: Callable[[str], Item], text: str) -> object:
    pack = Pack(PackInfo("p", "P", check=_ALL_RULES), (field(text), SHORT, field(text + " more")))
    return list(inspect(pack))


def _written(name: str, field: Callable[[str], Item], text: str) -> object:
    write = registry.get(name).write
    assert write
    return write(Pack(PackInfo("p", "P"), (field(text),)), ExchangeOptions(), ())


def _native(text: str) -> object:
    return native.read([("pack.yaml", text.encode("utf-8", "surrogatepass"))])


_IN_YAML = {
    "question": "question: {0}, answer: a, distractors: [b, c]",
    "answer": "question: q, answer: {0}",
    "answer of choice": "question: q, answer: {0}, distractors: [b, c]",
    "options": "question: q, answer: a, options: [a, {0}]",
    "accept": "question: q, answer: a, accept: [{0}]",
    "numeric": "question: q, answer: {0}, kind: numeric",
    "tolerance": "question: q, answer: '5', tolerance: {0}",
    "unit": "question: q, answer: '5', tolerance: '1', unit: {0}",
    "tags": "question: q, answer: a, tags: [{0}]",
    "fact": "question: q, answer: a, fact: {0}",
    "formerly": "question: q, answer: a, formerly: [{0}]",
    "source": "question: q, answer: a, source: {{id: book, section: {0}, quote: {0}}}",
    "paragraph": "question: q, answer: a, source: {{id: book, paragraph: {0}}}",
    "valid": "question: q, answer: a, valid_until: {0}, as_of: {0}",
    "allow": "question: q, answer: a, allow: {{same-stem: {0}}}",
    "unknown": "question: q, answer: a, {0}: {0}",
}  # fmt: skip


def _in_yaml(form: str, text: str) -> object:
    for scalar in (quoted(text.replace("\ud800", "")), text.replace("\n", " ")):
        native.read(
            [("pack.yaml", f"{HEAD}questions:\n- {{id: a, {form.format(scalar)}}}\n".encode("utf-8", "replace"))]
        )
    return None


def _cited(text: str) -> object:
    source = read_source("Text\n\n" + text)
    items = [choice(text[: len(text) // 2] + " x", source=Citation("book", quote=text[: len(text) // 2] + "x"))]
    items += [
        choice(key="7,12", source=Citation("book", "Text")),
        choice("What about it and 12?", source=Citation("book")),
    ]
    found = [problem for item in items for problem in check_citation(item, SourceIndex(source))]
    return found, coverage(source, items, [1] * len(source.sentences))


def _drafted(language: str, text: str) -> object:
    source = read_source(text)
    return stated_facts(source, language), list(drafts(source, "book", language))


def _answered(text: str) -> object:
    answers = (text + " y", text[: len(text) // 2], "y" + text)
    return [compare(typed(text + " x"), answer) for answer in answers]


def _answered_choice(text: str) -> object:
    item = Item("a", Kind.SINGLE, "q", (Option(text + "x", key=True), Option(text + "z")))
    return [compare(item, text + "y"), compare(item, "short")]


def _edition(text: str) -> object:
    old, new = (Pack(PackInfo("p", "P"), (choice(text + end, explanation=text + end),)) for end in ("a", "b"))
    other = Pack(PackInfo("p", "P"), (Item("b", Kind.TYPED, text + "c", (Option(text, key=True),)),))
    return diff(old, new), diff(old, other)


def _labels(text: str) -> object:
    options = (f"A) {text}", f"B) {text}x", text, f"A {text}")
    option_labels.labelled(options[:2])
    option_labels.without_labels(options)
    option_labels.may_any_be_labelled(options)
    return option_labels.meant_by_place((text, "A"), options)


def _meta(text: str) -> object:
    meta_options.remarks(text, (text, f"All {text}", "None of the above", "A and B"))
    meta_options.speaks_of_others((text,))
    meta_options.names_others(text)
    return meta_options.names_letters(text, text[:1000])


def _numbers(text: str) -> object:
    for language in ("", "en", "de"):
        numbers.read_quantity(text, language)
        numbers.ambiguous(text, language)
        number_writing.plain_number(text, language)
    numbers.read_tolerance(text, None)
    numbers.split_unit(text)
    return units.fold_unit(text), units.scaled_unit(text)


def _recognised(name: str, text: str) -> object:
    data = text.encode("utf-8", "surrogatepass")
    suffixes = registry.get(name).suffixes
    return [registry.get(name).recognise(Sample(data, "file" + suffix)) for suffix in (*suffixes, ".txt")]


def _imported(name: str, beginning: str, text: str) -> object:
    return read(name, (beginning + text).encode("utf-8", "surrogatepass"))


_BEGINNINGS = {
    "gift": ("", "::t:: q {=", "q {=a ~"),
    "aiken": ("", "Q\nA. "),
    "markdown": ("", "## Q1. x\n- [x] ", "1. a\n   A. "),
    "mkdocs-quiz": ("", "<quiz>\nx\n"),
    "text2qti": ("", "1. x\n*a) "),
    "hashcards": ("", "C: ", "Q: "),
    "anki-text": ("", "#separator:tab\n", "#html:true\na\t"),
    "quizlet": ("", "a\t"),
    "csv": ("", "question,answer,option,option\n", "question,answer\na,", 'question,answer\n"'),
    "tsv": ("", "question\tanswer\n"),
    "kahoot": ("", "Question,Answer 1,Answer 2,Correct\na,"),
    "opentdb": ("", '{"response_code":0,"results":[{"question":"'),
    "opentriviaqa": ("", "#Q a\n^ ", "#Q "),
    "json": ("", '{"questions":["', '{"question": "', '[{"question": "q", "options": ["'),
    "moodle-xml": ("", "<quiz><question type='multichoice'><questiontext><text>"),
    "qti12": ("", "<questestinterop><item><presentation><material><mattext>"),
    "qti21": ("", "<assessmentItem><itemBody>"),
}


def _functions() -> dict[str, Work]:
    found: dict[str, Work] = {
        "wording": lambda text: [wording.read_wording(text + "x"), wording.plain("1" + text)],
        "mentions": lambda text: wording.mentions(text + "b", text[: len(text) // 2] + "c"),
        "mentions word": lambda text: wording.mentions("x" + text, text[: len(text) // 2]),
        "lint text": word_rules.lint_text,
        "words": word_rules.words,
        "content stems": word_rules.content_stems.__wrapped__,
        "stem of": word_rules.stem_of.__wrapped__,
        "sentences": word_rules.sentences,
        "lead in": word_rules.lead_in,
        "without names": word_rules.without_names,
        "is title": word_rules.is_title,
        "number in": lambda text: [option_values.number_in(text), option_values.number_in("1 " + text)],
        "roman": option_values.roman,
        "numbers": _numbers,
        "with digits": lambda text: number_words.with_digits(text.split()),
        "signs": lambda text: [signs.same_signs(text), signs.same_signs(text, flat=True), signs.is_formula(text)],
        "indices": signs.with_indices_on_the_line,
        "likeness": lambda text: likeness.shape_of(text, wording.plain(text)),
        "answer key": answer_key,
        "typed answer": _answered,
        "typed answer to a choice": _answered_choice,
        "numeric answer": lambda text: compare(typed("5", Kind.NUMERIC, unit=""), text),
        "distractors": lambda text: distractors_for(
            [typed(text), typed(text + "b"), typed(text + "c"), typed("12"), FIELDS["typed stem"](text)]
        ),
        "option labels": _labels,
        "option name": option_labels.option_name,
        "meta options": _meta,
        "portable names": lambda text: [
            portable_names.clash((text, text)),
            portable_names.unportable((text, "a/" + text)),
            portable_names.is_device(text),
        ],
        "source": _cited,
        "drafting": partial(_drafted, "en"),
        "drafting in German": partial(_drafted, "de"),
        "drafting in Chinese": partial(_drafted, "zh"),
        "language": detect_language,
        "Markdown article": lambda text: article_of(text.encode("utf-8", "surrogatepass"), ".md").text,
        "HTML article": lambda text: article_of(text.encode("utf-8", "surrogatepass"), ".html").text,
        "wiki article": lambda text: article_of(text.encode("utf-8", "surrogatepass"), ".wiki").text,
        "text article": lambda text: article_of(text.encode("utf-8", "surrogatepass"), ".txt").text,
        "diff": _edition,
        "visible": terminal.visible,
        "drawn form": drawn_form,
        "told apart": lambda text: told_apart(text, (text + "a", "a" + text)),
        "one line": terminal.one_line,
        "fit": lambda text: terminal.fit(text, 40),
        "command line": lambda text: command("pack", text),
        "suggest": lambda text: suggest(text, ["pack", "check", text[:20]], ""),
        "html": lambda text: [html_text.from_html("<i>" + text), html_text.looks_like_html("<3 " + text)],
        "slug": lambda text: [identifiers.slug(text), identifiers.item_id("", text), identifiers.item_id(text, text)],
        "ids": lambda text: [identifiers.own_id(text), identifiers.pack_id(text), identifiers.title_of(text)],
        "yaml": _native,
        "yaml block": lambda text: _native(f"{HEAD}questions:\n- id: a\n  question: {text}"),
        "yaml flow": lambda text: _native(f"{HEAD}questions: [{text}"),
        "missing ids": lambda text: give_ids([("a.yaml", f"{HEAD}questions:\n- question: {text}".encode())]),
        "all recognisers": lambda text: [
            _recognised(name, text) for name in registry.BUILT_IN if registry.get(name).read
        ],
    }  # fmt: skip
    for name, field in FIELDS.items():
        found[f"flaws of {name}"] = partial(_flaws, field)
    for name, form in _IN_YAML.items():
        found[f"yaml {name}"] = partial(_in_yaml, form)
    for name in registry.BUILT_IN:
        format = registry.get(name)
        if format.read and not format.binary and name != "yaml":
            for beginning in _BEGINNINGS.get(name, ("",)):
                found[f"{name} from {beginning!r}"] = partial(_imported, name, beginning)
        if format.write and name != "apkg":
            for field_name, field in FIELDS.items():
                found[f"{name} of {field_name}"] = partial(_written, name, field)
    return found


FUNCTIONS = _functions()
