"""What becomes of each case at its reader, and the table of what is expected.

python -m tests.hostile.outcomes     writes the table again, after a deliberate change: read its diff
"""

from __future__ import annotations

from pathlib import Path

from tests.hostile.corpus import HISTORY, PACKS, SETTINGS, Case, cases
from zgcquiz.core.errors import ZgcError
from zgcquiz.core.packs.problem import Problem
from zgcquiz.formats.config import toml_reader
from zgcquiz.formats.exchange import registry
from zgcquiz.formats.exchange.contract import ExchangeOptions
from zgcquiz.formats.history import review_lines
from zgcquiz.formats.native import archive, reader

TABLE = Path(__file__).with_name("expected.txt")
READ, NOTHING = "read", "nothing to ask"


def outcome(case: Case, data: bytes) -> str:
    """Return READ, NOTHING, or the code of the error by which a file is refused. Any other exception is a bug."""
    try:
        if case.kind == PACKS:
            return _pack(case.filename, data)
        if case.kind == HISTORY:
            found = list(review_lines.read(data.split(b"\n"), case.filename))
            return _first([each for each in found if isinstance(each, Problem)])
        if case.kind == SETTINGS:
            return _first(toml_reader.read(data, case.filename).problems)
        read = registry.get(case.kind).read
        assert read
        return READ if read(data, case.filename, ExchangeOptions()).pack else NOTHING
    except ZgcError as error:
        return error.code


def _pack(filename: str, data: bytes) -> str:
    files = archive.find_pack(data, filename).files if filename.endswith(".zip") else ((filename, data),)
    return _first(reader.read(files).errors)


def _first(problems: object) -> str:
    assert isinstance(problems, (list, tuple))
    for each in problems:
        if each.code != "more":  # that others were left out has no place
            assert each.line >= 1
            assert each.column >= 1
    return problems[0].code if problems else READ


def expected() -> dict[str, str]:
    """Return the table: the outcome of each case by its name."""
    lines = TABLE.read_text(encoding="utf-8").split("\n")
    rows = (line.rpartition("\t") for line in lines if line and not line.startswith("#"))
    return {name: found for name, _, found in rows}


if __name__ == "__main__":
    rows = [f"{case.name}\t{outcome(case, case.make())}" for case in cases()]
    head = "# What each file of the corpus tries, and what its reader makes of it. Written by tests/hostile/outcomes.py"
    TABLE.write_text("\n".join([head, *rows]) + "\n", encoding="utf-8")
    print(f"{len(rows)} cases")
