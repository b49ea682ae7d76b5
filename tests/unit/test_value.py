"""Values can't be changed, only replaced."""

from __future__ import annotations

import pytest

from zgcquiz.core.moment import Moment
from zgcquiz.core.value import replace


def test_a_value_refuses_to_be_changed() -> None:
    moment = Moment(1)
    with pytest.raises(AttributeError):
        moment.ms = 2  # type: ignore[misc]
    assert moment == Moment(1)


def test_equal_values_are_one_in_a_set() -> None:
    assert len({Moment(1, 60), Moment(1, 60), Moment(1, 0)}) == 2


def test_a_copy_differs_where_it_was_told_to() -> None:
    moment = Moment(1, 60)
    assert replace(moment, ms=2) == Moment(2, 60)
    assert moment == Moment(1, 60)
