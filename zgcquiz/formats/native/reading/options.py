"""Reads an item's options, a pool or a fixed list, or its typed answer."""

from __future__ import annotations

import re
from typing import Any

from zgcquiz.core.markup.shown_form import shown_form
from zgcquiz.core.packs.option_labels import meant_by_place
from zgcquiz.core.packs.pack import IN_WORDS, Item, Kind, Option
from zgcquiz.core.rounds.option_sampling import DRAWN_DISTRACTORS, MAX_OPTIONS, count_shown
from zgcquiz.core.value import replace
from zgcquiz.formats.native.reading.typed import Options, TypedReader, read_strict
from zgcquiz.formats.native.values import canonical_option, options_named
from zgcquiz.formats.native.yaml.nodes import Path, brief
from zgcquiz.formats.native.yaml.traps import OPTION_KEYS, is_curly, quoted

_LIKE_TRUTH = dict.fromkeys(("yes", "on", "right", "correct"), "true") | dict.fromkeys(
    ("no", "off", "wrong", "incorrect"), "false"
)
"""Other words for true and false."""
_SHORT_TRUTH = {"t": "true", "y": "true", "1": "true", "f": "false", "n": "false", "0": "false"}
"""Abbreviations, accepted only with `kind: true_false`."""
_TYPED_KINDS = tuple(kind.value for kind in Kind if not kind.is_choice)

Placed = list[tuple[Path, Option]]
"""Options with their paths."""


class OptionReader(TypedReader):
    """Reads `answer` or `answers`, with `distractors` or `options`, and the keys of typed answers."""

    def read(self, node: dict[str, Any], path: Path) -> Options:
        """Return the item's options with the right ones marked, or none if there are errors."""
        strict = read_strict(self, node, path)
        offered = self._read(node, path, self.info.strict if strict is None else strict)
        if strict is not None and offered.options and offered.kind not in IN_WORDS:
            self._conflict(path, "strict", "'strict' applies only to answers typed in words; remove it")
            strict = None
        return replace(offered, strict=self.info.strict_for(offered.kind) if strict is None else strict)

    def _read(self, node: dict[str, Any], path: Path, strict: tuple[str, ...]) -> Options:
        if node.get("kind") in _TYPED_KINDS:
            return self._typed(node, path, Kind(node["kind"]))
        offered = self._offered(node, path)
        for key in ("tolerance", "unit"):
            if key in node:
                self._conflict(path, key, f"'{key}' applies only to 'kind: numeric'; set that kind, or remove it")
        if "accept" in node and offered.kind is not Kind.SINGLE:
            self._conflict(path, "accept", "'accept' applies only to questions with one right answer; remove it")
        self._warn_of_signs(offered, path, node.get("question"))
        if accept := self.lines(node, path, "accept"):
            from zgcquiz.core.text.wording import option_form

            wrong = {option_form(option.text, strict) for option in offered.options if not option.key}
            for at, text in enumerate(accept):
                if option_form(text, strict) in wrong:
                    self.find(
                        (*path, "accept", at),
                        "key-among-distractors",
                        f"the accepted answer '{brief(text)}' is also among the distractors; remove one of the two",
                    )
        return replace(offered, accept=accept, recall=self.flag(node, path, "recall", default=True))

    def _warn_of_signs(self, offered: Options, path: Path, stem: Any) -> None:
        """Warn if all options are in typographic quotes or end in a comma, which YAML reads as part of the text.

        « » and „ “ around options are usually intended, unless the stem is in them too.
        """
        if not offered.options or not (is_curly(offered.options[0].text) or offered.options[0].text[-1] in ",;，；"):
            return
        texts = [option.text for option in offered.options]
        where: Path = (*path, "answers" if offered.kind is Kind.MULTIPLE else "answer")
        if len(texts) > 1 and len({text[-1] for text in texts}) == 1 and not is_curly(texts[0]):
            bare, sign = texts[0][:-1], texts[0][-1]
            message = f"all options end in '{sign}', which YAML reads as part of the text; write {brief(bare)}"
            self.warn(where, "bare-comma", message)
        elif all(map(is_curly, texts)) and (texts[0][0] not in "«„" or is_curly(str(stem).strip())):
            bare = texts[0][1:-1]
            message = (
                "all options are in quotes that YAML doesn't recognise, so learners will see them; "
                f"write {brief(bare)}, or in straight quotes {quoted(bare)}"
            )
            self.warn(where, "full-width", message)

    def _offered(self, node: dict[str, Any], path: Path) -> Options:
        self._check_conflicts(node, path)
        if "answer" in node and "answers" not in node and not {"options", "distractors"} & set(node):
            return self._true_false(node["answer"], (*path, "answer"), path, node.get("kind"))
        kind = Kind.MULTIPLE if "answers" in node else Kind.SINGLE
        keys = self._keys(node, path)
        if "options" in node:
            return Options(kind, self._fixed(node, path, keys))
        if "distractors" in node:
            return Options(kind, self._pool(node, path, keys), drawn=True)
        if "answers" in node:
            self.find(path, "missing-key", "a question with 'answers' has no 'distractors' (or 'options'); add some")
        return Options(kind)

    def _check_conflicts(self, node: dict[str, Any], path: Path) -> None:
        if "answer" in node and "answers" in node:
            message = "'answer' and 'answers' can't be used together; keep one"
            self.find((*path, "answers"), "conflict", message, on_key=True)
        elif "answer" not in node and "answers" not in node:
            self.find(path, "missing-key", "a question has no 'answer'; add 'answer: …' (or 'answers' for several)")
        if "options" in node and "distractors" in node:
            self.find(
                (*path, "distractors"),
                "conflict",
                "'options' (all, in this order) and 'distractors' (a pool to draw from) can't be used together; "
                "keep one",
                on_key=True,
            )

    def _true_false(self, value: Any, where: Path, path: Path, node_kind: Any) -> Options:
        truth = value.lower() if isinstance(value, str) else ""
        if truth in ("true", "false"):
            options = (Option("true", key=truth == "true"), Option("false", key=truth == "false"))
            return Options(Kind.TRUE_FALSE, options)
        if truth in _LIKE_TRUTH or (node_kind == Kind.TRUE_FALSE and truth in _SHORT_TRUTH):
            meant = _LIKE_TRUTH.get(truth) or _SHORT_TRUTH[truth]
            self.find(
                where,
                "bad-value",
                f"an answer without 'distractors' must be true or false, not '{value}'; write {meant}, "
                "or add wrong options",
            )
            return Options()
        if self._key(value, where) is not None:
            self.find(
                path,
                "missing-key",
                "a question has no 'distractors' (or 'options'); add wrong options, make the answer true or false, "
                "or have it typed: 'kind: typed'",
            )
        return Options()

    def _keys(self, node: dict[str, Any], path: Path) -> Placed:
        if "answers" in node:
            if node["answers"] == []:
                message = "'answers' is an empty list; name at least one right option"
                self.find((*path, "answers"), "missing-key", message)
            return self._list(node, path, "answers")
        if "answer" not in node:
            return []
        where: Path = (*path, "answer")
        key = self._key(node["answer"], where)
        return [(where, key)] if key else []

    def _key(self, value: Any, where: Path) -> Option | None:
        if isinstance(value, list):
            self.find(
                where,
                "wrong-type",
                "'answer' takes one right option; use 'answers' for a list of them (or, if it is a text, quote it)",
            )
            return None
        return self._option(value, where, "'answer'")

    def _pool(self, node: dict[str, Any], path: Path, keys: Placed) -> tuple[Option, ...]:
        distractors = self._list(node, path, "distractors")
        self._check_distinct(keys, "the right option")
        self._check_distinct(distractors, "the distractor")
        key_forms = {self._form(key) for _, key in keys}
        for where, distractor in distractors:
            if self._form(distractor) in key_forms:
                message = f"the right option '{brief(distractor.text)}' is among the distractors; remove it there"
                self.find(where, "key-among-distractors", message)
        if node["distractors"] == []:
            message = "a question needs at least two options; add distractors"
            self.find((*path, "distractors"), "too-few-options", message)
        pinned = sum(option.pinned for _, option in distractors)
        shown = count_shown(len(keys), len(distractors), pinned)
        if shown > MAX_OPTIONS and pinned > DRAWN_DISTRACTORS:
            message = f"{shown} options would be shown, at most {MAX_OPTIONS} can be; pin fewer distractors"
            self.find((*path, "distractors"), "too-many-options", message)
        elif shown > MAX_OPTIONS:
            drawn = shown - len(keys)
            message = f"at most {MAX_OPTIONS - drawn} right options fit beside {drawn} distractor{'s' * (drawn != 1)}"
            self.find((*path, "answers"), "too-many-options", message)
        return (*(replace(key, key=True) for _, key in keys), *(distractor for _, distractor in distractors))

    def _fixed(self, node: dict[str, Any], path: Path, keys: Placed) -> tuple[Option, ...]:
        options = self._list(node, path, "options")
        where_all: Path = (*path, "options")
        self._check_distinct(keys, "the right option")
        self._check_distinct(options, "the option")
        whole = isinstance(node["options"], list) and len(options) == len(node["options"])
        if whole and len(options) < 2:
            self.find(where_all, "too-few-options", "a question needs at least two options; add some")
        if len(options) > MAX_OPTIONS:
            self.find(where_all, "too-many-options", f"{len(options)} options; at most {MAX_OPTIONS} can be shown")
        texts = [option.text for _, option in options]
        marked: dict[int, Option] = {}
        strays = []
        for where, key in keys:
            places = options_named(key.text, texts, markup=bool(self.info.markup))
            if len(places) > 1 and len({self._form(options[at][1]) for at in places}) > 1:
                self._ambiguous(where, key.text)
            elif places:
                marked |= dict.fromkeys(places, key)
            elif whole:  # otherwise the options' errors are reported; the key may be among them
                strays.append((where, key.text))
        meant = meant_by_place([text for _, text in strays], texts)
        for (where, text), option in zip(strays, meant, strict=True):
            if option:
                by = "number" if any(map(str.isdecimal, text)) else "letter"
                fix = f"give its text, not its {by}: {quoted(option)}"
            else:
                fix = self.fix(
                    text, tuple({canonical_option(text): text for text in texts}.values()), "add it to 'options'"
                )
            message = f"the right option '{brief(text)}' is not among the options; {fix}"
            self.find(where, "key-not-among-options", message)
        return tuple(_as_key(option, marked.get(at)) for at, (_, option) in enumerate(options))

    def _form(self, option: Option) -> tuple[str, ...]:
        """Return the form by which an option is told apart from others."""
        return shown_form(option.text, markup=bool(self.info.markup))

    def _ambiguous(self, where: Path, text: str) -> None:
        message = f"the right option '{brief(text)}' is like several options but for white space; copy one of them"
        self.find(where, "key-not-among-options", message)

    def _list(self, node: dict[str, Any], path: Path, key: str) -> Placed:
        found = []
        for at, entry in enumerate(self.entries(node, path, key)):
            where: Path = (*path, key, at)
            option = self._option(entry, where, f"an entry of '{key}'")
            if option is not None:
                found.append((where, option))
        return found

    def _option(self, value: Any, path: Path, what: str) -> Option | None:
        if isinstance(value, str):
            text = self.text_at(value, path, what)
            return Option(text) if text else None
        if isinstance(value, dict | list) and not (isinstance(value, dict) and value.keys() & set(OPTION_KEYS)):
            raw = self.file.value_on_line(path, "[{")
            if raw and (isinstance(value, list) or len(value) < 2):
                self.find(path, "wrong-type", f"{what} starts with '{raw[0]}', so it must be in quotes: {quoted(raw)}")
                return None
        if not isinstance(value, dict):
            self.wrong_type(value, path, what, "a text (or a mapping with 'text')")
            return None
        if len(value) == 1 and not value.keys() & set(OPTION_KEYS):
            self.find(path, "wrong-type", _of_colon(what, *next(iter(value.items()))))
            return None
        if value.keys() <= {"feedback", "pin"} and path[-1] and isinstance(path[-1], int):
            self.find(
                path,
                "missing-key",
                f"{what} has no 'text'; add one, or, if it goes with the entry above, join them: "
                "remove its dash, or put both in braces: {text: …, feedback: …}",
            )
            return None
        self.keys(value, path, OPTION_KEYS, ("text",), what)
        text = self.text(value, path, "text")
        feedback = self.text(value, path, "feedback")
        pin = self.text(value, path, "pin")
        if pin and pin != "last":
            self.find((*path, "pin"), "bad-value", f"'pin' can only be last, not '{brief(pin)}'")
        return Option(text, feedback=feedback, pinned=bool(pin)) if text else None

    def _check_distinct(self, options: Placed, what: str) -> None:
        seen: dict[tuple[str, ...], Path] = {}
        for where, option in options:
            first = seen.setdefault(self._form(option), where)
            if first != where:
                message = f"{what} '{brief(option.text)}' appears twice; remove one"
                self.file.find(where, "duplicate-option", message, self.question, first=(self.file, first))


_LABEL = re.compile(r"\(?(?:[A-Za-z]|\d{1,2})[.)]?")


def _of_colon(what: str, key: str, rest: Any) -> str:
    """Return the message for an option that a colon turned into a mapping."""
    start = f"{what} contains ': ' after '{brief(key)}', which makes it a mapping; "
    if not isinstance(rest, str):
        return f"{start}put it in quotes (or, to say why it is wrong, write {{text: {quoted(key)}, feedback: …}})"
    text = key.removesuffix(" feedback")
    if text != key:
        return f"{start}write {{text: {quoted(text)}, feedback: {quoted(rest)}}}"
    whole = quoted(f"{key}: {rest}".rstrip())
    if not rest:
        return f"{start}put it in quotes: {whole}"
    if _LABEL.fullmatch(key):
        return f"{start}options get their letters on the screen, so write {rest} (or, if it is one text, {whole})"
    return (
        f"{start}put it in quotes: {whole} (or, to say why it is wrong, write "
        f"{{text: {quoted(key)}, feedback: {quoted(rest)}}})"
    )


def option_path(item: Item, path: Path, at: int) -> Path:
    """Return the path of an item's option, given the item's path."""
    if item.kind is Kind.TRUE_FALSE:
        return (*path, "answer")
    if not item.drawn:
        return (*path, "options", at)
    keys = len(item.keys)
    if at >= keys:
        return (*path, "distractors", at - keys)
    return (*path, "answer") if item.kind is Kind.SINGLE else (*path, "answers", at)


def _as_key(option: Option, key: Option | None) -> Option:
    """Return an option of a fixed list, marked as right and merged with its entry in `answer`, if any."""
    if key is None:
        return option
    return Option(option.text, True, option.feedback or key.feedback, option.pinned or key.pinned)
