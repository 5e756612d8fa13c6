"""Staff write to many in the chat: a second person lets it out, and nobody their own."""

import pytest

from tests.driver.places import told_on

pytestmark = pytest.mark.usefixtures("quick_clock")


async def writes(staff, text="活动来了，{name}！"):
    await staff.says("/broadcast")
    await staff.sees("群发")
    await staff.taps("写一条")
    await staff.sees("请发来中文正文")
    await staff.says(text)
    return await staff.sees("草稿")


async def writes_to_registrants(author, text):
    """To those of the festival; the card of what was written."""
    await author.says("/staff")
    await author.sees("有报名的场次")
    await author.taps("邻里节")
    await author.sees("开放中")
    await author.taps("给他们发消息")
    await author.sees("请发来中文正文")
    await author.says(text)
    return await author.sees("草稿")


async def aims_at(staff, topic):
    await staff.taps("发给谁")
    await staff.sees("都符合的人")
    await staff.taps(topic)
    return await staff.sees("订阅了")


async def the_only(app):
    [row] = await app.rows("broadcast")
    return row


@told_on(["web", "telegram", "wechat"], postgres=["web"])
async def test_written_tried_submitted_approved_and_scheduled(she, app, colleague, channel):
    await she.hears("订阅活动通知", "“活动”的消息")
    author = await colleague("小李", channel=channel)
    other = await colleague("小王", channel=channel)
    await writes(author)
    assert "1 人" in (await aims_at(author, "活动")).text
    await author.taps("看几个样例")
    await author.sees("· 用户")
    await author.taps("返回")
    await author.sees("草稿")
    await author.taps("发给我看看")
    await author.sees("草稿")
    shown = [one.text for one in author.seen[-3:]]  # all in one on WeChat
    assert any(text.startswith("活动来了，朋友！") for text in shown)
    assert any("没有按钮和格式" in text for text in shown)
    await author.taps("提交审核")
    await author.sees("还需要 1 位同事")
    await other.sees("有一条群发请你审核")
    await other.taps("打开 #")
    await other.sees("待审核")
    await other.taps("✅ 同意")
    await other.sees("审核通过")
    await author.sees("你的群发审核通过了")
    await author.taps("打开 #")
    await author.sees("审核通过，待发送")
    await author.taps("定时发")
    await author.sees("什么时候发")
    await author.hears("any day", "请把日期和钟点说清楚")
    await author.hears("周六九点", "上午、下午还是晚上")
    await author.says("明天上午九点")
    await author.sees("定在")
    row = await the_only(app)
    assert (row["state"], row["send_at"].hour) == ("scheduled", 1)


@told_on(["web", "wechat"], postgres=())
async def test_nobody_approves_their_own(app, colleague):
    author = await colleague("小李")
    await writes(author)
    await aims_at(author, "活动")
    await author.taps("返回")
    await author.sees("草稿")
    await author.taps("提交审核")
    await author.sees("还需要 1 位")
    row = await the_only(app)
    await author.taps_data(author.last.id, f"bcok:zh:{row['id']}:{row['version']}")
    await author.sees("这是你自己写的")
    await author.taps_data(author.last.id, f"bcnow:zh:{row['id']}:{row['version']}")
    await author.sees("还没有审核完")
    assert (await the_only(app))["state"] == "pending_approval"


@told_on(["web", "wechat"], postgres=())
async def test_what_came_back_is_a_draft_and_an_edit_makes_it_one(app, colleague):
    author, other = await colleague("小李"), await colleague("小王")
    await writes(author)
    await author.taps("提交审核")
    await author.sees("还没有选发给谁")
    await aims_at(author, "活动")
    await author.taps("返回")
    await author.sees("草稿")
    await author.taps("提交审核")
    await author.sees("还需要 1 位")
    await other.sees("请你审核")
    await other.taps("打开 #")
    await other.sees("待审核")
    await other.taps("退回")
    await other.sees("要改什么")
    await other.says("时间写错了")
    await other.sees("已退回")
    await author.sees("时间写错了")
    await author.taps("打开 #")
    await author.sees("草稿")
    await author.taps("中文正文")
    await author.sees("请发来中文正文")
    await author.says("你好，活动改到周日")  # a greeting, too
    await author.sees("改到周日")
    await author.taps("提交审核")
    await author.sees("还需要 1 位")
    row = await the_only(app)
    await other.taps_data(other.last.id, f"bcok:zh:{row['id']}:{row['version'] - 1}")  # what it was before
    await other.sees("情况刚刚变了")
    await other.sees("待审核")
    await other.taps("✅ 同意")
    await other.sees("审核通过")
    await other.taps("中文正文")
    await other.sees("请发来中文正文")
    await other.says("又改了")
    await other.sees("草稿")


@told_on(["web", "wechat"], postgres=())
async def test_cancel_and_help_work_inside(app, colleague):
    author = await colleague("小李")
    await author.says("/broadcast")
    await author.sees("群发")
    await author.taps("写一条")
    await author.sees("请发来中文正文")
    await author.hears("取消", "已取消")
    assert await app.rows("broadcast") == []


@told_on(["web", "wechat"], postgres=())
async def test_who_is_not_of_the_staff_can_do_nothing(she, app, colleague):
    author = await colleague("小李")
    await writes(author)
    for data in ("bcnew:zh", "bcshow:zh:1", "bclook:zh:1", "bcsub:zh:1:1", "bcok:zh:1:1", "bcdrop:zh:1:1"):
        await she.taps_data(she.last.id, data)
        await she.is_told("过期")
    await she.says("/broadcast")
    await she.quiet()
    assert "写一条" not in str(she.last.labels)
    assert (await the_only(app))["state"] == "draft"


@told_on(["web", "wechat"], postgres=["web"])
async def test_three_different_people_where_the_office_wants_three(app, colleague):
    app.settings = app.settings.model_copy(update={"review_steps": 3})
    await app.restart()
    author = await colleague("小李")
    others = [await colleague(name) for name in ("小王", "小张", "小赵")]
    await writes(author)
    await aims_at(author, "活动")
    await author.taps("返回")
    await author.sees("草稿")
    await author.taps("提交审核")
    await author.sees("还需要 3 位")
    row = await the_only(app)
    agree = f"bcok:zh:{row['id']}:{row['version']}"
    for left, other in zip((2, 1), others, strict=False):
        await other.sees("请你审核")
        await other.taps_data(other.last.id, agree)
        await other.sees(f"还需要 {left} 位")
    await others[0].taps_data(others[0].last.id, agree)
    await others[0].sees("已经审过了")
    await others[2].sees("请你审核")
    await others[2].taps("打开 #")
    card = await others[2].sees("待审核")
    assert "初审: 小王 · 复审: 小张 · 终审: 待定" in card.text
    await others[2].taps("✅ 同意")
    await others[2].sees("审核通过")


@told_on(["web", "wechat"], postgres=())
async def test_help_and_a_person_are_there_inside(app, colleague):
    author = await colleague("小李")
    await author.says("/broadcast")
    await author.sees("群发")
    await author.taps("写一条")
    await author.sees("请发来中文正文")
    await author.hears("帮助", "我能帮你")
    await author.hears("人工", "0519")
    await author.says("周六有活动")
    await author.sees("草稿")


@told_on(["web", "wechat"], postgres=())
async def test_forged_and_old_buttons_change_nothing_and_say_so(app, colleague):
    author = await colleague("小李")
    await writes(author)
    before = await the_only(app)
    number, version = before["id"], before["version"]
    gone = ("bcshow:zh:999", "bcshow:zh:x", "bcshow:zh:" + "9" * 30, "bcrun:zh:999", f"bcdo:zh:{number}:explode")
    gone += tuple(f"bcset:zh:{number}:{version}:{rest}" for rest in ("chan:fax", "stat:happy", "lang:fr", "t:weather"))
    for data in gone:
        await author.taps_data(author.last.id, data)
        await author.sees("没有找到这条群发")
    for data in (f"bcset:zh:{number}:99:lang:zh", f"bcok:zh:{number}:0", f"bcdrop:zh:{number}"):
        await author.taps_data(author.last.id, data)
        await author.sees("情况刚刚变了")
        await author.sees("草稿")
    for data in (f"bcok:zh:{number}:{version}", f"bcnow:zh:{number}:{version}", f"bcdo:zh:{number}:pause"):
        await author.taps_data(author.last.id, data)
        await author.sees("情况刚刚变了")
        await author.quiet()
    assert await the_only(app) == before
