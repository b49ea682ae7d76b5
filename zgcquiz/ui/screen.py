"""A round in a terminal, a key at a time: redrawn in place, or as plain lines."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol

from rich.text import Text

from zgcquiz.core.hold import Held
from zgcquiz.core.marking import Certainty, DontKnow, Picked, Response, TimedOut
from zgcquiz.core.pack import Kind
from zgcquiz.core.review import Ref
from zgcquiz.core.session import Command
from zgcquiz.core.views import Feedback, Opening, Question, RoundReport
from zgcquiz.ui import words
from zgcquiz.ui.keys import DOWN, END, ENTER, REDRAW, SPACE, TIMEOUT, UP, Keys
from zgcquiz.ui.look import Choice, Look, due_line
from zgcquiz.ui.plain import Plain, opening_lines
from zgcquiz.ui.text import bar
from zgcquiz.ui.words import LABELS

if TYPE_CHECKING:
    from rich.console import Console

_TICK = 0.25
"""Seconds between two drawings of the time that runs down."""
_CAPS = 3
"""So many guesses in a row make one ask if Caps Lock is on."""
_HOLDS = {"-": Command.BURY, "!": Command.SUSPEND}


class Painter(Protocol):
    """Draws what `Screen` has to show."""

    def opening(self, opening: Opening) -> None: ...

    def question(self, question: Question, choice: Choice, note: str = "", help: bool = False) -> None:
        """Show the question, in place of itself if it is up already."""

    def clock(self, left: float, whole: float) -> None:
        """Show how much time is left."""

    def answered(self, feedback: Feedback) -> None:
        """Show the feedback, in place of the question."""

    def say(self, text: str) -> None:
        """Show a line in place of the question, which will be drawn again below."""

    def keys(self, keys: list[tuple[str, str]]) -> None:
        """Show which keys work now, until something else is shown."""

    def summary(self, report: RoundReport) -> None: ...

    def missed(self, report: RoundReport) -> None: ...

    def redraw(self) -> None:
        """The window has changed: show what is up once more."""


class Screen:
    """A `Face` with keys."""

    def __init__(self, painter: Painter, keys: Keys, *, pause: bool = False) -> None:
        """pause: wait for Enter after every answer, not only after wrong ones and guesses."""
        self._painter = painter
        self._keys = keys
        self._pause = pause
        self._guesses = 0

    def open(self, opening: Opening) -> None:
        self._painter.opening(opening)

    def ask(self, question: Question) -> Response | Command:
        asking = _Asking(question, self._painter, self._keys)
        said = asking.run()
        guess = isinstance(said, Picked) and said.certainty is Certainty.GUESS
        self._guesses = self._guesses + 1 if guess else 0
        return said

    def tell(self, feedback: Feedback) -> Command:
        self._painter.answered(feedback)
        if self._guesses and self._guesses % _CAPS == 0:
            self._painter.say(f"{self._guesses} guesses in a row. Is Caps Lock on?")
        answer = feedback.answer
        sure = isinstance(answer.response, Picked) and answer.response.certainty is Certainty.SURE
        if answer.correct and sure and not self._pause:
            return Command.NEXT
        keys = [("Enter", "next"), ("u", "undo"), ("q", "quit (saved)" if feedback.card else "quit")]
        commands = {ENTER: Command.NEXT, SPACE: Command.NEXT, "u": Command.UNDO, "q": Command.QUIT, END: Command.QUIT}
        if answer.correct and sure and feedback.card:
            keys[2:2] = [("e", "easy"), ("h", "hard")]
            commands |= {"e": Command.EASY, "h": Command.HARD}
        if feedback.card:
            commands |= _HOLDS
        if feedback.leech:
            keys[1:1] = [("!", "suspend")]
        self._keys.forget()
        return self._choose(keys, commands)

    def rerated(self, feedback: Feedback) -> None:
        self._painter.say(due_line(feedback))

    def held(self, ref: Ref, held: Held) -> None:
        self._painter.say(words.held(ref, held))

    def taken_back(self, remaining: int) -> None:
        self._painter.say("There is nothing to take back." if remaining < 0 else "The last answer is taken back.")

    def finish(self, report: RoundReport) -> Command:
        self._painter.summary(report)
        if not report.ending.finished or report.ending.interrupted or not report.asked:
            return Command.QUIT
        keys = []
        commands = {"q": Command.QUIT, END: Command.QUIT, ENTER: Command.QUIT, "u": Command.UNDO}
        if report.mode == "play":
            if report.to_retry:
                keys.append(("m", "retry missed"))
                commands["m"] = Command.RETRY
            keys.append(("n", "new round"))
            commands["n"] = Command.AGAIN
        else:
            keys.append(("n", "go on"))
            commands["n"] = Command.AGAIN
        if report.can_rerate:
            keys.append(("e/h", "easy/hard"))
            commands |= {"e": Command.EASY, "h": Command.HARD}
        extra: dict[str, Callable[[], None]] = {}
        if report.missed:
            keys.append(("v", "view missed"))
            extra["v"] = lambda: self._painter.missed(report)
        return self._choose([*keys, ("u", "undo"), ("q", "quit")], commands, extra)

    def _choose(
        self,
        keys: list[tuple[str, str]],
        commands: dict[str, Command],
        extra: dict[str, Callable[[], None]] | None = None,
    ) -> Command:
        """Wait for a key that means something."""
        self._painter.keys(keys)
        while True:
            key = self._keys.read()
            if key == REDRAW:
                self._painter.redraw()
            elif extra and key in extra:
                extra[key]()
                self._painter.keys(keys)
            elif key in commands:
                self._painter.keys([])
                return commands[key]


class _Asking:
    """One question until it is answered."""

    def __init__(self, question: Question, painter: Painter, keys: Keys) -> None:
        self._question = question
        self._painter = painter
        self._keys = keys
        self._multiple = question.item.kind is Kind.MULTIPLE
        self._highlight: int | None = None
        self._picked: dict[int, bool] = {}
        self._note = ""
        self._help = False

    def run(self) -> Response | Command:
        end = None if self._question.seconds is None else time.monotonic() + self._question.seconds
        self._draw()
        while True:
            left = None if end is None else end - time.monotonic()
            if left is not None and self._question.seconds is not None:
                if left <= 0:
                    return TimedOut()
                self._painter.clock(left, self._question.seconds)
            key = self._keys.read(None if left is None else min(_TICK, left))
            if key == TIMEOUT:
                continue
            if key == REDRAW:
                self._painter.redraw()
                continue
            said = self._press(key)
            if said is not None:
                return said
            self._draw()

    def _draw(self) -> None:
        choice = Choice(self._highlight, dict(self._picked))
        self._painter.question(self._question, choice, self._note, self._help)

    def _press(self, key: str) -> Response | Command | None:
        """What a key says, or None where it only changes what is on the screen."""
        self._note, self._help = "", key == "?" and not self._help
        count = len(self._question.shown)
        labels = LABELS[:count]
        if len(key) == 1 and key.lower() in labels:
            return self._pick(labels.index(key.lower()), guess=key.isupper())
        if len(key) == 1 and key in "123456789"[:count]:
            return self._pick(int(key) - 1, guess=False)
        if key in (UP, DOWN):
            step = 1 if key == DOWN else -1
            start = self._highlight if self._highlight is not None else (-1 if step > 0 else count)
            self._highlight = (start + step) % count
        elif key == SPACE and self._highlight is not None:
            if self._multiple:
                self._pick(self._highlight, guess=False)
            else:
                self._note = "Enter answers with the option under the cursor."
        elif key == SPACE:
            self._note = "Move the cursor to an option first: up or down."
        elif key == ENTER:
            return self._enter()
        elif key != "?":
            return self._command(key)
        return None

    def _pick(self, position: int, *, guess: bool) -> Picked | None:
        certainty = Certainty.GUESS if guess else Certainty.SURE
        if not self._multiple:
            return Picked(frozenset({position}), certainty)
        if position in self._picked:
            del self._picked[position]
        else:
            self._picked[position] = guess
        return None

    def _enter(self) -> Picked | None:
        if self._multiple and self._picked:
            guess = any(self._picked.values())
            return Picked(frozenset(self._picked), Certainty.GUESS if guess else Certainty.SURE)
        if not self._multiple and self._highlight is not None:
            return Picked(frozenset({self._highlight}))
        self._note = "Pick an option first, or press 0 if you don't know."
        return None

    def _command(self, key: str) -> Response | Command | None:
        question = self._question
        if key == "0":
            return DontKnow()
        if key in ("q", END):
            return Command.QUIT
        if key == "u":
            if question.can_undo:
                return Command.UNDO
            self._note = "There is nothing to take back yet."
        elif key in _HOLDS:
            if question.can_hold:
                return _HOLDS[key]
            self._note = "Nothing is kept in this round, so nothing is suspended either."
        elif key in "eh" and len(key) == 1:
            if question.can_rerate:
                return Command.EASY if key == "e" else Command.HARD
            self._note = "Easy and hard are said of a right and sure answer, just after it."
        elif len(key) == 1:
            last = LABELS[len(question.shown) - 1]
            self._note = f"{key} is no key here: a-{last} answer, ? shows all keys."
        return None


class BlockPainter:
    """Draws in place: what is up is a block of lines that is wiped and drawn again.

    What has been answered stays above, so that the scrollback keeps the lesson.
    """

    def __init__(self, console: Console) -> None:
        self._console = console
        self._look = Look(console)
        self._height = 0  # lines of the block, the cursor at the end of its last
        self._up: Callable[[], list[Text]] | None = None
        self._before: Callable[[], list[Text]] = list

    def opening(self, opening: Opening) -> None:
        for text in opening_lines(opening):
            self._print([*self._look.wrap(text, style="bold"), Text()])

    def question(self, question: Question, choice: Choice, note: str = "", help: bool = False) -> None:
        self._block(lambda: self._look.question(question, choice, note, help))

    def clock(self, left: float, whole: float) -> None:
        width = 10 if self._look.narrow else 30
        line = f" {bar(left / whole, width)} {int(left) + 1:>3} s"
        self._console.file.write(f"\r\n{line}\x1b[K\x1b[A\r")
        self._console.file.flush()

    def answered(self, feedback: Feedback) -> None:
        self._wipe()
        self._before = lambda: self._look.answered(feedback)
        self._print(self._before())

    def say(self, text: str) -> None:
        self._wipe()
        self._before = lambda: [*self._look.wrap(text, style="yellow"), Text()]
        self._print(self._before())

    def keys(self, keys: list[tuple[str, str]]) -> None:
        self._wipe()
        if keys:
            self._block(lambda: self._look.footer(keys, "dim", whole=True))

    def summary(self, report: RoundReport) -> None:
        self._wipe()
        self._before = lambda: self._look.summary(report)
        self._print([*self._before(), Text()])

    def missed(self, report: RoundReport) -> None:
        self._wipe()
        self._before = lambda: self._look.missed_in_full(report)
        self._print(self._before())

    def redraw(self) -> None:
        """Lines may have been broken anew by the terminal, so what is up can't be found and wiped.
        Push all of it into the scrollback, and draw the end of it again from the top."""
        rows = self._console.height
        self._console.file.write("\n" * rows + "\x1b[H\x1b[J")
        self._height = 0
        block = self._up() if self._up else []
        room = max(0, rows - len(block) - 1)
        before = self._before()
        self._print(before[len(before) - room :] if len(before) > room else before)
        if block:
            self._draw(block)

    def _block(self, lines: Callable[[], list[Text]]) -> None:
        self._up = lines
        self._draw(lines())

    def _draw(self, lines: list[Text]) -> None:
        text = self._rendered(lines).removesuffix("\n")
        self._console.file.write(self._wiping() + text)
        self._console.file.flush()
        self._height = len(lines)

    def _wiping(self) -> str:
        if not self._height:
            return ""
        if self._height > self._console.height:  # its top is out of reach: leave it
            return "\n\n"
        up = f"\x1b[{self._height - 1}A" if self._height > 1 else ""
        return f"\r{up}\x1b[J"

    def _wipe(self) -> None:
        self._console.file.write(self._wiping())
        self._console.file.flush()
        self._height = 0
        self._up = None

    def _print(self, lines: list[Text]) -> None:
        self._console.file.write(self._rendered(lines))
        self._console.file.flush()

    def _rendered(self, lines: list[Text]) -> str:
        with self._console.capture() as capture:
            for line in lines:
                self._console.print(line, soft_wrap=True)
        return capture.get()


class PlainPainter:
    """Draws by adding lines. Nothing that was said is changed."""

    def __init__(self, console: Console) -> None:
        self._plain = Plain(console)
        self._up: Question | None = None
        self._picked: dict[int, bool] = {}
        self._highlight: int | None = None
        self._told = False

    def opening(self, opening: Opening) -> None:
        self._plain.opening(opening)

    def question(self, question: Question, choice: Choice, note: str = "", help: bool = False) -> None:
        if self._up is not question:
            self._up, self._picked, self._highlight = question, {}, None
            self._plain.question(question)
            if not self._told:
                self._plain.say("Press a letter to answer, question mark for all keys.")
                self._told = True
        if choice.highlight != self._highlight and choice.highlight is not None:
            option = question.shown[choice.highlight]
            self._plain.say(f"At {LABELS[choice.highlight]}: {words.option_text(option, question.item.kind)}")
        if choice.picked != self._picked:
            labels = [LABELS[at] + (" (guess)" if choice.picked[at] else "") for at in sorted(choice.picked)]
            self._plain.say(f"Picked: {', '.join(labels) or 'none'}. Enter answers.")
        self._highlight, self._picked = choice.highlight, dict(choice.picked)
        if note:
            self._plain.say(note)
        if help:
            self._plain.say(
                "Small letter: sure. Capital letter: a guess. 0: I don't know. Up and down: move. Enter: answer."
                " Space: pick, where several are right. u: take the last answer back."
                " e, h: the last right answer was easy, was hard. Minus: not today. Exclamation mark: don't ask it"
                " any more. q: end the round."
            )

    def clock(self, left: float, whole: float) -> None:
        pass  # told with the question; a clock read aloud would drown it

    def answered(self, feedback: Feedback) -> None:
        self._up = None
        self._plain.answered(feedback)

    def say(self, text: str) -> None:
        self._up = None
        self._plain.say(text)

    def keys(self, keys: list[tuple[str, str]]) -> None:
        if keys:
            self._plain.say(", ".join(f"{key}: {word}" for key, word in keys) + ".")

    def summary(self, report: RoundReport) -> None:
        self._up = None
        self._plain.summary(report)

    def missed(self, report: RoundReport) -> None:
        for missed in report.missed:
            answer = missed.answer
            self._plain.say(answer.item.stem, first=f"{missed.number}. ")
            self._plain.say(f"You said: {words.picked_text(answer)}", first="   ")
            self._plain.say(f"Right: {words.key_text(answer)}", first="   ")
            if answer.item.explanation:
                self._plain.say(answer.item.explanation, first="   ")

    def redraw(self) -> None:
        """Lines that stand are not drawn again; after a stop the question is asked anew."""
        if self._up is not None:
            self._plain.question(self._up)
