"""What tests of the official account wait for."""

import asyncio


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
