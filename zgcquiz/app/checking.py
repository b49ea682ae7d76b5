"""Checking packs: what is wrong in their files, and how their questions are written."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from zgcquiz.app.deps import Deps
from zgcquiz.app.selection import locate
from zgcquiz.core.errors import ZgcError, suggest
from zgcquiz.core.problem import Problem
from zgcquiz.core.views import CheckedPack
from zgcquiz.store.pack_files import find_files

if TYPE_CHECKING:
    from zgcquiz.core.flaws.rule import Rule
    from zgcquiz.formats.native import Reading


def check_packs(deps: Deps, names: Sequence[str], *, flaws: bool = True) -> tuple[CheckedPack, ...]:
    """Check packs by path or id. What can't be read at all counts as an error of that pack.

    flaws: look at the writing too, once there are no errors in the files.
    """
    from zgcquiz.formats import native

    checked = []
    for name in names:
        try:
            reading = native.read(find_files(locate(deps, name)).read())
        except ZgcError as error:
            checked.append(
                CheckedPack("", 0, (Problem(error.code, f"{error.message} {error.hint}".strip(), name),), ())
            )
            continue
        problems = list(reading.problems)
        found = list(find_flaws(reading)) if flaws else []
        if found:
            order = {file: place for place, file in enumerate(dict.fromkeys(problem.file for problem in found))}
            problems = sorted(
                [*problems, *found], key=lambda problem: (order.get(problem.file, -1), problem.line, problem.column)
            )
        checked.append(
            CheckedPack(
                id=reading.id,
                questions=reading.questions,
                errors=tuple(problem for problem in problems if problem.is_error),
                warnings=tuple(problem for problem in problems if not problem.is_error),
                flaws=len(found),
            )
        )
    return tuple(checked)


def find_flaws(reading: Reading) -> Iterator[Problem]:
    """The item-writing flaws of a pack that has no errors, at their places in its files."""
    if reading.pack is None or reading.places is None:
        return
    from zgcquiz.core.flaws.inspect import inspect

    items = reading.pack.items
    for flaw in inspect(reading.pack):
        says = flaw.says
        if flaw.other is not None:
            file, line, column = reading.places.of(flaw.other)
            says += f" question {items[flaw.other].id} ({file}:{line}:{column})"
        yield Problem(
            flaw.rule.code,
            says,
            *reading.places.of(flaw.item, flaw.option),
            question="" if flaw.item is None else items[flaw.item].id,
            severity="error" if flaw.rule.error else "warning",
        )


def rules(code: str | None) -> tuple[Rule, ...]:
    """The rule of a code; all of them where none is named. Raises ZgcError where there is none."""
    from zgcquiz.core.flaws.registry import RULES

    if code is None:
        return tuple(RULES.values())
    if code not in RULES:
        raise ZgcError(
            "unknown-flaw",
            f"There is no flaw with the code '{code}'.",
            suggest(code, list(RULES), "") + " All of them: zgcquiz pack explain",
        )
    return (RULES[code],)
