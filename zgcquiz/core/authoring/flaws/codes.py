"""The codes of all flaws that have a rule.

They stand apart from the rules, so that a pack which names one is read without loading those.
"""

CODES = (
    "none-of-the-above",
    "all-of-the-above",
    "shuffled-reference",
    "labelled-option",
    "k-type",
    "true-false-options",
    "too-few-options",
    "duplicate-option",
    "overlapping-options",
    "multiple-correct",
    "nonparallel-options",
    "repeated-phrase",
    "mixed-units",
    "lost-sequence",
    "longest-key",
    "uneven-length",
    "word-repeat",
    "convergence-cue",
    "grammar-cue",
    "logical-cue",
    "absolute-term",
    "vague-term",
    "negative-stem",
    "negative-emphasised",
    "double-negative",
    "fill-in-blank",
    "unfocused-stem",
    "gratuitous-info",
    "same-stem",
    "key-given-away",
    "key-position",
    "key-length",
    "key-middle",
    "undefined-abbreviation",
    "unfinished-text",
)

NOT_CITED = "number-not-cited"
"""What can be said of a key once the source's text is at hand; an item can allow it as it can a flaw."""
