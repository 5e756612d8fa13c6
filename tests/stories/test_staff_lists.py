"""What staff see page by page: slots with registrations and without, people at the door; and who did not come."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.keyring import vault_for
from db.staff import add_staff
from tests.driver.office import NAME, registers
from tests.driver.places import told_on

pytestmark = [pytest.mark.settings(telegram_personal_forms="allow"), pytest.mark.usefixtures("quick_clock")]

BOTH = ("web", "telegram")


@pytest.fixture
async def staff(app, office, channel):
    """Somebody of the staff."""
    person = await app.person(channel)
    given = {"vault": vault_for(app.settings), "name": "小李", "role": "events", "now": datetime.now(UTC)}
    await person.hears(f"/staff {await office.run(add_staff, **given)}", "欢迎")
    return person


@told_on(BOTH, postgres=BOTH)
async def test_every_slot_with_registrations_is_found_however_many_there_are(staff, office):
    for number in range(11):
        subject = f"event:talk-{number}"
        await office.adds(f"talk-{number}", (1 + number, 5), subject=subject, title=f"讲座{number}")
        await office.fills(subject, 1)
    first = await staff.hears("/staff", "有报名的场次")
    assert not [label for label in first.labels if label.startswith("讲座10")]
    await staff.taps("更多")
    second = await staff.sees("有报名的场次")
    assert [label.split()[0] for label in second.labels if label.startswith("讲座")] == ["讲座10"]
    await staff.taps("讲座10")
    await staff.sees("已确认 1")


async def finds_unbooked(staff, title):
    """Look among the events that nobody has booked, and ask for a slot's seats."""
    await staff.taps("还没人报名的活动")
    await staff.sees("还没有人报名")
    await staff.taps(title)
    await staff.sees("开放中")
    await staff.taps("改名额")
    return await staff.sees("哪一组名额")


@told_on(BOTH, postgres=BOTH)
async def test_a_slot_is_looked_after_before_anybody_has_booked_it(staff, office):
    await staff.hears("/staff", "没有人报名")
    asked = await finds_unbooked(staff, "茶话联谊")
    assert asked.labels == ["总名额 0/4", "男士 0/2", "女士 0/2"]
    await staff.hears("/staff", "没有人报名")
    await finds_unbooked(staff, "邻里节")
    await staff.taps("总名额 0/3")
    await staff.sees("发一个数字")
    await staff.hears("40", "现在共 40 个")
    assert (await office.slot("event:festival")).tickets[0].left == 40
    await staff.hears("/staff", "没有人报名")
    await staff.taps("还没人约的看房和面谈")
    first = await staff.sees("还没有人报名")
    await staff.taps("更多")
    second = await staff.sees("还没有人报名")
    assert not set(first.labels[:-1]) & set(second.labels[:-1])
    assert not [label for label in (*first.labels, *second.labels) if "邻里节" in label]


@told_on(BOTH, postgres=BOTH)
async def test_at_the_door_everybody_who_is_expected_is_found(staff, office):
    await office.adds("talk", (1, 20), subject="event:talk", title="讲座")
    card = await office.fills("event:talk", 10)
    await staff.hears("/checkin 某某9", "没有找到")  # the door is not open yet
    await office.lasts(card.slot_id)
    await staff.hears("/staff", "有报名的场次")
    await staff.taps("讲座")
    await staff.sees("已确认 10")
    await staff.taps("签到")
    first = await staff.sees("是哪一位")
    assert "某某7" in first.labels[7]
    await staff.taps("更多")
    second = await staff.sees("是哪一位")
    assert [label.split()[1] for label in second.labels] == ["某某8", "某某9"]
    await staff.taps("某某9")
    await staff.sees("签到好了")
    await staff.hears("/checkin 某某9", "没有找到")


@told_on(BOTH, postgres=BOTH)
async def test_who_did_not_come_is_marked_after_the_end_and_a_late_scan_undoes_it(she, staff, office, app):
    await registers(she, "确认报名", "约好了")
    [made] = await app.rows("registration")
    card = await office.fills("event:festival", 1)
    assert card.slot_id == made["slot_id"]
    await office.lasts(card.slot_id)
    await staff.hears("/checkin 某某0", "是哪一位")
    await staff.taps("某某0")
    await staff.sees("签到好了")
    assert await office.statuses() == ["confirmed", "checked_in"]
    await office.lasts(card.slot_id, begins=-timedelta(hours=2), ends=-timedelta(minutes=1))
    await office.becomes(["no_show", "checked_in"])
    await staff.hears(f"/checkin {NAME}", "是哪一位")
    await staff.taps(NAME)
    await staff.sees("签到好了")
    await staff.hears(f"/checkin {made['code']}", "签到过，由小李办理")
    assert await office.statuses() == ["checked_in", "checked_in"]
