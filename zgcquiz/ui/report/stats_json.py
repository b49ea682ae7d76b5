"""Statistics as what `--json` prints."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from zgcquiz.core.log.review import Ref
from zgcquiz.core.moment import Moment
from zgcquiz.core.rounds.confusion import Confusion
from zgcquiz.core.stats.calibration import Predicted
from zgcquiz.core.stats.certainty import STANDS_FOR, Certainties, Share
from zgcquiz.core.stats.picks import HardFact, ItemFigures


def prediction(found: Predicted) -> dict[str, Any]:
    return {
        "items": found.items,
        "items_in_all": found.items_in_all,
        "reviews": found.calibration.of,
        "rmse": round(found.calibration.rmse, 4),
        "bins": [
            {
                "from": bin.low,
                "to": bin.high,
                "predicted": round(bin.predicted, 4),
                "true": round(bin.right / bin.of, 4),
                "reviews": bin.of,
            }
            for bin in found.calibration.bins
        ],
    }


def hardest(facts: Iterable[HardFact]) -> list[dict[str, Any]]:
    return [{"pack": fact.pack, "fact": fact.fact, "reviews": fact.reviews, "missed": fact.missed} for fact in facts]


def items(found: Iterable[ItemFigures]) -> list[dict[str, Any]]:
    return [
        {
            "pack": item.ref.pack,
            "question": item.ref.item,
            "text": item.stem,
            "reviews": item.reviews,
            "correct": item.correct,
            "difficulty": None if item.difficulty is None else round(item.difficulty, 4),
            "options": [
                {
                    "text": option.text,
                    "key": option.key,
                    "shown": option.shown,
                    "picked": option.picked,
                    "never_picked": option.useless,
                }
                for option in item.options
            ],
        }
        for item in found
    ]


def certainty(found: Certainties, stems: Mapping[Ref, str]) -> dict[str, Any]:
    return {
        "sure_but_wrong": [
            {
                "pack": item.ref.pack,
                "question": item.ref.item,
                "text": stems.get(item.ref),
                "times": item.times,
                "picked": item.picked,
                "last": Moment(item.at).iso,
                "mended": item.mended,
            }
            for item in found.overrated
        ],
        "levels": [
            {"level": level, "stands_for": round(chance, 4), **_share(found.levels.get(level, Share()))}
            for level, chance in STANDS_FOR.items()
        ],
        "sure": _share(found.sure),
        "guess": _share(found.guess),
        "brier": None if found.brier is None else round(found.brier, 4),
        "brier_of_average": None if found.of_average is None else round(found.of_average, 4),
    }


def _share(share: Share) -> dict[str, int]:
    return {"reviews": share.of, "correct": share.right}


def confusions(found: Iterable[Confusion]) -> list[dict[str, Any]]:
    return [
        {
            "pack": confusion.items[0].pack,
            "answers": list(confusion.answers),
            "questions": [ref.item for ref in confusion.items],
            "times": confusion.times,
            "last": Moment(confusion.at).iso,
        }
        for confusion in found
    ]
