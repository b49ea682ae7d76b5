"""What the columns of a table of questions hold, by their headings or as the user says."""

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
    """What a column holds. CORRECT: which of the options are right, or the right answer itself."""

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
_SEARCHED = 25
"""Rows in which headings are looked for: some templates begin with instructions."""


class Columns(Value, frozen=True):
    """Where what stands. places: the columns of a role, from 0; lost: headings of columns that have no place here,
    by column; start: how many rows come before the first question; lists: columns whose cells hold several entries."""

    places: Mapping[Role, tuple[int, ...]]
    lost: Mapping[int, str]
    start: int
    lists: frozenset[int] = frozenset()

    def one(self, role: Role) -> int:
        """The column of a role; -1 for none."""
        return self.places.get(role, (-1,))[0]


def plain_heading(text: str) -> str:
    """A heading without what templates say beside it: `Question - max 120 characters`, `Time limit (sec)`."""
    text = re.split(r"\s[-–—:]\s", re.sub(r"\([^)]*\)", " ", text), maxsplit=1)[0]
    words = re.findall(r"\w+|#", text.replace("_", " ").casefold())
    if len(words) > 1 and words[0] == "#":  # as some programs begin the line of their headings
        words = words[1:]
    return " ".join(words).replace("question #", "question number")


def _in_english(heading: str) -> str:
    """A heading in English where it is known in another language, with the number or letter that it has."""
    if heading.isascii() and (heading in _KNOWN or _NUMBERED.fullmatch(heading)):
        return heading
    if heading in ENGLISH:
        return ENGLISH[heading]
    numbered = _TRAILING.fullmatch(heading)
    return f"{ENGLISH[numbered[1]]} {numbered[2]}" if numbered and numbered[1] in ENGLISH else heading


def find_columns(rows: Sequence[Row]) -> Columns | None:
    """The columns by the first row that has headings of questions and answers; None where there is none."""
    for at, (_, cells) in enumerate(rows[:_SEARCHED]):
        roles = _roles([_in_english(plain_heading(cell)) for cell in cells])
        held = set(roles.values())
        if Role.QUESTION in held and held & {Role.ANSWER, Role.CORRECT}:
            lost = {place: cell for place, cell in enumerate(cells) if cell and place not in roles}
            return Columns(_places(roles), lost, at + 1, _lists(roles, cells))
    return None


def _lists(roles: Mapping[int, Role], cells: Sequence[str]) -> frozenset[int]:
    """The columns whose heading is a plural: all wrong options, or all options, stand in one cell."""
    several = (Role.OPTION, Role.DISTRACTOR)
    return frozenset(
        place
        for place, role in roles.items()
        if role in several and place < len(cells) and _in_english(plain_heading(cells[place])).endswith("s")
    )


def _roles(headings: Sequence[str]) -> dict[int, Role]:
    roles: dict[int, Role] = {}
    numbered: dict[int, str] = {}
    letters = [heading for heading in headings if re.fullmatch("[a-j]", heading)]
    for place, heading in enumerate(headings):
        match = _NUMBERED.fullmatch(heading)
        if match:
            numbered[place] = match.group(1)
        elif len(letters) > 1 and heading in letters:
            numbered[place] = "option"
        elif heading in _KNOWN:
            roles[place] = _KNOWN[heading]
    # Beside a column "answer", further ones hold right answers: only without it do they hold all options.
    points = Role.CORRECT in roles.values() and "answer" not in headings
    for place, name in numbered.items():
        word = name.split()[-1]
        if name.startswith(("incorrect", "wrong", "false")) or word == "distractor":
            roles[place] = Role.DISTRACTOR
        elif word == "answer" and not points and name == word:
            roles[place] = Role.ANSWER
        else:
            roles[place] = Role.OPTION
    return dict(sorted(roles.items()))


def _places(roles: Mapping[int, Role]) -> dict[Role, tuple[int, ...]]:
    places: dict[Role, tuple[int, ...]] = {}
    for place, role in roles.items():
        places[role] = (*places.get(role, ()), place)
    return places


def _points(cells: Sequence[str]) -> bool:
    """Whether the last cell is the letter of one before it, after the first."""
    options = cells[1:-1]
    name = option_name(cells[-1])
    is_one = name.isalpha() and place_named(name) < sum(map(bool, options))
    return is_one and any(option and not option_name(option).isalpha() for option in options)


def in_order(rows: Sequence[Row]) -> Columns:
    """The columns of a table without headings that are known: a question and its answer, and then wrong options.

    Where the last column has but letters it says which of the options between is right.
    """
    count = max((len(cells) for _, cells in rows), default=0)
    said = [len(cells) == count and _points(cells) for _, cells in rows]
    if count > 3 and all(said[1:]) and (said[0] or len(said) > 1):
        places = {Role.QUESTION: (0,), Role.OPTION: tuple(range(1, count - 1)), Role.CORRECT: (count - 1,)}
        return Columns(places, {}, 0 if said[0] else 1)
    places = {Role.QUESTION: (0,), Role.ANSWER: (1,)}
    if count > 2:
        places[Role.DISTRACTOR] = tuple(range(2, count))
    return Columns(places, {}, 0)


def said_columns(wanted: Mapping[str, str], rows: Sequence[Row], name: str) -> Columns:
    """The columns as the user says: a role (`option`, or `option2` for more of them) to a heading, a number from 1, or
    a letter as a sheet has them. Raises ZgcError where there is no such role or column."""
    head = next((at for at, (_, cells) in enumerate(rows[:_SEARCHED]) if _names(cells, wanted)), None)
    cells = rows[head][1] if head is not None else []
    count = max((len(cells) for _, cells in rows), default=0)
    roles: dict[int, Role] = {}
    for key, column in wanted.items():
        word = key.strip().rstrip("0123456789").replace("-", "_").lower()
        word = {"answers": "answer", "options": "option", "distractors": "distractor", "tag": "tags"}.get(word, word)
        if word not in list(Role):
            raise ZgcError(
                "bad-columns", f"A column can't hold '{key}'.", suggest(word, [role.value for role in Role], "")
            )
        roles[_place(column, cells, count, name)] = Role(word)
    if Role.QUESTION not in roles.values():
        raise ZgcError(
            "bad-columns", "The columns say nothing of the question.", "Say, such as: --columns question=1,answer=2"
        )
    found = find_columns(rows)
    start = head + 1 if head is not None else found.start if found else 0
    if head is None and found:
        cells = rows[found.start - 1][1]
    lost = {place: cell for place, cell in enumerate(cells) if cell and place not in roles}
    return Columns(_places(dict(sorted(roles.items()))), lost, start, _lists(roles, cells))


def _names(cells: Sequence[str], wanted: Mapping[str, str]) -> bool:
    """A row has a heading that is named."""
    known = {cell.casefold() for cell in cells} | {plain_heading(cell) for cell in cells}
    named = [column.casefold() for column in wanted.values() if not _number(column)]
    return any(column in known for column in named)


def _place(column: str, cells: Sequence[str], count: int, name: str) -> int:
    for place, cell in enumerate(cells):
        if column.casefold() in (cell.casefold(), plain_heading(cell)):
            return place
    number = _number(column)
    if 1 <= number <= count:
        return number - 1
    headings = ", ".join(cell for cell in cells if cell)
    hint = f"Its headings: {headings}." if headings else f"It has {count} columns; name them by number, from 1."
    raise ZgcError("bad-columns", f"{name} has no column '{column}'.", hint)


def _number(column: str) -> int:
    """A column's number from 1, as a number or a letter; 0 for what is neither."""
    if column.isascii() and column.isdigit():
        return int(column[:6])
    if len(column) == 1 and column.isascii() and column.isalpha():
        return ord(column.upper()) - ord("A") + 1
    return 0
