"""The stub of Telegram is a Bot API server to two independent libraries, and is strict with whoever is careless."""

import asyncio
import json
import time

import pytest
from aiohttp import ClientError, FormData, web

from tests.stubs.bot_api.load import Load, Plan
from tests.stubs.bot_api.refusal import Refusal
from tests.stubs.callers import button
from tests.stubs.echoes import LIBRARIES, aiogram_polling


@pytest.fixture(params=LIBRARIES.values(), ids=LIBRARIES.keys())
async def with_a_bot(request, telegram):
    async with request.param(telegram):
        yield telegram


async def test_a_conversation(with_a_bot, rules):
    person = with_a_bot.person("小王")
    await person.says("/start")
    welcome = await person.sees("欢迎")
    assert welcome.labels == ["按我 👋"]
    await person.taps("按我")
    assert await person.is_told("收") == "收到"
    changed = await person.sees("按了 pressed:1")
    assert changed.id == welcome.id
    assert changed.labels == []
    assert person.taps_in_the_air == []
    await person.says("人才 😀 <b>公寓</b>")
    await person.sees("人才 😀 <b>公寓</b>")
    for message in person.inbox:
        rules.check_type("Message", message.raw)


async def test_files_go_both_ways(with_a_bot):
    person = with_a_bot.person()
    await person.sends_photo(content=b"\r\nab\x00\xff\n")
    answer = await person.sees("back")
    file_id = answer.raw["photo"][0]["file_id"]
    assert with_a_bot.world.files[file_id][1] == b"\n\xff\x00ba\n\r"


async def test_everybody_gets_their_own_answers_in_order(with_a_bot):
    people = [with_a_bot.person(f"P{number}") for number in range(5)]
    for number in range(4):
        for person in people:
            await person.says(f"{person.user['first_name']}-{number}")
            await person.sees(f"{person.user['first_name']}-{number}")
    for person in people:
        assert [answer.text for answer in person.answers] == [f"{person.user['first_name']}-{n}" for n in range(4)]


async def test_the_commands_are_kept_by_language(with_a_bot):
    assert with_a_bot.world.get_commands(None, "zh") == [{"command": "start", "description": "开始"}]
    assert with_a_bot.world.get_commands(None, "en") == []


async def test_load_is_measured(telegram):
    async with aiogram_polling(telegram):
        people = [telegram.person() for _ in range(5)]
        full = await Load(telegram, Plan(messages=40, texts=["问"], answered_by="问", people=5), people).run()
        steady = await Load(
            telegram, Plan(messages=20, texts=["问"], answered_by="问", people=5, rate=100), people
        ).run()
    assert (full["answered"], steady["answered"]) == (40, 20)
    assert steady["seconds"] >= 0.19
    assert all(0 < latency < 5 for latency in full["latencies"] + steady["latencies"])


async def test_a_wrong_token_is_refused(call):
    answer = await call("getMe", token="1:no")
    assert answer == {"ok": False, "error_code": 401, "description": "Unauthorized"}


async def test_what_life_brings_is_refused_but_not_noted(call):
    person = call.telegram.person()
    first = (await call("sendMessage", chat_id=person.id, text="a", reply_markup=button(callback_data="b")))["result"]
    there = {"chat_id": person.id, "message_id": first["message_id"]}
    again = await call("editMessageText", **there, text="a", reply_markup=button(callback_data="b"))
    assert "message is not modified" in again["description"]
    assert (await call("editMessageReplyMarkup", **there))["ok"]
    assert "message is not modified" in (await call("editMessageReplyMarkup", **there))["description"]
    assert (await call("deleteMessage", **there))["result"] is True
    assert "message to edit not found" in (await call("editMessageText", **there, text="c"))["description"]
    assert "message to delete not found" in (await call("deleteMessage", **there))["description"]
    reply = {"chat_id": person.id, "text": "r", "reply_parameters": {"message_id": 99}}
    assert "message to be replied not found" in (await call("sendMessage", **reply))["description"]
    assert "query is too old" in (await call("answerCallbackQuery", callback_query_id="1"))["description"]
    person.blocks()
    blocked = await call("sendMessage", chat_id=person.id, text="a")
    assert (blocked["error_code"], blocked["description"]) == (403, "Forbidden: bot was blocked by the user")


async def test_message_ids_grow(call):
    person = call.telegram.person()
    await person.says("a")
    ids = [(await call("sendMessage", chat_id=person.id, text="b"))["result"]["message_id"] for _ in range(3)]
    assert ids == [2, 3, 4]
    assert [message.text for message in person.inbox] == ["a", "b", "b", "b"]


async def test_updates_stay_until_they_are_acknowledged(call, rules):
    person = call.telegram.person()
    first, second, third = [await person.says(text) for text in "abc"]
    assert await call.ids() == [first, second, third]
    assert await call.ids(limit=2) == [first, second]
    assert await call.ids(offset=second) == [second, third]
    assert await call.ids() == [second, third]
    assert await call.ids(offset=-1) == [third]
    rules.check_type("Array of Update", (await call("getUpdates"))["result"])
    assert await call.ids(offset=third + 1) == []


async def test_a_long_poll_ends_when_something_comes(call):
    person = call.telegram.person()
    polling = asyncio.ensure_future(call.ids(timeout=10))
    await call.telegram.world.updates.polled.wait()
    said = await person.says("a")
    assert await asyncio.wait_for(polling, 1) == [said]


async def test_a_long_poll_ends_by_itself(call):
    start = time.monotonic()
    assert await call.ids(timeout=1) == []
    assert 0.9 < time.monotonic() - start < 5


async def test_only_one_may_poll(call):
    first = asyncio.ensure_future(call("getUpdates", timeout=10))
    await call.telegram.world.updates.polled.wait()
    second = asyncio.ensure_future(call("getUpdates", timeout=10))
    answer = await asyncio.wait_for(first, 1)
    assert answer["error_code"] == 409
    assert answer["description"].startswith("Conflict: terminated by other getUpdates request")
    said = await call.telegram.person().says("a")
    assert (await second)["result"][0]["update_id"] == said


async def test_nobody_polls_while_there_is_a_webhook(call):
    await call("setWebhook", url="https://127.0.0.1:1/")
    assert (await call("getUpdates"))["error_code"] == 409
    await call("deleteWebhook")
    assert (await call("getUpdates"))["ok"]


async def test_only_the_kinds_that_were_asked_for_come(call):
    person = call.telegram.person()
    await call("getUpdates", allowed_updates=["edited_message"])
    await person.says("a")
    edited = await person.edits("b")
    assert await call.ids() == [edited]
    await call("getUpdates", allowed_updates=[], offset=edited + 1)
    said = await person.says("c")
    assert await call.ids() == [said]


async def test_everything_a_person_can_send_is_as_the_rules_say(call, rules):
    person = call.telegram.person()
    await person.says("/start@stub_bot 看看 https://example.com")
    await person.sends_sticker()
    await person.sends_voice()
    await person.sends_location()
    await person.sends_photo("看")
    await person.sends_document()
    await person.sends_contact()
    await person.sends_album(3, "三张")
    await person.forwards("转")
    await person.says("a")
    await person.edits("b")
    updates = (await call("getUpdates"))["result"]
    rules.check_type("Array of Update", updates)
    assert len(updates) == 13
    assert [entity["type"] for entity in updates[0]["message"]["entities"]] == ["bot_command", "url"]


async def test_the_webhook_gets_an_update_until_it_takes_it(call):
    got, moods = [], [500, 404, 200, 200]

    async def hook(request):
        got.append((request.headers.get("X-Telegram-Bot-Api-Secret-Token"), (await request.json())["update_id"]))
        return web.json_response(
            {"method": "sendMessage", "chat_id": person.id, "text": f"b {len(got) - 2}"}, status=moods.pop(0)
        )

    person = call.telegram.person()
    call.telegram.others = hook  # the server is its own client here
    await call("setWebhook", url=f"{call.telegram.url}/hook", secret_token="s-1")
    first, second = await person.says("a"), await person.says("again")
    answers = [await person.sees("b 1"), await person.sees("b 2")]
    assert answers == person.answers
    assert got == [("s-1", first), ("s-1", first), ("s-1", first), ("s-1", second)]
    info = (await call("getWebhookInfo"))["result"]
    assert info["pending_update_count"] == 0
    assert "404" in info["last_error_message"]


async def test_faults_on_purpose(call):
    person = call.telegram.person()
    call.telegram.fail_next("sendMessage", 429, retry_after=3, times=2)
    call.telegram.fail_next("sendMessage", 502)
    call.telegram.reset_next("sendMessage", "before")
    call.telegram.reset_next("sendMessage", "after")
    said = {"chat_id": person.id, "text": "a"}
    for _ in range(2):
        assert await call("sendMessage", **said) == {
            "ok": False,
            "error_code": 429,
            "description": "Too Many Requests: retry after 3",
            "parameters": {"retry_after": 3},
        }
    assert (await call("sendMessage", **said))["error_code"] == 502
    for left in (0, 1):
        with pytest.raises(ClientError):
            await call("sendMessage", **said)
        assert len(person.inbox) == left
    assert call.telegram.pending == 0
    assert [made.code for made in call.telegram.calls] == [429, 429, 502, 0, 200, 0]


async def test_latency(call):
    call.telegram.latency = 0.2
    start = time.monotonic()
    await call("getMe")
    assert time.monotonic() - start > 0.19


async def test_files_are_uploaded_under_any_name(call):
    person = call.telegram.person()
    form = FormData(
        {
            "chat_id": str(person.id),
            "media": json.dumps(
                [
                    {"type": "photo", "media": "attach://one"},
                    {"type": "photo", "media": "attach://two", "caption": "二"},
                ]
            ),
        }
    )
    form.add_field("one", b"1", filename="一.jpg")
    form.add_field("two", b"2", filename="two.jpg")
    album = (await call("sendMediaGroup", data=form))["result"]
    assert len({message["media_group_id"] for message in album}) == 1
    file = (await call("getFile", file_id=album[1]["photo"][0]["file_id"]))["result"]
    async with call.session.get(f"{call.telegram.url}/file/bot{call.telegram.token}/{file['file_path']}") as response:
        assert await response.read() == b"2"


async def test_there_is_a_limit_to_what_the_stub_does(careless):
    with pytest.raises(Refusal, match="cannot do getChat"):
        careless.telegram.execute("getChat", {"chat_id": 1}, {})
