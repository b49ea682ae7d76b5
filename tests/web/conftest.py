"""A headless Chromium, started once, and pages for it."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.web.browser import Browser
from zgcquiz.core.packs.pack import Pack
from zgcquiz.formats.exchange.contract import ExchangeOptions
from zgcquiz.formats.web.page import WEB

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome", "chrome"))), None)
DRIVER = shutil.which("chromedriver")


@pytest.fixture(scope="session")
def chromium(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """Return a browser. Without Chromium its tests are skipped, but on Linux in CI, which has to have it."""
    if not (CHROMIUM and DRIVER):
        reason = "needs Chromium and its driver: apt-get install chromium chromium-driver"
        if os.environ.get("CI") and sys.platform == "linux":
            pytest.fail(reason)
        pytest.skip(reason)
    browser = Browser(CHROMIUM, DRIVER, tmp_path_factory.mktemp("chromium"))
    yield browser
    browser.close()


@pytest.fixture
def browser(chromium: Browser, tmp_path: Path) -> Browser:
    """Return the browser without anything kept, in its usual size."""
    chromium.reset()
    return chromium


@pytest.fixture
def open_pack(browser: Browser, tmp_path: Path) -> Callable[..., Path]:
    """Return a function that opens a pack as a page, and returns the page's file."""

    def open_(pack: Pack, *, exam: bool = False, media: dict[str, bytes] | None = None) -> Path:
        path = tmp_path / "page.html"
        options = ExchangeOptions(exam=exam, media=(media or {}).get)
        assert WEB.write is not None
        path.write_bytes(WEB.write(pack, options, ()).data)
        browser.open(path)
        return path

    return open_
