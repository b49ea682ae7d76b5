"""Fixtures for the tests of the command line."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.making import GREEK, write


@pytest.fixture
def greek(tmp_path: Path) -> Path:
    """Return a pack with an item of each kind, as a file outside the library."""
    return write(tmp_path / "greek.yaml", GREEK)
