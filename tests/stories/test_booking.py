"""Somebody books a flat to look at, a mixer, an hour with a mentor; waits, is promoted, moves and cancels."""

import re

import pytest

from db.slots import close_slot
from tests.driver.office import NAME, PHONE, kept, tells_who_she_is
from tests.driver.places import told_on
from tests.driver.telegram import Group

pytestmark = [pytest.mark.settings(telegram_personal_forms="allow"), pytest.mark.usefixtures("quick_clock")]

BOOKED = ("web", "telegram")


@told_on(postgres=BOOKED)
async def test_one_sentence_leads_to_one_card_and_only_what_is_missing_is_asked(she, office):
    card = await she.hears("帮我约下周六下午看湖畔的房子", "请确认")
    assert re.search(r"\d+ 月 \d+ 日（周六）14:00–15:00", card.text)
    assert any("15:00" in label for label in card.labels)
    await she.taps("确认预约")
    await tells_who_she_is(she)
    await she.sees("约好了")
    await she.sees_nothing_new()
    assert await office.statuses() == ["confirmed"]

    # The second time nothing is asked any more.
    await she.hears("约个创业导师聊BP,下周四", "请确认")
    await she.taps("确认预约")
    await she.sees("约好了")
    await she.sees_nothing_new()
    assert await office.statuses() == ["confirmed", "confirmed"]


@told_on(["web", "wechat"], postgres=())
async def test_what_was_told_stands_nowhere_in_plain_words(she, app, office):
    await she.hears("帮我约下周六下午看湖畔的房子", "请确认")
    await she.taps("确认预约")
    await tells_who_she_is(she)
    await she.sees("约好了")
    everything = await kept(app)
    assert NAME not in everything
    assert PHONE not in everything


@told_on(postgres=BOOKED)
async def test_who_does_not_agree_is_asked_nothing(she, office):
    await she.hears("帮我约下周六下午看湖畔的房子", "请确认")
    await she.taps("确认预约")
    await she.sees("先请你看一下")
    await she.taps("不同意")
    await she.sees("不会收集")
    await she.hears("绿卡是什么", "八条通道")
    assert await office.statuses() == []


@told_on(postgres=())
async def test_a_second_tap_changes_nothing(she, office):
    await she.hears("帮我约下周六下午看湖畔的房子", "请确认")
    await she.taps("确认预约")
    await tells_who_she_is(she)
    await she.sees("约好了")
    await she.taps("确认预约")
    await she.sees("已经报过")
    assert await office.statuses() == ["confirmed"]


@told_on(postgres=BOOKED)
async def test_bookings_are_seen_moved_and_cancelled(she, office):
    await she.hears("我的预约", "没有预约")
    await she.hears("帮我约下周六下午看湖畔的房子", "请确认")
    await she.taps("确认预约")
    await tells_who_she_is(she)
    await she.sees("约好了")
    await she.hears("我的预约", "入场码")
    await she.taps("改期")
    await she.sees("原来的一直为你留着")
    await she.taps("15:00")
    await she.sees("改到这个时间")
    await she.taps("确认改期")
    moved = await she.sees("改好了")
    assert "15:00–16:00" in moved.text
    assert await office.statuses() == ["transferred", "confirmed"]
    await she.says("取消看房")
    await she.sees("确定取消吗")
    await she.taps("确定取消")
    await she.sees("已取消")
    assert await office.statuses() == ["transferred", "cancelled"]
    await she.hears("我的预约", "没有预约")


@told_on(postgres=BOOKED)
async def test_the_ticket_is_a_picture_and_a_calendar_file(she, app):
    await she.hears("帮我约下周六下午看湖畔的房子", "请确认")
    await she.taps("确认预约")
    await tells_who_she_is(she)
    await she.sees("约好了")
    await she.taps("入场码和日历")
    await she.quiet()
    assert not [row for row in await app.rows("incoming") if row["failure"]]
    for body in [row["body"] for row in await app.rows("message")]:
        assert "image" not in body or body["image"]["url"].startswith("/files/")
    if await app.rows("file"):
        assert {row["media_type"] for row in await app.rows("file")} == {"image/png", "application/octet-stream"}


@told_on(postgres=BOOKED)
async def test_what_is_on_comes_as_cards_with_seats(she):
    seen = await she.hears("最近有什么活动", "接下来可以参加的")
    assert "茶话联谊" in seen.text
    assert "男士余 2 · 女士余 2 · 两人余 2" in seen.text
    await she.taps("邻里节")
    await she.sees("选一种名额")


@told_on(postgres=BOOKED)
async def test_what_is_on_is_narrowed_down_by_place_and_time(she):
    seen = await she.hears("花园最近有什么活动", "接下来可以参加的")
    assert "邻里节" in seen.text
    assert "茶话联谊" not in seen.text
    await she.hears("昨天有什么活动", "还没有安排")
    await she.taps("看看全部活动")
    seen = await she.sees("接下来可以参加的")
    assert "茶话联谊" in seen.text


@told_on(postgres=())
async def test_the_words_that_work_everywhere_work_while_something_is_asked(she, office):
    await she.hears("帮我约下周六下午看湖畔的房子", "请确认")
    await she.taps("确认预约")
    await she.sees("先请你看一下")
    await she.taps("同意")
    await she.sees("姓名")
    await she.hears("帮助", "我能帮你")
    await she.hears("我的预约", "没有预约")
    await she.hears("取消", "已取消")
    await she.hears("绿卡是什么", "八条通道")
    assert await office.statuses() == []


@told_on(postgres=())
async def test_what_is_closed_meanwhile_is_said_before_anything_is_asked(she, office):
    await she.hears("帮我约下周六下午看湖畔的房子", "请确认")
    card = await office.slot("complex:lakeside")
    for slot_id in (card.slot_id, card.slot_id + 1, card.slot_id + 2, card.slot_id + 3):
        await office.run(close_slot, slot_id=slot_id)
    await she.taps("确认预约")
    await she.sees("已经截止或取消")
    await she.sees_nothing_new()
    assert await office.statuses() == []


@told_on(["web", "telegram", "wechat"], postgres=())
async def test_forged_buttons_change_nothing(she, office):
    seen = await she.hears("最近有什么活动", "接下来")
    for data in (
        "sure:zh:1:999999:1",
        "sure:zh:9999999999999999999:1:1",
        "dropped:zh:1",
        "take:zh:1",
        "moved:zh:1:1",
        "moved:zh:1",
        "find:zh:e.000000.x.-.-.-.-",
        "more:zh:e.-.99999999999.-.-.-.-",
        "seat:zh:1:1:-3",
        "agree:zh:booking",
        "single:zh:maybe:1:1:1",
        "ticket:zh:x",
        "pick:zh:1",
    ):
        await she.taps_data(seen.id, data)
        await she.sees("没有找到这一项")
    assert await office.statuses() == []


@told_on(postgres=())
async def test_a_button_works_after_a_restart(she, app, office):
    await she.hears("帮我约下周六下午看湖畔的房子", "请确认")
    await app.restart()
    await she.taps("确认预约")
    await tells_who_she_is(she)
    await she.sees("约好了")
    assert await office.statuses() == ["confirmed"]


@told_on(["web", "wechat"], postgres=())
async def test_a_day_with_two_readings_is_asked_about(app):
    he = await app.person("web", "en")
    asked = await he.hears("Book a viewing at Lakeside next Saturday", "Which day")
    assert len(asked.labels) == 2
    await he.taps(asked.labels[0])
    card = await he.sees("Please confirm")
    assert "Saturday" in card.text
    assert "14:00–15:00" in card.text


@told_on(["web", "wechat"], postgres=())
async def test_two_things_that_are_open_are_asked_in_one_message(app):
    he = await app.person("web", "en")
    asked = await he.hears("Book a viewing at Lakeside next Saturday at 8", "Which day")
    assert "morning or in the evening" in asked.text
    assert [label.rsplit(" ", 1)[1] for label in asked.labels] == ["08:00", "20:00"] * 2
    assert len({label.rsplit(" ", 1)[0] for label in asked.labels}) == 2
    await he.taps(asked.labels[1])
    await he.sees("nothing free at that time")


@told_on(postgres=())
async def test_which_flat_and_at_which_half_of_the_day_are_asked_together(she):
    asked = await she.hears("我想下周日8点看房", "想约哪一个")
    assert "上午还是晚上" in asked.text
    assert asked.labels == ["湖畔公寓 08:00", "湖畔公寓 20:00", "山景公寓 08:00", "山景公寓 20:00"]
    await she.taps("山景公寓 08:00")
    await she.sees("那个时间没有空位")


@told_on(postgres=())
async def test_a_time_without_seats_leads_to_what_comes_nearest(she):
    seen = await she.hears("帮我约下周三上午看湖畔的房子", "那个时间没有空位")
    await she.taps(seen.labels[0])
    await she.sees("请确认")
    await she.hears("帮我约昨天下午看湖畔的房子", "已经过了")


@told_on(postgres=())
async def test_which_flat_is_asked_when_nobody_said(she):
    asked = await she.hears("我想看房", "想约哪一个")
    assert asked.labels == ["湖畔公寓", "山景公寓"]
    await she.taps("山景公寓")
    await she.sees("哪个时间方便")
    await she.taps("10:00")
    await she.sees("请确认")


@told_on(postgres=("web",))
async def test_how_many_come_to_a_viewing_is_asked_where_the_office_wants_to_know(she, app, office):
    await she.hears("帮我约下周日上午看山景的房子", "请确认")
    await she.taps("确认预约")
    await tells_who_she_is(she)
    await she.sees("几个人一起来看")
    await she.taps("3")
    done = await she.sees("约好了")
    assert "3 人来看" in done.text
    [made] = await app.rows("registration")
    assert (made["party"], made["details"]) == (1, {"coming": 3})


@told_on(postgres=())
async def test_how_many_come_is_not_asked_when_it_was_said(she, app):
    card = await she.hears("帮我约下周日上午看山景的房子，我和女朋友两个人", "请确认")
    assert "2 人来看" in card.text
    await she.taps("确认预约")
    await tells_who_she_is(she)
    await she.sees("约好了")
    [made] = await app.rows("registration")
    assert made["details"] == {"coming": 2}


class TestAbroad:
    """On Telegram, with `TELEGRAM_PERSONAL_FORMS=link`."""

    @pytest.mark.settings(telegram_personal_forms="link")
    @told_on(["telegram"], postgres=())
    async def test_nothing_personal_is_asked_there(self, she, office):
        await she.hears("帮我约下周六下午看湖畔的房子", "请确认")
        await she.taps("确认预约")
        await she.sees("请到我们的网页版")
        assert await office.statuses() == []


@told_on(["telegram"], postgres=())
async def test_in_a_group_people_are_asked_to_come_to_their_own_chat(she, app, office):
    group = Group(app.telegram)
    group.hears(she, "@stub_bot 帮我约下周六下午看湖畔的房子")
    await she.quiet()
    assert "私下跟我说" in group.heard[-1]["text"]
    assert await office.statuses() == []
