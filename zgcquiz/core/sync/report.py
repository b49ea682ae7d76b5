"""The results of a sync."""

from __future__ import annotations

from zgcquiz.core.log.review_import import Merged
from zgcquiz.core.moment import Moment
from zgcquiz.core.packs.problem import Problem
from zgcquiz.core.value import Value


class SyncDevice(Value, frozen=True):
    """A device in a shared folder.

    name: its folder's; host: what its owner calls it, "" if unknown; seen: when it last wrote, None if unknown; is_own:
    whether it is this one; lines: how many lines were read from it this time.
    """

    name: str
    host: str
    seen: Moment | None
    is_own: bool
    lines: int = 0


class SyncReport(Value, frozen=True):
    """What a sync did.

    merged: events that came in; sent: events written to the folder; own_settings, own_packs: names of settings and ids
    of packs that were changed or removed here since the last sync; settings: names of settings that changed here;
    packs: ids of packs installed or replaced here; removed: ids of packs removed here; aside: files that packs were
    kept in that others replaced; renamed: the device's new name, "" if it kept its own; copies: conflicted copies of
    the database that were merged; ahead: settings and packs dated too far ahead to count; waiting: events still to be
    written; problems: what could not be read.
    """

    folder: str
    devices: tuple[SyncDevice, ...] = ()
    merged: Merged = Merged()
    sent: int = 0
    own_settings: tuple[str, ...] = ()
    own_packs: tuple[str, ...] = ()
    settings: tuple[str, ...] = ()
    packs: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    aside: tuple[str, ...] = ()
    renamed: str = ""
    copies: tuple[str, ...] = ()
    ahead: int = 0
    waiting: int = 0
    problems: tuple[Problem, ...] = ()
