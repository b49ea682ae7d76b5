"""YAML as a tree of text, built from libyaml's events under strict limits.

Standard loaders convert `No`, `1.10` and `2018-07-26`, silently keep the last of two equal keys, expand aliases without
limit, and crash on deep nesting. Here every scalar is the text its author typed, and what packs don't use (anchors,
aliases, tags, several documents) is refused with its place.
"""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from typing import Any

import yaml

from zgcquiz.core.packs.pack import MAX_FILE_BYTES
from zgcquiz.formats.native.yaml.builder import Builder
from zgcquiz.formats.native.yaml.nodes import UNREADABLE, Fault, Path, Place, Tree
from zgcquiz.formats.native.yaml.quick_tree import quick_tree
from zgcquiz.formats.native.yaml.scalar_checks import RefusedError, place_of, too_deep
from zgcquiz.formats.native.yaml.traps import LINE_ENDS


def build(data: bytes, *, places: bool = False, wanted: frozenset[Path] | None = None, holes: bool = False) -> Tree:
    """Return the tree of a file, with all its faults.

    places: also record where each key and value is. That takes twice the time, so it is requested only when there is a
    problem to report. wanted: keep only the places of these paths. holes: removed entries are represented by an alias
    HOLE.
    """
    tree = Tree(wanted)
    if len(data) > MAX_FILE_BYTES:
        size, most = len(data) / 2**20, MAX_FILE_BYTES // 2**20
        tree.faults.append(
            Fault(
                (1, 1), "too-large", f"the file has {size:.1f} MiB, more than {most} MiB; split it into several banks"
            )
        )
        return tree
    try:
        text = data.removeprefix(codecs.BOM_UTF8).decode("utf-8", "strict")
    except UnicodeDecodeError as error:
        before = error.object[: error.start].decode("utf-8", "replace")
        tree.faults.append(_not_utf8(_place_after(before)))
        return tree
    if "\0" in text[:4]:  # UTF-16 and UTF-32 without a byte order mark
        tree.faults.append(_not_utf8((1, 1)))
        return tree
    if places:
        tree.end = _place_after(text.rstrip())
    elif not holes and (quick := quick_tree(text, _clean_root)) is not None:
        tree.root, tree.starts = quick.root, quick.starts
        return tree
    _build(text, tree, places, holes)
    return tree


def _clean_root(text: str) -> Any:
    """Return the content of a text as YAML; None if there is anything to report."""
    tree = Tree()
    _build(text, tree, places=False, holes=False)
    return None if tree.faults or tree.warnings else tree.root


def _build(text: str, tree: Tree, places: bool, holes: bool) -> None:
    builder = Builder(text, tree, places, holes)
    try:
        builder.run()
    except yaml.reader.ReaderError as error:
        tree.faults.append(_reader_fault(text, error))
        tree.root = UNREADABLE
    except yaml.MarkedYAMLError as error:
        tree.faults.append(_quote_fault(error, builder.open_quote) or _syntax_fault(text, error))
        tree.root = UNREADABLE
    except RefusedError as refusal:
        tree.faults.append(refusal.fault)
        tree.root = UNREADABLE


def _not_utf8(place: Place) -> Fault:
    return Fault(place, "encoding", "this is not UTF-8 text; save the file in UTF-8")


def _place_after(text: str) -> Place:
    """Return the line and column after a text."""
    lines = LINE_ENDS.split(text)
    return len(lines), len(lines[-1]) + 1


def _reader_fault(text: str, error: yaml.reader.ReaderError) -> Fault:
    position = next(_refused_characters(text), None)
    place = (1, 1) if position is None else _place_after(text[:position])
    name = f"U+{ord(text[position]):04X}" if position is not None else str(error.reason)
    message = f"the character {name} isn't allowed in YAML; remove it, or write it as an escape in double quotes"
    return Fault(place, "control-character", message)


def _refused_characters(text: str) -> Iterator[int]:
    """Yield the indexes of characters outside YAML's printable set (YAML 1.1, section 5.1)."""
    for position, character in enumerate(text):
        code = ord(character)
        if (
            (code < 0x20 and character not in "\t\n\r")
            or (0x7F <= code < 0xA0 and code != 0x85)
            or code in (0xFFFE, 0xFFFF)
        ):
            yield position


def _quote_fault(error: yaml.MarkedYAMLError, quote: Any) -> Fault | None:
    """Return the fault of a quote that was meant to close on its line, if the error is where it closes, or None."""
    if quote is None or error.problem_mark is None or error.problem_mark.line != quote.end_mark.line:
        return None
    what = f"the quote that opens here isn't closed until line {quote.end_mark.line + 1}; close it on this line"
    return Fault(place_of(quote), "syntax", f"not valid YAML: {what}")


def _syntax_fault(text: str, error: yaml.MarkedYAMLError) -> Fault:
    from zgcquiz.formats.native.yaml.slips import explain

    end = _place_after(text.rstrip())  # libyaml may name the line after the last
    if "exceeded maximum" in (error.problem or error.context or ""):
        # libyaml reads ahead of its events, and since 0.2.6 has a limit of its own.
        mark = error.problem_mark or error.context_mark
        return too_deep(min((mark.line + 1, mark.column + 1) if mark is not None else (1, 1), end))
    line, column, message = explain(LINE_ENDS.split(text), error)
    return Fault(min((line, column), end), "syntax", f"not valid YAML: {message}")
