"""Hearing about topics, and hearing no more: at once, everywhere."""

import pytest

from tests.driver.places import told_on


async def heard(app):
    return sorted(row["topic"] for row in await app.rows("subscription"))


@told_on()
async def test_a_topic_is_subscribed_and_stopped_in_a_sentence(she, app, channel):
    await she.hears("订阅活动通知", "“活动”的消息")
    [row] = await app.rows("subscription")
    assert (row["topic"], row["channel"]) == ("activities", channel)
    await she.hears("以后不用推送给我", "退订好了")
    assert await heard(app) == []
    assert [row["action"] for row in await app.rows("audit")] == ["subscribed", "unsubscribed"]


@told_on()
@pytest.mark.parametrize("word", ["TD", "退订", "Stop", "td。"])
async def test_a_word_stops_everything(she, app, word):
    await she.hears("订阅活动通知", "“活动”的消息")
    await she.hears(word, "退订好了")
    assert await heard(app) == []
    await she.hears(word, "没有订阅任何消息")


@told_on(["web", "wechat"], postgres=())
async def test_topics_are_chosen_by_taps_and_stopped_one_by_one(she, app):
    await she.says("订阅")
    await she.sees("想听哪方面")
    await she.taps("看房")
    await she.sees("“看房”的消息")
    await she.hears("订阅活动通知", "“活动”的消息")
    assert await heard(app) == ["activities", "apartments"]
    await she.hears("别再给我发活动通知了", "不再发给你")
    assert await heard(app) == ["apartments"]
    await she.hears("别再给我发活动通知了", "没有订阅“活动”")
    await she.taps("✓ 看房")
    await she.sees("不再发给你")
    assert await heard(app) == []


@told_on(["web", "wechat"], postgres=())
async def test_in_the_middle_of_a_form_it_stops_and_the_form_goes_on(she, app):
    await she.hears("订阅活动通知", "“活动”的消息")
    await she.says("报名邻里节")
    await she.sees("选一种名额")
    await she.taps("个人")
    await she.sees("请确认")
    await she.taps("确认报名")
    await she.sees("先请你看一下")
    await she.taps("同意")
    await she.sees("姓名")
    await she.hears("TD", "退订好了")
    assert await heard(app) == []
    await she.hears("欧阳小城", "手机号")


@told_on(["web", "wechat"], postgres=())
async def test_in_english(app):
    he = await app.person("web", "en")
    await he.hears("Subscribe to events", "news about Events")
    await he.hears("STOP", "You are unsubscribed")
