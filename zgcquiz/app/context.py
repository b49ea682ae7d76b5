"""The dependencies of the use cases: clock, random generator, paths, storage."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

from zgcquiz.core.command_lines import command, path_word
from zgcquiz.core.configuration import Configuration
from zgcquiz.core.errors import PackError, SettingsError, ZgcError
from zgcquiz.core.log.review_ids import Identifiers
from zgcquiz.core.moment import Moment
from zgcquiz.core.packs.pack import Item, Pack, PackInfo
from zgcquiz.core.packs.problem import Problem
from zgcquiz.core.settings import Settings
from zgcquiz.core.value import replace
from zgcquiz.store.config_file import read_config
from zgcquiz.store.files.pack_files import MAIN, SUFFIXES, is_there
from zgcquiz.store.packs.library import Library
from zgcquiz.store.packs.pack_cache import PackCache
from zgcquiz.store.paths import Paths, find_paths

if TYPE_CHECKING:
    from zgcquiz.formats.native.reader import PackReading
    from zgcquiz.store.backups.rules import BackupRules
    from zgcquiz.store.log.review_log import ReviewLog


_NATIVE = rb"\bzgcquiz[\"']?\s*:"
"""The key that only packs have."""


@dataclass
class AppContext:
    """The dependencies of the use cases. The log and the pack cache are opened on first use.

    clock: returns the time; the start of the learner's day is added to it; timer: returns monotonic seconds; rng: for
    seeds and identifiers; notify: called with a description before a slow operation; warn: called with a problem that
    stops nothing; needs_settings: False to go on with the default settings, with a warning, if the file can't be used.
    """

    paths: Paths
    clock: Callable[[], Moment]
    timer: Callable[[], float] = time.monotonic
    rng: Random = field(default_factory=Random)
    notify: Callable[[str], object] = str
    warn: Callable[[ZgcError], object] = str
    needs_settings: bool = True
    ids_within: dict[Path, str] = field(default_factory=dict, init=False)
    """The ids in the installed packs' files, as far as they were needed."""
    media_roots: Mapping[str, Path] = field(default_factory=dict, init=False)
    """Where the packs of the round that is run are, by id."""
    _is_closed: bool = field(default=False, init=False)

    def __post_init__(self) -> None:
        clock = self.clock
        self.clock = lambda: replace(clock(), starts=self.settings().day_starts)

    def settings(self, pack: str | None = None) -> Settings:
        """Return the settings in effect for a pack, or for all packs. Raises SettingsError."""
        return self.configuration.settings(pack)

    @cached_property
    def configuration(self) -> Configuration:
        """The settings file, read once. Raises SettingsError with all problems, or ZgcError if it can't be read."""
        try:
            data = read_config(self.paths.config)
            return Configuration({}, {}) if data is None else parse_config(data, str(self.paths.config))
        except ZgcError as error:
            if self.needs_settings:
                raise
            self.configuration = Configuration({}, {})  # before the warning, whose colours are settings too
            self.warn(
                ZgcError(
                    error.code,
                    f"{self.paths.config} can't be used, so this was done with the default settings.",
                    "To see what is wrong: zgcquiz config",
                )
            )
            return self.configuration

    @cached_property
    def library(self) -> Library:
        return Library(self.paths.packs, self.paths.shipped)

    @cached_property
    def pack_cache(self) -> PackCache:
        return PackCache(self.paths.compiled, stream_pack, lambda: self.clock().day)

    def find_media(self, pack: str, path: str) -> Path:
        """Return the file of an image or sound in a pack of the round that is run. Raises MediaError."""
        from zgcquiz.app.round.media import find_media  # few packs have any

        return find_media(self.media_roots, pack, path)

    @cached_property
    def identifiers(self) -> Identifiers:
        return Identifiers(self.rng)

    @cached_property
    def log(self) -> ReviewLog:
        from zgcquiz.store.log.review_log import ReviewLog  # loads the scheduler, which commands on packs don't need

        return ReviewLog(self.paths.log, self.rng, self.settings, self.clock, self.backup_rules)

    @property
    def has_log(self) -> bool:
        """Whether there is a log to read; opening it would create it."""
        return "log" in vars(self) or self.paths.log.exists()

    def use_log(self, path: Path) -> ReviewLog:
        """Open the log at another path, such as a copy, in place of the learner's. Raises ZgcError."""
        from zgcquiz.store.log.review_log import ReviewLog

        self.log = ReviewLog(path, self.rng, self.settings, self.clock)
        return self.log

    @property
    def backup_rules(self) -> BackupRules:
        from zgcquiz.store.backups.rules import BackupRules

        return BackupRules(self.paths.backups, self.settings().backups)

    def __enter__(self) -> AppContext:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the log and the pack cache, if opened. After the first change of a day, the log is backed up."""
        if self._is_closed:
            return
        self._is_closed = True
        try:
            self._back_up()
        finally:
            self._close()

    def _back_up(self) -> None:
        log = self.__dict__.get("log")
        if log is None or not log.was_changed:
            return
        from zgcquiz.store.backups.making import back_up_daily
        from zgcquiz.store.database import explained

        try:
            with explained(self.paths.log, "back up the review log"):
                damaged = back_up_daily(self.paths.log, self.backup_rules, self.clock(), self.notify)
            if damaged:
                log.leave_out_damaged()  # which the next command says
        except ZgcError as error:
            self.warn(error)

    def _close(self) -> None:
        for name in ("log", "pack_cache"):
            if name in self.__dict__:
                self.__dict__[name].close()


def system_context(environ: Mapping[str, str]) -> AppContext:
    """Return a context with the system's clock and the user's folders."""
    return AppContext(paths=find_paths(environ), clock=system_clock)


def system_clock() -> Moment:
    now = time.time()
    return Moment(int(now * 1000), time.localtime(now).tm_gmtoff // 60)


def stream_pack(
    files: Sequence[tuple[str, bytes]], keep: Callable[[Item], object]
) -> tuple[PackInfo, tuple[Problem, ...]]:
    """Parse a pack's files, handing on each item as it is read. Raises PackError as `read_pack`, after that."""
    pack, problems = read_pack(files, keep)
    return pack.info, problems


def read_pack(
    files: Sequence[tuple[str, bytes]], keep: Callable[[Item], object] | None = None
) -> tuple[Pack, tuple[Problem, ...]]:
    """Parse a pack's files. Raises PackError with all problems if there are errors. keep: as for `reader.read`."""
    from zgcquiz.formats.native import reader

    check_native(files)
    return sound_pack(files, reader.read(files, keep))


def sound_pack(files: Sequence[tuple[str, bytes]], reading: PackReading) -> tuple[Pack, tuple[Problem, ...]]:
    """Return what files were read as, with its warnings. Raises as `read_pack`."""
    if reading.pack is None:
        path = Path(files[0][0])
        place = str(path.parent if path.name in MAIN else path) if is_there(path) else ""
        raise PackError(reading.id or files[0][0], reading.problems, place)
    return reading.pack, reading.problems


def check_native(files: Sequence[tuple[str, bytes]]) -> None:
    """Raise ZgcError if a pack's only file is in another format, which can be imported, instead of all that is wrong
    with it as a pack."""
    name, data = files[0]
    path = Path(name)
    if len(files) > 1 or path.suffix.lower() in SUFFIXES or re.search(_NATIVE, data):
        return
    from zgcquiz.formats.exchange import registry

    try:
        format = registry.recognise(data, name)
    except ZgcError:
        return  # of no format at all: as a pack it has the errors that tell the most
    if format.suffixes == SUFFIXES:
        return
    file = path_word(name) if is_there(path) else "FILE"
    raise ZgcError(
        "not-a-pack",
        f"{name} is not a pack; its format is {format.name}.",
        f"{'To import it' if is_there(path) else 'Download it, and import it'}: {command('pack', 'import', file)}",
    )


def parse_config(data: bytes, name: str) -> Configuration:
    """Parse a settings file. Raises SettingsError with all problems if there are any."""
    from zgcquiz.formats.config import toml_reader

    reading = toml_reader.read(data, name)
    if reading.configuration is None:
        raise SettingsError(name, reading.problems)
    return reading.configuration
