"""How long a newcomer waits: from the start to the first answer on the page and on Telegram, and one `jinyue ask`."""

import argparse
import json
import socket
import sys
import tempfile
import time
import urllib.error
import urllib.request
import uuid
from collections import defaultdict
from pathlib import Path

from rich.console import Console
from rich.table import Table
from running import (
    ANSWER,
    JINYUE,
    QUESTION,
    TOKEN,
    Spread,
    ask_jinyue,
    jinyue_environment,
    machine,
    peak_memory_mb,
    running,
    telegram,
)
from websockets.sync.client import connect

TITLES = {
    "ready_s": "start to /readyz",
    "web_answer_s": "start to the first answer on the page",
    "web_peak_mb": "peak memory then, MB",
    "telegram_answer_s": "start to the first answer on Telegram",
    "ask_s": "jinyue ask, one question",
}
PATIENCE = 60.0
"""Seconds after which a start has failed."""


def on_the_page(folder: Path) -> dict[str, float]:
    """Start, wait until it is ready, and ask on the page."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    start = time.monotonic()
    with running((JINYUE, "run"), jinyue_environment(folder, PORT=str(port)), folder / "log") as process:
        while not is_ready(f"http://127.0.0.1:{port}/readyz"):
            if time.monotonic() - start > PATIENCE or not process.is_running():
                raise SystemExit(f"it does not start: {(folder / 'log').read_text(encoding='utf-8')[-2000:]}")
            time.sleep(0.01)
        ready = time.monotonic() - start
        with connect(f"ws://127.0.0.1:{port}/ws") as page:
            page.send(json.dumps({"type": "hello", "v": 1, "token": None, "after": None, "language": "zh"}))
            page.send(json.dumps({"type": "say", "id": str(uuid.uuid4()), "text": QUESTION}))
            while not is_the_answer(page.recv(timeout=PATIENCE)):
                pass
            answered = time.monotonic() - start
        return {"ready_s": ready, "web_answer_s": answered, "web_peak_mb": peak_memory_mb(process)}


def is_ready(url: str) -> bool:
    """Whether the program says that it is ready."""
    try:
        with urllib.request.urlopen(url, timeout=1) as response:  # noqa: S310 - an address of this machine
            return bool(response.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def is_the_answer(frame: str | bytes) -> bool:
    """Whether a frame of the page's protocol brings the answer."""
    content = json.loads(frame)
    return content["type"] == "message" and ANSWER in (content["message"]["text"] or "")


def on_telegram(folder: Path) -> dict[str, float]:
    """Start while a question waits on Telegram."""
    with telegram() as server:
        settings = jinyue_environment(folder, TELEGRAM_TOKEN=TOKEN, TELEGRAM_API_BASE=server.url)
        start = time.monotonic()
        with running((JINYUE, "run"), settings, folder / "log"):
            result = server.ask("load", messages=1, people=1, texts=[QUESTION], answered_by=ANSWER, patience=PATIENCE)
            if result["unanswered"]:
                raise SystemExit("the question on Telegram was not answered")
            return {"telegram_answer_s": time.monotonic() - start}


def main() -> None:
    """Measure in turns, print a table, and as the last line the figures as JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    given = parser.parse_args()
    measured: defaultdict[str, list[float]] = defaultdict(list)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        first = on_the_page(folder)["web_answer_s"]  # makes the database and prepares the pack
        for number in range(given.rounds):
            for figures in (on_the_page(folder), on_telegram(folder), {"ask_s": ask_jinyue(folder)}):
                for key, figure in figures.items():
                    measured[key].append(figure)
            print(f"round {number + 1} done", file=sys.stderr)
    spreads = {key: Spread.of(measured[key]) for key in TITLES}
    on = machine()
    table = Table(
        title="Starting Jinyue, seconds",
        caption=f"median of {given.rounds} (least-most) · " + " · ".join(f"{key} {value}" for key, value in on.items()),
    )
    table.add_column("")
    table.add_column("jinyue", justify="right")
    table.add_row("the very first start, with an empty folder", f"{first:.2f}")
    for key, spread in spreads.items():
        table.add_row(TITLES[key], spread.shown(2 if key.endswith("_s") else 0))
    Console(width=120).print(table)
    result = {"benchmark": "start", "machine": on, "rounds": given.rounds, "very_first_start_s": round(first, 3)}
    figures_as_json = {key: spread.as_json() for key, spread in spreads.items()}
    sys.stdout.write(json.dumps(result | {"jinyue": figures_as_json}, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
