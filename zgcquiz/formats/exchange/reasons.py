"""Reasons for skipping a question or losing a value that several formats report."""

from __future__ import annotations

ESSAY = "an essay: there is no answer to compare with"
DESCRIPTION = "a description: there is nothing to answer"
MATCHING = "a matching question, which is not supported"
ORDERING = "its options are to be put in order, which is not supported"
SLIDER = "it is answered with a slider, which is not supported"
ON_AN_IMAGE = "it is answered on an image, which a terminal can't show"
FILE_UPLOAD = "its answer is a file"
RANDOM_NUMBERS = "its numbers are random (a formula), which is not supported"
NO_KEY = "no answer is marked as right"

NO_PARTIAL_CREDIT = "an answer is right or wrong"
NO_PENALTIES = "a wrong answer costs nothing"
NO_OTHER_PENALTIES = "each wrong pick cancels one correct pick"
NO_WEIGHTS = "all correct options count the same"
ONE_EXPLANATION = "the explanation is the same for every answer"
NO_TYPED_FEEDBACK = "typed answers have an explanation only"
ONE_RANGE = "only one range is kept"
NOT_A_TOLERANCE = "it is not a number of 0 or more"
NAME_NOT_KEPT = "a question has its id only"


def several_parts(count: int) -> str:
    return f"it has {count} parts to answer; only one is supported"
