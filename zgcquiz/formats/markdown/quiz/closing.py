"""Leave out what a generated quiz says to its reader at the end: a wish, or an offer of more questions."""

from __future__ import annotations

import re
from collections.abc import Callable

from zgcquiz.formats.markdown.lines import Mark
from zgcquiz.formats.markdown.quiz.checkboxes import Lines
from zgcquiz.formats.markdown.text import inline

_WISHES = (
    "good luck|best of luck|all the best|happy (?:learning|studying|quizzing|coding)|have fun|enjoy"
    "|viel (?:erfolg|glück|spaß)|gutes gelingen|bonne chance|bon courage|(?:¡ ?)?(?:buena|mucha) suerte"
    "|buona fortuna|in bocca al lupo|boa sorte|bons estudos|veel succes|lycka till|held og lykke|lykke til|powodzenia"
    "|удачи|祝你?(?:好运|学习顺利|考试顺利)|加油|頑張って(?:ください)?"
)
"""Each is a whole sentence, maybe with what it is wished for."""
_OFFERS = (
    r"(?:please )?let me know (?:if|whether|when|how|what|which)\b|(?:please )?feel free to (?:ask|let me|reach out)\b"
    r"|(?:would|do) you (?:like|want) me to\b|shall i\b|(?:i )?hope (?:this|that|these|it) helps?\b"
    r"|if you(?:['’]d| would)? (?:like|want|need)\b.*\b(?:let me know|i can|just (?:ask|say|tell me))\b"
    r"|(?:sag|sagen sie|gib|geben sie)(?: mir)?(?: gerne?| einfach)? bescheid\b|lass(?:en sie)? (?:es )?mich wissen\b"
    r"|(?:soll|kann) ich (?:dir|ihnen|noch|auch|weitere)\b|(?:möchtest du|möchten sie|willst du), dass ich\b"
    r"|wenn (?:du|sie)\b.*\b(?:bescheid|kann ich|mich wissen)\b|ich hoffe, (?:das|dies|diese)\b.*\b(?:hilft|helfen)\b"
    r"|n['’]hésite[sz]? pas à|souhaite[sz][- ](?:tu|vous) que je\b|(?:¿ ?)?quieres que (?:te )?\w+|avísame si\b"
    r"|如果(?:你|您)(?:需要|想要?).*(?:告诉我|我可以)|(?:需要|要)我.*吗"
)
"""Each begins a sentence."""
_FOR = "with|on|in|for|at|beim?|mit|für|im|auf|à|pour|dans|con|en|com|met|med|på"
_CLOSING = re.compile(
    rf"\W*(?:(?:{_WISHES})(?: (?:{_FOR})\b[^.!?…:;]*)?\W*(?:[!.…！。]\W*(?:\s.*)?)?|(?:{_OFFERS}).*)",
    re.IGNORECASE | re.DOTALL,
)
_LONGEST = 300
_LISTED = re.compile(r"[ \t]*[-*+•][ \t]")


def without_closing(lines: Lines, lose: Callable[[str, str], None]) -> Lines:
    """Return a file's lines without the paragraphs at its end that plainly speak to the reader; count them as lost."""
    while (start := _last_paragraph(lines)) is not None:
        text = " ".join(inline(line.text).strip() for line in lines[start:]).strip()
        if len(text) > _LONGEST or _CLOSING.fullmatch(text) is None:
            break
        lose("closing words", f"to the reader: {text}")
        lines = lines[:start]
    return lines


def _last_paragraph(lines: Lines) -> int | None:
    """Return the index at which the paragraph that ends a file begins; None if it is not one below other lines."""
    end = len(lines)
    while end and lines[end - 1].mark in (Mark.BLANK, Mark.RULE):
        end -= 1
    start = end
    while start and lines[start - 1].mark is Mark.TEXT:
        start -= 1
    if start == end or not start or lines[start - 1].mark not in (Mark.BLANK, Mark.RULE):
        return None
    return None if lines[start].indent > 1 or _LISTED.match(lines[start].text) else start
