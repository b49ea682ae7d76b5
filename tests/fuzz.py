"""Mutate hostile and valid files until the time is over, and check each as the corpus is checked.

    python -m tests.fuzz --minutes 10 --seed 1                 all targets in turn
    python -m tests.fuzz --minutes 10 --seed 1 --target csv    one of them
    python -m tests.fuzz --target csv --file FILE              a single input, such as one that was saved

The same seed gives the same inputs in the same order. An input that fails is saved, and the command that repeats it
printed; the exit code is then 1.
"""

from __future__ import annotations

import argparse
import io
import json
import re
import resource
import sqlite3
import sys
import tempfile
import time
import traceback
import zipfile
import zlib
from collections import Counter, defaultdict
from collections.abc import Callable
from contextlib import closing
from functools import cache
from pathlib import Path
from random import Random
from typing import Any, NamedTuple, TypeVar
from xml.sax.saxutils import escape

from tests.hostile import checks, payloads
from tests.hostile.carriers import CARRIERS, marked_pack
from tests.hostile.carriers import pack as pack_with
from tests.hostile.corpus import HISTORY, PACKS, SETTINGS, Case, cases, good_files
from tests.hostile.doors import Bench, doors, play_by_keys, written
from tests.hostile.outcomes import READ, outcome
from zgcquiz.core.packs.pack import Pack
from zgcquiz.formats.exchange import registry
from zgcquiz.formats.exchange.contract import Confidence, ExchangeOptions
from zgcquiz.formats.exchange.recognition import Sample
from zgcquiz.formats.native import read_back, reader

RENDERER = "renderer"
LARGEST = 60_000
"""Bytes of an input; a larger one is cut."""
SECONDS = 2.0
ADDRESS_SPACE = 3 << 30
_EVERY = 40
"""One input in so many goes through the commands too, which take ten times as long as the readers."""

WRITERS = ("csv", "gift", "moodle-xml", "apkg", "html", "qti12", "qti21", "kahoot", "json", "aiken", "text2qti")
"""Without those whose check takes long."""

TOKENS = [
    b"\0", b"\r", b"\n", b"\r\n", b"\t", b"\x1b[31m", b"\xff\xfe", b"\xef\xbb\xbf", b"\xed\xa0\x80", b"\xe2\x80\xae",
    b"\xe2\x80\xa8", b"'", b'"', b"\\", b"{", b"}", b"[", b"]", b"(", b")", b"<", b">", b"&", b"&#0;", b"&#x110000;",
    b"&amp;", b"]]>", b"<![CDATA[", b"<!--", b"-->", b"<!DOCTYPE a>", b"<?", b"?>", b"&a ", b"*a ", b"!!str ", b"<<: ",
    b"? ", b": ", b"- ", b"# ", b"|", b">-", b"---\n", b"...", b"~", b"=", b"+", b"@", b"%", b"$", b"{{c1::", b"}}",
    b"{{", b"::", b"/", b"../", b"9" * 30, b"1e999", b"-0", b"NaN", b"null", b"true", b"\\u0000", b"\\ud800", b"\x1f",
    b"#separator:", b"ANSWER: ", b"<quiz>", b"</quiz>", b"```", b"~~~", b"Q: ", b"A: ", b"C: ", b"#Q ", b"^ ",
    b"- [x] ", b"$CATEGORY: ", b"GROUP\n", b"*a) ", b"PK\x01\x02", b"PK\x03\x04", b"PK\x05\x06", b"\x7f",
    b"\xc2\x9b", b"\xc2\x85", b"<math><mi>", b"<table><tr>", b"<ol><li>", b"<script>", b"<style>", b"<br", b"$x$",
    b"\xf0\x9f\x98\x80",
]  # fmt: skip
"""Pieces with a meaning somewhere."""


class Target(NamedTuple):
    """What is fuzzed: a kind of files, its usual file name, and the files to start from."""

    name: str
    filename: str
    seeds: tuple[bytes, ...]


@cache
def targets() -> dict[str, Target]:
    """Return all targets by name."""
    seeds: dict[str, list[bytes]] = defaultdict(list)
    names: dict[str, str] = {}
    for kind, (filename, data) in good_files().items():
        names[kind] = filename
        seeds[kind] += [data] * 20  # about as many as there are hostile ones
    for kind, carrier in CARRIERS.items():
        if kind in names:
            seeds[kind].append(carrier.make("tea <b>x</b> *y* $z$ {{c1::a}}"))
    for case in cases():
        if case.kind in names and not case.filename.endswith(".zip") | (case.kind == PACKS and "zip:" in case.name):
            data = case.make()
            if len(data) <= LARGEST:
                seeds[case.kind].append(data)
    found = {kind: Target(kind, names[kind], tuple(seeds[kind])) for kind in names}
    texts = tuple(
        text.encode("utf-8", "surrogatepass") for text in payloads.all_payloads().values() if len(text) < 2000
    )
    found[RENDERER] = Target(RENDERER, "text", texts)
    return found


def mutated(rng: Random, seeds: tuple[bytes, ...]) -> bytes:
    """Return a file after some accidents."""
    seed = rng.choice(seeds)[:LARGEST]
    if rng.random() < 0.7:
        for start, change in _STRUCTURED.items():
            if seed.startswith(start):
                changed = change(rng, seed, seeds)
                if changed != seed:
                    return changed
    data = bytearray(seed)
    for _ in range(rng.choice((1, 1, 2, 3, 5, 9))):
        rng.choice(_MUTATIONS)(rng, data, seeds)
    return bytes(data[:LARGEST])


def _flip(rng: Random, data: bytearray, seeds: tuple[bytes, ...]) -> None:
    if data:
        data[rng.randrange(len(data))] ^= 1 << rng.randrange(8)


def _byte(rng: Random, data: bytearray, seeds: tuple[bytes, ...]) -> None:
    if data:
        data[rng.randrange(len(data))] = rng.randrange(256)


def _cut(rng: Random, data: bytearray, seeds: tuple[bytes, ...]) -> None:
    start, end = _span(rng, data)
    del data[start:end]


def _double(rng: Random, data: bytearray, seeds: tuple[bytes, ...]) -> None:
    start, end = _span(rng, data)
    data[start:start] = data[start:end] * rng.choice((1, 2, 10, 200))


def _swap(rng: Random, data: bytearray, seeds: tuple[bytes, ...]) -> None:
    start, end = _span(rng, data)
    piece = bytes(data[start:end])
    del data[start:end]
    at = rng.randint(0, len(data))
    data[at:at] = piece


def _splice(rng: Random, data: bytearray, seeds: tuple[bytes, ...]) -> None:
    other = rng.choice(seeds)
    start, end = _span(rng, other)
    at = rng.randint(0, len(data))
    data[at:at] = other[start:end]


def _token(rng: Random, data: bytearray, seeds: tuple[bytes, ...]) -> None:
    at = rng.randint(0, len(data))
    data[at : at + rng.choice((0, 0, 1, 4))] = rng.choice(TOKENS) * rng.choice((1, 1, 1, 3, 100, 2000))


def _payload(rng: Random, data: bytearray, seeds: tuple[bytes, ...]) -> None:
    group = rng.choice(list(payloads.GROUPS.values()))
    at = rng.randint(0, len(data))
    data[at:at] = rng.choice(list(group.values()))[:2000].encode("utf-8", "surrogatepass")


def _lines(rng: Random, data: bytearray, seeds: tuple[bytes, ...]) -> None:
    lines = bytes(data).split(b"\n")
    at, other = rng.randrange(len(lines)), rng.randrange(len(lines))
    lines[at], lines[other] = lines[other], lines[at]
    if rng.random() < 0.5:
        lines.insert(rng.randrange(len(lines)), rng.choice(lines))
    data[:] = b"\n".join(lines)


def _number(rng: Random, data: bytearray, seeds: tuple[bytes, ...]) -> None:
    digits = [at for at, byte in enumerate(data) if 48 <= byte <= 57]
    if digits:
        at = rng.choice(digits)
        data[at : at + 1] = rng.choice(
            (b"0", b"-1", b"99999999999999999999", b"1e400", b"0.1", b"", b"NaN", b"4" * 5000)
        )


def _in_archive(rng: Random, data: bytes, seeds: tuple[bytes, ...]) -> bytes:
    """Change a file in an archive, or its name."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            files = {name: archive.read(name) for name in archive.namelist()[:20]}
    except (zipfile.BadZipFile, ValueError, OSError, RuntimeError, NotImplementedError, EOFError, zlib.error):
        return data
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        chosen = rng.choice(list(files)) if files else ""
        for name, content in files.items():
            changed = content
            if name == chosen:
                changed = _in_database(rng, content) if content.startswith(b"SQLite") else mutated(rng, (content,))
            archive.writestr(rng.choice(("../", "", "a/", "\x1b")) + name if rng.random() < 0.03 else name, changed)
    return out.getvalue()


def _in_database(rng: Random, data: bytes) -> bytes:
    """Change the texts of a collection by SQL, so that it stays a database."""
    with closing(sqlite3.connect(":memory:")) as db:
        db.deserialize(data)
        try:
            for _ in range(rng.choice((1, 2, 4))):
                table, column = rng.choice(_COLUMNS)
                rows = db.execute(f"SELECT rowid, {column} FROM {table} LIMIT 50").fetchall()
                if rows:
                    row, value = rng.choice(rows)
                    seed = value if isinstance(value, bytes) else str(value).encode("utf-8", "replace")
                    new: Any = mutated(rng, (seed,)).decode("utf-8", "replace")
                    new = rng.choice((new, new, new, new, None, 2**62, -1, 1.5, seed))
                    db.execute(f"UPDATE {table} SET {column} = ? WHERE rowid = ?", (new, row))
        except sqlite3.Error:
            pass
        db.commit()
        return db.serialize()


_COLUMNS = [
    ("notes", "flds"), ("notes", "flds"), ("notes", "flds"), ("notes", "tags"), ("notes", "guid"), ("notes", "mid"),
    ("col", "models"), ("col", "models"), ("col", "decks"), ("col", "conf"), ("col", "crt"), ("cards", "ord"),
    ("cards", "did"), ("cards", "queue"), ("cards", "nid"), ("revlog", "ease"), ("revlog", "id"), ("revlog", "cid"),
]  # fmt: skip


def _in_xml(rng: Random, data: bytes, seeds: tuple[bytes, ...]) -> bytes:
    """Change texts, attributes and whole elements, so that it stays XML."""
    text = data.decode("utf-8", "replace")
    for _ in range(rng.choice((1, 2, 4))):
        kind = rng.randrange(4)
        pattern = (r">([^<>]*)<", r"='([^'<>]*)'|=\"([^\"<>]*)\"", r"(<(\w+)[^<>]*>[^<>]*</\2>)", r"(<\w+[^<>]*/>)")[
            kind
        ]
        found = list(re.finditer(pattern, text))
        if not found:
            continue
        match = rng.choice(found)
        group = 1 if match.group(1) is not None else 2
        start, end = match.span(group)
        if kind < 2:
            token = mutated(rng, (match.group(group).encode(), *_PIECES)).decode("utf-8", "replace")
            new = escape(token, {"'": "&apos;", '"': "&quot;"})
            new = "".join(each for each in new if each in "\t\n\r" or " " <= each < "\ufffe")
        else:
            new = match.group(group) * rng.choice((0, 0, 2, 5))
        text = text[:start] + new + text[end:]
    return text.encode("utf-8", "replace")


def _in_json(rng: Random, data: bytes, seeds: tuple[bytes, ...]) -> bytes:
    """Change values and keys, so that it stays JSON."""
    lines = data.split(b"\n") if data.count(b"\n{") else [data]
    at = rng.randrange(len(lines))
    try:
        document = json.loads(lines[at])
    except (ValueError, RecursionError):
        return data
    for _ in range(rng.choice((1, 2, 4))):
        document = _changed(rng, document)
    lines[at] = json.dumps(document).encode()
    return b"\n".join(lines)


def _changed(rng: Random, node: Any, depth: int = 0) -> Any:
    if isinstance(node, dict) and node and depth < 50 and rng.random() < 0.9:
        key = rng.choice(list(node))
        new = _text(rng, key) if rng.random() < 0.1 else key
        return {
            **{each: value for each, value in node.items() if each != key},
            new: _changed(rng, node[key], depth + 1),
        }
    if isinstance(node, list) and node and depth < 50 and rng.random() < 0.9:
        at = rng.randrange(len(node))
        return [*node[:at], *[_changed(rng, node[at], depth + 1)] * rng.choice((0, 1, 1, 1, 1, 3)), *node[at + 1 :]]
    if isinstance(node, str) and rng.random() < 0.6:
        return _text(rng, node)
    return rng.choice(
        (None, True, False, 0, -1, 2**70, 1e308, float("nan"), "", [], {}, [node], {"a": node}, str(node))
    )


def _text(rng: Random, text: str) -> str:
    return mutated(rng, (text.encode("utf-8", "replace"), *_PIECES)).decode(
        "utf-8", rng.choice(("replace", "surrogateescape"))
    )


_PIECES = tuple(text.encode("utf-8", "surrogatepass") for text in payloads.all_payloads().values() if len(text) < 1000)
_STRUCTURED: dict[bytes, Callable[[Random, bytes, tuple[bytes, ...]], bytes]] = {
    b"PK": _in_archive, b"<": _in_xml, b"{": _in_json, b"[": _in_json,
}  # fmt: skip


_MUTATIONS: list[Callable[[Random, bytearray, tuple[bytes, ...]], None]] = [
    _flip, _byte, _cut, _double, _swap, _splice, _splice, _token, _token, _token, _payload, _lines, _number,
]  # fmt: skip


def _span(rng: Random, data: bytes | bytearray) -> tuple[int, int]:
    start = rng.randint(0, len(data))
    return start, min(len(data), start + rng.choice((1, 2, 4, 8, 16, 64, 256, 2000)))


def check(target: Target, data: bytes, folder: Path, *, round: int) -> str:
    """Check one input; return its outcome. Raises what a bug raises.

    round: whether it goes to all recognisers and through the commands too, and to which exporters.
    """
    if target.name == RENDERER:
        return _rendered(data, folder)
    case = Case("fuzzed", target.name, target.filename, lambda: data)
    found = _soon("its reader", lambda: outcome(case, data))
    if target.name == PACKS:
        pack = _soon("its reader", lambda: reader.read([(target.filename, data)]).pack)
    elif target.name in (HISTORY, SETTINGS):
        pack = None
    else:
        pack = _imported(target, data) if found == READ else None
        for format in registry.all_formats() if round % 4 == 0 else ():
            found_format = _soon(format.name, lambda: format.recognise(Sample(data, target.filename)))  # noqa: B023
            assert found_format in tuple(Confidence), format.name
    if pack is not None:
        for name in WRITERS if round % _EVERY == 0 else WRITERS[round % 4 :: 4]:
            exported = _soon(name, lambda: written(pack, name))  # noqa: B023
            checks.harmless_export(name, exported, links=bool(pack.info.markup))
    if round % _EVERY == 0:
        bench = Bench(folder)
        path = bench.file(case)
        for _, go in doors(bench, case, path):
            go()
    return found


T = TypeVar("T")


def _soon(what: str, do: Callable[[], T]) -> T:
    start = time.process_time()
    result = do()
    took = time.process_time() - start
    assert took < SECONDS, f"{what}: {took:.1f} s"
    return result


def _imported(target: Target, data: bytes) -> Pack | None:
    """Return what an importer makes of a file, which our own reader accepts when it is written."""
    read = registry.get(target.name).read
    assert read
    pack = read(data, target.filename, ExchangeOptions()).pack
    if pack is not None:
        read_back.write(pack)  # raises an error if what it writes is not read as the same
    return pack


def _rendered(data: bytes, folder: Path) -> str:
    """A text in every place of a pack, plain and in Markdown, played by keys and shown by commands."""
    bench = Bench(folder, seconds=6.0)
    text = data.decode("utf-8", "replace")[:3000]
    path = bench.inputs / "hostile.yaml"
    for content in (marked_pack(text), pack_with(text)):
        path.write_bytes(content)
        play_by_keys(bench, path, count=8)
        ran = bench.run("pack", "show", path, terminal=True)
        bench.run("pack", "preview", path, "choice")
    return ran.outcome


def fuzz(minutes: float, seed: int, names: list[str], save: Path) -> int:
    """Fuzz targets in turn, and return the number of different failures."""
    everything = targets()
    chosen = [everything[name] for name in names]
    outcomes: dict[str, Counter[str]] = {target.name: Counter() for target in chosen}
    failures: dict[str, Path] = {}
    end = time.monotonic() + 60 * minutes
    number = 0
    while time.monotonic() < end:
        target = chosen[number % len(chosen)]
        data = mutated(Random(f"{seed} {number}"), target.seeds)
        number += 1
        with tempfile.TemporaryDirectory() as folder:
            try:
                outcomes[target.name][check(target, data, Path(folder), round=number // len(chosen))] += 1
            except KeyboardInterrupt:
                break
            except BaseException as error:
                outcomes[target.name]["FAILED"] += 1
                where = _signature(error)
                if where not in failures:
                    failures[where] = _saved(save, target, data, number, error)
    for name, counts in outcomes.items():
        common = ", ".join(f"{key} {count}" for key, count in counts.most_common(6))
        print(f"{name}: {sum(counts.values())} inputs; {common}")
    print(f"{number} inputs with seed {seed}, {len(failures)} different failures")
    return len(failures)


def _signature(error: BaseException) -> str:
    """Return what tells a failure apart: its type, and the innermost place in our code."""
    ours = [
        frame for frame in traceback.extract_tb(error.__traceback__) if "zgcquiz/" in frame.filename.replace("\\", "/")
    ]
    place = f"{ours[-1].filename}:{ours[-1].lineno}" if ours else ""
    return f"{type(error).__name__} {place or str(error)[:60]}"


def _saved(save: Path, target: Target, data: bytes, number: int, error: BaseException) -> Path:
    save.mkdir(parents=True, exist_ok=True)
    path = save / f"{target.name}-{number}-{target.filename}"
    path.write_bytes(data)
    print(f"FAILED {_signature(error)}: {str(error)[:300]}")
    print(f"  python -m tests.fuzz --target {target.name} --file {path}", flush=True)
    return path


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__, add_help=True)
    parser.add_argument("--minutes", type=float, default=1.0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--target", action="append", choices=sorted(targets()))
    parser.add_argument("--file", type=Path, help="check this input alone")
    parser.add_argument("--save", type=Path, default=Path(tempfile.gettempdir()) / "zgcquiz-fuzz")
    given = parser.parse_args()
    resource.setrlimit(resource.RLIMIT_AS, (ADDRESS_SPACE, ADDRESS_SPACE))
    if given.file:
        (name,) = given.target or [PACKS]
        with tempfile.TemporaryDirectory() as folder:
            print(check(targets()[name], given.file.read_bytes(), Path(folder), round=0))
        return 0
    return int(fuzz(given.minutes, given.seed, given.target or list(targets()), given.save) > 0)


if __name__ == "__main__":
    sys.exit(main())
