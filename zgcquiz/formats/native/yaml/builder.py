"""Builds a YAML file's tree from libyaml's events, and reports what a pack does not allow."""

from __future__ import annotations

import re
from typing import Any

from yaml.cyaml import CParser  # type: ignore[attr-defined]  # the stubs leave it out
from yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
)

from zgcquiz.formats.native.yaml import traps
from zgcquiz.formats.native.yaml.nodes import HOLE, UNREADABLE, Fault, Node, Path, Place, brief
from zgcquiz.formats.native.yaml.scalar_checks import (
    MAX_CUT,
    MAX_DEPTH,
    MAX_NODES,
    Frame,
    RefusedError,
    ScalarChecks,
    place_of,
    too_deep,
)
from zgcquiz.formats.native.yaml.traps import LINE_ENDS

_YAML_TAG = "tag:yaml.org,2002:"


class Builder(ScalarChecks):
    """Builds the tree of one file."""

    def run(self) -> None:
        get_event = CParser(self.text).get_event
        stack, cuts = self.stack, self.cuts
        is_wide = "：" in self.text
        nodes = 0
        last: Any = None  # the scalar just before, in the same flow collection
        event: Any
        for event in iter(get_event, None):
            if nodes > MAX_NODES:
                raise RefusedError(_too_many(place_of(event)))
            kind = type(event)
            if kind is ScalarEvent:
                nodes += 1
                if event.tag is not None or event.anchor is not None:
                    self._refuse_decoration(event)
                flow = stack[-1].flow if stack else False
                style = event.style
                if not style or style == '"' or style == "'":  # noqa: PLR1714  # the quickest
                    end = event.end_mark
                    if end.line != event.start_mark.line:
                        self._warn_of_fold(event, flow)
                    if style == '"':
                        self._warn_of_escape(event)
                    elif not style and ((cuts and end.index in cuts) or is_wide):
                        self._warn_of_signs(event, flow)
                split = flow and last is not None and self._is_split(last, event)
                if split:
                    self._rejoin(event)
                elif not event.value and (event.tag is not None or event.anchor is not None):
                    self._add(UNREADABLE, event)
                else:
                    self._add(event.value, event)
                if not flow:
                    last = None
                elif event.value:  # an absent value, as after the 343 of {text: 1,343}, parts nothing
                    last = event
                    if not split:
                        self.run_text, self.run_place, self.run_reported = event.value, _last_line(event), False
                continue
            last = None
            if kind is MappingStartEvent or kind is SequenceStartEvent:
                nodes += 1
                self._start(event, {} if kind is MappingStartEvent else [])
            elif kind is MappingEndEvent or kind is SequenceEndEvent:
                self._end(event)
            elif kind is AliasEvent:
                nodes += 1
                self._refuse_alias(event)
            elif kind is DocumentStartEvent:
                self._count_document(event)
            elif kind is StreamEndEvent:
                break

    def _count_document(self, event: Any) -> None:
        self.documents += 1
        if self.documents > 1:
            what = "a second document starts here; a pack's file holds one, so remove the ---"
            raise RefusedError(Fault(place_of(event), "several-documents", what))

    def _start(self, event: Any, node: Node) -> None:
        stack = self.stack
        if event.tag is not None or event.anchor is not None:
            self._refuse_decoration(event)
        if len(stack) >= MAX_DEPTH:
            raise RefusedError(too_deep(place_of(event)))
        path = self._add(node, event)
        stack.append(Frame(node, path, event, (stack[-1].last_key or "") if stack else ""))

    def _end(self, event: Any) -> None:
        frame = self.stack.pop()
        if frame.flow:
            self._close(frame, event)
        if frame.spoilt:
            self._spoil()

    def _refuse_alias(self, event: Any) -> None:
        if not (self.holes and event.anchor == HOLE):
            name = brief(event.anchor)
            fix = f"write the value out, or, if it is a text, put it in quotes: '*{name}'"
            self._fault(event, "alias", f"the alias *{name} is not allowed in a pack; {fix}")
        self._add(UNREADABLE, event)

    def _refuse_decoration(self, event: Any) -> None:
        raw = LINE_ENDS.split(self.text[event.start_mark.index : event.start_mark.index + MAX_CUT], maxsplit=1)[0]
        if self.stack and self.stack[-1].flow:
            raw = re.split(r"[,\]}]", raw, maxsplit=1)[0]
        is_text = type(event) is ScalarEvent and not event.style and not (event.tag or "").startswith(_YAML_TAG)
        quote = f", or put the text in quotes: {traps.quoted(raw.strip())}" if is_text else ""
        if event.tag is not None:
            name = brief(event.tag.replace(_YAML_TAG, "!!"))
            message = f"the tag {name} is not allowed in a pack; all values are text, so remove it{quote}"
            self._fault(event, "tag", message)
        if event.anchor is not None:
            self._fault(
                event,
                "anchor",
                f"the anchor &{brief(event.anchor)} is not allowed in a pack; remove it and write values out{quote}",
            )

    def _is_split(self, before: Any, event: Any) -> bool:
        """Return whether YAML split a number at its comma: `[1,343, 12,000]` is four values to it, not two."""
        if before.style or event.style or not before.value or not event.value:
            return False
        if not (before.value[-1].isdigit() and event.value[0].isdigit()):
            return False
        return self.text[before.end_mark.index : event.start_mark.index] == ","

    def _rejoin(self, event: Any) -> None:
        """Report a number that YAML split, and continue with the whole one."""
        frame, run = self.stack[-1], self.run_text
        whole = brief(f"{run},{event.value}")
        faults = self.tree.faults
        if self.run_reported:
            faults.pop()
        self.run_reported = True
        faults.append(
            Fault(
                self.run_place,
                "bare-comma",
                f"YAML splits {whole} at its bare comma; quote it: '{whole}' "
                "(or, if these are several values, put a space after each comma)",
                frame.path,
            )
        )
        key = len(frame.node) - 1 if type(frame.node) is list else frame.last_key
        if key is not None and frame.node and frame.node[key] == run:
            frame.node[key] = whole
        self.run_text = whole
        if type(frame.node) is dict:
            frame.cut_reported = True
            frame.key_event = event  # as a key whose value is dropped

    def _is_bare_key(self, key: Any, value: Any) -> bool:
        """Return whether a key is just a text between commas of a flow mapping."""
        return not key.style and ":" not in self.text[key.end_mark.index : value.start_mark.index]

    def _explain_bare_key(self, frame: Frame, key: str, event: Any) -> None:
        """Report a comma that YAML takes as the end of a text, and continue with the whole text."""
        before = frame.last_event
        is_text = type(before) is ScalarEvent and before.value and not before.style
        if frame.last_key is None or not is_text or key in traps.OPTION_KEYS:
            if frame.last_key is not None:
                self._fault(event, "bare-comma", f"'{brief(key)}' has no value; write '{brief(key)}: …', or remove it")
            frame.bare = frame.bare or not frame.node
            frame.spoilt = True
            return
        start = before.start_mark.index
        whole = " ".join(self.text[start : min(event.end_mark.index, start + MAX_CUT)].split())
        if frame.cut_reported:
            self.tree.faults.pop()
        frame.cut_reported = True
        self._fault(
            before,
            "bare-comma",
            f"YAML ends the text of '{brief(frame.last_key)}' at its comma; put it in quotes: "
            f"{brief(frame.last_key)}: {traps.quoted(whole)}",
        )
        frame.node[frame.last_key] = whole

    def _close(self, frame: Frame, event: Any) -> None:
        """Check a flow collection once all of it is read."""
        raw = self.text[frame.start.index : event.end_mark.index]
        place = (frame.start.line + 1, frame.start.column + 1)
        if type(frame.node) is list:
            if warning := traps.wide_list(frame.node, raw):
                self._warn(place, "full-width", warning)
        elif frame.bare and not frame.node:
            if "：" in raw:
                what = f"YAML doesn't recognise full-width characters; write {brief(traps.narrowed(raw))}"
            elif frame.name in traps.LISTS:
                what = f"a list on one line must be in brackets: {brief(traps.listed(raw))}"
            else:
                what = f"a text that starts with {{ must be in quotes: {traps.quoted(raw)}"
            self._fault_at(place, "bare-comma", what, frame.path)

    def _mark_before(self, event: Any) -> int | None:
        """Return the index of a `?` before an event that makes a complex key of it."""
        at = event.start_mark.index - 1
        while at > 0 and self.text[at] in " \t":
            at -= 1
        return at if at in self.marks else None

    def _refuse_mark(self, frame: Frame, event: Any, at: int) -> None:
        text = self.text[at : event.end_mark.index]
        column = event.start_mark.column + 1 - (event.start_mark.index - at)
        message = f"a text that starts with a question mark must be in quotes: {traps.quoted(text)}"
        self._fault_at((event.start_mark.line + 1, column), "complex-key", message, frame.path)
        frame.spoilt = True

    def _refuse_twin(self, frame: Frame, key: str, event: Any) -> None:
        """Report a duplicate key; if it is the first of its entry, the keys after it are not reported again."""
        if frame.repeats:
            return
        if len(self.stack) > 1:
            in_list = type(self.stack[-2].node) is list
        else:
            in_list = "questions" in frame.node and key == "id"
        starts = key in (next(iter(frame.node)), "question")
        frame.repeats = in_list and not frame.flow and (starts or len(self.stack) == 1)
        dash = f", or, if another entry starts here, begin it with a dash: '- {brief(key)}: …'" if frame.repeats else ""
        self._fault(event, "duplicate-key", f"the key '{brief(key)}' appears twice in this mapping; keep one{dash}")

    def _spoil(self) -> None:
        """Replace the collection that has just ended in the tree: its meaning is unclear."""
        if not self.stack:
            self.tree.root = UNREADABLE
            return
        parent = self.stack[-1]
        if type(parent.node) is list:
            parent.node[-1] = UNREADABLE
        elif parent.last_key is not None:
            parent.node[parent.last_key] = UNREADABLE

    def _add(self, value: Node, event: Any) -> Path:
        """Insert a value into the tree, and return its path."""
        tree = self.tree
        if not self.stack:
            tree.root = value
            if self.places:
                tree.keep((), place_of(event))
            return ()
        frame = self.stack[-1]
        node = frame.node
        if type(node) is list:
            node.append(value)
            if not self.places:
                return ()
            path: Path = (*frame.path, len(node) - 1)
            tree.keep(path, place_of(event))
            return path
        if frame.key is None and frame.key_event is None:
            frame.key_event = event
            mark = self._mark_before(event) if self.marks else None
            if mark is not None:
                self._refuse_mark(frame, event, mark)
            elif isinstance(value, str):
                frame.key = value
            else:
                self._fault(event, "complex-key", "a key must be one word, not a list or a mapping")
            return (*frame.path, "?") if self.places else ()
        key, key_event = frame.key, frame.key_event
        frame.key = frame.key_event = None
        if key is None:
            return (*frame.path, "?") if self.places else ()
        if value == "" and frame.flow and self._is_bare_key(key_event, event):
            self._explain_bare_key(frame, key, key_event)
            return (*frame.path, "?") if self.places else ()
        frame.last_key = None
        if key in node:
            self._refuse_twin(frame, key, key_event)
            return (*frame.path, "?") if self.places else ()
        node[key] = value
        frame.last_key = key
        if frame.flow:
            frame.last_event, frame.cut_reported = event, False
        if not self.places:
            return ()
        path = (*frame.path, key)
        tree.keep(path, place_of(event), place_of(key_event))
        return path


def _too_many(place: Place) -> Fault:
    return Fault(place, "too-many-nodes", f"more than {MAX_NODES} values; split the file into several banks")


def _last_line(event: Any) -> Place:
    """Return where a scalar starts, or its last line if it spans several."""
    end = event.end_mark
    return place_of(event) if end.line == event.start_mark.line else (end.line + 1, 1)
