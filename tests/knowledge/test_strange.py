"""What a sentence has that an entry's texts lack: strange characters, and words for other matters."""

import pytest

from knowledge.grams import TEXT_REACH, text_grams, text_steps
from knowledge.index import Index, build_postings
from knowledge.lexicon import NOBODY, index_phrases, phrases_from
from knowledge.matters import matters_in


def test_a_place_is_explained_by_the_pair_or_word_that_stands_there() -> None:
    assert text_steps("公寓很贵") == ["公寓", "寓很", "很贵", ""]
    assert text_steps("vip 厅") == ["_vip", "", "厅", ""]


def test_what_no_text_of_a_group_has_is_strange_to_it() -> None:
    texts = ["公寓租金多少", "图书馆几点关门"]
    index = Index(build_postings([text_grams(text) for text in texts], [0, 1], {}), groups=2)

    def strange(sentence: str) -> list[float]:
        return index.strange(text_steps(sentence), TEXT_REACH, [0, 1]).tolist()

    assert strange("公寓租金多少") == [0, 6]
    # 车管所 is in no text, and no pair leads from it to what is.
    assert strange("车管所几点关门") == [7, 3]


@pytest.mark.parametrize(
    ("plain", "words"),
    [
        ("公交卡丢了怎么办", {"公交卡"}),
        ("荣誉卡丢了怎么办", set()),
        ("stocks of a firm", {"stock"}),
        ("restocking the library", set()),
        ("离结婚了还能联谊吗", {"离结婚"}),  # as 离婚 stands when synonyms are unified
    ],
)
def test_other_matters_are_told_by_the_word(plain: str, words: set[str]) -> None:
    assert matters_in(plain) == words


def test_what_a_pack_is_about_is_no_other_matter_to_it() -> None:
    said = [(0, f"how do i renew my passport {number}") for number in range(4)]
    said += [
        (entry, f"{asked} hall {entry}") for entry in range(1, 50) for asked in ("who runs", "where is", "when opens")
    ] + [(NOBODY, "rain")]
    lexicon = index_phrases(phrases_from(said), ["", "ask at the hotel", *[""] * 48], ["fact"] * 50, {})
    assert "passport" in lexicon.own
    assert "rain" not in lexicon.own
    assert "hotel" in lexicon.entries[1].places
