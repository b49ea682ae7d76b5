"""Import packs from other formats."""

from __future__ import annotations

import gc
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import chain
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, BinaryIO

from zgcquiz.app.context import AppContext
from zgcquiz.app.exchange.exporting import write_output
from zgcquiz.app.exchange.histories import take_history
from zgcquiz.app.exchange.input_files import STDIN, opened
from zgcquiz.app.packs.library import install
from zgcquiz.core.command_lines import command, path_word
from zgcquiz.core.errors import ProblemsError, ZgcError
from zgcquiz.core.log.hold import Hold
from zgcquiz.core.log.review import Review
from zgcquiz.core.markup.items import marked_item
from zgcquiz.core.packs.exchange_reports import ImportedFile, ImportedPack, ImportReport, Lost
from zgcquiz.core.packs.pack import MARKDOWN, Item, Pack, PackInfo, Section
from zgcquiz.core.value import Value, replace
from zgcquiz.store.files import temporaries
from zgcquiz.store.files.atomic_files import whole_folder
from zgcquiz.store.files.pack_files import MAIN, SUFFIXES, readable

if TYPE_CHECKING:
    from zgcquiz.formats.exchange.contract import ExchangeOptions, Format
    from zgcquiz.formats.untrusted.zip_reader import Content


_ABANDONED_SECONDS = 3600.0
"""The age of temporary folders that are left by a process that was killed; no import takes as long."""


class _FileResult(Value, frozen=True):
    """The content of one imported file.

    history_lost: as `Converted` has it; media: its images and sounds, by their path in the pack's folder.
    """

    report: ImportedFile
    pack: Pack
    reviews: Collection[Review]
    holds: tuple[Hold, ...]
    history_lost: tuple[Lost, ...]
    media: Mapping[str, bytes]


@contextmanager
def _no_collections() -> Iterator[None]:
    """Disable the garbage collector, which takes a third of the time of a large import and finds nothing to free."""
    on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if on:
            gc.enable()


@_no_collections()
def import_packs(
    context: AppContext,
    files: Sequence[Path],
    output: Path | None,
    options: ExchangeOptions,
    *,
    format: str | None = None,
    force: bool = False,
    stdin: BinaryIO | None = None,
    history: bool = False,
) -> ImportReport:
    """Import files in other formats as packs.

    Without an output, each file becomes a pack of the library; otherwise all become one pack there, with a section
    for each file if there are several. format: None to detect each file's; stdin: read for the file `-`; history: add
    the reviews and suspensions in the files to the learner's own, which are left out otherwise. A file that
    fails doesn't stop the others; the error of a single file is raised.
    """
    temporaries.delete_abandoned(_ABANDONED_SECONDS)
    with temporaries.undone_on_signal(temporaries.delete_own):
        return _import_all(context, files, output, options, format, force, stdin, history)


def _import_all(
    context: AppContext,
    files: Sequence[Path],
    output: Path | None,
    options: ExchangeOptions,
    format: str | None,
    force: bool,
    stdin: BinaryIO | None,
    history: bool,
) -> ImportReport:
    found: list[_FileResult] = []
    failed: list[ZgcError] = []
    packs: list[ImportedPack] = []
    if output is not None:
        options = replace(options, default_id=_id_from(output))
    for one in chain.from_iterable(_read(path, format, options, stdin) for path in files):
        try:
            if isinstance(one, ZgcError):
                raise one
            if output is None:
                installed = _install(context, one, force, packs)
                rest = replace(one, pack=Pack(one.pack.info, ()))
                del one  # its questions need not be in memory while their history is merged
                if history:
                    gc.collect()  # what read the file holds them in circles
                packs.append(_with_history(context, installed, rest, options, history))
            else:
                found.append(one)
        except ZgcError as error:
            failed.append(error)
    if output is not None and found:
        packs.append(_write(found, output, options, force))
    if len(failed) == 1 and not packs:
        raise failed[0]
    return ImportReport(tuple(packs), tuple(failed))


def _read(
    path: Path, format: str | None, options: ExchangeOptions, stdin: BinaryIO | None
) -> Iterator[_FileResult | ZgcError]:
    """Yield the packs of a file, several for an archive of files, and the errors of those that can't be read."""
    from zgcquiz.formats.exchange import bundle, registry
    from zgcquiz.formats.untrusted.decoding import is_binary
    from zgcquiz.formats.untrusted.legacy_encodings import in_utf8

    try:
        given = _format_from(format)
        name = "" if path == STDIN else readable(Path(path.name))
        with opened(path, stdin) as content:
            if path.name in MAIN and any(each != path and each.suffix in SUFFIXES for each in path.parent.iterdir()):
                raise _is_a_pack(path, path.parent)
            if bundle.holds_files(content, name, given):
                yield from _read_bundle(path, content, given, options)
            else:
                known = content
                if isinstance(content, bytes) and not is_binary(content):
                    known = in_utf8(content, readable(path), options.encoding)
                source = given or registry.recognise(known, name)
                yield _converted(readable(path), name, known, source, options)
    except ZgcError as error:
        yield error


def _read_bundle(
    path: Path, content: Content, format: Format | None, options: ExchangeOptions
) -> Iterator[_FileResult | ZgcError]:
    from zgcquiz.formats.exchange import registry
    from zgcquiz.formats.exchange.bundle import Bundle

    name = readable(Path(path.name))
    archive = Bundle(content, name, format, options.encoding)
    if any(PurePosixPath(name).name in MAIN for name in archive.names):
        raise _is_a_pack(path, path)
    last: _FileResult | None = None
    any_found = False
    for file in archive.files():
        any_found = True
        if isinstance(file, ZgcError):
            yield file
            continue
        inside, one_content, source = file
        try:
            one = _converted(f"{readable(path)}/{inside}", f"{name}/{inside}", one_content, source, options)
        except ZgcError as error:
            yield error
            continue
        if last:
            yield last
        last = one
    if not any_found:
        raise registry.unknown(name)
    if last:
        report = replace(last.report, notes=(*last.report.notes, *archive.notes))
        yield replace(last, report=report)


def _is_a_pack(path: Path, whole: Path) -> ZgcError:
    """Return the error for a part of a zgcquiz pack, whose other files would be missing."""
    return ZgcError("is-a-pack", f"{path} is a zgcquiz pack, or part of one.", command("pack", "add", path_word(whole)))


def _converted(file: str, name: str, content: Content, source: Format, options: ExchangeOptions) -> _FileResult:
    """Convert a file to a pack. Raises ZgcError if it has no usable question."""
    from zgcquiz.formats.exchange.contract import convert

    converted = convert(source, content, name, options)
    pack = converted.pack
    report = ImportedFile(
        file=file,
        format=source.name,
        questions=len(pack.items) if pack else 0,
        skipped=converted.skipped,
        lost=converted.lost,
        notes=converted.notes,
    )
    if pack is None:
        hint = f"It was read as {source.title}; if it is something else, use --from."
        problems = tuple(skipped.problem(file) for skipped in converted.skipped)
        raise ProblemsError("nothing-imported", f"{file} has no question that can be used.", hint, problems)
    return _FileResult(report, pack, converted.reviews, converted.holds, converted.history_lost, converted.media)


def _format_from(name: str | None) -> Format | None:
    """Return the format with a name, if one is given. Raises ZgcError if it can't be read."""
    from zgcquiz.formats.exchange import registry

    if name is None:
        return None
    found = registry.get(name)
    if found.read is None:
        raise ZgcError("write-only", f"The format '{name}' can only be exported.")
    return found


def _install(
    context: AppContext,
    found: _FileResult,
    force: bool,
    before: Sequence[ImportedPack],
) -> ImportedPack:
    """Install a pack. before: packs that this import has installed already."""
    from zgcquiz.formats.native import read_back

    pack = found.pack
    id = pack.info.id
    if any(other.id == id for other in before):
        raise ZgcError(
            "exists",
            f"{found.report.file}: it has the same id '{id}' as a pack imported just before.",
            f"Import it separately with another --id, or join all files into one pack: -o {id}.yaml",
        )
    try:
        written = read_back.write(pack)
        files = (*written.files, *found.media.items())
        change = install(context, written.pack, files, written.warnings, replace=force, single=len(files) == 1)
    except ZgcError as error:
        if error.code == "exists":
            hint = "To replace it (its history stays), use --force; to keep both, use another --id."
            raise ZgcError("exists", f"{found.report.file}: {error.message}", hint) from error
        raise
    return ImportedPack(id, len(pack.items), change.change, "", (found.report,))


def _with_history(
    context: AppContext, installed: ImportedPack, found: _FileResult, options: ExchangeOptions, history: bool
) -> ImportedPack:
    """Merge the reviews and holds of an installed pack if its history is wanted, and report them in any case."""
    taken = take_history(context, installed.id, found.reviews, found.holds, options, wanted=history)
    report = found.report
    if history:
        refused = (Lost("reviews", taken.refused, "unknown timestamp"),) if taken.refused else ()
        report = replace(report, lost=(*report.lost, *found.history_lost, *refused))
    return replace(installed, files=(report,), reviews=taken.added, history=taken.found)


def _write(found: Sequence[_FileResult], output: Path, options: ExchangeOptions, force: bool) -> ImportedPack:
    """Write everything that was read as one pack, to a YAML file or a folder."""
    from zgcquiz.formats.exchange.contract import Written
    from zgcquiz.formats.native import read_back, writer

    pack = found[0].pack if len(found) == 1 else _joined(found, output, options)
    media = {path: content for one in found for path, content in one.media.items()}
    lost: tuple[Lost, ...] = ()
    is_file = output.suffix in SUFFIXES
    if is_file and len(writer.write(pack)) > 1:
        pack, lost = writer.without_sections(pack)
    files = (*read_back.write(pack).files, *media.items())
    if is_file:
        write_output(Written(files[0][1], parts=files if len(files) > 1 else ()), output, force)
    else:
        whole_folder(output, files, force)
    told = sum(bool(one.pack.info.language) for one in found)
    if told and not pack.info.language:
        lost = (*lost, Lost("language", told, "the files differ in it, and a pack has one"))
    reviews = sum(len(each.reviews) for each in found)
    if reviews:
        lost = (*lost, Lost("reviews", reviews, "only an import into the library with --history adds them to the log"))
    suspended = sum(len(each.holds) for each in found)
    if suspended:
        lost = (*lost, Lost("suspended", suspended, "only an import into the library with --history can suspend them"))
    return ImportedPack(
        pack.info.id, len(pack.items), "written", str(output), tuple(each.report for each in found), lost=lost
    )


def _joined(found: Sequence[_FileResult], output: Path, options: ExchangeOptions) -> Pack:
    """Join packs into one, with a section for each that has none of its own, and with markup if one of them has it."""
    from zgcquiz.formats.exchange.readable import numbers_in_language
    from zgcquiz.formats.shared.identifiers import Taken

    taken = Taken()
    languages = {one.pack.info.language for one in found}
    language = languages.pop() if len(languages) == 1 else ""
    is_marked = any(one.pack.info.markup == MARKDOWN for one in found)
    items: list[Item] = []
    sections: dict[str, str] = {}
    for one in found:
        title = one.pack.info.title
        if any(not item.section for item in one.pack.items):
            sections.setdefault(title, "")
        for section in one.pack.info.sections:
            sections[section.title] = sections.get(section.title) or section.text
        for item in one.pack.items:
            keys = sorted(key.text for key in item.keys)
            id = taken.claim(item.id, title, item.stem, *keys)
            placed = replace(item, id=id, section=item.section or title)
            placed = numbers_in_language(placed, one.pack.info.language, language)
            items.append(marked_item(placed) if is_marked else placed)
    ranks = {title: rank for rank, title in enumerate(sections)}
    items.sort(key=lambda item: ranks[item.section])
    sources = {source.id: source for one in found for source in one.pack.info.sources}
    info = PackInfo(
        id=options.id or options.default_id,
        title=readable(Path(output.stem)).replace("-", " ").replace("_", " ").strip() or "Imported questions",
        language=language,
        markup=MARKDOWN if is_marked else "",
        sources=tuple(sources.values()),
        sections=tuple(Section(title, text) for title, text in sections.items()),
    )
    return Pack(info, tuple(items))


def _id_from(output: Path) -> str:
    from zgcquiz.formats.shared.identifiers import pack_id

    return pack_id(readable(Path(output.stem if output.suffix in SUFFIXES else output.name)))
