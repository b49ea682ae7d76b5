"""What the rules that are not for English alone find in Chinese, and what they leave alone."""

from __future__ import annotations

import pytest

from tests.flaws.scoring import codes_in
from tests.formats.packs import HEAD, good_pack
from zgcquiz.core.packs.pack import Pack


def chinese(*questions: str) -> Pack:
    lines = "".join(f"  - {{id: q{at}, {question}}}\n" for at, question in enumerate(questions))
    return good_pack(f"{HEAD}language: zh-Hans\nquestions:\n{lines}")


RIVERS = "answer: 长江, distractors: [黄河, 珠江, 淮河]"
GASES = "answer: 二氧化碳, distractors: [氧气, 氮气, 氩气]"


@pytest.mark.parametrize(
    ("code", "question"),
    [
        ("fill-in-blank", f"question: （　）是中国最长的河流。, {RIVERS}"),
        ("fill-in-blank", f"question: ____是中国最长的河流。, {RIVERS}"),
        ("unfinished-text", f"question: 哪条河最长？, {RIVERS}, explanation: 长江全长六千多公里，"),
        ("unfinished-text", f"question: 哪条河最长？, {RIVERS}, explanation: 长江最长（见下文"),
        ("unfinished-text", f"question: 哪条河最长？, {RIVERS}, explanation: 见《水经注"),
        (
            "repeated-phrase",
            "question: 它有什么用？, answer: 它是用来测量气压的, distractors: [它是用来测量风速的, 它是用来测量温度的]",
        ),
        ("labelled-option", "question: 哪条河最长？, answer: A．长江, distractors: [B．黄河, C．珠江, D．淮河]"),
        ("labelled-option", "question: 哪条河最长？, answer: 甲、长江, distractors: [乙、黄河, 丙、珠江, 丁、淮河]"),
        ("shuffled-reference", "question: 哪些是质数？, answer: A和B都对, distractors: [二, 三, 四]"),
        ("shuffled-reference", "question: 哪些是合数？, answer: 以上都对, distractors: [四, 六, 八]"),
        ("shuffled-reference", f"question: 哪条河最长？, {RIVERS}, explanation: 选A是因为它最长。"),
        ("overlapping-options", "question: 几岁长智齿？, answer: 17～25岁, distractors: [5～10岁, 10～15岁, 40～50岁]"),
        ("overlapping-options", "question: 几岁长智齿？, answer: 17至25岁, distractors: [5至10岁, 10至15岁, 40至50岁]"),
        ("duplicate-option", "question: 一公里几米？, answer: 1000米, distractors: [１０００米, 100米, 10米]"),
        ("lost-sequence", "question: 走了几步？, answer: 9千步, options: [1.2万步, 9千步, 3万步]"),
        (
            "longest-key",
            "question: 叶子为什么黄？, answer: 叶绿素分解之后黄色素露出来, distractors: [冻坏了, 晒干了, 太阳弱]",
        ),
    ],
)
def test_a_flaw_is_found(code: str, question: str) -> None:
    assert code in codes_in(chinese(question))


def test_two_questions_that_ask_nearly_the_same() -> None:
    stems = ("光合作用时绿色植物从空气中吸收哪种气体？", "光合作用时绿色植物从空气中吸收的是哪种气体？")
    assert codes_in(chinese(*(f"question: {stem}, {GASES}" for stem in stems))) == {"same-stem"}
    assert (
        codes_in(chinese(f"question: {stems[0]}, {GASES}", f"question: 汽水里冒出来的是哪种气体？, {GASES}")) == set()
    )


@pytest.mark.parametrize(
    "question",
    [
        f"question: 中国最长的河流是（　　）。, {RIVERS}",
        f"question: 哪条河（在中国）最长？, {RIVERS}, explanation: 长江最长（见“河流”一节）。",
        f"question: 哪条河最长？, {RIVERS}, explanation: 《水经注》里说“长江最长。”",
        "question: 有多少件？, answer: 9千件, options: [3千件, 9千件, 1.2万件]",
        "question: 它测量什么？, answer: 大气的压力, distractors: [大气的温度, 大气的湿度, 大气的成分]",
        "question: 哪条河最长？, answer: 一、二月的长江, distractors: [黄河, 珠江, 淮河]",
    ],
)
def test_what_is_in_order_is_left_alone(question: str) -> None:
    assert set(codes_in(chinese(question))) <= {"longest-key"}


def test_the_rules_on_english_words_are_left_out() -> None:
    assert codes_in(chinese("question: 哪些是质数？, answer: Both, distractors: [Always, Never, '3']")) == set()
