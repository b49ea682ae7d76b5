"""What the tests of the interface share."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.e2e.making import yes
from tests.ui.scripted import Learner
from zgcquiz.app.context import AppContext


@pytest.fixture
def learner(context: AppContext) -> Learner:
    return Learner(context)


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    """Three questions whose right answer is always b."""
    return yes(tmp_path / "yes.yaml")
