"""How many examples a property is tried with."""

from __future__ import annotations

import os

_EFFORT = float(os.environ.get("ZGCQUIZ_TEST_EFFORT", "1"))


def examples(count: int) -> int:
    """Return a number of examples, times the effort asked for: `ZGCQUIZ_TEST_EFFORT=20 pytest tests/formats`."""
    return max(1, round(count * _EFFORT))
