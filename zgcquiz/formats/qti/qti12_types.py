"""The question types that QTI 1.2 metadata name, and why some of them are skipped."""

from __future__ import annotations

import re
from collections.abc import Sequence

from zgcquiz.formats.exchange import reasons
from zgcquiz.formats.untrusted.xml_reader import Element

_OPINION = "it asks for an opinion; no answer is correct"
_SKIPPED = {
    **dict.fromkeys(("essay", "long_answer", "short_response", "written_response"), reasons.ESSAY),
    "matching": reasons.MATCHING,
    "ordering": reasons.ORDERING,
    "categorization": "its options are to be sorted into groups, which is not supported",
    **dict.fromkeys(
        ("calculated", "calculated_numeric", "calculated_formula", "formula", "arithmetic", "significant_figures"),
        reasons.RANDOM_NUMBERS,
    ),
    **dict.fromkeys(("file_upload", "file_response"), reasons.FILE_UPLOAD),
    **dict.fromkeys(("hot_spot", "hotspot"), reasons.ON_AN_IMAGE),
    "text_only": reasons.DESCRIPTION,
    "jumbled_sentence": "its text has several gaps, which is not supported",
    **dict.fromkeys(("opinion_scale", "likert"), _OPINION),
    "quiz_bowl": "its answer has the form of a question",
}
"""Unsupported types, without `_question`, and the reason that is reported."""

_FIELDS = ("question_type", "bbmd_questiontype", "qmd_questiontype", "cc_profile")

WORDS = {
    "true_false.true": "True", "true_false.false": "False", "yes_no.true": "Yes", "yes_no.false": "No",
    "agree_disagree.true": "Agree", "agree_disagree.false": "Disagree",
    "right_wrong.true": "Right", "right_wrong.false": "Wrong",
}  # fmt: skip
"""Texts that Blackboard shows for options that the file names by keys."""


def metadata(holder: Element) -> dict[str, list[str]]:
    """Return the metadata of an item or bank by label; elements such as `<bbmd_questiontype>` count as labels too."""
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


def question_type(metadata: dict[str, list[str]]) -> str:
    """Return the type that metadata name, in Canvas's form (`multiple_choice_question`); "" if they name none."""
    for field in _FIELDS:
        for entry in metadata.get(field, ()):
            name = re.sub(r"[\W_]+", "_", entry.lower()).strip("_")
            name = re.sub(r"^cc_(\w+?)(?:_v\d\w*)?$", r"\1", name)
            if name:
                return f"{name.removesuffix('_question')}_question"
    return ""


def why_skipped(type: str, parts: Sequence[Element]) -> str:
    """Return why an item is skipped, given its type and its response elements; "" if it can be read."""
    reason = _SKIPPED.get(type.removesuffix("_question"))
    if reason:
        return reason
    if not parts:
        return reasons.DESCRIPTION
    if any(part.name == "response_xy" or _renders(part, "render_hotspot") for part in parts):
        return reasons.ON_AN_IMAGE
    if any(part.name == "response_grp" for part in parts):
        return reasons.MATCHING
    if len(parts) > 1:
        return reasons.several_parts(len(parts))
    (part,) = parts
    if part.get("rcardinality").lower() == "ordered":
        return reasons.ORDERING
    if _renders(part, "render_slider"):
        return reasons.SLIDER
    if part.name == "response_lid" and part.first("response_label") is None:
        return "it has no options to choose from"
    return ""


def _renders(part: Element, name: str) -> bool:
    return any(each.name == name or each.child(name) for each in part.elements)
