"""What is particular to talking on WeChat: menus by number and label, events, pictures, going and coming."""

import asyncio

import httpx
from aiogram.types import BufferedInputFile, InlineKeyboardButton, InlineKeyboardMarkup

from bot.channels.wechat import menu as menus
from handlers.searching import Search
from knowledge import Knowledge
from locales import say_in
from tests.driver.office import registers
from tests.stubs.wechat import Follower

FLATS, CARD = "321 套", "八条通道"


async def test_a_menu_by_number_label_and_traditional_characters(she):
    await she.hears("2", CARD)
    await she.hears("綠卡", CARD)
    await she.hears("「公寓」", FLATS)


async def test_a_booking_is_made_by_typing_alone(she, office):
    await she.hears("报名邻里节", "选一种名额")
    await she.hears("個人", "请确认")
    await she.hears("確認報名。", "先请你看一下")
    await she.hears("1", "姓名")
    await she.hears("欧阳小城", "手机号")
    await she.hears("13812345678", "约好了")
    assert await office.statuses() == ["confirmed"]


async def test_a_number_counts_for_the_newest_menu_and_a_label_for_older_ones_too(she, app):
    await she.hears("人才公寓有多少套", FLATS)
    newest = she.last.labels
    assert "湖畔公寓" in newest[0]
    await she.hears("1", "湖东路")  # not the greeting's first
    await she.hears("绿卡", CARD)  # the greeting's
    await app.restart()
    await she.hears("菜单", "你好")
    await she.hears("2.", CARD)


async def test_an_option_that_was_tapped_is_meant_even_when_a_newer_menu_has_the_same_number(she):
    greeting = she.seen[0]
    await she.hears("人才公寓有多少套", FLATS)
    await she.taps_on(greeting, "绿卡")
    await she.sees(CARD)


async def test_a_forged_option_is_only_what_it_says(she, phone, app):
    for option in ("999999-1", "1-99", "0-0", "x", "1-1 OR 1=1"):
        await phone.says("绿卡是什么", bizmsgmenuid=option)
        await she.sees(CARD)
    other = await app.person("wechat")
    await phone.says("绿卡是什么", bizmsgmenuid=other.last.buttons["公寓"])
    await she.sees(CARD)  # not the other's button


async def test_what_is_no_text(she, phone):
    await phone.push(MsgType="voice", MediaId="m", Format="amr", Recognition="人才公寓有多少套。")
    await she.sees(FLATS)
    await phone.push(MsgType="voice", MediaId="m", Format="amr")
    await she.sees("听不懂语音")
    await phone.push(MsgType="image", PicUrl="http://x", MediaId="m")
    await she.sees("图片我看不懂")
    await phone.push(MsgType="location", Location_X="31.7", Location_Y="119.9", Scale="15", Label="湖东路")
    await she.sees("位置我收到了")
    await phone.push(MsgType="link", Title="绿卡是什么", Description="…", Url="https://mp.weixin.qq.com/s/x")
    await she.sees(CARD)
    await phone.push(MsgType="video", MediaId="m", ThumbMediaId="t")
    await she.sees("图片我看不懂")
    await phone.push(MsgType="something new")
    await she.sees("什么都没收到")
    await she.sees_nothing_new()


async def test_events_that_say_nothing_are_acknowledged(phone, app):
    before = len(await app.rows("incoming"))
    for event in ("VIEW", "LOCATION", "TEMPLATESENDJOBFINISH", "user_scan_product", "view_miniprogram"):
        assert await phone.event(event, EventKey="x", Latitude="31.7", Longitude="119.9") is None
    assert len(await app.rows("incoming")) == before


async def test_the_account_menu_and_a_poster_open_what_they_are_about(she, phone, app):
    pack = app.shelf.knowledge.pack
    made = menus.menu(pack, say_in("zh"), site="https://talent.test")
    keys = [one["key"] for group in made["button"] for one in group["sub_button"] if one["type"] == "click"]
    assert all(len(key.encode()) <= 128 for key in keys)
    assert all(1 <= len(group["sub_button"]) <= 5 and len(group["name"].encode()) <= 16 for group in made["button"])
    await phone.event("CLICK", EventKey="ask:zh:green-card")
    await she.sees(CARD)
    for number, key in enumerate(keys):
        await phone.event("CLICK", EventKey=key, CreateTime=1_800_000_000 + number)
        await she.sees("")
        assert "过期" not in she.last.text
    festival = f"find:zh:{Search('event', 'festival').write()}"
    assert len(festival) <= 64
    await phone.event("SCAN", EventKey=festival, Ticket="t")
    await she.sees("邻里节")
    await phone.event("SCAN", EventKey="123", Ticket="t")  # a code that others made
    await she.sees("你好")


async def test_who_follows_by_a_poster_is_greeted_and_shown_the_event_in_one_answer(app, wechat_api):
    him = Follower(wechat_api, lambda: app.address)
    await him.follows(scene=f"find:zh:{Search('event', 'festival').write()}")
    await app.quiet()
    [seen] = him.inbox
    assert seen["by"] == "reply"
    assert "你好" in seen["text"]
    assert "邻里节" in seen["text"]
    await him.close()


async def test_a_long_answer_is_one_reply_and_the_rest_by_the_service(she, phone, app, monkeypatch):
    words = "这一句话很长，讲的是人才公寓。" * 200

    async def speak(self, handler, event, data):
        await event.message.answer(words)

    monkeypatch.setattr("bot.middlewares.meaning.Meaning.__call__", speak)
    await phone.says("绿卡是什么")
    await app.quiet()
    async with asyncio.timeout(5):
        while len(she.seen) < 1 + 5:
            await she._something_new()
    parts = [seen.text for seen in she.seen[1:]]
    assert "".join(parts) == words
    assert [one["by"] for one in phone.inbox[1:]] == ["reply", "service", "service", "service", "service"]


async def test_a_card_is_the_answer_where_it_is_all_and_comes_after_words(she, phone, monkeypatch):
    """A picture over one button that leads to a page."""
    say_first = [False]
    page = InlineKeyboardMarkup(
        inline_keyboard=[[InlineKeyboardButton(text="看看", url="https://talent.test/?a=1&b=2")]]
    )

    async def speak(self, handler, event, data):
        if say_first[0]:
            await event.message.answer("给你看一张：")
        picture = BufferedInputFile(b"\x89PNG", "人才周.png")
        await event.message.answer_photo(picture, caption="人才周 <三天>\n下周开始", reply_markup=page)

    monkeypatch.setattr("bot.middlewares.meaning.Meaning.__call__", speak)
    answer = await phone.says("绿卡是什么")
    item = answer["Articles"]["item"]
    assert (answer["MsgType"], answer["ArticleCount"]) == ("news", "1")
    assert (item["Title"], item["Description"], item["Url"]) == (
        "人才周 <三天>",
        "下周开始",
        "https://talent.test/?a=1&b=2",
    )
    async with httpx.AsyncClient(trust_env=False) as http:
        assert (await http.get(item["PicUrl"])).content == b"\x89PNG"
    say_first[0] = True
    answer = await phone.says("绿卡是什么")
    assert answer["Content"] == "给你看一张："
    async with asyncio.timeout(5):
        while phone.inbox[-1]["by"] != "service":
            await she._something_new()
    [card] = phone.inbox[-1]["news"]
    assert (card["title"], card["description"], card["url"]) == (item["Title"], item["Description"], item["Url"])


async def test_a_ticket_is_a_picture_and_a_link_to_the_page(she, phone, app, wechat_api):
    await registers(she, "确认报名", "约好了")
    await she.taps("入场码")
    caption = await she.sees("日历")
    async with asyncio.timeout(5):
        while not any(one.get("image") for one in phone.inbox):
            await she._something_new()
    [(kind, picture)] = wechat_api.media.values()
    assert kind == "image/png"
    assert picture.startswith(b"\x89PNG")
    assert [one["by"] for one in phone.inbox[-2:]] == ["reply", "service"]
    raw = phone.inbox[-2]["text"]
    address = raw.split('<a href="')[1].split('"')[0]
    async with httpx.AsyncClient(trust_env=False) as http:
        assert b"BEGIN:VCALENDAR" in (await http.get(address)).content
    assert ".ics" in caption.text


async def test_who_unfollows_is_deleted_and_begins_afresh(she, phone, app):
    await registers(she, "确认报名", "约好了")
    assert await app.rows("profile_field") != []
    await phone.unfollows()
    for table in ("identity", "incoming", "message", "profile_field", "consent", "conversation"):
        assert await app.rows(table) == [], table
    assert [row["status"] for row in await app.rows("registration")] == ["cancelled"]
    await phone.unfollows()  # delivered again
    await phone.follows()
    await she.sees("你好")
    await she.hears("我的预约", "没有")
    await she.sees_nothing_new()


async def test_a_handler_that_fails_is_apologised_for_in_the_answer(she, phone, app, monkeypatch):
    def fail(*_args, **_kwargs):
        raise ZeroDivisionError

    monkeypatch.setattr(Knowledge, "understand", fail)
    message = phone.message(MsgType="text", Content="人才公寓有多少套")
    first, again = await phone.delivered(message), await phone.delivered(message)
    assert "抱歉" in first["Content"]
    assert first["Content"] == again["Content"]
