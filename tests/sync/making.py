"""Devices with homes and shared folders of their own, and what carries files between these."""

from __future__ import annotations

import io
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any
from unittest.mock import patch

from benchmarks.ids import uuid7
from tests.conftest import NOON, PACK
from tests.store.making import card_rows, make_review
from zgcquiz.app.context import AppContext
from zgcquiz.app.learner.history import export_history
from zgcquiz.app.learner.settings import change
from zgcquiz.app.packs.library import add_pack, remove_pack
from zgcquiz.app.selection import survey, sync_cards
from zgcquiz.app.sync import run
from zgcquiz.app.sync.settings import current_settings
from zgcquiz.core.errors import ZgcError
from zgcquiz.core.log.hold import Held, Hold, held_until
from zgcquiz.core.log.restart import Restart
from zgcquiz.core.log.review import Rating, Ref, Review
from zgcquiz.core.moment import MINUTE, Moment
from zgcquiz.core.sync.report import SyncReport
from zgcquiz.core.value import replace
from zgcquiz.store.paths import Paths

ITEMS = ["capital", "primes", "earth-round", "fixed"]


class Device:
    """A device: a home, and its own copy of the shared folder."""

    def __init__(self, folder: Path, number: int, shared: Path | None = None) -> None:
        self.home = folder / f"home{number}"
        self.shared = shared or folder / f"shared{number}"
        self.shared.mkdir(exist_ok=True, parents=True)
        (folder / "shipped").mkdir(exist_ok=True)
        self.now = NOON
        self.rng = Random(number)
        self.paths = Paths(self.home, self.home / "cache", folder / "shipped", self.home)
        self.context = self._open()
        self.names = {self.context.log.device}
        self.reports: list[SyncReport] = []

    def _open(self) -> AppContext:
        context = AppContext(self.paths, clock=lambda: self.now, timer=lambda: 0.0, rng=self.rng)
        context.log._db.execute("PRAGMA synchronous = OFF")
        return context

    def reopen(self) -> None:
        """What a new process of this device begins with."""
        self.context.close()
        self.context = self._open()

    def sync(self) -> SyncReport:
        self.reopen()
        log = self.context.log
        found = run.set_up(self.context, self.shared) if log.kept_value("sync_folder") is None else None
        report = found or run.sync_now(self.context)
        self.names.add(self.context.log.device)
        self.reports.append(report)
        return report

    def later(self, minutes: int) -> None:
        self.now = Moment(self.now.ms + minutes * MINUTE)

    def answer(self, item: str = "capital", rating: Rating = Rating.GOOD) -> Review:
        self.later(1)
        review = make_review(self.rng, Ref("small", item), self.now, rating)
        self.context.log.append(review)
        return review

    def undo(self) -> None:
        last = self.context.log.last()
        if last is not None:
            self.context.log.void(last, self.now)

    def twin(self, ms: int) -> None:
        """An edited file is imported: it has the last answer with other content."""
        last = next(self.context.log.reviews(1), None)
        if last is not None:
            self.context.log.merge([replace(last, ms=ms, void=False, superseded=False)], self.now)

    def hold(self, item: str, held: Held) -> None:
        until = held_until(held, self.now.day)
        id = uuid7(self.now.ms, self.rng)
        self.context.log.hold([Hold(id, self.context.log.device, self.now, Ref("small", item), held, until)])

    def restart(self, item: str) -> None:
        id = uuid7(self.now.ms, self.rng)
        ref = Ref("small", item)
        self.context.log.restart("small", [Restart(id, self.context.log.device, self.now, ref)])

    def set(self, key: str, value: str | None, pack: str | None = None) -> None:
        try:
            change(self.context, key, value, pack)
        except ZgcError as error:
            if error.code != "unknown-pack":  # a pack that this device lacks
                raise

    def add_pack(self, edition: int, id: str = "small") -> None:
        path = self.home / "from.yaml"
        path.write_text(PACK.replace("Lyon", f"Lyon {edition}").replace("id: small", f"id: {id}"), encoding="utf-8")
        add_pack(self.context, str(path), replace=True)

    def remove_pack(self, id: str = "small") -> None:
        if self.context.library.find(id) is not None:
            remove_pack(self.context, id)

    def holds_all(self) -> tuple[Any, ...]:
        """Everything that all devices must agree on in the end."""
        self.reopen()
        sync_cards(self.context, survey(self.context, None))
        history = io.BytesIO()
        export_history(self.context, history)
        packs = {
            pack.id: sorted((path.name, path.read_bytes()) for path in pack.root.rglob("*") if path.is_file())
            if pack.root.is_dir()
            else [("pack.yaml", pack.root.read_bytes())]
            for pack in self.context.library.installed()
        }
        held = self.context.log.held(["small"], self.now)
        return history.getvalue(), card_rows(self.paths.log), held, current_settings(self.context.configuration), packs


def carry(source: Device, target: Device, fault: str = "", at: float = 1.0) -> None:
    """Bring the source's files to the target's copy of the shared folder, perhaps not as they should.

    fault: "cut": each file breaks off after a share of its bytes; "conflict": beside the one that is there, under
    another name; "lost": what had come before is gone.
    """
    for name in sorted(source.names):
        there, here = source.shared / "zgcquiz" / name, target.shared / "zgcquiz" / name
        if fault == "lost":
            shutil.rmtree(here, ignore_errors=True)
        elif there.is_dir() and there != here:
            for path in sorted(each for each in there.rglob("*") if each.is_file()):
                goal = here / path.relative_to(there)
                if fault == "conflict":
                    marks = (" (conflicted copy 2026-11-28)", ".sync-conflict-20261128-120000-ABCDEFG", " 2")
                    goal = goal.with_name(f"{goal.stem}{marks[round(at * 10) % 3]}{goal.suffix}")
                goal.parent.mkdir(parents=True, exist_ok=True)
                data = path.read_bytes()
                goal.write_bytes(data[: round(len(data) * at)] if fault == "cut" else data)


def carry_all(devices: list[Device]) -> None:
    for source in devices:
        for target in devices:
            if source is not target:
                carry(source, target)


def settle(devices: list[Device]) -> None:
    """Carry and sync until nothing more can change."""
    for _ in range(3):
        for device in devices:
            device.sync()
        carry_all(devices)


@contextmanager
def made(count: int = 3, *, one_folder: bool = False) -> Iterator[list[Device]]:
    """Devices in a folder of their own. one_folder: they share one folder, as on a stick."""
    with TemporaryDirectory() as text, patch.object(os, "fsync", lambda file: None):
        folder = Path(text)
        devices = [Device(folder, number, folder / "shared" if one_folder else None) for number in range(count)]
        try:
            yield devices
        finally:
            for device in devices:
                device.context.close()
