"""What only happens on Telegram."""

import json
import re

import pytest

from tests.driver.places import told_on
from tests.driver.telegram import Group

pytestmark = told_on(("telegram",), postgres=("telegram",))


@pytest.fixture
def stub(bot_api):
    """Telegram's side."""
    return bot_api.stub


async def test_an_edited_question_is_a_new_one(she):
    await she.hears("人才公寓有多少套", "321 套")
    await she.account.edits("绿卡是什么")
    await she.sees("八条通道")
    await she.sees_nothing_new()


async def test_what_has_no_words_is_answered_kindly(she, app):
    account = she.account
    for sends, answer in (
        (account.sends_sticker, "打字"),
        (account.sends_voice, "听不懂语音"),
        (account.sends_location, "位置我收到了"),
        (account.sends_photo, "图片我看不懂"),
        (account.sends_document, "文件我打不开"),
        (account.sends_contact, "名片我没有保存"),
    ):
        await sends()
        await she.sees(answer)
        await she.sees_nothing_new()
    await account.sends(dice={"emoji": "🎲", "value": 3})
    await she.sees("打字")
    await account.sends(something_of_next_year={})
    await she.sees("")
    await she.sees_nothing_new()
    app.log.stays_calm()


async def test_a_caption_is_a_question(she):
    await she.account.sends_photo("绿卡是什么")
    await she.sees("八条通道")
    await she.sees_nothing_new()


async def test_an_album_is_answered_once(she):
    await she.account.sends_album(4)
    await she.sees("图片我看不懂")
    await she.sees_nothing_new()
    await she.account.sends_album(3)
    await she.sees("图片我看不懂")
    await she.sees_nothing_new()


async def test_a_forwarded_question_is_answered(she):
    await she.account.forwards("绿卡是什么")
    await she.sees("八条通道")
    await she.sees_nothing_new()


async def test_notes_of_the_channel_itself_are_not_answered(she, app):
    await she.account.sends(message_auto_delete_timer_changed={"message_auto_delete_time": 86400})
    await she.sees_nothing_new()
    app.log.stays_calm()


async def test_in_a_group_only_what_is_said_to_the_bot_is_answered(she, bot_api):
    group = Group(bot_api)
    group.hears(she, "人才公寓有多少套")
    await she.quiet()
    assert group.heard == []

    group.hears(she, "@stub_bot 人才公寓有多少套")
    await she.quiet()
    assert "321 套" in group.heard[-1]["text"]
    group.hears(she, "那绿卡是什么", reply_to_message=group.heard[-1])
    await she.quiet()
    assert "八条通道" in group.heard[-1]["text"]
    group.hears(she, "@another_bot 绿卡是什么")
    await she.quiet()
    assert len(group.heard) == 2
    await she.sees_nothing_new()


async def test_in_a_group_everybody_is_followed_for_themselves(she, app, bot_api):
    he = await app.person("telegram")
    group = Group(bot_api)
    group.hears(she, "@stub_bot 人才公寓有多少套")
    await she.quiet()
    group.hears(he, "@stub_bot 绿卡是什么")
    group.hears(she, "海外实验室有几家")  # not to the bot
    await he.quiet()
    group.hears(she, "@stub_bot 再说一遍")
    await she.quiet()
    assert "321 套" in group.heard[-1]["text"]
    group.hears(he, "@stub_bot 再说一遍")
    await he.quiet()
    assert "八条通道" in group.heard[-1]["text"]
    assert len(group.heard) == 4


async def test_in_a_group_a_command_for_another_bot_is_not_answered(she, bot_api):
    group = Group(bot_api)
    group.hears(she, "/help@another_bot")
    await she.quiet()
    assert group.heard == []
    group.hears(she, "/help@stub_bot")
    await she.quiet()
    assert "我能帮你" in group.heard[-1]["text"]


async def test_the_same_update_twice_is_answered_once(she, stub, app):
    await she.hears("绿卡是什么", "八条通道")
    rows = await app.rows("incoming")
    [newest] = [row for row in rows if row["payload"].get("message", {}).get("text") == "绿卡是什么"]
    await she.account.sends_again({"update_id": int(newest["key"]), **newest["payload"]})
    await she.says("人才公寓有多少套")
    await she.sees("321 套")
    await she.sees_nothing_new()
    assert len(await app.rows("incoming")) == 3


async def test_every_tap_comes_to_rest(she):
    await she.taps("绿卡")
    await she.sees("八条通道")
    await she.hears("绿卡是什么", "八条通道")
    await she.taps("👎")
    await she.sees("抱歉没答好")
    await she.taps_data(she.last.id, "nobody knows me")
    await she.is_told("过期")
    await she.quiet()
    assert she.account.taps_in_the_air == []


async def test_two_quick_taps_are_no_mistake(she, app):
    await she.hears("绿卡是什么", "八条通道")
    good = next(data for label, data in she.last.buttons.items() if "👍" in label)
    await she.taps_data(she.last.id, good)
    await she.taps_data(she.last.id, good)
    await she.quiet()
    app.log.stays_calm()
    assert len(await app.rows("feedback")) == 1


async def test_who_blocks_the_bot_does_no_harm(she, app):
    he = await app.person("telegram")
    he.account.blocks()
    await he.says("绿卡是什么")
    await he.quiet()
    await she.hears("绿卡是什么", "八条通道")
    app.log.stays_calm()
    assert [row for row in await app.rows("incoming") if row["failure"]] == []


async def test_an_answer_is_not_lost_when_telegram_refuses_it_for_a_while(she, stub, app):
    stub.fail_next("sendMessage", 429, retry_after=1)
    await she.hears("绿卡是什么", "八条通道")
    stub.fail_next("sendMessage", 502)
    await she.hears("人才公寓有多少套", "321 套")
    stub.reset_next("sendMessage", "before")
    await she.hears("湖畔公寓在哪里", "湖东路")
    app.log.stays_calm()


async def test_polling_goes_on_after_a_failure(she, stub):
    stub.fail_next("getUpdates", 502)
    await she.hears("绿卡是什么", "八条通道")
    stub.reset_next("getUpdates", "before")
    await she.hears("绿卡是什么", "八条通道")


async def test_what_telegram_will_never_take_is_a_failure_with_a_reference(she, stub, app):
    stub.fail_next("sendMessage", 400)
    await she.hears("绿卡是什么", "抱歉")
    [failed] = app.log.of("message_failed")
    assert failed["reference"] in she.last.text
    await she.hears("绿卡是什么", "八条通道")


async def test_the_commands_are_registered_in_both_languages(she, stub):
    kept = stub.world.commands.items()
    commands = {language: [command["command"] for command in given] for (_, language), given in kept}
    assert commands == {
        language: ["start", "help", "human", "mine", "me", "link", "language", "cancel"]
        for language in ("", "zh", "en")
    }


async def test_no_personal_number_is_kept_of_what_telegram_sends_along(she, app):
    account = she.account
    await account.sends_contact("+8613812345678")
    await account.sends_photo("我的身份证320483199001011234")
    await account.sends_document("身份证320483199001011234.jpg")
    await account.edits("电话13812345678")
    await account.forwards("他的卡号6222021234567890123", author="老李13812345678")
    await she.sees("")
    await she.quiet()
    kept = json.dumps([await app.rows(table) for table in ("incoming", "miss", "feedback")], default=str) + app.log.text
    for number in ("13812345678", "320483199001011234", "6222021234567890123"):
        assert number not in kept, re.findall(rf".{{60}}{number}.{{60}}", kept)
