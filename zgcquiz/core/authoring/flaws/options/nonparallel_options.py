from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from zgcquiz.core.authoring.flaws.lint_item import LintItem, LintOption
from zgcquiz.core.authoring.flaws.rule import Flaw, Rule
from zgcquiz.core.text.words import STOP_WORDS

_SENTENCE = re.compile(r"[A-Z]\S*(?:\s\S+){3,}[.!]", re.DOTALL)
_FIGURE = re.compile(r"[$€£¥+-]?\d[^A-Z]*")
_NAMES = {"number": "a number", "sentence": "a full sentence", "infinitive": "a 'to …'", "-ing": "an '-ing …'"}
_GERUND = re.compile(
    r"[A-Za-z]{3,}ing (?:an?|the|its|his|her|their|one|each|every|some|up|down|in|out|on|off|to|from|with|by|for|at"
    r"|into|over|under|through|across|between|about|around|away|back|more|less)\b"
)
"""A verb form, not a noun or adjective with that ending ("neighbouring towns", "training of staff")."""


def find(item: LintItem, _: float) -> Iterator[Flaw]:
    if len(item.parts) < 3:
        return
    forms: list[str] = []
    for part in item.parts:
        forms.append(_form(part))
        if forms[-1] in ("name", "phrase"):
            return
    counts = Counter(forms)
    if len(counts) != 2:
        return
    (common, common_count), (odd, odd_count) = counts.most_common()
    if odd_count > 1 or common_count < 2:
        return
    part = item.parts[forms.index(odd)]
    named, others = _NAMES.get(odd, "of another form"), _NAMES.get(common, "something else")
    yield Flaw(f"'{part.text}' is {named}, but all other options are {others}; give all the same form", part.at)


def _form(part: LintOption) -> str:
    """Return an option's grammatical form; "name" and "phrase" fit beside any other and are never reported."""
    text = part.text
    if _FIGURE.fullmatch(text) and part.number is not None and part.number.is_bare:
        return "number"
    if part.is_title or part.number is not None or any(map(str.isdigit, text)):
        return "name"
    if _SENTENCE.fullmatch(text):
        return "sentence"
    first, _, rest = text.partition(" ")
    follows = bool(rest) and rest[0].islower()
    if first.casefold() == "to" and follows:
        return "infinitive"
    if first.casefold() in STOP_WORDS and first.casefold() not in ("a", "an", "the", "some", "its", "his", "her"):
        return "phrase"
    if _GERUND.match(text):
        return "-ing"
    if first.endswith("ing"):
        return "phrase"
    return "other" if follows or text[:1].islower() else "name"


RULE = Rule(
    code="nonparallel-options",
    title="one option has a different form from the others",
    why="An option that stands out is noticed first, and more often than not it is the key. Different forms are also "
    "hard to compare: a number with a phrase, a sentence with a word.",
    bad="""\
question: What is the main purpose of a keystone in an arch?
answer: Locking the other stones in place
options: [A drain, Locking the other stones in place, An ornament, A handhold]""",
    fix="""\
question: What is the main purpose of a keystone in an arch?
answer: Locking the other stones in place
options:
  - Draining rain from the wall
  - Locking the other stones in place
  - Showing the name of the builder
  - Carrying a lamp over the door""",
    find=find,
)
