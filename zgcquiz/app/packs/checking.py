"""Check packs: errors in their files, and flaws in how their questions are written."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from zgcquiz.app.context import AppContext, check_native
from zgcquiz.app.packs.authoring import source_texts
from zgcquiz.app.selection import locate
from zgcquiz.core.authoring.citations import SourceIndex, check_citation
from zgcquiz.core.authoring.unnamed_language import FOLLOW, other_readings, unnamed_language
from zgcquiz.core.command_lines import command, path_word
from zgcquiz.core.errors import ZgcError, suggest
from zgcquiz.core.languages import english_name
from zgcquiz.core.packs.pack import NEVER_ASKED, Item
from zgcquiz.core.packs.pack_views import CheckedPack
from zgcquiz.core.packs.problem import Problem
from zgcquiz.core.text.number_writing import in_language, plain_number, write_number
from zgcquiz.store.files.atomic_files import rewrite
from zgcquiz.store.files.pack_files import find_files, readable

if TYPE_CHECKING:
    from zgcquiz.core.authoring.flaws.rule import Rule
    from zgcquiz.formats.native.reader import PackReading


def check_packs(
    context: AppContext, names: Sequence[str], *, flaws: bool = True, source: Path | None = None, fix: bool = False
) -> tuple[CheckedPack, ...]:
    """Check packs by path or id. A pack that can't be read is reported as one with an error.

    flaws: also check the writing of questions without errors; source: the text of each pack's first source, instead
    of the files that the pack names; fix: first add missing question ids to the files.
    """
    from zgcquiz.app.packs.not_shown import find_not_shown
    from zgcquiz.formats.native import reader

    checked = []
    for name in names:
        fixed: tuple[Problem, ...] = ()
        try:
            root = locate(context, name)
            fixed = fix_pack(context, root) if fix else ()
            files = find_files(root).read()
            check_native(files)
            reading = reader.read(files, _let_go)
            doubts = [*find_expired(reading, context.clock().day), *find_doubts(reading, root, source)]
            doubts += [*find_not_shown(reading, root), *find_language(reading)]
        except ZgcError as error:
            checked.append(
                CheckedPack("", 0, (Problem(error.code, f"{error.message} {error.hint}".strip(), name),), (), fixed)
            )
            continue
        problems = list(reading.problems)
        found = list(find_flaws(reading)) if flaws else []
        if found or doubts:
            problems += [*doubts, *found]
            order = {file: index for index, file in enumerate(dict.fromkeys(problem.file for problem in problems))}
            problems.sort(key=lambda problem: (order[problem.file], problem.line, problem.column))
        checked.append(
            CheckedPack(
                id=reading.id,
                questions=reading.questions,
                errors=tuple(problem for problem in problems if problem.is_error),
                warnings=tuple(problem for problem in problems if not problem.is_error),
                fixed=fixed,
                flaw=found[0].code if found else "",
                drafts=sum(each.draft for each in reading.places.placed) if reading.places is not None else 0,
            )
        )
    return tuple(checked)


def _let_go(_: Item) -> None:
    """Keep nothing of an item: it is read again where a rule needs it."""


def fix_pack(context: AppContext, root: Path) -> tuple[Problem, ...]:
    """Add missing question ids to a pack's files, and return where.

    Raises ZgcError if the pack is a shipped one, or can't be written.
    """
    from zgcquiz.formats.native.edits.missing_ids import give_ids

    files = find_files(root)
    found = give_ids(files.read())
    if found:
        check_not_shipped(context, root)
    paths = {readable(path): path for path in files.files}
    rewrite({paths[file.name]: file.data for file in found})
    return tuple(
        Problem("missing-key", f"added the id {each.id}", file.name, each.line, each.column, each.id, "fixed")
        for file in found
        for each in file.given
    )


def check_not_shipped(context: AppContext, root: Path) -> None:
    """Raise ZgcError for a shipped pack, since an update would overwrite changes to it."""
    shipped = next((pack for pack in context.library.installed() if pack.shipped and pack.root == root), None)
    if shipped is not None:
        again = "." if root.is_dir() else path_word(root.name)
        raise ZgcError(
            "shipped",
            f"The pack {shipped.id} is shipped with zgcquiz; an update would overwrite your changes.",
            f"Copy {root} and change the copy. Then, in its folder: {command('pack', 'add', '--force', again)}",
        )


def find_expired(reading: PackReading, day: int) -> Iterator[Problem]:
    """Yield a problem for each item that has expired on one of the learner's days."""
    if reading.places is None:
        return
    for index, placed in enumerate(reading.places.placed):
        if NEVER_ASKED < placed.asked_until < day:
            yield Problem(
                "expired",
                f"valid until {reading.items[index].valid_until}, so it is no longer asked; if it still holds, extend"
                " 'valid_until', otherwise write a new question and name it in 'superseded_by'",
                *reading.places.within(index, "valid_until"),
                question=placed.id,
                severity="warning",
            )


def find_language(reading: PackReading) -> Iterator[Problem]:
    """Yield a problem if a pack doesn't say in which language its texts plainly are.

    English is left out: a pack without a language is treated as one in English.
    """
    if reading.sound is None or reading.places is None:
        return
    language = unnamed_language(reading.sound.info, reading.items)
    if not language:
        return
    message = f"its texts are in {english_name(language)}: write 'language: {language}' at the top; {FOLLOW}"
    key, _, other = next(other_readings(reading.items, language), ("", None, None))
    if other:
        message += f". Then '{key}' is {write_number(other)}: write '{in_language(plain_number(key), language)}'"
    yield Problem("missing-language", message, *reading.places.of(None), severity="warning")


def find_doubts(reading: PackReading, root: Path, source: Path | None) -> Iterator[Problem]:
    """Yield the claims of items that don't match their source, as far as its text is available.

    Raises ZgcError if a source's text can't be read.
    """
    if reading.sound is None or reading.places is None:
        return
    texts = {id: SourceIndex(text) for id, text in source_texts(root, reading.sound.info, source).items()}
    for index, item in enumerate(reading.items if texts else ()):
        if item.source is None or item.source.source not in texts:
            continue
        for problem in check_citation(item, texts[item.source.source]):
            yield Problem(
                problem.code,
                problem.message,
                *reading.places.within(index, *problem.keys),
                question=item.id,
                severity="error" if problem.error else "warning",
            )


def find_flaws(reading: PackReading) -> Iterator[Problem]:
    """Yield the item-writing flaws of the items without errors, drafts left out, with their locations."""
    if reading.sound is None or reading.places is None:
        return
    from zgcquiz.core.authoring.flaws.inspect import inspect_items

    placed = reading.places.placed
    for flaw in inspect_items(reading.sound.info, reading.items):
        message = flaw.message
        if flaw.other is not None:
            file, line, column = reading.places.of(flaw.other)
            message += f" question {placed[flaw.other].id} ({file}:{line}:{column})"
        yield Problem(
            flaw.rule.code,
            message,
            *reading.places.of(flaw.item, flaw.option, flaw.key),
            question="" if flaw.item is None else placed[flaw.item].id,
            severity="error" if flaw.rule.error else "warning",
        )


def rules(code: str | None) -> tuple[Rule, ...]:
    """Return the rule with a code, or all rules. Raises ZgcError if the code is unknown."""
    from zgcquiz.core.authoring.flaws.registry import RULES

    if code is None:
        return tuple(RULES.values())
    if code not in RULES:
        raise ZgcError(
            "unknown-flaw",
            f"There is no flaw with the code '{code}'.",
            suggest(code, list(RULES), "") + " To list all: zgcquiz pack explain",
        )
    return (RULES[code],)
