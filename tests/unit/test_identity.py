"""Identifiers of reviews are version 7 UUIDs."""

from __future__ import annotations

import uuid
from random import Random

from zgcquiz.core.log.review_ids import Identifiers


def test_the_example_of_the_standard_has_our_form() -> None:
    # RFC 9562, appendix A.6: 017F22E2-79B0-7CC3-98C4-DC0C0C07398F
    class FixedRng(Random):
        def getrandbits(self, k: int) -> int:
            return {73: 0xCC3 << 62 | 0x18C4DC0C0C07398F}[k]

    assert Identifiers(FixedRng()).next(0x017F22E279B0) == "017f22e2-79b0-7cc3-98c4-dc0c0c07398f"


def test_two_of_the_same_moment_differ() -> None:
    rng = Random(1)
    made = {Identifiers(rng).next(1_790_000_000_000) for _ in range(10_000)}
    assert len(made) == 10_000
    assert {uuid.UUID(id).version for id in made} == {7}
