"""The texts of a question as they are read: plain for all that looks into them, with their formatting remembered.

Once the question is whole, each of its texts gets its formatting back. Many are parts of what was read, or several of
them together: without a label, without lines that say nothing new. They are found again by their lines.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from functools import partial

from zgcquiz.core.markup.items import referring_text
from zgcquiz.core.markup.parse import parse
from zgcquiz.core.markup.tree import Image, is_plain
from zgcquiz.core.markup.writing import markdown_of
from zgcquiz.core.packs.meta_options import of_code
from zgcquiz.core.packs.pack import MAX_CHARACTERS, Item, Kind
from zgcquiz.core.value import replace
from zgcquiz.formats.markup.annotated_text import AnnotatedText, Run
from zgcquiz.formats.markup.marked_writer import MarkedWriter
from zgcquiz.formats.markup.media_files import FindMedia, MediaFiles
from zgcquiz.formats.markup.media_names import MediaNames
from zgcquiz.formats.markup.text_finder import TextFinder
from zgcquiz.formats.markup.tree_building import TreeBuilder
from zgcquiz.formats.shared.html_elements import element_name, style_of
from zgcquiz.formats.shared.html_text import MAX_HTML, Lose, from_element, from_html, shortened, write_html
from zgcquiz.formats.untrusted.xml_reader import Element

_NAMES = (
    "a b strong i em code tt kbd samp pre ul ol li table blockquote img image math audio video object embed"
    " h1 h2 h3 h4 h5 h6"
)
_ELEMENTS = frozenset(_NAMES.split())
_STYLES = "font-|text-decoration|color|background"
_STYLED = rf"<\w[^<>]{{0,400}}(?:\sstyle\s*=[^<>]{{0,400}}(?:{_STYLES})|\sclass\s*=[^<>]{{0,400}}_ignore)"
_FORMATTED = re.compile(rf"<(?:\w+:)?(?:{'|'.join(sorted(_ELEMENTS))})\b|{_STYLED}", re.IGNORECASE)
_STANDS_FOR = re.compile(r"\\[(\[]|\$\$|\[sound: ")
"""How formulas, and the names of sounds, begin."""
_NAMED = re.compile(r"\[(?:sound: ([^\[\]\n]+)|(?:image|media)(?:: [^\[\]]*+)?)\]")
"""What stands for an image, a film or a sound."""
_FOR_READERS = re.compile("[\ufdd0-\ufdef]")
"""Noncharacters, with which readers mark parts of a text for themselves."""
_UNKNOWN = "formatting", "it could not be told which part of the text has it"
_NOT_SAID = "formatting", "Markdown, as packs use it, has no form for it"
_WHY = {
    "formatting": "Markdown, as packs use it, has no form for it",
    "formulas": "shown as their LaTeX source",
    "sounds": "only their names are shown",
}


class FormattedTexts:
    """Reads the texts of one question. media: takes the files that they show; None: no formatting is kept.

    has_sounds: `[sound: x]` in them names a file; has_dollars: single dollar signs in them enclose formulas; resolved:
    makes the addresses of files in them absolute.
    """

    def __init__(self, media: MediaFiles | None = None) -> None:
        self._media = media
        self.has_sounds = False
        self.has_dollars = False
        self.resolved: Callable[[str], str] = str
        self._plain: list[str] = []
        self._formatted: list[AnnotatedText] = []
        self._sources: dict[str, str] = {}
        """The Markdown of texts that have it in the file, by plain text; "" if there are several."""
        self._losses: dict[str, list[tuple[str, str]]] = {}
        self._files: set[str] = set()
        """What stands in plain texts for images and sounds whose files are kept."""
        self._names = MediaNames()

    @property
    def is_kept(self) -> bool:
        """Whether formatting is kept."""
        return self._media is not None

    def is_formatted(self, html: str) -> bool:
        """Return whether HTML may have formatting that is kept."""
        if self._media is None or not ("<" in html or "\\" in html or "[" in html or "$$" in html):
            return False
        return _FORMATTED.search(html) is not None or _STANDS_FOR.search(html) is not None

    def html(
        self,
        text: str,
        lose: Lose,
        hidden: frozenset[str] = frozenset(),
        *,
        keeps_lines: bool = False,
        find: FindMedia | None = None,
        lost_if_plain: Sequence[tuple[str, str]] = (),
    ) -> str:
        """Return HTML as plain text, as `from_html` does.

        find: finds the files that it shows; lost_if_plain: what is lost besides if its formatting can't be kept.
        """
        if self._media is None:
            return from_html(text, lose, hidden, keeps_lines=keeps_lines)
        if "<" not in text or not _FORMATTED.search(text):
            return self.plain(from_html(text, lose, hidden, keeps_lines=keeps_lines), lost_if_plain=lost_if_plain)
        if len(text) > MAX_HTML:
            text = self._media.briefly(text)
        writer = MarkedWriter(partial(self._path_of, find), self._names.distinct)
        writer.lost_if_plain += lost_if_plain
        write_html(shortened(text, lose), writer, lose, hidden, keeps_lines=keeps_lines)
        return self._written(writer, lose)

    def shows(self, text: str) -> bool:
        """Return whether a plain text has the name of an image or sound whose file is kept."""
        return self.without_files(text) != text

    def without_files(self, text: str) -> str:
        """Return a plain text without the names of the images and sounds in it whose files are kept."""
        return _NAMED.sub(lambda found: "" if self._has_file(found[0], found[1]) else found[0], text)

    def _has_file(self, name: str, sound: str | None) -> bool:
        if sound and self._media and self.has_sounds:
            return self._media.path_of(sound) is not None
        return name in self._files

    def element(self, element: Element, lose: Lose, skip: Callable[[Element], bool] | None = None) -> str:
        """Return the content of an XML element as plain text, as `from_element` does."""
        if self._media is None:
            return from_element(element, lose, skip)
        if not _has_formatting(element):
            return self.plain(from_element(element, lose, skip))
        writer = MarkedWriter(partial(self._path_of, None), self._names.distinct)
        writer.walk(element, skip)
        return self._written(writer, lose)

    def plain(self, text: str, *, has_formulas: bool = True, lost_if_plain: Sequence[tuple[str, str]] = ()) -> str:
        """Return a plain text as it is. has_formulas: what looks like formulas in TeX is some."""
        if self._media is not None and text:
            if lost_if_plain or (has_formulas and ("\\" in text or "$$" in text) and _STANDS_FOR.search(text)):
                self._formatted.append(AnnotatedText((Run(_bare(text)),)))
                self._losses[self._formatted[-1].plain] = list(lost_if_plain)
            else:
                self._plain.append(text)
        return text

    def markdown(self, text: str, source: str, lost_if_plain: Sequence[tuple[str, str]] = ()) -> bool:
        """Remember the Markdown that a plain text comes from; return whether it is formatted. source: "" for none."""
        if self._media is None or not text:
            return False
        if not source or is_plain(parse(source).blocks):
            self._plain.append(text)
            return False
        if self._sources.setdefault(text, source) != source:
            self._sources[text] = ""
        self._losses[text] = [loss for loss in lost_if_plain if loss[0] == "formatting"]
        return True

    def substitute(self, pattern: re.Pattern[str], replacement: str) -> None:
        """Replace a pattern in all texts that were read, as their reader does in one of them."""
        self._plain = [pattern.sub(replacement, text) for text in self._plain]
        for at, text in enumerate(self._formatted):
            runs = [
                Run(pattern.sub(replacement, run.text), run.blocks, run.styles, run.inline, run.is_sign)
                for run in text.runs
            ]
            self._formatted[at] = AnnotatedText(runs)
            self._losses.setdefault(self._formatted[at].plain, self._losses.get(text.plain, []))

    def file(self, text: str, source: str, lose: Lose, loss: tuple[str, str]) -> str:
        """Return the plain text that stands for an image or sound as it is. loss: what is lost without its file."""
        path = self._path_of(None, source)
        if path is None:
            lose(*loss)
            return self.plain(text, has_formulas=False)
        text = self._names.distinct(text, path)
        self._files.add(text)
        self._formatted.append(AnnotatedText((Run(text, inline=Image("", path)),)))
        self._losses[text] = [loss]
        return text

    def shared(self) -> FormattedTexts:
        """Return the same texts for another question, without what they lose."""
        texts = FormattedTexts(self._media)
        texts.adopt(self)
        texts._losses = {}
        return texts

    def adopt(self, texts: FormattedTexts) -> None:
        """Take over what was read before, for several questions."""
        self._plain += texts._plain
        self._formatted += texts._formatted
        self._sources |= texts._sources
        self._losses |= texts._losses
        self._files |= texts._files
        self._names.adopt(texts._names)

    def _path_of(self, find: FindMedia | None, source: str) -> str | None:
        """Return the path in the pack of a file that a text shows; None if there is none."""
        if self._media is None:
            return None
        return self._media.path_of(source if find else self.resolved(source), find)

    def _written(self, writer: MarkedWriter, lose: Lose) -> str:
        text = writer.annotated()
        for loss in writer.lost:
            lose(*loss)
        plain = text.plain
        bare = _without_marks(text)
        self._files |= {run.text for run in bare.runs if isinstance(run.inline, Image)}
        if bare.is_formatted or _STANDS_FOR.search(plain) or self.has_dollars:
            self._formatted.append(bare)
            self._losses[bare.plain] = [loss for loss in writer.lost_if_plain if loss[0] not in dict(writer.lost)]
        else:
            self._plain.append(plain)
            for loss in writer.lost_if_plain:
                if loss[0] not in dict(writer.lost):
                    lose(*loss)
        return plain

    def resolve(self, item: Item, lose: Lose) -> dict[str, str]:
        """Return the Markdown of an item's texts that are formatted, by text, and count the formatting that is lost."""
        if not (self._formatted or self._sources):
            return {}
        finder = TextFinder(self._formatted, map(_bare, self._plain))
        found: dict[str, str] = {}
        for text, key in _texts_of(item):
            if not text or text in found:
                continue
            if source := self._source(text, MAX_CHARACTERS[key]):
                found[text] = source
            elif (runs := finder.runs_of(text)) and (markdown := self._restored(runs, MAX_CHARACTERS[key], lose)):
                found[text] = markdown
        for text in (*finder.unused(), *(text for text in self._sources if text not in found)):
            for loss in self._losses.get(text, ()):
                lose(*loss)
        for _ in range(finder.ambiguous):
            lose(*_UNKNOWN)
        return found

    def referring(self, item: Item, text: str) -> str:
        """Return the text of an item's option so that `remarks` finds no reference to other options in its code."""
        if item.markup:
            return referring_text(text, item)
        if source := self._sources.get(text, ""):
            return referring_text(source, replace(item, markup=True))
        runs = TextFinder(self._formatted, map(_bare, self._plain)).runs_of(text) if self._formatted else None
        if not runs:
            return text
        return "".join(
            of_code(run.text) if any(each.kind == "code" for each in run.styles) else run.text for run in runs
        )

    def _restored(self, runs: Sequence[Run], most: int, lose: Lose) -> str | None:
        """Return a text as Markdown; None if it has no formatting, or none that Markdown can say."""
        find_sound = self._media.path_of if self.has_sounds and self._media else None
        for with_styles in (True, False):
            builder = TreeBuilder(with_styles=with_styles, find_sound=find_sound, dollars=self.has_dollars)
            blocks = builder.blocks(runs)
            markdown = None if is_plain(blocks) else markdown_of(blocks)
            if is_plain(blocks) or (markdown is not None and len(markdown) <= most):
                for field in builder.lost | ({"formatting"} if not with_styles else set()):
                    lose(field, _WHY[field])
                return markdown
        lose(*_NOT_SAID)
        return None

    def _source(self, text: str, most: int) -> str:
        """Return the Markdown that a text comes from; "" if there is none, or more than one."""
        source = self._sources.get(text, "")
        if len(source) > most or text in self._plain or text in [each.plain for each in self._formatted]:
            return ""
        return source


PLAIN_TEXTS = FormattedTexts()
"""Keeps no formatting, and so nothing of any question."""


def _texts_of(item: Item) -> Iterator[tuple[str, str]]:
    """Yield the texts of an item that may be formatted, and the key of the pack's file that bounds them."""
    yield item.stem, "question"
    yield item.explanation, "explanation"
    for option in item.options:
        if item.kind in (Kind.SINGLE, Kind.MULTIPLE):
            yield option.text, "options"
        yield option.feedback, "feedback"


def _has_formatting(element: Element) -> bool:
    return any(
        element_name(each.name) in _ELEMENTS
        or style_of(each.attributes).is_seen
        or "_ignore" in (each.attributes.get("class") or "")
        or _has_formatting(each)
        for each in element.elements
    )


def _bare(text: str) -> str:
    return _FOR_READERS.sub("", text)


def _without_marks(text: AnnotatedText) -> AnnotatedText:
    if not _FOR_READERS.search(text.plain):
        return text
    return AnnotatedText(Run(_bare(run.text), run.blocks, run.styles, run.inline, run.is_sign) for run in text.runs)
