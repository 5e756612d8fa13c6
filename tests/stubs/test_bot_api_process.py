"""The stub of Telegram as a process of its own, driven from outside."""

import asyncio
import sys
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientSession

from tests.stubs.bot_api import spec_path
from tests.stubs.bot_api.server import TOKEN

ROOT = Path(__file__).parents[2]


@pytest.mark.usefixtures("rules")
async def test_another_process_drives_it():
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.stubs.bot_api", "--latency", "1", "--spec", str(spec_path())),
        cwd=ROOT,
        stdout=asyncio.subprocess.PIPE,
    )
    try:
        url = (await process.stdout.readline()).decode().strip()
        async with ClientSession(url) as session:

            async def call(path, **given: Any) -> Any:
                async with session.post(path, json=given) as answer:
                    return await answer.json()

            said = await call("/control/say", person=7, text="你好")
            [update] = (await call(f"/bot{TOKEN}/getUpdates"))["result"]
            assert update["update_id"] == said["update"]
            chat = update["message"]["chat"]["id"]
            markup = {"inline_keyboard": [[{"text": "按我", "callback_data": "a"}]]}
            await call("/control/fail", method="sendMessage", code=429, retry_after=2)
            assert (await call(f"/bot{TOKEN}/sendMessage"))["parameters"] == {"retry_after": 2}
            assert (await call(f"/bot{TOKEN}/sendMessage", chat_id=chat, text="早", reply_markup=markup))["ok"]
            await call("/control/tap", person=7, label="按")
            assert await call("/control/inbox", person=7) == [
                {"id": 1, "by_bot": False, "text": "你好", "labels": []},
                {"id": 2, "by_bot": True, "text": "早", "labels": ["按我"]},
            ]
            await call(f"/bot{TOKEN}/sendMessage", chat_id=chat, text="")
            state = await call("/control/state")
            assert state["waiting"] == 2
            assert state["counts"]["sendMessage"] == 2
            assert len(state["violations"]) == 1
            load = await call("/control/load", messages=2, texts=["问"], answered_by="答", people=2, patience=0.1)
            assert (load["answered"], load["unanswered"]) == (0, 2)
    finally:
        process.terminate()
        await process.wait()
