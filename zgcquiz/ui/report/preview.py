"""A question as learners will see it, with all that can be said of it."""

from __future__ import annotations

from typing import Any

from rich.text import Text

from zgcquiz.core.rounds.round_views import Feedback, Preview
from zgcquiz.ui.report.pages import Page
from zgcquiz.ui.round import phrases
from zgcquiz.ui.round.painting.layout import RoundLayout
from zgcquiz.ui.round.painting.painter import OptionMarks, TypedDraft


def show(page: Page, preview: Preview) -> None:
    """The question, what follows a right answer and a wrong one, and all options with what is said of them."""
    if page.plain:
        from zgcquiz.ui.round.painting.plain_writer import PlainWriter

        plain = PlainWriter(page.console)
        plain.question(preview.question)
        for title, feedback in _answers(preview):
            page.say()
            page.say(f"{title}:", style="bold")
            plain.answered(feedback)
    else:
        from zgcquiz.ui.round.line_editor import EditedLine

        layout = RoundLayout(page.console)
        question = preview.question
        if question.is_typed:
            lines, _ = layout.typed(question, TypedDraft(EditedLine()), "", False)
        else:
            lines = layout.question(question, OptionMarks(), "", False)
        _print(page, lines)
        for title, feedback in _answers(preview):
            page.say()
            page.say(f"{title}:", style="bold")
            _print(page, layout.answered(feedback)[len(layout.head(question)) : -1])
    item = preview.question.item
    if item.kind.is_choice:
        page.say()
        page.say("All options:", style="bold")
        for option in item.options:
            pinned = " (shown last)" if option.pinned else ""
            page.say(phrases.option_text(option, item.kind) + pinned, first=" = " if option.key else " - ")
            if option.feedback:
                page.say(option.feedback, first="     ", style="dim")


def _print(page: Page, lines: list[Text]) -> None:
    for line in lines:
        page.console.print(line, soft_wrap=True)


def _answers(preview: Preview) -> tuple[tuple[str, Feedback], ...]:
    return ("After a right answer", preview.right), ("After a wrong answer", preview.wrong)


def as_json(preview: Preview) -> dict[str, Any]:
    """`shown`: the options as they would be drawn; `right`, `wrong`: an answer of each kind, and what is said to it."""
    from zgcquiz.formats.json.pack_dict import item_as_dict

    return {
        "pack": preview.question.pack,
        "question": item_as_dict(preview.question.item),
        "shown": [option.text for option in preview.question.shown],
        "right": _told(preview.right),
        "wrong": _told(preview.wrong),
    }


def _told(feedback: Feedback) -> dict[str, Any]:
    picked = feedback.answer.picked
    return {
        "response": None if picked is None else list(picked),
        "said": phrases.feedback_texts(feedback),
        "source": feedback.citation or None,
    }
