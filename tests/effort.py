"""How many examples a property is tried with."""

from __future__ import annotations

import os

_EFFORT = float(os.environ.get("ZGCQUIZ_TEST_EFFORT", "0.3"))
"""The everyday suite tries less than a third, other ones in each run. 1 is for a change of what a property tests."""
_FEWEST = 5


def examples(count: int) -> int:
    """Return a number of examples, times the effort asked for: `ZGCQUIZ_TEST_EFFORT=20 pytest tests/formats`.

    Where few are asked for, they stay: each is there for its own sake.
    """
    return max(min(count, _FEWEST), round(count * _EFFORT))
