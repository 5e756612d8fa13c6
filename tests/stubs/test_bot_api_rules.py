"""What the stub of Telegram refuses, and notes: calls that no bot should make."""

import json

import pytest
from aiohttp import FormData

from tests.stubs.callers import button

WRONG = {
    "no such method": ("sendMesage", {}, "Not Found"),
    "a required field is missing": ("sendMessage", {"text": "hi"}, "chat_id is empty"),
    "an unknown field": ("sendMessage", {"text": "hi", "parsemode": "HTML"}, "no parameter 'parsemode'"),
    "a wrong type": (
        "sendMessage",
        {"text": "hi", "disable_notification": "maybe"},
        "can't parse disable_notification",
    ),
    "a wrong type inside": ("sendMessage", {"text": "hi", "reply_parameters": {"message_id": "1"}}, "type Integer"),
    "no text": ("sendMessage", {}, "message text is empty"),
    "only space": ("sendMessage", {"text": " \n "}, "message text is empty"),
    "too long": ("sendMessage", {"text": "字" * 4097}, "message is too long"),
    "too long in UTF-16": ("sendMessage", {"text": "😀" * 2049}, "message is too long"),
    "a caption too long": ("sendPhoto", {"photo": "https://a.cn/b.jpg", "caption": "x" * 1025}, "caption is too long"),
    "an entity beyond the text": (
        "sendMessage",
        {"text": "😀", "entities": [{"type": "bold", "offset": 0, "length": 3}]},
        "ends after the end of the text",
    ),
    "an entity inside a symbol": (
        "sendMessage",
        {"text": "😀a", "entities": [{"type": "bold", "offset": 1, "length": 2}]},
        "middle of a symbol",
    ),
    "an unknown entity": (
        "sendMessage",
        {"text": "ab", "entities": [{"type": "fat", "offset": 0, "length": 1}]},
        "unknown type 'fat'",
    ),
    "HTML that does not close": ("sendMessage", {"text": "<b>x", "parse_mode": "HTML"}, "can't find end tag"),
    "HTML that is not Telegram's": (
        "sendMessage",
        {"text": "<h1>x</h1>", "parse_mode": "HTML"},
        "unsupported start tag",
    ),
    "a button's data of 66 bytes": (
        "sendMessage",
        {"text": "x", "reply_markup": button(callback_data="字" * 22)},
        "bytes",
    ),
    "a button's data of no bytes": ("sendMessage", {"text": "x", "reply_markup": button(callback_data="")}, "bytes"),
    "a button that does nothing": ("sendMessage", {"text": "x", "reply_markup": button()}, "exactly one action"),
    "a button that does two things": (
        "sendMessage",
        {"text": "x", "reply_markup": button(callback_data="a", url="https://a.cn")},
        "exactly one action",
    ),
    "a button without a label": (
        "sendMessage",
        {"text": "x", "reply_markup": {"inline_keyboard": [[{"text": "", "callback_data": "a"}]]}},
        "button text is empty",
    ),
    "a link to this machine": (
        "sendMessage",
        {"text": "x", "reply_markup": button(url="http://localhost/")},
        "Wrong HTTP",
    ),
    "a link by telephone": ("sendMessage", {"text": "x", "reply_markup": button(url="tel:+86519")}, "Wrong HTTP"),
    "a keyboard of another type": ("sendMessage", {"text": "x", "reply_markup": {"buttons": []}}, "no field 'buttons'"),
    "an unknown chat": ("sendMessage", {"chat_id": 1, "text": "x"}, "chat not found"),
    "a file that does not exist": ("sendDocument", {"document": "abc"}, "wrong file identifier"),
    "a file that was not sent": ("sendDocument", {"document": "attach://abc"}, "file 'abc' is missing"),
    "a command in capitals": (
        "setMyCommands",
        {"commands": [{"command": "Start", "description": "x"}]},
        "BOT_COMMAND_INVALID",
    ),
    "a command without a word": ("setMyCommands", {"commands": [{"command": "a", "description": ""}]}, "1 to 256"),
    "a language with a region": ("setMyCommands", {"commands": [], "language_code": "zh-CN"}, "two-letter"),
    "a scope without its chat": (
        "setMyCommands",
        {"commands": [], "scope": {"type": "chat"}},
        "needs the field 'chat_id'",
    ),
    "a long toast": ("answerCallbackQuery", {"callback_query_id": "1", "text": "x" * 201}, "0 to 200 characters"),
    "a secret with a space": ("setWebhook", {"url": "https://a.cn", "secret_token": "a b"}, "not allowed"),
    "too many updates at once": ("getUpdates", {"limit": 101}, "1 to 100"),
    "one photo as an album": ("sendMediaGroup", {"media": [{"type": "photo", "media": "a"}]}, "2 to 10 items"),
}
NEEDS_A_CHAT = ("sendMessage", "sendPhoto", "sendDocument", "sendMediaGroup")


@pytest.mark.parametrize(("method", "given", "complaint"), WRONG.values(), ids=WRONG.keys())
async def test_wrong_calls_are_refused_and_noted(careless, method, given, complaint):
    if method in NEEDS_A_CHAT and "chat_id is" not in complaint:
        given = {"chat_id": careless.telegram.person().id} | given
    answer = await careless(method, **given)
    assert not answer["ok"]
    assert complaint in answer["description"]
    assert len(careless.telegram.violations) == 1
    # The same in a form, where all that is not text is JSON in text.
    form = {name: value if isinstance(value, str) else json.dumps(value) for name, value in given.items()}
    assert complaint in (await careless(method, data=FormData(form) if form else None))["description"]
    assert len(careless.telegram.violations) == 2
