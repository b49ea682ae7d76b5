"""The types of questions that writers of QTI 1.2 name in metadata, and why some of them are skipped."""

from __future__ import annotations

import re
from collections.abc import Sequence

from zgcquiz.formats.untrusted.xml_reader import Element

_NO_PLACE = "which has no place here"
_ESSAY = "an essay: there is no answer to compare with"
_MATCHING = f"a matching question, {_NO_PLACE}"
_ORDERING = f"its options are to be put in order, {_NO_PLACE}"
_BY_CHANCE = f"its numbers are drawn by chance (a formula), {_NO_PLACE}"
_ON_AN_IMAGE = "it is answered on an image, which a terminal can't show"
_OPINION = "it asks for an opinion: no answer is right"
_NOTHING = "a description: there is nothing to answer"

_SKIPPED = {
    "essay": _ESSAY,
    "long_answer": _ESSAY,
    "short_response": _ESSAY,
    "written_response": _ESSAY,
    "matching": _MATCHING,
    "ordering": _ORDERING,
    "categorization": f"its options are to be sorted into groups, {_NO_PLACE}",
    "calculated": _BY_CHANCE,
    "calculated_numeric": _BY_CHANCE,
    "calculated_formula": _BY_CHANCE,
    "formula": _BY_CHANCE,
    "arithmetic": _BY_CHANCE,
    "significant_figures": _BY_CHANCE,
    "file_upload": "its answer is a file",
    "file_response": "its answer is a file",
    "hot_spot": _ON_AN_IMAGE,
    "hotspot": _ON_AN_IMAGE,
    "text_only": _NOTHING,
    "jumbled_sentence": f"it has several gaps in its text, {_NO_PLACE}",
    "opinion_scale": _OPINION,
    "likert": _OPINION,
    "quiz_bowl": "its answer is put as a question",
}
"""Types, without `_question`, and why they have no place here."""

_FIELDS = ("question_type", "bbmd_questiontype", "qmd_questiontype", "cc_profile")

WORDS = {
    "true_false.true": "True",
    "true_false.false": "False",
    "yes_no.true": "Yes",
    "yes_no.false": "No",
    "agree_disagree.true": "Agree",
    "agree_disagree.false": "Disagree",
    "right_wrong.true": "Right",
    "right_wrong.false": "Wrong",
}
"""What Blackboard shows for options that it names by keys."""


def metadata(holder: Element) -> dict[str, list[str]]:
    """Return what is said about an item or a bank, by label; elements such as `<bbmd_questiontype>` count as labels."""
    found: dict[str, list[str]] = {}
    for each in holder.elements:
        if each.name in ("qtimetadata", "itemmetadata"):
            for label, entries in metadata(each).items():
                found.setdefault(label, []).extend(entries)
        elif each.name in ("qtimetadatafield", "qti_metadatafield"):
            name, entry = (each.child(part) for part in ("fieldlabel", "fieldentry"))
            if name and entry:
                found.setdefault(name.text.strip(), []).append(entry.text.strip())
        elif each.name.startswith(("bbmd_", "qmd_")):
            found.setdefault(each.name, []).append(each.text.strip())
    return found


def question_type(said: dict[str, list[str]]) -> str:
    """Return the type that metadata name, in Canvas' manner (`multiple_choice_question`); "" for none."""
    for field in _FIELDS:
        for entry in said.get(field, ()):
            name = re.sub(r"[\W_]+", "_", entry.lower()).strip("_")
            name = re.sub(r"^cc_(\w+?)(?:_v\d\w*)?$", r"\1", name)
            if name:
                return f"{name.removesuffix('_question')}_question"
    return ""


def why_skipped(type: str, parts: Sequence[Element]) -> str:
    """Return why an item has no place here, by its type and by what is to be answered; "" where it has one."""
    reason = _SKIPPED.get(type.removesuffix("_question"))
    if reason:
        return reason
    if not parts:
        return _NOTHING
    if any(part.name == "response_xy" or _renders(part, "render_hotspot") for part in parts):
        return _ON_AN_IMAGE
    if any(part.name == "response_grp" for part in parts):
        return _MATCHING
    if len(parts) > 1:
        return f"it has {len(parts)} parts to answer; one is read here"
    (part,) = parts
    if part.get("rcardinality").lower() == "ordered":
        return _ORDERING
    if _renders(part, "render_slider"):
        return f"it is answered by a slider, {_NO_PLACE}"
    if part.name == "response_lid" and part.first("response_label") is None:
        return "it has no options to choose from"
    return ""


def _renders(part: Element, name: str) -> bool:
    return any(each.name == name or each.child(name) for each in part.elements)
