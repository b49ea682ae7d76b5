"""Author packs: a template, drafts from an article, coverage of a source."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from zgcquiz.app.context import AppContext, read_pack
from zgcquiz.app.selection import locate, select
from zgcquiz.core.authoring.citations import SourceCoverage, coverage
from zgcquiz.core.authoring.drafting.drafts import drafts
from zgcquiz.core.authoring.drafting.finding import stated_facts
from zgcquiz.core.authoring.drafting.languages.detection import detect_language
from zgcquiz.core.authoring.drafting.languages.rules import LANGUAGES, language_name, listed, rules_for
from zgcquiz.core.authoring.source_text import SourceText, read_source
from zgcquiz.core.command_lines import command, path_word
from zgcquiz.core.errors import ZgcError
from zgcquiz.core.languages import base_language, is_language_tag, language_code
from zgcquiz.core.packs.pack import MAX_FILE_BYTES, Item, Pack, PackInfo, Source
from zgcquiz.core.packs.pack_views import NewPack
from zgcquiz.core.value import Value, replace
from zgcquiz.store.files.pack_files import folder_of, is_utf8

SOURCE_ID = "article"


class NewPackRequest(Value, frozen=True):
    """The metadata of a new pack. language, license: "" if the author gave none, and the pack then says nothing.

    author, publisher, published, url: of the article that it is drafted from.
    """

    id: str
    title: str
    language: str = ""
    license: str = ""
    author: str = ""
    publisher: str = ""
    published: str = ""
    url: str = ""


class ReadArticle(Value, frozen=True):
    """An article as it was read from a file."""

    path: Path
    text: SourceText

    @property
    def language(self) -> str:
        """The code of the language that it seems to be in, or ""."""
        return detect_language(_all_text(self.text))


def new_pack(request: NewPackRequest, target: Path) -> NewPack:
    """Return a commented template with one sample question, which passes `pack check`.

    target: the file it will be written to. Raises ZgcError if the metadata is invalid.
    """
    from zgcquiz.formats.native import template

    _check_request(request)
    text = template.blank(_info(request, ()), _in_comment(target))
    read_pack([(str(target), text.encode())])
    return NewPack(text, 0)


def draft_pack(request: NewPackRequest, read: ReadArticle, target: Path) -> NewPack:
    """Return a pack with drafts of the facts in an article that are worth asking for, the best first.

    target: the file it will be written to; the pack names the article's file if that is in the same folder or below.
    Raises ZgcError if the metadata is invalid, the article has no such facts, or there are no rules for its language.
    """
    from zgcquiz.formats.native import template

    article = read.path
    _check_request(request, "--from", path_word(article))
    _check_language(read, request)
    found = tuple(drafts(read.text, SOURCE_ID, request.language))
    if not found:
        raise ZgcError(
            "nothing-stated",
            f"{article} has no sentence with a fact that a question could ask for: a number, a date, a name or a term.",
            "The rules expect prose, with blank lines between paragraphs. To start without it: "
            + command("pack", "new", request.id),
        )
    path, folder = article.resolve(), target.resolve().parent
    file = path.relative_to(folder).as_posix() if path.is_relative_to(folder) else ""
    if not is_utf8(file):
        raise ZgcError(
            "bad-name", f"The name of {article} is not UTF-8 text, so a pack can't name it.", "Rename the file."
        )
    source = Source(
        SOURCE_ID,
        read.text.title or request.title,
        request.publisher,
        request.author,
        request.published,
        request.url,
        file,
    )
    written = template.drafted(Pack(_info(request, (source,)), found), _in_comment(target))
    _verify(target, written, found)
    return NewPack(written, len(found))


def _all_text(text: SourceText) -> str:
    return " ".join(sentence.text for sentence in text.sentences)


def _check_language(read: ReadArticle, request: NewPackRequest) -> None:
    """Raise ZgcError if there are no rules for a pack's language, or its article is in another."""
    known = listed(LANGUAGES.values())
    without = "To start without the article: " + command("pack", "new", request.id, f"--language={request.language}")
    if rules_for(request.language) is None:
        raise ZgcError(
            "no-drafting-rules",
            f"Questions can be drafted from texts in {known}, not in {language_name(request.language)}.",
            without,
        )
    found = read.language
    if found and found != (base_language(request.language) or "en"):
        again = "" if rules_for(found) is None else f"Use --language={found}. "
        raise ZgcError(
            "other-language",
            f"{read.path} seems to be in {language_name(found)}, but the pack's language is"
            f" {language_name(request.language)}.",
            again or f"Questions can be drafted from texts in {known}. " + without,
        )


def _info(request: NewPackRequest, sources: tuple[Source, ...]) -> PackInfo:
    return PackInfo(request.id, request.title, language=request.language, license=request.license, sources=sources)


def _verify(target: Path, text: str, items: tuple[Item, ...]) -> None:
    """Raise ZgcError if reading the text back doesn't return the items it was made from."""
    from zgcquiz.formats.native import read_back

    files = [(str(target), text.encode())]
    pack, _ = read_pack(files)
    # An item takes the section that it cites.
    items = tuple(replace(item, section=item.source.section if item.source else "") for item in items)
    read_back.verify(replace(pack, items=items), files)


def _in_comment(path: Path) -> str:
    """Return a file's name in a form that is safe in a comment."""
    return path_word(path) if str(path).isprintable() else "FILE"


def _check_request(request: NewPackRequest, *options: object) -> None:
    """Raise ZgcError if the id, the title, the date, the address or the language is invalid.

    options: further options of the command line, which a hint repeats.
    """
    from zgcquiz.formats.native.reader import PACK_ID
    from zgcquiz.formats.native.values import is_date, is_url
    from zgcquiz.formats.shared.identifiers import pack_id

    if not PACK_ID.fullmatch(request.id):
        name = (Path(request.id).stem or request.id).strip()
        id = pack_id(name) if name else "my-pack"
        title = (name if request.title == default_title(request.id) else request.title) or "My pack"
        raise ZgcError(
            "bad-id",
            f"A pack's name must be lower-case letters, digits, - and _ (64 at most)"
            f" and no device of Windows (con, nul), not '{request.id}'.",
            f"Nothing was written. Try: {command('pack', 'new', id, f'--title={title}', *options)}",
        )
    for name in ("title", "language", "license", "author", "publisher", "published", "url"):
        if not is_utf8(getattr(request, name)):
            raise ZgcError("bad-value", f"--{name} is not UTF-8 text.", "Nothing was written.")
    if not request.title.strip():
        raise ZgcError("bad-value", "A pack needs a title.", "Nothing was written. Give one with --title.")
    if request.published and not is_date(request.published):
        raise ZgcError(
            "bad-value",
            f"--published must be a date such as 2017, 2017-06 or 2017-06-30, not '{request.published}'.",
            "Nothing was written.",
        )
    if request.url and not is_url(request.url):
        raise ZgcError(
            "bad-value",
            f"--url must be an address with a scheme and a host, or a doi: or urn:, not '{request.url}'.",
            "Nothing was written. Write it as https://…",
        )
    if request.language and not is_language_tag(request.language):
        code = language_code(request.language)
        raise ZgcError(
            "bad-value",
            f"'{request.language}' is no code of a language.",
            f"Nothing was written. Use {f'--language={code}' if code else 'a code such as en, de-AT or zh-Hans'}.",
        )


def default_title(id: str) -> str:
    """Return a pack's title for its id."""
    return id.replace("-", " ").replace("_", " ").capitalize()


def read_article(path: Path, encoding: str | None = None) -> ReadArticle:
    """Read an article. encoding: "" to detect it, None if the user can't name it. Raises ZgcError if it can't be."""
    from zgcquiz.formats.article import reading

    suffix = path.suffix.lower()
    if suffix not in reading.SUFFIXES:
        raise ZgcError(
            "unknown-article",
            f"Can't read {path}: its format is not supported.",
            f"Use one of {', '.join(reading.SUFFIXES)}.",
        )
    try:
        with path.open("rb") as file:
            data = file.read(MAX_FILE_BYTES + 1)
    except OSError as error:
        raise ZgcError("unreadable", f"Can't read {path}: {error.strerror or error}.") from error
    if len(data) > MAX_FILE_BYTES:
        raise ZgcError("too-large", f"{path} is larger than {MAX_FILE_BYTES >> 20} MiB.", "Split it into parts.")
    article = reading.article_of(data, suffix, str(path), encoding)
    return ReadArticle(path, replace(read_source(article.text), title=article.title))


def source_coverage(context: AppContext, name: str, file: Path | None) -> tuple[SourceCoverage, ...]:
    """Return how much of its sources a pack asks about.

    file: the text of the pack's first source; None for the files that the pack names. Raises ZgcError if no text is
    available.
    """
    selection = select(context, name)
    pack = next(iter(selection.packs.values()))
    items = [item for item in pack.items() if not item.superseded_by]
    texts = source_texts(locate(context, name), pack.info, file)
    if not texts:
        raise ZgcError(
            "no-source-text",
            f"{pack.info.id} has no source with a text file.",
            "Use --source FILE, or add a 'file' to the source in the pack.",
        )
    return tuple(_covered(pack.info, source, text, items) for source, text in texts.items())


def source_texts(root: Path, info: PackInfo, file: Path | None) -> dict[str, SourceText]:
    """Return the available source texts by source id. file: the text of the pack's first source."""
    if file is not None:
        if not info.sources:
            raise ZgcError("no-sources", f"The pack {info.id} has no sources.", "Add 'sources' to the pack's file.")
        return {info.sources[0].id: read_article(file).text}
    folder = folder_of(root)
    return {source.id: read_article(folder / source.file).text for source in info.sources if source.file}


def _covered(info: PackInfo, source: str, text: SourceText, items: Sequence[Item]) -> SourceCoverage:
    about = [item for item in items if item.source is not None and item.source.source == source]
    language = detect_language(_all_text(text)) or info.language  # a pack may translate its source
    counts = [len(facts) for facts in stated_facts(text, language)]
    return SourceCoverage(info.id, source, coverage(text, about, counts), rules_for(language) is None)
