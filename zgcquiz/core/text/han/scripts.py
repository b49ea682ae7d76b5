"""The scripts in which Chinese and Japanese are written, as ranges for the classes of patterns."""

from __future__ import annotations

HAN_OR_KANA = "\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff"
