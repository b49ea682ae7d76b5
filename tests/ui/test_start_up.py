"""A round loads what it needs, and no more: start-up is a feature."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

ROUND = "from zgcquiz.cli import main; main.run(['play', 'zhongguancun', '-n', '1'])"
FRONTENDS = (
    "from zgcquiz.ui.round import keys_frontend; from zgcquiz.ui.round.painting import live_painter, plain_painter"
)


@pytest.mark.parametrize(
    ("code", "heavy"),
    [
        (
            ROUND,
            ("zgcquiz.ui.report", "zgcquiz.ui.round.painting.layout", "zgcquiz.ui.round.keys_frontend", "rich.table"),
        ),
        (FRONTENDS, ("zgcquiz.ui.report", "zgcquiz.ui.round.typed_prompt", "zgcquiz.formats", "rich.console")),
    ],
    ids=["a round over a pipe", "the frontend with keys"],
)
def test_a_round_does_not_load(code: str, heavy: tuple[str, ...]) -> None:
    lines = f"import sys; {code}\nprint([name for name in sys.modules if name.startswith({heavy!r})], file=sys.stderr)"
    done = subprocess.run(
        [sys.executable, "-c", lines], cwd=ROOT, capture_output=True, text=True, input="0\n", check=True
    )
    assert done.stderr == "[]\n"
