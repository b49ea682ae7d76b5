"""What became of files of answers that were collected."""

from __future__ import annotations

from collections.abc import Mapping

from zgcquiz.core.packs.problem import Problem
from zgcquiz.core.value import Value


class CollectedFile(Value, frozen=True):
    """A file. answers: those that were taken; problems: the first of them; problem_count: all of them; near_chance:
    whether they are sheets that may have been printed with another seed or code: their answers are like blind picks."""

    path: str
    learners: tuple[str, ...]
    answers: int
    problems: tuple[Problem, ...]
    problem_count: int
    near_chance: bool = False


class Collected(Value, frozen=True):
    """A collection. read: the answers in all files; added: those that the dataset didn't have; conflicts: contents that
    don't count, as another one has the same id; taken_back: answers that don't count any longer; editions: how many
    answers are to another wording, by pack and question; other_packs: how many were left out, by pack."""

    files: tuple[CollectedFile, ...]
    read: int
    added: int
    conflicts: int
    taken_back: int
    editions: Mapping[str, Mapping[str, int]]
    other_packs: Mapping[str, int]

    @property
    def has_problems(self) -> bool:
        return any(file.problem_count for file in self.files)


class AnnotatedPack(Value, frozen=True):
    """A pack with a class's figures as notes. files: those that changed; written, skipped: questions with a note, and
    those whose layout has no place for one."""

    pack: str
    files: tuple[str, ...]
    written: tuple[str, ...]
    skipped: tuple[str, ...]
