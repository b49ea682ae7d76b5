"""Extract the prose of a Markdown file."""

from __future__ import annotations

import re
from collections.abc import Iterator

_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
_UNDERLINE = re.compile(r" {0,3}(?:=+|-{2,})[ \t]*")
_RULE = re.compile(r" {0,3}(?:[-*_][ \t]*){3,}")
_TABLE_RULE = re.compile(r"\|?[ \t]*+:?-+:?[ \t]*+(?:\|[ \t]*+:?-+:?[ \t]*+)+\|?")
_DEFINITION = re.compile(r" {0,3}\[[^\]\n]{1,200}\]:")
_QUOTED = re.compile(r"\A[ \t]{0,3}>[ \t]?")
_DIRECTIVE = re.compile(r"[ \t]*(?::{3,}|!{3}|\{%|<!--|\.\. )")
_HTML_LINE = re.compile(r"[ \t]*</?[A-Za-z][^<>]*>")
_CODE = re.compile(r"(?<!`)(`{1,8})(?!`)([^`\n]+)\1(?!`)")
_IMAGE = re.compile(r"!\[[^\[\]\n]*\](?:\([^()\s]*(?:\([^()\s]*\)[^()\s]*)?(?:[ \t]\"[^\"\n]*\")?\)|\[[^\[\]\n]*\])?")
_LINK = re.compile(r"\[([^\[\]\n]+)\](?:\([^()\s]*(?:\([^()\s]*\)[^()\s]*)?(?:[ \t]\"[^\"\n]*\")?\)|\[[^\[\]\n]*\])")
_NOTE_MARK = re.compile(r"\[\^[^\[\]\n]{1,60}\]")
_TAG = re.compile(r"</?[A-Za-z][^<>\n]*>")
_ADDRESS = re.compile(r"<https?://[^<>\s]+>")
_STARS = re.compile(r"(?<!\\)(?:\*{1,3}(?=\S)|(?<=\S)\*{1,3}|~~)")
_UNDERSCORES = re.compile(r"(?<![\w\\])_{1,3}(?=[^\W_])|(?<=[^\s_\\])_{1,3}(?!\w)")
"""Not within a word: `area_km2` is a name."""
_TITLE = re.compile(r"title[ \t]*[:=][ \t]*(\S.*?)[ \t]*", re.IGNORECASE)
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")


def markdown_prose(text: str) -> str:
    """Return Markdown's headings, paragraphs and lists without markup, code, tables, images and notes."""
    return "\n".join(_inline(line) if not line.isspace() else "" for line in _prose_lines(text.split("\n")))


def _prose_lines(lines: list[str]) -> Iterator[str]:
    start = _front_matter(lines)
    fence, in_comment, in_note = "", False, False
    for at in range(start, len(lines)):
        line = lines[at]
        mark = _FENCE.match(line)
        if fence:
            if mark and mark[1].startswith(fence) and not line.strip().strip(fence[0]):
                fence = ""
            continue
        if in_comment or "<!--" in line:
            in_comment = "-->" not in line.rpartition("<!--")[2]
            yield ""
            continue
        in_note = bool(_DEFINITION.match(line)) or (in_note and line.startswith((" ", "\t")))
        if mark:
            fence = mark[1]
            yield ""
        elif (
            in_note
            or _is_no_prose(line, lines[at + 1] if at + 1 < len(lines) else "")
            or _UNDERLINE.fullmatch(line)
            or _RULE.fullmatch(line)
        ):
            yield ""
        elif at + 1 < len(lines) and line.strip() and _is_underlined(lines, at):
            yield f"# {line.strip()}"
        else:
            yield _QUOTED.sub("", line, count=1)


def _front_matter(lines: list[str]) -> int:
    """Return the index of the first line after the metadata that a file begins with."""
    if lines[0].rstrip() not in ("---", "+++"):
        return 0
    end = next((at for at in range(1, len(lines)) if lines[at].rstrip() == lines[0].rstrip()), 0)
    return end + 1 if end else 0


def title_in_front(text: str) -> str:
    """Return the title in the metadata, in YAML or TOML, that a file begins with; "" if there is none."""
    lines = text.split("\n")
    found = (_TITLE.fullmatch(line) for line in lines[: _front_matter(lines)])
    return next((match[1].strip("\"'").strip() for match in found if match), "")


def _is_no_prose(line: str, following: str) -> bool:
    return bool(
        line.lstrip().startswith("|")
        or _TABLE_RULE.fullmatch(line.strip())
        or ("|" in line and _TABLE_RULE.fullmatch(following.strip()))
        or _DIRECTIVE.match(line)
        or _HTML_LINE.match(line)
    )


def _is_underlined(lines: list[str], at: int) -> bool:
    alone = at == 0 or not lines[at - 1].strip()
    return alone and bool(re.fullmatch(r" {0,3}(?:={2,}|-{2,})[ \t]*", lines[at + 1]))


def _inline(line: str) -> str:
    """Return a line without markup; code spans keep their text."""
    parts, at = [], 0
    for match in _CODE.finditer(line):
        parts += [_plain(line[at : match.start()]), match[2].strip()]
        at = match.end()
    return "".join((*parts, _plain(line[at:])))


def _plain(text: str) -> str:
    text = _NOTE_MARK.sub("", _IMAGE.sub("", text))
    text = _TAG.sub("", _ADDRESS.sub("", _LINK.sub(r"\1", text)))
    return _ESCAPED.sub(r"\1", _UNDERSCORES.sub("", _STARS.sub("", text)))
