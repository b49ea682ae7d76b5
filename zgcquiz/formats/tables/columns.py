"""Find out what the columns of a table hold: from their headings, their order, or the user's options."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from enum import StrEnum

from zgcquiz.core.errors import ZgcError, suggest
from zgcquiz.core.packs.option_labels import option_name, place_named
from zgcquiz.core.value import Value
from zgcquiz.formats.tables.column_names import ENGLISH
from zgcquiz.formats.tables.rows import Row


class Role(StrEnum):
    """What a column holds. CORRECT: which of the options are keys, or the answer itself."""

    ID = "id"
    KIND = "kind"
    QUESTION = "question"
    ANSWER = "answer"
    CORRECT = "correct"
    OPTION = "option"
    DISTRACTOR = "distractor"
    ACCEPT = "accept"
    STRICT = "strict"
    ORDER = "order"
    TOLERANCE = "tolerance"
    UNIT = "unit"
    RECALL = "recall"
    EXPLANATION = "explanation"
    SECTION = "section"
    FACT = "fact"
    TAGS = "tags"
    FORMERLY = "formerly"
    AS_OF = "as_of"
    VALID_UNTIL = "valid_until"
    DRAFT = "draft"
    SUPERSEDED_BY = "superseded_by"
    NOTHING = "nothing"


_NAMES: dict[Role, str] = {
    Role.ID: "id, guid, question id, identifier, key id",
    Role.KIND: "kind, type, question type",
    Role.QUESTION: "question, question text, questions, stem, prompt, front, term, word, q",
    Role.ANSWER: "answer, answers, back, definition, key, right answer, solution, meaning, translation, a",
    Role.CORRECT: "correct, correct answer, correct answers, correct option, correct options, right, right option, "
    "correct choice, correct index, correct answer index, answer index, correct letter, answer letter, correct number, "
    "answer number, correct option number, answer key",
    Role.OPTION: "options, choices, answer options",
    Role.DISTRACTOR: "distractors, distractor, wrong answers, wrong answer, incorrect answers, incorrect answer, wrong",
    Role.ACCEPT: "accept, accepted, also right, alternatives, alternative answers",
    Role.STRICT: "strict",
    Role.ORDER: "order, fixed order",
    Role.TOLERANCE: "tolerance",
    Role.UNIT: "unit",
    Role.RECALL: "recall",
    Role.EXPLANATION: "explanation, answer explanation, feedback, comment, rationale, extra, note, notes, hint",
    Role.SECTION: "section, category, topic, chapter, deck, subject, lesson",
    Role.FACT: "fact",
    Role.TAGS: "tags, tag, labels, keywords, difficulty, level",
    Role.FORMERLY: "formerly",
    Role.AS_OF: "as of",
    Role.VALID_UNTIL: "valid until",
    Role.DRAFT: "draft",
    Role.SUPERSEDED_BY: "superseded by",
    Role.NOTHING: "question number, no, nr, number, row",
}
_KNOWN = {name: role for role, names in _NAMES.items() for name in names.split(", ")}
_NUMBERED = re.compile(
    r"((?:answer |possible )?(?:option|answer|choice|response)|distractor"
    r"|(?:incorrect|wrong|false)(?: (?:answer|option|choice|response))?) ?(?:\d+|[a-j])"
)
_TRAILING = re.compile(r"(.+?) ?(\d+|[a-j])")
_LONGEST_HEADING = 300
"""Characters of a heading that are compared: every cell of the first rows is examined, which may be long."""
_HEADING_ROWS = 25
"""Rows that are searched for headings: some templates begin with instructions."""


class Columns(Value, frozen=True):
    """The layout of a table.

    by_role: the columns of each role, from 0; lost: headings of columns that a pack can't hold, by column;
    start: how many rows precede the first question; lists: columns whose cells hold several entries.
    """

    by_role: Mapping[Role, tuple[int, ...]]
    lost: Mapping[int, str]
    start: int
    lists: frozenset[int] = frozenset()

    def one(self, role: Role) -> int:
        """Return the first column of a role, -1 if there is none."""
        return self.by_role.get(role, (-1,))[0]


def plain_heading(text: str) -> str:
    """Return a heading in lower case, without remarks as in `Question - max 120 characters`, `Time limit (sec)`."""
    text = re.split(r"\s[-–—:]\s", re.sub(r"\([^)]*\)", " ", text[:_LONGEST_HEADING]), maxsplit=1)[0]
    words = re.findall(r"\w+|#", text.replace("_", " ").casefold())
    if len(words) > 1 and words[0] == "#":  # some programs start the heading line with it
        words = words[1:]
    return " ".join(words).replace("question #", "question number")


def english_heading(text: str) -> str:
    """Return a heading as `plain_heading` does, in English if it is a known one, with its number or letter."""
    heading = plain_heading(text)
    if heading.isascii() and (heading in _KNOWN or _NUMBERED.fullmatch(heading)):
        return heading
    if heading in ENGLISH:
        return ENGLISH[heading]
    numbered = _TRAILING.fullmatch(heading)
    return f"{ENGLISH[numbered[1]]} {numbered[2]}" if numbered and numbered[1] in ENGLISH else heading


def find_columns(rows: Sequence[Row]) -> Columns | None:
    """Return the columns by the first row with headings for questions and answers, or None if there is none."""
    for at, (_, cells) in enumerate(rows[:_HEADING_ROWS]):
        roles = _roles([english_heading(cell) for cell in cells])
        found = set(roles.values())
        if Role.QUESTION in found and found & {Role.ANSWER, Role.CORRECT}:
            return _columns(roles, cells, at + 1)
    return None


def _columns(roles: Mapping[int, Role], headings: Sequence[str], start: int) -> Columns:
    """Return a layout. roles: by column; a plural heading for options or distractors means several to a cell."""
    by_role: dict[Role, tuple[int, ...]] = {}
    for column, role in sorted(roles.items()):
        by_role[role] = (*by_role.get(role, ()), column)
    lost = {column: heading for column, heading in enumerate(headings) if heading and column not in roles}
    lists = frozenset(
        column
        for column, role in roles.items()
        if role in (Role.OPTION, Role.DISTRACTOR)
        and column < len(headings)
        and english_heading(headings[column]).endswith("s")
    )
    return Columns(by_role, lost, start, lists)


def _roles(headings: Sequence[str]) -> dict[int, Role]:
    roles: dict[int, Role] = {}
    numbered: dict[int, str] = {}
    letters = [heading for heading in headings if re.fullmatch("[a-j]", heading)]
    for column, heading in enumerate(headings):
        match = _NUMBERED.fullmatch(heading)
        if match:
            numbered[column] = match.group(1)
        elif len(letters) > 1 and heading in letters:
            numbered[column] = "option"
        elif heading in _KNOWN:
            roles[column] = _KNOWN[heading]
    # Numbered answer columns hold all options if a column tells which is correct, unless there is also one "answer".
    has_key_column = Role.CORRECT in roles.values() and "answer" not in headings
    for column, name in numbered.items():
        word = name.split()[-1]
        if name.startswith(("incorrect", "wrong", "false")) or word == "distractor":
            roles[column] = Role.DISTRACTOR
        elif name == "answer" and not has_key_column:
            roles[column] = Role.ANSWER
        else:
            roles[column] = Role.OPTION
    return roles


def _ends_with_letter(cells: Sequence[str]) -> bool:
    """Tell whether the last cell is the letter of one of the options between it and the first cell."""
    options = cells[1:-1]
    name = option_name(cells[-1])
    is_letter = name.isalpha() and place_named(name) < sum(map(bool, options))
    return is_letter and any(option and not option_name(option).isalpha() for option in options)


def columns_by_order(rows: Sequence[Row]) -> Columns:
    """Return the columns of a table without known headings: a question, its answer, and then distractors.

    If the last column has only letters, it names the key among the columns between.
    """
    count = max((len(cells) for _, cells in rows), default=0)
    lettered = [len(cells) == count and _ends_with_letter(cells) for _, cells in rows]
    if count > 3 and all(lettered[1:]) and (lettered[0] or len(lettered) > 1):
        by_role = {Role.QUESTION: (0,), Role.OPTION: tuple(range(1, count - 1)), Role.CORRECT: (count - 1,)}
        return Columns(by_role, {}, 0 if lettered[0] else 1)
    by_role = {Role.QUESTION: (0,), Role.ANSWER: (1,)}
    if count > 2:
        by_role[Role.DISTRACTOR] = tuple(range(2, count))
    return Columns(by_role, {}, 0)


def columns_by_user(choices: Mapping[str, str], rows: Sequence[Row], name: str) -> Columns:
    """Return the columns as the user assigns them. Raises ZgcError if a role or column doesn't exist.

    choices: a role (`option`, with a number such as `option2` for more of them) to a heading, a number from 1, or
    a column letter; name: of the file.
    """
    head = next((at for at, (_, cells) in enumerate(rows[:_HEADING_ROWS]) if _has_choice(cells, choices)), None)
    cells = rows[head][1] if head is not None else []
    count = max((len(cells) for _, cells in rows), default=0)
    roles: dict[int, Role] = {}
    for key, column in choices.items():
        word = key.strip().rstrip("0123456789").replace("-", "_").lower()
        word = {"answers": "answer", "options": "option", "distractors": "distractor", "tag": "tags"}.get(word, word)
        if word not in list(Role):
            raise ZgcError(
                "bad-columns", f"A column can't hold '{key}'.", suggest(word, [role.value for role in Role], "")
            )
        roles[_column(column, cells, count, name)] = Role(word)
    if Role.QUESTION not in roles.values():
        raise ZgcError(
            "bad-columns", "No column is assigned to the question.", "For example: --columns question=1,answer=2"
        )
    found = find_columns(rows)
    start = head + 1 if head is not None else found.start if found else 0
    if head is None and found:
        cells = rows[found.start - 1][1]
    return _columns(roles, cells, start)


def _has_choice(cells: Sequence[str], choices: Mapping[str, str]) -> bool:
    """Tell whether a row contains a heading that the user named."""
    known = {cell.casefold() for cell in cells} | {plain_heading(cell) for cell in cells}
    named = [column.casefold() for column in choices.values() if not _number(column)]
    return any(column in known for column in named)


def _column(choice: str, headings: Sequence[str], count: int, name: str) -> int:
    """Return the column, from 0, that a user's choice names. Raises ZgcError if there is none."""
    for column, heading in enumerate(headings):
        if choice.casefold() in (heading.casefold(), plain_heading(heading)):
            return column
    number = _number(choice)
    if 1 <= number <= count:
        return number - 1
    listed = ", ".join(heading for heading in headings if heading)
    hint = f"Its headings: {listed}." if listed else f"It has {count} columns; name them by number, from 1."
    raise ZgcError("bad-columns", f"{name} has no column '{choice}'.", hint)


def _number(column: str) -> int:
    """Return a column's number, from 1, given as a number or letter; 0 if it is neither."""
    if column.isascii() and column.isdigit():
        return int(column[:6])
    if len(column) == 1 and column.isascii() and column.isalpha():
        return ord(column.upper()) - ord("A") + 1
    return 0
