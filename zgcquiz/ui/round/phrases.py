"""Numbers, times and verdicts in words."""

from __future__ import annotations

from zgcquiz.core.learning.leech import Leech
from zgcquiz.core.learning.schedule import Card, Reviewed
from zgcquiz.core.learning.workload import Today
from zgcquiz.core.log.hold import Held
from zgcquiz.core.log.review import Certainty, Outcome, Rating, Ref
from zgcquiz.core.moment import MINUTE, Moment, date_of
from zgcquiz.core.packs.pack import Kind, Option
from zgcquiz.core.rounds.marking import DontKnow, Picked, Response, TimedOut, Typed
from zgcquiz.core.rounds.round_views import Exam, Question
from zgcquiz.core.rounds.scoring import Known, certainty_mark
from zgcquiz.core.rounds.session import Answer

LABELS = "abcdefghij"

VERDICTS = {Outcome.CORRECT: "Right", Outcome.PARTIAL: "Partly right", Outcome.WRONG: "Wrong"}
RATINGS = {Rating.AGAIN: "again", Rating.HARD: "hard", Rating.GOOD: "good", Rating.EASY: "easy"}


def count(number: int, noun: str) -> str:
    """ "1 question", "2 questions"."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def percent(share: float) -> str:
    return f"{100 * share:.0f}%"


def duration(seconds: float) -> str:
    """ "40 s", "3 min 40 s", "2 h 5 min"."""
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    if whole < 3600:
        return f"{whole // 60} min {whole % 60} s"
    return f"{whole // 3600} h {whole % 3600 // 60} min"


def minutes(seconds: float) -> str:
    """A time that is only an estimate: "1 min", "40 min", "2 h 5 min"."""
    whole = max(1, round(seconds / 60))
    return f"{whole} min" if whole < 60 else f"{whole // 60} h {whole % 60} min"


def waiting(today: Today) -> str:
    """What is due beyond what is asked today, and for how long: "37 more wait: at today's limit about 3 days"."""
    more = today.due_in_all - today.due
    verb = "waits" if more == 1 else "wait"
    if not today.limited:
        return f"{more:,} more {verb} for another day, since a question on the same fact comes today"
    if today.backlog_days is None:
        return f"{more:,} more {verb}: at these limits for more than a year"
    days = "tomorrow" if today.backlog_days <= 1 else f"in about {today.backlog_days} days"
    return f"{more:,} more {verb}: at these limits all is caught up with {days}"


def when(day: int, at: int, now: Moment) -> str:
    """When something falls due, seen from now: "now", "in 10 min", "tomorrow", "in 12 days"."""
    days = day - now.day
    if days <= 0:
        minutes = -((now.ms - at) // MINUTE) if at > now.ms else 0
        return f"in {minutes} min" if minutes else "now"
    return "tomorrow" if days == 1 else f"in {days} days"


def due(card: Card | None, now: Moment) -> str:
    """When a card falls due; "" where there is no card."""
    return when(card.due_day, card.due_at, now) if isinstance(card, Reviewed) else ""


def due_with_date(card: Card | None, now: Moment) -> str:
    """As `due`, with the date where it is not so near."""
    words = due(card, now)
    if isinstance(card, Reviewed) and card.due_day - now.day > 1:
        date = date_of(card.due_day)
        year = f" {date.year}" if date.year != now.local.year else ""
        words += f" ({date.day} {date:%b}{year})"
    return words


def said(response: Response) -> str:
    """How a response was given: "sure", "certainty 2", "a guess", "don't know", "time ran out"."""
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
    """A plan for an exam, and what it costs."""
    date, today = date_of(exam.date), exam.today
    days = exam.date - today.day
    when = "today" if days <= 0 else "tomorrow" if days == 1 else f"in {days} days"
    said = [
        f"{heading}: exam {when}, {date.day} {date:%B %Y}. Of {count(exam.items, 'question')} you would know"
        f" {percent(exam.without)} without more reviews, {percent(exam.expected)} by this plan."
    ]
    if not today.questions:
        said.append("Nothing is to be asked today.")
    else:
        new = f", {today.new:.0f} of them new" if today.new else ""
        said.append(f"Today: {count(round(today.questions), 'question')}{new}, about {minutes(today.seconds)}.")
    if exam.later:
        answers = sum(day.answers for day in exam.later) / len(exam.later)
        seconds = sum(day.seconds for day in exam.later) / len(exam.later)
        most = max(exam.later, key=lambda day: day.seconds)
        peak = date_of(most.day)
        said.append(
            f"After today, a day on average: {count(round(answers), 'answer')}, about {minutes(seconds)};"
            f" at most {count(round(most.answers), 'answer')}, about {minutes(most.seconds)}, on {peak.day} {peak:%B}."
        )
    return said


def held(ref: Ref, held: Held) -> str:
    """What follows from suspending or burying an item, or from taking that back."""
    match held:
        case Held.SUSPENDED:
            return f"Suspended. To have it asked again: zgcquiz resume {ref.pack} {ref.item}"
        case Held.BURIED:
            return "Buried until tomorrow."
        case Held.RESUMED:
            return "Taken back: the question is asked as before."


def leech(leech: Leech) -> str:
    """That an item is a leech, and what to do."""
    forgotten = f"A leech: forgotten {count(leech.lapses, 'time')}."
    suspend = f"suspend it (key !, or: zgcquiz suspend {leech.ref.pack} {leech.ref.item})."
    if leech.path is None:
        return f"{forgotten} It came with zgcquiz and can't be rewritten; you can {suspend}"
    return f"{forgotten} Rewrite it in {leech.path}, or {suspend}"


def verdict(answer: Answer) -> str:
    """ "Right", "Near", "Wrong", "Wrong (don't know)"; with its mark, where certainty is marked: "Right, +3"."""
    if answer.outcome is Outcome.PARTIAL and isinstance(answer.response, Typed):
        found = "Near"
    else:
        found = VERDICTS[answer.outcome]
    how = "" if isinstance(answer.response, Picked | Typed) else f" ({said(answer.response)})"
    mark = "" if answer.level is None else f", {certainty_mark(answer.correct, answer.level):+d}"
    return found + how + mark


def option_text(option: Option, kind: Kind) -> str:
    """An option as it is shown: true and false begin with a capital letter."""
    return option.text.capitalize() if kind is Kind.TRUE_FALSE else option.text


def picked_text(answer: Answer) -> str:
    """What the learner picked or typed, as texts; else what was said instead."""
    if isinstance(answer.response, Typed):
        return answer.response.text
    if not isinstance(answer.response, Picked):
        return said(answer.response)
    picked = (answer.shown[position] for position in sorted(answer.response.options))
    return "; ".join(option_text(option, answer.item.kind) for option in picked)


def key_text(answer: Answer) -> str:
    """The keys, as texts; a number with its unit."""
    texts = "; ".join(option_text(option, answer.item.kind) for option in answer.keys)
    return f"{texts} {answer.item.unit}" if answer.item.unit else texts


def typed_hint(question: Question) -> str:
    """How a question is answered that shows no options."""
    if question.has_options:
        return "From memory: type the answer."
    unit = f", in {question.item.unit}" if question.item.unit else ""
    return f"Type a number{unit}." if question.item.kind is Kind.NUMERIC else "Type the answer."


def known(known: Known) -> str:
    """ "about 13 known (9 to 15)": the score with luck taken away."""
    if known.low == known.high:
        return f"{known.low} known"
    return f"about {known.estimate:.0f} known ({known.low} to {known.high})"
