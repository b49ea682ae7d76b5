"""Verifies written packs by reading them back, before success is reported.

Reading YAML takes several times as long as writing it. Large imports consist of questions with one right option
and plain wrong ones, so a reader for just that shape compares those, in less than a tenth of a second for 100,000; all
others go through the native reader.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from zgcquiz.core.errors import ZgcError
from zgcquiz.core.packs.pack import MAX_FILE_BYTES, MAX_FILES, MAX_PACK_BYTES, Item, Kind, Option, Pack, PackInfo
from zgcquiz.core.packs.problem import Problem
from zgcquiz.core.value import Value
from zgcquiz.formats.native import reader, writer
from zgcquiz.formats.native.reader import PackReading
from zgcquiz.formats.native.yaml.nodes import brief
from zgcquiz.formats.native.yaml.scalar_checks import MAX_NODES

Files = Sequence[tuple[str, bytes]]

_HINT = "This is a fault of zgcquiz, not of your file; please report it, with the file."

_TEXT = r"[A-Za-z0-9][A-Za-z0-9 ,.?!()/%-]{0,91}+(?<! )"
"""A text that needs no quotes in YAML, and is short enough for one line anywhere."""
_LINES = r">-(?:\n        [!-~][ -~]*+(?<! ))++"
"""A text that is folded over several lines."""
_POOL = re.compile(
    r"  - id: ([A-Za-z0-9][A-Za-z0-9_.-]{0,91}+)\n"
    rf"    question: ({_TEXT}|{_LINES})\n    answer: ({_TEXT})\n    distractors:\n((?:      - {_TEXT}\n)++)"
)
_QUESTIONS = "\nquestions:\n"
_FOLD = "\n        "
_FIXED = "  - id: \n    question: \n    answer: \n    distractors:\n"
"""The text between a question's values, except its wrong options."""
_NEXT = "\n      - "


class WrittenPack(Value, frozen=True):
    """A pack that was written, and read back: what the native reader reads in its files, with its warnings.

    files: as (name, content), the main one first; quickly: whether the quick reader was enough.
    """

    files: tuple[tuple[str, bytes], ...]
    pack: Pack
    warnings: tuple[Problem, ...] = ()
    quickly: bool = False


def write(pack: Pack, *, quickly: bool = True) -> WrittenPack:
    """Write a pack like `writer.write`, and read it back. Raise ZgcError if the files differ from the pack.

    quickly: try the quick way.
    """
    pack = writer.grouped(pack)
    if quickly and pack.items and _is_pool(pack.items[0]):
        files = writer.write(pack, _pool)
        if _are_pools(pack, files):
            check_limits(files)
            return WrittenPack(files, pack, quickly=True)
    files = writer.write(pack)
    check_limits(files)
    return WrittenPack(files, pack, verify(pack, files).problems)


def check_limits(files: Files) -> None:
    """Raise ZgcError for more files, or bytes, than a pack may have."""
    if len(files) > MAX_FILES:
        message = f"The pack takes {len(files):,} files, a section each, and may have {MAX_FILES:,}."
        raise ZgcError("too-many-sections", message, "Import or export fewer sections at a time.")
    if sum(len(content) for _, content in files) > MAX_PACK_BYTES:
        message = f"The pack would have more than {MAX_PACK_BYTES >> 20} MiB, which is the limit of one."
        raise ZgcError("too-large", message, "Import or export it in parts.")


def _is_pool(item: Item) -> bool:
    return item.drawn and _POOL.fullmatch(_pool(item)) is not None


def _pool(item: Item, *context: object) -> str:
    """Return the entry of a question, without checking that it has the one shape and texts that need no quotes."""
    right, *wrong = [option.text for option in item.options]
    listed = _NEXT.join(wrong)
    return f"  - id: {item.id}\n    question: {item.stem}\n    answer: {right}\n    distractors:\n      - {listed}\n"


def verify(meant: Pack, files: Files) -> PackReading:
    """Return the native reader's reading of a pack's files, given as (name, content), with what identifies its items.

    Raise ZgcError if they can't be read or differ from the pack that was meant.
    """
    left = iter(meant.items)
    is_same = True

    def compare(item: Item) -> None:
        nonlocal is_same
        is_same = is_same and item == next(left, None)

    reading = reader.read(files, compare)  # so that not all items are in memory twice
    if not is_same or next(left, None) is not None or reading.pack is None or reading.pack.info != meant.info:
        raise _difference(meant, reader.read(files))
    return reading


def _are_pools(meant: Pack, files: Files) -> bool:
    """Return whether the files surely hold just the pack's questions, all of the one shape, without a warning.

    The native reader reads the head of each file, with its first question.
    """
    heads: list[tuple[str, bytes]] = []
    firsts: list[Item] = []
    ids: set[str] = set()
    for name, data in files:
        text = data.decode("utf-8", "replace")
        start = text.find(_QUESTIONS) + len(_QUESTIONS)
        first = _POOL.match(text, start)
        if first is None or len(data) > MAX_FILE_BYTES:
            return False
        between, *columns = _columns(text[start:])
        done = len(ids)
        items = meant.items[done : done + len(between) - 1]
        if any(between) or not _are_sound(text, start, len(items)) or not _are_equal(columns, items):
            return False
        heads.append((name, text[: first.end()].encode()))
        firsts.append(items[0])
        ids.update(columns[0])
        if len(ids) < done + len(columns[0]):
            return False
    reading = reader.read(heads)
    return len(ids) == len(meant.items) and reading.pack == Pack(meant.info, tuple(firsts)) and not reading.problems


def _columns(text: str) -> list[list[str]]:
    """Return the texts between the questions, and their ids, stems, right options and lines of wrong ones."""
    pieces = _POOL.split(text)
    width = _POOL.groups + 1
    return [pieces[at::width] for at in range(width)]


def _are_sound(text: str, start: int, count: int) -> bool:
    """Return whether the questions fit one file and no text of theirs has two spaces in a row.

    Without such spaces, options that differ are distinct.
    """
    lines, folds = text.count("\n", start), text.count(_FOLD, start)
    wrong = lines - folds - count * _FIXED.count("\n")
    spaces = count * _FIXED.count("  ") + folds * _FOLD.count("  ") + wrong * _NEXT.count("  ")
    return lines * writer.NODES_A_LINE <= MAX_NODES and text.count("  ", start) == spaces


def _are_equal(columns: list[list[str]], items: Sequence[Item]) -> bool:
    section, single = items[0].section, Kind.SINGLE
    if len(items) != len(columns[0]):
        return False
    for id, written, right, wrong, item in zip(*columns, items, strict=True):
        texts = wrong[len(_NEXT) - 1 : -1].split(_NEXT)
        options = (Option(right, True), *map(Option, texts))
        stem = written if written[0] != ">" else written[len(">-" + _FOLD) :].replace(_FOLD, " ")
        if item != Item(id, single, stem, options, True, "", section) or len({right, *texts}) != len(options):
            return False
        if right[-1] == "," and all(text[-1] == "," for text in texts):  # of which the native reader warns
            return False
    return True


def _difference(meant: Pack, reading: PackReading) -> ZgcError:
    """Return the error for files that differ from the pack, with the first place."""
    if reading.pack is None or reading.places is None:
        return _error(str(reading.errors[0]) if reading.errors else "there is nothing in it")
    items = reading.pack.items
    for at, (item, read) in enumerate(zip(meant.items, items, strict=False)):
        if item != read:
            field = next(name for name in Item.__struct_fields__ if getattr(item, name) != getattr(read, name))
            key = {"stem": "question", "options": "answer"}.get(field, field)
            file, line, column = reading.places.within(at, key)
            was, now = (brief(repr(getattr(each, field))) for each in (item, read))
            return _error(f"{file}:{line}:{column}: question {item.id}: '{field}' is {now}, not {was}")
    if len(items) != len(meant.items):
        return _error(f"{len(items):,} questions, not {len(meant.items):,}")
    field = next(
        name for name in PackInfo.__struct_fields__ if getattr(meant.info, name) != getattr(reading.pack.info, name)
    )
    file, line, column = reading.places.of(None)
    return _error(f"{file}:{line}:{column}: '{field}' of the pack differs")


def _error(what: str) -> ZgcError:
    message = f"The pack doesn't read back as it was meant, so nothing was written: {what}"
    return ZgcError("not-read-back", message, _HINT)
