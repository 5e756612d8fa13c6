"""Which of several titles a sentence says."""

import pytest

from knowledge import told_apart

MIXERS = ["相约湖湾骑行联谊", "周末桌游联谊"]
MENTORS = ["创业导师·陈老师", "创业导师·周老师"]
ENGLISH = ["Lake Bay cycling mixer", "Board game mixer"]


@pytest.mark.parametrize(
    ("sentence", "titles", "place"),
    [
        ("我想报名桌游联谊", MIXERS, 1),
        ("报名骑行", MIXERS, 0),
        ("我想报名青年联谊", MIXERS, None),
        ("报名这周末的联谊", MIXERS, None),  # a time, not the name of one
        ("约个创业导师聊BP", MENTORS, None),
        ("约创业导师周老师", MENTORS, 1),
        ("下周约陈老师", MENTORS, 0),
        ("Sign me up for the board game mixer", ENGLISH, 1),
        ("Sign me up for a mixer", ENGLISH, None),
        ("桌游和骑行都想去", MIXERS, None),
        ("", MIXERS, None),
        ("报名", ["同名", "同名"], None),
    ],
)
def test_the_title_that_is_said_is_found(sentence, titles, place):
    assert told_apart(sentence, titles) == place
