"""What can go wrong for a user, said in a form that a terminal and a script can both print."""

from __future__ import annotations

from typing import TYPE_CHECKING

from zgcquiz.core.text.command_lines import command, path_word

if TYPE_CHECKING:
    from collections.abc import Sequence

    from zgcquiz.core.packs.problem import Problem


_LISTED = 12
"""How many known words a hint lists."""


class ZgcError(Exception):
    """A request that failed for a reason the user can act on.

    code: a stable word for scripts; message: what is wrong; hint: what to do about it ("" if
    there is nothing to add).
    """

    def __init__(self, code: str, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.hint = hint


class ProblemsError(ZgcError):
    """A file that can't be used, with every problem that was found in it.

    problems: never none.
    """

    def __init__(self, code: str, message: str, hint: str, problems: tuple[Problem, ...]) -> None:
        super().__init__(code, message, hint)
        self.problems = problems


class PackError(ProblemsError):
    """A pack that can't be used. path: where it lies, for `pack check`; "" if it is not a pack on this machine."""

    def __init__(self, name: str, problems: tuple[Problem, ...], path: str = "") -> None:
        super().__init__(
            "pack-errors",
            f"{name}: {_errors(problems)}, so this pack can't be used.",
            f"Fix the lines named, then run: {command('pack', 'check', path_word(path))}"
            if path
            else "Fix the lines named, then try again.",
            problems,
        )


class SettingsError(ProblemsError):
    """Settings that can't be used."""

    def __init__(self, name: str, problems: tuple[Problem, ...]) -> None:
        super().__init__(
            "settings-errors",
            f"{name}: {_errors(problems)}, so nothing was done.",
            "Mend the lines named: zgcquiz config edit",
            problems,
        )


def _errors(problems: tuple[Problem, ...]) -> str:
    count = sum(problem.is_error for problem in problems)
    return f"{count} error" if count == 1 else f"{count} errors"


def suggest(word: str, known: Sequence[str], nothing: str) -> str:
    """A hint for a word that is not known: the one that was likely meant, or all there are.

    nothing: what to say where none is known.
    """
    from difflib import get_close_matches

    meant = get_close_matches(word, known, n=1)
    if meant:
        return f"Did you mean {meant[0]}?"
    if not known:
        return nothing
    more = f" and {len(known) - _LISTED} more" if len(known) > _LISTED else ""
    return f"Known: {', '.join(known[:_LISTED])}{more}."
