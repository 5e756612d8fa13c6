"""Somebody asks, and is answered or told honestly that the bot does not know."""

from tests.driver.places import told_on

pytestmark = told_on()
WEATHER = "今天天气怎么样"
POEM = "帮我写一首诗"


async def test_the_greeting_says_who_speaks_and_offers_a_few_buttons(she, channel):
    greeting = she.last
    assert "近悦" in greeting.text
    assert "小城" in greeting.text
    assert greeting.labels == ["公寓", "绿卡", "联谊"]
    assert ("境外" in greeting.text) == (channel == "telegram")


async def test_a_button_of_the_greeting_is_answered(she):
    await she.taps("绿卡")
    answer = await she.sees("八条通道")
    assert "来源" in answer.text
    await she.sees_nothing_new()


async def test_a_question_is_answered_with_its_source(she):
    answer = await she.hears("人才公寓有多少套", "321 套")
    assert "来源:小城日报 · 截至 2024 年 5 月" in answer.text.replace("：", ":")


async def test_an_english_question_is_answered_in_english(she):
    answer = await she.hears("How many talent flats are there?", "321 talent flats")
    assert "Source: Littleton Gazette · as of May 2024" in answer.text
    assert "The rent of a flat" in answer.labels


async def test_pinyin_is_answered_in_chinese(she):
    await she.hears("rencai gongyu you duoshao tao", "321 套")


async def test_a_related_question_is_a_tap_away(she):
    await she.hears("人才公寓有多少套", "321 套")
    await she.taps("湖畔公寓在哪里")
    answer = await she.sees("湖东路")
    assert "2024 年 5 月 17 日" in answer.text
    await she.sees_nothing_new()


async def test_did_you_mean(she, vague):
    sentence, entry = vague()
    offer = await she.hears(sentence, "你想问的是不是")
    assert offer.labels[0] == entry.title.zh
    assert offer.labels[-1] == "都不是"
    assert 2 <= len(offer.labels) <= 4

    await she.taps(entry.title.zh)
    await she.sees("" if entry.answer is None else entry.answer.zh)
    await she.sees_nothing_new()


async def test_none_of_these(she, vague):
    sentence, _ = vague("en")
    await she.hears(sentence, "Did you mean")
    await she.taps("None of these")
    answer = await she.sees("0519-80000000")
    assert answer.labels == ["Ask a person", "Menu"]
    await she.sees_nothing_new()


async def test_two_refusals_in_a_row_offer_a_person(she, app):
    first = await she.hears(WEATHER, "没有把握")
    assert first.labels == ["找人工", "菜单"]
    second = await she.hears(POEM, "又没能帮上你")
    assert "0519-80000000" in second.text

    await she.hears("人才公寓有多少套", "321 套")
    await she.hears(WEATHER, "没有把握")
    assert [(miss["question"], miss["reason"]) for miss in await app.rows("miss")] == [
        (WEATHER, "refused"),
        (POEM, "refused"),
        (WEATHER, "refused"),
    ]


async def test_a_refusal_leads_to_a_person_or_to_the_menu(she):
    await she.hears(WEATHER, "没有把握")
    await she.taps("找人工")
    await she.sees("0519-80000000")
    await she.taps("菜单")
    assert "绿卡" in (await she.sees("你好")).labels
    await she.sees_nothing_new()


async def test_a_known_unknown_says_so(she, app):
    answer = await she.hears("房租多少", "报道没有写租金")
    assert "依据" in answer.text
    assert "0519-80000000" in answer.text
    [miss] = await app.rows("miss")
    assert (miss["reason"], miss["entry"]) == ("unknown", "flats-rent")


async def test_what_has_expired_is_not_told_as_true(she):
    answer = await she.hears("名单公示到哪天", "已于 2024 年 5 月 23 日结束")
    assert "公示到 5 月" not in answer.text


async def test_a_service_that_is_not_there_is_not_pretended(she):
    answer = await she.hears("帮我约贵宾厅", "还没有在这里开通")
    assert "0519-80000000" in answer.text


async def test_thanks_are_returned(she):
    answer = await she.hears("谢谢", "不客气")
    assert answer.labels == []
    assert "来源" not in answer.text


async def test_help_and_a_person_are_there_at_any_time(she):
    assert "公寓" in (await she.hears("帮助", "我能帮你")).labels
    assert "公寓" in (await she.hears("/help", "我能帮你")).labels
    await she.hears("人工", "0519-80000000")
    await she.hears("/human", "0519-80000000")
    await she.hears("I want to speak to a person", "Littleton Talent Section")
