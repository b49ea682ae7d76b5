"""Packages that the real Anki made."""

from __future__ import annotations

import io
import json
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.effort import examples
from tests.formats.anki_files import zipped
from tests.formats.exchanging import OPTIONS, packs, there_and_back
from tests.formats.importing import pack_of, read
from tests.formats.packs import good_pack
from zgcquiz.core.log.hold import Held
from zgcquiz.core.log.review import CRAM, Certainty, Outcome, Rating, Ref, Review
from zgcquiz.core.moment import DAY, Moment
from zgcquiz.core.packs.pack import Kind, Pack
from zgcquiz.core.value import replace
from zgcquiz.formats.exchange import registry

MAKER = Path(__file__).with_name("anki_maker.py")
NAMES = ("legacy.apkg", "new.apkg", "legacy.colpkg", "new.colpkg")


def run(*arguments: object) -> Any:
    """Return the content of a collection as reported by the real Anki."""
    done = subprocess.run([sys.executable, MAKER, *map(str, arguments)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Any]:
    folder = tmp_path_factory.mktemp("anki")
    return folder, run("make", folder)


@pytest.mark.parametrize("name", NAMES)
def test_all_versions_are_read_the_same(made: tuple[Path, Any], name: str) -> None:
    folder, said = made
    data = (folder / name).read_bytes()
    assert registry.recognise(data, "x").name == "apkg"
    found = read("apkg", data, "file.apkg")
    assert found.pack
    assert found.skipped == ()
    assert found.pack.info.title == "Top"
    assert {(item.stem, item.keys[0].text, item.explanation, item.section) for item in found.pack.items} == {
        ("Cat", "Katze", "", ""),
        ("Q [image: x.png] &", "A", "", "Sub"),
        ("Dog", "Hund", "", "Sub"),
        ("Hund", "Dog", "", "Sub"),
        ("_____ (city) is in Australia", "Canberra", "Not Sydney.", "Sub"),
        ("Canberra is in _____", "Australia", "Not Sydney.", "Sub"),
    }
    assert {item.kind for item in found.pack.items} == {Kind.TYPED}
    assert [(each.at.ms, int(each.rating), each.ms) for each in found.reviews] == [
        (id, ease, ms) for id, _, ease, _, ms in said["log"]
    ]
    assert [each.held for each in found.holds] == [Held.SUSPENDED]


def test_all_versions_give_the_same_ids(made: tuple[Path, Any]) -> None:
    folder, _ = made
    found = [read("apkg", (folder / name).read_bytes(), "file.apkg") for name in NAMES]
    assert all(each.pack == found[0].pack and [*each.reviews] == [*found[0].reviews] for each in found)


PACK = """
zgcquiz: 1
id: tea
title: "Tea: green & black"
language: en
sources: {book: {title: The Book of Tea, published: 1906}}
questions:
  - id: one
    question: "Which <tea> is\\nleast oxidised?"
    answer: Green
    distractors: [Black, {text: Oolong, feedback: Half.}, Pu'er, Mate]
    explanation: It is steamed.
    tags: [tea, two words, "a::b"]
    source: {id: book, section: Kinds, quote: x}
  - id: two
    question: In which order?
    answers: [b, a]
    options: [b, a, {text: neither, pin: last}]
    source: {id: book, section: Kinds}
  - {id: three, question: Tea is a plant., answer: true, source: {id: book, section: Kinds}}
  - id: four
    question: Where is Assam?
    answer: India
    kind: typed
    accept: [Bharat]
    fact: assam
    source: {id: book, section: "Places: Asia"}
  - id: five
    question: "How hot, for \u4e2d{{c1::green}}?"
    answer: 70
    kind: numeric
    tolerance: 5
    unit: degrees
    source: {id: book, section: "Places: Asia"}
"""
T = 1_790_000_000_123


def review(at: int, item: str, rating: Rating, mode: str = "review") -> Review:
    return Review(
        id=f"0190-{item}-{at}",
        device="d",
        session="s",
        at=Moment(at, 480),
        ref=Ref("tea", item),
        fingerprint="f",
        mode=mode,
        kind=Kind.SINGLE,
        shown=("Black", "Green"),
        response=("Green",),
        outcome=Outcome.WRONG if rating is Rating.AGAIN else Outcome.CORRECT,
        certainty=Certainty.SURE,
        rating=rating,
        ms=2500,
    )


REVIEWS = (
    review(T, "one", Rating.GOOD),
    review(T, "two", Rating.AGAIN),
    review(T + 5 * DAY, "one", Rating.EASY),
    review(T + 6 * DAY, "one", Rating.GOOD, CRAM),
    review(T + 6 * DAY, "four", Rating.HARD),
    replace(review(T + 7 * DAY, "one", Rating.AGAIN), void=True),
)


def exported(pack: Pack, reviews: tuple[Review, ...] = REVIEWS) -> bytes:
    write = registry.get("apkg").write
    assert write
    return write(pack, OPTIONS, reviews).data


@pytest.fixture(scope="module")
def taken(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Any]:
    """Return a folder with what Anki exports after importing our package, and its content."""
    folder = tmp_path_factory.mktemp("taken")
    (folder / "tea.apkg").write_bytes(exported(good_pack(PACK)))
    return folder, run("take", folder / "tea.apkg", folder)


def test_anki_imports_what_we_export(taken: tuple[Path, Any]) -> None:
    _, said = taken
    assert [note["fields"]["Question"] for note in said["notes"]] == [
        "Which &lt;tea&gt; is<br>least oxidised?", "In which order?", "Tea is a plant.", "Where is Assam?",
        "How hot, for 中{{c1::green}}?",
    ]  # fmt: skip
    one, two, three, four, _ = said["notes"]
    assert set(one["tags"]) == {"tea", "two_words", "a::b"}
    assert one["fields"]["Explanation"] == "It is steamed."
    assert one["fields"]["Options"].startswith('<ol class="drawn"><li class="key">Green</li><li class="">Black</li>')
    assert two["fields"]["Options"].startswith('<ol class="shuffled"><li class="key">b</li>')
    assert (three["fields"]["Options"].count("<li"), four["fields"]["Typed"]) == (2, "India")
    assert [card["deck"] for card in said["cards"]][:2] == ["Tea: green & black::Kinds"] * 2
    assert 'class="key">Green' in said["cards"][0]["answer"]
    assert "[[type:Typed]]" in said["cards"][3]["question"] or "typeans" in said["cards"][3]["question"]


def test_anki_has_the_history_and_a_schedule_that_fits(taken: tuple[Path, Any]) -> None:
    _, said = taken
    one, two, three, four, _ = (card["id"] for card in said["cards"])
    assert said["log"] == [
        [T, one, 3, 0, 2500], [T + 1, two, 1, 0, 2500], [T + 5 * DAY, one, 4, 1, 2500],
        [T + 6 * DAY, four, 2, 0, 2500], [T + 6 * DAY + 1, one, 3, 3, 2500],
    ]  # fmt: skip
    cards = {card["id"]: card for card in said["cards"]}
    assert (cards[one]["type"], cards[one]["queue"], cards[one]["reps"], cards[one]["lapses"]) == (2, 2, 2, 0)
    assert cards[one]["ivl"] > 5
    assert (cards[two]["type"], cards[two]["reps"]) == (1, 1)
    assert (cards[three]["type"], cards[three]["queue"]) == (0, 0)
    assert said["checked"] == "Database rebuilt and optimized."  # and nothing had to be mended


@pytest.mark.parametrize("name", ["legacy.apkg", "new.apkg"])
def test_what_anki_exports_comes_back_the_same(taken: tuple[Path, Any], name: str) -> None:
    folder, _ = taken
    found = read("apkg", (folder / name).read_bytes())
    assert found.pack == good_pack(PACK)
    assert (found.skipped, found.lost) == ((), ())
    kept = sorted((each for each in REVIEWS if not each.void), key=lambda each: (each.at.ms, each.id))
    assert [(each.ref, each.rating, each.ms, each.mode == CRAM) for each in found.reviews] == [
        (each.ref, each.rating, each.ms, each.mode == CRAM) for each in kept
    ]
    assert all(abs(each.at.ms - other.at.ms) <= 1 for each, other in zip(found.reviews, kept, strict=True))


def test_our_own_package_comes_back_with_whole_reviews() -> None:
    found = read("apkg", exported(good_pack(PACK)))
    assert found.pack == good_pack(PACK)
    assert sorted(each.id for each in found.reviews) == sorted(each.id for each in REVIEWS if not each.void)
    assert set(found.reviews) == {each for each in REVIEWS if not each.void}


def test_what_anki_ignores_is_reported() -> None:
    write = registry.get("apkg").write
    assert write
    lost = write(good_pack(PACK), OPTIONS, REVIEWS).lost
    fields = {each.field: each.count for each in lost}
    assert fields == dict.fromkeys(("accept", "tolerance", "unit", "fact", "tags", "reviews"), 1)
    assert all(each.why for each in lost)


@settings(deadline=None, max_examples=examples(25), suppress_health_check=[HealthCheck.too_slow])
@given(packs())
def test_any_pack_comes_back_whole_from_the_package_itself(pack: Pack) -> None:
    used = {item.section for item in pack.items}
    _, found = there_and_back("apkg", pack)
    assert found.pack == replace(
        pack, info=replace(pack.info, sections=tuple(each for each in pack.info.sections if each.title in used))
    )


def test_the_same_pack_gives_the_same_bytes() -> None:
    assert exported(good_pack(PACK)) == exported(good_pack(PACK), REVIEWS[::-1])


def test_edits_in_anki_take_precedence(tmp_path: Path) -> None:
    (tmp_path / "tea.apkg").write_bytes(exported(good_pack(PACK)))
    run("change", tmp_path / "tea.apkg", tmp_path)
    one, _, _, four, _ = pack_of("apkg", (tmp_path / "new.apkg").read_bytes()).items
    assert (one.id, one.stem, one.tags) == ("one", "Which tea is least oxidised?", ("leaf",))
    assert [(option.text, option.key, option.feedback) for option in one.options][:3] == [
        ("Green tea", True, ""), ("Black", False, ""), ("Oolong", False, "Half."),
    ]  # fmt: skip
    assert (four.keys[0].text, four.accept) == ("Assam is in India", ("Bharat",))


@settings(deadline=None, max_examples=examples(25), suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_any_history_comes_back_complete_or_from_the_log_alone(data: st.DataObject) -> None:
    pack = data.draw(packs())
    times = st.integers(T, T + 3 * DAY) | st.sampled_from([T, T + 1])
    modes = st.sampled_from(["review", "play", CRAM])
    ratings = st.sampled_from(
        [(Rating.AGAIN, Outcome.WRONG), (Rating.HARD, Outcome.CORRECT), (Rating.EASY, Outcome.CORRECT)]
    )
    reviews = []
    for at in range(data.draw(st.integers(0, 6))):
        item, (rating, outcome) = data.draw(st.sampled_from(pack.items)), data.draw(ratings)
        made = review(data.draw(times), item.id, rating, data.draw(modes))
        reviews.append(replace(made, id=f"0190-{at}", ref=Ref("p", item.id), outcome=outcome))
    package = exported(pack, tuple(reviews))
    assert set(read("apkg", package).reviews) == set(reviews)
    with zipfile.ZipFile(io.BytesIO(package)) as archive:  # as Anki passes it on: without the file beside its log
        entries = {name: archive.read(name) for name in archive.namelist() if name != "zgcquiz.jsonl"}
    found = read("apkg", zipped(**entries)).reviews
    assert sorted((each.ref.item, each.rating, each.mode == CRAM) for each in found) == sorted(
        (each.ref.item, each.rating, each.mode == CRAM) for each in reviews
    )
    assert len({each.id for each in found}) == len(reviews)
