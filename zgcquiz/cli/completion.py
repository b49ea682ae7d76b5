"""What a shell offers when Tab is pressed: packs, their tags, sections, facts and questions, settings, formats."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

import typer

from zgcquiz.core.errors import ZgcError

if TYPE_CHECKING:
    from zgcquiz.app.selection import Selection
    from zgcquiz.store.packs.compiled_pack import ItemSummary

VARIABLE = "_ZGCQUIZ_COMPLETE"
"""The variable by which a shell asks for completions."""
Offers = list[tuple[str, str]]
"""What can be written, each with what is said of it."""


def words_before(environ: Mapping[str, str]) -> list[str] | None:
    """Return the words of the command line that is completed, up to the one at the cursor; None if there is none."""
    if VARIABLE not in environ:
        return None
    bash = environ.get("COMP_WORDS")
    line = environ.get("_TYPER_COMPLETE_ARGS", "") if bash is None else bash
    words = line.split()
    if bash is not None:
        at = environ.get("COMP_CWORD", "")
        return words[1 : int(at)] if at.isdecimal() else words[1:]
    return words[1:] if line[-1:].isspace() else words[1:-1]


def packs(ctx: typer.Context, incomplete: str) -> Offers:
    from zgcquiz.cli.context import app_context

    def found() -> Iterator[tuple[str, str]]:
        for pack in app_context(ctx).library.installed():
            yield pack.id, "came with zgcquiz" if pack.shipped else "added"

    return _offered(found, incomplete)


def tags(ctx: typer.Context, incomplete: str) -> Offers:
    return _of_entries(ctx, incomplete, lambda entry: entry.tags)


def sections(ctx: typer.Context, incomplete: str) -> Offers:
    """Numbers, which need no quoting, with the titles; titles once something else was typed."""

    def found() -> Iterator[tuple[str, str]]:
        for number, title in enumerate(_selection(ctx).section_titles, 1):
            yield (str(number), title) if not incomplete or incomplete.isdecimal() else (title, "")

    return _offered(found, incomplete)


def facts(ctx: typer.Context, incomplete: str) -> Offers:
    return _of_entries(ctx, incomplete, lambda entry: (entry.fact,) if entry.fact else ())


def questions(ctx: typer.Context, incomplete: str) -> Offers:
    return _of_entries(ctx, incomplete, lambda entry: (entry.id,))


def settings(ctx: typer.Context, incomplete: str) -> Offers:
    from zgcquiz.core.configuration import SETTINGS

    def found() -> Iterator[tuple[str, str]]:
        for name, setting in SETTINGS.items():
            yield name, setting.about
            yield from ((f"{name}.{part}", setting.about) for part in setting.parts if "." in incomplete)

    return _offered(found, incomplete)


def formats(ctx: typer.Context, incomplete: str) -> Offers:
    from zgcquiz.formats.exchange import registry

    return _offered(lambda: ((name, "") for name in registry.names()), incomplete)


def _of_entries(ctx: typer.Context, incomplete: str, words: Callable[[ItemSummary], Iterable[str]]) -> Offers:
    """Return what `words` returns of each question that can be asked."""

    def found() -> Iterator[tuple[str, str]]:
        for pack in _selection(ctx).packs.values():
            for entry in pack.entries():
                yield from ((word, "") for word in words(entry))

    return _offered(found, incomplete)


def _selection(ctx: typer.Context) -> Selection:
    """Return the pack that the command line names, or all."""
    from zgcquiz.app.selection import Translations, select
    from zgcquiz.cli.context import app_context

    context = app_context(ctx)
    named = ctx.params.get("pack")
    if named is None:  # arguments before an option that lacks its value, the one at the cursor, are not parsed
        words = (words_before(os.environ) or [])[1:]
        named = next((word for word in words if context.library.find(word)), None)
    return select(context, named, translations=Translations.NONE)


def _offered(found: Callable[[], Iterable[tuple[str, str]]], incomplete: str) -> Offers:
    """Return what begins with the word at the cursor, each once; nothing if it can't be found out.

    For bash, which inserts what it gets as it is, values are quoted.
    """
    quoted = _quoted if os.environ.get(VARIABLE) == "complete_bash" else str
    begun = incomplete.casefold()
    try:
        offers = {value: about for value, about in found() if value.casefold().startswith(begun)}
    except (ZgcError, OSError):  # a command line that is not complete can't report an error
        return []
    return [(quoted(value), about) for value, about in offers.items()]


def _quoted(value: str) -> str:
    """Return a value with a backslash before each sign that a shell may take for its own."""
    return re.sub(r"[^\w@%+=:,./-]", r"\\\g<0>", value)
