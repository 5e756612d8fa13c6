"""Which of several events is meant, and the times among which one chooses."""

from collections import Counter

import pytest

from tests.driver.office import tells_who_she_is
from tests.driver.places import told_on

pytestmark = pytest.mark.settings(telegram_personal_forms="allow")

BOTH = ("web", "telegram")


@told_on(postgres=BOTH)
async def test_of_two_events_of_a_kind_the_one_that_is_named_is_meant(she, office):
    await office.adds("games", (1, 5), (3, 5), subject="event:tea-mixer", title="桌游联谊")
    await she.hears("我想报名青年联谊", "想报哪一场")
    asked = await she.hears("我想报名桌游联谊", "哪个时间方便")
    assert len(asked.labels) == 2


@told_on(postgres=BOTH)
async def test_several_events_are_listed_with_all_their_days_soonest_first(she, office):
    days = (0.9, 0.1, 0.5, 0.3, 0.7)
    await office.adds("talk", *((day, 5) for day in days), subject="event:talk", title="讲座")
    listed = await she.hears("我想报名活动", "想报哪一场")
    assert listed.labels[-1] == "更多"
    times = [label.rsplit(" ", 1)[1] for label in listed.labels[:-1]]
    assert len(times) == len(days)
    cards = listed.text.split("\n\n")[1 : 1 + len(days)]  # on WeChat the options stand below
    assert [card.split("\n")[0] for card in cards] == ["讲座"] * len(days)
    assert [time for card, time in zip(cards, times, strict=True) if time in card] == times
    await she.taps("更多")
    more = await she.sees("接下来可以参加的")
    assert "讲座" not in more.text


@told_on(postgres=BOTH)
async def test_other_times_are_those_around_the_old_one(she, office):
    await she.hears("约个创业导师聊BP,下周四", "请确认")
    await she.taps("确认预约")
    await tells_who_she_is(she)
    await she.sees("约好了")
    await she.hears("我的预约", "入场码")
    await she.taps("改期")
    offered = await she.sees("原来的一直为你留着")
    days = Counter(label.split()[0] for label in offered.labels)
    assert len(days) > 2
    assert max(days.values()) == 2
