"""A notice that passes through servers abroad says what it is about only to whom it is for, once they open it."""

from datetime import UTC, datetime

import pytest

from db.outbox import tell
from tests.driver.office import tells_who_she_is
from tests.driver.places import told_on

pytestmark = pytest.mark.settings(telegram_personal_forms="allow")


async def is_reminded(she, app, office):
    """Have her book a viewing, and be reminded of it; returns the notice as it came."""
    await she.hears("帮我约下周六下午看湖畔的房子", "请确认")
    await she.taps("确认预约")
    await tells_who_she_is(she)
    await she.sees("约好了")
    [made] = await app.rows("registration")
    given = {"kind": "remind", "registration_id": made["id"], "users": [made["user_id"]]}
    await office.run(tell, **given, now=datetime.now(UTC))
    return await she.sees("预约提醒")


@told_on(["telegram"], postgres=["telegram"])
async def test_a_reminder_says_nothing_until_it_is_opened_and_opens_again(she, app, office):
    closed = await is_reminded(she, app, office)
    assert closed.text == "你有一条预约提醒，点开查看。"
    for _ in range(2):
        await she.taps_on(closed, "点开查看")
        opened = await she.sees("时间快到了")
        assert "湖畔" in opened.text
        assert opened.labels[0] == "入场码和日历"


@told_on(["telegram"], postgres=())
async def test_opened_after_it_was_cancelled_it_says_how_the_booking_stands(she, app, office):
    closed = await is_reminded(she, app, office)
    await she.says("取消预约")
    await she.sees("确定取消吗")
    await she.taps("确定取消")
    await she.sees("已取消")
    await she.taps_on(closed, "点开查看")
    opened = await she.sees("湖畔")
    assert "已取消" in opened.text
    assert "快到了" not in opened.text


@told_on(["telegram"], postgres=())
async def test_nobody_else_opens_it(she, app, office, channel):
    await is_reminded(she, app, office)
    [row] = [row for row in await app.rows("outbox") if row["key"].endswith(f"reg{row['data']['registration']}")]
    stranger = await app.person(channel)
    await stranger.hears("你好", "")
    for data in (f"told:zh:{row['id']}", f"told:zh:{row['id'] + 100}", "told:zh:x", f"told:zh:{'9' * 30}", "told:zh:"):
        await stranger.taps_data(stranger.last.id, data)
        seen = await stranger.sees("没有找到这一项")
        assert "湖畔" not in seen.text
