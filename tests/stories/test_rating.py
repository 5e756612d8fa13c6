"""👍 and 👎 under an answer, and the form after a 👎."""

import pytest

from tests.driver.places import CHANNELS, told_on

pytestmark = told_on(postgres=CHANNELS)


@pytest.fixture
async def rated_badly(she):
    """An answer was given a 👎, and the bot asks for a word about it."""
    await she.hears("人才公寓有多少套", "321 套")
    await she.taps("👎")
    await she.sees("抱歉没答好")
    return she


async def test_a_good_answer_is_thanked_for(she, app):
    await she.hears("人才公寓有多少套", "321 套")
    await she.taps("👍")
    await she.is_told("很高兴帮到你")
    await she.loses("👍")
    await she.quiet()

    [rating] = await app.rows("feedback")
    assert (rating["entry"], rating["verdict"]) == ("flats-total", "good")
    assert await app.rows("miss") == []


async def test_a_bad_answer_is_asked_about(rated_badly, app):
    await rated_badly.loses("👎")
    await rated_badly.hears("红烧肉怎么做", "记下了")

    [rating] = await app.rows("feedback")
    assert (rating["verdict"], rating["comment"]) == ("bad", "红烧肉怎么做")
    [miss] = await app.rows("miss")
    assert (miss["question"], miss["reason"]) == ("人才公寓有多少套", "thumbs_down")
    await rated_badly.hears("红烧肉怎么做", "没有把握")  # the form is over


async def test_a_question_in_the_form_is_kept_and_answered(rated_badly, app):
    await rated_badly.hears("绿卡是什么", "八条通道")
    [rating] = await app.rows("feedback")
    assert rating["comment"] == "绿卡是什么"


async def test_the_form_can_be_cancelled(rated_badly, app):
    await rated_badly.hears("取消", "已取消")
    await rated_badly.hears("红烧肉怎么做", "没有把握")
    [rating] = await app.rows("feedback")
    assert rating["comment"] is None
    await rated_badly.hears("/cancel", "没有正在填写")


async def test_help_and_a_person_work_inside_the_form(rated_badly):
    await rated_badly.hears("帮助", "我能帮你")
    await rated_badly.hears("人工", "0519-80000000")
    await rated_badly.hears("红烧肉怎么做", "记下了")


async def test_the_form_survives_a_restart(rated_badly, app):
    await app.restart()
    await rated_badly.hears("红烧肉怎么做", "记下了")
    [rating] = await app.rows("feedback")
    assert rating["comment"] == "红烧肉怎么做"


async def test_the_buttons_survive_a_restart(she, app):
    await she.hears("人才公寓有多少套", "321 套")
    await app.restart()
    await she.taps("湖畔公寓在哪里")
    await she.sees("湖东路")
    await she.taps("👍")
    await she.is_told("很高兴帮到你")
    await she.quiet()
    assert len(await app.rows("feedback")) == 1


async def test_the_last_word_about_an_answer_counts(she, app):
    if not she.changes_messages:
        return  # there the buttons are gone once one was chosen
    await she.hears("人才公寓有多少套", "321 套")
    answer = she.last
    [good] = [label for label in answer.labels if "👍" in label]
    [bad] = [label for label in answer.labels if "👎" in label]
    await she.taps_on(answer, good)
    await she.is_told("很高兴帮到你")
    await she.taps_on(answer, good)
    await she.is_told("很高兴帮到你")
    await she.taps_on(answer, bad)
    await she.sees("抱歉没答好")
    await she.quiet()

    [rating] = await app.rows("feedback")
    assert rating["verdict"] == "bad"
