"""A pack's files are changed where it is meant, and nowhere else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.editing import add_sentences, drop_sentences, render, replace_entries
from knowledge.reading import read_yaml

FLOW = "- id: one\n  phrasings: {zh: [甲, '乙 乙'], en: [a]}  # c\n- {id: two, phrasings: {zh: [丁,], en: [d]}}\n"
BLOCK = "# head\n- id: one\n  phrasings:\n    zh:\n    - 甲 # x\n    - |-\n      乙\n      乙\n\n    # y\n"
BLOCK += "    en:\n    - a\n"
# What people type: anything printable, and what YAML reads in its own way.
SENTENCES = st.one_of(
    st.sampled_from(
        ["null", "~", "- a", "a: b", "a, b", "#x", "[x]", "{", "'", '"', "@a", "yes", "1", "2024-05", "!x", "|"]
    ),
    st.text(st.characters(categories=["L", "N", "P", "S", "Zs"]), min_size=1, max_size=40).map(str.strip).filter(bool),
)


def phrasings(text: str, place: int, language: str) -> list[str]:
    document = read_yaml(text.encode(), "x.yaml")
    assert document.problems == []
    found: list[str] = document.data[place]["phrasings"][language]  # type: ignore[index,call-overload]
    return found


@pytest.mark.parametrize("text", [FLOW, BLOCK, FLOW.replace("\n", "\r\n"), BLOCK.replace("\n", "\r\n")])
@given(added=st.lists(SENTENCES, min_size=1, max_size=8))
def test_whatever_people_say_is_read_back_as_it_was_said(text: str, added: list[str]) -> None:
    before = phrasings(text, 0, "zh")
    changed = add_sentences(text, "one", "zh", added)
    assert phrasings(changed, 0, "zh") == before + added
    assert phrasings(changed, 0, "en") == ["a"]
    assert ("\r\n" in changed) == ("\r\n" in text)
    assert "\n" not in changed.replace("\r\n", "") or "\r\n" not in text


def test_comments_and_the_other_entries_stay() -> None:
    assert add_sentences(FLOW, "one", "en", ["b"]) == FLOW.replace("[a]", "[a, b]")
    assert add_sentences(FLOW, "two", "zh", ["b"]) == FLOW.replace("丁,", "丁, b,")
    assert add_sentences(BLOCK, "one", "en", ["b"]) == BLOCK + "    - b\n"
    assert add_sentences(BLOCK.rstrip(), "one", "en", ["b"]) == BLOCK + "    - b"
    assert drop_sentences(FLOW, "one", "zh", {"甲"}) == FLOW.replace("甲, ", "")
    assert drop_sentences(BLOCK, "one", "zh", {"甲"}) == BLOCK.replace("    - 甲 # x\n", "")


def test_what_is_not_there_is_not_changed() -> None:
    for entry, language in (("three", "zh"), ("one", "fr"), (None, "zh")):
        with pytest.raises(LookupError):
            add_sentences(FLOW, entry, language, ["b"])
    with pytest.raises(LookupError):
        drop_sentences(FLOW, "one", "en", {"a"})
    with pytest.raises(LookupError):
        replace_entries("[{id: one}]", {}, [], {"one"})


def test_entries_are_replaced_added_and_taken_out() -> None:
    text = "# head\n- id: one\n  a: 1\n\n# of two\n- id: two\n\n# of three\n- id: three\n# end\n"
    fresh = render([{"id": "one", "a": "2\n3"}])
    assert replace_entries(text, {"one": fresh}, [], ()) == text.replace("  a: 1\n", "  a: |-\n    2\n    3\n")
    assert replace_entries(text, {}, [], {"two"}) == text.replace("- id: two\n\n", "")
    assert replace_entries(text, {}, ["- id: four\n"], ()) == text + "\n- id: four\n"
