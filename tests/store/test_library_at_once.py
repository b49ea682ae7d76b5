"""Two that add packs at once, and one that is killed while it does: the library holds whole packs."""

from __future__ import annotations

import json
import random
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.cli.making import environment, one, run, write
from tests.conftest import PACK, Ran
from zgcquiz.core.errors import ZgcError
from zgcquiz.store.files.lock import held
from zgcquiz.store.packs.library import Library

ADDER = """
import sys
from pathlib import Path
from zgcquiz.core.errors import ZgcError
from zgcquiz.core.packs.origin import Origin, OriginKind
from zgcquiz.store.packs.library import Library
folder, name, count = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
library = Library(folder, folder / "none")
print("ready", flush=True)
sys.stdin.readline()
for number in range(count):
    text = f"{name} {number}".encode()
    origin = Origin(OriginKind.FOLDER, name, "", text.decode(), "", "")
    library.put("p", [(f"{each}.yaml", text) for each in ("pack", "a", "b", "c")], single=False, origin=origin)
    print(number, flush=True)
"""


def start(folder: Path, name: str, count: int) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", ADDER, str(folder), name, str(count)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment(),
    )  # fmt: skip


def go(process: subprocess.Popen[str]) -> None:
    assert process.stdout is not None
    assert process.stdin is not None
    assert process.stdout.readline() == "ready\n"
    process.stdin.write("go\n")
    process.stdin.flush()


def whole(folder: Path) -> str:
    """What the installed pack's files all say."""
    root = folder / "p" if (folder / "p").exists() else folder / ".p.old"
    texts = {path.read_text(encoding="utf-8") for path in root.iterdir()}
    assert len(texts) == 1
    assert len(list(root.iterdir())) == 4
    return texts.pop()


def test_two_at_once_leave_one_of_both_whole_with_its_origin(tmp_path: Path) -> None:
    folder = tmp_path / "packs"
    processes = [start(folder, name, 25) for name in "ab"]
    for process in processes:
        go(process)
    for process in processes:
        _, err = process.communicate(timeout=60)
        assert (process.returncode, err) == (0, "")
    said = whole(folder)
    assert said in ("a 24", "b 24")
    assert json.loads((folder / ".p.origin.json").read_text(encoding="utf-8"))["sha256"] == said
    assert {path.name for path in folder.iterdir()} == {"p", ".p.origin.json"}


def test_a_kill_at_any_moment_leaves_a_whole_pack_and_no_lock(tmp_path: Path) -> None:
    folder = tmp_path / "packs"
    rng = random.Random(5)
    process = start(folder, "first", 1)
    go(process)
    process.communicate(timeout=60)
    reached = set()
    for number in range(100):  # on a busy machine some are killed before they have done anything
        process = start(folder, f"k{number}", 10_000)
        go(process)
        time.sleep(rng.uniform(0, 0.06))
        process.kill()
        process.communicate()
        reached.add(whole(folder))
        if number >= 11 and len(reached) > 4:
            break
    assert len(reached) > 4, "they were killed at different moments"
    process = start(folder, "last", 1)
    go(process)
    process.communicate(timeout=60)
    assert whole(folder) == "last 0"


def test_two_commands_at_once_both_add(home: Path, tmp_path: Path) -> None:
    paths = [write(tmp_path / f"{id}.yaml", one(id, "Yes?")) for id in ("one", "two")]
    processes = [
        subprocess.Popen([sys.executable, "-m", "zgcquiz", "pack", "add", str(path)], env=environment())
        for path in paths
    ]
    assert [process.wait(60) for process in processes] == [0, 0]
    listed = json.loads(run("pack", "list", "--json").stdout)["packs"]
    assert {pack["id"] for pack in listed} >= {"one", "two"}


@contextmanager
def being_replaced(home: Path) -> Iterator[None]:
    """Another process replaces the pack `small`: it is nowhere for a moment."""
    installed, aside = home / "packs" / "small.yaml", home / "packs" / ".aside"
    started = threading.Event()

    def replace() -> None:
        with held(home / "packs.lock"):
            installed.rename(aside)
            started.set()
            time.sleep(0.3)
            aside.rename(installed)

    thread = threading.Thread(target=replace)
    thread.start()
    assert started.wait(10)
    try:
        yield
    finally:
        thread.join()


@pytest.mark.parametrize(
    ("command", "said"),
    [
        (("pack", "add", "small.yaml"), "already installed"),
        (("pack", "update", "small"), "up to date"),
    ],
)
def test_a_pack_that_is_just_being_replaced_is_waited_for(
    zgcquiz: Callable[..., Ran], tmp_path: Path, home: Path, monkeypatch: pytest.MonkeyPatch,
    command: tuple[str, ...], said: str,
) -> None:  # fmt: skip
    monkeypatch.chdir(tmp_path)
    write(tmp_path / "small.yaml", PACK)
    assert zgcquiz("pack", "add", "small.yaml").code == 0
    with being_replaced(home):
        ran = zgcquiz(*command)
    assert ran.code == 0
    assert said in ran.out


def test_a_folder_that_goes_while_it_is_read_is_a_message(tmp_path: Path) -> None:
    from zgcquiz.app.packs import fetching
    from zgcquiz.core.packs.pack import Pack, PackInfo
    from zgcquiz.store.files.pack_files import PackFiles

    with pytest.raises(ZgcError, match="gone"):
        fetching._extras_on_disk(PackFiles(tmp_path / "gone", (), "", 0), Pack(PackInfo("x", "X"), ()))


def test_a_locked_library_can_be_changed_by_who_locked_it(tmp_path: Path) -> None:
    library = Library(tmp_path / "packs", tmp_path / "none")
    with library.locked(), library.locked():
        library.put("p", [("p.yaml", b"x")], single=True)
    with library.locked():
        pass
    assert (tmp_path / "packs" / "p.yaml").read_bytes() == b"x"
