"""What WeChat will not take now is said at the next contact, whatever happens meanwhile."""

import asyncio

import pytest

from bot.channels.wechat import callback
from bot.channels.wechat.envelope import Envelope
from db import DatabaseUnavailable, wechat
from delivery.ledger import Ledger
from tests.bot.wechat.waiting import kept, long_answer, sent, until
from tests.driver.office import registers


@pytest.mark.parametrize("code", [45015, 45047])
async def test_outside_the_window_it_waits_for_the_next_contact(she, phone, app, wechat_api, reminder_is_due, code):
    await registers(she, "确认报名", "约好了")
    wechat_api.fail_next("custom/send", *[code] * 10)
    await reminder_is_due()
    await until(she, lambda: sent(app, "skipped"))
    assert {row["reason"] for row in await app.rows("outbox") if row["state"] == "skipped"} == {"kept"}
    assert wechat_api.notices == []
    await phone.says("绿卡是什么")
    answer = await she.sees("八条通道")
    assert "提醒" in answer.text
    assert phone.inbox[-1]["by"] == "reply"
    await phone.says("绿卡是什么")
    assert "提醒" not in (await she.sees("八条通道")).text


async def test_who_comes_before_it_is_noted_as_kept_has_read_it(
    she, phone, app, wechat_api, reminder_is_due, monkeypatch
):
    await registers(she, "确认报名", "约好了")
    noted, write, note, told = asyncio.Event(), Ledger.write, wechat.note_kept_said, []

    async def slowly(self):
        await noted.wait()
        await write(self)

    def observed(connection, **given):
        note(connection, **given)
        told.append(given)

    async def is_told():
        return told

    monkeypatch.setattr(Ledger, "write", slowly)
    monkeypatch.setattr("bot.channels.wechat.callback.wechat.note_kept_said", observed)
    wechat_api.fail_next("custom/send", 45015)
    await reminder_is_due()
    await until(she, lambda: kept(app))
    await phone.says("绿卡是什么")
    assert "提醒" in (await she.sees("八条通道")).text
    await until(she, is_told)
    noted.set()
    await until(she, lambda: sent(app, "sent"))


async def test_what_could_be_neither_said_nor_kept_is_tried_again(
    she, phone, app, wechat_api, reminder_is_due, monkeypatch
):
    await registers(she, "确认报名", "约好了")
    keep, tried = wechat.keep, []

    def away(connection, **given):
        tried.append(given)
        if wechat_api.calls["custom/send"] < calls + 3:
            raise DatabaseUnavailable("away")
        return keep(connection, **given)

    calls = wechat_api.calls["custom/send"]
    monkeypatch.setattr("bot.channels.wechat.service.wechat.keep", away)
    wechat_api.fail_next("custom/send", *[45015] * 10)
    await reminder_is_due()
    await until(she, lambda: sent(app, "skipped"))
    assert tried
    assert await kept(app) == 1
    assert {(row["reason"], row["attempts"]) for row in await app.rows("outbox") if row["state"] == "skipped"} == {
        ("kept", 1)
    }


@pytest.fixture
async def reminded(she, app, wechat_api, reminder_is_due):
    """Her reminder waits for her."""
    await registers(she, "确认报名", "约好了")
    wechat_api.fail_next("custom/send", *[45015] * 10)
    await reminder_is_due()
    await until(she, lambda: sent(app, "skipped"))


@pytest.mark.usefixtures("reminded")
async def test_a_program_that_ends_before_the_answer_has_left_says_it_after_all(she, phone, app, monkeypatch):
    with monkeypatch.context() as ends:

        def kill(*_):
            raise SystemError("killed here")

        ends.setattr(Envelope, "close", kill)
        question = phone.message(MsgType="text", Content="绿卡是什么")
        assert (await phone.post(question)).status_code == 500
    await app.restart()
    assert "八条通道" in (await phone.delivered(question))["Content"]
    await phone.says("绿卡是什么")
    assert "提醒" in (await she.sees("八条通道")).text


@pytest.mark.usefixtures("reminded")
async def test_a_delivery_that_comes_again_to_another_program_has_it_too(she, phone, app):
    question = phone.message(MsgType="text", Content="绿卡是什么")
    first = await phone.delivered(question)
    assert "提醒" in first["Content"]
    await until(she, lambda: said(app))
    await app.restart()
    assert (await phone.delivered(question))["Content"] == first["Content"]
    assert "提醒" not in (await phone.says("绿卡是什么"))["Content"]


async def said(app):
    return all(row["said_with"] for row in await app.rows("wechat_kept"))


@pytest.mark.usefixtures("reminded")
async def test_two_answers_at_once_do_not_both_say_it(phone, monkeypatch):
    noting = asyncio.Event()
    afterwards = callback.Callback._afterwards

    async def later(self, *given):
        await noting.wait()
        await afterwards(self, *given)

    monkeypatch.setattr(callback.Callback, "_afterwards", later)
    answers = [(await phone.says(text))["Content"] for text in ("绿卡是什么", "人才公寓有多少套")]
    noting.set()
    assert ["提醒" in answer for answer in answers] == [True, False]


async def test_the_rest_of_an_answer_is_not_said_by_the_next_one_too(she, phone, app, wechat_api, monkeypatch):
    monkeypatch.setattr(callback, "BREATH", 0.5)
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(long_answer(phone))
        await until(she, lambda: kept(app))
        assert "这一句话" not in (await phone.says("绿卡是什么"))["Content"]
    await until(she, lambda: nothing_kept(app))
    assert len(wechat_api.boxes[phone.openid].messages) == 1


async def test_the_rest_of_an_answer_is_written_down_before_the_answer_leaves(phone, app, monkeypatch):
    async def killed(*_):
        return

    monkeypatch.setattr(callback.Callback, "_afterwards", killed)
    await long_answer(phone)
    assert await kept(app) == 1


async def nothing_kept(app):
    return not await kept(app)
