"""Settings and packs of all devices: read their state files, merge, apply here, write this device's."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from zgcquiz.app.context import AppContext
from zgcquiz.app.sync.packs import SyncedPacks
from zgcquiz.app.sync.settings import apply_settings, current_settings, set_at
from zgcquiz.core.errors import ZgcError
from zgcquiz.core.packs.problem import Problem
from zgcquiz.core.sync.names import STATE
from zgcquiz.core.sync.stamps import (
    MAX_KEYS,
    Stamp,
    Stamps,
    as_json,
    bounded,
    canonical,
    changed,
    from_json,
    merge,
    settle,
    split,
)
from zgcquiz.core.value import Value, replace
from zgcquiz.store.sync.folder import FileMark, FolderListing, read_bounded
from zgcquiz.store.sync.writing import write_whole

_VERSION = 1
_LARGEST = 16 << 20
_KEPT = "sync_state"
_LONGEST_HOST = 60
_KINDS = ("settings", "packs")


class MergedState(Value, frozen=True):
    """What changed: see SyncReport. hosts: what the devices are called, by their folders' names."""

    own_settings: tuple[str, ...] = ()
    own_packs: tuple[str, ...] = ()
    settings: tuple[str, ...] = ()
    packs: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    aside: tuple[str, ...] = ()
    ahead: int = 0
    problems: tuple[Problem, ...] = ()
    hosts: dict[str, str] = {}  # noqa: RUF012  # msgspec copies it


class SharedState:
    """What is known of the settings and packs of all devices, as kept in the log's database."""

    def __init__(self, context: AppContext, top: Path, listing: FolderListing, host: str) -> None:
        self._context = context
        self._log = context.log
        self._top = top
        self._listing = listing
        self._host = host
        self._now = context.clock().ms
        self._before = self._log.kept_value(_KEPT) or "{}"
        kept = json.loads(self._before)
        self._stamps = {kind: settle(_kept(kept, kind), self._log.device, self._now) for kind in _KINDS}
        self._ahead = 0
        self._base: dict[str, Any] = {kind: kept.get(f"base_{kind}", {}) for kind in _KINDS}
        self._pack_keys = kept.get("pack_keys", {})
        self._hosts: dict[str, str] = kept.get("hosts", {})
        self._marks: dict[str, FileMark | None] = {}
        self._problems: list[Problem] = []
        self._packs = SyncedPacks(context, self._pack_keys, listing.packs, top, self._log.device)

    def log_reopened(self) -> None:
        """Use the log that the context has now."""
        self._log = self._context.log

    @property
    def hosts(self) -> dict[str, str]:
        return self._hosts

    def merge(self) -> MergedState:
        """Merge the states of all devices and apply them here. Raises ZgcError if this device can't be changed."""
        read = self._read()
        values = {"settings": current_settings(self._context.configuration), "packs": dict(self._packs.digests)}
        at = {"settings": dict.fromkeys(values["settings"], set_at(self._context)), "packs": self._packs.set_at}
        mine: Stamps = {}
        changes: dict[str, tuple[str, ...]] = {}
        for kind in _KINDS:
            own = changed(self._stamps[kind], self._base[kind], values[kind], at[kind], self._log.device, self._now)
            if kind == "packs":
                own = {id: replace(stamp, value=self._edition(id, stamp.value)) for id, stamp in own.items()}
                mine = {id: stamp for id, stamp in self._stamps[kind].items() if stamp.device == self._log.device} | own
            merged = merge(merge(self._stamps[kind], own), read[kind])
            self._stamps[kind] = bounded(merged, values[kind].keys())
            if len(merged) > MAX_KEYS:
                message = f"only {MAX_KEYS:,} of {len(merged):,} entries of '{kind}' are used"
                self._problems.append(Problem("too-many", message, str(self._top)))
            changes[kind] = tuple(sorted(key for key in own if self._stamps[kind].get(key) == own[key]))
        settings = apply_settings(self._context, self._wanted_settings(values["settings"]))
        packs, removed, aside = self._apply_packs(mine)
        self._base = {"settings": current_settings(self._context.configuration), "packs": dict(self._packs.digests)}
        self._problems += [*settings.problems, *self._packs.problems]
        self._keep()
        return MergedState(
            own_settings=changes["settings"],
            own_packs=changes["packs"],
            settings=settings.names,
            packs=tuple(packs),
            removed=tuple(removed),
            aside=tuple(aside),
            ahead=self._ahead,
            problems=tuple(self._problems),
            hosts=self._hosts,
        )

    def _wanted_settings(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """Return the settings that differ from what this device has."""
        stamps = self._stamps["settings"]
        return {
            key: stamp.value for key, stamp in stamps.items() if canonical(stamp.value) != canonical(values.get(key))
        }

    def _edition(self, id: str, digest: str | None) -> dict[str, str | None]:
        """Return the value to stamp for a pack that changed here: it says which content it replaces."""
        known = self._stamps["packs"].get(id)
        return {"hash": digest, "replaces": None if known is None else digest_of_pack(known)}

    def _apply_packs(self, mine: Stamps) -> tuple[list[str], list[str], list[str]]:
        """Install and remove packs. mine: the last change of each pack that this device made, if it was the last."""
        packs: list[str] = []
        removed: list[str] = []
        aside: list[str] = []
        for id, stamp in sorted(self._stamps["packs"].items()):
            digest, own = digest_of_pack(stamp), self._packs.digests.get(id)
            if digest == own:
                continue
            try:
                if not self._packs.is_there(digest):
                    continue
                if own is not None and id in mine and stamp.value.get("replaces") != own:
                    aside.append(str(self._packs.set_aside(id)))
                if digest is None:
                    self._packs.remove(id)
                    removed.append(id)
                elif self._packs.install(id, digest):
                    packs.append(id)
            except (ZgcError, OSError) as error:
                self._problems.append(Problem("pack", f"the pack '{id}' was not changed: {error}", str(self._top)))
        return packs, removed, aside

    def _read(self) -> dict[str, Stamps]:
        """Return the values in the state files that changed since they were last read."""
        marks = self._log.file_marks()
        found: dict[str, Stamps] = {kind: {} for kind in _KINDS}
        for file in self._listing.states:
            if file.is_read(marks.get(file.name)):
                continue
            try:
                document = _parsed(read_bounded(file.path, _LARGEST), str(file.path))
            except (OSError, ValueError, RecursionError, ZgcError) as error:
                reason = "it is incomplete or not JSON" if isinstance(error, ValueError | RecursionError) else error
                self._problems.append(Problem("bad-state", f"this file is not used: {reason}", str(file.path)))
                continue
            ahead = 0
            for kind in _KINDS:
                stamps, invalid = from_json(document.get(kind, {}))
                if kind == "packs":
                    valid = {id: stamp for id, stamp in stamps.items() if is_pack(stamp)}
                    stamps, invalid = valid, invalid + len(stamps) - len(valid)
                ready, later = split(stamps, self._now)
                found[kind] = merge(found[kind], ready)
                ahead += len(later)
                if invalid:
                    message = f"{invalid} invalid entries of '{kind}' are not used"
                    self._problems.append(Problem("bad-state", message, str(file.path)))
            host = document.get("host")
            if isinstance(host, str) and file.name == f"{file.device}/{STATE}":
                self._hosts[file.device] = host[:_LONGEST_HOST].encode("utf-8", "replace").decode()
            self._ahead += ahead
            if not ahead:  # otherwise it is read again until their time has come
                self._marks[file.name] = FileMark(file.size, file.mtime_ns, file.size, 0, "")
        return found

    def _keep(self) -> None:
        kept: dict[str, Any] = {"pack_keys": self._packs.keys, "hosts": self._hosts}
        for kind in _KINDS:
            kept[kind] = as_json(self._stamps[kind])
            kept[f"base_{kind}"] = self._base[kind]
        text = canonical(kept)
        if text != self._before or self._marks:
            self._log.keep_marks(self._marks, {_KEPT: text})
            self._before = text

    def send(self) -> None:
        """Write this device's state, and the packs that nobody has written yet. Raises OSError or ZgcError."""
        self._packs.publish({id: digest_of_pack(stamp) for id, stamp in self._stamps["packs"].items()})
        document = {"zgcquiz_sync": _VERSION, "host": self._host[:_LONGEST_HOST]}
        document |= {kind: as_json(self._stamps[kind]) for kind in _KINDS}
        data = json.dumps(document, ensure_ascii=False).encode("utf-8", "replace") + b"\n"
        name = f"{self._log.device}/{STATE}"
        file = next((each for each in self._listing.states if each.name == name), None)
        if file is None or file.size != len(data) or read_bounded(file.path, _LARGEST) != data:
            self._log.keep_marks({name: write_whole(self._top, name, data)})


def is_pack(stamp: Stamp) -> bool:
    """Return whether a stamped value is that of a pack: {"hash", "replaces"}, each a text or null."""
    value = stamp.value
    return isinstance(value, dict) and all(isinstance(value.get(key), str | None) for key in ("hash", "replaces"))


def digest_of_pack(stamp: Stamp) -> str | None:
    """Return the hash of a pack's content; None if it was removed."""
    found: str | None = stamp.value["hash"]
    return found


def _parsed(data: bytes, name: str) -> dict[str, Any]:
    """Return a state file's document. Raises ValueError or RecursionError for what is not JSON, ZgcError for a bomb."""
    from zgcquiz.formats.untrusted.json_bounds import check_json

    text = data.decode("utf-8-sig")
    check_json(text, name)
    document = json.loads(text)
    if not isinstance(document, dict):
        raise ValueError("it is not a JSON object")
    return document


def _kept(kept: Mapping[str, Any], key: str) -> Stamps:
    return from_json(kept.get(key, {}))[0]
