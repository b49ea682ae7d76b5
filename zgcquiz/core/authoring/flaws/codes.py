"""The codes of all flaw rules, apart from the rules so that packs naming one can be read without loading them."""

# fmt: off
CODES = (
    "none-of-the-above", "all-of-the-above", "shuffled-reference", "labelled-option", "k-type",

    "true-false-options", "too-few-options", "duplicate-option", "look-alike-options", "overlapping-options",
    "multiple-correct", "nonparallel-options", "repeated-phrase", "mixed-units", "lost-sequence",

    "longest-key", "uneven-length", "word-repeat", "convergence-cue", "grammar-cue", "logical-cue", "absolute-term",
    "vague-term",

    "negative-stem", "negative-emphasised", "double-negative", "fill-in-blank", "unfocused-stem", "gratuitous-info",

    "same-stem", "key-given-away", "key-position", "key-length", "key-middle", "undefined-abbreviation",
    "unfinished-text", "unread-markup",
)
# fmt: on
"""In the order in which they are listed: on references, options, cues, stems, and packs as a whole."""

NOT_CITED = "number-not-cited"
"""Warning on a number in a key that the cited source text lacks; an item can allow it like a flaw."""
NOT_SHOWN = "markup-not-shown"
"""Warning on markup that can only be shown as its source, and on images and sounds that are not there; an item can
allow it like a flaw."""
NO_ALT_TEXT = "no-alt-text"
"""Warning on an image or sound without words for those who don't see or hear it; an item can allow it like a flaw."""
ALLOWABLE = (*CODES, NOT_CITED, NOT_SHOWN, NO_ALT_TEXT)
"""The codes that an item can allow."""
