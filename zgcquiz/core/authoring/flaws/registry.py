"""All rules. To add one: a module in a folder beside this, its code in `codes`, labelled examples in the tests."""

from __future__ import annotations

from importlib import import_module

from zgcquiz.core.authoring.flaws.codes import RULE_FOLDERS
from zgcquiz.core.authoring.flaws.rule import Rule


def _rule(folder: str, code: str) -> Rule:
    """Return the RULE of a code's module, such as `cues.longest_key` for longest-key."""
    rule = import_module(f"zgcquiz.core.authoring.flaws.{folder}.{code.replace('-', '_')}").RULE
    assert isinstance(rule, Rule)
    return rule


RULES = {code: _rule(folder, code) for folder, codes in RULE_FOLDERS.items() for code in codes}
"""Rules by code, in the order of CODES."""
