"""What it costs to bring questions in and out, by size, beside Anki."""

from __future__ import annotations

import csv
import shutil
from pathlib import Path
from random import Random

from benchmarks.homes import Home
from benchmarks.measure import Row, Sample, Use
from benchmarks.setting import LARGE, REVIEWS_EACH, SMALL, Setting, growing_row, ours

PEAK = 200.0
"""The memory allowed, in MB."""
_WORDS = ("river", "mountain", "city", "capital", "of", "the", "in", "which", "year", "was", "built", "famous", "old")
TRIVIA_FILES, TRIVIA_QUESTIONS = 22, 49_716
"""As many as OpenTriviaQA has."""

OUT = 20_000
"""As many questions as fit into a file of each format: an export that could not be read back is refused."""
PACKAGED = 60_000
"""As many questions as fit into an Anki package."""
FORMATS = {
    "gift": "gift", "moodle-xml": "xml", "qti12": "zip", "qti21": "zip", "markdown": "md", "json": "json",
    "csv": "csv", "text2qti": "txt", "hashcards": "md", "kahoot": "xlsx", "html": "html",
}  # fmt: skip
"""The formats that are measured, by their files' suffixes."""


def make_table(path: Path, rows: int) -> None:
    """Write a CSV of questions, each with an answer and three wrong ones, all of other texts."""
    rng = Random(1)
    with path.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["Question", "Answer", "Distractor 1", "Distractor 2", "Distractor 3"])
        for row in range(rows):
            options = (f"{' '.join(rng.choices(_WORDS, k=2))} {row * 4 + number}" for number in range(4))
            writer.writerow([f"{' '.join(rng.choices(_WORDS, k=9)).capitalize()} number {row}?", *options])


def _new_home(setting: Setting, name: str) -> Home:
    root = setting.folder / name
    shutil.rmtree(root, ignore_errors=True)
    root.mkdir(parents=True)
    return Home(root, 0, 0)


def _together(*uses: Use) -> Use:
    return Use(sum(use.clock for use in uses), sum(use.cpu for use in uses), max(use.peak for use in uses))


def table_in(setting: Setting) -> list[Row]:
    """A CSV into the library, with the next start, which would compile what was not compiled."""
    uses: dict[int, list[Use]] = {SMALL: [], LARGE: []}
    theirs = []
    for _ in range(min(setting.runs, 3)):
        for rows, found in uses.items():
            table = setting.folder / f"table-{rows}.csv"
            make_table(table, rows)
            home = _new_home(setting, "table-home")
            found.append(_together(ours(home, "pack", "import", str(table)), ours(home)))
            if rows == LARGE and setting.anki:
                collection = _new_home(setting, "table-anki").root / "collection.anki2"
                theirs.append(setting.anki.job("import-csv", setting.folder, table, collection).cpu)
    beside = Sample("Anki", tuple(theirs)) if theirs else None
    return [growing_row(f"CSV of {LARGE:,} rows in, and the next start", uses, PEAK, theirs=beside, target=0.9)]


def trivia_in(setting: Setting) -> list[Row]:
    """As many files and questions as OpenTriviaQA has, against one file with all."""
    folder = setting.place("trivia")
    texts = []
    for number in range(TRIVIA_FILES):
        each = range(number, TRIVIA_QUESTIONS, TRIVIA_FILES)
        text = "".join(
            f"#Q What is number {at} of the questions of this kind?\n^ The answer {at}\nA The answer {at}\n"
            f"B Another {at}\nC A third {at}\nD A fourth {at}\n\n"
            for at in each
        )
        (folder / f"part-{number:02}").write_text(text)
        texts.append(text)
    joined = setting.place("trivia-joined") / "all"
    joined.write_text("".join(texts))
    parts: list[Use] = []
    whole: list[Use] = []
    for _ in range(min(setting.runs, 3)):
        for sources, found in ((sorted(map(str, folder.iterdir())), parts), ([str(joined)], whole)):
            home = _new_home(setting, "trivia-home")
            command = ("pack", "import", "--from", "opentriviaqa", *sources)
            found.append(_together(ours(home, *command), ours(home)))
    name = f"{TRIVIA_FILES} files with {TRIVIA_QUESTIONS:,} questions in"
    return [
        Row(
            Sample(name, tuple(use.cpu for use in parts)),
            Sample("one file", tuple(use.cpu for use in whole)),
            1.2,
            "s CPU",
            peak=(max(use.peak for use in parts), PEAK),
        )
    ]


def packs_out(setting: Setting) -> list[Row]:
    """A pack in other formats."""
    theirs = None
    collection = setting.collection(OUT)
    if collection and setting.anki:
        out = setting.folder / "anki.csv"
        theirs = Sample("Anki", (setting.anki.job("export-csv", setting.folder, collection, out).cpu,))
    rows = []
    for format, suffix in FORMATS.items():
        uses = {}
        for items in (SMALL, OUT):
            home, out = setting.home(items, 300), setting.folder / f"out.{suffix}"
            uses[items] = [ours(home, "pack", "export", "made", "--to", format, "-o", str(out), "--force")]
        beside = theirs if format == "csv" else None
        name = f"{format} out, {OUT:,} questions"
        rows.append(growing_row(name, uses, PEAK, theirs=beside, target=1.5, items=OUT))
    return rows


def anki_packages(setting: Setting) -> list[Row]:
    """Anki packages with the history of a life, out and in, beside Anki itself."""
    out: dict[int, list[Use]] = {}
    back: dict[int, list[Use]] = {}
    for items in (SMALL, PACKAGED):
        package = setting.folder / f"life-{items}.apkg"
        out[items] = [
            ours(setting.learned(items), "pack", "export", "made", "--history", "-o", str(package), "--force")
        ]
        back[items] = [ours(_new_home(setting, "package-home"), "pack", "import", "--history", str(package))]
    theirs: list[Sample | None] = [None, None]
    collection = setting.collection(PACKAGED)
    if collection and setting.anki:
        package, new = setting.folder / "anki.apkg", _new_home(setting, "package-anki").root / "collection.anki2"
        theirs = [
            Sample("Anki", (setting.anki.job("export-apkg", setting.folder, collection, package).cpu,)),
            Sample("Anki", (setting.anki.job("import-apkg", setting.folder, package, new).cpu,)),
        ]
    name = f"an Anki package with {PACKAGED * REVIEWS_EACH:,} reviews"
    return [
        growing_row(f"{name} out", out, 300, theirs=theirs[0], target=1.5, items=PACKAGED),
        growing_row(f"{name} in", back, 300, theirs=theirs[1], target=1.5, items=PACKAGED),
    ]


def pack_pages(setting: Setting) -> list[Row]:
    """`pack check` and `pack show`."""
    pages = {
        "pack check, rules on flaws included": (("check",), 15.0),
        "pack show": (("show",), 2.0),
    }
    rows = []
    for name, (command, limit) in pages.items():
        uses = {}
        for items in (SMALL, LARGE):
            home = setting.home(items, 300)
            uses[items] = [ours(home, "pack", *command, str(home.pack))]
        rows.append(growing_row(f"{name}, {LARGE:,} questions", uses, PEAK, limit=limit))
    return rows
