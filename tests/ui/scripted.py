"""A learner in this process: a script of keys, and a console whose output an emulated screen shows.

A round runs through the real use cases and the real frontend; only the terminal is replaced.
"""

from __future__ import annotations

import io
import re
from collections import deque
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import NamedTuple

from rich.console import Console
from rich.style import Style
from rich.theme import Theme

from tests.ui.display import Display, running
from zgcquiz.app.context import AppContext
from zgcquiz.app.learner.history import history
from zgcquiz.app.round.frontend import Frontend
from zgcquiz.app.round.play import play, resume, review
from zgcquiz.app.selection import Selection, survey
from zgcquiz.core.log.review import Review
from zgcquiz.core.rounds.round_views import RoundReport
from zgcquiz.fetch.programs import find_program
from zgcquiz.ui.media.pictures.gallery import Gallery
from zgcquiz.ui.media.pictures.overlays import Overlay
from zgcquiz.ui.media.pictures.protocols import QUESTION
from zgcquiz.ui.media.player import SoundPlayer
from zgcquiz.ui.round.keys_frontend import KeysFrontend
from zgcquiz.ui.round.painting.live_painter import LivePainter
from zgcquiz.ui.round.painting.plain_painter import PlainPainter
from zgcquiz.ui.terminal import key_names as keys
from zgcquiz.ui.terminal.look import styles

NAMES = {
    keys.UP, keys.DOWN, keys.ENTER, keys.SPACE, keys.ESCAPE, keys.BACKSPACE, keys.LEFT, keys.RIGHT, keys.LINE_START,
    keys.LINE_END, keys.DELETE, keys.TAB, keys.ERASE_LINE, keys.ERASE_WORD, keys.ERASE_REST, keys.END, keys.REDRAW,
    keys.PAGE_UP, keys.PAGE_DOWN,
}  # fmt: skip


class Wait(NamedTuple):
    """Seconds that pass without a key."""

    seconds: float


class Resize(NamedTuple):
    """The window gets another size."""

    cols: int
    rows: int = 24


class Ahead(NamedTuple):
    """Keys typed before the program asks for them."""

    keys: str


class Picture(NamedTuple):
    """What draws a picture, and where the cursor was."""

    data: str
    line: int
    column: int


GRAPHICS = re.compile(r"(\x1b_G[ -~]*\x1b\\|\x1bP[ -~]*\x1b\\|\x1b\]1337;[ -~]*\x07)")
"""The escape sequences that draw pictures. The emulated screen doesn't know them."""


class Interrupt:
    """Ctrl-C."""


class Shell(NamedTuple):
    """The program was stopped by Ctrl-Z, and goes on after some seconds: `text` is what the shell wrote meanwhile."""

    text: str
    seconds: float = 0


class Sees(NamedTuple):
    """The learner sees these texts in what was drawn since the last key, and none of the others."""

    texts: tuple[str, ...]
    unseen: tuple[str, ...] = ()


def sees(*texts: str, no: str | tuple[str, ...] = ()) -> Sees:
    return Sees(texts, (no,) if isinstance(no, str) else no)


Step = str | Wait | Resize | Ahead | Interrupt | Shell | Sees | Callable[["Terminal"], None]
"""A key by its name, or a text whose characters are keys; or something else that happens while a key is awaited."""


def forget_codes() -> None:
    """Make Rich compute the codes of styles anew: it keeps those for the first console that a style was printed on."""
    for cached in (Style.parse, Style.normalize, Style._add):
        cached.cache_clear()


class Terminal(io.StringIO):
    """A console's output with the screen that shows it, and a source of scripted keys.

    It implements the `Keys` protocol. An unexpected wait for a key fails the test.
    """

    def __init__(self, script: Iterable[Step], cols: int, rows: int, *, plain: bool) -> None:
        super().__init__()
        self.display = Display(cols, rows)
        self.raw = ""
        self.now = self.away = 0.0
        self.leave: Callable[[], object] = lambda: None
        self.reply = b""
        self.pictures: list[Picture] = []
        self.questions = 0
        forget_codes()
        self.console = Console(
            file=self, width=cols, height=rows, force_terminal=not plain, no_color=plain, legacy_windows=False,
            color_system=None if plain else "truecolor", markup=False, emoji=False, highlight=False,
            theme=Theme(styles()),
        )  # fmt: skip
        self._mark = 0
        self._steps: deque[tuple[Step, bool]] = deque()
        for step in script:
            if isinstance(step, Ahead):
                self._steps += ((key, True) for key in step.keys)
            elif isinstance(step, str) and step not in NAMES:
                self._steps += ((key, False) for key in step)
            else:
                self._steps.append((step, False))

    # Output

    def write(self, text: str) -> int:
        self.raw += text
        for part in GRAPHICS.split(text.replace(QUESTION, "")):
            if GRAPHICS.fullmatch(part):
                self.pictures.append(Picture(part, *self.display.cursor))
            else:
                self.display.feed(part.replace("\n", "\r\n"))  # as a terminal's driver does
        return len(text)

    @property
    def said(self) -> str:
        """What was written since the last key, as running text."""
        return running(self.raw[self._mark :])

    # Keys

    def __enter__(self) -> Terminal:
        return self

    def __exit__(self, *error: object) -> None: ...

    def read(self, seconds: float | None = None, *, text: bool = False) -> str:
        while True:
            assert self._steps, f"a key is awaited after the last one:\n{self.display.picture}"
            step, _ = self._steps.popleft()
            if isinstance(step, Sees):
                self._check(step)
            elif callable(step):
                step(self)
            else:
                return self._take(step, text)

    def _take(self, step: Step, text: bool) -> str:
        self._mark = len(self.raw)
        match step:
            case Interrupt():
                raise KeyboardInterrupt
            case Wait(passed):
                self.now += passed
                return keys.TIMEOUT
            case Resize(cols, rows):
                self.display.resize(cols, rows)
                self.console.width, self.console.height = cols, rows
                return keys.REDRAW
            case Shell(output, passed):
                self.leave()
                self.write(output)
                self.now += passed
                self.away += passed
                return keys.REDRAW
        assert isinstance(step, str)
        return step if step in NAMES else keys.named(step, text)

    def answer(self) -> bytes:
        assert self.raw.endswith(QUESTION)
        self.questions += 1
        return self.reply

    def press(self, key: str) -> None:
        """Make a key the next one."""
        self._steps.appendleft((key, False))

    def forget(self) -> None:
        while self._steps and self._steps[0][1]:
            self._steps.popleft()

    def _check(self, step: Sees) -> None:
        for text in step.texts:
            assert " ".join(text.split()) in self.said, f"{text!r} is not to be seen in {self.said!r}"
        for text in step.unseen:
            assert text not in self.said, f"{text!r} is to be seen in {self.said!r}"

    def timer(self) -> float:
        return self.now

    def finish(self) -> None:
        """Check what is left of the script: nothing but what the learner sees at the end."""
        for step, _ in self._steps:
            if isinstance(step, Sees):
                self._check(step)
            elif callable(step):
                step(self)
            else:
                raise AssertionError(f"nobody asked for {step!r}:\n{self.display.picture}")


class Learner:
    """Runs whole rounds with scripted keys."""

    def __init__(self, context: AppContext) -> None:
        self.context = context

    def play(self, pack: Path | None, *script: Step, questions: int = 10, **options: object) -> Round:
        return self._run(play, pack, script, {"questions": questions, **options})

    def review(self, pack: Path | None, *script: Step, **options: object) -> Round:
        return self._run(review, pack, script, options)

    def resume(self, *script: Step, pack: str | None = None, **options: object) -> Round:
        def use_case(context: AppContext, _: Selection, frontend: Frontend) -> RoundReport:
            return resume(context, frontend, pack)

        return self._run(use_case, None, script, options)

    def _run(
        self,
        use_case: Callable[..., RoundReport],
        pack: Path | None,
        script: Iterable[Step],
        options: dict[str, object],
    ) -> Round:
        cols, rows = options.pop("cols", 80), options.pop("rows", 24)
        plain, pause = bool(options.pop("plain", False)), bool(options.pop("pause", False))
        reply = options.pop("reply", b"")
        assert isinstance(reply, bytes)
        assert isinstance(cols, int)
        assert isinstance(rows, int)
        terminal = Terminal(script, cols, rows, plain=plain)
        terminal.reply = reply

        def gallery(overlays: dict[int, Overlay]) -> Gallery:
            return Gallery(terminal.console, self.context.find_media, terminal.answer, overlays)

        painter = PlainPainter(terminal.console) if plain else LivePainter(terminal.console, gallery)
        player = SoundPlayer(self.context.find_media, find_program)
        frontend = KeysFrontend(painter, terminal, pause=pause, timer=terminal.timer, open_player=lambda: player)
        selection = survey(self.context, None if pack is None else str(pack))
        report = use_case(self.context, selection, frontend, **options)
        terminal.finish()
        return Round(report, terminal)

    @property
    def history(self) -> list[Review]:
        """All reviews, oldest first, those that were undone too."""
        return list(history(self.context, None))[::-1]

    @property
    def answers(self) -> list[Review]:
        """The reviews that count, oldest first."""
        return [review for review in self.history if not review.void]


class Round(NamedTuple):
    """A round that has been played."""

    report: RoundReport
    terminal: Terminal

    @property
    def display(self) -> Display:
        return self.terminal.display

    @property
    def screen(self) -> str:
        """The scrollback and the screen, without empty lines at the end."""
        return self.display.picture.rstrip()
