"""The review log's schema: one step for each version. Steps that have been released are never changed."""

from __future__ import annotations

MARK = 0x7A676371
"""The mark of zgcquiz's databases ("zgcq"), in SQLite's header."""
SYNC_FOLDER = "sync_folder"
"""The setting whose presence makes the log fill its outbox."""
SYNC_REFILL = "sync_refill"
"""The setting that is present until the outbox was compared with the whole folder."""

STATS_TABLES = {
    "item_histories": """(                -- what statistics need of each item's reviews, oldest first
        pack TEXT NOT NULL, item TEXT NOT NULL,
        codes TEXT NOT NULL,              -- day, rating and outcome (core/stats/activity.py), as a JSON list
        times TEXT NOT NULL,              -- milliseconds, as a JSON list
        PRIMARY KEY (pack, item)) STRICT, WITHOUT ROWID""",
    "item_totals": """(
        pack TEXT NOT NULL, item TEXT NOT NULL,
        seen INTEGER,                     -- -1: invalidated
        reviews INTEGER NOT NULL, correct INTEGER NOT NULL,
        PRIMARY KEY (pack, item)) STRICT, WITHOUT ROWID""",
    "days_done": """(
        pack TEXT NOT NULL, day INTEGER NOT NULL,
        reviews INTEGER NOT NULL, correct INTEGER NOT NULL, crammed INTEGER NOT NULL, ms INTEGER NOT NULL,
        PRIMARY KEY (pack, day)) STRICT, WITHOUT ROWID""",
    "recalls": """(                       -- first answers of a day, by whole days since the last one
        pack TEXT NOT NULL, days INTEGER NOT NULL, kept INTEGER NOT NULL, reviews INTEGER NOT NULL,
        PRIMARY KEY (pack, days)) STRICT, WITHOUT ROWID""",
    "item_tags": """(                     -- of the items that packs have now
        pack TEXT NOT NULL, item TEXT NOT NULL,
        tags TEXT NOT NULL,               -- one a line
        PRIMARY KEY (pack, item)) STRICT, WITHOUT ROWID""",
    "tag_totals": """(                    -- by the tags that items have together
        pack TEXT NOT NULL, tags TEXT NOT NULL,
        items INTEGER NOT NULL, reviews INTEGER NOT NULL, correct INTEGER NOT NULL,
        PRIMARY KEY (pack, tags)) STRICT, WITHOUT ROWID""",
    "tag_sync": """(                      -- the edition of a pack that its tags were read from
        pack TEXT PRIMARY KEY, edition_key TEXT NOT NULL) STRICT, WITHOUT ROWID""",
    "item_details": """(                  -- of certainty, mistakes and picks (store/details.py), as JSON
        pack TEXT NOT NULL, item TEXT NOT NULL, details TEXT NOT NULL,
        PRIMARY KEY (pack, item)) STRICT, WITHOUT ROWID""",
    "stale_details": """(                 -- items whose details are to be made again
        pack TEXT NOT NULL, item TEXT NOT NULL,
        PRIMARY KEY (pack, item)) STRICT, WITHOUT ROWID""",
}
"""The columns of the tables of aggregates, by table; store/review_stats.py fills them on demand."""


def _append_only(table: str, key: str) -> str:
    """Return the triggers that keep the rows of a table from being changed, deleted or replaced."""
    refuse = "BEGIN SELECT RAISE(ABORT, 'the review log is append-only'); END;\n"
    exists = f"EXISTS (SELECT 1 FROM {table} WHERE {key} = NEW.{key})"
    return (
        f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} {refuse}"
        f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} {refuse}"
        f"CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table} WHEN {exists} {refuse}"
    )


def _with_checksum(table: str, key: str, columns: str) -> str:
    """Return the statements that add a column `checksum` to a table and fill it (`row_checksum`: rows.py)."""
    values = ", ".join(f"iif(typeof({name}) = 'text', CAST({name} AS BLOB), {name})" for name in columns.split())
    return (
        f"ALTER TABLE {table} ADD COLUMN checksum INTEGER;\n"
        f"DROP TRIGGER IF EXISTS {table}_no_update;\n"
        f"UPDATE {table} SET checksum = row_checksum({values});\n"
        f"{_append_only(table, key).splitlines()[0]}\n"
    )


def _outbox(table: str, kind: str, id: str) -> str:
    """Return the trigger that notes a new row of a table for the other devices, once `sync` is set.

    What a merge brings in from the shared folder is there already: such a merge sets `merging` until it commits.
    """
    return (
        f"CREATE TRIGGER {table}_outbox AFTER INSERT ON {table}"
        " WHEN EXISTS (SELECT 1 FROM settings WHERE key = 'sync_folder')"
        " AND NOT EXISTS (SELECT 1 FROM settings WHERE key = 'merging') BEGIN"
        f" INSERT INTO outbox SELECT '{kind}', NEW.{id}"
        f" WHERE NOT EXISTS (SELECT 1 FROM outbox WHERE kind = '{kind}' AND id = NEW.{id}); END;\n"
    )


def _is_later_than_id(row: str) -> str:
    """Return the condition that a review's time is later than that of its id. They are compared as in a UUIDv7."""
    time = f"printf('%08x-%04x', {row}at >> 16, {row}at & 65535)"
    return f"({row}at NOT BETWEEN 0 AND {(1 << 48) - 1} OR {row}id < {time})"


_LATER_THAN_ID = (
    """
    CREATE TABLE later_than_id (          -- reviews of other programs whose ids don't tell how late they were
        at INTEGER NOT NULL, id TEXT NOT NULL,
        PRIMARY KEY (at, id)) STRICT, WITHOUT ROWID;
    """
    f"INSERT INTO later_than_id SELECT at, id FROM reviews WHERE {_is_later_than_id('')};\n"
    f"CREATE TRIGGER reviews_later_than_id AFTER INSERT ON reviews WHEN {_is_later_than_id('NEW.')}"
    " BEGIN INSERT INTO later_than_id VALUES (NEW.at, NEW.id); END;\n"
)


_NEW = ("item_tags", "tag_totals", "tag_sync", "item_details", "stale_details")

STEPS: tuple[str, ...] = (
    """
    CREATE TABLE reviews (
        id TEXT PRIMARY KEY,              -- UUIDv7: in the order of time
        device TEXT NOT NULL,
        session TEXT NOT NULL,            -- UUIDv7 of the round
        at INTEGER NOT NULL,              -- milliseconds since 1970, UTC
        utc_offset INTEGER NOT NULL,      -- minutes that the learner's clock was ahead of UTC
        pack TEXT NOT NULL,
        item TEXT NOT NULL,
        fingerprint TEXT NOT NULL,        -- of the item's text as it was asked
        mode TEXT NOT NULL,               -- play, review, cram
        kind TEXT NOT NULL,               -- how it was asked: single, multiple, true_false, typed, numeric
        shown TEXT NOT NULL,              -- JSON list of the options' texts, in the order shown
        response TEXT,                    -- JSON list of the texts picked; NULL: none
        outcome TEXT NOT NULL CHECK (outcome IN ('correct', 'partial', 'wrong')),
        certainty TEXT CHECK (certainty IN ('sure', 'guess')),
        level INTEGER CHECK (level BETWEEN 1 AND 3), -- certainty in three steps, where it was asked for
        rating INTEGER NOT NULL CHECK (rating BETWEEN 1 AND 4),
        ms INTEGER NOT NULL,              -- how long the answer took, in milliseconds
        choices INTEGER GENERATED ALWAYS AS (CASE -- how many answers the question allowed; 0: typed, or not known
            WHEN kind IN ('typed', 'numeric') OR shown = '[]' THEN 0
            WHEN kind = 'multiple' THEN (1 << json_array_length(shown)) - 1
            ELSE json_array_length(shown) END) VIRTUAL
    ) STRICT, WITHOUT ROWID;
    -- It answers alone what is asked of the whole log; a partial one (mode <> 'cram') would not: SQLite then looks
    -- up the mode of every row in the table, which takes 20 times as long.
    CREATE INDEX reviews_by_item ON reviews (pack, item, at, id, utc_offset, rating, mode, choices, outcome, ms);
    CREATE TABLE voids (                  -- reviews that were taken back
        review TEXT PRIMARY KEY,
        device TEXT NOT NULL,
        at INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE holds (                  -- items suspended, buried and resumed: of an item the last by time counts
        id TEXT PRIMARY KEY,              -- UUIDv7
        device TEXT NOT NULL,
        at INTEGER NOT NULL,
        utc_offset INTEGER NOT NULL,
        pack TEXT NOT NULL,
        item TEXT NOT NULL,
        held TEXT NOT NULL CHECK (held IN ('suspended', 'buried', 'resumed')),
        until INTEGER NOT NULL            -- the learner's day from which it is asked again
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX holds_by_pack ON holds (pack, item, at);
    CREATE VIEW history AS                -- the log as a person reads it
        SELECT r.id, strftime('%Y-%m-%dT%H:%M:%fZ', r.at / 1000.0, 'unixepoch') AS at, r.device,
               r.pack, r.item, r.mode, r.kind, r.shown, r.response, r.outcome, r.certainty, r.level, r.rating,
               r.ms / 1000.0 AS seconds, EXISTS (SELECT 1 FROM voids v WHERE v.review = r.id) AS void
        FROM reviews r ORDER BY r.at DESC, r.id DESC;

    -- From here on everything is derived, and can be made again from the log and the packs.
    CREATE TABLE cards (                  -- the scheduling state of every item of every pack met
        pack TEXT NOT NULL,
        item TEXT NOT NULL,
        position INTEGER NOT NULL,        -- in the pack
        active INTEGER NOT NULL,          -- 1: the pack has this item now
        held_until INTEGER NOT NULL DEFAULT 0, -- the learner's day from which it is asked again, from `holds`
        fact TEXT NOT NULL DEFAULT '',    -- that it shares with siblings; '': none
        topic TEXT NOT NULL DEFAULT '',   -- that it is about
        stability REAL,                   -- NULL, like all below: never answered
        difficulty REAL,
        last_day INTEGER,
        interval INTEGER,
        due_day INTEGER,
        due_at INTEGER,
        repetitions INTEGER,
        lapses INTEGER,
        last_at INTEGER,
        PRIMARY KEY (pack, item)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX cards_new ON cards (pack, position, held_until) WHERE active = 1 AND due_day IS NULL;
    CREATE INDEX cards_held ON cards (pack) WHERE held_until > 0;
    CREATE INDEX cards_by_fact ON cards (pack, fact) WHERE fact <> '';
    CREATE TABLE renames (pack TEXT, old TEXT, new TEXT NOT NULL, PRIMARY KEY (pack, old))
        STRICT, WITHOUT ROWID;
    CREATE TABLE lineups (
        pack TEXT PRIMARY KEY,
        content TEXT NOT NULL,            -- names the text of the pack that the cards stand for; '': none yet
        basis TEXT NOT NULL               -- the settings that the cards follow from
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE tallies (                -- guesses seen on each of the learner's days with a choice
        day INTEGER NOT NULL,
        choices INTEGER NOT NULL,
        declared INTEGER NOT NULL,
        undeclared INTEGER NOT NULL,
        PRIMARY KEY (day, choices)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE settings (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
    CREATE TABLE pasts (
        pack TEXT NOT NULL, item TEXT NOT NULL, codes TEXT NOT NULL, times TEXT NOT NULL,
        PRIMARY KEY (pack, item)) STRICT, WITHOUT ROWID;
    CREATE TABLE sums (
        pack TEXT NOT NULL, item TEXT NOT NULL, seen INTEGER, reviews INTEGER NOT NULL, correct INTEGER NOT NULL,
        PRIMARY KEY (pack, item)) STRICT, WITHOUT ROWID;
    CREATE TABLE days_done (
        pack TEXT NOT NULL, day INTEGER NOT NULL,
        reviews INTEGER NOT NULL, correct INTEGER NOT NULL, crammed INTEGER NOT NULL, ms INTEGER NOT NULL,
        PRIMARY KEY (pack, day)) STRICT, WITHOUT ROWID;
    CREATE TABLE recalls (
        pack TEXT NOT NULL, days INTEGER NOT NULL, kept INTEGER NOT NULL, reviews INTEGER NOT NULL,
        PRIMARY KEY (pack, days)) STRICT, WITHOUT ROWID;
    """
    + _append_only("reviews", "id")
    + _append_only("voids", "review")
    + _append_only("holds", "id"),
    """
    CREATE TABLE restarts (               -- items that are learnt anew: earlier reviews don't count for their cards
        id TEXT PRIMARY KEY,              -- UUIDv7
        device TEXT NOT NULL,
        at INTEGER NOT NULL,
        utc_offset INTEGER NOT NULL,
        pack TEXT NOT NULL,
        item TEXT NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX restarts_by_item ON restarts (pack, item, at);
    """
    + _append_only("restarts", "id"),
    f"""
    CREATE TABLE card_sync (              -- what the cards of a pack were last synchronized with
        pack TEXT PRIMARY KEY,
        edition_key TEXT NOT NULL,        -- of the pack's content; '': none yet
        settings_fingerprint TEXT NOT NULL -- of the settings that the cards are derived from
    ) STRICT, WITHOUT ROWID;
    INSERT INTO card_sync SELECT pack, content, basis FROM lineups;
    DROP TABLE lineups;
    CREATE TABLE item_histories {STATS_TABLES["item_histories"]};
    INSERT INTO item_histories SELECT pack, item, codes, times FROM pasts;
    DROP TABLE pasts;
    CREATE TABLE item_totals {STATS_TABLES["item_totals"]};
    INSERT INTO item_totals SELECT pack, item, seen, reviews, correct FROM sums;
    DROP TABLE sums;
    """,
    _with_checksum(
        "reviews",
        "id",
        "id device session at utc_offset pack item fingerprint mode kind shown response outcome certainty level rating"
        " ms",
    )
    + _with_checksum("voids", "review", "review device at")
    + _with_checksum("holds", "id", "id device at utc_offset pack item held until")
    + _with_checksum("restarts", "id", "id device at utc_offset pack item")
    + """
    CREATE TABLE damaged (                -- rows that are not what was written, as a scan found (store/log/damage)
        source TEXT NOT NULL,             -- the table: reviews, voids, holds, restarts
        id TEXT NOT NULL,
        reason TEXT NOT NULL,
        PRIMARY KEY (source, id)
    ) STRICT, WITHOUT ROWID;
    """,
    """
    CREATE TABLE variants (               -- events whose id came with several contents: one row for each content
        variant TEXT PRIMARY KEY,         -- the id under which this content is kept as an event of its own
        kind TEXT NOT NULL,               -- review, hold, restart
        original TEXT NOT NULL,           -- the id that it came with; the event of that id itself no longer counts
        hash TEXT NOT NULL                -- of the content; of a review the variant with the smallest one counts
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX variants_by_original ON variants (kind, original, hash);
    CREATE TABLE outbox (                 -- events that the shared folder lacks
        kind TEXT NOT NULL,               -- review (also one that was taken back), hold, restart
        id TEXT NOT NULL,
        PRIMARY KEY (kind, id)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE sync_files (             -- what was read of the shared folder's files, and written to this device's
        name TEXT PRIMARY KEY,            -- DEVICE/FILE
        size INTEGER NOT NULL,
        mtime_ns INTEGER NOT NULL,
        done INTEGER NOT NULL,            -- bytes that were read
        lines INTEGER NOT NULL,           -- and the lines in them
        digest TEXT NOT NULL              -- of these bytes
    ) STRICT, WITHOUT ROWID;
    """
    + _append_only("variants", "variant")
    + _outbox("reviews", "review", "id")
    + _outbox("voids", "review", "review")
    + _outbox("holds", "hold", "id")
    + _outbox("restarts", "restart", "id"),
    """
    -- What the queue asks for of a card, so that it reads as many rows as are due.
    CREATE INDEX cards_due ON cards
        (pack, due_day, held_until, due_at, interval, last_day, stability, item, fact, topic, active)
        WHERE active = 1 AND due_day IS NOT NULL;
    CREATE INDEX cards_steps ON cards (pack, due_day, held_until, due_at) WHERE active = 1 AND interval = 0;
    CREATE INDEX cards_in_order ON cards (pack, position) WHERE active = 1;
    """,
    """
    INSERT INTO item_totals SELECT c.pack, c.item, -1, 0, 0
        FROM cards c LEFT JOIN item_totals s ON s.pack = c.pack AND s.item = c.item
        WHERE c.repetitions IS NOT NULL AND s.seen IS NOT c.repetitions AND EXISTS (SELECT 1 FROM item_totals)
        ON CONFLICT DO UPDATE SET seen = -1;
    INSERT OR REPLACE INTO settings SELECT 'added_up_to', max(id) FROM reviews HAVING max(id) IS NOT NULL;
    CREATE INDEX item_totals_invalid ON item_totals (pack, item) WHERE seen = -1;
    CREATE INDEX item_totals_by_count ON item_totals (pack, reviews, correct);
    """
    + _LATER_THAN_ID
    + "".join(f"CREATE TABLE {table} {STATS_TABLES[table]};\n" for table in _NEW),
)

VERSION = len(STEPS)
