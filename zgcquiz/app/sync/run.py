"""Set up a shared folder, and sync with it: by a command, or before and after a round."""

from __future__ import annotations

import platform
import threading
from pathlib import Path

from zgcquiz.app.context import AppContext
from zgcquiz.app.sync.events import Incoming, is_foreign, send, take_in
from zgcquiz.app.sync.state import MergedState, SharedState
from zgcquiz.core.command_lines import command, path_word
from zgcquiz.core.counts import count
from zgcquiz.core.errors import ZgcError
from zgcquiz.core.moment import Moment
from zgcquiz.core.sync.names import TOP, device_of
from zgcquiz.core.sync.report import SyncDevice, SyncReport
from zgcquiz.core.value import replace
from zgcquiz.store.files.lock import held
from zgcquiz.store.files.pack_files import is_utf8
from zgcquiz.store.files.private import make_folder
from zgcquiz.store.log.tables.schema import SYNC_FOLDER
from zgcquiz.store.sync.folder import FolderListing, list_folder

_MOST_SECONDS = 1.0
"""How long an automatic sync waits for the disk of the folder."""
_AUTOMATIC_SECONDS = 0.2
"""How long an automatic sync waits for another one of this home."""

_SLOW_EVENTS = 10_000
_SLOW_BYTES = 4 << 20
"""What takes more than about a second to write, or to read."""


def set_up(context: AppContext, folder: Path) -> SyncReport:
    """Set the shared folder, and sync. Raises ZgcError if it can't be used."""
    path = folder.expanduser().absolute()
    if path.exists() and not path.is_dir():
        raise ZgcError("no-folder", f"{path} is not a folder.", "Name the folder that your devices share.")
    if path.name == TOP and path.is_dir() and any(device_of(each.name) for each in path.iterdir()):
        path = path.parent
    if not path.is_dir():
        raise ZgcError("no-folder", f"There is no folder {path}.", "Create it, or mount the disk that it is on.")
    if not is_utf8(str(path)):
        raise ZgcError("bad-name", f"The name of {path!r} is not UTF-8.", "Use a folder with another name.")
    if context.log.kept_value(SYNC_FOLDER) != str(path) or not (path / TOP).is_dir():
        context.log.set_sync_folder(str(path))
    try:
        if (path / TOP).is_symlink():
            raise OSError("it is a link")
        make_folder(path / TOP)
    except OSError as error:
        raise _unwritable(path / TOP, error) from error
    return sync_now(context)


def switch_off(context: AppContext) -> str | None:
    """No longer sync, and return the folder that was set. What is in it stays."""
    folder = context.log.kept_value(SYNC_FOLDER)
    context.log.set_sync_folder(None)
    return folder


def sync_now(context: AppContext) -> SyncReport:
    """Sync with the folder that is set. Raises ZgcError if none is, or it isn't there, or can't be written."""
    report, error = _sync(context, _top(context), None)
    if error is not None:
        raise error
    return report


def status(context: AppContext) -> SyncReport:
    """Return what `sync_now` would be about, without changing anything. Raises ZgcError as it does."""
    folder = context.log.kept_value(SYNC_FOLDER)
    if folder is None:
        raise _not_set()
    waiting = context.log.waiting()
    if not (Path(folder) / TOP).is_dir():
        return SyncReport(folder, waiting=waiting)
    listing = list_folder(Path(folder) / TOP)
    devices = _devices(context, listing, SharedState(context, Path(folder) / TOP, listing, "").hosts, {})
    return SyncReport(folder, devices, waiting=waiting, problems=listing.problems)


def sync_automatically(context: AppContext, folder: str) -> tuple[SyncReport | None, ZgcError | None]:
    """Sync before or after a round, if the folder is there; return None if it isn't, and what went wrong.

    Raises ZgcError or OSError.
    """
    top = Path(folder) / TOP
    return _sync(context, top, _AUTOMATIC_SECONDS) if _answers(top) else (None, None)


def _answers(folder: Path) -> bool:
    """Return whether a folder is there, and its disk says so soon: a network's may let a program wait for minutes."""
    found: list[bool] = []
    thread = threading.Thread(target=lambda: found.append(folder.is_dir()), daemon=True)
    thread.start()
    thread.join(_MOST_SECONDS)
    return bool(found) and found[0]


def _top(context: AppContext) -> Path:
    folder = context.log.kept_value(SYNC_FOLDER)
    if folder is None:
        raise _not_set()
    top = Path(folder) / TOP
    if not Path(folder).is_dir():
        raise ZgcError(
            "no-folder",
            f"The folder {folder} isn't there. Waiting for it: {count(context.log.waiting(), 'event')}.",
            "Mount the disk that it is on, or set another: zgcquiz sync FOLDER",
        )
    if not top.is_dir():
        raise ZgcError(
            "no-folder",
            f"{folder} has no folder '{TOP}' any more: it was deleted, or the disk is not mounted.",
            f"To begin there again: {command('sync', path_word(folder))}",
        )
    return top


def _sync(context: AppContext, top: Path, seconds: float | None) -> tuple[SyncReport, ZgcError | None]:
    """Sync, and return what was done and why the folder could not be written. Raises ZgcError.

    seconds: how long to wait for another sync of this home; None: as long as for any lock.
    """
    folder = str(top.parent)
    try:
        make_folder(context.paths.data)
        lock = context.paths.data / "sync.lock"
        with held(lock) if seconds is None else held(lock, seconds):
            return _locked(context, top, folder)
    except OSError as error:
        where = f" ({error.filename})" if error.filename else ""
        raise ZgcError("sync", f"Can't sync with {folder}: {error.strerror or error}{where}.", "Try again.") from error


def _reads_long(context: AppContext, listing: FolderListing) -> bool:
    marks = context.log.file_marks()
    return sum(file.size for file in listing.events if not file.is_read(marks.get(file.name))) > _SLOW_BYTES


def _locked(context: AppContext, top: Path, folder: str) -> tuple[SyncReport, ZgcError | None]:
    listing = list_folder(top)
    renamed = context.log.new_device_name(context.rng) if is_foreign(context, listing) else ""
    shared = SharedState(context, top, listing, platform.node())
    state = shared.merge()
    if state.settings:
        _reopen(context)
        shared.log_reopened()
    if is_slow := _reads_long(context, listing):
        context.notify("Syncing")
    incoming = take_in(context, listing)
    if not is_slow and context.log.waiting() > _SLOW_EVENTS:
        context.notify("Syncing")
    sent, error = 0, None
    try:
        sent = send(context, top, listing)
        shared.send()
    except OSError as cause:
        error = _unwritable(top, cause)
    problems = (*listing.problems, *state.problems, *incoming.problems)
    report = _report(folder, context, list_folder(top), state, incoming)
    report = replace(report, problems=problems)
    return replace(report, sent=sent, renamed=renamed, waiting=context.log.waiting()), error


def _reopen(context: AppContext) -> None:
    """Open the log again, as the cards are derived by the settings that it was opened with."""
    context.log.close()
    del context.__dict__["log"]


def _report(
    folder: str, context: AppContext, listing: FolderListing, state: MergedState, incoming: Incoming
) -> SyncReport:
    return SyncReport(
        folder=folder,
        devices=_devices(context, listing, state.hosts, incoming.lines),
        merged=incoming.merged,
        own_settings=state.own_settings,
        own_packs=state.own_packs,
        settings=state.settings,
        packs=state.packs,
        removed=state.removed,
        aside=state.aside,
        ahead=state.ahead,
    )


def _devices(
    context: AppContext, listing: FolderListing, hosts: dict[str, str], lines: dict[str, int]
) -> tuple[SyncDevice, ...]:
    last: dict[str, int] = {}
    for file in (*listing.events, *listing.states):
        last[file.device] = max(last.get(file.device, 0), file.mtime_ns // 1_000_000)
    offset = context.clock().offset
    return tuple(
        SyncDevice(
            name=device,
            host=hosts.get(device, ""),
            seen=Moment(last[device], offset) if device in last else None,
            is_own=device == context.log.device,
            lines=lines.get(device, 0),
        )
        for device in listing.devices
    )


def _not_set() -> ZgcError:
    return ZgcError("not-synced", "No folder is set to sync with.", "Set one: zgcquiz sync FOLDER")


def _unwritable(path: Path, error: OSError) -> ZgcError:
    return ZgcError(
        "unwritable",
        f"{path} can't be written: {error.strerror or error}.",
        "What others wrote there was read. Make it writable, or make room on it, then sync again.",
    )
