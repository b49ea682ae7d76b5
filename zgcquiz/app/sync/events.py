"""Events in a shared folder: read those of other devices, write this one's."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path

from zgcquiz.app.context import AppContext
from zgcquiz.app.selection import survey, sync_cards
from zgcquiz.core.log.hold import Hold
from zgcquiz.core.log.restart import Restart
from zgcquiz.core.log.review import Review
from zgcquiz.core.log.review_import import Merged
from zgcquiz.core.packs.problem import Problem
from zgcquiz.core.sync.names import is_events, is_segment, number_of, segment
from zgcquiz.core.value import Value, replace
from zgcquiz.store.log.events.outbox import Seen
from zgcquiz.store.log.tables.schema import SYNC_REFILL
from zgcquiz.store.sync.folder import EventFile, FileMark, FolderFile, FolderListing, read_bounded
from zgcquiz.store.sync.writing import digest_of, write_whole

SEGMENT = 256 << 10
"""Bytes from which a file of events is closed, and the next one begun. The open one is written again as a whole."""
_BATCH = 5_000
_MOST_BYTES = 8 << 20
"""How many events, and bytes, are written at once at most."""
_NOTED = 1_000


class Incoming(Value, frozen=True):
    """What came in: see SyncReport. lines: how many were read of each device."""

    merged: Merged = Merged()
    lines: dict[str, int] = {}  # noqa: RUF012  # msgspec copies it
    problems: tuple[Problem, ...] = ()


def take_in(context: AppContext, listing: FolderListing) -> Incoming:
    """Merge the events in the folder that were not read yet. Raises ZgcError."""
    log, marks, before = context.log, context.log.file_marks(), Incoming()
    there = {file.name for file in listing.events}
    gone = [name for name in marks if is_events(name.rpartition("/")[2]) and name not in there]
    if gone and log.kept_value(SYNC_REFILL) is None:
        log.keep_values({SYNC_REFILL: "1"})
    if log.kept_value(SYNC_REFILL) is None:
        files = [file for file in listing.events if not file.is_read(marks.get(file.name))]
        if not files:
            return Incoming()
        reading = _Reading(context, files, marks)
        if not reading.was_rewritten:
            log.keep_marks(reading.marks)
            return reading.incoming
        log.keep_values({SYNC_REFILL: "1"})
        before = reading.incoming
    # Events may have gone from the folder. Whatever it lacks and this device knows, this device writes.
    knows_any = log.has_events()  # what it learns from now on, but for the folder's events, goes to the outbox
    if knows_any:
        log.begin_seen()
    reading = _Reading(context, listing.events, {}, compare=knows_any)
    now_read = {**dict.fromkeys(gone), **reading.marks}
    if knows_any:
        log.refill_outbox(now_read)
    else:
        log.keep_marks(now_read, {SYNC_REFILL: None})
    found = reading.incoming
    return replace(found, merged=before.merged.plus(found.merged))


class _Reading:
    """Merges the new lines of files."""

    def __init__(
        self,
        context: AppContext,
        files: list[FolderFile] | tuple[FolderFile, ...],
        marks: Mapping[str, FileMark],
        *,
        compare: bool = False,
    ) -> None:
        """compare: note which events the files have."""
        self._readers = [EventFile(file, marks.get(file.name)) for file in files]
        self._log = context.log
        self._compare = compare
        self._problems: list[Problem] = []
        self._lines: dict[str, int] = {}
        if self._readers:
            sync_cards(context, survey(context, None))
        merged = self._log.merge(self._events(), context.clock(), from_folder=True)
        self.incoming = Incoming(merged, self._lines, tuple(self._problems))
        if merged.added or merged.voided or merged.variants:
            from zgcquiz.app.learner.history import update_stats

            update_stats(context, merged.added)

    @property
    def marks(self) -> dict[str, FileMark | None]:
        return {reader.file.name: reader.mark for reader in self._readers if reader.mark is not None}

    @property
    def was_rewritten(self) -> bool:
        return any(reader.was_rewritten for reader in self._readers)

    def _events(self) -> Iterator[Review | Hold | Restart]:
        for reader in self._readers:
            seen: list[Seen] = []
            for event in self._events_of(reader):
                if self._compare:
                    seen.append(_seen(event))
                    if len(seen) == _NOTED:
                        self._log.note_seen(seen)
                        seen = []
                yield event
            self._log.note_seen(seen) if seen else None
            self._problems += reader.problems

    def _events_of(self, reader: EventFile) -> Iterator[Review | Hold | Restart]:
        from zgcquiz.formats.history import review_lines

        device = reader.file.device
        for event in review_lines.read(reader.lines(), str(reader.file.path)):
            if not isinstance(event, Problem):
                self._lines[device] = self._lines.get(device, 0) + 1
                yield event
            elif reader.is_cut:
                message = "this line is incomplete; it is read once the rest has come"
                self._problems.append(
                    replace(event, code="incomplete", message=message, line=event.line + reader.first)
                )
            else:
                self._problems.append(replace(event, line=event.line + reader.first))


def _seen(event: Review | Hold | Restart) -> Seen:
    if isinstance(event, Review):
        return "review", event.id, event.void and not event.superseded
    return "hold" if isinstance(event, Hold) else "restart", event.id, False


def is_foreign(context: AppContext, listing: FolderListing) -> bool:
    """Return whether another device writes to the folder of this one: its home was copied, or is a restored backup."""
    log, marks = context.log, context.log.file_marks()
    intent = json.loads(log.kept_value("sync_intent") or "{}")
    for file in listing.events:
        folder, _, name = file.name.partition("/")
        mark = marks.get(file.name)
        if folder != log.device or not is_segment(name) or file.is_read(mark):
            continue
        try:
            digest = digest_of(read_bounded(file.path))
        except OSError:
            continue  # it is reported when it is read
        if digest not in (mark.digest if mark else None, intent.get(file.name)):
            return True
        # Written before the process was killed, or only touched: it is read again, which changes nothing.
    return False


def send(context: AppContext, top: Path, listing: FolderListing) -> int:
    """Write the events that the folder lacks to this device's files; return how many.

    Raises OSError if the folder can't be written, ZgcError if the log can't.
    """
    from zgcquiz.formats.history import review_lines

    log = context.log
    if not log.waiting():
        return 0
    own = [file for file in listing.events if file.name.partition("/")[0] == log.device]
    number = max((number_of(Path(file.name).name) for file in own), default=0)
    count = 0
    while True:
        events, places = log.unsent(_BATCH)
        if not events:
            return count
        data, size = bytearray(), 0
        for event in events:
            if size and len(data) > _MOST_BYTES:
                break
            size += 1
            data += next(review_lines.write([event]))
        before = _open_segment(context, top, number)
        if before is None or len(before) + len(data) > SEGMENT:
            number, before = number + 1, b""
        name = f"{log.device}/{segment(number)}"
        whole = before + bytes(data)
        log.keep_values({"sync_intent": json.dumps({name: digest_of(whole)})})
        mark = write_whole(top, name, whole)
        log.sent(places[:size], {name: mark})
        count += size


def _open_segment(context: AppContext, top: Path, number: int) -> bytes | None:
    """Return the content of this device's last file of events; None if there is none, or it is not as it was left."""
    log = context.log
    mark = log.file_marks().get(f"{log.device}/{segment(number)}")
    if number == 0 or mark is None or mark.size > SEGMENT:
        return None
    try:
        data = read_bounded(top / log.device / segment(number))
    except OSError:
        return None
    return data if digest_of(data) == mark.digest and data.endswith(b"\n") else None
