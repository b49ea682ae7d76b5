"""Tests of long tables: one test for all rows, which names each row that fails."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any

import pytest

Test = Callable[..., None]


def rows(names: str, table: Iterable[Any]) -> Callable[[Test], Test]:
    """Run a quick test with every row of a table, where `pytest.mark.parametrize` would cost more than the test.

    Fixtures are the same for all rows. One `rows` above another runs every pair.

    names: the arguments, separated by commas. Where there is one, a row is its value.
    """
    arguments = [name.strip() for name in names.split(",")]
    table = [row if len(arguments) > 1 else (row,) for row in table]
    assert table, "a table without rows tests nothing"

    def decorate(test: Test) -> Test:
        @wraps(test)
        def every_row(**fixtures: Any) -> None:
            failures: list[BaseException] = []
            for row in table:
                values = dict(zip(arguments, row, strict=True))
                try:
                    test(**values, **fixtures)
                except (Exception, pytest.fail.Exception, BaseExceptionGroup) as error:
                    error.add_note(f"with {values!r}")
                    failures.append(error)
            if failures:
                which = "\n".join(each.__notes__[-1] for each in failures)  # a report shows no more than 15 members
                raise BaseExceptionGroup(f"{len(failures)} of {len(table)} rows fail:\n{which}\n", failures)

        signature = inspect.signature(test)
        left = [parameter for name, parameter in signature.parameters.items() if name not in arguments]
        every_row.__signature__ = signature.replace(parameters=left)  # type: ignore[attr-defined]
        every_row.table = table  # type: ignore[attr-defined]
        return every_row

    return decorate


def table_of(test: Any) -> list[Any]:
    """Return the rows that a test is run with, for another test to use."""
    table: list[Any] = test.table
    return table
