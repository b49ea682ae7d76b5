"""All rules. To add one: a Rule in a module listed here, its code in `codes`, labelled examples in the tests."""

from __future__ import annotations

from importlib import import_module

from zgcquiz.core.authoring.flaws.codes import CODES
from zgcquiz.core.authoring.flaws.rule import Rule

_MODULES = {
    "references": "labelled_option meta_options shuffled_reference",
    "options": "duplicate_option look_alike_options lost_sequence mixed_units nonparallel_options overlaps "
    "repeated_phrase two_options",
    "cues": "convergence_cue grammar_cue lengths logical_cue terms word_repeat",
    "stems": "fill_in_blank gratuitous_info negatives unfocused_stem",
    "pack_wide": "key_given_away key_habits same_stem undefined_abbreviation unfinished_text unread_markup",
}
"""The modules in each folder beside this one."""

_FOUND = {
    rule.code: rule
    for folder, names in _MODULES.items()
    for name in names.split()
    for rule in vars(import_module(f"zgcquiz.core.authoring.flaws.{folder}.{name}")).values()
    if isinstance(rule, Rule)
}
RULES = dict(sorted(_FOUND.items(), key=lambda found: CODES.index(found[0])))
"""Rules by code, in the order of CODES."""
