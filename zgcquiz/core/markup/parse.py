"""Parse Markdown as packs use it: CommonMark with tables and formulas, without HTML, headings and hidden text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from zgcquiz.core.markup.tree import (
    CodeBlock,
    CodeSpan,
    Emphasis,
    Image,
    Inline,
    LineBreak,
    Link,
    Literal,
    MarkupBlock,
    MarkupList,
    MarkupTree,
    Math,
    Paragraph,
    Quotation,
    Strong,
    Table,
    plain_tree,
    says_something,
)

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.rules_block import StateBlock
    from markdown_it.rules_inline import StateInline
    from markdown_it.token import Token

MAX_CHARACTERS = 20_000
"""The longest text in which markup is read; of that length is the longest stem, and code takes little more."""
MAX_SIGNS = 1_500
"""The most characters of a text that can be markup: what is nested or left open costs the square of their number."""
MAX_CELLS = 5_000
"""The most cells of a table, counting those that its rows leave out, and lines of quotations, counting each level."""
MAX_NESTING = 32
"""The most levels of a text; a list and its entry are two."""
MAX_FORMULA = 1_000
"""The most characters of a formula."""

_SIGN = re.compile(r"[*_`$\[<>|&~\\!]")
_MARKUP = re.compile(r"[*_`$\[<&\\\n]")
"""What a line has at least if it has markup."""
_BORDER = re.compile(r"(?<!\\)\|")
_LINE_ENDS = re.compile(r"[\n\v\f\r\x1c-\x1e\x85\u2028\u2029]+")
_BESIDE = re.compile("[A-Za-z0-9]")
"""What a dollar sign may belong to. Languages without blanks between words have formulas beside their letters."""
_SCRIPT = re.compile(r"[\\^]|_[0-9{]")
_TEX = re.compile(r"[\\^]|^_[0-9{]")
r"""How a formula begins, and what it has, that is neither an amount nor a variable: as `H$_2$O`, `$90^\circ$C`."""
_WORD = re.compile(r"(?:^|\s)[^\W\d_]{2,}(?=\s)")
_BEFORE_PROSE = frozenset("0123456789. \n")
_MATHEMATICS = re.compile(r"[\\^_=+<>{}|]")
"""Signs of a formula that an amount has not."""
_DISABLED = ("code", "heading", "lheading", "hr", "html_block", "reference", "html_inline")
"""Rules of CommonMark that are left out: indented text is not code, nothing looks like a heading or rule of ours, and
no text is hidden, as the definitions of links are."""


@lru_cache(maxsize=256)
def parse(text: str) -> MarkupTree:
    """Return the tree of a text in Markdown.

    A text of one line has no blocks, so that "1. May" and "- 3" stay what they are. Line breaks are kept. A text with
    too much markup, or of which nothing could be seen, is returned as it was typed.
    """
    text = text.strip("\n")
    if not _MARKUP.search(text):
        return plain_tree(text)
    if _is_too_complex(text):
        return plain_tree(text, too_complex=True)
    tokens = _parser().parse(text) if "\n" in text else _parser().parseInline(text)
    if _depth(tokens) > MAX_NESTING:
        return plain_tree(text, too_complex=True)
    tree = MarkupTree(tuple(_blocks(iter(tokens))), cells_left_out=any("left out" in token.meta for token in tokens))
    return tree if says_something(tree) else plain_tree(text)


def _depth(tokens: list[Token]) -> int:
    return max((max(token.level, _depth(token.children or [])) for token in tokens), default=0)


def _is_too_complex(text: str) -> bool:
    if len(text) > MAX_CHARACTERS or len(_SIGN.findall(text)) > MAX_SIGNS:
        return True
    lines = text.split("\n")
    return any(sign in text and max(line.count(sign) for line in lines) * len(lines) > MAX_CELLS for sign in "|>")


@cache
def _parser() -> MarkdownIt:
    from markdown_it import MarkdownIt  # takes a third of the time that a first question may

    # Text beyond its own bound is dropped, so ours is lower
    parser = MarkdownIt("commonmark", {"html": False, "maxNesting": 2 * MAX_NESTING})
    parser.enable("table").disable(list(_DISABLED))
    parser.block.ruler.at("table", _rows, {"alt": ["paragraph", "reference"]})
    parser.block.ruler.before("fence", "display", _display, {"alt": ["paragraph", "blockquote", "list"]})
    parser.inline.ruler.before("escape", "formula", _formula)
    return parser


def _rows(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """Recognise a table, and note on its token if a row has cells beyond those of the head, which are dropped."""
    from markdown_it.rules_block import table

    opening = len(state.tokens)
    if not table(state, start, end, silent):
        return False
    if not silent:
        head, _, *rows = (_cell_count(state, line) for line in range(start, state.line))
        if max(rows, default=0) > head:
            state.tokens[opening].meta["left out"] = True
    return True


def _cell_count(state: StateBlock, line: int) -> int:
    row = _line(state, line)
    return len(_BORDER.findall(row, 1, len(row) - 1)) + 1


def _display(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """Recognise a formula between lines that are just `$$` as a paragraph, even if a line of it begins like a list."""
    if not state.src.startswith("$$", state.bMarks[start] + state.tShift[start]) or _line(state, start) != "$$":
        return False
    close = start + 1
    while close < end and _line(state, close) not in ("", "$$") and state.sCount[close] >= state.blkIndent:
        close += 1
    if close >= end or close == start + 1 or _line(state, close) != "$$":
        return False
    if not silent:
        state.push("paragraph_open", "p", 1)
        token = state.push("inline", "", 0)
        token.content, token.children = "\n".join(_line(state, line) for line in range(start, close + 1)), []
        state.push("paragraph_close", "p", -1)
        state.line = close + 1
    return True


def _line(state: StateBlock, line: int) -> str:
    return state.src[state.bMarks[line] + state.tShift[line] : state.eMarks[line]].strip()


def _formula(state: StateInline, silent: bool) -> bool:
    """Recognise `$…$` and `$$…$$`, so that `$5 and $6`, `5$ and 6$` and `$A$B` stay what they are.

    A single sign has no blank inside beside it, and no digit behind the formula; letters and digits before and letters
    behind it only if commands or scripts tell the formula from an amount. `$$` may enclose blanks and line ends.
    """
    start, source = state.pos, state.src
    if source[start] != "$":
        return False
    sign = "$$" if source.startswith("$$", start) else "$"
    inner = start + len(sign)
    end = _end_of_formula(source, inner, sign)
    content = source[inner:end]
    if end < 0 or _is_prose(content):
        return False
    if sign == "$" and not _stands_apart(source[start - 1 : start], content, source[end + 1 : end + 2]):
        return False
    if not silent:
        token = state.push("formula", "", 0)
        token.content, token.markup = " ".join(content.split()), sign
    state.pos = end + len(sign)
    return True


def _stands_apart(before: str, content: str, after: str) -> bool:
    """Return whether single signs enclose a formula by what is beside them: amounts and variables have signs, too."""
    if content[0].isspace() or content[-1].isspace() or after.isdigit() or after == "{":
        return False
    begins_apart = _SCRIPT.match(content) or not _BESIDE.match(before)
    ends_apart = _TEX.search(content) or not _BESIDE.match(after)
    return bool(begins_apart and ends_apart)


def _end_of_formula(source: str, inner: int, sign: str) -> int:
    """Return where the next sign is that is not escaped, -1 if there is none or nothing but blanks before it."""
    at = inner
    while (at := source.find(sign, at, inner + MAX_FORMULA)) > 0:
        if (at - len(source[inner:at].rstrip("\\")) - inner) % 2:
            at += 1
        else:
            return at if source[inner:at].strip() else -1
    return -1


def _is_prose(content: str) -> bool:
    """Return whether dollar signs enclose words: of amounts, as in `$5 and 10$`, or between two signs `$$`."""
    return content[:1] in _BEFORE_PROSE and bool(_WORD.search(content)) and not _MATHEMATICS.search(content)


def _blocks(tokens: Iterator[Token], end: str = "") -> Iterator[MarkupBlock]:
    """Yield blocks up to the token that closes them."""
    for token in tokens:
        match token.type:
            case kind if kind == end:
                return
            case "inline":
                yield Paragraph(_inlines(token.children or []))
            case "fence":
                yield CodeBlock(token.content.removesuffix("\n"), token.info.strip().split(" ")[0])
            case "blockquote_open":
                yield Quotation(tuple(_blocks(tokens, "blockquote_close")))
            case "bullet_list_open":
                yield MarkupList(tuple(_entries(tokens, "bullet_list_close")))
            case "ordered_list_open":
                start = token.attrGet("start")
                yield MarkupList(tuple(_entries(tokens, "ordered_list_close")), 1 if start is None else int(start))
            case "table_open":
                yield _table(tokens)


def _entries(tokens: Iterator[Token], end: str) -> Iterator[tuple[MarkupBlock, ...]]:
    for token in tokens:
        if token.type == end:
            return
        yield tuple(_blocks(tokens, "list_item_close"))


def _table(tokens: Iterator[Token]) -> Table:
    rows: list[list[tuple[Inline, ...]]] = []
    alignments: list[str] = []
    for token in tokens:
        if token.type == "table_close":
            break
        if token.type == "tr_open":
            rows.append([])
        elif token.type == "th_open":
            alignments.append(str(token.attrGet("style") or "").removeprefix("text-align:"))
        elif token.type == "inline":
            rows[-1].append(_inlines(token.children or []))
    return Table(tuple(rows[0]), tuple(tuple(row) for row in rows[1:]), tuple(alignments))


def _inlines(tokens: list[Token]) -> tuple[Inline, ...]:
    return _merged(_inline(iter(tokens), ""))


def _inline(tokens: Iterator[Token], end: str) -> Iterator[Inline]:
    for token in tokens:
        match token.type:
            case kind if kind == end:
                return
            case "text" | "text_special":
                yield Literal(_LINE_ENDS.sub(" ", token.content))  # of entities
            case "softbreak" | "hardbreak":
                yield LineBreak()
            case "code_inline":
                yield CodeSpan(token.content)
            case "formula":
                yield Math(token.content, token.markup == "$$")
            case "image":
                yield Image(token.content, str(token.attrGet("src") or ""))
            case "strong_open":
                yield Strong(_merged(_inline(tokens, "strong_close")))
            case "em_open":
                yield Emphasis(_merged(_inline(tokens, "em_close")))
            case "link_open":
                yield Link(_merged(_inline(tokens, "link_close")), str(token.attrGet("href") or ""))


def _merged(inlines: Iterator[Inline]) -> tuple[Inline, ...]:
    """Return inlines with literals side by side joined, and empty ones left out."""
    found: list[Inline] = []
    for inline in inlines:
        if isinstance(inline, Literal):
            if not inline.text:
                continue
            if found and isinstance(found[-1], Literal):
                found[-1] = Literal(found[-1].text + inline.text)
                continue
        found.append(inline)
    return tuple(found)
