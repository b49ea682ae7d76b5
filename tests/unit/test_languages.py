"""Tags of languages."""

from __future__ import annotations

import pytest

from zgcquiz.core.languages import base_language


@pytest.mark.parametrize(
    ("tag", "base"),
    [("en", "en"), ("en-GB", "en"), (" DE_at ", "de"), ("zh-Hans", "zh"), ("cmn", "zh"), ("eng", "en"), ("", "")],
)
def test_the_code_without_region_and_script(tag: str, base: str) -> None:
    assert base_language(tag) == base
