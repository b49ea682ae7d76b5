"""What an author reads of a pack in which nearly everything is wrong, word for word.

Where a wording was changed on purpose, write the new one down: the test says how.
"""

from __future__ import annotations

from pathlib import Path

from zgcquiz.formats.native.reader import read

FOLDER = Path(__file__).parent / "broken"
GOLDEN = FOLDER / "messages.txt"


def messages() -> str:
    names = ("pack.yaml", "1-options.yaml", "2-syntax.yaml")
    problems = read([(name, (FOLDER / name).read_bytes()) for name in names]).problems
    return "".join(f"{problem}\n" for problem in problems)


def test_the_messages_are_those_written_down() -> None:
    found = messages()
    expected = GOLDEN.read_text("utf-8")
    assert found == expected, "if that is meant: python -m tests.formats.test_golden"


if __name__ == "__main__":
    GOLDEN.write_text(messages(), "utf-8")
