"""Find the options of questions without checkboxes: a list, and an answer below it that names some of its entries."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence

from zgcquiz.core.value import Value, replace
from zgcquiz.formats.markdown.lines import Mark, MarkdownLine, unquoted
from zgcquiz.formats.markdown.numbering import is_announced
from zgcquiz.formats.markdown.quiz.checkboxes import Lines
from zgcquiz.formats.markdown.text import inline
from zgcquiz.formats.native.values import canonical_option

KEY_WORDS = (
    "(?:(?:the |show |view |see |la |die )?(?:correct |right |richtige |korrekte |bonnes? )?"
    "(?:answers?|solution|key|antwort(?:en)?|lösung|réponses?|respuestas?|rispost[ae]|respostas?|antwoord|svar|ответ"
    "|正确答案|正確答案|答案|正解|答え|정답)(?: correct[ae]s?| corrett[ae])?)"
)
"""What announces which option is right."""
KEY_LABEL = re.compile(
    rf"[ \t]*(?:</?(?:details|summary|strong|b)\b[^<>]*>[ \t]*)*[*_]*{KEY_WORDS}"
    r"(?: is| are)?[ \t]*[*_]*(?:[:：]|(?:</(?:strong|b)>)?</summary>|(?<=is)|(?<=are)|$)[*_]*[ \t]*",
    re.IGNORECASE,
)
LETTERED = re.compile(
    r"[ \t]*(?:[-*+][ \t]+)?(?:\*\*|__)?\(?([A-Ja-j])(?:[.)]|(?<=[-*+] [A-J]):)(?:\*\*|__)?[ \t]++(.*\S)[ \t]*"
)
_BULLET = re.compile(r"[ \t]*[-*+][ \t]+(?=\*\*|__|[A-Z])")
_TAGS_ALONE = re.compile(r"[ \t]*(?:</?(?:p|div|details|summary|br)\b[^<>]*>[ \t]*)*", re.IGNORECASE)
_TAG = re.compile(r"</?[A-Za-z][^<>]*>")
_NEAR = 6
"""How many lines below a label that names nothing the key is looked for."""
_FAR = 200
"""The most lines between two options."""
_ENTRY = re.compile(r"[ \t]*(?:(\d{1,2})[.)]|[-*+])[ \t]+(.*\S)[ \t]*")
"""An entry of a list, numbered or not."""
_NAMES = re.compile(
    r"\(?([A-Ja-j]|\d{1,2})[.)]?(?:(?:[ \t]*[,;&+][ \t]*|[ \t]+and[ \t]+)\(?(?:[A-Ja-j]|\d{1,2})[.)]?)*"
)
"""The letters or numbers of options, and nothing else."""
_LETTERS = re.compile(r"\(?[A-Ja-j][.)]?(?:(?:[ \t]*[,;&+][ \t]*|[ \t]+and[ \t]+)\(?[A-Ja-j][.)]?)*")
_NAME = re.compile(r"\b[A-Ja-j]\b|\d+")
_NUMBER_AND_TEXT = re.compile(r"\(?(\d{1,2})[.):][ \t]+(.*\S)")
_ASKS = re.compile(r"[?？؟][*_` ]*$")


class _ListOption(Value, frozen=True):
    """An entry of a list. at: the index of its line; number: None if it has a bullet."""

    at: int
    number: int | None
    text: str


def with_boxes(lines: Lines) -> list[MarkdownLine]:
    """Return a file's lines with the options of lists as boxes, if an answer below them names some.

    Those are lettered ones (`A. …`, `B) …`, `- C: …`), whose letters must be consecutive from A; numbered ones, from 1;
    and others, if the answer is the text of one.
    """
    found = _with_lettered(_without_quotation(lines))
    for at, line in enumerate(found):
        label = _key_label(found, at) if line.mark in (Mark.TEXT, Mark.LABEL, Mark.HEADING) else None
        if label is None:
            continue
        options = _options_above(found, at)
        key = _without_label(label[1])
        if options and (right := _named(key, options)):
            for option in options:
                checked = option.at in right
                found[option.at] = replace(found[option.at], mark=Mark.CHECK, body=option.text, checked=checked)
            _clear(found, at, label[0] + 1)
    return found


def _without_quotation(lines: Lines) -> list[MarkdownLine]:
    """Return a file's lines with answers in quotations (`> **Answer:** B`) as if they were in none.

    Below a box of the same question, a quotation is feedback.
    """
    found = list(lines)
    boxes = False
    for at, line in enumerate(lines):
        boxes = line.mark is Mark.CHECK or (boxes and line.mark is not Mark.HEADING)
        if line.mark is Mark.QUOTE and not boxes:
            label = KEY_LABEL.match(line.body)
            if label and line.body[label.end() :].strip("*_ \t"):
                found[at] = unquoted(line)
    return found


def is_unread(body: Lines) -> bool:
    """Return whether the lines below a heading have an answer, or lettered options, of which no box was made."""
    if any(line.mark is Mark.CHECK for line in body):
        return False
    texts = [line.body if line.mark is Mark.QUOTE else line.text for line in body if line.mark is not Mark.CODE]
    letters = [found[1].lower() for found in map(LETTERED.fullmatch, texts) if found]
    return letters[:2] == ["a", "b"] or any(names_answer(text) for text in texts)


def names_answer(text: str) -> bool:
    """Return whether a line is labelled as an answer, and doesn't only speak of one."""
    label = KEY_LABEL.match(text)
    return label is not None and any(sign in label.group() for sign in (":", "：", "<summary"))


def _clear(lines: list[MarkdownLine], start: int, end: int) -> None:
    """Make lines empty."""
    for at in range(start, end):
        lines[at] = replace(lines[at], mark=Mark.BLANK, text="", body="", name="", level=0)


def _without_label(text: str) -> str:
    return _TAG.sub("", KEY_LABEL.sub("", text, count=1)).strip("*_ \t")


def _options_above(lines: Lines, label: int) -> list[_ListOption]:
    """Return the entries of the list right above an answer, in their order; none if they can't be a question's options.

    They are numbered from 1, or not at all; between them are only empty lines, code, and lines that are indented more.
    """
    found: list[_ListOption] = []
    at = label
    while at and (lines[at - 1].mark is Mark.BLANK or _TAGS_ALONE.fullmatch(lines[at - 1].text)):
        at -= 1
    between: list[MarkdownLine] = []
    while at:
        at -= 1
        line = lines[at]
        entry = _ENTRY.fullmatch(line.text) if line.mark is Mark.TEXT else None
        if entry is None or (found and line.indent > lines[found[0].at].indent + 1):
            is_text = line.mark is Mark.TEXT and line.indent < 2
            if is_text or line.mark not in (Mark.BLANK, Mark.CODE, Mark.TEXT) or len(between) == _FAR:
                break
            between.append(line)
            continue
        number = int(entry[1]) if entry[1] else None
        if found and ((number is None) is not (found[0].number is None) or line.indent < lines[found[0].at].indent - 1):
            break
        if any(each.mark is Mark.TEXT and each.indent < line.indent + 2 for each in between):
            break
        if number is not None and found and number != (found[0].number or 0) - 1:
            return []
        found.insert(0, _ListOption(at, number, entry[2]))
        between = []
        if number == 1:
            break
    if len(found) < 2 or found[0].number not in (None, 1):
        return []
    return found if any(line.mark is not Mark.BLANK for line in lines[: found[0].at]) else []


def _named(key: str, options: Sequence[_ListOption]) -> Collection[int]:
    """Return the indices of the options that an answer names by number or text; none if it names anything else."""
    numbered = options[0].number is not None
    if numbered and _NAMES.fullmatch(key):
        names = [*map(str.lower, _NAME.findall(key))]
        if all(name.isdecimal() and 1 <= int(name) <= len(options) for name in names):
            return {options[int(name) - 1].at for name in names}
    whole = _NUMBER_AND_TEXT.fullmatch(key) if numbered else None
    texts = [_folded(option.text) for option in options]
    if whole and 1 <= int(whole[1]) <= len(options) and texts[int(whole[1]) - 1] == _folded(whole[2]):
        return {options[int(whole[1]) - 1].at}
    for parts in ([key], key.split(",")):
        wanted = [*map(_folded, parts)]
        if all(texts.count(text) == 1 for text in wanted):
            return {options[texts.index(text)].at for text in wanted}
    return ()


def _folded(text: str) -> str:
    return canonical_option(inline(text)).casefold().rstrip(".")


def unread_questions(lines: Lines) -> Iterator[int]:
    """Yield the number of each line of a text that reads like a question: it asks, and a list of options follows."""
    for at, line in enumerate(lines):
        asks = _ASKS.search(line.text) or is_announced(line.text) if line.mark is Mark.TEXT else False
        if not (asks or (line.mark is Mark.HEADING and _ASKS.search(line.body))):
            continue
        if _has_options(line, (lines[below] for below in range(at + 1, len(lines)))):
            yield line.number


def _has_options(asks: MarkdownLine, below: Iterable[MarkdownLine]) -> bool:
    """Return whether two entries of a list follow a line that asks. It may be an entry itself, of another list."""
    is_entry = asks.mark is Mark.TEXT and _ENTRY.fullmatch(asks.text) is not None
    entries = 0
    for line in below:
        if line.mark in (Mark.BLANK, Mark.CODE):
            continue
        lettered = line.mark is Mark.TEXT and LETTERED.fullmatch(line.text)
        listed = line.mark is Mark.TEXT and _ENTRY.fullmatch(line.text)
        if not (lettered or (listed and (not is_entry or line.indent >= asks.indent + 2))):
            return False
        entries += 1
        if entries > 1:
            return True
    return False


def _with_lettered(lines: Lines) -> list[MarkdownLine]:
    """Return a file's lines with lettered options (`A. …`, `B) …`, `- C: …`) as boxes if an answer is given below them.

    The letters must be consecutive from A.
    """
    found = list(lines)
    places: list[int] = []  # indices of the lettered options so far
    for at, line in enumerate(lines):
        option = LETTERED.fullmatch(line.text) if line.mark is Mark.TEXT else None
        if option and ord(option[1].lower()) - ord("a") == len(places):
            places.append(at)
        elif option and option[1] in "Aa":
            places = [at]
        elif len(places) > 1 and (label := _key_label(lines, at)):
            for place in places:
                entry = LETTERED.fullmatch(lines[place].text)
                assert entry
                found[place] = replace(lines[place], mark=Mark.CHECK, body=entry[2])
            key = _without_label(label[1])
            letters = (
                {ord(name.lower()) - ord("a") for name in _NAME.findall(key)} if _LETTERS.fullmatch(key) else set()
            )
            if letters and max(letters) < len(places):
                for letter in letters:
                    found[places[letter]] = replace(found[places[letter]], checked=True)
                _clear(found, at, label[0] + 1)
            else:  # an answer below the label, or one with a text, is looked for later
                _clear(found, at, label[0])
                found[label[0]] = replace(lines[label[0]], mark=Mark.LABEL, name="key", text=label[1])
            places = []
        elif line.mark in (Mark.HEADING, Mark.CHECK) or (line.mark is Mark.TEXT and is_announced(line.text)):
            places = []
    return found


def _key_label(lines: Lines, at: int) -> tuple[int, str] | None:
    """Return the index and the text of the label that names the key, if one begins at an index.

    A label that names nothing, such as a summary of what can be unfolded, may be followed by a heading that does.
    """
    line = lines[at]
    text = line.body if line.mark is Mark.HEADING else _unlisted(line.text)
    match = None if line.mark is Mark.CHECK else KEY_LABEL.match(text)
    if match is None or (line.mark is Mark.HEADING and not text[match.end() :].strip()):
        return None
    if not text[match.end() :].strip():
        for later in range(at + 1, min(len(lines), at + _NEAR)):
            if lines[later].mark is Mark.HEADING:
                return _key_label(lines, later) or (at, text)
            if _TAGS_ALONE.fullmatch(lines[later].text) is None:
                break
    return at, text


def _unlisted(text: str) -> str:
    """Return a line without a bullet, since some authors list the answer below the options."""
    return _BULLET.sub("", text, count=1) if _BULLET.match(text) else text
