"""The answers of a round: a sequence that grows at the same cost however long it is."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Protocol, TypeVar


class Countable(Protocol):
    """What an answer has to tell: by what the answers of a round are counted."""

    @property
    def labels(self) -> tuple[object, ...]: ...


_Answer = TypeVar("_Answer", bound=Countable)


class Given(Sequence[_Answer]):
    """An immutable sequence of answers.

    It shares its content with the sequence that it was extended from, so that a round can keep the state before each
    answer for undo. Only extending a sequence for the second time, after an undo, copies it.
    """

    __slots__ = ("_answers", "_length", "_places")

    def __init__(self, answers: Iterable[_Answer] = ()) -> None:
        self._answers: list[_Answer] = []
        self._places: dict[object, list[int]] = {}  # the positions of the answers by each of their labels
        for answer in answers:
            self._append(answer)
        self._length = len(self._answers)

    def _append(self, answer: _Answer) -> None:
        for label in answer.labels:
            self._places.setdefault(label, []).append(len(self._answers))
        self._answers.append(answer)

    def and_(self, answer: _Answer) -> Given[_Answer]:
        """Return these answers and one more."""
        longer: Given[_Answer] = Given()
        longer._answers, longer._places = self._answers, self._places
        if len(self._answers) > self._length:
            longer._answers = self._answers[: self._length]
            longer._places = {label: places[: self.times(label)] for label, places in self._places.items()}
        longer._append(answer)
        longer._length = self._length + 1
        return longer

    def with_last(self, answer: _Answer) -> Given[_Answer]:
        """Return these answers with another in place of the last."""
        before: Given[_Answer] = Given()
        before._answers, before._places, before._length = self._answers, self._places, self._length - 1
        return before.and_(answer)

    def times(self, label: object) -> int:
        """Return how many answers have a label, which is an item or a mix-up."""
        return bisect_left(self._places.get(label, ()), self._length)

    def __len__(self) -> int:
        return self._length

    def __getitem__(self, at: Any) -> Any:
        if isinstance(at, slice):
            return tuple(self._answers[each] for each in range(*at.indices(self._length)))
        if not -self._length <= at < self._length:
            raise IndexError(at)
        return self._answers[at if at >= 0 else at + self._length]

    def __iter__(self) -> Iterator[_Answer]:
        return (self._answers[at] for at in range(self._length))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and tuple(self) == tuple(other)

    def __hash__(self) -> int:
        return hash(tuple(self))
