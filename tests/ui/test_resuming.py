"""A round that was left is continued as it was begun, and only finished rounds are compared with the last time."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.e2e.making import write, yes
from tests.ui.scripted import Interrupt, Learner, Step, Terminal, sees
from zgcquiz.app.context import AppContext
from zgcquiz.app.learner.history import undo
from zgcquiz.app.learner.holding import keep_holds
from zgcquiz.core.errors import ZgcError
from zgcquiz.core.log.hold import Held
from zgcquiz.core.log.review import Ref
from zgcquiz.core.value import replace
from zgcquiz.store.round_records import MOST, RoundRecords
from zgcquiz.ui.terminal.key_names import END, ENTER, ESCAPE


@pytest.fixture
def ten(tmp_path: Path) -> Path:
    return yes(tmp_path / "ten.yaml", 10)


@pytest.mark.parametrize("end", ["q", END, Interrupt()])
def test_a_round_goes_on_where_it_was_left(learner: Learner, ten: Path, end: Step) -> None:
    left = learner.play(ten, "b", "B", ENTER, "a", ENTER, end, sees("7 questions left", "zgcquiz play --resume"))
    done = learner.resume(
        sees("10 questions, 3 of them answered before", "4/10", "2 right"), "b", "b", "b", "b", "b", "b",
        sees("10/10", "8 right"), "b", sees("ROUND DONE", "9/10", "guess: 1 of 1 right", "rightly due in 10 min"), "q",
    )  # fmt: skip
    first, both = list(left.report.answers), list(done.report.answers)
    assert [(each.ref, each.outcome, each.rating, each.response) for each in both[:3]] == [
        (each.ref, each.outcome, each.rating, each.response) for each in first
    ]
    assert len({answer.ref for answer in both}) == 10
    assert len({review.session for review in learner.answers}) == 1
    with pytest.raises(ZgcError, match="no unfinished round"):
        learner.resume()


def test_a_round_can_be_left_again_and_keeps_its_order(learner: Learner, ten: Path) -> None:
    whole = [answer.ref for answer in learner.play(ten, *"b" * 10, "q", seed=5).report.answers]
    learner.play(ten, "bq", seed=5)
    learner.resume("bbq", sees("7 questions left"))
    assert [answer.ref for answer in learner.resume("b" * 7, "q").report.answers] == whole


@pytest.mark.parametrize("end", ["q", Interrupt()])
def test_what_is_undone_elsewhere_does_not_count_and_is_asked_again(
    learner: Learner, ten: Path, make_context: Callable[[], AppContext], end: Step
) -> None:
    other = make_context()

    def elsewhere(_: Terminal) -> None:
        undo(other)

    learner.play(ten, "bb", elsewhere, end, sees("1 answer of this round was undone elsewhere.", "9 questions left"))
    done = learner.resume(
        sees("1 of them answered before", "2/10"), "b" * 8, elsewhere, elsewhere, "b",
        sees("2 answers of this round were undone elsewhere.", "9/10", "8 right"), "u", sees("nothing to undo"), "b",
        elsewhere, "a", ENTER, sees("1 answer of this round was undone elsewhere."), "b",
        sees("ROUND DONE", "9/10"), "q",
    ).report  # fmt: skip
    assert len(done.answers) == len({answer.ref for answer in done.answers}) == 10


def test_what_was_undone_in_the_middle_of_a_round_is_asked_again(learner: Learner, ten: Path) -> None:
    first, *_ = learner.play(ten, "b", "a", ENTER, "b", "q").report.answers
    (review,) = (review for review in learner.answers if review.ref == first.ref)
    learner.context.log.void(review, learner.context.clock())
    done = learner.resume(sees("10 questions, 2 of them answered before"), *"b" * 8, sees("9/10"), "q").report
    assert first.ref in [answer.ref for answer in done.answers[2:]]


def test_a_question_that_was_changed_is_said_so(learner: Learner, ten: Path) -> None:
    """Only of those answered: the others are asked as they are now."""
    left = learner.play(ten, "bbq").report
    text = ten.read_text()
    for ref in (left.answers[0].ref, left.session.pending[0]):
        stem = f"'Number {ref.item[1:]}?', answer:"
        text = text.replace(f"{stem} rightly", f"{stem} wrongly")
    ten.write_text(text)
    said = "1 question that you answered was changed in the pack since; the answer counts as marked then."
    learner.resume(sees(said, "10 questions, 2 of them"), "q")


def test_what_was_undone_is_asked_again_and_what_is_held_is_not(learner: Learner, ten: Path) -> None:
    left = learner.play(ten, "b", "a", ENTER, "b", "u", "-", "q").report
    done = learner.resume(sees("9 questions, 2 of them"), *"b" * 7, sees("ROUND DONE", "8/9"), "q").report
    assert set(left.held) & {answer.ref for answer in done.answers} == set()


def test_a_round_keeps_its_answers_and_its_questions_when_one_is_held(learner: Learner, ten: Path) -> None:
    left = learner.play(ten, "b", "a", ENTER, "q").report
    ref = left.session.pending[0]
    keep_holds(learner.context, [ref], Held.SUSPENDED)
    learner.resume(sees("9 questions, 2 of them answered before"), "q")
    keep_holds(learner.context, [ref], Held.RESUMED)
    learner.resume(sees("10 questions, 2 of them answered before", "3/10", "1 right"), "q")


def test_a_round_of_which_all_was_undone_is_forgotten(learner: Learner, ten: Path) -> None:
    learner.play(ten, "b", "u", "q")
    assert RoundRecords(learner.context.log).unfinished() == ()
    learner.play(ten, "b", "q")
    assert RoundRecords(learner.context.log).unfinished() != ()


def test_what_was_answered_before_is_not_rated_again(learner: Learner, ten: Path) -> None:
    learner.play(ten, "b", "q")
    learner.resume(sees("2/10", no="easy"), "e", sees("right after a correct, sure answer"), "b", sees("3/10"), "q")


def test_a_round_is_continued_by_one_terminal_at_a_time(
    learner: Learner, ten: Path, make_context: Callable[[], AppContext]
) -> None:
    other = Learner(make_context())
    tried: list[str] = []

    def elsewhere(terminal: Terminal) -> None:
        with pytest.raises(ZgcError, match="open in another terminal") as caught:
            other.resume()
        tried.append(caught.value.code)

    learner.play(ten, "bb", "q")
    learner.resume(elsewhere, "b", elsewhere, "a", elsewhere, ENTER, "q")
    assert tried == ["round-open"] * 3
    other.resume(sees("4 of them answered before", "5/10"), Interrupt())  # however it ends, another may go on
    done = learner.resume(*"b" * 6, sees("ROUND DONE", "9/10"), "n", lambda _: gone(other), "q")
    assert len(done.report.answers) == 0
    assert len({review.ref for review in learner.answers}) == len(learner.answers) == 10


def gone(learner: Learner) -> None:
    """The round that was left is finished, and the one that was begun after it is not to be resumed yet."""
    with pytest.raises(ZgcError, match="no unfinished round"):
        learner.resume()


def test_rounds_of_several_packs_are_continued_in_several_terminals(
    learner: Learner, ten: Path, tmp_path: Path, make_context: Callable[[], AppContext]
) -> None:
    other = Learner(make_context())
    second = write(tmp_path / "other.yaml", ten.read_text().replace("id: yes", "id: other"))
    learner.play(second, "b", "q")
    learner.play(ten, "bb", "q")

    def elsewhere(_: Terminal) -> None:
        other.resume(sees("1 of them answered before"), "b", "q")
        with pytest.raises(ZgcError, match="open in another terminal"):
            other.resume(pack=str(ten))

    learner.resume(sees("2 of them answered before"), elsewhere, "b" * 8, "q")
    other.resume("b" * 8, "q")
    assert [*(learner.context.paths.data / "rounds").iterdir()] == []


def test_what_is_suspended_meanwhile_is_left_out(learner: Learner, ten: Path) -> None:
    left = learner.play(ten, "bq").report
    rest = list(left.session.pending)
    keep_holds(learner.context, rest[:3], Held.SUSPENDED)
    learner.resume(sees("7 questions"), *"b" * 6, sees("ROUND DONE"), "q")
    learner.play(ten, "bq")
    keep_holds(learner.context, [Ref("yes", f"q{number}") for number in range(10)], Held.SUSPENDED)
    with pytest.raises(ZgcError, match="suspended or buried"):
        learner.resume()
    keep_holds(learner.context, [Ref("yes", f"q{number}") for number in range(10)], Held.RESUMED)
    learner.resume(sees("answered before"), "q")


def test_questions_that_the_pack_has_no_more_are_left_out(learner: Learner, tmp_path: Path, ten: Path) -> None:
    learner.play(ten, "bbq", seed=1)
    yes(tmp_path / "ten.yaml", 4)
    done = learner.resume(sees("answered before", "of this round are no longer in the pack."), *"b" * 4, "q").report
    assert {answer.ref.item for answer in done.answers} <= {"q0", "q1", "q2", "q3"}


def test_typed_answers_and_unknown_ones_count_as_they_were_given(learner: Learner, tmp_path: Path) -> None:
    lines = "".join(
        f"  - {{id: t{number}, kind: typed, question: Say it {number}, answer: word}}\n" for number in range(4)
    )
    pack = write(tmp_path / "typed.yaml", f"zgcquiz: 1\nid: typed\ntitle: Typed\nquestions:\n{lines}")
    learner.play(pack, "word", ENTER, "other?", ENTER, ENTER, ENTER, ENTER, ENTER, ESCAPE, "q")
    done = learner.resume("word", ENTER, sees("ROUND DONE", "2/4", "don't know: 1"), "q").report
    assert [answer.correct for answer in done.answers] == [True, False, False, True]


def test_only_finished_rounds_are_the_last_time(learner: Learner, ten: Path) -> None:
    learner.play(ten, "b", "a", ENTER, "q", sees(no="last"))
    learner.play(ten, sees(no="last time"), *"b" * 9, "a", ENTER, sees("90%", no="last 50%"), "q")
    learner.play(ten, sees("last time 90%"), "a", ENTER, "q")
    learner.resume(sees("last time 90%"), *"b" * 9, "m", "b", sees(no="last"), "n", sees("last time 90%"), "q")


def test_only_the_round_itself_takes_the_offer_away(learner: Learner, ten: Path, tmp_path: Path) -> None:
    learner.play(ten, "bq")
    other = write(tmp_path / "other.yaml", yes(tmp_path / "b.yaml", 2).read_text().replace("id: yes", "id: other"))
    learner.play(other, "bb", "q")
    learner.play(ten, "b", "b", "q", record=False)
    learner.review(ten, "q")
    learner.resume(sees("2/10"), "q")


def test_of_many_rounds_that_were_left_the_first_are_forgotten(learner: Learner, ten: Path) -> None:
    records = RoundRecords(learner.context.log)
    learner.play(ten, "bq")
    (one,) = records.unfinished()
    for number in range(MOST):
        records.left(replace(one, session=f"round {number}", pack=f"pack {number}"))
    records.left(replace(one, session="round 3", pack="pack 3"))  # left again
    assert len(records.unfinished()) == MOST
    assert records.unfinished()[:2] == (
        replace(one, session="round 3", pack="pack 3"),
        replace(one, session=f"round {MOST - 1}", pack=f"pack {MOST - 1}"),
    )
    assert one not in records.unfinished()
    records.forget("round 3")
    assert len(records.unfinished()) == MOST - 1


@pytest.mark.parametrize("kept", ["", "{}", "[1]", "nonsense", '{"session": 3}'])
def test_records_that_cannot_be_read_are_as_none(learner: Learner, ten: Path, kept: str) -> None:
    learner.context.log.keep_values({"unfinished_rounds": kept, "last_score play yes": kept})
    records = RoundRecords(learner.context.log)
    assert (records.unfinished(), records.last_score("play", "yes")) == ((), None)
    learner.play(ten, sees(no="last time"), "bq")
    assert len(records.unfinished()) == 1
