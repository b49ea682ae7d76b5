"""Drafts of any text: what holds of all of them."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.effort import examples
from zgcquiz.core.authoring.drafting.drafts import BLANK, drafts
from zgcquiz.core.authoring.source_text import normalize, read_source
from zgcquiz.core.packs.pack import Kind

PIECES = {
    "en": "The A An It In on 2 31 May February 1754 1,340 12.5 % percent 5% million of by called known as "
    "is a the Ada Moss John River Eld University Paris and , . ; ( ) \" ' built mill that was first "
    "twelve 19th century 1980s $4.50 \n\n # - to between [1] Smith's such as : New York BC 0 99 007",
    "de": "Der Die Eine Es Im am 2. 31. Mai Februar 1754 1.340 12,5 % Prozent Millionen von genannt als "
    "bezeichnet ist ein eine die Ada Moos Fluss Elmau Universität Paris und , . ; ( ) „ “ gebaut "
    "Mühle wurde zwölf 19. Jahrhundert 1960er Jahren z. B. \n\n # - bis [1] Karl VII. 30.02.1999 0 "
    "99 07",
    "zh": "石桥 由工匠 沈怀远 设计 ， 。 1573年 2月 30日 3,400 块 1.2万 人 《 》 “ ” 称为 是一座 位于 "
    "青川县 清华大学 在 的 ； （ ） 20世纪50年代 19世纪 \n\n # 它 公元前256年 5% 第3 1754-02-30 、 "
    "和 中国 北京",
}
TEXTS = st.sampled_from(sorted(PIECES)).flatmap(
    lambda language: st.tuples(
        st.just(language),
        st.lists(st.sampled_from(PIECES[language].split(" ")), max_size=60).map(
            ("" if language == "zh" else " ").join,
        ),
    )
)


@given(TEXTS)
@settings(max_examples=examples(300), deadline=None)
def test_what_holds_of_every_draft(made: tuple[str, str]) -> None:
    language, text = made
    source = read_source(text)
    whole = normalize(" ".join(sentence.text for sentence in source.sentences))
    found = list(drafts(source, "book", language))
    assert len({item.id for item in found}) == len(found)
    for item in found:
        (key,) = item.keys
        wrong = [option.text for option in item.distractors]
        assert item.draft
        assert item.stem.count(BLANK) == 1
        assert key.text.casefold() not in item.stem.casefold()
        assert item.source is not None
        assert normalize(item.source.quote) in whole
        assert len({key.text, *wrong}) == len(wrong) + 1
        assert (item.kind is Kind.TYPED) == (not wrong)
        assert not [text for text in wrong if text in item.source.quote]
