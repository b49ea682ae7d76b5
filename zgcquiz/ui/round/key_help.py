"""The keys that work while a question is asked, and what they do."""

from __future__ import annotations

from zgcquiz.core.packs.pack import Kind
from zgcquiz.core.rounds.round_views import Question
from zgcquiz.ui.media.sounds import PLAY, has_sound
from zgcquiz.ui.round.phrases import LABELS

LEVEL_KEYS = [("1", "unsure: 1, or 0"), ("2", "fairly sure: 2, or -2"), ("3", "sure: 3, or -6"), ("Esc", "back")]
"""The levels of certainty, each with its mark for a right and for a wrong answer."""

_RERATING = {"e": "easy", "h": "hard"}
_QUIT = ("q", "end the round; your answers are saved")


def option_keys(question: Question) -> list[tuple[str, str]]:
    """Return the keys for the footer of a question with options, the most important first."""
    lower, upper = _letters(question)
    if question.item.kind is Kind.MULTIPLE:
        keys = [(lower, "pick"), ("Enter", "answer"), (upper, "guess")]
    else:
        keys = [(lower, "answer, then 1-3: how sure" if question.levels else "sure"), (upper, "guess")]
    keys.append(("0", "don't know"))
    if question.can_undo:
        keys.append(("u", "undo"))
    if question.can_rerate and (rerate := _rerating(question)):
        keys.append(("/".join(rerate), "/".join(rerate.values())))
    return [*keys, *_sound(question), ("?", "keys"), ("q", "quit")]


def _sound(question: Question) -> list[tuple[str, str]]:
    return [(PLAY, "play sound")] if has_sound(question) else []


def _rerating(question: Question) -> dict[str, str]:
    """Return the keys that rate the last answer, but those that are options of the question."""
    return {key: word for key, word in _RERATING.items() if key not in LABELS[: len(question.shown)]}


def _common(question: Question) -> list[tuple[str, str]]:
    rerate = _rerating(question)
    rating = [(" ".join(rerate), f"rate the last correct answer {' or '.join(rerate.values())}")] if rerate else []
    sound = (
        [(PLAY, "play the sound: that of the option under the cursor, or the next one")] if has_sound(question) else []
    )
    return [
        *sound,
        ("u", "undo the last answer"),
        *rating,
        ("- !", "bury: not today; suspend: not until you resume it"),
    ]


def typing_keys(question: Question) -> list[tuple[str, str]]:
    options = [("Tab", "options")] if question.has_options else []
    sound = [(f"Esc {key}", word) for key, word in _sound(question)]
    return [("Enter", "answer"), ("...?", "guess"), *options, *sound, ("Esc", "other keys")]


def command_keys(question: Question) -> list[tuple[str, str]]:
    """Return the keys for the footer of a typed question after Esc."""
    undo = [("u", "undo")] if question.can_undo else []
    rerate = [("e/h", "easy/hard")] if question.can_rerate else []
    return [
        ("0", "don't know"),
        *_sound(question),
        *undo,
        *rerate,
        ("?", "keys"),
        ("q", "quit"),
        ("Esc", "go on typing"),
    ]


def all_keys(question: Question) -> list[tuple[str, str]]:
    """Return every key that works at a question, for the help."""
    if question.is_typed:
        return [
            ("Enter", "submit the answer; end it with ? to mark it as a guess"),
            ("Enter Enter", "with nothing typed: I don't know"),
            *([("Tab", "show the options, and pick one instead")] if question.has_options else []),
            ("left right", "move; Home, End, Backspace, Del, Ctrl-U, Ctrl-W, Ctrl-K edit as in a shell"),
            ("Esc 0", "I don't know"),
            *((f"Esc {key}", meaning) for key, meaning in (*_common(question), _QUIT)),
        ]
    lower, upper = _letters(question)
    if question.item.kind is Kind.MULTIPLE:
        answering = [
            (lower, "pick or unpick an option; Space does it at the cursor"),
            (upper, "the same, as a guess"),
            ("Enter", "answer with the picked options"),
        ]
    else:
        sure = "answer, then say how sure you are, 1 to 3" if question.levels else "answer, and be sure of it"
        answering = [
            (lower, f"{sure}; 1 2 3 ... do the same"),
            (upper, "answer with a guess: it scores, and comes back soon"),
            ("Enter", "answer with the option under the cursor"),
        ]
    return [
        *answering,
        ("up down", "move the cursor"),
        ("0", "I don't know"),
        *_common(question),
        ("?", "show or hide the keys"),
        _QUIT,
    ]


def _letters(question: Question) -> tuple[str, str]:
    last = LABELS[len(question.shown) - 1]
    return f"a-{last}", f"A-{last.upper()}"
