"""How well the rules on item-writing flaws find what is labelled, and how long they take.

    python -m benchmarks.flaws

prints precision, recall and F1 by code over the labelled questions of our own, with all rules, and, where they are
there, over those of others, with the rules that are on by default, beside plain word lists. Exits with 1 where a
figure is below its target.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from string import ascii_lowercase

from benchmarks.measure import Row, Sample
from benchmarks.setting import Setting
from tests.flaws.labelled import BENCH, bench, is_held_out, own
from tests.flaws.scoring import Score, right_and_wrong, scores, scores_by_default, scores_of_word_lists, total
from zgcquiz.app.context import read_pack
from zgcquiz.core.authoring.flaws.inspect import inspect
from zgcquiz.core.packs.pack import Item, Pack, PackInfo
from zgcquiz.core.value import replace
from zgcquiz.store.files.pack_files import find_files

QUESTIONS = 5_700
SHIPPED = Path(__file__).parents[1] / "questions" / "zhongguancun"
OWN, OTHERS, PRECISION = 0.95, 0.70, 0.80
"""Targets of the micro F1, and of the precision over the questions of others."""
MOST_MS = 2_000.0


def rules(setting: Setting) -> list[Row]:
    """Every rule over many questions: the shipped ones and our labelled ones, over and over, each reworded.

    And over those of others, whose stems are longer, each with a letter more in each of its texts.
    """
    pack, _ = read_pack(find_files(SHIPPED).read())
    items = [*pack.items, *(item for example in own() for item in example.pack.items if len(example.pack.items) < 3)]
    rows = [_row(setting, f"all rules on flaws, {QUESTIONS:,} questions", pack.info, items)]
    if BENCH.exists():
        real = list({item.stem: item for example in bench() for item in example.pack.items}.values())
        rows.append(_row(setting, f"all rules on flaws, {QUESTIONS:,} questions by others", PackInfo("p", "P"), real))
    return rows


def _row(setting: Setting, name: str, info: PackInfo, items: Sequence[Item]) -> Row:
    many = Pack(info, tuple(_copy(items[at % len(items)], at, at // len(items)) for at in range(QUESTIONS)))
    # The first run also fills the caches of words, as the only run of a command does: so it counts.
    taken = tuple(_worked(lambda: list(inspect(many))) for _ in range(min(setting.runs, 5)))
    return Row(Sample(name, taken), limit=MOST_MS)


def _worked(work: Callable[[], object]) -> float:
    """Milliseconds of the processor that some work takes, whatever else the machine does."""
    start = time.process_time()
    work()
    return (time.process_time() - start) * 1000


def _copy(item: Item, at: int, round: int) -> Item:
    """The item under another id, about something else; round: how many copies of it there are already."""
    options = tuple(replace(option, text=_reworded(option.text, round)) for option in item.options)
    stem = f"In place {at:05}: {_reworded(item.stem, round)}"
    return replace(item, id=f"q{at}", stem=stem, options=options, fact="")


def _reworded(text: str, round: int) -> str:
    """The text with a letter more in the middle, another one in each round but the first."""
    middle = len(text) // 2
    return text if round == 0 else f"{text[:middle]}{ascii_lowercase[round % 26]}{text[middle:]}"


def main() -> int:
    met = _report("our own questions", scores(own()), OWN)
    if BENCH.exists():
        others = list(bench())
        plain = scores_of_word_lists(others)
        found = scores_by_default(others)
        met = _report("questions of others", found, OTHERS, PRECISION) and met
        for held_out in (False, True):
            half = [example for example in others if is_held_out(example) is held_out]
            _report(f"the half {'not ' if held_out else ''}read for the rules", scores_by_default(half))
        print("\nby rule, among the questions of others")
        for code, score in right_and_wrong(others).items():
            print(f"{code:20}  {score.found:3} right  {score.wrongly:3} wrong  {score.precision:.2f}")
        _report("plain word lists", plain)
        worse = [name for name in found if found[name].f1 < plain[name].f1]
        print(f"criteria below the word lists: {', '.join(worse) or 'none'}")
        met = met and not worse
    return 0 if met else 1


def _report(title: str, found: Mapping[str, Score], target: float = 0.0, precision: float = 0.0) -> bool:
    """Print one table; true where its targets, of the micro F1 and of the precision, are met."""
    width = max(map(len, found))
    print(f"\n{title}\n{'':{width}}  found  wrongly  missed  precision  recall    F1")
    for name, score in [*found.items(), ("micro average", total(found))]:
        print(
            f"{name:{width}}  {score.found:5}  {score.wrongly:7}  {score.missed:6}  {score.precision:9.2f}"
            f"  {score.recall:6.2f}  {score.f1:4.2f}"
        )
    met = total(found).f1 >= target and total(found).precision >= precision
    if target:
        print(f"targets: F1 {target}, precision {precision}: {'met' if met else 'MISSED'}")
    return met


if __name__ == "__main__":
    sys.exit(main())
