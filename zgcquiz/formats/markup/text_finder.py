"""Find texts again among those that were read, or their lines, with their formatting."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property

from zgcquiz.core.value import Value
from zgcquiz.formats.markup.annotated_text import AnnotatedText, Run
from zgcquiz.formats.markup.tree_building import TreeBuilder

_MOST_SPOTS = 8
"""How often the same line is looked at."""
_MOST_SEARCHED = 200
"""The most lines in which a part of a line is looked for."""


class _Spot(Value, frozen=True):
    """A part of a text that was read: which text, and where."""

    text: int
    start: int
    end: int


class TextFinder:
    """Finds texts among those that were read. ambiguous: how many it found with unlike formatting."""

    def __init__(self, formatted: Sequence[AnnotatedText], plain: Iterable[str]) -> None:
        self.ambiguous = 0
        self._texts = [*formatted, *(AnnotatedText((Run(text),)) for text in dict.fromkeys(plain))]
        self._count = len(formatted)
        self._used: set[int] = set()
        self._alike: dict[str, bool] = {}
        self._whole: dict[str, list[_Spot]] = {}
        for at, text in enumerate(self._texts):
            self._whole.setdefault(text.plain, []).append(_Spot(at, 0, len(text.plain)))

    @cached_property
    def _lines(self) -> dict[str, list[_Spot]]:
        """Where each line is."""
        lines: dict[str, list[_Spot]] = {}
        for at, text in enumerate(self._texts):
            start = 0
            for line in text.plain.split("\n"):
                spots = lines.setdefault(line.strip(), [])
                if len(spots) < _MOST_SPOTS:
                    spots.append(_Spot(at, start, start + len(line)))
                start += len(line) + 1
        return lines

    def unused(self) -> Iterator[str]:
        """Yield the formatted texts of which nothing was found."""
        used = {self._texts[at].plain for at in self._used}
        yield from dict.fromkeys(text.plain for text in self._texts[: self._count] if text.plain not in used)

    def runs_of(self, text: str) -> list[Run] | None:
        """Return a text as runs; None if nothing of it is formatted, or it can't be told how."""
        if spots := self._whole.get(text):
            is_formatted = any(spot.text < self._count for spot in spots)
            return self._part(spots[0]) if is_formatted and self._are_alike(text, spots) else None
        runs: list[Run] = []
        is_formatted = False
        last: _Spot | None = None
        gap = ""
        for whole_line in text.split("\n"):
            line = whole_line.strip()
            if not line:
                gap += "\n"
                continue
            spots = self._lines.get(line) or self._within(line)
            following = next((spot for spot in spots if last and self._continues(last, spot)), None)
            if following and last:
                runs += self._part(_Spot(following.text, last.end, following.end))
                last = following
            elif spots and self._are_alike(line, spots):
                runs += [Run(gap), *self._part(spots[0])]
                last = spots[0]
            else:
                runs.append(Run(gap + whole_line))
                last = None
            is_formatted = is_formatted or (last is not None and last.text < self._count)
            gap = "\n"
        return runs if is_formatted else None

    def _part(self, spot: _Spot) -> list[Run]:
        self._used.add(spot.text)
        return list(self._texts[spot.text].part(spot.start, spot.end))

    def _are_alike(self, text: str, spots: Sequence[_Spot]) -> bool:
        """Return whether a text is formatted in the same way wherever it was found; count it as ambiguous if not."""
        if len(spots) > 1 and text not in self._alike:
            trees = {TreeBuilder().blocks(self._texts[spot.text].part(spot.start, spot.end)) for spot in spots}
            self._alike[text] = len(trees) == 1
            self._used.update(spot.text for spot in spots)
        is_alike = self._alike.get(text, True)
        self.ambiguous += not is_alike
        return is_alike

    def _continues(self, last: _Spot, spot: _Spot) -> bool:
        between = self._texts[spot.text].plain[last.end : spot.start]
        return spot.text == last.text and spot.start > last.end and not between.strip()

    def _within(self, text: str) -> list[_Spot]:
        """Return where a text is inside a single line, without what is before and behind it, such as a label."""
        found: list[_Spot] = []
        for line, spots in self._lines.items() if len(self._lines) <= _MOST_SEARCHED else ():
            at = line.find(text)
            if at < 0 or line[max(0, at - 1) : at].isalnum() or line[at + len(text) :][:1].isalnum():
                continue
            for spot in spots:
                start = self._texts[spot.text].plain.index(line, spot.start) + at
                found.append(_Spot(spot.text, start, start + len(text)))
        return found if len(found) == 1 else []
