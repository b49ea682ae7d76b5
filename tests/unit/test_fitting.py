"""Fitting: invalid input, the metrics of parameters, and when fitted ones are kept."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise

import pytest
from fsrs_rs_python import FSRS, FSRSItem, FSRSReview

from benchmarks.learners import Histories, another_memory, evaluate, simulate
from zgcquiz.core.learning import fit_metrics, fitting
from zgcquiz.core.learning.fit_metrics import Observation, TooFewReviewsError
from zgcquiz.core.learning.fitting import (
    LONGEST,
    MINIMUM,
    Stage,
    check_parameters,
    default_parameters,
    fit,
    sample,
)

DEFAULTS = default_parameters()


@pytest.fixture(scope="module")
def other() -> Histories:
    """Make the log of a learner with an unusual memory."""
    return simulate(another_memory(), 20_000, seed=1)


@pytest.fixture(scope="module")
def other_later() -> Histories:
    """Make another log of the same memory, which no fit has seen."""
    return simulate(another_memory(), 20_000, seed=2)


def changed(place: int, value: float) -> tuple[float, ...]:
    return (*DEFAULTS[:place], value, *DEFAULTS[place + 1 :])


def test_the_default_parameters_are_within_bounds() -> None:
    assert check_parameters(DEFAULTS) == DEFAULTS
    assert check_parameters(another_memory()) == another_memory()


@pytest.mark.parametrize(
    ("parameters", "said"),
    [
        ((), "21 parameters, not 0"),
        (DEFAULTS[:19], "21 parameters, not 19"),
        ((*DEFAULTS, 0.1), "21 parameters, not 22"),
        (changed(3, math.nan), r"parameter 3 \(from 0\) must be between 0.001 and 100, not nan"),
        (changed(0, math.inf), "not inf"),
        (changed(20, -math.inf), "not -inf"),
        (changed(4, 0.5), "parameter 4"),
        (changed(20, 0.9), "parameter 20"),
    ],
)
@pytest.mark.parametrize("use", [check_parameters, lambda p: evaluate(p, [[(0, 3), (2, 3)]]), lambda p: fit([], p)])
def test_wrong_parameters_are_refused(
    use: Callable[[tuple[float, ...]], object], parameters: tuple[float, ...], said: str
) -> None:
    with pytest.raises(ValueError, match=said):
        use(parameters)


# Metrics


def test_one_review_by_hand() -> None:
    """Good at first: 2.3065 days of stability. Two days later R = (1 + f 2/S)^-w20 = 0.9095."""
    factor = 0.9 ** (-1 / 0.1542) - 1
    recall = (1 + factor * 2 / 2.3065) ** -0.1542
    known, missed = evaluate(DEFAULTS, [[(7, 3), (9, 4)]]), evaluate(DEFAULTS, [[(7, 3), (9, 1)]])
    assert known.log_loss == pytest.approx(-math.log(recall), rel=1e-6)
    assert missed.log_loss == pytest.approx(-math.log(1 - recall), rel=1e-6)
    assert (known.rmse_bins, missed.rmse_bins) == pytest.approx((1 - recall, recall), rel=1e-6)
    both = evaluate(DEFAULTS, [[(7, 3), (9, 4)], [(0, 3), (2, 1)]])
    assert both.log_loss == pytest.approx((known.log_loss + missed.log_loss) / 2)
    assert both.rmse_bins == pytest.approx(abs(recall - 0.5), rel=1e-5)  # of one bin
    assert both.reviews == 2


def test_reviews_within_a_day_are_not_predicted_but_count() -> None:
    plain = evaluate(DEFAULTS, [[(0, 1), (3, 3)]])
    with_step = evaluate(DEFAULTS, [[(0, 1), (0, 3), (3, 3), (3, 3)]])
    assert with_step.reviews == plain.reviews == 1
    assert with_step.log_loss < plain.log_loss


def test_a_clock_that_went_back_counts_as_no_time() -> None:
    assert evaluate(DEFAULTS, [[(9, 3), (5, 3), (12, 3)]]) == evaluate(DEFAULTS, [[(9, 3), (9, 3), (12, 3)]])


def test_the_engine_alone_with_each_review_says_the_same(other: Histories) -> None:
    """The engine's loss over many reviews differs: it weights later ones more."""
    engine = FSRS(list(DEFAULTS))
    losses = []
    for history in other[:150]:
        reviews: list[FSRSReview] = []
        last = history[0][0]
        for day, rating in history:
            reviews.append(FSRSReview(rating, day - last))
            if day > last:
                losses.append(engine.evaluate([FSRSItem(reviews)]).log_loss)
            last = day
    ours = evaluate(DEFAULTS, other[:150])
    assert ours.reviews == len(losses) > 1000
    assert ours.log_loss == pytest.approx(sum(losses) / len(losses), rel=1e-5)


def test_the_bins_are_the_engines(other: Histories) -> None:
    """The engine's RMSE(bins) over many reviews, computed with our bins: it weights bins by recency."""
    items, gaps, bins = [], [], []
    engine = FSRS(list(DEFAULTS))
    for history in other[:300]:
        reviews: list[FSRSReview] = []
        last, long_term, lapses = history[0][0], 0, 0
        for day, rating in history:
            elapsed = day - last
            reviews.append(FSRSReview(rating, elapsed))
            if elapsed:
                long_term += 1
                item = FSRSItem(reviews)
                missed = rating == 1
                gap = engine.evaluate([item]).rmse_bins
                items.append(item)
                gaps.append(gap if missed else -gap)
                bins.append(
                    (fit_metrics._gap_bin(elapsed), fit_metrics._length_bin(long_term), fit_metrics._lapse_bin(lapses))
                )
                lapses += missed
            last = day
    weights = [0.25 + 0.75 * (place / (len(items) - 1)) ** 3 for place in range(len(items))]
    sums: dict[tuple[int, int, int], list[float]] = {}
    for weight, gap, bin in zip(weights, gaps, bins, strict=True):
        own = sums.setdefault(bin, [0.0, 0.0, 0.0])
        own[0] += 1
        own[1] += gap
        own[2] += weight
    squares = sum((gap / count) ** 2 * weight for count, gap, weight in sums.values())
    assert len(sums) > 40
    assert engine.evaluate(items).rmse_bins == pytest.approx(math.sqrt(squares / sum(weights)), rel=1e-5)
    plain = sum(gap * gap / count for count, gap, _ in sums.values()) / len(items)
    assert evaluate(DEFAULTS, other[:300]).rmse_bins == pytest.approx(math.sqrt(plain), rel=1e-5)


def test_the_order_of_histories_does_not_matter(other: Histories) -> None:
    forth, back = evaluate(DEFAULTS, other), evaluate(DEFAULTS, other[::-1])
    assert (forth.log_loss, forth.rmse_bins) == pytest.approx((back.log_loss, back.rmse_bins), rel=1e-9)


def test_true_parameters_are_judged_better_than_others(other: Histories) -> None:
    truth, usual = evaluate(another_memory(), other), evaluate(DEFAULTS, other)
    assert truth.log_loss < usual.log_loss
    assert truth.rmse_bins < usual.rmse_bins


@pytest.mark.parametrize("histories", [[], [[]], [[(3, 3)]], [[(3, 3), (3, 1)], [(4, 2)]]])
def test_nothing_to_judge_by(histories: Histories) -> None:
    with pytest.raises(TooFewReviewsError, match="two different days"):
        evaluate(DEFAULTS, histories)


@pytest.mark.parametrize("rating", [0, 5, -1])
def test_a_rating_that_is_none_is_refused(rating: int) -> None:
    for use in (lambda h: evaluate(DEFAULTS, h), fit):
        with pytest.raises(ValueError, match=f"1 to 4, not {rating}"):
            use([[(0, 3), (2, rating)]])


# Fitting


def test_a_fit_does_better_than_the_defaults_on_reviews_to_come(other: Histories, other_later: Histories) -> None:
    found = fit(other)
    assert found.better
    assert found.parameters == found.fitted != found.in_use == DEFAULTS
    assert found.before.log_loss - found.after.log_loss > found.error > 0
    assert found.before.reviews == found.after.reviews == pytest.approx(found.trained / 4, rel=0.05)
    assert (found.items, found.reviews) == (len(other), sum(map(len, other)))
    usual, fitted, truth = (
        evaluate(weights, other_later).log_loss for weights in (DEFAULTS, found.fitted, another_memory())
    )
    assert truth <= fitted < usual
    assert fitted - truth < (usual - truth) / 2


def test_a_fit_is_repeatable(other: Histories) -> None:
    assert fit(other, seed=3) == fit(other, seed=3)


def test_nothing_better_than_the_truth_is_kept_by_much(other: Histories, other_later: Histories) -> None:
    truth = another_memory()
    found = fit(other, truth)
    worse = evaluate(found.parameters, other_later).log_loss - evaluate(truth, other_later).log_loss
    assert worse < 0.001
    assert found.parameters == (found.fitted if found.better else truth)


@pytest.mark.parametrize(
    "made",
    [(math.nan,) * 21, changed(2, math.inf), changed(2, 1000.0), DEFAULTS[:19], changed(2, 0.001)],
    ids=["nan", "infinite", "out of bounds", "too few", "bad"],
)
def test_parameters_that_are_unsound_or_worse_are_never_kept(
    made: tuple[float, ...], other: Histories, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fitting, "_train", lambda items: made)
    found = fit(other)
    assert not found.better
    assert found.parameters == DEFAULTS


def test_where_the_last_fit_goes_wrong_the_one_that_was_tried_is_kept(
    other: Histories, monkeypatch: pytest.MonkeyPatch
) -> None:
    results = iter([another_memory(), (math.nan,) * 21])
    monkeypatch.setattr(fitting, "_train", lambda items: next(results))
    found = fit(other)
    assert found.better
    assert found.parameters == another_memory()


def test_the_held_out_reviews_are_the_latest_and_are_not_trained_on(
    other: Histories, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[int] = []

    def keep(histories: Iterable[Sequence[Observation]]) -> tuple[float, ...]:
        seen.append(sum(elapsed > 0 for history in histories for _, _, elapsed, _ in history))
        return another_memory()

    monkeypatch.setattr(fitting, "_train", keep)
    found = fit(other)
    first, everything = seen
    assert first == found.trained
    assert everything == found.trained + found.after.reviews
    days = sorted(day for history in other for (before, _), (day, _) in pairwise(history) if day > before)
    assert days[found.trained - 1] < days[found.trained]


def test_parameters_are_fitted_to_the_end() -> None:
    """The engine's usual number of rounds stops at a loss that is 0.0066 above the least possible."""
    truth = changed(20, 2 * DEFAULTS[20])
    log, later = simulate(truth, 12_000, seed=2), simulate(truth, 40_000, seed=99)
    assert evaluate(fit(log).fitted, later).log_loss - evaluate(truth, later).log_loss < 0.0015


def test_progress_is_told(other: Histories) -> None:
    told: list[tuple[Stage, float]] = []
    fit(other, progress=lambda stage, share: told.append((stage, share)))
    assert [stage for stage, _ in told] == [Stage.FIT, Stage.COMPARE, Stage.FIT_ALL]
    shares = [share for _, share in told]
    assert shares == sorted(shares)
    assert all(0 <= share < 1 for share in shares)


@pytest.mark.parametrize(
    ("histories", "said"),
    [
        ([], "There are 0 reviews"),
        ([[]] * 10, "There are 0 reviews"),
        ([[(day, 3)] for day in range(4000)], f"fitting takes {MINIMUM}"),
        ([[(0, 3), (2, 3)]] * (MINIMUM - 1), f"There are {MINIMUM - 1} reviews"),
        ([[(0, 3), (2, 3)]] * MINIMUM, "on one day"),
    ],
)
def test_too_few_reviews_are_refused(histories: Histories, said: str) -> None:
    with pytest.raises(TooFewReviewsError, match=said):
        fit(histories)


def test_where_answers_may_be_luck_a_fit_that_is_better_by_chance_is_not_kept(
    other: Histories, monkeypatch: pytest.MonkeyPatch
) -> None:
    near = changed(0, DEFAULTS[0] * 1.01)
    few = other[:90]
    monkeypatch.setattr(fitting, "_train", lambda items: near)
    lucks = [[0.25] * len(history) for history in few]
    found = fit(few, lucks=lucks)
    errors = (found.before.log_loss - found.after.log_loss) / found.error
    for margin in (errors - 0.01, errors + 0.01):
        monkeypatch.setattr(fitting, "MARGIN", margin)
        assert fit(few, lucks=lucks).better == (errors > margin)


def test_of_two_fits_one_is_kept_for_good(other: Histories, monkeypatch: pytest.MonkeyPatch) -> None:
    """They don't take turns."""
    near = changed(0, DEFAULTS[0] * 1.01)
    kept = []
    for in_use, fitted in ((DEFAULTS, near), (near, DEFAULTS)):
        monkeypatch.setattr(fitting, "_train", lambda items, fitted=fitted: fitted)
        kept.append(fit(other[:90], in_use).better)
    assert sorted(kept) == [False, True]


@pytest.mark.parametrize("rating", [1, 3, 4])
def test_a_learner_who_always_answers_alike_breaks_nothing(rating: int) -> None:
    found = fit([[(day, rating), (day + 1, rating), (day + 4, rating)] for day in range(900)])
    assert check_parameters(found.parameters) == found.parameters


# Samples


def test_a_small_log_is_taken_whole() -> None:
    assert sample([3, 0, 9]) == [0, 1, 2]
    assert sample([]) == []


def test_a_large_log_is_sampled_fairly_and_within_its_limits() -> None:
    sizes = [place % 20 + 1 for place in range(10_000)]
    chosen = sample(sizes, seed=1, reviews=5_000, steps=10**9)
    assert chosen == sorted(set(chosen))
    assert 4_900 < sum(sizes[place] for place in chosen) <= 5_000
    assert sum(sizes[place] for place in chosen) / len(chosen) == pytest.approx(10.5, abs=1)
    assert chosen == sample(sizes, seed=1, reviews=5_000, steps=10**9)
    assert chosen != sample(sizes, seed=2, reviews=5_000, steps=10**9)
    few = sample(sizes, reviews=10**9, steps=5_000)
    assert sum(sizes[place] * (sizes[place] + 1) // 2 for place in few) <= 5_000


def test_even_the_smallest_sample_has_a_history() -> None:
    assert len(sample([LONGEST * 9] * 3, reviews=1, steps=1)) == 1
