"""Read OpenTriviaQA: one text file for each category, one paragraph for each question.

`#Q` starts a stem, which may take several lines; `^` marks the answer, and lines that begin with a letter are the
options, including the answer.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from zgcquiz.core.packs.pack import Item, Kind, Option
from zgcquiz.formats.exchange.collector import Collector
from zgcquiz.formats.exchange.contract import Confidence, Converted, ExchangeOptions, Format
from zgcquiz.formats.exchange.item_fitter import true_or_false
from zgcquiz.formats.exchange.recognition import Sample
from zgcquiz.formats.native.values import canonical_option

_OPTION = re.compile(r"([A-Z])(?:[ \t]+(.*))?")


class _TriviaQuestion:
    """The lines of a question. line: where it starts."""

    def __init__(self, line: int, stem: str) -> None:
        self.line = line
        self.stem = [stem]
        self.keys: list[list[str]] = []
        self.options: dict[str, list[str]] = {}

    def option(self, line: str) -> re.Match[str] | None:
        """Match an option that begins on a line. Continuation lines can look like one: "A man …", "I think …"."""
        found = _OPTION.fullmatch(line) if self.keys else None
        if found is None or found[1] in self.options:
            return None
        return found if found[1] <= "H" or ord(found[1]) - ord("A") == len(self.options) else None

    def append_line(self, line: str) -> None:
        """Add a line to the text right before it."""
        for last in (list(self.options.values())[-1:], self.keys[-1:], [self.stem]):
            if last:
                last[0].append(line)
                return


def _read(data: bytes, name: str, options: ExchangeOptions) -> Converted:
    collector = Collector(name, options)
    lines = collector.decode(data).split("\n")
    for count, question in enumerate(_questions(lines, collector)):
        if count % 500 == 0:
            options.progress(question.line, len(lines))
        _add(question, collector)
    return collector.result()


def _questions(lines: list[str], collector: Collector) -> Iterator[_TriviaQuestion]:
    """Yield each question; report lines before the first as skipped."""
    question: _TriviaQuestion | None = None
    for number, line in enumerate(lines, 1):
        text = line.strip()
        if line.startswith("#Q"):
            if question:
                yield question
            question = _TriviaQuestion(number, text[2:].strip())
        elif not text:
            continue
        elif question is None:
            collector.skip(number, "it is before the first question (#Q)", text)
        elif line.startswith("^"):
            question.keys.append([text[1:].strip()])
        elif option := question.option(text):
            question.options[option[1]] = [(option[2] or "").strip()]
        else:
            question.append_line(text)
    if question:
        yield question


def _add(question: _TriviaQuestion, collector: Collector) -> None:
    stem = "\n".join(question.stem)
    texts = [" ".join(lines) for _, lines in sorted(question.options.items())]
    options = {canonical_option(text) for text in texts}
    keys = {canonical_option(" ".join(each)) for each in question.keys} - {""}
    if not keys <= options:  # they may differ in case
        by_folded = {option.casefold(): option for option in map(canonical_option, texts)}
        keys = {key if key in options else by_folded.get(key.casefold(), key) for key in keys}
    if not keys:
        collector.skip(question.line, "no answer (^ …) follows its text", stem)
    elif not texts:
        collector.skip(question.line, "no options (A …) follow its answer", stem)
    elif not keys <= options:
        collector.skip(question.line, "its answer is not among its options", stem)
    else:
        marked = tuple(Option(text, canonical_option(text) in keys) for text in texts)
        kind = Kind.MULTIPLE if len(keys) > 1 else Kind.SINGLE
        collector.add(true_or_false(Item("", kind, stem, marked, drawn=True)), question.line)


def _recognise(sample: Sample) -> Confidence:
    found = re.search(r"(?m)^#Q[ \t]", sample.text) and re.search(r"(?m)^\^[ \t]", sample.text)
    return Confidence.CERTAIN if found else Confidence.NO


OPENTRIVIAQA = Format("opentriviaqa", "OpenTriviaQA", (".txt",), _recognise, _read)
