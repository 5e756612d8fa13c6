"""What goes into a broadcast and whom it is for: formatting, files, buttons, languages, tags, a list, registrants."""

import io

import pytest
import xlsxwriter

from tests.driver.office import registers
from tests.driver.places import told_on
from tests.stories.test_broadcasting import aims_at, the_only, writes, writes_to_registrants

pytestmark = pytest.mark.settings(telegram_personal_forms="allow")


@told_on(["telegram"], postgres=())
async def test_formatting_and_a_picture_are_kept(app, colleague):
    author = await colleague("小李", channel="telegram")
    await author.says("/broadcast")
    await author.sees("群发")
    await author.taps("写一条")
    await author.sees("请发来中文正文")
    bold = {"type": "bold", "offset": 0, "length": 2}
    mention = {"type": "mention", "offset": 3, "length": 3}
    await author.account.sends_photo("活动 @她 {name}", b"\xff\xd8\xff picture", caption_entities=[bold, mention])
    await author.sees("附件：picture.jpg")
    row = await the_only(app)
    assert row["content"]["zh"]["entities"] == [bold]
    [file] = await app.rows("broadcast_file")
    assert (file["kind"], file["content"]) == ("picture", b"\xff\xd8\xff picture")
    await author.taps("发给我看看")
    await author.sees("没有按钮和格式")
    shown = next(one for one in author.account.answers if "photo" in one.raw and "朋友" in one.text)
    assert shown.raw["caption_entities"] == [bold]
    await author.sees("草稿")
    await author.taps("图片/文件")
    await author.sees("请发来一张图片")
    await author.account.sends_document("表.pdf", b"%PDF")
    await author.sees("附件：表.pdf")
    await author.taps("图片/文件")
    await author.sees("请发来一张图片")
    await author.says("不要了")
    assert "附件" not in (await author.sees("草稿")).text
    assert await app.rows("broadcast_file") == []


@told_on(["web", "wechat"], postgres=())
async def test_buttons_open_an_offering_and_an_entry(app, colleague):
    author = await colleague("小李")
    await writes(author)
    for words, label in (("邻里节", "邻里节"), ("人才公寓有多少套", "按钮：邻里节 · ")):
        await author.taps("按钮")
        await author.sees("按钮点开什么")
        await author.says(words)
        await author.sees(label)
    await author.taps("发给我看看")
    await author.sees("1. 邻里节")
    await author.sees("草稿")
    await author.taps_on(author.seen[-3], "邻里节")
    assert "中心花园" in (await author.sees("接下来")).text
    await author.taps_on(author.seen[-4], next(one for one in author.seen[-4].labels if one != "邻里节"))
    await author.sees("套")


@told_on(["web", "wechat"], postgres=())
async def test_an_english_version_is_shown_too(app, colleague):
    author = await colleague("小李")
    await writes(author)
    await author.taps("英文正文")
    await author.sees("请发来英文正文")
    await author.says("Hello {name}, there is an event")
    card = await author.sees("【English】")
    assert "草稿" in card.text  # it is spoken to in its own language all the same
    assert "提交审核" in card.labels
    await author.taps("发给我看看")
    shown = await author.sees("没有按钮和格式")
    assert "活动来了，朋友" in shown.text
    assert "Hello friend" in shown.text


@told_on(["web", "wechat"], postgres=())
async def test_people_are_found_by_tag(she, app, colleague):
    await she.hears("订阅活动通知", "“活动”的消息")
    [row] = await app.rows("subscription")
    author = await colleague("小李")
    await author.hears("/tag", "请这样发")
    await author.hears(f"/tag 志愿者 {row['user_id']} 0000", "1 人加上“志愿者”；1 个没找到")
    await author.hears("/tag 志愿者", "志愿者（1）")
    await writes(author)
    await aims_at(author, "活动")
    await author.taps("按标签")
    await author.sees("志愿者（1）")
    await author.hears("没有的", "没有这个标签")
    await author.says("志愿者")
    assert "1 人" in (await author.sees("标签“志愿者”")).text
    await author.taps("English")
    assert "0 人" in (await author.sees("English")).text
    assert (await the_only(app))["audience"] == {"topic": "activities", "tag": "志愿者", "language": "en"}
    await author.hears("/tag - 志愿者", "从 1 人身上")


def a_sheet(*cells):
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        for row, cell in enumerate(cells):
            sheet.write(row, 0, cell)
    return file.getvalue()


@told_on(["telegram"], postgres=())
async def test_a_spreadsheet_names_people_and_each_wrong_row_is_said(she, app, colleague):
    await she.hears("订阅活动通知", "“活动”的消息")
    [row] = await app.rows("subscription")
    author = await colleague("小李", channel="telegram")
    await writes(author)
    await aims_at(author, "活动")
    await author.taps("按名单")
    await author.sees("请发来 xlsx")
    await author.account.sends_document("名单.xlsx", b"\0\1\2\xff nothing")
    await author.sees("读不出来")
    await author.account.sends_document("名单.xlsx", a_sheet("编号", row["user_id"], "=HYPERLINK(1)", 987654))
    told = await author.sees("找到 1 人，2 行没找到")
    assert "第 3 行" in told.text
    assert "第 4 行“987654”" in told.text
    assert "1 人" in (await author.sees("名单里的人")).text


@told_on(["web", "wechat"], postgres=["web"])
async def test_registrants_of_a_slot_are_written_to(she, app, colleague):
    await registers(she, "确认报名", "约好了")
    author = await colleague("小李")
    card = await writes_to_registrants(author, "请带上雨伞，{name}")
    assert "报名了“邻里节”" in card.text
    assert "1 人" in card.text
    row = await the_only(app)
    assert (row["purpose"], row["audience"]["statuses"]) == ("notice", ["confirmed"])
    await author.taps("发给谁")
    await author.sees("都符合的人")
    await author.taps("候补")
    assert "1 人" in (await author.sees("候补")).text


@told_on(["web", "wechat"], postgres=())
async def test_a_time_is_called_off_and_everybody_concerned_reads_why(she, app, office, colleague):
    await registers(she, "确认报名", "约好了")
    staff = await colleague("小李")
    await staff.says("/staff")
    await staff.sees("有报名的场次")
    await staff.taps("邻里节")
    await staff.sees("开放中")
    await staff.taps("取消这一场")
    await staff.sees("理由是什么")
    await staff.hears("取消", "已取消")
    assert await office.statuses() == ["confirmed"]
    await staff.taps("取消这一场")
    await staff.sees("理由是什么")
    await staff.says("预报有大雨")
    await staff.sees("1 个报名的人")
    await she.sees("预报有大雨")
    assert await office.statuses() == ["cancelled"]


@told_on(["web", "wechat"], postgres=())
async def test_an_emergency_is_marked_and_goes_back_to_draft(app, colleague):
    author = await colleague("小李")
    await writes(author)
    await author.taps("紧急")
    await author.sees("夜里也发")
    assert (await the_only(app))["urgent"]
    await author.taps("不紧急了")
    await author.sees("草稿")
    assert not (await the_only(app))["urgent"]
