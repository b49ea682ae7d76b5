"""The keys of the browser: what they do, and how the last line names them."""

from __future__ import annotations

ANYWHERE = (("ctrl+c", "interrupt"), ("ctrl+z", "suspend_process"), ("ctrl+l", "redraw"))
MOVING = (
    ("up,k", "move(-1)"),
    ("down,j", "move(1)"),
    ("pageup,ctrl+b", "page(-1)"),
    ("pagedown,ctrl+f,space", "page(1)"),
    ("home,g", "go_to_end(False)"),
    ("end,G", "go_to_end(True)"),
)
DOING = (
    ("enter", "open"),
    ("slash", "search"),
    ("s,exclamation_mark", "hold('suspended')"),
    ("b,minus", "hold('buried')"),
    ("r", "restart"),
    ("e", "edit"),
    ("o", "order"),
    ("question_mark", "keys"),
    ("escape", "leave"),
    ("q,ctrl+d", "quit"),
)
"""Keys in the list and in the details, with their actions."""
LIST_KEYS = [
    ("Enter", "show"), ("/", "search"), ("s", "suspend"), ("b", "bury"), ("r", "start over"), ("e", "edit"),
    ("o", "order"), ("?", "keys"), ("q", "quit"),
]  # fmt: skip
SEARCH_KEYS = [("Enter", "to the list"), ("Esc", "back"), ("Ctrl-U", "clear")]
DETAIL_KEYS = [("Esc", "back"), *LIST_KEYS[2:6], LIST_KEYS[7]]
CONFIRM_KEYS = [("y", "yes"), ("any other key", "no")]
