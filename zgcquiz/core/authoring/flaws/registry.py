"""All rules. To add one: a module in a folder beside this, its line here, its code in `codes`, labelled examples."""

from __future__ import annotations

from zgcquiz.core.authoring.flaws.cues import (
    absolute_term,
    convergence_cue,
    grammar_cue,
    logical_cue,
    longest_key,
    uneven_length,
    vague_term,
    word_repeat,
)
from zgcquiz.core.authoring.flaws.options import (
    duplicate_option,
    mixed_units,
    multiple_correct,
    nonparallel_options,
    overlapping_options,
    repeated_phrase,
    too_few_options,
    true_false_options,
)
from zgcquiz.core.authoring.flaws.pack_wide import (
    key_given_away,
    key_length,
    key_middle,
    key_position,
    same_stem,
    undefined_abbreviation,
)
from zgcquiz.core.authoring.flaws.references import (
    all_of_the_above,
    k_type,
    labelled_option,
    lost_sequence,
    none_of_the_above,
    shuffled_reference,
)
from zgcquiz.core.authoring.flaws.rule import Rule
from zgcquiz.core.authoring.flaws.stems import (
    double_negative,
    fill_in_blank,
    gratuitous_info,
    negative_emphasised,
    negative_stem,
    unfinished_text,
    unfocused_stem,
)

RULES: dict[str, Rule] = {
    module.RULE.code: module.RULE
    for module in (
        none_of_the_above,
        all_of_the_above,
        shuffled_reference,
        labelled_option,
        k_type,
        true_false_options,
        too_few_options,
        duplicate_option,
        overlapping_options,
        multiple_correct,
        nonparallel_options,
        repeated_phrase,
        mixed_units,
        lost_sequence,
        longest_key,
        uneven_length,
        word_repeat,
        convergence_cue,
        grammar_cue,
        logical_cue,
        absolute_term,
        vague_term,
        negative_stem,
        negative_emphasised,
        double_negative,
        fill_in_blank,
        unfocused_stem,
        gratuitous_info,
        same_stem,
        key_given_away,
        key_position,
        key_length,
        key_middle,
        undefined_abbreviation,
        unfinished_text,
    )
}
"""Rules by code, in the order of CODES."""
