"""All formats by name; each is imported on first use.

An installed package can add formats by entry points in the group `zgcquiz.formats`, each named like its format and
referring to a `Format`.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Collection, Iterator
from functools import cache
from importlib import import_module
from importlib.metadata import EntryPoint, entry_points
from typing import ParamSpec, TypeVar

from zgcquiz.core.errors import ZgcError, suggest
from zgcquiz.core.log.review import Review
from zgcquiz.core.packs.pack import Pack
from zgcquiz.core.value import replace
from zgcquiz.formats.exchange.contract import Confidence, ExchangeOptions, Format, PackContent, Written
from zgcquiz.formats.exchange.recognition import Sample
from zgcquiz.formats.limits import ContentKind
from zgcquiz.formats.untrusted.legacy_encodings import not_western
from zgcquiz.formats.untrusted.zip_reader import Content, is_zip

GROUP = "zgcquiz.formats"

P = ParamSpec("P")
T = TypeVar("T")

_HINT = "Update or remove the package that adds it."

BUILT_IN = {
    "yaml": "native.format:YAML",
    "gift": "moodle.gift:GIFT",
    "aiken": "moodle.aiken:AIKEN",
    "moodle-xml": "moodle.moodle_xml:MOODLE_XML",
    "qti12": "qti.package:QTI12",
    "qti21": "qti.package:QTI21",
    "qti22": "qti.package:QTI22",
    "qti30": "qti.package:QTI30",
    "markdown": "markdown.quiz.reader:MARKDOWN",
    "mkdocs-quiz": "markdown.mkdocs_quiz:MKDOCS_QUIZ",
    "text2qti": "qti.text2qti:TEXT2QTI",
    "hashcards": "markdown.hashcards:HASHCARDS",
    "apkg": "anki.package:APKG",
    "anki-text": "anki.text:ANKI_TEXT",
    "kahoot": "tables.tables:KAHOOT",
    "quizizz": "tables.tables:QUIZIZZ",
    "gimkit": "tables.tables:GIMKIT",
    "blooket": "tables.tables:BLOOKET",
    "quizlet": "tables.tables:QUIZLET",
    "csv": "tables.tables:CSV",
    "tsv": "tables.tables:TSV",
    "xlsx": "tables.tables:XLSX",
    "opentdb": "trivia.opentdb:OPENTDB",
    "opentriviaqa": "trivia.opentriviaqa:OPENTRIVIAQA",
    "json": "json.pack_json:JSON",
    "html": "printing.html:HTML",
    "web": "web.page:WEB",
    "print-markdown": "printing.markdown:PRINT_MARKDOWN",
}
"""Name to module and variable. The first wins if two are equally sure of a file."""
_PACKAGES = (".xlsx", ".apkg", ".colpkg")
"""The suffixes of files that are zip archives whatever is in them."""
_LAST_RESORT = "markdown"
"""The format that a file with its suffix is tried as if none is recognised: not every layout of a quiz has signs."""


def names() -> list[str]:
    """Return all names: built-in formats in order, then added ones by name."""
    return [*BUILT_IN, *sorted(set(_added()) - set(BUILT_IN))]


def get(name: str) -> Format:
    """Return the format of a name. Raise ZgcError if there is none."""
    if name in BUILT_IN:
        module, _, variable = BUILT_IN[name].partition(":")
        found = getattr(import_module(f"zgcquiz.formats.{module}"), variable)
    else:
        point = _added().get(name)
        if point is None:
            raise ZgcError("unknown-format", f"Unknown format '{name}'.", suggest_format(name, names()))
        found = _load(point)
    assert isinstance(found, Format)
    return found


def all_formats() -> Iterator[Format]:
    """Yield every format, except added ones that can't be loaded."""
    for name in names():
        try:
            yield get(name)
        except ZgcError:
            continue


def recognise(content: Content, filename: str) -> Format:
    """Return the format of a file, judged by its content, then its name. Raise ZgcError if none fits.

    A Markdown file that no format recognises is read, to see whether it has a question.
    """
    sample = Sample(content, filename)
    best: tuple[Confidence, bool] = (Confidence.NO, False)
    found: Format | None = None
    for format in all_formats():
        if format.read is None:
            continue
        rank = (format.recognise(sample), sample.suffix in format.suffixes)
        if rank > best:
            best, found = rank, format
    if found is None or best[0] is Confidence.NO:
        if sample.suffix in _PACKAGES and not is_zip(sample.start):
            what = f"{filename}: its start is damaged, or it is no {sample.suffix} file."
            raise ZgcError("unknown-format", what, "Download or copy it again, or name its format with --from.")
        if sample.foreign:
            raise not_western(filename, sample.foreign, can_name=True)
        found = get(_LAST_RESORT)
        if sample.suffix not in found.suffixes or not sample.text or not _reads_any(found, sample):
            raise unknown(filename)
    return found


def _reads_any(format: Format, sample: Sample) -> bool:
    """Return whether a format's reader finds a question that can be used. Raise ZgcError as it does."""
    assert format.read
    pack = format.read(sample.data, sample.name, ExchangeOptions()).pack
    return pack is not None and bool(pack.items)


def unknown(filename: str) -> ZgcError:
    """Return the error for a file of unknown format."""
    readable = ", ".join(format.name for format in all_formats() if format.read)
    return ZgcError(
        "unknown-format", f"{filename}: its format was not recognised.", f"Name its format with --from: {readable}."
    )


def suggest_format(name: str, known: list[str]) -> str:
    """Return a hint for an unknown or unsupported format: a suggestion, and all known names."""
    meant = suggest(name, known, "")
    listed = f"Known: {', '.join(known)}."
    return f"{meant} {listed}" if meant.startswith("Did you mean") else listed


def _added() -> dict[str, EntryPoint]:
    return _added_on(tuple(sys.path))


@cache
def _added_on(path: tuple[str, ...]) -> dict[str, EntryPoint]:
    """Return the entry points on Python's path, which takes as long as recognising a file."""
    return {point.name: point for point in entry_points(group=GROUP)}


def _load(point: EntryPoint) -> Format:
    try:
        found = point.load()
    except Exception as error:  # foreign code: report any failure
        raise ZgcError(
            "broken-format",
            f"The format '{point.name}' can't be loaded from {point.value}: {type(error).__name__}: {error}.",
            _HINT,
        ) from error
    if not isinstance(found, Format):
        raise ZgcError(
            "broken-format",
            f"The format '{point.name}' leads to {point.value}, which is not a zgcquiz Format.",
            _HINT,
        )
    return _guarded(replace(found, name=point.name, content=ContentKind.OTHER))


def _guarded(format: Format) -> Format:
    """Return an added format whose failures are reported as its own."""

    def recognise(sample: Sample) -> Confidence:
        try:
            return format.recognise(sample)
        except Exception:  # a file that crashes it is not one of its own
            return Confidence.NO

    def guarded(work: Callable[P, T]) -> Callable[P, T]:
        def run(*arguments: P.args, **options: P.kwargs) -> T:
            try:
                return work(*arguments, **options)
            except (ZgcError, MemoryError):
                raise
            except Exception as error:
                reason = f"{type(error).__name__}: {error}".removesuffix(": ")
                raise ZgcError("broken-format", f"The format '{format.name}' failed: {reason}.", _HINT) from error

        return run

    def write(pack: PackContent, options: ExchangeOptions, reviews: Collection[Review]) -> Written:
        assert format.write is not None
        written = format.write(Pack(pack.info, tuple(pack.items)), options, tuple(reviews))
        return Written(written.data, written.lost, written.parts)

    return replace(
        format,
        recognise=recognise,
        read=guarded(format.read) if format.read else None,
        read_archive=guarded(format.read_archive) if format.read_archive else None,
        write=guarded(write) if format.write else None,
    )
