"""Answers to packs with Markdown."""

from __future__ import annotations

from pathlib import Path

from tests.classroom.making import pack_text
from tests.classroom.test_collecting import Run, collect, items_of, lines, right, write


def test_options_with_markup_are_counted_by_what_they_say(zgcquiz: Run, tmp_path: Path) -> None:
    """A history holds their sources."""
    pack = tmp_path / "test.yaml"
    text = pack_text(4).replace("title:", "markup: markdown\ntitle:")
    pack.write_text(text.replace("answer: alpha", "answer: '`alpha`'").replace("[beta", "['*beta*'"), "utf-8")
    fingerprints = {id: item.fingerprint for id, item in items_of(pack).items()}
    sources = {"alpha": "`alpha`", "beta": "*beta*"}
    mine = [
        line
        | {"fingerprint": fingerprints[line["question"]]}
        | {name: [sources.get(each, each) for each in line[name]] for name in ("shown", "response")}
        for line in lines(pack)
    ]
    found = collect(zgcquiz, write(tmp_path / "anna.jsonl", mine), "-o", tmp_path / "ds", "--pack", pack)
    assert (found["added"], found["files"][0]["problem_count"]) == (4, 0)
    assert 0 < right(mine) < 4
    for question in zgcquiz("class", "items", tmp_path / "ds", "--json").json["questions"]:
        (line,) = (line for line in mine if line["question"] == question["question"])
        picks = {
            sources.get(each["text"], each["text"]): (each["shown"], each["picked"]) for each in question["options"]
        }
        assert picks == {text: (1, int([text] == line["response"])) for text in line["shown"]}
