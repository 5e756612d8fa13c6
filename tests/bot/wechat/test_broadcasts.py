"""A broadcast of the staff's on WeChat: at once within the 48 hours, otherwise at the next contact."""

import pytest

from db.broadcasts import Enclosure, enclose
from tests.stories.booking_office import registers
from tests.stories.conftest import colleague  # noqa: F401 - a fixture
from tests.stories.test_broadcast_out import (  # noqa: F401 - fixtures, too
    approved,
    configured,
    goes_out,
    quick_sending,
    the_only,
    until,
)
from tests.stories.test_broadcasting import aims_at, writes

TEMPLATE = {"wechat_template_id": "tpl", "quiet_hours": "off"}


@pytest.fixture
async def pair(colleague):  # noqa: F811 - the fixture
    return await colleague("小李"), await colleague("小王")


async def test_who_was_silent_for_long_reads_it_at_the_next_contact_and_gets_no_notice(
    she, phone, app, wechat_api, restarted, pair
):
    await restarted(**TEMPLATE)
    for one in pair:
        await one.comes_back()
    await she.hears("订阅活动通知", "“活动”的消息")
    wechat_api.boxes[phone.openid].left = 0
    author, other = pair
    await goes_out(author, other)
    await author.sees("发完了")
    await author.taps("📊 报告")
    report = await author.sees("⬜ 跳过 1")
    assert "超过 48 小时没有说话" in report.text
    assert (wechat_api.notices, wechat_api.mass) == ([], {})
    await phone.says("绿卡是什么")
    assert "活动来了" in (await she.sees("八条通道")).text
    await phone.says("绿卡是什么")
    assert "活动来了" not in (await she.sees("八条通道")).text


async def test_registrants_who_were_silent_get_a_notice(she, phone, app, wechat_api, restarted, pair):
    await restarted(**TEMPLATE)
    for one in pair:
        await one.comes_back()
    await registers(she, "确认报名", "约好了")
    wechat_api.boxes[phone.openid].left = 0
    author, other = pair
    await author.says("/staff")
    await author.sees("有报名的场次")
    await author.taps("邻里节")
    await author.sees("开放中")
    await author.taps("给他们发消息")
    await author.sees("请发来中文正文")
    await author.says("请带上雨伞")
    await author.sees("草稿")
    await approved(author, other)
    await other.taps("现在发")
    await author.sees("发完了")
    [notice] = wechat_api.notices
    assert "请带上雨伞" in str(notice["data"])
    await phone.says("绿卡是什么")
    assert "请带上雨伞" in (await she.sees("八条通道")).text


async def test_a_picture_is_handed_to_wechat_once(she, phone, app, office, wechat_api, pair):
    he = await app.person("wechat")
    for one in (she, he):
        await one.hears("订阅活动通知", "“活动”的消息")
    author, other = pair
    await writes(author)
    row = await the_only(app)
    picture = Enclosure("picture", "邻里节.png", "image/png", b"\x89PNG picture", {})
    by = f"staff:{row['author_id']}"
    await office.run(enclose, broadcast_id=row["id"], version=1, by=by, file=picture, now=row["created_at"])
    await author.taps_data(author.last.id, f"bcaud:zh:{row['id']}")
    await author.sees("都符合的人")
    await author.taps("活动")
    await author.sees("订阅了")
    await author.taps("返回")
    await author.sees("附件：邻里节.png")
    await approved(author, other)
    await other.taps("现在发")
    await until(app, "finished")
    for one in (she, he):
        kinds = [message["msgtype"] for message in wechat_api.boxes[one.phone.openid].messages]
        assert sorted(kinds) == ["image", "text"]
    assert (wechat_api.calls["upload"], len(wechat_api.media)) == (1, 1)


async def test_staff_see_what_is_left_of_the_months_mass_sendings(she, app, pair):
    await she.hears("订阅活动通知", "“活动”的消息")
    author, _ = pair
    await writes(author)
    card = await aims_at(author, "活动")
    assert "本月群发过 0 次；1 人还能收 4 条" in card.text
    await author.taps("网页")
    assert "本月群发过" not in (await author.sees("订阅了")).text
