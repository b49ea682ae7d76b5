"""A question as learners will see it, with all its options and feedback."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rich.text import Text

from zgcquiz.core.markup.items import said
from zgcquiz.core.rounds.round_views import Feedback, Preview
from zgcquiz.ui.report.page import Page
from zgcquiz.ui.round import phrases
from zgcquiz.ui.round.line_editor import EditedLine
from zgcquiz.ui.round.painting.layout import RoundLayout
from zgcquiz.ui.round.painting.painter import OptionMarks, TypedDraft
from zgcquiz.ui.round.painting.plain_writer import PlainWriter


def print_preview(page: Page, preview: Preview) -> None:
    """Print the question, the feedback to a right and to a wrong answer, and all options with their feedback."""
    question = preview.question
    answers = (("After a right answer", preview.right), ("After a wrong answer", preview.wrong))
    if page.plain:
        writer = PlainWriter(page.console)
        writer.question(question)
        for title, feedback in answers:
            _print_title(page, title)
            writer.answered(feedback)
    else:
        layout = RoundLayout(page.console)
        if question.is_typed:
            block = layout.typed(question, TypedDraft(EditedLine()), "", False)
        else:
            block = layout.question(question, OptionMarks(), "", False)
        _print(page, block.lines)
        for title, feedback in answers:
            _print_title(page, title)
            _print(page, layout.answered(feedback)[len(layout.head(question)) : -1])
    item = question.item
    if item.kind.is_choice:
        _print_title(page, "All options")
        for option in item.options:
            pinned = " (shown last)" if option.pinned else ""
            text = phrases.option_text(option, item, question.language)
            page.say(text + pinned, first=" = " if option.key else " - ")
            if option.feedback:
                page.say(said(option.feedback, item), first="     ", style="faint")


def _print_title(page: Page, title: str) -> None:
    page.say()
    page.say(f"{title}:", style="bold")


def _print(page: Page, lines: Sequence[Text]) -> None:
    for line in lines:
        page.console.print(line, soft_wrap=True)


def preview_json(preview: Preview) -> dict[str, Any]:
    """Return the question, the options as they would be drawn, and a right and a wrong answer with the feedback."""
    from zgcquiz.formats.json.pack_dict import item_as_dict

    return {
        "pack": preview.question.pack,
        "question": item_as_dict(preview.question.item),
        "shown": [option.text for option in preview.question.shown],
        "right": _feedback(preview.right),
        "wrong": _feedback(preview.wrong),
    }


def _feedback(feedback: Feedback) -> dict[str, Any]:
    picked, notes = feedback.answer.picked, phrases.option_notes(feedback)
    return {
        "response": None if picked is None else list(picked),
        "said": [text for text in (*notes.values(), feedback.answer.item.explanation) if text],
        "source": feedback.citation or None,
    }
