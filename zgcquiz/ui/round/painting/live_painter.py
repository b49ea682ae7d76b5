"""A round on a terminal that can be redrawn."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from rich.text import Text

from zgcquiz.core.rounds.round_views import Feedback, Opening, Question, RoundReport
from zgcquiz.ui.round.painting.layout import RoundLayout
from zgcquiz.ui.round.painting.painter import OptionMarks, TypedDraft
from zgcquiz.ui.round.painting.plain_writer import opening_lines
from zgcquiz.ui.terminal.live_block import BlockContent, LiveBlock
from zgcquiz.ui.terminal.meters import meter

if TYPE_CHECKING:
    from rich.console import Console

    from zgcquiz.ui.media.pictures.gallery import Gallery
    from zgcquiz.ui.media.pictures.overlays import Overlay

    OpenGallery = Callable[[dict[int, Overlay]], Gallery]


class LivePainter:
    """Draws the open question, or the keys that work, as a block that changes.

    Answered questions stay above it, so that the scrollback keeps them.
    """

    def __init__(self, console: Console, open_gallery: OpenGallery | None = None) -> None:
        """open_gallery: returns what shows the images of packs, for the first of them; None to name them only."""
        self._console = console
        self._open_gallery = open_gallery
        self._gallery: Gallery | None = None
        self._overlays: dict[int, Overlay] = {}
        self._block = LiveBlock(console, self._overlays)
        self._typing = False

    @property
    def _layout(self) -> RoundLayout:
        return RoundLayout(self._console, self._images)

    def _images(self) -> Gallery | None:
        if self._gallery is None and self._open_gallery is not None:
            self._gallery = self._open_gallery(self._overlays)
        return self._gallery

    def opening(self, opening: Opening) -> None:
        layout = self._layout
        for text in opening_lines(opening):
            self._block.print([*layout.wrap(text, style="bold"), Text()])

    def question(self, question: Question, marks: OptionMarks, note: str = "", help: bool = False) -> None:
        self._block.show(lambda: self._layout.of_pack(question.pack).question(question, marks, note, help))

    def typed(self, question: Question, draft: TypedDraft, note: str = "", help: bool = False) -> None:
        self._block.show(lambda: self._layout.of_pack(question.pack).typed(question, draft, note, help))

    def typing(self, on: bool) -> None:
        """Switch bracketed paste, which tells a line end in pasted text from the Enter key."""
        self._typing = on
        self._block.write("\x1b[?2004h" if on else "\x1b[?2004l")

    def clock(self, left: float, total: float) -> None:
        layout = self._layout
        self._block.write_below(
            f" {meter(left / total, 10 if layout.narrow else 30, layout.glyphs).plain} {int(left) + 1:>3} s"
        )

    def answered(self, feedback: Feedback) -> None:
        self._block.replace(lambda: self._layout.of_pack(feedback.question.pack).answered(feedback))

    def say(self, text: str) -> None:
        self._block.replace(lambda: [*self._layout.wrap(text, style="caution"), Text()])

    def keys(self, keys: list[tuple[str, str]], note: str = "") -> None:
        self._block.erase()
        if keys:
            self._block.show(lambda: BlockContent(self._layout.keys(keys, note)))

    def summary(self, report: RoundReport) -> None:
        from zgcquiz.ui.round.painting.summary import summary

        self._block.replace(lambda: summary(self._layout, report))
        self._block.print([Text()])

    def missed(self, report: RoundReport) -> None:
        from zgcquiz.ui.round.painting.summary import missed_in_full

        self._block.replace(lambda: missed_in_full(self._layout, report))

    def scroll(self, screens: int) -> None:
        self._block.scroll(screens)

    def redraw(self) -> None:
        if self._typing:  # whoever had the terminal meanwhile may have switched it off
            self.typing(True)
        if self._gallery:
            self._gallery.forget()
        self._block.redraw()
