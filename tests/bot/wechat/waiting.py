"""What tests of the official account wait for."""

import asyncio
from unittest.mock import patch


async def sent(app, state, kind="remind"):
    rows = [row for row in await app.rows("outbox") if row["kind"] == kind and row["state"] == state]
    return len(rows)


async def until(she, found):
    for _ in range(200):
        if await found():
            return
        await she._calm()
        await asyncio.sleep(0.02)
    raise AssertionError("it did not come")


async def kept(app):
    return len(await app.rows("wechat_kept"))


async def long_answer(phone):
    """Have the bot say more than one answer has room for."""

    async def speak(self, handler, event, data):
        await event.message.answer("这一句话很长，讲的是人才公寓。" * 60)

    with patch("bot.middlewares.meaning.Meaning.__call__", speak):
        await phone.says("绿卡是什么")
