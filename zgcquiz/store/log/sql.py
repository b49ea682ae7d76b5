"""What the readers of the log have in common: pieces of SQL about its rows, `reviews r`."""

from __future__ import annotations

import msgspec

from zgcquiz.core.moment import DAY, HOUR, MINUTE

VOIDED = "EXISTS (SELECT 1 FROM voids v WHERE v.review = r.id)"
"""A review was taken back."""
STANDING = "r.id NOT IN (SELECT review FROM voids)"
"""It was not; the quicker form where many rows are looked at."""
LEARNERS_DAY = f"((r.at + r.utc_offset * {MINUTE} - :starts * {HOUR} + {DAY}) / {DAY} - 1)"
"""The learner's day of a review, where the day starts at the hour :starts. SQLite rounds to nought, not down."""
NAMED = (
    "json_each(:names) n CROSS JOIN reviews r"
    " ON r.pack = json_extract(n.value, '$[0]') AND r.item = json_extract(n.value, '$[1]')"
)
"""The reviews of items by name; :names is a list of [pack, item], as JSON."""


def as_json(value: object) -> str:
    """A value for SQLite's JSON functions, or to be kept."""
    return msgspec.json.encode(value).decode()
