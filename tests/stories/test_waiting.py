"""Tickets for one, two and three; approval, agreement, the waiting list and what becomes of its offers."""

import asyncio

import pytest

from tests.driver.office import NAME, registers, tells_who_she_is
from tests.driver.places import told_on

pytestmark = [pytest.mark.settings(telegram_personal_forms="allow"), pytest.mark.usefixtures("quick_clock")]

BOOKED = ("web", "telegram")


@told_on(postgres=BOOKED)
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


@told_on(postgres=())
async def test_two_people_mean_the_ticket_for_two(she):
    card = await she.hears("报名联谊,我和女朋友", "请确认")
    assert "两人 · 2 人" in card.text


@told_on(postgres=BOOKED)
async def test_who_waits_is_told_when_a_place_is_free_and_it_passes_on(she, app, office):
    first = await app.person("web")
    await office.seats("event:festival", all=1)
    await registers(first, "确认报名", "约好了")
    waiting = await registers(she, "排候补", "已排上候补")
    assert "候补第 1 位" in waiting.text
    asked = [seen.text for seen in she.seen if "选一种名额" in seen.text or "排候补" in seen.labels]
    assert "都满了" in asked[0]
    assert "现在还没有人排" in asked[1]
    assert await office.statuses() == ["confirmed", "waitlisted"]

    await first.says("取消预约")
    await first.sees("确定取消吗")
    await first.taps("确定取消")
    await first.sees("已取消")
    offered = await she.sees_notice("轮到你了")
    assert offered.text.count("前确认") == 1  # the deadline
    assert offered.labels == ["我要这个名额", "让给下一位"]
    await she.taps("我要这个名额")
    await she.sees("名额是你的了")
    assert await office.statuses() == ["cancelled", "confirmed"]
    await she.taps("我要这个名额")
    await she.sees("情况刚刚变了")
    async with asyncio.timeout(5):
        while [row["state"] for row in await app.rows("outbox") if row["kind"] == "promoted"] != ["sent"]:
            await asyncio.sleep(0.02)


@told_on(postgres=BOOKED)
async def test_an_offer_that_nobody_takes_ends_and_the_person_is_told(she, app, office, moved_clock):
    first = await app.person("web")
    await office.seats("event:festival", all=1)
    await registers(first, "确认报名", "约好了")
    await registers(she, "排候补", "已排上候补")
    await first.says("取消预约")
    await first.sees("确定取消吗")
    await first.taps("确定取消")
    await she.sees_notice("轮到你了")
    moved_clock(hours=3)
    await she.sees_notice("已经让给下一位")
    assert await office.statuses() == ["cancelled", "expired"]
    await she.taps("我要这个名额")
    await she.sees("情况刚刚变了")
    assert await office.statuses() == ["cancelled", "expired"]


@told_on(["web", "telegram", "wechat"], postgres=BOOKED)
async def test_who_lets_an_offer_go_hands_it_to_the_next(she, app, office, channel):
    first, second = await app.person("web"), await app.person(channel)
    await office.seats("event:festival", all=1)
    await registers(first, "确认报名", "约好了")
    await registers(second, "排候补", "候补第 1 位")
    await registers(she, "排候补", "候补第 2 位")
    await first.says("取消预约")
    await first.sees("确定取消吗")
    await first.taps("确定取消")
    await second.sees_notice("轮到你了")
    await she.hears("我的预约", "候补第 1 位")
    await second.taps("让给下一位")
    await second.sees("让给下一位了")
    await she.sees_notice("轮到你了")
    await she.taps("我要这个名额")
    await she.sees("名额是你的了")
    assert (await office.statuses())[-1] == "confirmed"
    await second.hears("我的预约", "没有预约")


@told_on(postgres=BOOKED)
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
    await she.hears(f"/agree {code}", "给另一位的")
    partner = await app.person("web")
    await partner.hears("/agree", "请这样发")
    await partner.hears("/agree AAAAAAAAAA", "确认码不对")
    invited = await partner.hears(f"/agree {code}", "同意一起参加吗")
    assert "集体婚礼" in invited.text
    assert NAME not in invited.text
    assert await office.statuses() == ["held"]  # nobody agrees to what they have not seen
    await partner.taps("同意一起参加")
    await partner.sees("都同意了")
    assert await office.statuses() == ["confirmed"]
    told = await she.sees_notice("另一位也同意")
    assert "入场码" in told.text
    assert "诸葛近悦" not in str(await app.rows("attendee"))
    for again in (f"/agree {code}", "我的预约"):
        await partner.hears(again, "入场码")
    await partner.taps_data(partner.last.id, f"along:zh:{code}")
    await partner.sees("入场码")
    stranger = await app.person("web")
    await stranger.hears(f"/agree {code}", "已经用过")
    await stranger.taps_data(stranger.last.id, f"along:zh:{code}")
    await stranger.sees("已经取消或过期")


@told_on(postgres=BOOKED)
async def test_who_is_asked_to_come_along_sees_it_by_the_link_and_may_come_too_late(she, app, office):
    await she.says("报名集体婚礼")
    await she.sees("请确认")
    await she.taps("确认报名")
    await tells_who_she_is(she)
    await she.sees("另一位的姓名")
    held = await she.hears("诸葛近悦", "还差一步")
    code = held.text.split("/agree ")[1].split()[0]
    partner = await app.person("web")
    await partner.taps_data(0, f"invited:zh:{code}")
    await partner.sees("同意一起参加吗")
    await she.says("取消预约")
    await she.sees("确定取消吗")
    await she.taps("确定取消")
    await she.sees("已取消")
    await partner.taps("同意一起参加")
    await partner.sees("已经取消或过期")
    assert await office.statuses() == ["cancelled"]


@told_on(postgres=())
async def test_a_family_gets_its_own_ticket(she):
    card = await she.hears("邻里节我们一家三口都去", "请确认")
    assert "三口之家 · 3 人" in card.text


@told_on(["web", "telegram", "wechat"], postgres=BOOKED)
async def test_children_are_counted_by_age_and_nothing_else_is_asked_of_them(she, app):
    await she.hears("邻里节我们一家三口都去", "请确认")
    await she.taps("确认报名")
    await tells_who_she_is(she)
    asked = await she.sees("只问年龄段")
    assert asked.labels == ["0–2 岁", "3–6 岁", "7–13 岁", "没有孩子"]
    await she.taps("3–6 岁")
    more = await she.sees("3–6 岁 1 个")
    assert "没有了" in more.labels
    await she.taps("0–2 岁")  # with one grown up the three are complete
    done = await she.sees("约好了")
    assert "带孩子：0–2 岁 1 个、3–6 岁 1 个" in done.text
    [made] = await app.rows("registration")
    assert (made["party"], made["details"]) == (3, {"children": {"0-2": 1, "3-6": 1}})
    step = f"{made['slot_id']}:{made['ticket_id']}:3"
    for forged in (f"child:zh:9:{step}", f"child:zh:0:{step}:k1.1.0", f"sure:zh:{step}:k9.9.9", f"sure:zh:{step}:x1"):
        await she.taps_data(she.last.id, forged)
        await she.sees("没有找到这一项")


@told_on(postgres=())
async def test_two_things_at_one_time_are_refused(she, app, office):
    """A second person's registration is not hers: only her own are in the way."""
    await she.hears("帮我约下周六下午看湖畔的房子", "请确认")
    await she.taps("确认预约")
    await tells_who_she_is(she)
    await she.sees("约好了")
    await she.hears("帮我约下周六下午看湖畔的房子", "请确认")
    await she.taps("确认预约")
    await she.sees("已经报过")
    other = await app.person("web")
    await other.hears("帮我约下周六下午看湖畔的房子", "请确认")
    await other.taps("确认预约")
    await tells_who_she_is(other)
    await other.sees("约好了")
    await other.taps_data(other.last.id, "dropped:zh:1")
    await other.sees("没有找到这一项")
    assert await office.statuses() == ["confirmed", "confirmed"]
