"""What is said in the light of the answer before it."""

from tests.driver.places import told_on

pytestmark = told_on(postgres=("web", "telegram"))
WEATHER = "今天天气怎么样"
POEM = "帮我写一首诗"


async def test_a_bare_question_is_about_what_was_answered(she):
    await she.hears("人才公寓有多少套", "321 套")
    await she.hears("多少钱", "报道没有写租金")


async def test_a_pronoun_is_what_was_answered(she):
    await she.hears("湖畔公寓怎么走", "湖东路")
    await she.hears("它在哪？", "湖东路")


async def test_what_is_not_known_about_it_is_said_of_it(she, app):
    await she.hears("绿卡是什么", "八条通道")
    answer = await she.hears("什么时候", "关于“绿卡是什么”")
    assert "0519-80000000" in answer.text
    assert answer.labels[-2:] == ["找人工", "菜单"]
    [miss] = await app.rows("miss")
    assert (miss["question"], miss["reason"], miss["entry"]) == ("绿卡什么时候", "refused", "green-card")


async def test_another_subject_takes_the_first_ones_place(she):
    await she.hears("德国有实验室吗", "3 家")
    await she.hears("那荷兰呢", "荷兰")
    await she.hears("日本呢？", "3 家")


async def test_another_subject_in_english(app, channel):
    he = await app.person(channel, language="en")
    await he.hears("Is there a laboratory in Germany", "three laboratories")
    await he.hears("what about Japan?", "three laboratories")


async def test_the_same_again(she):
    await she.hears("人才公寓有多少套", "321 套")
    again = await she.hears("再说一遍", "321 套")
    assert "湖畔公寓在哪里" in again.labels


async def test_the_same_in_another_language(she):
    await she.hears("人才公寓有多少套", "321 套")
    answer = await she.hears("English please", "Littleton has 321 talent flats")
    assert answer.text.startswith("Fine, I'll speak English")
    assert "The rent of a flat" in answer.labels
    await she.hears("say that again", "Littleton has 321 talent flats")
    await she.hears("用中文说", "小城共有人才公寓 321 套")


async def test_what_else_there_is(she):
    await she.hears("人才公寓有多少套", "321 套")
    more = await she.hears("详细点", "还可以看看")
    assert more.labels == ["湖畔公寓在哪里", "人才公寓租金多少"]
    await she.taps("人才公寓租金多少")
    await she.sees("报道没有写租金")
    await she.hears("还有呢", "我知道的就是这些了")


async def test_a_tapped_entry_is_what_is_spoken_of(she):
    await she.taps("绿卡")
    await she.sees("八条通道")
    await she.hears("再说一遍", "八条通道")


async def test_thanks_leave_the_subject_as_it_is(she):
    await she.hears("人才公寓有多少套", "321 套")
    await she.hears("谢谢", "不客气")
    await she.hears("多少钱", "报道没有写租金")


async def test_a_changed_subject_is_noticed(she):
    await she.hears("绿卡是什么", "八条通道")
    await she.hears("那人才公寓有多少套", "321 套")


async def test_what_is_out_of_scope_is_not_answered_from_what_was_said(she):
    await she.hears("人才公寓有多少套", "321 套")
    await she.hears(WEATHER, "没有把握")
    await she.hears("那荷兰呢", "")
    assert "321" not in she.last.text


async def test_nothing_was_said_yet(she):
    await she.hears("再说一遍", "还没聊到什么")
    await she.hears("详细点", "还没聊到什么")
    await she.hears("English please", "I'll speak English")


async def test_it_is_remembered_over_a_restart(she, app):
    await she.hears("人才公寓有多少套", "321 套")
    await app.restart()
    await she.hears("多少钱", "报道没有写租金")


async def test_after_a_long_silence_a_conversation_begins_anew(she, app):
    await she.hears("人才公寓有多少套", "321 套")
    await app.let_time_pass(minutes=11)
    await she.hears("再说一遍", "还没聊到什么")


async def test_ordinary_questions_do_not_look_back(she, app, monkeypatch):
    looked = []
    monkeypatch.setattr("bot.middlewares.meaning.so_far", lambda *said, **_: looked.append(said))
    await she.hears("人才公寓有多少套", "321 套")
    await she.hears("绿卡是什么", "八条通道")
    assert looked == []


async def test_a_second_miss_in_a_row_offers_a_person(she):
    await she.hears(WEATHER, "没有把握")
    again = await she.hears(POEM, "又没能帮上你")
    assert again.labels == ["找人工", "菜单"]
    await she.hears("绿卡是什么", "八条通道")
    await she.hears(WEATHER, "没有把握")


async def test_a_second_miss_is_known_over_a_restart(she, app):
    await she.hears(WEATHER, "没有把握")
    await app.restart()
    await she.hears(POEM, "又没能帮上你")


async def test_a_miss_offers_what_is_near(she, near):
    sentence, entry = near()
    offer = await she.hears(sentence, "猜你想问")
    assert offer.labels[0] == entry.title.zh
    assert offer.labels[-2:] == ["找人工", "菜单"]
    assert len(offer.labels) <= 5
    await she.taps(entry.title.zh)
    await she.sees("" if entry.answer is None else entry.answer.zh)
    await she.hears(WEATHER, "没有把握")  # the tap was an answer: this is a first miss again
