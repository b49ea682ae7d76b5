"""Plain text that knows which of its parts were formatted, so that parts of it keep their formatting."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import accumulate

from zgcquiz.core.markup.tree import Inline
from zgcquiz.core.value import Value


class FormatMark:
    """An element around a part of a text. Marks are compared by identity: two lists in a row are two lists.

    kind: of block or style; value: a link's address, the first number of a list, or the language of code.
    """

    __slots__ = ("kind", "value")

    def __init__(self, kind: str, value: str = "") -> None:
        self.kind = kind
        self.value = value


class Run(Value, frozen=True):
    """A part of a text inside the same elements.

    blocks, styles: these, outermost first; inline: what it stands for, such as an image; is_sign: only plain text needs
    it, as the mark of a list's entry.
    """

    text: str
    blocks: tuple[FormatMark, ...] = ()
    styles: tuple[FormatMark, ...] = ()
    inline: Inline | None = None
    is_sign: bool = False

    def like(self, other: Run) -> bool:
        """Return whether a run can be joined with this one."""
        return (
            self.blocks == other.blocks
            and self.styles == other.styles
            and self.is_sign is other.is_sign
            and self.inline is other.inline is None
        )


class AnnotatedText:
    """A plain text as runs. plain: without the outer blanks that its runs may have: code begins with them."""

    __slots__ = ("_lead", "_starts", "plain", "runs")

    def __init__(self, runs: Iterable[Run]) -> None:
        self.runs = tuple(_joined(runs))
        whole = "".join([run.text for run in self.runs])
        self.plain = whole.strip()
        self._lead = len(whole) - len(whole.lstrip())
        self._starts = (0, *accumulate(len(run.text) for run in self.runs))

    @property
    def is_formatted(self) -> bool:
        return any(run.blocks or run.styles or run.inline is not None for run in self.runs)

    def part(self, start: int, end: int) -> Iterator[Run]:
        """Yield the runs between two indices of the plain text; a part of what stands for an image is text."""
        if (start, end) == (0, len(self.plain)):
            yield from self.runs
            return
        start, end = start + self._lead if start else 0, end + self._lead
        for run, since in zip(self.runs, self._starts, strict=False):
            first, last = max(start - since, 0), min(end - since, len(run.text))
            if (first, last) == (0, len(run.text)):
                if run.text or start <= since <= end:
                    yield run
            elif first < last:
                yield Run(run.text[first:last], run.blocks, run.styles, None, run.is_sign)


def _joined(runs: Iterable[Run]) -> Iterator[Run]:
    """Yield runs, those that are alike as one."""
    held: list[Run] = []
    for run in runs:
        if held and not held[-1].like(run):
            yield _one(held)
            held = []
        held.append(run)
    if held:
        yield _one(held)


def _one(runs: list[Run]) -> Run:
    first = runs[0]
    if len(runs) == 1:
        return first
    return Run("".join([run.text for run in runs]), first.blocks, first.styles, None, first.is_sign)
