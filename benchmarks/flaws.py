"""How well the rules on item-writing flaws find what is labelled, and how long they take.

    python -m benchmarks.flaws

prints precision, recall and F1 by code over the labelled questions of our own, and, where they are
there, over those of others. Exits with 1 where the micro F1 is below its target.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path

from benchmarks.measure import Row, Sample
from benchmarks.setting import Setting
from tests.flaws.labelled import BENCH, bench, own
from tests.flaws.scoring import Score, scores, total
from zgcquiz.app.context import read_pack
from zgcquiz.core.authoring.flaws.inspect import inspect
from zgcquiz.core.packs.pack import Item, Pack
from zgcquiz.core.value import replace
from zgcquiz.store.files.pack_files import find_files

QUESTIONS = 5_700
SHIPPED = Path(__file__).parents[1] / "questions" / "zhongguancun"
OWN, OTHERS = 0.95, 0.60
"""Targets of the micro F1."""
MOST_MS = 2_000.0


def rules(setting: Setting) -> list[Row]:
    """Every rule over many questions: the shipped ones and our labelled ones, over and over, each reworded."""
    pack, _ = read_pack(find_files(SHIPPED).read())
    items = [*pack.items, *(item for example in own() for item in example.pack.items if len(example.pack.items) < 3)]
    many = Pack(pack.info, tuple(_copy(items[at % len(items)], at) for at in range(QUESTIONS)))
    # The first run also fills the caches of words, as the only run of a command does: so it counts.
    taken = tuple(_worked(lambda: list(inspect(many))) for _ in range(min(setting.runs, 5)))
    return [Row(Sample(f"all rules on flaws, {QUESTIONS:,} questions", taken), limit=MOST_MS)]


def _worked(work: Callable[[], object]) -> float:
    """Milliseconds of the processor that some work takes, whatever else the machine does."""
    start = time.process_time()
    work()
    return (time.process_time() - start) * 1000


def _copy(item: Item, at: int) -> Item:
    """The item under another id, about something else."""
    return replace(item, id=f"q{at}", stem=f"In place {at:05}: {item.stem}", fact="")


def main() -> int:
    met = _report("our own questions", scores(own()), OWN)
    if BENCH.exists():
        met = _report("questions of others", scores(bench()), OTHERS) and met
    return 0 if met else 1


def _report(title: str, found: Mapping[str, Score], target: float) -> bool:
    """Print one table; true where the target is met."""
    width = max(map(len, found))
    print(f"\n{title}\n{'':{width}}  found  wrongly  missed  precision  recall    F1")
    for name, score in [*found.items(), ("micro average", total(found))]:
        print(
            f"{name:{width}}  {score.found:5}  {score.wrongly:7}  {score.missed:6}  {score.precision:9.2f}"
            f"  {score.recall:6.2f}  {score.f1:4.2f}"
        )
    met = total(found).f1 >= target
    print(f"target {target}: {'met' if met else 'MISSED'}")
    return met


if __name__ == "__main__":
    sys.exit(main())
