"""Detects texts that YAML accepts but reads differently from what their author meant.

Most functions examine one scalar and return a warning, or None or "".
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from zgcquiz.formats.native.yaml.nodes import brief

MAX_LOOKED_AT = 4000
"""Characters of a scalar or a comment that are examined."""
UNWRAPPED = 60
"""Columns of a line that nobody needs to fold."""

LINE_ENDS = re.compile("\r\n|[\r\n\x85\u2028\u2029]")
"""Line breaks, by libyaml's definition."""

QUESTION_KEYS = (
    *("id", "kind", "fact", "question", "answer", "answers", "distractors", "options", "accept", "strict", "recall"),
    *("tolerance", "unit", "explanation", "source", "tags", "formerly", "as_of", "valid_until", "allow", "draft"),
    "superseded_by",
)
OPTION_KEYS = ("text", "feedback", "pin")
_BLANKS = " \t\u00a0\u2007\u202f\u3000\u200b\ufeff"
_DASH = re.compile(r"(?:[-–—•·*－‐・](?=\s|$)|-(?=[^\W\d_])|－)[ \t\u3000]*")
_KEY = re.compile(rf"(?:- +)?(?P<key>{'|'.join((*QUESTION_KEYS, *OPTION_KEYS))})(?P<mark> ?[:：=]|(?= |$))")
_MID_SENTENCE = re.compile(r"(?:\S+\s+)*(?:the|an?|of|in|on|at|by|for|with|from|to|and|or|than|as|is|are|was|were)\Z")
"""A line at which no list entry can end."""
_SENTENCE_END = re.compile(r"[.?!:;,…。？！；，、][\"'”’)]*\Z")

LISTS = ("answers", "distractors", "options", "accept", "tags", "formerly", "questions")

FoldWarning = tuple[int, int, str]
"""A continuation line (from 0, within the scalar), the column of its text, and the warning."""


def folded_in_list(raw: str) -> tuple[int, int] | None:
    """Return the line and column (from 0) of a multi-line text in a flow list before which a comma is missing.

    Lines that together are too long for one are folded on purpose.
    """
    whole = LINE_ENDS.split(raw[:MAX_LOOKED_AT])
    lines = [line.strip(_BLANKS) for line in whole]
    for at in range(1, len(lines)):
        if lines[at] and (_DASH.match(lines[at]) or len(lines[at - 1]) + len(lines[at]) < UNWRAPPED - 10):
            return at, len(whole[at]) - len(whole[at].lstrip(_BLANKS))
    return None


def folded(raw: str, column: int, key: str, list_key: str) -> FoldWarning | None:
    """Return a warning if a line of a multi-line scalar was meant as an entry or a key.

    raw: the scalar's source text; column: where its first line starts (from 0); key: whose value it is, "" in a list;
    list_key: the key of the list it is an entry of, else "".
    """
    lines = LINE_ENDS.split(raw[:MAX_LOOKED_AT])
    before = lines[0].strip(_BLANKS)
    end = column + len(lines[0].rstrip(_BLANKS))
    in_quotes = raw[:1] in ("'", '"')
    for at, line in enumerate(lines[1:], 1):
        text = line.strip(_BLANKS)
        warning = text and _fold_warning(text, before, end, key, list_key, in_quotes)
        if warning:
            return at, len(line) - len(line.lstrip(_BLANKS)), warning
        if text:
            before, end = text, len(line.rstrip(_BLANKS))
    return None


def _fold_warning(text: str, before: str, end: int, key: str, list_key: str, in_quotes: bool) -> str:
    """Return a warning about a continuation line, or "". before, end: the line above, and its end column."""
    shown = brief(text)
    dash, dash_before = _DASH.match(text), _DASH.match(before)
    short = end + 1 + len(text.split(maxsplit=1)[0]) < UNWRAPPED
    if in_quotes:
        if dash or (_KEY.match(text) or [""])[0].endswith(":"):
            return f"YAML reads '{shown}' as part of the quoted text above; close the quote on the line above"
        return ""
    if dash and list_key:
        fix = brief(f"- {text[dash.end() :]}")
        return (
            f"YAML joins this line to the entry above; to make it a separate entry, write '{fix}' below that one's dash"
        )
    if dash and dash_before:
        return f"a list entry starts with a dash and a space: '{brief(f'- {text[dash.end() :]}')}'"
    if dash and key in LISTS:
        first = brief(f"- {before}")
        return f"YAML joins this line to the text above, which has no dash; write '{first}' there, at this column"
    if dash:
        return f"YAML joins this line to the text above; to keep its lines, write | after '{key}:', then the text below"
    found = _KEY.match(text)
    if found and (found["mark"] or short):
        fix = brief(f"{found['key']}: {text[found.end() :].strip()}")
        return f"YAML joins this line to the text above; to make it a separate key, write '{fix}' below the key above"
    if list_key and short and not _SENTENCE_END.search(before) and not _goes_on(before, text):
        return (
            f"YAML joins this line to the entry above, as '{brief(f'{before} {text}')}'; for an entry of its own, "
            f"write '- {shown}' below that one's dash; if it is one text, write it on one line"
        )
    return ""


def _goes_on(before: str, text: str) -> bool:
    """Return whether a line, judged by its words, continues the sentence above."""
    many = before[:1].isupper() and text[:1].islower() and len(before.split(maxsplit=3)) > 3
    return many or bool(_MID_SENTENCE.fullmatch(before))


_SHORT = ("answer", "text", "title", "section", "answers", "distractors", "options", "accept")
"""Keys of texts that are rarely sentences."""
_PROSE = ("question", "explanation", "feedback", "description", "quote")
_CLOSED = re.compile(r"[.?!…。？！][\"'”’)]*\Z")
_BROKEN = re.compile(
    r"(?:[=+*/<>&|(\[,:;-]|\b(?:the|an?|of|in|on|at|by|for|with|from|to|and|or|nor|than|as|is|are|was|were|be|does|do|did"
    r"|mean|means|called|like|sign|symbol|character|key|what|which|when|where|use|uses|using|used))\Z",
    re.IGNORECASE,
)
"""An end at which a text is incomplete."""
_GOES_ON = re.compile(
    r"\s*(?:[,;)\]+*=/-]|(?:and|or|in|of|at|before|after|sign|signs|symbol|symbols|character|characters|key|operator"
    r"|means?|starts?|stands?|begins?|comes?|to|minor|major)\b)"
)
"""How the continuation of a text starts, rather than a comment."""


def cuts(text: str) -> Iterator[tuple[int, tuple[int, int]]]:
    """Yield where a ` #` would end a text, with the index of the # and the number of blanks before it."""
    at = text.find(" #")
    while at >= 0:
        end = at
        while end and text[end - 1] == " ":
            end -= 1
        if text[at + 2 : at + 3] != "!":
            yield end, (at + 1, at + 1 - end)
        at = text.find(" #", at + 2)


def cut(value: str, comment: str, blanks: int, key: str) -> str:
    """Return a warning if a comment after a text seems to be part of the text, else "".

    comment: from its # on; blanks: their number before it; key: of the text or its list.
    """
    shown = brief(comment)
    rest = comment[1:]
    if rest[:1].strip() and rest[0] != "#":  # comments say `# `, as a rule
        return (
            f"YAML reads '{shown}' as a comment and leaves it out; put the text in quotes (or, if it is a comment, "
            "two spaces before the # and one after it)"
        )
    if not value:
        return f"YAML reads '{shown}' as a comment, which leaves nothing; put a text that starts with # in quotes"
    if blanks > 1 or rest[:1] == "#":
        return ""
    if key in _PROSE:
        belongs = not _CLOSED.search(value)
    elif key not in _SHORT or len(value) == 1 or not rest.strip():
        return ""
    else:
        belongs = bool(_BROKEN.search(value) or _GOES_ON.match(rest))
    if not belongs:
        return ""
    return (
        f"YAML reads '{shown}' as a comment and leaves it out, so the text ends in '{brief(value[-30:])}'; put the "
        "text in quotes (or, if it is a comment, two spaces before the #)"
    )


_ESCAPE = re.compile(r"\\(?:([A-Za-z])((?:[^\W\d_]|[\u0300-\u036f])*)|_(?=\w)|.)", re.DOTALL)
_NEVER_MEANT = "abefv"
"""Escapes for characters that no text contains."""
_SELDOM_MEANT = "rNLP"
_LATEX = frozenset(
    """
    tan tanh tau tbinom text textbf textit textrm texttt tfrac therefore theta thetasym thickapprox thicksim tilde
    times to top triangle triangledown triangleleft triangleright triangleq twoheadrightarrow nabla natural
    nearrow ne neg neq nexists ngeq ngtr ni nleq nless nmid nolimits nonumber not notin nparallel nprec
    nrightarrow nsim nsubseteq nsucc nsupseteq nu nwarrow
    """.split()  # noqa: SIM905
)
"""LaTeX commands whose first letter is also YAML's escape for a tab or a line break."""
_FOLDER = re.compile(r"(?:^|[\s\"'(])[A-Za-z]:(?:\\\w[^\s\\]*)*\Z")
"""A drive, and folders in it: `C:\\temp\\new`."""
_NAMES = {
    "a": "a bell",
    "b": "a backspace",
    "e": "an escape character",
    "f": "a form feed",
    "v": "a vertical tab",
    "r": "a carriage return",
    "t": "a tab",
    "_": "a no-break space",
    "0": "a null character",
    **dict.fromkeys("nNLP", "a line break"),
}


def escaped(raw: str) -> tuple[int, str] | None:
    """Return index and warning of an escape in double quotes that was meant as LaTeX, a pattern or a path."""
    if "\\" not in raw:
        return None
    found = list(_ESCAPE.finditer(raw, 0, MAX_LOOKED_AT))
    plain = any(match[1] in ("t", "n") and match[1] + match[2] not in _LATEX for match in found if match[1])
    for match in found:
        if _is_slip(raw, match, plain):
            word = match[0]
            return match.start(), (
                f"in double quotes '{brief(word)}' starts with an escape: it stands for {_NAMES[word[1]]}"
                f"{f' and {brief(repr(word[2:]))}' if word[2:] else ''}; put the text in single quotes"
            )
    return None


def _is_slip(raw: str, match: re.Match[str], plain: bool) -> bool:
    """plain: the text also has an escape that was surely meant as a tab or a line break."""
    letter, more = match[1], match[2]
    if letter is None:
        return match[0] in ("\\_", "\\0")
    if letter in _NEVER_MEANT:
        return True
    if letter in _SELDOM_MEANT:
        return bool(more)
    if letter not in "tn":
        return False
    if letter + more in _LATEX:
        return len(more) > 1 or not plain
    return bool(more) and bool(_FOLDER.search(raw[max(0, match.start() - 200) : match.start()]))


def quoted(text: str) -> str:
    """Return a text in single quotes, shortened if it is long."""
    return "'" + brief(text).replace("'", "''") + "'"


_BEFORE_MARK = "\n\r-[{,:"


def question_marks(text: str) -> Iterator[int]:
    """Yield where a `?` would make a complex key, unless it is inside a text."""
    at = text.find("?")
    while at >= 0:
        before = at - 1
        while before >= 0 and text[before] in " \t":
            before -= 1
        sign = text[before] if before >= 0 else "\n"
        if sign in "[{," or (sign in _BEFORE_MARK and text[at + 1 : at + 2] in ("", " ", "\t", "\n", "\r")):
            yield at
        at = text.find("?", at + 1)


_WIDE_COMMA = re.compile("[，、﹐､；،؛]")
_CURLY = {"＂": "＂", "＇": "＇", "“": "”", "„": "“”", "‘": "’", "«": "»", "「": "」", "『": "』"}


def is_curly(text: str) -> bool:
    """Return whether a whole text is in typographic quotes."""
    return len(text) > 2 and text[-1] in _CURLY.get(text[0], "") and text[0] not in text[1:-1]


def wide_list(entries: list[object], raw: str) -> str:
    """Return a warning if a flow list uses commas or quotes that YAML doesn't know, else "". raw: its source."""
    if raw.isascii() or "'" in raw or '"' in raw:
        return ""
    texts = [entry for entry in entries if isinstance(entry, str)]
    for at, entry in enumerate(texts):
        if _WIDE_COMMA.search(entry) and (len(entries) == 1 or _WIDE_COMMA.sub("", entry).isascii()):
            return (
                f"'{brief(entry)}' is a single entry to YAML, which separates entries by ',' and a space; write "
                f"{brief(listed(raw))} (or, if it is one text, put it in quotes)"
            )
        closing = _CURLY.get(entry[:1], "")
        rest = texts[at + 1] if at + 1 < len(texts) else ""
        if closing and rest[-1:] and rest[-1] in closing and not any(sign in entry for sign in closing):
            whole = quoted(f"{entry[1:]}, {rest[:-1]}")
            return f"YAML recognises only straight quotes, so it splits this text at its comma; write {whole}"
    return ""


_WIDE_COLON = re.compile(rf"(?P<key>{'|'.join((*QUESTION_KEYS, *OPTION_KEYS))})：\s*(?P<rest>.*)", re.DOTALL)


def wide_colon(text: str) -> str:
    """Return a warning if a text begins with a key and a full-width colon, else ""."""
    text = LINE_ENDS.split(text[:MAX_LOOKED_AT], maxsplit=1)[0]
    match = _WIDE_COLON.match(text.lstrip("｛"))
    if match is None:
        return ""
    if text[0] == "｛":
        return f"YAML doesn't recognise full-width characters; write {brief(narrowed(text))}"
    fix = brief(f"{match['key']}: {match['rest']}")
    return f"the colon after '{match['key']}' is not one that YAML recognises; write '{fix}'"


def narrowed(text: str) -> str:
    """Return a flow mapping with its full-width punctuation replaced by YAML's own."""
    for wide, narrow in (("｛", "{"), ("｝", "}"), ("：", ": "), ("，", ", "), ("、", ", ")):
        text = text.replace(wide, narrow)
    return text


def listed(raw: str) -> str:
    """Return a list that is written with full-width punctuation, or without brackets, as a YAML flow list."""
    inner = raw.strip(_BLANKS + "[]［］【】〔〕「」『』()（）{}｛｝")
    parts = [part.strip(_BLANKS) for part in re.split("[,，、﹐､;；،؛]", inner)]
    return "[" + ", ".join(part if _PLAIN.fullmatch(part) else quoted(part) for part in parts if part) + "]"


_PLAIN = re.compile(r"(?!['\"])\w[^,:#\[\]{}]*")
"""What needs no quotes in a flow list."""
