"""The same sentence typed in different ways becomes the same; what it says stays."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge import language_of
from knowledge.normalising import normalise, spell
from knowledge.sounds import common_syllables, read_aloud, sound_of
from knowledge.syllables import SYLLABLES, is_pinyin


@pytest.mark.parametrize(
    "written",
    [
        "人才公寓有多少套",
        "人才公寓有多少套?",
        " 人才 公寓 有多少套 !!",
        "人才公寓有多少套🏠🏠",
        "人\u200b才公\u2060寓有多少\ufeff套",
        "人才公寓有\x00多少套\x1b",
        "人才公寓有多少套吗啊",
        "人才公寓有多少套啊",
        "人才公寓有多少套呀~",
        "請問人才公寓有多少套",
        "您好,请问一下人才公寓有多少套,谢谢!",
        "麻烦告诉我一下人才公寓有多少套",
        "我想了解一下人才公寓有多少套",
        "\u202e人才公寓有多少套\u202c",
        "人̶才̶公̶寓̶有̶多̶少̶套̶",
    ],
)
def test_one_sentence_has_one_spelling(written: str) -> None:
    assert normalise(written).removesuffix("吗啊") in {"人才公寓有多少套", "人才公寓有多少套吗"}


@pytest.mark.parametrize(
    ("written", "normal"),
    [
        ("95X", "95x"),
        ("二十条", "20条"),
        ("一百零八个", "108个"),
        ("一百二十三", "123"),
        ("二零二四年", "2024年"),
        ("十四五规划", "十四五规划"),
        ("百名博士", "百名博士"),
        ("两院院士", "2院院士"),
        ("23,248 apartments", "23248 apartments"),
        ("3.66万", "3.66万"),
        ("你好", "你好"),
        ("谢谢", "谢谢"),
        ("Thank you very much", "thank you very much"),
        ("Could you please tell me about the RENT?", "the rent"),
        ("lǚ yóu", "lv you"),
        ("Café", "cafe"),
        ("?!…", ""),
        ("😀", ""),
    ],
)
def test_spelling(written: str, normal: str) -> None:
    assert normalise(written) == normal


@given(st.text())
def test_spelling_a_spelling_changes_nothing(sentence: str) -> None:
    assert spell(spell(sentence)) == spell(sentence)


@pytest.mark.parametrize(
    ("sentence", "language"),
    [
        ("人才公寓有多少套", "zh"),
        ("How many talent apartments are there?", "en"),
        ("rencai gongyu you duoshao tao", "zh"),
        ("rencaigongyuyouduoshaotao", "zh"),
        ("rén cái gōng yù", "zh"),
        ("wo xiang kan fang", "zh"),
        ("talent apartment 在哪", "zh"),
        ("BP怎么写", "zh"),
        ("人才公寓 rent", "zh"),
        ("what is 蓝湾", "en"),
        ("Is there an incubator in Germany", "en"),
        ("Where is Wujin", "en"),
        ("can you help me", "en"),
        ("i live in china", "en"),
        ("help", "en"),
        ("hi", "en"),
        ("rent", "en"),
        ("ni hao", "zh"),
        ("xiexie", "zh"),
        ("12345", "zh"),
        ("😀", "zh"),
        ("", "zh"),
    ],
)
def test_a_sentence_has_one_language(sentence: str, language: str) -> None:
    assert language_of(sentence) == language


def test_syllables_are_those_of_the_dictionary() -> None:
    spoken = set(common_syllables().values())
    # Interjections (`n`, `hm`) and dialect are no syllables one types.
    assert len(spoken - SYLLABLES) <= 12, spoken - SYLLABLES
    assert all(is_pinyin(syllable) for syllable in spoken & SYLLABLES)


def test_a_word_of_many_readings_is_decided_quickly() -> None:
    assert is_pinyin("xian" * 15)
    assert not is_pinyin("xian" * 14 + "vvv")


@pytest.mark.parametrize(
    ("one", "other"), [("人才公寓", "人材公寓"), ("创业", "闯业"), ("租金", "组金"), ("身份", "升份"), ("落户", "洛户")]
)
def test_what_sounds_alike_sounds_the_same(one: str, other: str) -> None:
    syllables = common_syllables()
    assert sound_of(one, syllables) == sound_of(other, syllables) == read_aloud(one)
