"""The codes of all flaw rules, apart from the rules so that packs naming one can be read without loading them."""

RULE_FOLDERS = {
    "references": ("none-of-the-above", "all-of-the-above", "shuffled-reference", "labelled-option", "k-type"),
    "options": (
        "true-false-options",
        "too-few-options",
        "duplicate-option",
        "overlapping-options",
        "multiple-correct",
        "nonparallel-options",
        "repeated-phrase",
        "mixed-units",
        "lost-sequence",
    ),
    "cues": (
        "longest-key",
        "uneven-length",
        "word-repeat",
        "convergence-cue",
        "grammar-cue",
        "logical-cue",
        "absolute-term",
        "vague-term",
    ),
    "stems": (
        "negative-stem",
        "negative-emphasised",
        "double-negative",
        "fill-in-blank",
        "unfocused-stem",
        "gratuitous-info",
    ),
    "pack_wide": (
        "same-stem",
        "key-given-away",
        "key-position",
        "key-length",
        "key-middle",
        "undefined-abbreviation",
        "unfinished-text",
    ),
}
"""The codes of the rules in each folder beside this module, in the order in which they are listed."""
CODES = tuple(code for codes in RULE_FOLDERS.values() for code in codes)

NOT_CITED = "number-not-cited"
"""Warning on a number in a key that the cited source text lacks; an item can allow it like a flaw."""
