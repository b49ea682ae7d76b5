"""Write printable tests as one HTML page with question sheets, answer sheets and keys, each on its own pages.

The page has no scripts and loads nothing, is black on white, and breaks no question across pages.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Collection, Iterator
from html import escape

from zgcquiz.core.log.review import Review
from zgcquiz.core.markup.items import said
from zgcquiz.core.packs.pack import Item, Kind
from zgcquiz.formats.exchange.contract import ExchangeOptions, Format, Losses, PackContent, Written, encoded
from zgcquiz.formats.markdown.markup_html import markup_html
from zgcquiz.formats.markup.directions import is_right_to_left
from zgcquiz.formats.markup.exported_media import ExportedMedia, data_url
from zgcquiz.formats.printing.sheets import PrintedQuestion, Test, Version, instructions, layout, positions, recognise

_SHORT = 34
"""Maximum characters of options that are set in two columns; a full-width one counts as two."""
_TINY = 12
"""Maximum characters of options that are set in four columns, counted likewise."""
_INDENTED = re.compile(r"(?m)^[ \t]")

_POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'"
_STYLE = """\
:root { font: 11pt/1.4 "Noto Serif", Georgia, "Times New Roman", serif; color: #000; background: #fff; }
body { max-width: 46em; margin: 0 auto; padding: 1.5em; }
h1, h2, p, ol { margin: 0; padding: 0; }
ol { list-style: none; }
h1 { font-size: 1.5em; line-height: 1.2; }
h2 { font-size: 1.15em; margin: 1.4em 0 .5em; }
nav { margin-bottom: 2em; padding-bottom: 1em; border-bottom: 1px solid #000; font: .9em sans-serif; }
nav a { color: inherit; margin-inline-end: 1em; white-space: nowrap; }
.sheet { margin-bottom: 4em; }
.head { padding-top: .6em; display: flex; justify-content: space-between; align-items: baseline; gap: 1.5em; }
.part { flex: none; font-weight: bold; }
.who { display: flex; flex-wrap: wrap; gap: 1.4em 2em; margin: 1.6em 0 1em; }
.who span { flex: 1 1 6em; border-bottom: 1px solid #000; font-size: .9em; white-space: nowrap; padding-bottom: .2em; }
.who .name { flex-grow: 3; }
.who .score { flex-grow: 1; display: flex; justify-content: space-between; }
.how { font-style: italic; margin-bottom: 1.2em; }
.text { white-space: pre-wrap; overflow-wrap: anywhere; unicode-bidi: isolate; text-align: left; min-width: 0; }
.how, .task, .part, th { unicode-bidi: plaintext; }
[dir=rtl] :is(.text, .how, .task, th) { text-align: right; }
.markup { white-space: normal; }
.markup > * + * { margin-top: .5em; }
.markup pre { margin: .5em 0 0; padding: .3em .6em; border-inline-start: 2px solid #999; }
pre { white-space: pre-wrap; tab-size: 4; }
.markup :is(ul, ol, blockquote) { margin: .5em 0 0; padding-inline-start: 1.5em; }
.markup ul { list-style: disc; }
.markup ol { list-style: decimal; }
.markup li { display: list-item; padding: 0; }
.markup table { width: auto; }
img { max-width: 100%; max-height: 9cm; vertical-align: middle; }
code { font: .9em/1.4 "Noto Sans Mono", Consolas, monospace; }
.question { display: grid; grid-template-columns: 2.2em 1fr; margin-bottom: 1.25em; break-inside: avoid; }
.number { font-weight: bold; }
.stem { break-after: avoid; }
.task { font-style: italic; font-size: .9em; }
.options { display: grid; gap: .3em 1.5em; margin-top: .45em; }
.options.short { grid-template-columns: 1fr 1fr; }
.options.tiny { grid-template-columns: repeat(4, 1fr); }
.options > li { display: flex; gap: .6em; align-items: baseline; break-inside: avoid; min-width: 0; }
.mark { flex: none; display: inline-block; box-sizing: border-box; min-width: 1.75em; height: 1.75em; padding: 0 .2em;
  border: 1px solid #000; border-radius: 1em; text-align: center; font: .78em/1.65em sans-serif; }
.mark.box { border-radius: 0; }
.line { display: flex; align-items: baseline; gap: .5em; margin-top: 1.5em; }
.line i { flex: 1; max-width: 22em; border-bottom: 1px solid #000; }
.answers { columns: 2; column-gap: 3em; column-rule: 1px solid #999; }
.answers.narrow { columns: 3; column-gap: 2em; }
.answers li { display: flex; align-items: baseline; gap: .55em; padding: .32em 0; break-inside: avoid; }
.answers .number { min-width: 2em; }
.answers .line { flex: 1; margin: 0; }
.quick { display: grid; grid-template-columns: repeat(auto-fill, minmax(6.5em, 1fr)); gap: .15em 1em; }
.quick li { display: flex; gap: .5em; min-width: 0; }
.quick.wide { grid-template-columns: 1fr 1fr; }
table { border-collapse: collapse; width: 100%; font-size: .92em; }
th, td { text-align: start; vertical-align: baseline; padding: .4em .5em; border-bottom: 1px solid #999; }
th { border-bottom: 1px solid #000; }
tr { break-inside: avoid; }
td.key { font-weight: bold; white-space: nowrap; }
td p + p { margin-top: .25em; }
.source, .id { font-size: .88em; }
.id { font-family: monospace; overflow-wrap: anywhere; }
.places { width: auto; }
.places td { padding-block: .15em; }
.licence { margin-top: 1em; font-size: .88em; }
@media screen and (max-width: 36em) {
  .options.short, .options.tiny { grid-template-columns: 1fr; }
}
@media print {
  body { max-width: none; padding: 0; }
  nav { display: none; }
  .sheet { margin: 0; break-after: page; }
  .sheet:last-child { break-after: auto; }
  thead { display: table-header-group; }
}
"""


def _write(pack: PackContent, options: ExchangeOptions, reviews: Collection[Review]) -> Written:
    test = layout(pack, options, frozenset({"markup", "media"}))
    media = ExportedMedia(options.media, lambda path: data_url(path, media.content(path)), Losses(), is_silent=True)
    return Written(encoded(_page(test, media)), lambda: (*test.lost, *media.losses.all()))


def _page(test: Test, media: ExportedMedia) -> Iterator[str]:
    info = test.info
    language = info.language.replace("_", "-")
    direction = ' dir="rtl"' if is_right_to_left(language) else ""
    yield f'<!DOCTYPE html>\n<html lang="{escape(language) or "en"}"{direction}>\n<head>\n<meta charset="utf-8">\n'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
    yield f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n'
    yield f"<title>{escape(info.title)}</title>\n<style>\n{_STYLE}{_page_rules(test)}</style>\n</head>\n<body>\n"
    if len(test.versions) > 1:
        yield from _navigation(test)
    for version in test.versions:
        yield from _question_sheet(test, version, media)
        yield from _answer_sheet(test, version)
    for version in test.versions:
        yield from _key(test, version, media)
    if len(test.versions) > 1:
        yield from _positions_table(test)
    yield "</body>\n</html>\n"


def _page_rules(test: Test) -> str:
    """Return the CSS for page margins, and for footers with the title, version, part and page number."""
    rules = []
    for version in test.versions:
        for part, name in (("questions", ""), ("answers", "Answer sheet"), ("key", "Key")):
            footer = _css_string(" · ".join(filter(None, [test.info.title, version.title(test.word), test.word(name)])))
            rules.append(
                f"@page {_anchor(part, version)} {{ @bottom-left {{ content: {footer}; font: 8pt sans-serif; }} "
                f"@bottom-right {{ content: counter(page); font: 8pt sans-serif; }} }}\n"
                f"#{_anchor(part, version)} {{ page: {_anchor(part, version)} }}\n"
            )
    return "@page { margin: 16mm 17mm 20mm; }\n" + "".join(rules)


def _css_string(text: str) -> str:
    """Return a text as a CSS string, escaped so that it can't end the string or the style sheet."""
    return '"' + "".join(each if each.isalnum() or each == " " else f"\\{ord(each):x} " for each in text) + '"'


def _anchor(part: str, version: Version) -> str:
    return f"{part}-{version.name.lower()}" if version.name else part


def _navigation(test: Test) -> Iterator[str]:
    """Yield links to all sheets, for the screen only."""
    yield "<nav>\n"
    for version in test.versions:
        for part, name in (("questions", "Questions"), ("answers", "Answers"), ("key", "Key")):
            yield f'<a href="#{_anchor(part, version)}">{test.word(name)} {version.name}</a>\n'
    yield "</nav>\n"


def _sheet_start(test: Test, version: Version, part: str, name: str) -> Iterator[str]:
    label = ", ".join(filter(None, [test.word(name), version.title(test.word), test.code]))
    yield f'<section class="sheet" id="{_anchor(part, version)}">\n<div class="head">'
    yield f'<h1 class="text" dir="auto">{escape(test.info.title)}</h1>'
    yield f'<p class="part">{label[:1].upper()}{label[1:]}</p></div>\n'


def _name_fields(test: Test) -> str:
    word = test.word
    score = f'<span class="score">{word("Score")} <b>/ {test.count}</b></span>'
    return f'<div class="who"><span class="name">{word("Name")}</span><span>{word("Date")}</span>{score}</div>\n'


def _question_sheet(test: Test, version: Version, media: ExportedMedia) -> Iterator[str]:
    yield from _sheet_start(test, version, "questions", "")
    yield _name_fields(test)
    yield f'<p class="how">{instructions(test)}</p>\n<ol>\n'
    for question in version.questions:
        yield f'<li class="question"><span class="number">{question.number}.</span><div>'
        media.losses.of(question.item.id)
        yield _block("stem text", question.item.stem, question.item, media, _text)
        if question.instruction:
            yield f'<p class="task">{test.word(question.instruction)}</p>'
        yield from _options(question, media) if question.options else _line(question)
        yield "</div></li>\n"
    yield "</ol>\n</section>\n"


def _width(text: str) -> int:
    """Return about how many letters of the Latin script a text is as wide as: a full-width character is two."""
    return len(text) + sum(unicodedata.east_asian_width(each) in "WF" for each in text if not each.isascii())


def _options(question: PrintedQuestion, media: ExportedMedia) -> Iterator[str]:
    texts = [said(question.text_of(option), question.item) for _, option in question.lettered]
    longest = max(map(_width, texts))
    wide = any("\n" in text for text in texts)
    shape = "" if wide or longest > _SHORT else " tiny" if longest <= _TINY else " short"
    yield f'<ol class="options{shape}">'
    for letter, option in question.lettered:
        text = question.text_of(option)
        if question.item.markup and question.item.kind is not Kind.TRUE_FALSE:
            yield f"<li>{_mark(question, letter)}{_block('text', text, question.item, media, _text)}</li>"
        else:
            yield f'<li>{_mark(question, letter)}<span class="text" dir="auto">{_text(text)}</span></li>'
    yield "</ol>"


def _block(style: str, text: str, item: Item, media: ExportedMedia, html: Callable[[str], str]) -> str:
    """Return a text as an element. media: its images; html: writes it if it has no markup."""
    if item.markup:
        marked = markup_html(text, tex=False, image=media.html, links=False)
        return f'<div class="{style} markup" dir="auto">{marked}</div>'
    return f'<p class="{style}" dir="auto">{html(text)}</p>'


def _text(text: str) -> str:
    """Return a text as HTML, with paragraphs that have indented lines as code."""
    chunks = text.split("\n\n")
    return "\n\n".join(
        f"<code>{escape(chunk)}</code>" if _INDENTED.search(chunk) else escape(chunk) for chunk in chunks
    )


def _mark(question: PrintedQuestion, letter: str) -> str:
    box = " box" if question.item.kind is Kind.MULTIPLE else ""
    return f'<span class="mark{box}">{letter}</span>'


def _line(question: PrintedQuestion) -> Iterator[str]:
    unit = f'<span class="text" dir="auto">{escape(question.item.unit)}</span>' if question.item.unit else ""
    yield f'<p class="line"><i></i>{unit}</p>'


def _answer_sheet(test: Test, version: Version) -> Iterator[str]:
    yield from _sheet_start(test, version, "answers", "Answer sheet")
    yield _name_fields(test)
    yield f'<ol class="answers{" narrow" if test.narrow else ""}">\n'
    for question in version.questions:
        yield f'<li><span class="number">{question.number}.</span>'
        for letter, _ in question.lettered:
            yield _mark(question, letter)
        if not question.options:
            yield from _line(question)
        yield "</li>\n"
    yield "</ol>\n</section>\n"


def _key(test: Test, version: Version, media: ExportedMedia) -> Iterator[str]:
    info = test.info
    word = test.word
    yield from _sheet_start(test, version, "key", "Key")
    wide = " wide" if test.longest_key > 8 else ""
    yield f'<h2>{word("At a glance")}</h2>\n<ol class="quick{wide}">\n'
    for question in version.questions:
        yield f'<li><span class="number">{question.number}.</span>'
        yield f'<span class="text" dir="auto">{escape(question.key)}</span></li>\n'
    yield f"</ol>\n<h2>{word('With reasons')}</h2>\n<table>\n<thead><tr><th>{word('No.')}</th>"
    yield f'<th colspan="2">{word("Answer")}</th><th>{word("Explanation and source")}</th><th>Id</th></tr></thead>\n'
    yield "<tbody>\n"
    for question in version.questions:
        yield f'<tr><td class="number">{question.number}.</td>'
        if question.options:
            keys = (question.text_of(option) for option in question.options if option.key)
            right = "\n".join(said(key, question.item) for key in keys)
            yield f'<td class="key">{question.key}</td><td class="text" dir="auto">{escape(right)}</td>'
        else:
            yield f'<td class="key"></td><td class="text" dir="auto">{escape(question.key)}</td>'
        reasons = "".join(_reasons(test, question, media))
        yield f'<td>{reasons}</td><td class="id">{escape(question.item.id)}</td></tr>\n'
    yield "</tbody>\n</table>\n"
    if info.license:
        yield f'<p class="licence">{word("Questions")}: {escape(info.license)}</p>\n'
    yield "</section>\n"


def _reasons(test: Test, question: PrintedQuestion, media: ExportedMedia) -> Iterator[str]:
    media.losses.of(question.item.id)
    if question.item.explanation:
        yield _block("text", question.item.explanation, question.item, media, escape)
    if source := test.cite(question.item.source):
        yield f'<p class="source text" dir="auto">{escape(source)}</p>'


def _positions_table(test: Test) -> Iterator[str]:
    """Yield a table of each question's number and key on every version, for marking."""
    yield '<section class="sheet"><div class="head"><h1 class="text" dir="auto">'
    yield f'{escape(test.info.title)}</h1><p class="part">{test.word("All versions")}</p></div>\n'
    yield f'<h2>{test.word("Where each question stands")}</h2>\n<table class="places">\n'
    yield f"<thead><tr><th>{test.word('Question')}</th>"
    for version in test.versions:
        yield f"<th>{version.name}</th>"
    yield "</tr></thead>\n<tbody>\n"
    for id, each in positions(test):
        yield f'<tr><td class="id">{escape(id)}</td>{"".join(f"<td>{position}</td>" for position in each)}</tr>\n'
    yield "</tbody>\n</table>\n</section>\n"


HTML = Format("html", "a test to print (HTML)", (".html", ".htm"), recognise, write=_write, prints=True)
