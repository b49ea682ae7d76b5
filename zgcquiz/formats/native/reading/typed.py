"""Reads typed answers: in words, or as a number with a tolerance and a unit."""

from __future__ import annotations

from typing import Any

from zgcquiz.core.packs.pack import Kind, Option, PackInfo
from zgcquiz.core.text.strictness import STRICT
from zgcquiz.core.value import Value
from zgcquiz.formats.native.reading.source_file import SourceFile
from zgcquiz.formats.native.reading.value_reader import ValueReader
from zgcquiz.formats.native.yaml.nodes import Path, brief


class Options(Value, frozen=True):
    """An item's options, or its typed answer; the fields are those of `Item`."""

    kind: Kind = Kind.SINGLE
    options: tuple[Option, ...] = ()
    drawn: bool = False
    accept: tuple[str, ...] = ()
    recall: bool = True
    tolerance: float = 0.0
    percent: float = 0.0
    unit: str = ""
    strict: tuple[str, ...] = ()


class TypedReader(ValueReader):
    """Reads a typed answer.

    info: the pack's. Its language says how numbers are written, and its `strict` applies to items without their own.
    """

    def __init__(self, file: SourceFile, info: PackInfo | None) -> None:
        super().__init__(file)
        self.info = info or PackInfo("", "")
        self.language = self.info.language

    def _conflict(self, path: Path, key: str, message: str) -> None:
        self.find((*path, key), "conflict", message, on_key=True)

    def _typed(self, node: dict[str, Any], path: Path, kind: Kind) -> Options:
        """Read the answer of an item without options."""
        for key in ("answers", "distractors", "options", "recall"):
            if key in node:
                fix = "name other right ones under 'accept'" if key == "answers" else "remove it, or the kind"
                self._conflict(path, key, f"a {kind} question has one 'answer' and no options: no '{key}'; {fix}")
        if "answer" not in node and "answers" not in node:
            self.find(path, "missing-key", "a question has no 'answer'; add 'answer: …'")
        key = self.text(node, path, "answer")
        if "\n" in key:
            self.find((*path, "answer"), "bad-value", "an answer to be typed must be on one line")
        for name in ("tolerance", "unit"):
            if name in node and kind is not Kind.NUMERIC:
                self._conflict(path, name, f"'{name}' applies only to 'kind: numeric'; set that kind, or remove it")
        from zgcquiz.core.text.numbers import read_percent

        unit = self.text(node, path, "unit")
        tolerance = self._tolerance(node, path, key, unit) if kind is Kind.NUMERIC else 0.0
        options = (Option(key, key=True),) if key else ()
        percent = read_percent(self.text(node, path, "tolerance"), self.language) if tolerance else 0.0
        accept = self.lines(node, path, "accept")
        return Options(kind, options, accept=accept, tolerance=tolerance, percent=percent, unit=unit)

    def _tolerance(self, node: dict[str, Any], path: Path, key: str, unit: str) -> float:
        """Return the tolerance in the answer's unit, and report errors of both numbers."""
        from zgcquiz.core.text.numbers import read_number, read_tolerance

        answer = read_number(key, self.language)
        if key and answer is None:
            message = f"the answer '{brief(key)}' of a numeric question must be one number; {_advice(key)}"
            self.find((*path, "answer"), "bad-value", message)
        text = self.text(node, path, "tolerance")
        self._doubt((*path, "answer"), key, text)
        if not text:
            return 0.0
        self._doubt((*path, "tolerance"), text, key)
        tolerance = read_tolerance(text, answer, unit, self.language)
        if tolerance is None:
            self.find(
                (*path, "tolerance"),
                "bad-value",
                f"'tolerance' must be a number of 0 or more, such as 5 or 2.5%, not '{brief(text)}'; "
                "it is in the answer's unit",
            )
        return tolerance or 0.0

    def _doubt(self, path: Path, text: str, beside: str) -> None:
        """Warn about an ambiguous number. beside: the other number of the question."""
        from zgcquiz.core.text.number_writing import write_number
        from zgcquiz.core.text.numbers import ambiguous, decimal_sign, mixed

        if both := ambiguous(text, self.language):
            value, other = map(write_number, both)
            message = (
                f"'{brief(text)}' is read as {value}; write {value}, or {other} if that is meant, or give the pack's"
                " 'language', which says if a comma begins the decimals"
            )
            self.warn(path, "ambiguous-number", message)
        elif (grouped := mixed(text, beside, self.language)) is not None:
            sign = decimal_sign(self.language)
            message = (
                f"'{brief(text)}' is read as {write_number(grouped)}, but '{brief(beside)}' has decimals after the same"
                f" sign; begin decimals with '{sign}', as the pack's language does"
            )
            self.warn(path, "ambiguous-number", message)


def _advice(key: str) -> str:
    """Return how to fix an answer that is not one number."""
    from zgcquiz.core.text.numbers import split_unit

    number, _, off = (part.strip() for part in key.partition("±"))
    if number and off:
        return f"give the margin under 'tolerance': answer: {brief(number)}, tolerance: {brief(off)}"
    number, unit = split_unit(key)
    if number and unit and not any(map(str.isdecimal, unit)) and unit[0] not in "!-+^.,":
        return f"give its unit under 'unit': answer: {brief(number)}, unit: '{brief(unit)}'"
    return "write it as 3652, -0.5, 6.02e23 or 1/2, and give its unit under 'unit'"


def read_strict(reader: ValueReader, node: dict[str, Any], path: Path) -> tuple[str, ...] | None:
    """Read `strict: [case, accents]`, in the order of `STRICT`; None if missing."""
    if "strict" not in node:
        return None
    words = reader.lines(node, path, "strict")
    for at, word in enumerate(words):
        if word not in STRICT:
            hint = reader.fix(word, STRICT, f"it takes {', '.join(STRICT)}")
            message = f"an entry of 'strict', '{brief(word)}', is not known; {hint}"
            reader.find((*path, "strict", at), "bad-value", message)
    return tuple(word for word in STRICT if word in words)
