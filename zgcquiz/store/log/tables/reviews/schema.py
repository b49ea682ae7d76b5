"""The tables of reviews since version 8 of the schema, and the view that shows them as one.

A part of schema.py: what has been released is never changed.
"""

from __future__ import annotations

from zgcquiz.store.log.tables.reviews.stored_ids import id_sql

FIRST_PLACE = ord("a")
"""The character for the first option of a question."""

_NO_PLACE = 1_000_000
"""A character before the first place is taken for one after all: a negative number would be an error."""

STORED = ("time", "rest", "session", "question", "verdict", "shown", "response", "at", "ms", "checksum")
"""The columns of `review_rows`."""

_DICTIONARIES = {
    "sessions": ("session", "device"),
    "questions": ("pack", "item", "fingerprint", "options"),
    "verdicts": ("utc_offset", "mode", "kind", "outcome", "certainty", "level", "rating"),
}
DICTIONARIES = tuple(_DICTIONARIES)
"""The tables of what many reviews have in common."""
COLUMNS_OF = _DICTIONARIES
"""The columns of each dictionary but its number."""

AT = "coalesce(r.at, r.time)"
NUMBER = "iif(typeof(r.shown) = 'text', length(r.shown), json_array_length(CAST(r.shown AS TEXT)))"
CHOICES = f"""CASE WHEN v.kind IN ('typed', 'numeric') OR {NUMBER} = 0 THEN 0
        WHEN v.kind = 'multiple' THEN (1 << {NUMBER}) - 1 ELSE {NUMBER} END"""
"""How many answers a question allowed; 0: typed, or not known."""
JOINED = (
    "review_rows r LEFT JOIN sessions s ON s.n = r.session LEFT JOIN questions q ON q.n = r.question"
    " LEFT JOIN verdicts v ON v.n = r.verdict"
)
"""The rows with what they have in common; SQLite leaves out what no column is asked of."""


def _texts(column: str) -> str:
    """Return the SQL expression of a JSON list that is stored as places."""
    place = f"((unicode(substr({column}, at + 1, 1)) + {_NO_PLACE - FIRST_PLACE}) % {_NO_PLACE})"
    option = f"json_extract(q.options, '$[' || {place} || ']')"
    return f"""CASE typeof({column}) WHEN 'blob' THEN CAST({column} AS TEXT) WHEN 'text' THEN
            iif(json_valid(q.options), (WITH RECURSIVE list (at, json) AS (SELECT 0, '' UNION ALL
                SELECT at + 1, json || iif(at, ',', '') || json_quote({option}) FROM list WHERE at < length({column}))
                SELECT '[' || json || ']' FROM list WHERE at = length({column})), NULL) END"""


VALUES = {
    "id": id_sql("r."),
    "device": "s.device",
    "session": "s.session",
    "at": AT,
    "utc_offset": "v.utc_offset",
    "pack": "q.pack",
    "item": "q.item",
    "fingerprint": "q.fingerprint",
    "mode": "v.mode",
    "kind": "v.kind",
    "shown": _texts("r.shown"),
    "response": _texts("r.response"),
    "outcome": "v.outcome",
    "certainty": "v.certainty",
    "level": "v.level",
    "rating": "v.rating",
    "ms": "r.ms",
    "checksum": "iif(r.checksum < 0, r.checksum + 4294967296, r.checksum)",
    "choices": CHOICES,
}
"""The columns of a review as expressions of its row `r`, session `s`, question `q` and verdict `v`."""
COLUMNS = ",\n        ".join(f"{value} AS {name}" for name, value in VALUES.items())


def _dictionary(table: str) -> str:
    """Return the statements that create a table of what many reviews have in common.

    The index has all of it a second time, should a page of the table be damaged.
    """
    columns = _DICTIONARIES[table]
    return (
        f"CREATE TABLE {table} (n INTEGER PRIMARY KEY, {', '.join(f'{name} ANY' for name in columns)})"
        " STRICT, WITHOUT ROWID;\n"
        f"CREATE UNIQUE INDEX {table}_by_content ON {table} ({', '.join(columns)});\n"
    )


TABLES = (
    "".join(map(_dictionary, _DICTIONARIES))
    + """
    CREATE TABLE review_rows (
        time INTEGER NOT NULL,            -- with `rest` the id (stored_ids.py): of a UUIDv7 its time
        rest BLOB NOT NULL,
        session INTEGER NOT NULL,         -- the numbers of what it has in common with others
        question INTEGER NOT NULL,
        verdict INTEGER NOT NULL,
        shown ANY NOT NULL,               -- places among the question's options, or as a blob the JSON list
        response ANY,                     -- the same; NULL: none
        at ANY,                           -- milliseconds since 1970, UTC; NULL: `time`
        ms ANY,
        checksum ANY,                     -- of all that the row means, as a signed number
        PRIMARY KEY (time, rest)
    ) STRICT, WITHOUT ROWID;
    """
)
"""The tables, without what keeps them append-only."""

_INDEX = "CREATE INDEX review_rows_by_question ON review_rows (question);\n"
_VIEW = f"CREATE VIEW reviews AS SELECT\n        {COLUMNS}\n    FROM {JOINED};\n"

_REFUSE = "BEGIN SELECT RAISE(ABORT, 'the review log is append-only'); END;\n"
_APPEND_ONLY = "".join(
    f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} {when}{_REFUSE}"
    f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} {_REFUSE}"
    f"CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table} WHEN EXISTS (SELECT 1 FROM {table} WHERE {same})"
    f" {_REFUSE}"
    for table, when, same in (
        ("sessions", "", "n = NEW.n"),
        (
            "questions",  # more options may be added at the end
            "WHEN NEW.n IS NOT OLD.n OR NEW.pack IS NOT OLD.pack OR NEW.item IS NOT OLD.item"
            " OR NEW.fingerprint IS NOT OLD.fingerprint"
            " OR instr(NEW.options, substr(OLD.options, 1, length(OLD.options) - 1)) <> 1 ",
            "n = NEW.n",
        ),
        ("verdicts", "", "n = NEW.n"),
        ("review_rows", "", "time = NEW.time AND rest = NEW.rest"),
    )
)
_LATER_THAN_ID = (
    "CREATE TRIGGER review_rows_later_than_id AFTER INSERT ON review_rows"
    f" WHEN NEW.at IS NOT NULL AND (NEW.at NOT BETWEEN 0 AND {(1 << 48) - 1} OR NEW.time < NEW.at)"
    f" BEGIN INSERT INTO later_than_id VALUES (NEW.at, {id_sql('NEW.')}); END;\n"
)
_OUTBOX = (
    "CREATE TRIGGER review_rows_outbox AFTER INSERT ON review_rows"
    " WHEN EXISTS (SELECT 1 FROM settings WHERE key = 'sync_folder')"
    " AND NOT EXISTS (SELECT 1 FROM settings WHERE key = 'merging') BEGIN"
    f" INSERT INTO outbox SELECT 'review', {id_sql('NEW.')}"
    f" WHERE NOT EXISTS (SELECT 1 FROM outbox WHERE kind = 'review' AND id = {id_sql('NEW.')}); END;\n"
)
AFTER_MOVING = _INDEX + _VIEW + _APPEND_ONLY + _LATER_THAN_ID + _OUTBOX
"""The statements that follow once the reviews of older versions are in the tables."""
