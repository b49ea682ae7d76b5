"""A round in a terminal, a key at a time: redrawn in place, or as plain lines."""

from __future__ import annotations

from collections.abc import Callable
from itertools import takewhile
from typing import TYPE_CHECKING

from rich.cells import cell_len
from rich.text import Text

from zgcquiz.core.log.hold import Held
from zgcquiz.core.log.review import Certainty, Ref
from zgcquiz.core.rounds.marking import Picked, Response
from zgcquiz.core.rounds.round_views import Feedback, Opening, Question, RoundReport
from zgcquiz.core.rounds.session import Command
from zgcquiz.ui.round import phrases
from zgcquiz.ui.round.key_prompt import HOLDS, OptionPrompt
from zgcquiz.ui.round.layout import Cursor, OptionMarks, RoundLayout, TypedDraft, all_keys, rerated_line
from zgcquiz.ui.round.line_editor import EditedLine
from zgcquiz.ui.round.painter import Painter
from zgcquiz.ui.round.phrases import LABELS
from zgcquiz.ui.round.plain import Plain, opening_lines
from zgcquiz.ui.terminal.key_names import END, ENTER, REDRAW, SPACE, Keys
from zgcquiz.ui.terminal.text import bar, visible

if TYPE_CHECKING:
    from rich.console import Console

_CAPS = 3
"""So many guesses in a row make one ask if Caps Lock is on."""
_HOW_SURE = "How sure are you? 1, 2 or 3. Esc takes the answer back."
_AFTER_ESC = "0: I don't know. u: undo. q: quit. Question mark: all keys. Esc: go on typing."


class KeysFrontend:
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
        if question.is_typed:
            from zgcquiz.ui.round.typed_prompt import TextPrompt

            said = TextPrompt(question, self._painter, self._keys).run()
        else:
            said = OptionPrompt(question, self._painter, self._keys).run()
        guess = isinstance(said, Picked) and said.certainty is Certainty.GUESS
        self._guesses = self._guesses + 1 if guess else 0
        return said

    def tell(self, feedback: Feedback) -> Command:
        self._painter.answered(feedback)
        if self._guesses and self._guesses % _CAPS == 0:
            self._painter.say(f"{self._guesses} guesses in a row. Is Caps Lock on?")
        answer = feedback.answer
        sure = answer.certainty is Certainty.SURE
        if answer.correct and sure and not self._pause:
            return Command.NEXT
        keys = [("Enter", "next"), ("u", "undo"), ("q", "quit (saved)" if feedback.card else "quit")]
        commands = {ENTER: Command.NEXT, SPACE: Command.NEXT, "u": Command.UNDO, "q": Command.QUIT, END: Command.QUIT}
        if answer.can_count:
            keys.insert(1, ("y", "it was right"))
            commands["y"] = Command.COUNT
        if answer.correct and sure and feedback.card:
            keys[2:2] = [("e", "easy"), ("h", "hard")]
            commands |= {"e": Command.EASY, "h": Command.HARD}
        if feedback.card:
            commands |= HOLDS
        if feedback.leech:
            keys[1:1] = [("!", "suspend")]
        self._keys.forget()
        return self._choose(keys, commands)

    def rerated(self, feedback: Feedback) -> None:
        self._painter.say(rerated_line(feedback))

    def held(self, ref: Ref, held: Held) -> None:
        self._painter.say(phrases.held(ref, held))

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


class BlockPainter:
    """Draws in place: what is up is a block of lines that is wiped and drawn again.

    What has been answered stays above, so that the scrollback keeps the lesson.
    """

    def __init__(self, console: Console) -> None:
        self._console = console
        self._look = RoundLayout(console)
        self._height = 0  # lines of the block
        self._cursor: Cursor | None = None  # where it stands in the block, if not at its end
        self._typing = False
        self._up: Callable[[], tuple[list[Text], Cursor | None]] | None = None
        self._before: Callable[[], list[Text]] = list

    def opening(self, opening: Opening) -> None:
        for text in opening_lines(opening):
            self._print([*self._look.wrap(text, style="bold"), Text()])

    def question(self, question: Question, choice: OptionMarks, note: str = "", help: bool = False) -> None:
        self._block(lambda: (self._look.question(question, choice, note, help), None))

    def typed(self, question: Question, draft: TypedDraft, note: str = "", help: bool = False) -> None:
        self._block(lambda: self._look.typed(question, draft, note, help))

    def typing(self, on: bool) -> None:
        """Have the terminal say what is pasted, so that a line's end in it is no Enter."""
        self._typing = on
        self._console.file.write("\x1b[?2004h" if on else "\x1b[?2004l")
        self._console.file.flush()

    def clock(self, left: float, whole: float) -> None:
        width = 10 if self._look.narrow else 30
        line = f" {bar(left / whole, width)} {int(left) + 1:>3} s"
        self._console.file.write(f"{self._to_end()}\r\n{line}\x1b[K\x1b[A\r{self._from_end()}")
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
            self._block(lambda: (self._look.footer(keys, "dim", whole=True), None))

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
        self._cursor = None
        if self._typing:  # whoever had the terminal meanwhile may have said otherwise
            self.typing(True)
        block, cursor = self._up() if self._up else ([], None)
        room = max(0, rows - len(block) - 1)
        before = self._before()
        self._print(before[len(before) - room :] if len(before) > room else before)
        if block:
            self._draw(block, cursor)

    def _block(self, shown: Callable[[], tuple[list[Text], Cursor | None]]) -> None:
        self._up = shown
        self._draw(*shown())

    def _draw(self, lines: list[Text], cursor: Cursor | None) -> None:
        text = self._wiping() + self._rendered(lines).removesuffix("\n")
        self._cursor = cursor
        self._console.file.write(text + self._from_end())
        self._console.file.flush()
        self._height = len(lines)

    def _from_end(self) -> str:
        """Takes the cursor from the end of the block to its place: an input method writes there."""
        if self._cursor is None:
            return ""
        up = f"\x1b[{self._cursor.below}A" if self._cursor.below else ""
        return f"{up}\r\x1b[{self._cursor.cell}C"

    def _to_end(self) -> str:
        """Takes the cursor from its place to the last line of the block."""
        return f"\x1b[{self._cursor.below}B" if self._cursor and self._cursor.below else ""

    def _wiping(self) -> str:
        if not self._height:
            return ""
        if self._height > self._console.height:  # its top is out of reach: leave it
            return f"{self._to_end()}\n\n"
        up = f"\x1b[{self._height - 1}A" if self._height > 1 else ""
        return f"{self._to_end()}\r{up}\x1b[J"

    def _wipe(self) -> None:
        self._console.file.write(self._wiping())
        self._console.file.flush()
        self._height = 0
        self._cursor = None
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
        self._entry = EditedLine()
        self._hints: set[str] = set()

    def opening(self, opening: Opening) -> None:
        self._plain.opening(opening)

    def question(self, question: Question, choice: OptionMarks, note: str = "", help: bool = False) -> None:
        if self._up is not question:
            self._up, self._picked, self._highlight = question, {}, None
            self._plain.question(question)
            self._hint("Press a letter to answer, question mark for all keys.")
        if choice.highlight != self._highlight and choice.highlight is not None:
            option = question.shown[choice.highlight]
            self._plain.say(f"At {LABELS[choice.highlight]}: {phrases.option_text(option, question.item.kind)}")
        if choice.picked != self._picked:
            labels = [LABELS[at] + (" (guess)" if choice.picked[at] else "") for at in sorted(choice.picked)]
            self._plain.say(f"Picked: {', '.join(labels) or 'none'}. Enter answers.")
        self._highlight, self._picked = choice.highlight, dict(choice.picked)
        if choice.levels and not note:
            self._plain.say(_HOW_SURE)
        if note:
            self._plain.say(note)
        if help:
            self._plain.say(
                "Small letter: sure. Capital letter: a guess. 0: I don't know. Up and down: move. Enter: answer."
                " Space: pick, where several are right. u: take the last answer back."
                " e, h: the last right answer was easy, was hard. Minus: not today. Exclamation mark: don't ask it"
                " any more. q: end the round."
            )

    def typed(self, question: Question, draft: TypedDraft, note: str = "", help: bool = False) -> None:
        if self._up is not question:
            self._up = question
            self._plain.question(question)
            options = " Tab shows the options." if question.has_options else ""
            self._hint(
                f"Type the answer, then Enter; a question mark behind it makes it a guess.{options} Esc: other keys."
            )
            self._prompt(EditedLine())
        elif draft.entry == self._entry:
            said = _HOW_SURE if draft.levels else _AFTER_ESC if draft.commands else ""
            if help:
                said = ". ".join(f"{keys}: {meaning}" for keys, meaning in all_keys(question)) + "."
            if note or said:
                self._plain.console.file.write("\n")
                self._plain.say(f"{note} {said}".strip())
                self._prompt(draft.entry)
        self._echo(draft.entry)

    def typing(self, on: bool) -> None:
        if not on:
            self._plain.console.file.write("\n")

    def _prompt(self, entry: EditedLine) -> None:
        self._plain.console.file.write("Answer: ")
        self._entry = EditedLine()
        self._echo(entry)

    def _echo(self, entry: EditedLine) -> None:
        """Bring the line on the screen from what it was, by going back over it and writing anew."""
        before, self._entry = self._entry, entry
        pairs = zip(before.text[: before.at], entry.text, strict=False)
        same = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))
        rest = visible(entry.text[same:])
        gone = " " * max(0, cell_len(before.text[same:]) - cell_len(rest))
        back = "\b" * (cell_len(rest + gone) - cell_len(entry.text[same : entry.at]))
        self._plain.console.file.write("\b" * cell_len(before.text[same : before.at]) + rest + gone + back)
        self._plain.console.file.flush()

    def _hint(self, text: str) -> None:
        """Said once."""
        if text not in self._hints:
            self._hints.add(text)
            self._plain.say(text)

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
            self._plain.say(f"You said: {phrases.picked_text(answer)}", first="   ")
            self._plain.say(f"Right: {phrases.key_text(answer)}", first="   ")
            if answer.item.explanation:
                self._plain.say(answer.item.explanation, first="   ")

    def redraw(self) -> None:
        """Lines that stand are not drawn again; after a stop the question is asked anew."""
        if self._up is not None:
            self._plain.question(self._up)
            if self._up.is_typed:
                self._prompt(self._entry)
