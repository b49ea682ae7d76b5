"""What `tune` came to."""

from __future__ import annotations

from zgcquiz.core.learning.fitting import Fit
from zgcquiz.core.value import Value


class Tuning(Value, frozen=True):
    """A fit, and how large the whole log is that it was made from.

    items, reviews: of the whole log, reviews taken back among them; fit.items and fit.reviews
    tell how many of these were looked at; kept: the fitted parameters are in use now; corrected:
    right answers that may have been luck were taken for what they are.
    """

    fit: Fit
    items: int
    reviews: int
    kept: bool
    corrected: bool
