"""A broadcast of the staff's on WeChat: at once within the 48 hours, otherwise at the next contact."""

import asyncio
from datetime import UTC, datetime
from types import SimpleNamespace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.channels.drawing import draw
from bot.channels.wechat.parts import Text, parts_of
from db.broadcasts import Enclosure, enclose
from db.wechat_quota import close_mass, open_mass
from handlers.broadcast_words import broadcast_message, same_for_all
from tests.driver.office import registers
from tests.stories.test_broadcast_out import approved, goes_out, the_only, until
from tests.stories.test_broadcasting import aims_at, writes, writes_to_registrants

pytestmark = pytest.mark.usefixtures("quick_sending")

TEMPLATE = {"wechat_template_id": "tpl", "quiet_hours": "off"}


@pytest.fixture
def configured(configured):
    """Personal fields may be given in the chat, and it is never night."""
    return lambda **changes: configured(**{"telegram_personal_forms": "allow", "quiet_hours": "off"} | changes)


@pytest.fixture
async def pair(colleague):
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
    await author.taps("📊 报告")
    report = await author.sees("🟩 已送达 1")
    assert "跳过" not in report.text


async def test_registrants_who_were_silent_get_a_notice(she, phone, app, wechat_api, restarted, pair):
    await restarted(**TEMPLATE)
    for one in pair:
        await one.comes_back()
    await registers(she, "确认报名", "约好了")
    wechat_api.boxes[phone.openid].left = 0
    author, other = pair
    await writes_to_registrants(author, "请带上雨伞")
    await approved(author, other)
    await other.taps("现在发")
    await author.sees("发完了")
    [notice] = wechat_api.notices
    assert "请带上雨伞" in str(notice["data"])
    await phone.says("绿卡是什么")
    assert "请带上雨伞" in (await she.sees("八条通道")).text


async def test_the_same_for_all_goes_by_mass_sending_however_long_they_were_silent(she, phone, app, wechat_api, pair):
    he = await app.person("wechat")
    for one in (she, he):
        await one.hears("订阅活动通知", "“活动”的消息")
        wechat_api.boxes[one.phone.openid].left = 0
    author, other = pair
    await goes_out(author, other, "活动来了！")
    assert "回复“退订”" in (await she.sees("活动来了！")).text
    await he.sees("活动来了！")
    await author.sees("发完了")
    await author.taps("📊 报告")
    await author.sees("🟩 已送达 2")
    [sent] = wechat_api.mass.values()
    assert sorted(sent["touser"]) == sorted(one.phone.openid for one in (she, he))
    shown = [row for row in await app.rows("message") if (row["body"].get("text") or "").startswith("活动来了！\n")]
    assert len({row["outbox_id"] for row in shown}) == len(shown) == 2
    await she.taps("不再接收这类消息")
    await she.sees("不再发给你")
    await he.says("1")
    await he.sees("不再发给你")


@given(
    st.text("活<a", min_size=1, max_size=10),
    st.integers(1, 700),
    st.lists(st.tuples(st.text("活 <&", min_size=1, max_size=30), st.sampled_from(["", "https://a.example/看"]))),
)
@settings(max_examples=300, deadline=None)
def test_what_is_taken_for_one_text_is_one_text_on_wechat(text, length, keys):
    words = (text * length)[:length]
    buttons = [{"label": {"zh": label}, **({"url": url} if url else {"data": "x:1"})} for label, url in keys]
    content = {"zh": {"text": words, "entities": []}, "buttons": buttons}
    about = SimpleNamespace(purpose="news", content=content, audience={"topic": "activities"})
    if not same_for_all(about, with_file=False):
        return
    method = broadcast_message(about, chat=0, language="zh")
    body = asyncio.run(draw(None, method, None))
    [part] = parts_of([{**body, "id": 0}], site="https://talent.example.gov.cn")
    assert isinstance(part, Text)


async def test_a_long_text_goes_one_by_one(she, app, wechat_api, pair):
    he = await app.person("wechat")
    for one in (she, he):
        await one.hears("订阅活动通知", "“活动”的消息")
    author, other = pair
    await writes(author, "活动来了！" * 200)
    assert "按客服消息发" in (await aims_at(author, "活动")).text
    await author.taps("返回")
    await author.sees("草稿")
    await approved(author, other)
    await other.taps("现在发")
    await until(app, "finished")
    assert wechat_api.mass == {}
    for one in (she, he):
        assert "活动来了！" in wechat_api.boxes[one.phone.openid].messages[-1]["text"]["content"]


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
    assert "按客服消息发，不占公众号群发额度" in card.text
    await author.taps("网页")
    assert "本月群发过" not in (await author.sees("订阅了")).text


@pytest.mark.parametrize("times", [3, 4])
async def test_staff_are_warned_before_the_last_one_is_used_up(she, app, office, wechat_api, pair, times):
    he = await app.person("wechat")
    for one in (she, he):
        await one.hears("订阅活动通知", "“活动”的消息")
    [hers, _] = [row["id"] for row in await app.rows("identity") if row["channel"] == "wechat"]
    for number in range(times):
        mass = {"broadcast_id": number, "since": datetime.now(UTC), "recipients": 1, "now": datetime.now(UTC)}
        name = await office.run(open_mass, **mass)
        await office.run(close_mass, name=name, state="sent", identities=[hers])
    author, other = pair
    await writes(author, "活动来了！")
    card = (await aims_at(author, "活动")).text
    assert "按公众号群发送出" in card
    assert f"本月群发过 {times} 次；1 人还能收 4 条 · 1 人还能收 {4 - times} 条" in card
    assert ("其中 1 人只剩最后一条：发了这次，本月就不能再给他们群发了" in card) == (times == 3)
    assert ("其中 1 人本月 4 条已经收满，这次收不到" in card) == (times == 4)
    await author.taps("返回")
    assert "按公众号群发送出" in (await author.sees("草稿")).text
    await approved(author, other)
    await other.taps("现在发")
    await until(app, "finished")
    await author.sees("发完了")
    await author.taps("📊 报告")
    report = (await author.sees("已完成")).text
    assert ("跳过：这位粉丝本月 4 条公众号群发已经收满（1）" in report) == (times == 4)
