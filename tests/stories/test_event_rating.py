"""After an event people are asked how it was; staff see the mean."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import update

from db.booking_tables import slot
from tests.driver.office import registers
from tests.driver.places import told_on

pytestmark = pytest.mark.settings(telegram_personal_forms="allow", quiet_hours="off")


@pytest.fixture(autouse=True)
def asks_soon(quick_clock, monkeypatch):
    monkeypatch.setattr("bot.ticking.ASK_EVERY", 0.05)


async def is_over(office):
    card = await office.slot("event:festival")
    ended = datetime.now(UTC) - timedelta(hours=23)
    moved = update(slot).where(slot.c.id == card.slot_id).values(starts_at=ended - timedelta(hours=2), ends_at=ended)
    await office.run(lambda connection: connection.execute(moved))


@told_on(["web", "telegram", "wechat"], postgres=["web"])
async def test_who_was_there_gives_stars_and_a_word_and_staff_see_the_mean(she, office, app, colleague):
    await registers(she, "确认报名", "约好了")
    await is_over(office)
    await she.sees_notice("“邻里节”怎么样")
    await she.taps_on(she.last, "★★★★")
    await she.sees("用一句话说说")
    await she.hears("菜很好吃", "记下了")
    [row] = await app.rows("event_rating")
    assert (row["stars"], row["comment"]) == (4, "菜很好吃")
    await she.sees_nothing_new()
    staff = await colleague("小李")
    await staff.says("/staff")
    await staff.sees("有报名的场次")
    await staff.taps("邻里节")
    shown = await staff.sees("评价：4.0 星（1 人）")
    assert "菜很好吃" in shown.text


@told_on(["web", "wechat"], postgres=())
async def test_stars_for_what_is_not_over_or_not_theirs_are_refused(she, app):
    await registers(she, "确认报名", "约好了")
    for data in ("stars:zh:1:5", "stars:zh:9:5", "stars:zh:x:5"):
        await she.taps_data(she.last.id, data)
        await she.sees("没有找到这一项")
    assert await app.rows("event_rating") == []
