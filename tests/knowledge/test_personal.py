"""Numbers that belong to a person never reach a table or a log."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge import mask_personal

OFFICE = ("0519-86312399",)


@pytest.mark.parametrize(
    ("sentence", "masked"),
    [
        ("我电话13812345678谢谢", "我电话***********谢谢"),
        ("138 1234 5678", "*** **** ****"),
        ("+86-138-1234-5678", "+**-***-****-****"),
        ("13812345678", "***********"),
        ("138\u200b1234\u200b5678", "***\u200b****\u200b****"),
        ("一三八一二三四五六七八", "*" * 11),
        ("(0519) 86312300", "(****) ********"),
        ("0519—86312300", "****—********"),
        ("身份证 11010519491231002X。", "身份证 ******************。"),
        ("110105 19491231 002x", "****** ******** ****"),
        ("卡号6222 0212 3456 7890 123", "卡号**** **** **** **** ***"),
        ("护照E12345678", "护照E********"),
        ("passport AB123456", "passport AB******"),
        ("QQ 1234567", "QQ *******"),
    ],
)
def test_personal_numbers_are_masked(sentence: str, masked: str) -> None:
    assert mask_personal(sentence) == masked


@pytest.mark.parametrize(
    "sentence",
    [
        "人才公寓有23248套",
        "2026-12-05 下午3点",
        "拨打110或120",
        "12345热线",
        "3.66万人、458家、1200余名",
        "2024年5月17日",
        "",
    ],
)
def test_figures_and_dates_stay(sentence: str) -> None:
    assert mask_personal(sentence) == sentence


@pytest.mark.parametrize(
    "written", ["0519-86312399", "0519—86312399", "051986312399", "86312399", "0519 8631 2399", "+86 0519-86312399"]
)
def test_the_offices_own_number_stays_however_it_is_written(written: str) -> None:
    sentence = f"是{written}吗?我的是13812345678"
    assert mask_personal(sentence, keep=OFFICE) == f"是{written}吗?我的是***********"


def test_a_longer_number_that_holds_the_offices_is_masked() -> None:
    assert mask_personal("1863123991", keep=OFFICE) == "*" * 10


_NEAR_NUMBERS = st.text(st.sampled_from("0123456789138 -—()\u200bXxaE*.,/:年月我一二三"), max_size=60)


@given(st.one_of(st.text(max_size=80), _NEAR_NUMBERS), st.sampled_from([(), OFFICE]))
def test_masking_keeps_the_length_and_masking_twice_changes_nothing(sentence: str, keep: tuple[str, ...]) -> None:
    masked = mask_personal(sentence, keep)
    assert len(masked) == len(sentence)
    assert mask_personal(masked, keep) == masked


@given(st.one_of(st.text(max_size=80), _NEAR_NUMBERS))
def test_no_seven_digits_in_a_row_survive(sentence: str) -> None:
    assert not re.search(r"\d{7}", mask_personal(sentence))


@given(st.from_regex(r"1[3-9]\d([ -]?)\d{4}\1\d{4}", fullmatch=True), st.text(max_size=20), st.text(max_size=20))
def test_a_mobile_survives_nowhere(mobile: str, before: str, after: str) -> None:
    assert mobile not in mask_personal(before + mobile + after, keep=OFFICE)
