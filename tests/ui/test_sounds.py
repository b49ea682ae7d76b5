"""Sounds in a round: which player plays what, when it is stopped, and what is said if nothing can be heard."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.conftest import Ran
from tests.ui.pictures import add, pack_of
from tests.ui.scripted import Interrupt, Learner, Step, Terminal, sees
from zgcquiz.app.sync.settings import apply_settings, current_settings
from zgcquiz.core.settings import Settings
from zgcquiz.ui.terminal.key_names import DOWN, END, ENTER, ESCAPE, UP
from zgcquiz.ui.terminal.look import LOOK

Run = Callable[..., Ran]
MP3 = b"ID3\x04" + bytes(60)
WAV = b"RIFF\x24\0\0\0WAVEfmt " + bytes(60)
STEM = "What do you hear?\n\n![A bell](media/bell.mp3)"
PATIENCE = 10

PLAYER = """#!/bin/sh
for each; do printf '%s\\n' "$each"; done > "$LOG/$$.part"
/bin/mv "$LOG/$$.part" "$LOG/$$"
exec /bin/sleep 60
"""


class Players:
    """Programs that note how they were started, and go on until they are stopped."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "bin"
        self.log = folder / "log"
        self.folder.mkdir()
        self.log.mkdir()

    def install(self, name: str, script: str = PLAYER) -> None:
        path = self.folder / name
        path.write_text(script, encoding="utf-8")
        path.chmod(0o755)

    def started(self, count: int = 1) -> list[tuple[int, list[str]]]:
        """The process and the arguments of each player that was started, in that order; waits for so many."""
        end = time.monotonic() + PATIENCE
        while True:
            files = sorted((path for path in self.log.iterdir() if path.suffix != ".part"), key=_born)
            if len(files) >= count:
                return [(int(path.name), path.read_text(encoding="utf-8").split("\n")[:-1]) for path in files]
            assert time.monotonic() < end, f"{len(files)} players were started instead of {count}"
            time.sleep(0.01)

    def waits(self, count: int) -> Callable[[Terminal], None]:
        def wait(terminal: Terminal) -> None:
            self.started(count)

        return wait


def _born(path: Path) -> int:
    return path.stat().st_mtime_ns


def is_alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


@pytest.fixture
def players(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Players]:
    found = Players(tmp_path)
    monkeypatch.setenv("PATH", str(found.folder))
    monkeypatch.setenv("LOG", str(found.log))
    yield found
    for process, _ in found.started(0):
        assert not is_alive(process), "a player outlived the round"


def pack(folder: Path, stem: str = STEM, data: bytes = MP3, **more: object) -> Path:
    path = pack_of(folder, stem, **more)  # type: ignore[arg-type]
    add(path, "bell.mp3", data)
    return path


def test_a_key_plays_the_sound_and_again_from_its_start(learner: Learner, tmp_path: Path, players: Players) -> None:
    players.install("mpv")
    path = pack(tmp_path / "p")
    alive: list[bool] = []
    learner.play(
        path, sees("[sound: A bell]", "p play sound"), "p", players.waits(1), DOWN, "p", players.waits(2),
        lambda terminal: alive.extend(is_alive(process) for process, _ in players.started(2)),
        "?", sees("play the sound: that of the option"), "a", "q",
    )  # fmt: skip
    assert alive == [False, True]
    for _, arguments in players.started(2):
        assert arguments[-2:] == ["--", str(path / "media" / "bell.mp3")]
        assert {"--no-video", "--no-terminal", "--demuxer-lavf-format=mp3"} <= set(arguments)


@pytest.mark.parametrize("end", [("a", "q"), ("q",), (END,), ("-",), ("0", "q")], ids=str)
def test_the_sound_ends_with_the_question(
    learner: Learner, tmp_path: Path, players: Players, end: tuple[str, ...]
) -> None:
    players.install("ffplay")
    learner.play(pack(tmp_path / "p"), "p", players.waits(1), *end)
    ((_, arguments),) = players.started()
    assert arguments[:-1] == ["-nodisp", "-autoexit", "-loglevel", "quiet", "-f", "mp3"]


def test_ctrl_c_ends_the_sound(learner: Learner, tmp_path: Path, players: Players) -> None:
    players.install("mpv")
    learner.play(pack(tmp_path / "p"), "p", players.waits(1), Interrupt())


def test_the_sound_can_be_heard_again_at_the_feedback(learner: Learner, tmp_path: Path, players: Players) -> None:
    players.install("mpv")
    learner.play(pack(tmp_path / "p"), "b", sees("p play sound"), "p", players.waits(1), ENTER, "q")


def test_a_right_answer_waits_if_its_explanation_has_a_sound(
    learner: Learner, tmp_path: Path, players: Players
) -> None:
    players.install("mpv")
    path = pack(tmp_path / "p", "Which?", explanation="Listen: ![a bell](media/bell.mp3)")
    learner.play(
        path, sees("Which?", no="p play"), "a", sees("RIGHT", "p play sound"), "p", players.waits(1), ENTER, "q"
    )


def test_several_sounds_take_turns(learner: Learner, tmp_path: Path, players: Players) -> None:
    players.install("mpv")
    path = pack(tmp_path / "p", "Which is the bell?", options=["![one](media/bell.mp3)", "![two](media/horn.wav)"])
    add(path, "horn.wav", WAV)
    learner.play(
        path, "p", sees("Sound 1 of 2: [sound: one]"), players.waits(1), "p", sees("Sound 2 of 2: [sound: two]"),
        players.waits(2), "p", sees("Sound 1 of 2"), players.waits(3), DOWN, DOWN, "p", sees("Sound 2 of 2"),
        players.waits(4), UP, "p", sees("Sound 1 of 2"), players.waits(5), "p", sees("Sound 1 of 2"), players.waits(6),
        "a", "q",
    )  # fmt: skip
    files = [Path(arguments[-1]).name for _, arguments in players.started(6)]
    assert files == ["bell.mp3", "horn.wav", "bell.mp3", "horn.wav", "bell.mp3", "bell.mp3"]


def test_the_feedback_begins_with_what_it_tells_and_leaves_out_what_is_of_no_interest(
    learner: Learner, tmp_path: Path, players: Players
) -> None:
    players.install("mpv")
    names = ("key", "picked", "other")
    path = pack(
        tmp_path / "p", "Which? ![stem](media/bell.mp3)", options=[f"![{name}](media/{name}.mp3)" for name in names],
        explanation="![told](media/told.mp3)",
    )  # fmt: skip
    for name in (*names, "told"):
        add(path, f"{name}.mp3", MP3)
    order = ["told", "stem", "key", "picked", "told"]
    steps: list[Step] = []
    for number, name in enumerate(order, start=1):
        place = (number - 1) % 4 + 1
        steps += ["p", sees(f"Sound {place} of 4: [sound: {name}]"), players.waits(number)]
    learner.play(path, "b", *steps, ENTER, "q")


def test_a_typed_question_plays_after_esc(learner: Learner, tmp_path: Path, players: Players) -> None:
    players.install("mpv")
    path = pack(tmp_path / "p")
    (path / "pack.yaml").write_text(
        "zgcquiz: 1\nid: bells\ntitle: Bells\nmarkup: markdown\nquestions:\n"
        "- {id: a, kind: typed, question: 'What? ![x](media/bell.mp3)', answer: pop}\n",
        encoding="utf-8",
    )
    learner.play(path, sees("Esc p"), "p", ESCAPE, "p", players.waits(1), *"op", ENTER, sees("RIGHT"), "q")


def test_plain_lines_name_the_key(learner: Learner, tmp_path: Path, players: Players) -> None:
    players.install("mpv")
    learner.play(pack(tmp_path / "p"), sees("The key p plays the sound."), "p", players.waits(1), "a", "q", plain=True)


def test_without_a_sound_the_key_does_nothing(learner: Learner, tmp_path: Path, players: Players) -> None:
    learner.play(pack_of(tmp_path / "p", "Which?"), sees(no="p play"), "p", sees("p does nothing here"), "a", "q")


# Players


def test_a_player_that_can_not_play_a_format_is_passed_over(learner: Learner, tmp_path: Path, players: Players) -> None:
    players.install("aplay")
    path = pack(tmp_path / "p")
    learner.play(path, "p", sees("is not played: none of these programs is there: mpv, ffplay"), "a", "q")
    add(path, "bell.mp3", WAV)  # what it is decides, not its name
    learner.play(path, "p", players.waits(1), "a", "q")
    ((_, arguments),) = players.started()
    assert arguments[:-1] == ["-q"]


@pytest.mark.parametrize("name", ["-rf.mp3", "$(touch x) `y` 'z'; & .mp3", "%s.mp3", "{format}.mp3"])
def test_a_name_is_one_argument(learner: Learner, tmp_path: Path, players: Players, name: str) -> None:
    players.install("mpv")
    path = pack_of(tmp_path / "p", f"Which? ![x](<media/{name.replace('%', '%25')}>)")
    add(path, name, MP3)
    learner.play(path, "p", players.waits(1), "a", "q")
    ((_, arguments),) = players.started()
    assert arguments[-1] == str(path / "media" / name)


@pytest.mark.parametrize(
    "data",
    [b"", b"#EXTM3U\nhttp://example.org/a.mp3\n", b"[playlist]\nFile1=http://x.org", b"\x89PNG\r\n\x1a\n", b"<svg/>"],
)
def test_what_is_no_sound_reaches_no_player(learner: Learner, tmp_path: Path, players: Players, data: bytes) -> None:
    players.install("mpv")
    learner.play(pack(tmp_path / "p", data=data), "p", sees("media/bell.mp3 is damaged, or is no MP3"), "a", "q")
    assert players.started(0) == []


@pytest.mark.parametrize("url", ["https://x.org/a.mp3", "../bell.mp3", "media/none.mp3"])
def test_a_sound_outside_the_pack_is_not_played(learner: Learner, tmp_path: Path, players: Players, url: str) -> None:
    players.install("mpv")
    (tmp_path / "bell.mp3").write_bytes(MP3)
    learner.play(pack(tmp_path / "p", f"Which? ![x]({url})"), "p", sees(f"{url} is"), "a", "q")
    assert players.started(0) == []


def test_a_player_that_fails_is_named(learner: Learner, tmp_path: Path, players: Players) -> None:
    players.install("mpv", '#!/bin/sh\necho out; echo bad >&2; : > "$LOG/$$"; exit 3\n')

    def gone(terminal: Terminal) -> None:
        players.started()
        time.sleep(0.1)  # its end can't be seen from here, as it is the round's child

    done = learner.play(
        pack(tmp_path / "p"), "p", gone, "p", sees("mpv ended with exit code 3", "config set player"), "a", "q"
    )
    assert "bad" not in done.terminal.raw


def test_a_file_that_is_no_program_is_said(learner: Learner, tmp_path: Path, players: Players) -> None:
    players.install("mpv", "\0not a program")
    learner.play(pack(tmp_path / "p"), "p", sees("is not played:", "mpv: Exec format error"), "a", "q")


@pytest.mark.parametrize(
    ("wanted", "said"),
    [
        ("off", "is not played: the setting player is off"),
        ("'my player' --loud", ""),
        ("unknown --x", "there is no program unknown"),
    ],
)
def test_the_setting_decides(learner: Learner, tmp_path: Path, players: Players, wanted: str, said: str) -> None:
    players.install("mpv")
    players.install("my player")
    token = LOOK.set(lambda: Settings(player=wanted))
    path = pack(tmp_path / "p")
    try:
        learner.play(path, "p", *([sees(said)] if said else [players.waits(1)]), "a", "q")
    finally:
        LOOK.reset(token)
    started = [arguments for _, arguments in players.started(0)]
    assert started == ([] if said else [["--loud", str(path / "media" / "bell.mp3")]])


@pytest.mark.parametrize(
    ("value", "problem"),
    [("3", "must be auto, off or a command line"), ("'mpv \"x'", "not closed"), ("''", "must be auto, off or a")],
)
def test_a_setting_that_is_no_command_line(zgcquiz: Run, value: str, problem: str) -> None:
    done = zgcquiz("config", "set", "player", value)
    assert done.code != 0
    assert problem in done.err


def test_no_other_device_sets_the_player(learner: Learner) -> None:
    context = learner.context
    applied = apply_settings(context, {"player": "sh -c 'rm -rf x'", "images": "off", "new_per_day": 3})
    assert applied.names == ("new_per_day",)
    assert context.settings().player == "auto"
    assert "player" not in current_settings(context.configuration)
