"""What the sending does: its pace, its speed, what a message costs, how soon what is urgent is said.

Against the stub of Telegram with 50 ms latency, by `jinyue deliver` as real processes. On PostgreSQL when
TEST_DATABASE_URL is set; else on SQLite, with one worker.
"""

import argparse
import asyncio
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median, quantiles
from typing import Any

import psutil
from booking_crowd import SERVER, new_database
from delivery_crowd import broadcast_for, counted, million, settle
from rich.console import Console
from rich.table import Table
from running import (
    JINYUE,
    ROOT,
    TOKEN,
    Spread,
    Telegram,
    ask_jinyue,
    cpu_seconds,
    jinyue_environment,
    machine,
    running,
    telegram,
)

from db import Database
from db.delivering import claim_wave
from db.lanes import open_lane
from db.outbox import tell_staff

TEXT = "本周六上午九点，人才市场有一场招聘会，一百二十家企业到场，欢迎你来看看。"
LATENCY_MS = 50
COLUMNS = {
    "used_percent": ("of the pace used, %", 2),
    "worst_second": ("most in any second", 0),
    "refused": ("refused as too fast (429)", 0),
    "overtakes_s": ("what is urgent is said after, s (worst)", 2),
    "fast_per_second": ("messages a second at 1,000 configured", 0),
    "cpu_ms": ("CPU a message, ms", 3),
    "claim_ms": ("claiming a wave among a million rows, ms", 2),
    "claim_p99_ms": ("p99, ms", 2),
}


@contextmanager
def workers(number: int, url: str, stub: Telegram, folder: Path, per_second: float) -> Iterator[list[psutil.Process]]:
    """So many `jinyue deliver` at work."""
    given = jinyue_environment(
        folder,
        DATABASE_URL=url,
        TELEGRAM_TOKEN=TOKEN,
        TELEGRAM_API_BASE=stub.url,
        TELEGRAM_PER_SECOND=str(per_second),
        TELEGRAM_PAID_BROADCAST=str(per_second > 30).lower(),
        QUIET_HOURS="off",
    )
    with ExitStack() as stack:
        logs = [folder / f"worker{place}-{time.monotonic_ns()}.log" for place in range(number)]
        started = [stack.enter_context(running([JINYUE, "deliver"], given, log)) for log in logs]
        deadline = time.monotonic() + 60
        while not all('"delivering"' in log.read_text(encoding="utf-8") for log in logs):
            if time.monotonic() > deadline:
                raise SystemExit("\n".join(log.read_text(encoding="utf-8")[-2000:] for log in logs))
            time.sleep(0.05)
        yield started


async def sent(database: Database, number: int, patience: float) -> dict[str, int]:
    """Wait until a broadcast is finished; how many of its messages are in which state."""
    deadline = time.monotonic() + patience
    while time.monotonic() < deadline:
        state, states = await database.reading(counted, broadcast_id=number)
        if state == "finished":
            return states
        await asyncio.sleep(0.5)
    raise SystemExit(f"not finished in time: {state} {states}")


def most_in_a_second(moments: list[float]) -> int:
    most = first = 0
    for last, moment in enumerate(moments):
        while moments[first] <= moment - 1:
            first += 1
        most = max(most, last - first + 1)
    return most


async def measure_pace(folder: Path, seconds: int) -> dict[str, float]:
    """At 30 a second, with something urgent every ten seconds."""
    people = 30 * seconds
    with telegram(LATENCY_MS) as stub:
        chats = stub.ask("crowd", people=people + 1)
        async with new_database(None if SERVER else folder) as (database, url):
            await database.writing(settle, chats=chats)
            number = await database.writing(broadcast_for, text=TEXT)
            overtaken = []
            with workers(1, url, stub, folder, 30):
                asked = time.monotonic()
                for place in range(seconds // 10 - 1):
                    await asyncio.sleep(max(0.0, asked + 5 + 10 * place - time.monotonic()))
                    overtaken.append(await urgent(database, stub, chats[-1], place))
                states = await sent(database, number, seconds + 120)
            calls = stub.ask("calls", method="sendMessage")
    if states != {"sent": people}:
        raise SystemExit(f"not all were sent: {states}")
    moments = sorted(at for at, code, to in calls if code == 200 and to != chats[-1])
    return {
        "used_percent": 100 * (len(moments) - 1) / (30 * (moments[-1] - moments[0]) - len(overtaken)),
        "worst_second": most_in_a_second(sorted(at for at, code, _ in calls if code == 200)),
        "refused": sum(code == 429 for _, code, _ in calls),
        "overtakes_s": max(overtaken),
    }


async def urgent(database: Database, stub: Telegram, chat: int, place: int) -> float:
    """Seconds from writing something urgent down until it arrives."""
    before = time.monotonic()
    data = {"lane": str(place)}
    await database.writing(
        tell_staff, kind="lane_stopped", roles=("events",), key=str(place), data=data, now=datetime.now(UTC)
    )
    while True:
        calls = stub.ask("calls", method="sendMessage", since=before)
        found = [at for at, _, to in calls if to == chat]
        if found:
            return found[0] - before
        await asyncio.sleep(0.05)


async def measure_speed(folder: Path, messages: int, number: int) -> tuple[float, float]:
    """Messages a second with so many workers at 1,000 configured, and the CPU seconds of one message."""
    with telegram(LATENCY_MS) as stub:
        chats = stub.ask("crowd", people=messages + 1)
        async with new_database(None if SERVER else folder) as (database, url):
            await database.writing(settle, chats=chats)
            warm = await database.writing(broadcast_for, text=TEXT, topic="warm")
            with workers(number, url, stub, folder, 1000) as processes:
                await sent(database, warm, 60)
                warmed = len(stub.ask("calls", method="sendMessage"))
                before = sum(map(cpu_seconds, processes))
                this = await database.writing(broadcast_for, text=TEXT)
                states = await sent(database, this, 300)
                used = sum(map(cpu_seconds, processes)) - before
            calls = stub.ask("calls", method="sendMessage")[warmed:]
    # Staff are told of each broadcast that is through, whenever that is.
    moments = [at for at, _, to in calls if to != chats[-1]]
    if states != {"sent": messages}:
        raise SystemExit(f"not all were sent: {states}")
    return (len(moments) - 1) / (max(moments) - min(moments)), used / messages


def bare_loop(messages: int) -> float:
    """CPU seconds of a message in a bare aiogram loop."""
    with telegram(LATENCY_MS) as stub:
        chats = stub.ask("crowd", people=messages)
        environment = os.environ | {"TELEGRAM_TOKEN": TOKEN, "TELEGRAM_API_BASE": stub.url, "TEXT": TEXT}
        process = psutil.Popen(
            [sys.executable, ROOT / "benchmarks" / "peers" / "aiogram_send.py"],
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

        def tell(line: str) -> None:
            process.stdin.write(line + "\n")
            process.stdin.flush()

        tell(" ".join(map(str, chats)))
        process.stdout.readline()
        before = cpu_seconds(process)
        tell("go")
        process.stdout.readline()
        used = cpu_seconds(process) - before
        tell("end")
        process.wait(15)
    return used / (messages - 1)


async def measure_claims(folder: Path, rows: int, claims: int) -> list[float]:
    """Seconds that each claim took, with so many messages waiting."""
    took = []
    async with new_database(None if SERVER else folder) as (database, _):
        await database.writing(million, rows=rows)
        now = datetime.now(UTC)
        await database.writing(open_lane, name="telegram", per_second=30, now=now)
        given = {
            "lane": "telegram",
            "worker": 1,
            "room": 30,
            "lease": timedelta(minutes=1),
            "night": False,
            "weekly": 3,
        }
        for place in range(claims):
            start = time.perf_counter()
            wave = await database.writing(claim_wave, now=now + timedelta(seconds=place), **given)
            took.append(time.perf_counter() - start)
            if len(wave.messages) != 12:
                raise SystemExit(f"a wave of {len(wave.messages)}")
    return took[5:]


async def measure(given: argparse.Namespace) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        ask_jinyue(folder)  # prepares the pack
        number = 2 if SERVER else 1
        rounds: dict[str, list[float]] = {key: [] for key in COLUMNS}
        bare, ratios = [], []
        for place in range(given.rounds):
            speed, _ = await measure_speed(folder, given.messages, number)
            _, cpu = await measure_speed(folder, given.messages, 1)
            bare.append(bare_loop(given.messages) * 1000)
            rounds["fast_per_second"].append(speed)
            rounds["cpu_ms"].append(cpu * 1000)
            ratios.append(cpu * 1000 / bare[-1])
            print(f"round {place + 1} done: {speed:.0f} a second, {ratios[-1]:.2f} of bare", file=sys.stderr)
        took = [seconds * 1000 for seconds in await measure_claims(folder, given.rows, given.claims)]
        rounds["claim_ms"].append(median(took))
        rounds["claim_p99_ms"].append(quantiles(took, n=100)[98])
        print("claims done", file=sys.stderr)
        for key, figure in (await measure_pace(folder, given.seconds)).items():
            rounds[key].append(figure)
    return report(rounds, bare, ratios, given)


def report(
    rounds: dict[str, list[float]], bare: list[float], ratios: list[float], given: argparse.Namespace
) -> dict[str, Any]:
    """Print the table; returns the figures."""
    ours = {key: Spread.of(figures) for key, figures in rounds.items()}
    theirs = Spread.of(bare)
    on = machine()
    table = Table(
        "", "jinyue", "bare aiogram loop", title="Sending", caption=" · ".join(f"{k} {v}" for k, v in on.items())
    )
    for key, (title, digits) in COLUMNS.items():
        table.add_row(title, ours[key].shown(digits), theirs.shown(digits) if key == "cpu_ms" else "")
    table.add_row("CPU a message, to the bare loop", Spread.of(ratios).shown(2), "")
    Console(width=140).print(table)
    return {
        "benchmark": "delivery",
        "machine": on,
        "database": "PostgreSQL" if SERVER else "SQLite",
        "workers": 2 if SERVER else 1,
        "seconds": given.seconds,
        "messages": given.messages,
        "rows": given.rows,
        "rounds": given.rounds,
        "jinyue": {key: figure.as_json() for key, figure in ours.items()},
        "bare aiogram loop": {"cpu_ms": theirs.as_json()},
        "send_cpu_ratio_to_aiogram": Spread.of(ratios).as_json(),
    }


def main() -> None:
    """Measure, print a table, and as the last line the figures as JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=int, default=300, help="at 30 messages a second")
    parser.add_argument("--messages", type=int, default=10_000, help="at 1,000 a second, and for the CPU")
    parser.add_argument("--rows", type=int, default=1_000_000, help="that wait while waves are claimed")
    parser.add_argument("--claims", type=int, default=500)
    parser.add_argument("--rounds", type=int, default=3)
    given = parser.parse_args()
    if not SERVER:
        print("TEST_DATABASE_URL is not set: measured on SQLite with one worker", file=sys.stderr)
    sys.stdout.write(json.dumps(asyncio.run(measure(given)), ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
