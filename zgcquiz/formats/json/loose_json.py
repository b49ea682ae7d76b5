"""Read questions from JSON of unknown structure: a list of objects whose keys have customary names.

Examples are the files of el-cms (`answers` and the index of the correct one), of FrenchMedMCQA (options by letter,
several correct), and of many web quizzes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from string import ascii_lowercase
from typing import Any

from zgcquiz.core.packs.option_labels import without_labels
from zgcquiz.core.packs.pack import Item, Kind, Option
from zgcquiz.core.value import replace
from zgcquiz.formats.errors import UnusableError
from zgcquiz.formats.exchange.collector import Collector
from zgcquiz.formats.exchange.contract import ExchangeOptions
from zgcquiz.formats.exchange.item_fitter import true_or_false
from zgcquiz.formats.json.document import read_entries
from zgcquiz.formats.native.values import canonical_option, options_named

_LISTS = ("questions", "items", "results", "data", "quiz", "cards")
"""Keys of a list of questions, or of an object that contains it."""
_MAX_DEPTH = 3
"""Maximum number of nested objects around a list of questions."""
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
_OPTION_KEY = re.compile(r"(?:(?:answer_)?(?:option|choice|answer|opt|ans|alternative|response)_?)?([a-j]|\d{1,2})")
"""A key for a single option; group 1 is its letter or number."""
_REDUNDANT = {"type", "lang", "language", "nbr_correct_answers", "number", "no"}
"""Keys whose values follow from the others, or are about the whole file."""


def questions_in(document: Any) -> list[Any] | None:
    """Return the list of questions in a document; None if there is none."""
    for _ in range(_MAX_DEPTH):
        if isinstance(document, dict):
            inside = [document[name] for name in _LISTS if isinstance(document.get(name), list | dict)]
            document = next((each for each in inside if isinstance(each, list)), inside[0] if inside else None)
    if isinstance(document, list) and any(_find(each, _STEM)[0] for each in document if isinstance(each, dict)):
        return document
    return None


def collect(entries: list[Any], collector: Collector, options: ExchangeOptions) -> None:
    """Add the questions in a list to the collector. Values that are not read are recorded as lost."""
    first = _first_number(entries)
    found = read_entries(
        entries, lambda entry: _item(entry, first), collector, options, lambda entry: _find(entry, _STEM)[1]
    )
    for entry, (item, used, in_order) in found:
        if collector.add(item, in_order=in_order):
            for key, value in entry.items():
                if key not in used and _name(key) not in _REDUNDANT and value not in (None, "", [], {}):
                    collector.lose_of_last(key)


def _item(entry: Any, first: int) -> tuple[Item, set[str], bool]:
    """Return a question, the keys that were read, and whether its options are in the author's order.

    first: the number of the first option, 0 or 1.
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
        option_keys = _option_keys(entry)
        used |= set(option_keys)
        offered = [entry[name] for name in option_keys]
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
    """Yield options with their names, and whether they are marked as correct themselves."""
    names = [*ascii_lowercase, *map(str, range(26, len(value)))]
    pairs = value.items() if isinstance(value, dict) else zip(names, value, strict=False)
    for name, each in pairs:
        if isinstance(each, dict):
            id, text, feedback = (_text(_find(each, names)[1]) for names in (_ID, _TEXT, _FEEDBACK))
            yield id or name, Option(text, feedback=feedback), _find(each, _RIGHT)[1] is True
        else:
            yield str(name), Option(_text(each)), False


def _marked(offered: list[tuple[str, Option, bool]], key: Any, first: int) -> Iterator[Option]:
    """Yield the options with the keys marked, which are named by text, name or number, or marked themselves."""
    texts = [option.text for _, option, _ in offered]
    bare = without_labels(texts) or ()
    unlabelled = {canonical_option(text): at for at, text in enumerate(bare)}
    names = {name.lower() for name, _, _ in offered}
    right_truths, right_names, right_places = set(), set(), set()
    for value in _each(key):
        text = canonical_option(_text(value))
        if isinstance(value, bool):
            right_truths.add(text)
        elif same := options_named(_text(value), texts):
            right_places.update(same)
        elif _text(value).lower() in names:
            right_names.add(_text(value).lower())
        elif _number(value) >= 0:
            right_places.add(_number(value) - first)
        elif text in unlabelled:
            right_places.add(unlabelled[text])
        else:
            right_names |= {_text(value).lower().strip("()[].: "), _OPTION_KEY.sub(r"\1", _name(_text(value)))}
    for place, (name, option, marked) in enumerate(offered):
        named = name.lower().strip("()[].: ") in right_names or place in right_places
        right = marked or named or canonical_option(option.text).lower() in right_truths
        yield Option(option.text, right, option.feedback)


def _first_number(entries: list[Any]) -> int:
    """Return the number of the first option, by which keys are numbered.

    It is 1 if no key is 0, and some key is the number of its question's options; else 0.
    """
    counts_from_one = False
    for entry in filter(lambda entry: isinstance(entry, dict), entries):
        lists = (value for name in _OPTIONS if isinstance(value := _find(entry, [name])[1], list))
        offered = next(lists, None) or _option_keys(entry)
        for number in map(_number, _each(_find(entry, _KEY)[1])) if offered else ():
            if number == 0:
                return 0
            counts_from_one = counts_from_one or number == len(offered)
    return int(counts_from_one)


def _option_keys(entry: dict[str, Any]) -> tuple[str, ...]:
    """Return the keys, in order, of options that each have their own, such as `A` or `option1`.

    There must be two or more, since `a` alone is an answer.
    """
    found = {match[1]: key for key in entry if (match := _OPTION_KEY.fullmatch(_name(key)))}
    for names in ("abcdefghij", [str(number) for number in range(1, 11)], [str(number) for number in range(10)]):
        keys = [found[name] for name in names if name in found]
        if len(keys) > 1 and names[0] in found and names[1] in found:
            return tuple(keys)
    return ()


def _number(key: Any) -> int:
    """Return the option's number in a key such as 2, "2" or "option 2"; -1 if it is something else."""
    if isinstance(key, bool):
        return -1
    name = _OPTION_KEY.sub(r"\1", _name(_text(key)))
    return int(name) if name.isascii() and name.isdigit() and len(name) < 3 else -1


def _find(node: dict[str, Any], names: Iterable[str], used: Iterable[str] = ()) -> tuple[str, Any]:
    """Return the key, as spelled, and value of the first name in an object that is not used; "" and None if none is."""
    spelled = {_name(key): key for key in node if key not in used}
    return next(((spelled[name], node[spelled[name]]) for name in names if name in spelled), ("", None))


def _name(key: str) -> str:
    """Return a key such as `correctAnswer` or `Correct answer` in lower case, with underscores."""
    words = "".join(f"_{each}" if each.isupper() else each for each in key) if not key.isupper() else key
    return "_".join(words.replace("-", " ").replace("_", " ").lower().split())


def _each(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value).strip() if isinstance(value, str | int | float) else ""
