"""Keeps the order of an imported question's options if one of them, or a text about them, depends on it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from enum import Enum

from zgcquiz.core.packs.meta_options import Placement, names_letters, remarks, speaks_of_others
from zgcquiz.core.packs.option_labels import labelled, may_be_labelled
from zgcquiz.core.packs.pack import Allowance, Item, Option
from zgcquiz.core.rounds.option_sampling import MAX_OPTIONS
from zgcquiz.core.value import Value, replace


class OrderChange(Enum):
    """A change to a question's options."""

    FIXED = "with options named by letter or place: the file's order is kept"
    LAST = "with an option about the others, such as 'All of the above': it is shown last"
    LABELS = "with labels typed into the options, such as 'A)': they are taken off"


class Placed(Value, frozen=True):
    """A question and its options. unknown: why the intended order is unknown, or ""."""

    item: Item
    options: tuple[Option, ...]
    changes: tuple[OrderChange, ...] = ()
    unknown: str = ""


_RULE = "shuffled-reference"
_DRAFT = "options name others by letter, and the file doesn't give the intended order: a draft until it is set"
_DRAFT_REASON = "Imported without the order of its options. List them in order under 'options'; then remove this."
_MISNAMED = "an explanation or feedback names options by letter, and the file doesn't give the intended order"
_MISNAMED_REASON = "Imported without the order of its options. Say in words which option is meant; then remove this."


def in_place(item: Item, options: Sequence[Option], in_order: bool, refer: Callable[[str], str] = str) -> Placed:
    """Return a choice question's options without typed labels, in an order that keeps references to them true.

    Options that are named by letter or position ("Both A and B") keep their order; one such as "All of the above" is
    shown last. in_order: the options are in their author's order; if not, labels may still reveal it. refer: returns an
    option's text so that `remarks` finds no reference in its code. If the order is unknown, a question whose options
    need one becomes a draft.
    """
    texts = [option.text for option in options]
    about = [text for text in (item.explanation, *[option.feedback for option in options]) if text]
    may_be = may_be_labelled(texts[0])
    if not (may_be or speaks_of_others(texts) or any(names_letters(text, item.stem) for text in about)):
        return Placed(item, tuple(options))
    found = labelled(texts) if may_be else None
    by_author = list(options)
    changes: tuple[OrderChange, ...] = ()
    if found:
        options = [replace(option, text=text) for option, text in zip(options, found.texts, strict=True)]
        by_author = [options[found.places.index(at)] for at in range(len(options))]
        changes = (OrderChange.LABELS,)
    if not (item.drawn or any(option.pinned for option in options)) or any(each.code == _RULE for each in item.allow):
        return Placed(item, tuple(options), changes)
    references = remarks(item.stem, [refer(option.text) for option in options])
    fixed = any(reference.place is Placement.FIXED for reference in references)
    unknown = ""
    if fixed or any(names_letters(text, item.stem) for text in about):
        if (in_order or found) and len(options) <= MAX_OPTIONS:
            loose = tuple(replace(option, pinned=False) for option in by_author)
            return Placed(replace(item, drawn=False), loose, (*changes, OrderChange.FIXED))
        unknown, reason = (_DRAFT, _DRAFT_REASON) if fixed else (_MISNAMED, _MISNAMED_REASON)
        item = replace(item, draft=item.draft or fixed, allow=(*item.allow, Allowance(_RULE, reason)))
    last = [
        each.place is Placement.LAST and not option.pinned for option, each in zip(options, references, strict=True)
    ]
    if any(last):
        options = [replace(option, pinned=option.pinned or at) for option, at in zip(options, last, strict=True)]
        changes = (*changes, OrderChange.LAST)
    return Placed(item, tuple(options), changes, unknown)


def note_of(change: OrderChange, count: int) -> str:
    """Return the note on a change to a number of questions."""
    return f"{count:,} question{'s' if count > 1 else ''} {change.value}"
