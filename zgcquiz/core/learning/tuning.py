"""The result of `tune`."""

from __future__ import annotations

from zgcquiz.core.learning.fitting import Fit
from zgcquiz.core.value import Value


class Tuning(Value, frozen=True):
    """A fit with the size of the log it was made from.

    items, reviews: of the whole log, including undone reviews; fit.items and fit.reviews count those in the sample;
    kept: whether the fitted parameters are in use now; corrected: whether the fit allowed for luck.
    """

    fit: Fit
    items: int
    reviews: int
    kept: bool
    corrected: bool
