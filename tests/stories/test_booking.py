"""Somebody books a flat to look at, a mixer, an hour with a mentor; waits, is promoted, moves and cancels."""

import re

import pytest

from tests.driver.places import told_on
from tests.stories.booking_office import NAME, PHONE, registers, tells_who_she_is
from tests.stories.test_own_data import kept

BOOKED = ("web", "telegram")


@pytest.fixture
def configured(configured):
    """Personal fields may be given in the chat."""
    return lambda **changes: configured(**{"telegram_personal_forms": "allow"} | changes)


@pytest.fixture(autouse=True)
def quick_clock(monkeypatch):
    monkeypatch.setattr("bot.ticking.EVERY", 0.05)


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
    await she.hears("约个创业导师聊BP,周四", "请确认")
    await she.taps("确认预约")
    await she.sees("约好了")
    await she.sees_nothing_new()
    assert await office.statuses() == ["confirmed", "confirmed"]


@told_on(["web"], postgres=())
async def test_what_was_told_stands_nowhere_in_plain_words(she, app, office):
    await she.hears("帮我约下周六下午看湖畔的房子", "请确认")
    await she.taps("确认预约")
    await tells_who_she_is(she)
    await she.sees("约好了")
    everything = await kept(app)
    assert NAME not in everything
    assert PHONE not in everything


@told_on(["web"], postgres=BOOKED)
async def test_who_does_not_agree_is_asked_nothing(she, office):
    await she.hears("帮我约下周六下午看湖畔的房子", "请确认")
    await she.taps("确认预约")
    await she.sees("先请你看一下")
    await she.taps("不同意")
    await she.sees("不会收集")
    await she.hears("绿卡是什么", "八条通道")
    assert await office.statuses() == []


@told_on(["web", "telegram"], postgres=())
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


@told_on(["web", "telegram"], postgres=BOOKED)
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


@told_on(["web"], postgres=BOOKED)
async def test_a_mixer_asks_what_is_sensitive_separately_and_registered_is_not_admitted(she, app, office):
    await she.says("我想报名青年联谊")
    await she.sees("选一种名额")
    await she.taps("女士")
    card = await she.sees("请确认")
    assert "报上名不等于录取" in card.text
    await she.taps("确认报名")
    await tells_who_she_is(she)
    await she.sees("两条敏感信息")
    await she.taps("同意")
    await she.sees("单身吗")
    await she.taps("是")
    await she.sees("还没有录取")
    assert await office.statuses() == ["pending"]
    assert {row["purpose"] for row in await app.rows("consent")} == {"booking", "sensitive"}
    # Her gender is known now: the next time she is not asked for the kind of place.
    await she.says("我想报名青年联谊")
    await she.sees("请确认")


@told_on(["web"], postgres=())
async def test_two_people_mean_the_ticket_for_two(she):
    card = await she.hears("报名联谊,我和女朋友", "请确认")
    assert "两人 · 2 人" in card.text


@told_on(["web", "telegram"], postgres=BOOKED)
async def test_who_waits_is_told_when_a_place_is_free_and_it_passes_on(she, app, office):
    first = await app.person("web")
    await office.seats("event:festival", all=1)
    await registers(first, "确认报名", "约好了")
    waiting = await registers(she, "排候补", "已排上候补")
    assert "候补第 1 位" in waiting.text
    assert await office.statuses() == ["confirmed", "waitlisted"]

    await first.says("取消预约")
    await first.sees("确定取消吗")
    await first.taps("确定取消")
    await first.sees("已取消")
    offered = await she.sees("轮到你了")
    assert "我要这个名额" in offered.labels
    await she.taps("我要这个名额")
    await she.sees("名额是你的了")
    assert await office.statuses() == ["cancelled", "confirmed"]
    await she.taps("我要这个名额")
    await she.sees("情况刚刚变了")
    assert [row["state"] for row in await app.rows("outbox") if row["kind"] == "promoted"] == ["sent"]


@told_on(["web"], postgres=BOOKED)
async def test_an_offer_that_nobody_takes_ends_and_the_person_is_told(she, app, office, moved_clock):
    first = await app.person("web")
    await office.seats("event:festival", all=1)
    await registers(first, "确认报名", "约好了")
    await registers(she, "排候补", "已排上候补")
    await first.says("取消预约")
    await first.sees("确定取消吗")
    await first.taps("确定取消")
    await she.sees("轮到你了")
    moved_clock(hours=3)
    await she.sees("已经让给下一位")
    assert await office.statuses() == ["cancelled", "expired"]


@told_on(["web"], postgres=BOOKED)
async def test_a_couple_counts_when_both_have_agreed(she, app, office):
    await she.says("报名集体婚礼")
    await she.sees("请确认")
    await she.taps("确认报名")
    await tells_who_she_is(she)
    await she.sees("另一位的姓名")
    await she.says("诸葛近悦")
    held = await she.sees("还差一步")
    code = held.text.split("/agree ")[1].split()[0]
    assert await office.statuses() == ["held"]
    partner = await app.person("web")
    await partner.hears("/agree AAAAAAAAAA", "确认码不对")
    await partner.hears(f"/agree {code}", "都同意了")
    assert await office.statuses() == ["confirmed"]
    assert "诸葛近悦" not in str(await app.rows("attendee"))
    await partner.hears("我的预约", "集体婚礼")


@told_on(["web"], postgres=())
async def test_forged_buttons_change_nothing(she, office):
    seen = await she.hears("最近有什么活动", "接下来")
    for data in (
        "sure:zh:1:999999:1",
        "sure:zh:9999999999999999999:1:1",
        "dropped:zh:1",
        "take:zh:1",
        "moved:zh:1:1",
        "moved:zh:1",
        "find:zh:e.00000000.x.-.-.-",
        "more:zh:e.-.99999999999.-.-.-",
        "seat:zh:1:1:-3",
        "agree:zh:booking",
        "single:zh:maybe:1:1:1",
        "ticket:zh:x",
        "pick:zh:1",
    ):
        await she.taps_data(seen.id, data)
        await she.sees("没有找到这一项")
    assert await office.statuses() == []


@told_on(["web"], postgres=())
async def test_a_button_works_after_a_restart(she, app, office):
    await she.hears("帮我约下周六下午看湖畔的房子", "请确认")
    await app.restart()
    await she.taps("确认预约")
    await tells_who_she_is(she)
    await she.sees("约好了")
    assert await office.statuses() == ["confirmed"]
