"""Bringing packs in from other formats, and taking them out."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from zgcquiz.app.deps import Deps
from zgcquiz.app.packs import install, show_pack
from zgcquiz.app.selection import line_up, select
from zgcquiz.core.errors import ProblemsError, ZgcError, suggest
from zgcquiz.core.pack import Item, Pack, PackInfo, Section
from zgcquiz.core.review import Review
from zgcquiz.core.transfer import ExportReport, ImportedFile, ImportedPack, ImportReport, Lost
from zgcquiz.core.value import Value, replace
from zgcquiz.store.pack_files import SUFFIXES
from zgcquiz.store.writing import whole_file, whole_folder

if TYPE_CHECKING:
    from zgcquiz.formats.exchange import ExchangeOptions, Format, Written


class _Found(Value, frozen=True):
    """What was read of one file."""

    account: ImportedFile
    pack: Pack
    reviews: tuple[Review, ...]


def import_packs(
    deps: Deps,
    files: Sequence[Path],
    output: Path | None,
    options: ExchangeOptions,
    *,
    format: str | None = None,
    force: bool = False,
) -> ImportReport:
    """Make packs of files in other formats.

    Without an output each becomes a pack of the library; else they become one pack there, with a
    section for each file where there are several. format: None to recognise each by its content.
    A file that can't be used doesn't keep the others out; where it is the only one, its ZgcError
    is raised.
    """
    found: list[_Found] = []
    failed: list[ZgcError] = []
    packs: list[ImportedPack] = []
    if output is not None:
        options = replace(options, default_id=_id_from(output))
    for path in files:
        try:
            one = _read(path, format, options)
            if output is None:
                packs.append(_install(deps, one, force))
            found.append(one)
        except ZgcError as error:
            if len(files) == 1:
                raise
            failed.append(error)
    if output is not None and found:
        packs.append(_write(found, output, options, force))
    return ImportReport(tuple(packs), tuple(failed))


def export_pack(
    deps: Deps, name: str, output: Path | None, options: ExchangeOptions, *, format: str | None, force: bool = False
) -> tuple[ExportReport, bytes]:
    """Write a pack in another format, and give what came of it.

    format: None to go by the output's suffix. Without an output the bytes are given back.
    """
    target = _format_to(format, output)
    assert target.write is not None
    pack, _ = show_pack(deps, name)
    id = pack.info.id
    reviews = tuple(each for each in deps.log.reviews() if each.ref.pack == id) if target.keeps_history else ()
    written = target.write(pack, options, reviews[::-1])
    if output is None:
        if target.binary or written.parts:
            kind = "a folder" if written.parts else "not text"
            raise ZgcError("no-output", f"This is {kind}, so it needs a place.", "Say where to write it: -o OUT")
    else:
        _put(written, output, force)
    path = "" if output is None else str(output)
    report = ExportReport(id, target.name, len(pack.items), path, written.lost)
    return report, written.data


def _put(written: Written, output: Path, force: bool) -> None:
    if written.parts:
        if output.suffix in SUFFIXES:
            raise ZgcError(
                "needs-folder", f"The pack takes {len(written.parts)} files.", f"Name a folder: -o {output.stem}"
            )
        whole_folder(output, written.parts, force)
        return
    with whole_file(output, force) as file:
        file.write(written.data)


def _read(path: Path, format: str | None, options: ExchangeOptions) -> _Found:
    """One file's pack, with an account of what is not in it. Raises ZgcError where there is none."""
    from zgcquiz.formats import registry

    data = _bytes(path)
    name = path.name
    if not data.strip():
        raise ZgcError("empty-file", f"{path} is empty.", "See that it was copied or exported whole.")
    source = registry.get(format) if format else registry.recognise(data, name)
    if source.read is None:
        raise ZgcError("write-only", f"The format '{source.name}' can be written, but not read.")
    converted = source.read(data, name, options)
    pack = converted.pack
    account = ImportedFile(
        file=str(path),
        format=source.name,
        questions=len(pack.items) if pack else 0,
        skipped=converted.skipped,
        lost=converted.lost,
        notes=converted.notes,
    )
    if pack is None:
        hint = "" if format else f"It was taken for {source.title}; if it is something else, say so with --from."
        problems = tuple(skipped.problem(str(path)) for skipped in converted.skipped)
        raise ProblemsError("nothing-imported", f"{path} has no question that can be used.", hint, problems)
    return _Found(account, pack, converted.reviews)


def _bytes(path: Path) -> bytes:
    from zgcquiz.formats.exchange import MAX_INPUT_BYTES

    try:
        if not path.is_file():
            what = "is a folder; name the files in it" if path.is_dir() else "is not there"
            raise ZgcError("unreadable", f"{path} {what}.")
        if path.stat().st_size > MAX_INPUT_BYTES:
            raise ZgcError("too-large", f"{path} has more than {MAX_INPUT_BYTES // 2**20} MiB.")
        return path.read_bytes()
    except OSError as error:
        raise ZgcError("unreadable", f"{path} can't be read: {error.strerror or error}.") from error


def _install(deps: Deps, found: _Found, force: bool) -> ImportedPack:
    """Put a pack into the library, and its reviews into the log."""
    from zgcquiz.formats import native_writer

    pack = found.pack
    id = pack.info.id
    try:
        files = native_writer.write(pack)
        change = install(deps, pack, files, replace=force, single=len(files) == 1)
    except ZgcError as error:
        if error.code == "exists":
            hint = "To update it (history stays), say --force; to keep both, give this one another --id."
            raise ZgcError("exists", f"{found.account.file}: {error.message}", hint) from error
        raise
    added = 0
    if found.reviews:
        line_up(deps, select(deps, id))
        added, _ = deps.log.merge(found.reviews, deps.clock())
    return ImportedPack(id, len(pack.items), change.change, "", (found.account,), added)


def _write(found: Sequence[_Found], output: Path, options: ExchangeOptions, force: bool) -> ImportedPack:
    """Write one pack of all that was read: to a YAML file, or to a folder."""
    from zgcquiz.formats import native_writer
    from zgcquiz.formats.exchange import Written

    pack = found[0].pack if len(found) == 1 else _joined(found, output, options)
    lost: tuple[Lost, ...] = ()
    if output.suffix in SUFFIXES:
        if len(native_writer.write(pack)) > 1:
            pack, lost = native_writer.without_sections(pack)
        files = native_writer.write(pack)
        _put(Written(files[0][1], parts=files if len(files) > 1 else ()), output, force)
    else:
        whole_folder(output, native_writer.write(pack), force)
    reviews = sum(len(each.reviews) for each in found)
    if reviews:
        lost = (*lost, Lost("reviews", reviews, "the log takes them when the pack goes into the library: leave out -o"))
    return ImportedPack(
        pack.info.id, len(pack.items), "written", str(output), tuple(each.account for each in found), lost=lost
    )


def _joined(found: Sequence[_Found], output: Path, options: ExchangeOptions) -> Pack:
    """One pack of several, a section for each that has none of its own."""
    from zgcquiz.formats.identifiers import Taken

    taken = Taken()
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
            id = taken.claim(item.id, "\n".join([title, item.stem, *keys]))
            items.append(replace(item, id=id, section=item.section or title))
    ranks = {title: rank for rank, title in enumerate(sections)}
    items.sort(key=lambda item: ranks[item.section])
    sources = {source.id: source for one in found for source in one.pack.info.sources}
    info = PackInfo(
        id=options.id or options.default_id,
        title=output.stem.replace("-", " ").replace("_", " ").strip() or "Imported questions",
        sources=tuple(sources.values()),
        sections=tuple(Section(title, text) for title, text in sections.items()),
    )
    return Pack(info, tuple(items))


def _id_from(output: Path) -> str:
    from zgcquiz.formats.identifiers import pack_id

    return pack_id(output.stem if output.suffix in SUFFIXES else output.name)


def _format_to(name: str | None, output: Path | None) -> Format:
    """The format to write in: by name, or by the output's suffix. Raises ZgcError where it is not clear."""
    from zgcquiz.formats import registry

    if name is not None:
        found = registry.get(name)
        if found.write is None:
            writers = [each.name for each in registry.all_formats() if each.write is not None]
            raise ZgcError(
                "read-only", f"The format '{name}' can be read, but not written.", suggest(name, writers, "")
            )
        return found
    suffix = output.suffix.lower() if output else ""
    writers_of = [each for each in registry.all_formats() if each.write and suffix and suffix == each.suffixes[0]]
    if len(writers_of) == 1:
        return writers_of[0]
    fitting = ", ".join(each.name for each in writers_of or registry.all_formats() if each.write)
    raise ZgcError("no-format", "It is not clear in what format to write.", f"Say it with --to: one of {fitting}.")
