"""Numbers, times, answers and verdicts in words."""

from __future__ import annotations

from zgcquiz.core import counts
from zgcquiz.core.learning.leech import Leech
from zgcquiz.core.learning.schedule import Card, Reviewed
from zgcquiz.core.learning.workload import NextDue, Today
from zgcquiz.core.log.hold import Held
from zgcquiz.core.log.review import Certainty, Outcome, Rating, Ref
from zgcquiz.core.log.unfinished_round import UnfinishedRound
from zgcquiz.core.markup.items import option_texts, said, truth_text
from zgcquiz.core.moment import MINUTE, Moment, date_of
from zgcquiz.core.packs.pack import Item, Kind, Option
from zgcquiz.core.rounds.confusion import CONFUSED_FROM
from zgcquiz.core.rounds.marking import DontKnow, Picked, Response, TimedOut, Typed
from zgcquiz.core.rounds.round_views import Exam, Feedback, Question
from zgcquiz.core.rounds.scoring import Known, certainty_mark
from zgcquiz.core.rounds.session import Answer
from zgcquiz.ui.round.workload_phrases import minutes

LABELS = "abcdefghij"

count = counts.count

VERDICTS = {Outcome.CORRECT: "Right", Outcome.PARTIAL: "Partly right", Outcome.WRONG: "Wrong"}
RATINGS = {Rating.AGAIN: "again", Rating.HARD: "hard", Rating.GOOD: "good", Rating.EASY: "easy"}

_YEAR_APART = 300
"""Days ahead from which a date without its year could be taken for one that is past."""


def questions(number: int, drafts: int) -> str:
    """Return a number of questions, saying how many of them are drafts, which are not asked."""
    if not drafts:
        return count(number, "question")
    if drafts == number:
        return count(drafts, "draft")
    return f"{count(number, 'question')}, {drafts:,} of them {'a draft' if drafts == 1 else 'drafts'}"


def percent(share: float) -> str:
    return f"{100 * share:.0f}%"


def duration(seconds: float) -> str:
    """Return "40 s", "3 min 40 s", "2 h 5 min"."""
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    if whole < 3600:
        return f"{whole // 60} min {whole % 60} s"
    return f"{whole // 3600} h {whole % 3600 // 60} min"


def standing(score: int, streak: int) -> str:
    """Return "3 right, 2 in a row"; "" as long as nothing is right. streak: the right answers up to the last."""
    if not score:
        return ""
    return f"{score:,} right, {streak:,} in a row" if streak > 1 else f"{score:,} right"


def waiting(today: Today) -> str:
    """Return how many more are due than will be asked today, and when the backlog will be gone."""
    more = today.due_in_all - today.due
    verb = "waits" if more == 1 else "wait"
    if not today.limited:
        return f"{more:,} more {verb} for another day, since a question on the same fact comes today"
    if today.backlog_days is None:
        return f"{more:,} more {verb}: at these limits for more than a year"
    days = "tomorrow" if today.backlog_days <= 1 else f"in about {today.backlog_days} days"
    return f"{more:,} more {verb}: at these limits the backlog is gone {days}"


def when(day: int, at: int, now: Moment) -> str:
    """Return when something is due: "now", "in 10 min", "tomorrow", "in 12 days".

    day: the learner's day; at: UTC milliseconds, or 0 for any time of that day.
    """
    days = day - now.day
    if days <= 0:
        minutes = -((now.ms - at) // MINUTE) if at > now.ms else 0
        return f"in {minutes} min" if minutes else "now"
    return "tomorrow" if days == 1 else f"in {days} days"


def next_due(next_due: NextDue, now: Moment) -> str:
    """Return what falls due next: "1 question in 10 min", "3 questions tomorrow", "17 questions today, the first in 1
    min"."""
    questions, at = count(next_due.count, "question"), when(next_due.day, next_due.at, now)
    if next_due.count > 1 and next_due.day <= now.day and next_due.at > now.ms:
        return f"{questions} today, the first {at}"
    return f"{questions} {at}"


def unfinished(left: UnfinishedRound, now: Moment) -> str:
    """Return a round that was left: "Greek letters: 4 of 10 answered, 3 right, left on 9 November"."""
    date = date_of(left.day)
    day = "" if left.day == now.day else f", left on {date.day} {date:%B}"
    right = f", {left.correct:,} right" if left.correct else ""
    return f"{left.heading}: {left.answered:,} of {len(left.order):,} answered{right}{day}"


def due(card: Card | None, now: Moment) -> str:
    """Return when a card is due; "" if it has not been reviewed."""
    return when(card.due_day, card.due_at, now) if isinstance(card, Reviewed) else ""


def due_with_date(card: Card | None, now: Moment) -> str:
    """Return when a card is due, with the date if it is later than tomorrow."""
    text = due(card, now)
    if isinstance(card, Reviewed) and card.due_day - now.day > 1:
        date = date_of(card.due_day)
        year = f" {date.year}" if date.year != now.local.year else ""
        text += f" ({date.day} {date:%b}{year})"
    return text


def certainty_text(response: Response) -> str:
    """Return how sure a response was: "sure", "certainty 2", "a guess", "don't know", "time ran out"."""
    match response:
        case Picked(certainty=Certainty.GUESS) | Typed(certainty=Certainty.GUESS):
            return "a guess"
        case Picked(level=int(level)) | Typed(level=int(level)):
            return f"certainty {level}"
        case Picked() | Typed():
            return "sure"
        case DontKnow():
            return "don't know"
        case TimedOut():
            return "time ran out"


def exam(heading: str, exam: Exam) -> list[str]:
    """Return an exam plan and the time it takes, as sentences."""
    date, today = date_of(exam.date), exam.today
    days = exam.date - today.day
    in_days = "today" if days <= 0 else "tomorrow" if days == 1 else f"in {days} days"
    lines = [
        f"{heading}: exam {in_days}, {date.day} {date:%B %Y}. Of {count(exam.items, 'question')} you would know"
        f" {percent(exam.without)} without more reviews, {percent(exam.expected)} with this plan."
    ]
    if not today.questions:
        lines.append("There is nothing to ask today.")
    else:
        questions, new = round(today.questions), round(today.new)
        of_them = f", {new} of them new" if 0 < new < questions else ""
        asked = count(questions, "new question" if new == questions else "question")
        lines.append(f"Today: {asked}{of_them}, about {minutes(today.seconds)}.")
    if any(round(day.answers) for day in exam.later):
        answers = sum(day.answers for day in exam.later) / len(exam.later)
        seconds = sum(day.seconds for day in exam.later) / len(exam.later)
        most = max(exam.later, key=lambda day: (day.answers, day.seconds))
        peak = date_of(most.day)
        on = f"{peak.day} {peak:%B}" + (f" {peak.year}" if days > _YEAR_APART else "")
        lines.append(
            f"After today, a day on average: {count(round(answers), 'answer')}, about {minutes(seconds)};"
            f" at most {count(round(most.answers), 'answer')}, about {minutes(most.seconds)}, on {on}."
        )
    return lines


def hold_text(ref: Ref, held: Held) -> str:
    match held:
        case Held.SUSPENDED:
            return f"Suspended. To ask it again: zgcquiz resume {ref.pack} {ref.item}"
        case Held.BURIED:
            return "Buried until tomorrow."
        case Held.RESUMED:
            return "Undone: the question will be asked again."


WAITING = "Another program is writing to the review log. Waiting for it; Ctrl-C ends the round without saving this."


def undo_text(remaining: int) -> str:
    """Return the effect of an undo. remaining: answers left, or -1 if there was nothing to undo."""
    return "There is nothing to undo." if remaining < 0 else "The last answer was undone."


def undone_elsewhere(number: int) -> str:
    verb, still = ("was", "Its question is") if number == 1 else ("were", "Their questions are")
    return f"{count(number, 'answer')} of this round {verb} undone elsewhere. {still} still to be asked."


def leech_text(leech: Leech) -> str:
    forgotten = f"A leech: forgotten {count(leech.lapses, 'time')}."
    suspend = f"suspend it (key !, or: zgcquiz suspend {leech.ref.pack} {leech.ref.item})."
    if leech.path is None:
        return f"{forgotten} It came with zgcquiz and can't be rewritten; you can {suspend}"
    return f"{forgotten} Rewrite it in {leech.path}, or {suspend}"


def verdict(answer: Answer) -> str:
    """Return "Right", "Near", "Wrong", "Wrong (don't know)", with the mark if certainty is marked: "Right, +3"."""
    near = answer.outcome is Outcome.PARTIAL and isinstance(answer.response, Typed)
    outcome = "Near" if near else "Right, but for a slip" if answer.slip else VERDICTS[answer.outcome]
    how = "" if isinstance(answer.response, Picked | Typed) else f" ({certainty_text(answer.response)})"
    mark = "" if answer.level is None else f", {certainty_mark(answer.correct, answer.level):+d}"
    return outcome + how + mark


def option_text(option: Option, item: Item, language: str) -> str:
    """Return the text of an item's option, told apart from one that looks alike; true and false in a language.

    It has no markup any more. language: of the pack.
    """
    if item.kind is Kind.TRUE_FALSE:
        return truth_text(option.text, language)
    text = option_texts(item)[item.options.index(option)] if item.markup else option.text
    if text.isascii():
        return text  # without loading what tells others apart
    from zgcquiz.core.text.drawn.look_alikes import told_apart

    return told_apart(text, option_texts(item))


def picked_text(answer: Answer) -> str:
    """Return the options picked or the text typed; otherwise "don't know" or "time ran out"."""
    if isinstance(answer.response, Typed):
        return answer.response.text
    if not isinstance(answer.response, Picked):
        return certainty_text(answer.response)
    picked = (answer.shown[position] for position in sorted(answer.response.options))
    return "; ".join(option_text(option, answer.item, answer.language) for option in picked)


def key_text(answer: Answer) -> str:
    """Return the right answers, a number with its unit."""
    texts = "; ".join(option_text(option, answer.item, answer.language) for option in answer.keys)
    return f"{texts} {answer.item.unit}" if answer.item.unit else texts


def typed_hint(question: Question) -> str:
    if question.withheld:
        return "First without its options: type the answer if you know it."
    if question.has_options:
        return "From memory: type the answer."
    unit = f", in {question.item.unit}" if question.item.unit else ""
    return f"Type a number{unit}." if question.item.kind is Kind.NUMERIC else "Type the answer."


def known_text(known: Known) -> str:
    """Return the score corrected for luck: "luck aside, about 13 known (9 to 15)"."""
    if known.low == known.high:
        return f"{known.low} known"
    return f"luck aside, about {known.estimate:.0f} known ({known.low} to {known.high})"


def option_notes(feedback: Feedback) -> dict[int, str]:
    """Return the feedback on the picked options, by the positions that they were shown at; with its markup."""
    response = feedback.answer.response
    picked = response.options if isinstance(response, Picked) else ()
    shown = feedback.question.shown
    return {position: shown[position].feedback for position in sorted(picked) if shown[position].feedback}


def told_texts(feedback: Feedback) -> list[str]:
    """Return the texts of an answered question: the remarks, the stem, the keys, and then what else was picked."""
    question, response = feedback.question, feedback.answer.response
    picked = response.options if isinstance(response, Picked) else frozenset()
    options = sorted(
        (option for at, option in enumerate(question.shown) if option.key or at in picked),
        key=lambda option: not option.key,
    )
    remarks = [*option_notes(feedback).values(), feedback.answer.item.explanation]
    return [*remarks, question.item.stem, *(option.text for option in options)]


def remark(feedback: Feedback) -> str:
    """Return what can be said of a wrong answer: that two are often mixed up, or what only its unit makes wrong."""
    answer = feedback.answer
    if feedback.mixed_up >= CONFUSED_FROM:
        return f"You have mixed up {picked_text(answer)} and {key_text(answer)} {feedback.mixed_up} times."
    if answer.correct or not answer.item.unit or not isinstance(answer.response, Typed):
        return ""
    from zgcquiz.core.rounds.typed_answers import unit_at_fault

    unit = unit_at_fault(answer.item, answer.response.text, answer.language)
    return f"The number is right, but not its unit: {unit} instead of {answer.item.unit}." if unit else ""


def feedback_texts(feedback: Feedback) -> list[str]:
    """Return the feedback on the picked options, the remark, and the explanation, without markup."""
    item = feedback.answer.item
    notes = [said(note, item) for note in option_notes(feedback).values()]
    return [text for text in (*notes, remark(feedback), said(item.explanation, item)) if text]


def rerated_line(feedback: Feedback) -> str:
    """Return the message after an answer was rated again, or counted as right or wrong."""
    due_text = due_line(feedback)
    if feedback.answer.rating in (Rating.EASY, Rating.HARD):
        return due_text
    return f"Counted as {'right' if feedback.answer.correct else 'wrong'}. {due_text}".rstrip()


def due_line(feedback: Feedback) -> str:
    """Return when the item is due; "" if the round is not recorded and the item does not come back."""
    card, answer = feedback.card, feedback.answer
    if card is None:
        return "Comes back later in this round" if feedback.comes_back else ""
    if feedback.comes_back:
        return "Due: later in this round, until it is right"
    when_due = due_with_date(card, feedback.now)
    if answer.correct and answer.rating is Rating.AGAIN:
        return f"Due: {when_due}, since it was a guess"
    if answer.rating in (Rating.EASY, Rating.HARD):
        return f"Rated {RATINGS[answer.rating]}. Due: {when_due}"
    return f"Due: {when_due}"
