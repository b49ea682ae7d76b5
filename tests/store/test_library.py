"""The library holds what was put there, whole or not at all."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import PACK
from zgcquiz.core.errors import ZgcError
from zgcquiz.store.files.pack_files import find_files
from zgcquiz.store.packs.library import Installed, Library

BANK = "questions:\n  - {id: more, question: 'Yes?', answer: true}\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "data" / "packs"


@pytest.fixture
def library(folder: Path, shipped: Path) -> Library:
    return Library(folder, shipped)


@pytest.fixture
def pack_folder(tmp_path: Path) -> Path:
    path = tmp_path / "src"
    path.mkdir()
    (path / "pack.yml").write_text(PACK, encoding="utf-8")
    (path / "bank.yaml").write_text(BANK, encoding="utf-8")
    (path / "notes.txt").write_text("mine", encoding="utf-8")
    return path


def add(library: Library, path: Path, id: str = "small") -> None:
    files = find_files(path)
    contents = [(name, content) for name, (_, content) in zip(files.names, files.read(), strict=True)]
    library.put(id, contents, single=files.is_single)


def tree(folder: Path) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): path.read_text(encoding="utf-8")
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_a_file_is_copied_as_it_is(library: Library, folder: Path, pack_file: Path) -> None:
    add(library, pack_file)
    assert tree(folder) == {"small.yaml": PACK}
    assert library.installed() == [Installed("small", folder / "small.yaml", False)]
    pack_file.unlink()
    assert tree(folder) == {"small.yaml": PACK}


def test_a_folder_is_copied_with_its_banks_and_nothing_else(library: Library, folder: Path, pack_folder: Path) -> None:
    add(library, pack_folder)
    assert tree(folder) == {"small/pack.yaml": PACK, "small/bank.yaml": BANK}


def test_replacing_leaves_nothing_of_the_pack_before(
    library: Library, folder: Path, pack_folder: Path, pack_file: Path
) -> None:
    add(library, pack_folder)
    add(library, pack_file)
    assert tree(folder) == {"small.yaml": PACK}
    add(library, pack_folder)
    (pack_folder / "bank.yaml").unlink()
    add(library, pack_folder)
    assert tree(folder) == {"small/pack.yaml": PACK}


def test_a_removed_pack_is_gone_and_a_shipped_one_hidden(
    library: Library, folder: Path, shipped: Path, pack_file: Path
) -> None:
    (shipped / "china").mkdir()
    (shipped / "china" / "pack.yaml").write_text(PACK, encoding="utf-8")
    add(library, pack_file)
    for pack in library.installed():
        library.remove(pack)
    assert library.installed() == []
    assert (shipped / "china" / "pack.yaml").exists()
    assert library.show_shipped("china")
    assert not library.show_shipped("china")
    assert library.installed() == [Installed("china", shipped / "china", True)]


def test_a_users_pack_stands_before_the_shipped_one_of_its_id(
    library: Library, folder: Path, shipped: Path, pack_file: Path
) -> None:
    (shipped / "small").mkdir()
    (shipped / "small" / "pack.yaml").write_text(PACK, encoding="utf-8")
    add(library, pack_file)
    assert library.installed() == [Installed("small", folder / "small.yaml", False)]


def test_stray_files_are_no_packs(library: Library, folder: Path, pack_file: Path) -> None:
    add(library, pack_file)
    for name in (".DS_Store", ".small.adding", "notes.txt", "small.yaml~", "small.yaml.bak", "gone.removed"):
        (folder / name).write_text("x", encoding="utf-8")
    (folder / ".git").mkdir()
    assert [pack.id for pack in library.installed()] == ["small"]


def test_a_pack_put_there_by_hand_may_end_in_yml(library: Library, folder: Path) -> None:
    """`pack add` takes both endings, and so does a folder's pack.yml."""
    folder.mkdir(parents=True)
    (folder / "small.yml").write_text(PACK, encoding="utf-8")
    assert [pack.id for pack in library.installed()] == ["small"]


class Failing:
    """A disk that lets so many changes through, and from then on none. Of a folder it deletes half."""

    def __init__(self, allowed: int, monkeypatch: pytest.MonkeyPatch) -> None:
        self.allowed = allowed
        self.failed: list[str] = []
        for name in ("mkdir", "write_bytes", "rename", "replace", "unlink"):
            monkeypatch.setattr(Path, name, self.wrap(getattr(Path, name)))
        for name in ("rename", "replace"):
            monkeypatch.setattr(os, name, self.wrap(getattr(os, name)))
        monkeypatch.setattr(shutil, "rmtree", self.wrap(shutil.rmtree))

    def wrap(self, real: Callable[..., Any]) -> Callable[..., Any]:
        def call(*arguments: Any, **options: Any) -> Any:
            if self.allowed == 0:
                self.failed.append(real.__name__)
                if real.__name__ == "rmtree":
                    for path in [path for path in Path(arguments[0]).rglob("*") if path.is_file()][:1]:
                        os.truncate(path, 0)
                raise OSError(28, "No space left on device")
            self.allowed -= 1
            return real(*arguments, **options)

        return call


def texts(root: Path) -> list[bytes]:
    return [text for _, text in find_files(root).read()]


@pytest.mark.parametrize("source", ["file", "folder"])
@pytest.mark.parametrize("before", ["none", "file", "folder"])
def test_an_add_that_is_cut_short_leaves_the_old_pack_or_the_new(
    library: Library, folder: Path, pack_file: Path, pack_folder: Path, source: str, before: str
) -> None:
    """The disk fails at each step in turn, and for good: even clearing up is no longer possible."""
    sources = {"file": pack_file, "folder": pack_folder}
    pack_file.write_text(PACK.replace("A small pack", "Another text"), encoding="utf-8")
    for allowed in range(50):
        shutil.rmtree(folder, ignore_errors=True)
        if before != "none":
            add(library, sources[before])
        old = [texts(pack.root) for pack in library.installed()]
        with pytest.MonkeyPatch.context() as patch:
            disk = Failing(allowed, patch)
            with suppress(ZgcError):
                add(library, sources[source])
        found = [texts(pack.root) for pack in library.installed()]
        assert found in (old, [texts(sources[source])]), f"after a failure in {disk.failed[:1]}"
        if not disk.failed:
            break
    assert 2 < allowed < 49
    assert found == [texts(sources[source])]


@pytest.mark.parametrize("source", ["file", "folder"])
def test_a_remove_that_is_cut_short_leaves_a_whole_pack_or_none(
    library: Library, folder: Path, pack_file: Path, pack_folder: Path, source: str
) -> None:
    """The disk fails at each step in turn; what is left half-way goes with the next change."""
    path = {"file": pack_file, "folder": pack_folder}[source]
    for allowed in range(50):
        shutil.rmtree(folder, ignore_errors=True)
        add(library, path)
        (pack,) = library.installed()
        with pytest.MonkeyPatch.context() as patch:
            disk = Failing(allowed, patch)
            with suppress(ZgcError):
                library.remove(pack)
        found = library.installed()
        assert [texts(pack.root) for pack in found] in ([texts(path)], []), f"after a failure in {disk.failed[:1]}"
        for pack in found:
            library.remove(pack)
        with library.locked():
            assert list(folder.iterdir()) == []
        if not disk.failed:
            break
    assert 1 < allowed < 49


def test_a_library_that_cannot_be_written_is_said(tmp_path: Path, shipped: Path, pack_file: Path) -> None:
    (tmp_path / "file").write_text("x", encoding="utf-8")
    library = Library(tmp_path / "file" / "packs", shipped)
    assert library.installed() == []
    with pytest.raises(ZgcError, match="Not a directory"):
        add(library, pack_file)
