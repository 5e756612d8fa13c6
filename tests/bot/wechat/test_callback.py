"""What WeChat pushes, over HTTP: taken when it is theirs, refused when it is not, and never a failure of ours."""

import asyncio
import random
import time

import httpx
import pytest
from sqlalchemy import update
from wechatpy.crypto import WeChatCrypto

from bot.channels.wechat import callback
from bot.channels.wechat.codec import signature
from bot.middlewares.meaning import Meaning
from db import Database
from db.tables import incoming
from tests.driver.log import PATIENCE

FLATS = "321 套"


async def test_the_address_is_verified(app, wechat_api):
    async with httpx.AsyncClient(base_url=app.address, trust_env=False) as http:

        async def asks(**changed):
            moment = str(int(time.time()))
            query = {"timestamp": moment, "nonce": "7", "echostr": "6317849", **changed}
            query.setdefault("signature", signature(wechat_api.account.token, query["timestamp"], "7"))
            found = await http.get("/wechat", params=query)
            return found.status_code, found.text

        assert await asks() == (200, "6317849")
        assert (await asks(signature="0" * 40))[0] == 403
        assert (await asks(timestamp=str(int(time.time()) - 601)))[0] == 403
        assert (await asks(timestamp="yesterday"))[0] == 400
        assert (await http.get("/wechat")).status_code == 400


@pytest.mark.parametrize("mode", ["plain", "compat", "safe"])
async def test_every_mode(app, she, phone, restarted, mode):
    await restarted(wechat_mode=mode)
    phone.mode = mode
    await she.hears("人才公寓有多少套", FLATS)


async def test_two_keys_during_a_change(app, she, phone, restarted, wechat_api):
    await restarted(wechat_aes_key="B" * 42 + "A", wechat_aes_key_previous=wechat_api.account.aes_key)
    await she.hears("人才公寓有多少套", FLATS)  # sealed with the old key, and answered with it
    phone._crypto = WeChatCrypto(wechat_api.account.token, "B" * 42 + "A", wechat_api.account.app_id)
    body, query = phone.wrapped(phone.message(MsgType="text", Content="人才公寓有多少套"))
    answer = await phone._http.post(f"{app.address}/wechat", params=query, content=body)
    values = {name: answer.text.split(f"<{name}>")[1].split(f"</{name}>")[0] for name in ("TimeStamp",)}
    signed = answer.text.split("<MsgSignature><![CDATA[")[1].split("]]")[0]
    nonce = query["nonce"]
    assert FLATS in phone._crypto.decrypt_message(answer.text, signed, values["TimeStamp"], nonce)


async def test_what_is_not_theirs_is_refused_and_leaves_no_trace(app, she, phone, wechat_api, monkeypatch):
    rows = len(await app.rows("incoming"))
    account = wechat_api.account

    async def refused(body, **query):
        answer = await phone._http.post(f"{app.address}/wechat", params=query, content=body)
        assert answer.text != "success"
        return answer.status_code

    body, query = phone.wrapped(phone.message(MsgType="text", Content="你好"))
    assert await refused(body, **query | {"msg_signature": "0" * 40}) == 403
    assert await refused(body, **{name: value for name, value in query.items() if name != "msg_signature"}) == 403
    assert await refused(body, **query | {"nonce": "8"}) == 403
    assert await refused(body, **query | {"timestamp": str(int(query["timestamp"]) + 1)}) == 403
    assert await refused(body.replace("<Encrypt>", "<Encrypt>A"), **query) == 403
    assert await refused("", **query) == 400
    assert await refused("x" * 65 * 1024, **query) == 413

    phone._crypto = WeChatCrypto(account.token, account.aes_key, "wxffffffffffffffff")
    body, query = phone.wrapped(phone.message(MsgType="text", Content="你好"))
    assert await refused(body, **query) == 403  # another account's

    phone._crypto = WeChatCrypto(account.token, "z" * 42 + "A", account.app_id)
    body, query = phone.wrapped(phone.message(MsgType="text", Content="你好"))
    assert await refused(body, **query) == 403  # another key

    phone.mode = "plain"
    body, query = phone.wrapped(phone.message(MsgType="text", Content="你好"))
    assert await refused(body, **query) == 403  # not encrypted, in safe mode

    phone.mode, phone._crypto = "safe", WeChatCrypto(account.token, account.aes_key, account.app_id)
    now = time.time()
    monkeypatch.setattr("tests.stubs.wechat.follower.time.time", lambda: now - 601)
    body, query = phone.wrapped(phone.message(MsgType="text", Content="你好"))
    monkeypatch.undo()
    assert await refused(body, **query) == 403  # stale
    assert len(await app.rows("incoming")) == rows


async def test_a_plain_signature_is_good_for_one_message(app, she, phone, restarted):
    await restarted(wechat_mode="plain")
    phone.mode = "plain"
    body, query = phone.wrapped(phone.message(MsgType="text", Content="绿卡是什么"))
    first = await phone._http.post(f"{app.address}/wechat", params=query, content=body.encode())
    again = await phone._http.post(f"{app.address}/wechat", params=query, content=body.encode())
    forged = body.replace("绿卡是什么", "注销并删除我的信息")
    other = await phone._http.post(f"{app.address}/wechat", params=query, content=forged.encode())
    assert (first.status_code, again.status_code, other.status_code) == (200, 200, 403)
    assert again.text == first.text


async def test_four_deliveries_are_handled_once_and_answered_alike(app, she, phone, wechat_api):
    message = phone.message(MsgType="text", Content="人才公寓有多少套")
    answers = await asyncio.gather(*(phone.delivered(message) for _ in range(3)))
    answers.append(await phone.delivered(message))
    assert FLATS in answers[0]["Content"]
    assert len({answer["Content"] for answer in answers}) == 1
    await app.restart()
    assert (await phone.delivered(message))["Content"] == answers[0]["Content"]
    await app.quiet()
    said = [row for row in await app.rows("incoming") if row["payload"]["message"]["text"] == "人才公寓有多少套"]
    assert len(said) == 1
    assert wechat_api.boxes[phone.openid].messages == []


async def test_a_follow_that_is_delivered_twice_greets_once(app, she, phone):
    event = phone.message(MsgType="event", Event="subscribe", EventKey="", CreateTime=1_800_000_000)
    first, second = await phone.delivered(event), await phone.delivered(event)
    assert first is not None
    assert second is not None
    assert first["Content"] == second["Content"]
    assert len(await app.rows("incoming")) == 2  # and the one before


@pytest.fixture
def slow(monkeypatch):
    """Let every answer wait for a gate, and WeChat be told sooner that it comes later."""
    gate = asyncio.Event()
    attend = Meaning.__call__

    async def slowly(self, handler, event, data):
        await gate.wait()
        return await attend(self, handler, event, data)

    monkeypatch.setattr(Meaning, "__call__", slowly)
    monkeypatch.setattr(callback, "ANSWER_SECONDS", 0.1)
    return gate


async def test_a_slow_answer_is_acknowledged_and_comes_by_the_service_once(app, she, phone, slow, wechat_api):
    message = phone.message(MsgType="text", Content="人才公寓有多少套")
    assert await phone.delivered(message) is None
    assert await phone.delivered(message) is None
    slow.set()
    await she.sees(FLATS)
    await app.quiet()
    assert await phone.delivered(message) is None
    [told] = wechat_api.boxes[phone.openid].messages
    assert FLATS in told["text"]["content"]
    await app.restart()
    await she.sees_nothing_new()


def test_an_answer_waits_no_longer_than_wechat_does():
    assert callback.ANSWER_SECONDS <= 4.5


async def test_a_kill_between_saying_and_noting_says_nothing_twice(app, she, phone, wechat_api):
    """What was answered before the program ended is not said again by the service when it runs a second time."""
    await she.hears("人才公寓有多少套", FLATS)
    await app.quiet()
    await app.stop()
    database = Database(app.settings.database_url)
    await database.writing(lambda connection: connection.execute(update(incoming).values(done_at=None, worker=1)))
    await database.close()
    await app.start()
    await app.quiet()
    assert wechat_api.boxes[phone.openid].messages == []


async def test_mutated_callbacks_are_refused_or_answered_and_nothing_fails(app, she, phone, log):
    chance = random.Random(11)
    async with httpx.AsyncClient(trust_env=False) as http:
        for number in range(300):
            phone.mode = chance.choice(("safe", "compat", "plain"))
            kind = chance.choice(("text", "image", "voice", "event", "location", "link", "shortvideo", "nonsense"))
            values = {
                "Content": "公寓",
                "MediaId": "m",
                "Recognition": "绿卡",
                "Event": chance.choice(("CLICK", "SCAN", "VIEW", "unsubscribe", "subscribe", "MASSSENDJOBFINISH")),
                "EventKey": chance.choice(("ask:zh:green-card", "x", "a" * 300, "::::", "qrscene_a:b")),
                "Location_X": "nan",
                "Location_Y": "1e999",
                "Title": "t",
                "MsgId": chance.choice(("1", "x" * 400, str(number))),
                "MsgID": chance.choice(("7", "9" * 30)),
                "SentCount": chance.choice(("3", "x")),
                "bizmsgmenuid": chance.choice(("1-1", "0-0", "99999999999999999999-1", "1-99", "x")),
            }
            body, query = phone.wrapped(phone.message(MsgType=kind, **values))
            raw = bytearray(body.encode())
            for _ in range(chance.choice((0, 0, 1, 3))):
                place = chance.randrange(len(raw))
                raw[place : place + chance.choice((0, 1, 2))] = chance.randbytes(chance.choice((0, 1, 4)))
            if chance.random() < 0.2:
                name = chance.choice(list(query))
                query[name] = chance.choice(("", "x", "公寓", "9" * 30, query[name][:-1], "\x00", "-1"))
            answer = await http.post(f"{app.address}/wechat", params=query, content=bytes(raw))
            assert answer.status_code in {200, 400, 403, 413}, answer.text
            if answer.status_code == 200:
                assert answer.text == "success" or answer.text.startswith("<xml>")
    await asyncio.wait_for(app.quiet(), PATIENCE)
    log.stays_calm()
