"""Errors a user can act on, in a form that both a terminal and a script can print."""

from __future__ import annotations

from typing import TYPE_CHECKING

from zgcquiz.core.command_lines import command, path_word
from zgcquiz.core.counts import count

if TYPE_CHECKING:
    from collections.abc import Sequence

    from zgcquiz.core.packs.problem import Problem


_LISTED = 12
"""The most known words that a hint lists."""


class ZgcError(Exception):
    """A request that failed for a reason the user can act on.

    code: a stable identifier for scripts; message: what is wrong; hint: what to do about it, "" for nothing to add.
    """

    def __init__(self, code: str, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.hint = hint


class ProblemsError(ZgcError):
    """A file that can't be used, with every problem found in it, of which there is at least one."""

    def __init__(self, code: str, message: str, hint: str, problems: tuple[Problem, ...]) -> None:
        super().__init__(code, message, hint)
        self.problems = problems


class PackError(ProblemsError):
    """A pack that can't be used. path: an argument for `pack check`; "" if the pack is not on this machine."""

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
    def __init__(self, name: str, problems: tuple[Problem, ...]) -> None:
        super().__init__(
            "settings-errors",
            f"{name}: {_errors(problems)}, so nothing was done.",
            "Fix the lines named: zgcquiz config edit",
            problems,
        )


def _errors(problems: tuple[Problem, ...]) -> str:
    return count(sum(problem.is_error for problem in problems), "error")


def suggest(word: str, known: Sequence[str], nothing: str, within: str = "") -> str:
    """Return a hint for an unknown word: the known word closest to it, else a list of those known.

    nothing: the hint if no word is known. within: what goes before the closest word, as "colours." before "right".
    """
    from difflib import get_close_matches

    closest = get_close_matches(word, known, n=1)
    if closest:
        return f"Did you mean {within}{closest[0]}?"
    if not known:
        return nothing
    more = f" and {len(known) - _LISTED} more" if len(known) > _LISTED else ""
    return f"Known: {', '.join(known[:_LISTED])}{more}."
