"""Sessions on a terminal that end at any instant: by a signal, or because the terminal is closed."""

from __future__ import annotations

import json
import signal
import time
from random import Random

from tests.faults.contents import Rows, cards, files, leftovers, read_rows, touched
from tests.faults.learner import Learner
from tests.faults.ledger import Deed, Shown, compare, kept_entries
from tests.faults.outcome import Outcome
from tests.faults.place import PACK, Place
from tests.faults.reading import read_text
from tests.faults.screen import Screen

WAYS = ("SIGKILL", "SIGTERM", "SIGHUP", "SIGINT", "closed terminal", "SIGKILL over a pipe")
SESSIONS = (
    ("play", PACK, "-n", "30"),
    ("play", PACK, "-n", "30", "--pause"),
    ("play", PACK, "-n", "30", "--certainty"),
    ("play", PACK, "-n", "5"),
    ("review", PACK),
    ("review", PACK, "--certainty"),
)
LONGEST = 1.5
"""Seconds that a session may go on."""
FRESH = 25
"""Sessions after which a new home is taken."""


class KilledSessions:
    """Sessions one after the other in one home, each of which ends in a fault."""

    def __init__(self, place: Place, rng: Random, outcome: Outcome) -> None:
        self.place = place
        self.rng = rng
        self.outcome = outcome

    def one(self, way: str) -> None:
        """Sit through a session to its fault, and check everything that was promised."""
        place, rng = self.place, self.rng
        before, own = read_rows(place.db), files(place.home)
        arguments = rng.choice(SESSIONS)
        screen = Screen(place.argv(*arguments), place.env(), place.folder)
        learner = Learner(screen, rng, ahead=way != "closed terminal" and rng.random() < 0.3)
        early = rng.random() < 0.15  # while it starts, opens the log or makes it
        learner.sit(time.monotonic() + rng.uniform(0, 0.15 if early else LONGEST))
        if way == "closed terminal":
            screen.close()
        else:
            screen.signal(getattr(signal, way))
        # Python loses the exception of a SIGINT that comes while it runs a callback of its own, as after an import.
        ended = screen.finish(again=signal.SIGINT if way == "SIGINT" else None)
        if screen.repeated:
            self.outcome.notes.append(f"sent twice in {' '.join(arguments)}, at {screen.tail[-200:]!r}")
        self.outcome.runs += 1
        what = f"{way} in {' '.join(arguments)}"
        if not ended:
            self.outcome.damage(f"{what}: it did not end, at {screen.tail[-300:]!r}")
        if learner.stuck:
            self.outcome.damage(f"{what}: {learner.stuck}")
        self._check(what, screen.read.shown, before, own)

    def _check(self, what: str, shown: list[Shown], before: Rows, own: dict[str, str]) -> None:
        place, outcome = self.place, self.outcome
        after = read_rows(place.db)
        account = compare(shown, kept_entries(before, after))
        outcome.shown += sum(each.deed is Deed.ANSWERED for each in shown)
        outcome.lost(f"{what}: {each}" for each in account.lost)
        outcome.damaged(f"{what}: {each}" for each in (*account.wrong, *touched(before, after)))
        if files(place.home) != own:
            outcome.damage(f"{what}: packs or settings were changed")
        done = place.run("history", "--json")  # the next start
        if done.returncode or "Traceback" in done.stderr:
            outcome.damage(f"{what}: the next start says {done.stderr[-300:]}")
            return
        listed = {entry["id"]: entry["void"] for entry in json.loads(done.stdout)}
        if listed != {id: id in after.tables["voids"] for id in after.reviews}:
            outcome.damage(f"{what}: `history` lists {len(listed)} answers, the database has {len(after)}")
        if leftovers(place.home):  # what is left of a backup goes when the next round begins
            place.run("play", PACK)
        outcome.damaged(f"{what}: {name} is left" for name in leftovers(place.home))

    def at_the_feedback(self) -> None:
        """Kill a session while it shows that an answer was wrong, and waits for Enter."""
        place = self.place
        before, own = read_rows(place.db), files(place.home)
        screen = Screen(place.argv("play", PACK), place.env(), place.folder)
        learner = Learner(screen, self.rng, plain=True)
        end = time.monotonic() + 60
        while True:
            drawn = len(screen.tail)
            if not screen.take(0.2) or time.monotonic() > end:
                self.outcome.damage(f"no feedback waits for Enter: {screen.tail[-300:]!r}")
                break
            if len(screen.tail) > drawn:
                continue  # keys that are sent before all is drawn would answer what comes next
            if "Enter next" in screen.tail:
                break
            if keys := learner.keys():
                screen.send(keys)
        screen.signal(signal.SIGKILL)
        screen.finish()
        self.outcome.runs += 1
        self._check("SIGKILL at the feedback", screen.read.shown, before, own)

    def over_a_pipe(self) -> None:
        """Kill a round whose answers all came at once."""
        place, rng = self.place, self.rng
        before, own = read_rows(place.db), files(place.home)
        process = place.start("play", PACK, "-n", "40")
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(b"b\nA\n0\nc\n" * 20)
        out = process.stdout.readline() if rng.random() < 0.9 else b""
        time.sleep(rng.uniform(0, 0.4))
        process.kill()
        out += process.communicate()[0]
        self.outcome.runs += 1
        self._check("SIGKILL over a pipe", read_text(out.decode("utf-8", "replace")), before, own)

    def check_schedule(self) -> None:
        """The schedule is what the log says: computed again, it is the same."""
        if not self.place.db.exists():
            return
        before = cards(self.place.db)
        done = self.place.run("rebuild")
        if done.returncode:
            self.outcome.damage(f"rebuild after the kills says {done.stderr[-300:]}")
        elif cards(self.place.db) != before:
            self.outcome.damage("after the kills the cards are not those that follow from the log")


def killed_sessions(place: Place, seed: int, kills: int, way: str, outcome: Outcome) -> None:
    """End so many sessions in one way, in a new home every `FRESH` sessions."""
    template = Place(place.folder / "template")
    template.furnish()
    for number in range(kills):
        sessions = KilledSessions(place, Random(f"{seed}/{way}/{number}"), outcome)
        if number % FRESH == 0:
            sessions.check_schedule()
            place.become(template)
        if way == "SIGKILL over a pipe":
            sessions.over_a_pipe()
        else:
            sessions.one(way)
    KilledSessions(place, Random(0), outcome).check_schedule()
