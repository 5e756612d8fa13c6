"""A broadcast goes out: who wants it gets it once; staff see how far it is, take it back, and read the report."""

import asyncio
import io
from datetime import UTC, datetime, timedelta
from urllib.parse import quote

import pytest
from python_calamine import CalamineWorkbook

from bot.keyring import vault_for
from db.broadcasts import Enclosure, enclose
from db.files import find_file
from db.retention import Periods, purge
from tests.driver.office import NAME, registers
from tests.driver.places import told_on
from tests.stories.test_broadcasting import aims_at, the_only, writes, writes_to_registrants

pytestmark = [
    pytest.mark.settings(telegram_personal_forms="allow", quiet_hours="off"),
    pytest.mark.usefixtures("quick_sending"),
]


async def approved(author, other):
    await author.taps("提交审核")
    await author.sees("还需要 1 位")
    await other.sees("请你审核")
    await other.taps("打开 #")
    await other.sees("待审核")
    await other.taps("✅ 同意")
    await other.sees("待发送")


async def goes_out(author, other, text="活动来了，{name}！", *, urgent=False):
    await writes(author, text)
    if urgent:
        await author.taps("紧急")
        await author.sees("紧急：夜里也发")
    await aims_at(author, "活动")
    await author.taps("返回")
    await author.sees("草稿")
    await approved(author, other)
    await other.taps("现在发")
    said = await other.sees("开始发送")
    assert said.labels == ["进度"]
    return said


async def until(app, state):
    async with asyncio.timeout(10):
        while (await the_only(app))["state"] != state:
            await asyncio.sleep(0.05)


@told_on(["web", "telegram", "wechat"], postgres=["web"])
async def test_who_wants_it_gets_it_once_and_can_stop_it_there(she, app, colleague, channel):
    await she.hears("订阅活动通知", "“活动”的消息")
    stranger = await app.person(channel)
    author, other = await colleague("小李"), await colleague("小王")
    await goes_out(author, other)
    seen = await she.sees("活动来了，朋友！")
    assert "回复“退订”" in seen.text
    await author.sees("发完了")
    await she.sees_nothing_new()
    await stranger.sees_nothing_new()
    await author.taps("📊 报告")
    told = await author.sees("🟩 已送达 1")
    assert "已完成" in told.text
    await author.quiet()
    await she.taps("不再接收这类消息")
    await she.sees("不再发给你")
    assert await app.rows("subscription") == []


@told_on(["web", "wechat"], postgres=())
async def test_the_list_says_who_got_it_without_names(she, app, office, colleague, channel):
    await she.hears("订阅活动通知", "“活动”的消息")
    author, other = await colleague("小李"), await colleague("小王")
    await goes_out(author, other)
    await author.sees("发完了")
    await author.taps("📊 报告")
    await author.sees("已完成")
    await author.sees("每个人的结果")
    shown = [row["body"] for row in await app.rows("message") if row["author"] == "bot"]
    [sheet] = [body["file"]["url"] for body in shown if "file" in body]
    [chart] = [body["image"]["url"] for body in shown if "image" in body]
    now = (await the_only(app))["finished_at"]
    kept = await office.run(find_file, token=sheet.split("/")[2], vault=vault_for(app.settings), now=now)
    rows = CalamineWorkbook.from_filelike(io.BytesIO(kept.content)).get_sheet_by_index(0).to_python()
    [row] = await app.rows("subscription")
    assert rows[1][:3] == [row["user_id"], {"web": "网页", "wechat": "微信"}[channel], "已送达"]
    drawn = await office.run(find_file, token=chart.split("/")[2], vault=vault_for(app.settings), now=now)
    assert drawn.content.startswith(b"\x89PNG")
    assert "broadcast_exported" in {line["action"] for line in await app.rows("audit")}


@told_on(["web", "wechat"], postgres=["web"])
async def test_when_the_list_is_deleted_the_report_still_has_the_numbers_and_says_so(she, app, office, colleague):
    await she.hears("订阅活动通知", "“活动”的消息")
    author, other = await colleague("小李"), await colleague("小王")
    await goes_out(author, other)
    await author.sees("发完了")
    periods = Periods(chats=3650, events=30, profile=3650, learning=3650, audit=3650)
    await office.run(purge, periods=periods, now=datetime.now(UTC) + timedelta(days=31))
    await author.taps("📊 报告")
    told = await author.sees("🟩 已送达 1")
    assert "1 条的逐人记录已过保存期限并删除" in told.text
    await author.sees("每个人的结果")
    row = await the_only(app)
    await author.taps_data(author.last.id, f"bcrun:zh:{row['id']}")
    told = await author.sees("1/1")
    assert not any("撤回" in label for label in told.labels)


@told_on(["web", "wechat"], postgres=())
async def test_registrants_are_told_by_their_name_on_the_page(she, app, colleague):
    await registers(she, "确认报名", "约好了")
    author, other = await colleague("小李"), await colleague("小王")
    await writes_to_registrants(author, "请带上雨伞，{name}")
    await approved(author, other)
    await other.taps("现在发")
    await other.sees("开始发送")
    told = await she.sees("请带上雨伞，小城")
    assert NAME not in told.text
    assert "退订" not in told.text


@told_on(["telegram"], postgres=())
async def test_no_name_on_telegram_and_the_picture_is_handed_over_once(she, app, colleague):
    await registers(she, "确认报名", "约好了")
    await she.hears("订阅活动通知", "“活动”的消息")
    he = await app.person("telegram")
    await he.hears("订阅活动通知", "“活动”的消息")
    author, other = await colleague("小李", channel="telegram"), await colleague("小王")
    await author.says("/broadcast")
    await author.sees("群发")
    await author.taps("写一条")
    await author.sees("请发来中文正文")
    await author.account.sends_photo("活动来了，{name}", b"\xff\xd8\xff picture")
    await author.sees("附件：")
    await aims_at(author, "活动")
    await author.taps("返回")
    await author.sees("草稿")
    await approved(author, other)
    await other.taps("现在发")
    await author.sees("发完了")
    for one in (she, he):
        [shown] = [answer for answer in one.account.answers if "photo" in answer.raw]
        assert "活动来了，朋友" in shown.text
    [file] = await app.rows("broadcast_file")
    assert list(file["known_as"]) == ["telegram"]


@told_on(["web"], postgres=["web"])
async def test_it_is_paused_goes_on_and_is_taken_back(she, app, colleague):
    await she.hears("订阅活动通知", "“活动”的消息")
    author, other = await colleague("小李"), await colleague("小王")
    await goes_out(author, other)
    await she.sees("活动来了")
    await author.sees("发完了")
    row = await the_only(app)
    await author.taps_data(author.last.id, f"bcdo:zh:{row['id']}:pause")
    await author.sees("情况刚刚变了")
    await author.sees("1/1")
    await author.taps("撤回")
    await author.sees("确定吗")
    await author.taps("确定撤回")
    await author.sees("正在撤回 1 条")
    async with asyncio.timeout(10):
        while any("活动来了，朋友" in (one["body"].get("text") or "") for one in await app.rows("message")):
            await asyncio.sleep(0.05)
    assert {"broadcast_recalled"} <= {line["action"] for line in await app.rows("audit")}


@told_on(["wechat"], postgres=())
async def test_what_has_arrived_on_wechat_stays_there_and_staff_are_told(she, app, colleague):
    await she.hears("订阅活动通知", "“活动”的消息")
    author, other = await colleague("小李"), await colleague("小王")
    await goes_out(author, other)
    await she.sees("活动来了")
    await author.sees("发完了")
    await author.taps_data(author.last.id, f"bcrun:zh:{(await the_only(app))['id']}")
    await author.sees("1/1")
    await author.taps("撤回")
    await author.sees("确定吗")
    await author.taps("确定撤回")
    await author.sees("收不回来")


@told_on(["web", "wechat"], postgres=())
async def test_what_is_urgent_does_not_wait_for_the_morning_and_says_so(she, app, colleague):
    author, other = await colleague("小李"), await colleague("小王")
    said = await goes_out(author, other, urgent=True)
    assert "夜里也发" in said.text
    assert "早上" not in said.text


@told_on(["web"], postgres=["web"])
async def test_on_the_page_a_picture_lies_once_for_all(she, app, office, colleague):
    people = [she, await app.person("web"), await app.person("web")]
    for one in people:
        await one.hears("订阅活动通知", "“活动”的消息")
    author, other = await colleague("小李"), await colleague("小王")
    await writes(author)
    row = await the_only(app)
    picture = Enclosure("picture", "邻里节.png", "image/png", b"\x89PNG picture", {})
    await office.run(
        enclose, broadcast_id=row["id"], version=1, by=f"staff:{row['author_id']}", file=picture, now=row["created_at"]
    )
    await author.taps_data(author.last.id, f"bcaud:zh:{row['id']}")
    await author.sees("都符合的人")
    await author.taps("活动")
    await author.sees("订阅了")
    await author.taps("返回")
    await author.sees("附件：邻里节.png")
    await approved(author, other)
    await other.taps("现在发")
    for one in people:
        await one.sees("活动来了，朋友")
    shown = [row["body"]["image"]["url"] for row in await app.rows("message") if row["body"].get("image")]
    assert len(shown) == 3
    [kept] = await app.rows("file")
    assert set(shown) == {f"/files/{kept['token']}/{quote('邻里节.png')}"}
