"""Help that lists commands under headings, the most important first."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

import typer.core


class GroupedCommands(typer.core.TyperGroup):
    """A group whose help lists its commands by `headings`: heading to command names, in order."""

    headings: ClassVar[Mapping[str, Iterable[str]]]

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        for heading, names in self.headings.items():
            with formatter.section(heading):
                formatter.write_dl([(name, told) for name in names if (told := self.summary(ctx, name))])

    def summary(self, ctx: Any, name: str) -> str:
        """Return what the list of commands says of one; an empty text leaves it out."""
        found = self.get_command(ctx, name)
        return found.get_short_help_str(limit=70) if found else ""


class WordsCommand(typer.core.TyperCommand):
    """A command with words that may begin with a minus, as `-tag:history`, which are no options.

    Its options take no values.
    """

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        options = [word for word in args if word.startswith("--") or word in ctx.help_option_names]
        words = [word for word in args if word not in options]
        return super().parse_args(ctx, [*(option for option in options if option != "--"), "--", *words])
