"""What WeChat will not take now is said at the next contact, whatever happens meanwhile."""

import asyncio

import pytest

from db import DatabaseUnavailable, wechat
from delivery.ledger import Ledger
from tests.bot.wechat.waiting import kept, sent, until
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
