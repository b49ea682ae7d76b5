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
            commands = [(name, self.get_command(ctx, name)) for name in names]
            with formatter.section(heading):
                formatter.write_dl([(name, found.get_short_help_str(limit=70)) for name, found in commands if found])
