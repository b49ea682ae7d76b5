"""The browser's stylesheet: where the widgets are. All colours are the terminal's own; the lines bring theirs."""

from __future__ import annotations

STYLESHEET = """
Screen { layout: vertical; background: ansi_default; color: ansi_default; }
#top { height: 1; layout: horizontal; }
#prompt { width: 3; }
#search { width: 1fr; border: none; height: 1; padding: 0; background: ansi_default; color: ansi_default; }
#search:focus { border: none; background: ansi_default; }
#search > .input--cursor { background: ansi_default; color: ansi_default; text-style: reverse; }
#search > .input--selection { background: ansi_default; color: ansi_default; text-style: reverse; }
#panes { height: 1fr; layout: vertical; }
LineView { scrollbar-size-vertical: 1; scrollbar-size-horizontal: 0; overflow-x: hidden; background: ansi_default; }
.-ascii LineView { scrollbar-size-vertical: 0; }
#questions { height: 1fr; }
#details { height: 1fr; border: none; }
.-below #details { border-top: solid ansi_default; }
.-ascii .-below #details { border-top: ascii ansi_default; }
.-side #panes { layout: horizontal; }
.-side #questions { width: 1fr; }
.-side #details { width: 1fr; border-left: solid ansi_default; }
.-ascii .-side #details { border-left: ascii ansi_default; }
.-single #details { display: none; }
.-single.-open #details { display: block; }
.-single.-open #questions { display: none; }
"""
