"""Writing packs: a first file, drafts from an article, and what of a source is asked."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from zgcquiz.app.context import AppContext, read_pack
from zgcquiz.app.selection import locate, select
from zgcquiz.core.authoring.drafting import drafts, stated_facts
from zgcquiz.core.authoring.source_text import SourceCoverage, SourceText, coverage, read_source
from zgcquiz.core.command_lines import command, path_word
from zgcquiz.core.errors import ZgcError
from zgcquiz.core.packs.pack import MAX_FILE_BYTES, Item, Pack, PackInfo, Source
from zgcquiz.core.packs.pack_views import NewPack
from zgcquiz.core.value import Value, replace
from zgcquiz.store.pack_files import is_utf8

SOURCE_ID = "article"


class NewPackRequest(Value, frozen=True):
    """What a new pack is to be called. author, publisher, published, url: of the article that it rests on."""

    id: str
    title: str
    language: str = "en"
    license: str = "CC0-1.0"
    author: str = ""
    publisher: str = ""
    published: str = ""
    url: str = ""


def new_pack(wanted: NewPackRequest, target: Path) -> NewPack:
    """Return a commented pack with one question to write over, which passes the check.

    target: the file that it is for. Raises ZgcError where what is wanted makes no pack.
    """
    from zgcquiz.formats.native import template

    _check_wanted(wanted)
    text = template.blank(_info(wanted, ()), _in_comment(target))
    read_pack([(str(target), text.encode())])
    return NewPack(text, 0)


def draft_pack(wanted: NewPackRequest, article: Path, target: Path, file: str = "") -> NewPack:
    """Return a pack of drafts, one for each fact that an article states.

    target: the file that it is for; file: what the pack is to call the article's file, where it lies beside the pack.
    Raises ZgcError where the article can't be read, or states nothing.
    """
    from zgcquiz.formats.native import template

    _check_wanted(wanted, "--from", path_word(article))
    if not is_utf8(file):
        raise ZgcError(
            "bad-name", f"The name of {article} is not UTF-8 text, so a pack can't name it.", "Rename the file."
        )
    text = read_article(article)
    found = tuple(drafts(text, SOURCE_ID))
    if not found:
        raise ZgcError(
            "nothing-stated",
            f"{article} states nothing that a question could ask for: no number, date, name, 'first' or list.",
            "The rules are for English prose, its paragraphs parted by empty lines. Start without it: "
            + command("pack", "new", wanted.id),
        )
    source = Source(SOURCE_ID, wanted.title, wanted.publisher, wanted.author, wanted.published, wanted.url, file)
    written = template.drafted(Pack(_info(wanted, (source,)), found), _in_comment(target))
    _verify(target, written, found)
    return NewPack(written, len(found))


def _info(wanted: NewPackRequest, sources: tuple[Source, ...]) -> PackInfo:
    return PackInfo(wanted.id, wanted.title, language=wanted.language, license=wanted.license, sources=sources)


def _verify(target: Path, text: str, meant: tuple[Item, ...]) -> None:
    """Raises ZgcError where the text doesn't read as the items that it was made of."""
    from zgcquiz.formats.native import read_back

    files = [(str(target), text.encode())]
    pack, _ = read_pack(files)
    # An item takes the section that it cites.
    meant = tuple(replace(item, section=item.source.section if item.source else "") for item in meant)
    read_back.verify(replace(pack, items=meant), files)


def _in_comment(path: Path) -> str:
    """A file's name as a comment can hold it."""
    return path_word(path) if str(path).isprintable() else "FILE"


def _check_wanted(wanted: NewPackRequest, *options: object) -> None:
    """Raises ZgcError where what is asked for makes no pack: a bad id, no title, an impossible date.

    options: others of the command line, which a hint repeats.
    """
    from zgcquiz.formats.native.reader import PACK_ID
    from zgcquiz.formats.native.source_file import is_date
    from zgcquiz.formats.shared.identifiers import pack_id

    if not PACK_ID.fullmatch(wanted.id):
        name = (Path(wanted.id).stem or wanted.id).strip()
        id = pack_id(name) if name else "my-pack"
        title = (name if wanted.title == usual_title(wanted.id) else wanted.title) or "My pack"
        raise ZgcError(
            "bad-id",
            f"A pack's name must be lower-case letters, digits, - and _ (64 at most), and '{wanted.id}' is not.",
            f"Nothing was written. You can say: {command('pack', 'new', id, f'--title={title}', *options)}",
        )
    for name in ("title", "language", "license", "author", "publisher", "published", "url"):
        if not is_utf8(getattr(wanted, name)):
            raise ZgcError("bad-value", f"--{name} is not UTF-8 text.", "Nothing was written.")
    if not wanted.title.strip():
        raise ZgcError("bad-value", "A pack needs a title.", "Nothing was written. Give one with --title.")
    if wanted.published and not is_date(wanted.published):
        raise ZgcError(
            "bad-value",
            f"--published must be a date such as 2017, 2017-06 or 2017-06-30, not '{wanted.published}'.",
            "Nothing was written.",
        )


def usual_title(id: str) -> str:
    """A pack's title where none is given."""
    return id.replace("-", " ").replace("_", " ").capitalize()


def read_article(path: Path) -> SourceText:
    """An article's sentences. Raises ZgcError where the file can't be read."""
    from zgcquiz.formats.shared import article

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


def source_coverage(context: AppContext, name: str, file: Path | None) -> tuple[SourceCoverage, ...]:
    """What of its sources a pack asks: of the one given as a file, or of those that lie beside it.

    Raises ZgcError where no source's text is at hand.
    """
    selection = select(context, name)
    pack = next(iter(selection.packs.values()))
    items = [item for item in pack.items() if not item.superseded_by]
    texts = source_texts(locate(context, name), pack.info, file)
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
