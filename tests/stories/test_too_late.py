"""Too many, too late: a clear sentence each time, and nothing is changed."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import update

from bot.keyring import vault_for
from db.booking_tables import slot
from db.staff import add_staff
from tests.driver.office import registers
from tests.driver.places import told_on

pytestmark = pytest.mark.settings(telegram_personal_forms="allow")

BOTH = ("web", "telegram")


@told_on(postgres=BOTH)
async def test_too_many_people_are_told_how_many_may_come(she, office):
    asked = await she.hears("报名邻里节，我们十个人", "每次可以报 1 到 3 人")
    assert asked.labels == ["个人", "三口之家", "先不了"]
    assert await office.statuses() == []


@told_on(postgres=BOTH)
async def test_after_the_deadline_one_rings_instead_of_cancelling(she, app, office):
    await registers(she, "确认报名", "约好了")
    await she.says("取消预约")
    await she.sees("确定取消吗")
    [made] = await app.rows("registration")
    over = update(slot).where(slot.c.id == made["slot_id"]).values(cancel_until=datetime.now(UTC))
    await office.run(lambda connection: connection.execute(over))
    await she.taps("确定取消")
    told = await she.sees("已经过了可以自己取消的时间")
    assert app.shelf.knowledge.pack.phone in told.text
    assert await office.statuses() == ["confirmed"]


@told_on(postgres=BOTH)
async def test_a_ticket_is_not_taken_days_after_the_end(she, app, office, channel):
    await registers(she, "确认报名", "约好了")
    [made] = await app.rows("registration")
    await office.lasts(made["slot_id"], begins=-timedelta(days=3), ends=-timedelta(days=2))
    staff = await app.person(channel)
    given = {"vault": vault_for(app.settings), "name": "小李", "role": "events", "now": datetime.now(UTC)}
    await staff.hears(f"/staff {await office.run(add_staff, **given)}", "欢迎")
    before = await office.statuses()
    await staff.hears(f"/checkin {made['code']}", "已经过了时间")
    assert await office.statuses() == before
