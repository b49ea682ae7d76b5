"""Widgets that show lines of Rich's, which are made before they get here and so can't be taken as markup."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from rich.console import Console
from rich.segment import Segment
from rich.text import Text
from textual import events
from textual.geometry import Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip
from textual.widget import Widget

from zgcquiz.ui.terminal.console import WIDEST, text_width

_LEAST = 20
"""The fewest cells that lines are made for."""


def strip_of(console: Console, line: Text, width: int) -> Strip:
    """Return a line cut or padded to a width in cells."""
    segments = Segment.apply_style(line.render(console), console.get_style(line.style))
    return Strip(segments).adjust_cell_length(width)


class TextLines(Widget):
    """A few lines, none of which takes the focus. They are made for the console's width, again after each resize."""

    def __init__(self, console: Console, id: str) -> None:
        super().__init__(id=id)
        self._rich = console
        self._make: Callable[[int], Sequence[Text]] = lambda _: ()
        self._lines: Sequence[Text] = ()
        self.styles.height = 0

    def show(self, make: Callable[[int], Sequence[Text]]) -> None:
        """Show lines; the widget is as high as they are. make: returns them for a width in cells."""
        self._make = make
        self.remake()

    def remake(self) -> None:
        """Show the lines as they are for the console's size now."""
        self._lines = self._make(text_width(self._rich.width))
        self.styles.height = len(self._lines)
        self.refresh()

    def render_line(self, y: int) -> Strip:
        width = self.size.width
        return strip_of(self._rich, self._lines[y], width) if y < len(self._lines) else Strip.blank(width)


class Confirmation(TextLines):
    """A question, which the next key answers; it is shown while it has the focus."""

    class Answered(Message):
        """The question was answered. yes: with y."""

        def __init__(self, yes: bool) -> None:
            super().__init__()
            self.yes = yes

    def ask(self, make: Callable[[int], Sequence[Text]]) -> None:
        """Show a question, and take the next key. make: as in `show`."""
        self.show(make)
        self.can_focus = True
        self.screen.set_focus(self)

    def on_key(self, event: events.Key) -> None:
        event.stop()
        self.post_message(self.Answered(event.key.lower() == "y"))

    def on_blur(self) -> None:
        self.can_focus = False
        self.show(lambda _: ())


class LineView(ScrollView, can_focus=True):
    """Lines to scroll, of which only those on the screen are drawn."""

    def __init__(self, console: Console, id: str) -> None:
        super().__init__(id=id)
        self._rich = console
        self._make: Callable[[int], Sequence[Text]] = lambda _: ()
        self._lines: Sequence[Text] = ()

    @property
    def texts(self) -> Iterable[str]:
        """What is shown, without its styles."""
        return (line.plain for line in self._lines)

    def show(self, make: Callable[[int], Sequence[Text]]) -> None:
        """Show lines from the first one. make: returns them for a width in cells, again after each resize."""
        self._make = make
        self._remake()
        self.scroll_to(y=0, animate=False)

    def _remake(self) -> None:
        self._lines = self._make(max(_LEAST, min(WIDEST, self.size.width - 2)))
        self.resize_to(len(self._lines))
        self.refresh()

    def on_resize(self) -> None:
        self._remake()

    def resize_to(self, count: int) -> None:
        """Set the number of lines that can be scrolled to."""
        self.virtual_size = Size(self.size.width, count)

    def line(self, number: int) -> Text | None:
        """Return a line, counted from 0; None below the last."""
        return self._lines[number] if number < len(self._lines) else None

    def render_line(self, y: int) -> Strip:
        width = self.scrollable_content_region.width
        line = self.line(round(self.scroll_offset.y) + y)
        return Strip.blank(width) if line is None else strip_of(self._rich, line, width)

    def move(self, by: int) -> None:
        """Move by some lines."""
        self.scroll_relative(y=by, animate=False)

    def page(self, by: int) -> None:
        """Move by some screens."""
        self.scroll_relative(y=by * max(1, self.size.height - 1), animate=False)

    def go_to_end(self, last: bool) -> None:
        """Move to the last line, or to the first one."""
        if last:
            self.scroll_end(animate=False)
        else:
            self.scroll_home(animate=False)
