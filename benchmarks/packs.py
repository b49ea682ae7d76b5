"""The cost of reading a pack, and of opening a cached one."""

from __future__ import annotations

import shutil
import sys

from benchmarks.homes import Home
from benchmarks.measure import ROOT, Row, Sample, Use, used
from benchmarks.setting import LARGE, SMALL, Setting, growing_row, ours

_BARE = """
import sys
from pathlib import Path
from zgcquiz.formats.native.yaml.tree import build
for path in sorted(Path(sys.argv[1]).glob("*.yaml")):
    build(path.read_bytes())
"""
"""The yardstick: the bare tree of each file, in a process that imports nothing else."""


def reading(setting: Setting) -> list[Row]:
    """Measure the first start with a pack, the check of its structure, and the next start."""
    firsts: dict[int, list[Use]] = {}
    bares: dict[int, list[Use]] = {}
    checks: dict[int, list[Use]] = {}
    nexts: dict[int, list[Use]] = {}
    for items in (SMALL, LARGE):
        made = setting.home(items, 300)
        for found in (firsts, bares, checks, nexts):
            found[items] = []
        for _ in range(min(setting.runs, 3)):
            home = Home(setting.folder / "first-start", items, 0)
            shutil.rmtree(home.root, ignore_errors=True)
            shutil.copytree(made.root / "packs", home.root / "packs")
            firsts[items].append(ours(home))
            nexts[items].append(ours(home))
            bares[items].append(used([sys.executable, "-c", _BARE, str(home.pack)], home.environ, ROOT))
            checks[items].append(ours(home, "pack", "check", "--no-flaws", str(home.pack)))

    def sample(name: str, uses: dict[int, list[Use]]) -> Sample:
        return Sample(name, tuple(use.cpu for use in uses[LARGE]))

    builder = sample("bare tree", bares)
    first = growing_row(f"the first start, {LARGE:,} questions in YAML", firsts, 120, theirs=builder, target=1.6)
    return [
        first,
        growing_row(f"pack check --no-flaws, {LARGE:,} questions", checks, 200, theirs=builder, target=1.5),
        Row(sample("the next start", nexts), first.subject, 0.027, "s CPU"),
    ]
