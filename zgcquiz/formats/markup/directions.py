"""The direction of writing of a language."""

from __future__ import annotations

from zgcquiz.core.languages import base_language

_RIGHT_TO_LEFT = {"ar", "dv", "fa", "he", "ku", "ps", "sd", "ug", "ur", "yi"}


def is_right_to_left(language: str) -> bool:
    """Return whether a language, a tag such as ar or fa-IR, is written from right to left."""
    return base_language(language) in _RIGHT_TO_LEFT
