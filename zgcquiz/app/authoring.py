"""Writing packs: a first file, drafts from an article, and what of a source is asked."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from zgcquiz.app.deps import Deps, read_pack
from zgcquiz.app.selection import locate, select
from zgcquiz.core.drafting import drafts, stated_facts
from zgcquiz.core.errors import ZgcError
from zgcquiz.core.pack import MAX_FILE_BYTES, Item, Pack, PackInfo, Source
from zgcquiz.core.source_text import SourceCoverage, SourceText, coverage, read_source
from zgcquiz.core.value import Value, replace
from zgcquiz.core.views import NewPack

SOURCE_ID = "article"


class Wanted(Value, frozen=True):
    """What a new pack is to be called. author, publisher, published, url: of the article that it rests on."""

    id: str
    title: str
    language: str = "en"
    license: str = "CC0-1.0"
    author: str = ""
    publisher: str = ""
    published: str = ""
    url: str = ""


def new_pack(wanted: Wanted) -> NewPack:
    """A commented pack with one question to write over, which passes the check."""
    from zgcquiz.formats import template

    text = template.blank(_info(wanted, ()))
    _check(wanted.id, text)
    return NewPack(text, 0)


def draft_pack(wanted: Wanted, article: Path, file: str = "") -> NewPack:
    """A pack of drafts, one for each fact that an article states.

    file: what the pack is to call the article's file, where it lies beside the pack. Raises
    ZgcError where the article can't be read, or states nothing.
    """
    from zgcquiz.formats import template

    text = read_article(article)
    found = tuple(drafts(text, SOURCE_ID))
    if not found:
        raise ZgcError(
            "nothing-stated",
            f"{article} states nothing that a question could ask for: no number, date, name, 'first' or list.",
            "The rules are for English prose, its paragraphs parted by empty lines. Start without it: pack new NAME",
        )
    source = Source(SOURCE_ID, wanted.title, wanted.publisher, wanted.author, wanted.published, wanted.url, file)
    written = template.drafted(Pack(_info(wanted, (source,)), found))
    _check(wanted.id, written, found)
    return NewPack(written, len(found))


def _info(wanted: Wanted, sources: tuple[Source, ...]) -> PackInfo:
    return PackInfo(wanted.id, wanted.title, language=wanted.language, license=wanted.license, sources=sources)


def _check(id: str, text: str, meant: tuple[Item, ...] = ()) -> None:
    """Raises PackError where what was asked for makes no pack: a bad id, an impossible date; ZgcError where the text
    doesn't read as the items that it was made of."""
    from zgcquiz.formats import read_back

    files = [(f"{id}.yaml", text.encode())]
    pack, _ = read_pack(files)
    if meant:  # an item takes the section that it cites
        meant = tuple(replace(item, section=item.source.section if item.source else "") for item in meant)
        read_back.verify(replace(pack, items=meant), files)


def read_article(path: Path) -> SourceText:
    """An article's sentences. Raises ZgcError where the file can't be read."""
    from zgcquiz.formats import article

    suffix = path.suffix.lower()
    if suffix not in article.SUFFIXES:
        raise ZgcError(
            "unknown-article", f"{path} is no text that can be read here.", f"Give a {', '.join(article.SUFFIXES)}."
        )
    try:
        with path.open("rb") as file:
            data = file.read(MAX_FILE_BYTES + 1)
    except OSError as error:
        raise ZgcError("unreadable", f"{path} can't be read: {error.strerror or error}.") from error
    if len(data) > MAX_FILE_BYTES:
        raise ZgcError("too-large", f"{path} has more than {MAX_FILE_BYTES >> 20} MiB.", "Cut it into parts.")
    return read_source(article.text_of(data, suffix))


def source_coverage(deps: Deps, name: str, file: Path | None) -> tuple[SourceCoverage, ...]:
    """What of its sources a pack asks: of the one given as a file, or of those that lie beside it.

    Raises ZgcError where no source's text is at hand.
    """
    selection = select(deps, name)
    pack = next(iter(selection.packs.values()))
    items = [item for item in pack.items() if not item.superseded_by]
    texts = source_texts(locate(deps, name), pack.info, file)
    if not texts:
        raise ZgcError(
            "no-source-text",
            f"The text of no source of {pack.info.id} is at hand.",
            "Name it: --source FILE; or give the source in the pack a 'file' beside it.",
        )
    return tuple(_covered(pack.info.id, source, text, items) for source, text in texts.items())


def source_texts(root: Path, info: PackInfo, file: Path | None) -> dict[str, SourceText]:
    """The sources whose text is at hand, by id: the file given is that of the pack's first source."""
    if file is not None:
        if not info.sources:
            raise ZgcError("no-sources", f"The pack {info.id} names no source.", "Add 'sources' to the pack's file.")
        return {info.sources[0].id: read_article(file)}
    folder = root if root.is_dir() else root.parent
    return {source.id: read_article(folder / source.file) for source in info.sources if source.file}


def _covered(pack: str, source: str, text: SourceText, items: Sequence[Item]) -> SourceCoverage:
    about = [item for item in items if item.source is not None and item.source.source == source]
    return SourceCoverage(pack, source, coverage(text, about, [len(facts) for facts in stated_facts(text)]))
