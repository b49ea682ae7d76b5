"""Questions in JSON of any shape: a list of objects, read by the names that are usual for their parts.

Such are the files of el-cms (`answers` and the place of the right one), of FrenchMedMCQA (options by
letter, several right ones), and of many web quizzes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from zgcquiz.core.packs.option_labels import without_labels
from zgcquiz.core.packs.pack import Item, Kind, Option
from zgcquiz.core.value import replace
from zgcquiz.formats.errors import UnusableError
from zgcquiz.formats.exchange.collector import Collector
from zgcquiz.formats.exchange.contract import ExchangeOptions
from zgcquiz.formats.exchange.item_fitter import true_or_false
from zgcquiz.formats.native.values import canonical_option

LISTS = ("questions", "items", "results", "data", "quiz", "cards")
"""Names that a list of questions goes by, or an object that holds it."""
_DEEPEST = 3
"""Objects that a list of questions may stand in."""
_STEM = ("question", "question_text", "questiontext", "stem", "prompt", "text", "q", "title")
_OPTIONS = ("options", "choices", "answers", "answer_options", "alternatives", "possible_answers")
_KEY = (
    "correct_answers", "correct_answer", "correct", "correct_option", "correct_options", "correct_index",
    "answer_index", "answer", "solution", "right_answer", "key", "a",
)  # fmt: skip
_WRONG = ("incorrect_answers", "wrong_answers", "distractors", "incorrect", "wrong")
_TEXT = ("text", "value", "label", "answer", "option", "content", "title")
_RIGHT = ("correct", "is_correct", "right", "is_right", "iscorrect")
_FEEDBACK = ("feedback", "explanation", "comment")
_EXPLANATION = ("explanation", "rationale", "reason", "feedback", "comment", "explain")
_SECTION = ("section", "category", "category_id", "topic", "subject", "subject_name")
_TAGS = ("tags", "difficulty", "level")
_ID = ("id", "_id", "uid", "uuid")
_OWN = re.compile(r"(?:(?:answer_)?(?:option|choice|answer|opt|ans|alternative|response)_?)?([a-j]|\d{1,2})")
"""A key that one option has of its own, and what is left of it beside the word: its letter or number."""
_SAYS_NOTHING = {"type", "lang", "language", "nbr_correct_answers", "number", "no"}
"""What follows from the rest, or is of the whole file."""


def questions_in(document: Any) -> list[Any] | None:
    """The list of questions in a document of whatever shape; None where there is none."""
    for _ in range(_DEEPEST):
        if isinstance(document, dict):
            inside = [document[name] for name in LISTS if isinstance(document.get(name), list | dict)]
            document = next((each for each in inside if isinstance(each, list)), inside[0] if inside else None)
    if isinstance(document, list) and any(_find(each, _STEM)[0] for each in document if isinstance(each, dict)):
        return document
    return None


def collect(entries: list[Any], collector: Collector, options: ExchangeOptions) -> None:
    """Hand the questions of a list over."""
    collector.check_count(len(entries))
    first = _first_place(entries)
    for number, entry in enumerate(entries, 1):
        if number % 1000 == 0:
            options.progress(number, len(entries))
        try:
            item, used, in_order = _item(entry, first)
        except UnusableError as error:
            stem = _find(entry, _STEM)[1] if isinstance(entry, dict) else ""
            collector.skip(0, f"question {number}: {error}", stem if isinstance(stem, str) else "")
            continue
        if collector.add(item, in_order=in_order):
            for key, value in entry.items():
                if key not in used and _name(key) not in _SAYS_NOTHING and value not in (None, "", [], {}):
                    collector.lose(key)


def _item(entry: Any, first: int) -> tuple[Item, set[str], bool]:
    """A question, the keys that went into it, and whether its options stand in their author's order.

    first: what the first option counts as.
    """
    if not isinstance(entry, dict):
        raise UnusableError("it is not an object")
    used: set[str] = set()

    def take(names: Iterable[str]) -> Any:
        key, value = _find(entry, names, used)
        used.add(key)
        return value

    stem = _text(take(_STEM))
    if not stem:
        raise UnusableError("it has no text")
    offered = take(_OPTIONS) if any(isinstance(_find(entry, [name])[1], list | dict) for name in _OPTIONS) else None
    if offered is None:
        own = _own_keys(entry)
        used |= set(own)
        offered = [entry[name] for name in own] or None
    key, wrong = take(_KEY), take(_WRONG)
    drawn = wrong is not None
    if offered:
        found = list(_marked(list(_offered(offered)), key, first))
    elif drawn:
        found = [Option(_text(text), True) for text in _each(key)] + [Option(_text(text)) for text in _each(wrong)]
    else:
        found = []
    tags = tuple(text for name in _TAGS for value in _each(take([name])) if (text := _text(value)))
    item = Item(
        id=_text(take(_ID)),
        kind=Kind.MULTIPLE if sum(option.key for option in found) > 1 else Kind.SINGLE,
        stem=stem,
        options=tuple(found),
        drawn=drawn or bool(found),
        explanation=_text(take(_EXPLANATION)),
        section=_text(take(_SECTION)),
        tags=tags,
    )
    if not found:
        return _without_options(item, key), used, True
    if not any(option.key for option in found):
        raise UnusableError("no option is marked as right")
    return true_or_false(item), used, bool(offered)


def _without_options(item: Item, key: Any) -> Item:
    texts = [_text(text) for text in _each(key)]
    if not texts or not texts[0]:
        raise UnusableError("it has neither options nor an answer")
    if len(texts) == 1 and texts[0].lower() in ("true", "false"):
        truth = texts[0].lower() == "true"
        return replace(item, kind=Kind.TRUE_FALSE, options=(Option("true", truth), Option("false", not truth)))
    return replace(item, kind=Kind.TYPED, options=(Option(texts[0], True),), accept=tuple(texts[1:]))


def _offered(value: Any) -> Iterator[tuple[str, Option, bool]]:
    """Options with the names that they go by; True: it says of itself that it is right."""
    pairs = value.items() if isinstance(value, dict) else ((_letter(at), each) for at, each in enumerate(value))
    for name, each in pairs:
        if isinstance(each, dict):
            own = _text(_find(each, _ID)[1])
            text = _text(_find(each, _TEXT)[1])
            yield own or name, Option(text, feedback=_text(_find(each, _FEEDBACK)[1])), _find(each, _RIGHT)[1] is True
        else:
            yield str(name), Option(_text(each)), False


def _marked(offered: list[tuple[str, Option, bool]], key: Any, first: int) -> Iterator[Option]:
    """The options, those marked as keys that are said to be right: by themselves, by text, by name or by place."""
    texts = {canonical_option(option.text) for _, option, _ in offered}
    bare = without_labels([option.text for _, option, _ in offered]) or ()
    labels = dict(
        zip(map(canonical_option, bare), (canonical_option(option.text) for _, option, _ in offered), strict=False)
    )
    names = {name.lower() for name, _, _ in offered}
    right_texts, right_names, right_places = set(), set(), set()
    for said in _each(key):
        if isinstance(said, bool):
            right_texts.add("true" if said else "false")
        elif canonical_option(_text(said)) not in texts and _text(said).lower() in names:
            right_names.add(_text(said).lower())
        elif canonical_option(_text(said)) not in texts and _place(said) >= 0:
            right_places.add(_place(said) - first)
        elif canonical_option(_text(said)) in texts:
            right_texts.add(canonical_option(_text(said)))
        elif canonical_option(_text(said)) in labels:
            right_texts.add(labels[canonical_option(_text(said))])
        else:
            name = _text(said).lower().strip("()[].: ")
            right_names |= {name, _OWN.sub(r"\1", _name(_text(said)))}
    for place, (name, option, marked) in enumerate(offered):
        text = canonical_option(option.text)
        named = name.lower().strip("()[].: ") in right_names or place in right_places
        right = marked or named or text in right_texts or (text.lower() in right_texts & {"true", "false"})
        yield Option(option.text, right, option.feedback)


def _first_place(entries: list[Any]) -> int:
    """What the first option counts as where the right one is named by its place: 0, or 1 where one is never 0
    but is as high as there are options."""
    highest = False
    for entry in entries:
        if not isinstance(entry, dict):
            continue
        offered = next((value for name in _OPTIONS if isinstance(value := _find(entry, [name])[1], list)), None)
        if offered is None:
            offered = list(_own_keys(entry)) or None
        for said in _each(_find(entry, _KEY)[1]) if offered is not None else ():
            place = _place(said)
            if place == 0:
                return 0
            highest = highest or place == len(offered or ())
    return int(highest)


def _own_keys(entry: dict[str, Any]) -> tuple[str, ...]:
    """Return the keys of the options where each stands under one of its own, such as `A` or `option1`, in order.

    Without a word beside it a letter or number is one only with others, as `a` alone is an answer.
    """
    found = {match[1]: key for key in entry if (match := _OWN.fullmatch(_name(key)))}
    for names in ("abcdefghij", [str(number) for number in range(1, 11)], [str(number) for number in range(10)]):
        keys = [found[name] for name in names if name in found]
        if len(keys) > 1 and names[0] in found and names[1] in found:
            return tuple(keys)
    return ()


def _place(said: Any) -> int:
    """Return the place that a key names by a number, also as a text, such as "2" or "option 2"; -1 where it is none."""
    if isinstance(said, bool):
        return -1
    name = _OWN.sub(r"\1", _name(_text(said)))
    return int(name) if name.isascii() and name.isdigit() and len(name) < 3 else -1


def _find(node: dict[str, Any], names: Iterable[str], used: Iterable[str] = ()) -> tuple[str, Any]:
    """The first of these names that is there and not used, as it is spelt, with its value; "" and None for none."""
    spelt = {_name(key): key for key in node if key not in used}
    return next(((spelt[name], node[spelt[name]]) for name in names if name in spelt), ("", None))


def _name(key: str) -> str:
    """A key in lower case with underscores, however it is spelt: `correctAnswer`, `Correct answer`."""
    words = "".join(f"_{each}" if each.isupper() else each for each in key) if not key.isupper() else key
    return "_".join(words.replace("-", " ").replace("_", " ").lower().split())


def _letter(place: int) -> str:
    return chr(ord("a") + place) if place < 26 else str(place)


def _each(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value).strip() if isinstance(value, str | int | float) else ""
