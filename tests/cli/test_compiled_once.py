"""What was just written, or has not changed, is not parsed again."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

from tests.cli.making import GREEK, write
from tests.conftest import Ran
from zgcquiz.core.packs.pack import Item, Pack
from zgcquiz.formats.native import reader
from zgcquiz.store.files.pack_files import find_files
from zgcquiz.store.packs.pack_cache import PackCache

Run = Callable[..., Ran]

HEAD = "question,answer,distractor 1,distractor 2\n"
QUICK = "".join(f"Which is number {at}?,Right {at},Wrong,Other\n" for at in range(300))
"""Rows of the shape that the quick reader verifies."""
ODD = "".join(f"Which is it: {at}?,Right {at},Wrong,Other\n" for at in range(300))
COMMAS = "".join(f'Which is number {at}?,"Right {at},","Wrong,","Other,"\n' for at in range(3))
"""Of these the reader warns."""
MARKDOWN = "# One\n\n- [x] right\n- [ ] wrong\n\n# Two\n\n- [x] right\n- [ ] wrong\n"


class Reads:
    """The bytes of each parse, in order."""

    def __init__(self) -> None:
        self.sizes: list[int] = []

    def taken(self) -> list[int]:
        sizes, self.sizes = self.sizes, []
        return sizes


@pytest.fixture
def reads(monkeypatch: pytest.MonkeyPatch, zgcquiz: Run) -> Reads:
    """The parses from here on; the shipped packs are compiled already."""
    zgcquiz("pack", "list")
    found = Reads()
    read = reader.read

    def counted(files: Iterable[tuple[str, bytes]], *keep: Callable[[Item], object]) -> object:
        files = list(files)
        found.sizes.append(sum(len(data) for _, data in files))
        return read(files, *keep)

    monkeypatch.setattr(reader, "read", counted)
    return found


def starts(zgcquiz: Run, reads: Reads, home: Path) -> None:
    """Start twice, and find that nothing is parsed, and that the compiled packs are what their files say."""
    for _ in range(2):
        assert zgcquiz("pack", "list").code == 0
        assert zgcquiz("play", "--json", stdin="").code == 0
    assert reads.taken() == []
    pack_cache = PackCache(home / "cache" / "compiled.db", lambda *_: pytest.fail("parsed"), lambda: 0)
    for root in sorted((home / "packs").iterdir()):
        if not root.name.startswith("."):
            reading = reader.read(find_files(root).read())
            compiled = pack_cache.open(root)
            assert (Pack(compiled.info, compiled.items()), compiled.warnings) == (reading.pack, reading.problems)
    pack_cache.close()
    reads.taken()


@pytest.mark.parametrize(
    ("name", "text", "parsed"),
    [
        ("a.csv", HEAD + QUICK, 0.02),
        ("a.csv", HEAD + ODD, 1),
        ("a.csv", HEAD + COMMAS, 2),  # the heads too, as the last question shows that the quick way is not enough
        ("a.md", MARKDOWN, 1),
    ],
    ids=["quick", "odd", "commas", "markdown"],
)
def test_an_import_is_parsed_once_at_most(
    zgcquiz: Run, home: Path, tmp_path: Path, reads: Reads, name: str, text: str, parsed: float
) -> None:
    """That once is the promise that what was written can be read."""
    assert zgcquiz("pack", "import", write(tmp_path / name, text)).code == 0
    size = (home / "packs" / "a.yaml").stat().st_size
    assert sum(reads.taken()) <= parsed * size
    starts(zgcquiz, reads, home)


def test_each_of_many_imported_files_is_parsed_once(zgcquiz: Run, home: Path, tmp_path: Path, reads: Reads) -> None:
    files = [write(tmp_path / f"f{at}.csv", HEAD + ODD) for at in range(8)]
    assert zgcquiz("pack", "import", *files).code == 0
    assert len(reads.taken()) == len(files)
    starts(zgcquiz, reads, home)


def test_a_pack_of_several_files_is_compiled_as_it_is_imported(
    zgcquiz: Run, home: Path, tmp_path: Path, reads: Reads
) -> None:
    text = "".join(f"$CATEGORY: Part {at}\n\n::q{at}::Which is it, {at}? {{=so ~not}}\n\n" for at in range(12))
    assert zgcquiz("pack", "import", write(tmp_path / "parts.gift", text)).code == 0
    assert len(list((home / "packs" / "parts").iterdir())) == 13
    assert len(reads.taken()) == 1
    starts(zgcquiz, reads, home)


def test_what_is_added_or_updated_is_parsed_once(zgcquiz: Run, home: Path, tmp_path: Path, reads: Reads) -> None:
    greek = write(tmp_path / "greek.yaml", GREEK)
    zgcquiz("pack", "add", greek)
    assert len(reads.taken()) == 1
    starts(zgcquiz, reads, home)
    zgcquiz("pack", "add", greek)
    assert len(reads.taken()) == 1  # the one that is to be added: the installed one is compiled
    write(greek, GREEK.replace("title: ", "title: The "))
    assert zgcquiz("pack", "update", "greek", "--yes").code == 0
    assert len(reads.taken()) == 1
    starts(zgcquiz, reads, home)
    folder = tmp_path / "folder"
    folder.mkdir()
    write(folder / "pack.yaml", GREEK.replace("id: greek", "id: other"))
    write(folder / "zeta.yaml", "section: Z\nquestions:\n  - {id: z, question: 'Z?', answer: true}\n")
    write(folder / "beta.yaml", "section: B\nquestions:\n  - {id: b, question: 'B?', answer: true}\n")
    zgcquiz("pack", "add", folder)
    assert len(reads.taken()) == 1
    starts(zgcquiz, reads, home)
