"""How the id of a review is stored: as two values that sort as the ids do, and take half the room.

A UUID in lower case becomes its first 48 bits, which in version 7 are its time, and the other 80. Any other id becomes
those of the last UUID that sorts before it, and its own text after them; -1 and its text if there is no such UUID.
"""

from __future__ import annotations

import re

_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_HEX = b"0123456789abcdef"
_DASHES = frozenset((8, 13, 18, 23))
_LENGTH, _DIGITS = 36, 32
_REST_BITS = 80
_REST = _REST_BITS // 8

StoredId = tuple[int, bytes]
"""The values of the columns `time` and `rest`."""


def stored_id(id: str | bytes) -> StoredId:
    """Return how an id is stored. Bytes that are not UTF-8 are surrogate escapes in a text."""
    if isinstance(id, bytes):
        id = id.decode("utf-8", "surrogateescape")
    if _UUID.fullmatch(id):
        return int(id[:8] + id[9:13], 16), bytes.fromhex(id[14:18] + id[19:23] + id[24:])
    text = id.encode("utf-8", "surrogateescape")
    before = _greatest_before(text)
    if before < 0:
        return -1, text
    return before >> _REST_BITS, (before & (1 << _REST_BITS) - 1).to_bytes(_REST, "big") + text


def original_id(time: int, rest: bytes) -> str:
    """Return the id that is stored so, bytes that are not UTF-8 as surrogate escapes."""
    if time < 0 or len(rest) > _REST:
        return rest[0 if time < 0 else _REST :].decode("utf-8", "surrogateescape")
    first, others = f"{time:012x}", rest.hex()
    return f"{first[:8]}-{first[8:]}-{others[:4]}-{others[4:8]}-{others[8:]}"


def _greatest_before(text: bytes) -> int:
    """Return the greatest UUID, as a number, that sorts before a text that is none; -1 if there is none."""
    value = digits = 0
    for place in range(_LENGTH):
        byte = text[place] if place < len(text) else -1
        if place in _DASHES:
            if byte != ord("-"):
                return _last_below(value + (byte > ord("-")), digits)
            continue
        digit = _HEX.find(byte) if byte >= 0 else -1
        if digit < 0:
            return _last_below((value << 4) + sum(each < byte for each in _HEX), digits + 1)
        value, digits = value << 4 | digit, digits + 1
    return value


def _last_below(prefix: int, digits: int) -> int:
    """Return the last UUID before all those whose first digits are a prefix."""
    return (prefix << 4 * (_DIGITS - digits)) - 1


def id_sql(row: str) -> str:
    """Return the SQL expression of an id. row: the name of the row that it is stored in, with a dot."""
    time, rest = f"{row}time", f"{row}rest"
    digits = f"hex({rest})"
    return (
        f"CASE WHEN {time} < 0 THEN CAST({rest} AS TEXT)"
        f" WHEN length({rest}) > {_REST} THEN CAST(substr({rest}, {_REST + 1}) AS TEXT)"
        f" ELSE printf('%08x-%04x-', {time} >> 16, {time} & 65535) || lower(substr({digits}, 1, 4) || '-'"
        f" || substr({digits}, 5, 4) || '-' || substr({digits}, 9)) END"
    )


def named_in(query: str, column: str, row: str = "r.") -> str:
    """Return the condition that the id of a stored row is among those that a query returns.

    query: what follows SELECT and the column. Rows of another time are told without making a text of their ids.
    """
    digits = (f"instr('0123456789abcdef', substr({column}, {place}, 1))" for place in (*range(1, 9), *range(10, 14)))
    time = " | ".join(f"(({digit} - 1) << {44 - 4 * place})" for place, digit in enumerate(digits))
    return (
        f"(({row}time IN (SELECT {time} {query}) OR length({row}rest) <> {_REST})"
        f" AND {id_sql(row)} IN (SELECT {column} {query}))"
    )
