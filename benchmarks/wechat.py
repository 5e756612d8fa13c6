"""What a callback of the WeChat account costs, in safe mode with a full policy answer, beside an empty route.

Both are served by uvicorn in a process of their own, kept to one core, and called by the same client in turns: first at
a steady, modest rate, which gives the latency of the passive reply; then as fast as each can.
"""

import argparse
import asyncio
import json
import os
import socket
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median, quantiles
from typing import Any

import aiohttp
from running import (
    JINYUE,
    QUESTION,
    ROOT,
    Spread,
    ask_jinyue,
    cpu_seconds,
    jinyue_environment,
    machine,
    peak_memory_mb,
    running,
    show,
)

sys.path.insert(0, str(ROOT))

from bot.channels.wechat.codec import Key, signature
from bot.channels.wechat.markup import read, write

SOURCE = "2024"
"""What stands in every answer: the year of its source."""
TOKEN, LETTERS, APP_ID = "benchmark", "b" * 42 + "A", "wx0123456789abcdef"
PATIENCE = 60.0
COLUMNS = {
    "callbacks_per_second": ("callbacks a second", 0),
    "callback_cpu_ms": ("CPU, ms a callback", 2),
    "reply_median_ms": ("median of a reply, ms", 1),
    "reply_p99_ms": ("p99 of a reply, ms", 1),
    "peak_mb": ("peak memory, MB", 0),
}
CONTENDERS = ("jinyue", "empty route")
EMPTY = """
import sys, uvicorn
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route

async def push(request):
    await request.body()
    return PlainTextResponse("success")

app = Starlette(routes=[Route("/wechat", push, methods=["POST"])])
uvicorn.run(app, port=int(sys.argv[1]), log_config=None, access_log=False, lifespan="off")
"""


@dataclass(frozen=True, slots=True)
class Load:
    """How much is pushed."""

    callbacks: int
    steady: int
    rate: float
    people: int


class Pusher:
    """Calls as WeChat does, and checks what is answered."""

    def __init__(self, address: str, people: int, *, answered: bool) -> None:
        self._address = address
        self._people = people
        self._answered = answered
        self._key = Key(LETTERS, APP_ID)
        self._number = 0

    def sealed(self) -> tuple[dict[str, str], bytes]:
        """One person's question: query and body."""
        self._number += 1
        message = {
            "ToUserName": "gh_benchmark",
            "FromUserName": f"oPerson{self._number % self._people:021}",
            "CreateTime": int(time.time()),
            "MsgType": "text",
            "Content": QUESTION,
            "MsgId": 10**15 + self._number,
        }
        sealed, moment, nonce = self._key.seal(write(message)), str(int(time.time())), str(self._number)
        query = {"timestamp": moment, "nonce": nonce, "msg_signature": signature(TOKEN, moment, nonce, sealed)}
        return query, write({"ToUserName": "gh_benchmark", "Encrypt": sealed}).encode()

    async def call(self, http: aiohttp.ClientSession, given: tuple[dict[str, str], bytes]) -> float:
        """Call; returns the seconds until the whole answer was there."""
        query, body = given
        start = time.monotonic()
        async with http.post(f"{self._address}/wechat", params=query, data=body) as response:
            answer = await response.text()
        took = time.monotonic() - start
        if response.status != 200 or (self._answered and SOURCE not in self._key.open(read(answer)["Encrypt"])):
            raise SystemExit(f"a wrong answer: {response.status} {answer[:300]}")
        return took

    async def steadily(self, load: Load) -> list[float]:
        """Call at the steady rate; returns how long each took."""
        given = [self.sealed() for _ in range(load.steady)]
        async with aiohttp.ClientSession() as http, asyncio.TaskGroup() as tasks:
            start = time.monotonic()
            calls = []
            for number, one in enumerate(given):
                await asyncio.sleep(max(0.0, start + number / load.rate - time.monotonic()))
                calls.append(tasks.create_task(self.call(http, one)))
        return [call.result() for call in calls]

    async def at_full_speed(self, callbacks: int) -> float:
        """Call as fast as it goes, everybody one call at a time; returns the seconds it took."""
        waiting = [self.sealed() for _ in range(callbacks)]

        async def person(http: aiohttp.ClientSession) -> None:
            while waiting:
                await self.call(http, waiting.pop())

        async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as http:
            start = time.monotonic()
            async with asyncio.TaskGroup() as tasks:
                for _ in range(self._people):
                    tasks.create_task(person(http))
            return time.monotonic() - start


async def measure(name: str, load: Load, folder: Path) -> dict[str, float]:
    """Start a contender and measure it."""
    port = free_port()
    settings = {
        "PORT": str(port),
        "WECHAT_TOKEN": TOKEN,
        "WECHAT_APP_ID": APP_ID,
        "WECHAT_APP_SECRET": "never asked for",
        "WECHAT_AES_KEY": LETTERS,
        "WECHAT_API_BASE": "http://127.0.0.1:9",
    }
    ours = name == "jinyue"
    command = (JINYUE, "run") if ours else (sys.executable, "-c", EMPTY, str(port))
    with running(command, jinyue_environment(folder, **settings), folder / "log") as process:
        process.cpu_affinity([0])
        await there(port)
        pusher = Pusher(f"http://127.0.0.1:{port}", load.people, answered=ours)
        await pusher.at_full_speed(4 * load.people)  # warm-up
        took = await pusher.steadily(load)
        before = cpu_seconds(process)
        seconds = await pusher.at_full_speed(load.callbacks)
        return {
            "callbacks_per_second": load.callbacks / seconds,
            "callback_cpu_ms": (cpu_seconds(process) - before) / load.callbacks * 1000,
            "reply_median_ms": median(took) * 1000,
            "reply_p99_ms": quantiles(took, n=100)[98] * 1000,
            "peak_mb": peak_memory_mb(process),
        }


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    return port


async def there(port: int) -> None:
    """Wait until somebody listens."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        try:
            _, writer = await asyncio.open_connection("127.0.0.1", port)
        except OSError:
            await asyncio.sleep(0.05)
            continue
        writer.close()
        return
    raise SystemExit("it does not start")


def report(measured: dict[str, Sequence[dict[str, float]]], load: Load) -> dict[str, Any]:
    """Print the table; returns the figures."""
    spreads = {
        name: {key: Spread.of([figures[key] for figures in rounds]) for key in COLUMNS}
        for name, rounds in measured.items()
    }
    rounds = len(measured["jinyue"])
    on = machine()
    show(
        f"{load.people} people: {load.callbacks} callbacks at once, {load.steady} at {load.rate:g} a second",
        COLUMNS,
        spreads,
        rounds,
        on,
    )
    pairs = zip(measured["jinyue"], measured["empty route"], strict=True)
    share = Spread.of([one["callbacks_per_second"] / other["callbacks_per_second"] for one, other in pairs])
    return {
        "benchmark": "wechat",
        "machine": on,
        "rounds": rounds,
        **{name: {key: value.as_json() for key, value in spread.items()} for name, spread in spreads.items()},
        "share_of_empty_route": share.as_json(),
    }


def main() -> None:
    """Measure in turns, print a table, and as the last line the figures as JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--callbacks", type=int, default=1000, help="at full speed")
    parser.add_argument("--steady", type=int, default=500, help="callbacks at the steady rate")
    parser.add_argument("--rate", type=float, default=50, help="the steady rate, callbacks a second")
    parser.add_argument("--people", type=int, default=50)
    parser.add_argument("--rounds", type=int, default=3)
    given = parser.parse_args()
    load = Load(given.callbacks, given.steady, given.rate, given.people)
    cores = sorted(os.sched_getaffinity(0))
    os.sched_setaffinity(0, cores[1:] or cores)  # the first is the contenders'
    measured: dict[str, list[dict[str, float]]] = {name: [] for name in CONTENDERS}
    with tempfile.TemporaryDirectory() as folder:
        for name in CONTENDERS:
            Path(folder, name).mkdir()
        ask_jinyue(Path(folder, "jinyue"))  # prepares the pack, as the very first start does
        for number in range(given.rounds):
            for name in CONTENDERS:
                measured[name].append(asyncio.run(measure(name, load, Path(folder, name))))
                print(f"round {number + 1}: {name} done", file=sys.stderr)
    sys.stdout.write(json.dumps(report(measured, load), ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
