"""Images and sounds go with a pack wherever it goes, and `pack check` says what is wrong with them."""

from __future__ import annotations

import hashlib
import os
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.making import write
from tests.cli.serving import git, zipped
from tests.conftest import Ran
from tests.unit import test_image_headers as image_headers
from tests.unit.test_image_headers import gif
from zgcquiz.app.context import AppContext
from zgcquiz.app.packs.watching import snapshot

Run = Callable[..., Ran]


def png(width: int = 2, height: int = 2) -> bytes:
    """A white image."""
    return image_headers.png(width, height, (b"\0" + b"\xff" * width) * height)


PACK = """\
zgcquiz: 1
id: shown
title: Shown
markup: markdown
questions:
  - id: map
    question: "Which city is this?\\n\\n![a map](media/map.png)"
    answer: '![lions](<media/two lions.gif>)'
    distractors: ['![bears](media/bears.svg)', Paris, Rome]
    explanation: 'Listen: ![its name](media/name.mp3)'
"""
MEDIA = {
    "media/map.png": png(),
    "media/two lions.gif": gif(2, 2),
    "media/bears.svg": b"<svg xmlns='http://www.w3.org/2000/svg'/>",
    "media/name.mp3": b"ID3....",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    root = tmp_path / "shown"
    write(root / "pack.yaml", PACK)
    (root / "media").mkdir()
    for name, content in MEDIA.items():
        (root / name).write_bytes(content)
    (root / "media" / "unused.png").write_bytes(png())
    return root


def media_of(root: Path) -> dict[str, bytes]:
    return {f"media/{path.name}": path.read_bytes() for path in (root / "media").iterdir()}


@pytest.fixture
def home(make_context: Callable[[], AppContext]) -> Path:
    return make_context().paths.packs


def as_zip(folder: Path) -> str:
    path = folder.with_suffix(".zip")
    path.write_bytes(zipped({"a/pack.yaml": PACK} | {f"a/{name}": content for name, content in MEDIA.items()}))
    return str(path)


def as_single_in_zip(folder: Path) -> str:
    path = folder.with_suffix(".zip")
    path.write_bytes(zipped({"shown.yaml": PACK, **MEDIA}))
    return str(path)


def as_git(folder: Path) -> str:
    git(folder, "init", "-q", "-b", "main")
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "-m", "Change")
    return f"git+file://{folder}"


def as_single(folder: Path) -> str:
    return str((folder / "pack.yaml").rename(folder / "shown.yaml"))


@pytest.mark.parametrize("address", [str, as_zip, as_single_in_zip, as_git, as_single])
def test_they_are_added_with_the_pack(zgcquiz: Run, folder: Path, home: Path, address: Callable[[Path], str]) -> None:
    name = address(folder)
    assert zgcquiz("pack", "add", name).code == 0
    assert media_of(home / "shown") == MEDIA
    assert "already" in zgcquiz("pack", "add", name).out
    assert (
        zgcquiz("pack", "check", "shown", "--no-flaws", "--json").json["packs"][0]["warnings"][0]["question"] == "map"
    ), "SVG"


def test_they_are_in_the_archive_and_it_is_the_same_each_time(zgcquiz: Run, folder: Path, tmp_path: Path) -> None:
    first, second = tmp_path / "1.zip", tmp_path / "2.zip"
    assert zgcquiz("pack", "build", folder, "-o", first).code == 0
    assert zgcquiz("pack", "build", folder, "-o", second).code == 0
    assert first.read_bytes() == second.read_bytes()
    with zipfile.ZipFile(first) as archive:
        found = {name.removeprefix("shown/"): archive.read(name) for name in archive.namelist() if "media" in name}
    assert found == MEDIA


def test_an_image_that_changed_is_an_update(zgcquiz: Run, folder: Path, home: Path) -> None:
    zgcquiz("pack", "add", folder)
    (folder / "media" / "map.png").write_bytes(png(3, 3))
    diff = zgcquiz("pack", "diff", "shown", folder, "--json").json
    (edited,) = diff["pack"]
    assert edited["field"] == "media"
    assert edited["before"] == f"media/map.png ({len(png()):,} bytes, {hashlib.sha256(png()).hexdigest()[:8]})"
    ran = zgcquiz("pack", "update", "shown", "--yes")
    assert (ran.code, media_of(home / "shown")["media/map.png"]) == (0, png(3, 3))
    assert zgcquiz("pack", "update", "shown", "--json").json["packs"][0]["change"] == "unchanged"


def test_they_reach_another_device(zgcquiz: Run, folder: Path, home: Path, tmp_path: Path) -> None:
    shared = tmp_path / "shared"
    shared.mkdir()
    zgcquiz("pack", "add", folder)
    assert zgcquiz("sync", shared).code == 0
    (archive,) = shared.rglob("*.zip")
    with zipfile.ZipFile(archive) as found:
        assert found.read("shown/media/map.png") == png()
    (home / "shown" / "media" / "map.png").write_bytes(png(4, 4))
    assert zgcquiz("sync").code == 0
    (archive,) = shared.rglob("*.zip")
    with zipfile.ZipFile(archive) as found:
        assert found.read("shown/media/map.png") == png(4, 4)


def test_what_is_not_shown_is_said_with_its_place(zgcquiz: Run, folder: Path) -> None:
    (folder / "media" / "map.png").unlink()
    (folder / "media" / "two lions.gif").write_bytes(b"not found")
    (folder / "media" / "name.mp3").write_bytes(b"ID3" + b"\0" * (16 << 20))
    (folder / "pack.yaml").write_text(
        PACK.replace("Paris, Rome", "'![](https://x.org/a.png)', '![r](media/r.txt)'"), "utf-8"
    )
    out = zgcquiz("pack", "check", folder, "--no-flaws").out
    said = " ".join(out.split())
    assert "pack.yaml:7:15: warning [markup-not-shown] question map: there is no file media/map.png" in said
    assert "pack.yaml:8:13: warning [markup-not-shown] question map: media/two lions.gif is not what" in said
    assert "'https://x.org/a.png' is not shown: only files in the folder media" in said
    assert "'media/r.txt' is not shown: images end in" in said
    assert "name.mp3 is larger than 16 MiB" in said
    assert "[no-alt-text] question map: ![](https://x.org/a.png)" in said
    assert "unused.png: warning [unused-media] media/unused.png" in said
    (folder / "media" / "two lions.gif").write_bytes(gif(2, 2)[:20])
    (folder / "media" / "map.png").write_bytes(png()[:-4])
    said = " ".join(zgcquiz("pack", "check", folder, "--no-flaws").out.split())
    assert "[markup-not-shown] question map: media/two lions.gif is cut short, so its words are shown" in said
    assert "[markup-not-shown] question map: media/map.png is cut short" in said
    (folder / "media" / "map.png").write_bytes(image_headers.png(10_000, 5_000))
    assert "map.png is too large, 10,000 x 5,000 pixels" in zgcquiz("pack", "check", folder, "--no-flaws").out
    allowed = "    allow: {markup-not-shown: soon, no-alt-text: plain}\n    answer: '![lions]"
    (folder / "pack.yaml").write_text(PACK.replace("    answer: '![lions]", allowed), "utf-8")
    assert zgcquiz("pack", "check", folder, "--no-flaws").out.count("warning [") == 1


def test_a_link_that_leaves_the_folder_is_refused(zgcquiz: Run, folder: Path, tmp_path: Path) -> None:
    secret = tmp_path / "secret.png"
    secret.write_bytes(png())
    (folder / "media" / "map.png").unlink()
    (folder / "media" / "map.png").symlink_to(secret)
    ran = zgcquiz("pack", "add", folder)
    assert (ran.code, "outside the pack's folder" in " ".join(ran.err.split())) == (1, True)
    assert "outside the pack's folder" in " ".join(zgcquiz("pack", "check", folder).out.split())


def test_a_pipe_and_a_folder_for_a_file_are_no_image(zgcquiz: Run, folder: Path) -> None:
    for name, make in (("map.png", os.mkfifo), ("name.mp3", os.mkdir)):
        (folder / "media" / name).unlink()
        make(folder / "media" / name)
    assert zgcquiz("pack", "add", folder).code == 0
    assert zgcquiz("pack", "check", folder, "--no-flaws").out.count("there is no file") == 2


def test_a_plain_pack_has_none(zgcquiz: Run, folder: Path, home: Path) -> None:
    (folder / "pack.yaml").write_text(PACK.replace("markup: markdown\n", ""), "utf-8")
    assert zgcquiz("pack", "add", folder).code == 0
    assert not (home / "shown" / "media").exists()


def test_an_export_has_what_stands_beside_the_pack(zgcquiz: Run, folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.xml"
    assert zgcquiz("pack", "export", folder, "--to", "moodle-xml", "-o", out).code == 0
    assert out.read_bytes().count(b"<file ") == len(MEDIA)
    (folder / "media" / "map.png").unlink()
    ran = zgcquiz("pack", "export", folder, "--to", "moodle-xml", "-o", out, "--force")
    assert "lost: images, 1 time (their files are not in the pack's folder)" in " ".join((ran.out + ran.err).split())


def test_our_own_format_needs_a_folder_for_them(zgcquiz: Run, folder: Path, tmp_path: Path) -> None:
    ran = zgcquiz("pack", "export", folder, "-o", tmp_path / "out.yaml")
    assert (ran.code, "Use a folder" in ran.err) == (1, True)
    assert zgcquiz("pack", "export", folder, "--to", "yaml", "-o", tmp_path / "out").code == 0
    assert media_of(tmp_path / "out") == MEDIA
    assert zgcquiz("pack", "export", folder, "--to", "yaml", "-o", tmp_path / "out", "--force").code == 0
    (tmp_path / "out" / "media" / "notes.txt").write_text("mine")
    ran = zgcquiz("pack", "export", folder, "--to", "yaml", "-o", tmp_path / "out", "--force")
    assert (ran.code, "other files than a pack's" in " ".join(ran.err.split())) == (1, True)
    assert zgcquiz("pack", "add", tmp_path / "out").code == 0


def test_watching_sees_an_image_change(make_context: Callable[[], AppContext], folder: Path) -> None:
    context = make_context()
    before = snapshot(context, [str(folder)], None)
    assert snapshot(context, [str(folder)], None) == before
    (folder / "media" / "map.png").write_bytes(png(5, 5))
    assert snapshot(context, [str(folder)], None) != before
