"""What the benchmarks share: the machine, the programs that are measured, and the stub of Telegram that drives them."""

import contextlib
import json
import os
import platform
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from statistics import median
from typing import Any

import psutil
from rich.console import Console
from rich.table import Table

ROOT = Path(__file__).parent.parent
SPEC = ROOT.parent / "shared" / "telegram" / "bot-api.json"
TOKEN = "4200000001:AAF-token_for_the_benchmarks"  # noqa: S105 - of a server that exists only here
QUESTION = "人才公寓有多少套"
ANSWER = "23248"
"""A policy question, and what its answer has in it."""


def machine() -> dict[str, Any]:
    """What the figures were measured on."""
    model = platform.processor()
    with contextlib.suppress(OSError):
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
        model = next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), model)
    return {
        "cpu": model,
        "cores": os.cpu_count(),
        "memory_gb": round(psutil.virtual_memory().total / 2**30, 1),
        "python": platform.python_version(),
        "aiogram": version("aiogram"),
        "python-telegram-bot": version("python-telegram-bot"),
        "pydantic": version("pydantic"),
    }


@dataclass(frozen=True, slots=True)
class Spread:
    """A figure measured several times."""

    median: float
    least: float
    most: float

    @classmethod
    def of(cls, figures: Sequence[float]) -> "Spread":
        return cls(median(figures), min(figures), max(figures))

    def shown(self, digits: int) -> str:
        return f"{self.median:.{digits}f} ({self.least:.{digits}f}-{self.most:.{digits}f})"

    def as_json(self) -> dict[str, float]:
        return {
            "median": round(self.median, 5),
            "min": round(self.least, 5),
            "max": round(self.most, 5),
        }


def show(
    title: str,
    columns: Mapping[str, tuple[str, int]],
    spreads: Mapping[str, Mapping[str, Spread]],
    rounds: int,
    on: Mapping[str, Any],
) -> None:
    """Print a table: a row for each figure (how it is called, its digits), a column for each contender that has it."""
    caption = " · ".join([f"median of {rounds} rounds (least-most)", *(f"{key} {value}" for key, value in on.items())])
    table = Table(title=title, caption=caption)
    table.add_column("")
    for name in spreads:
        table.add_column(name, justify="right")
    for key, (called, digits) in columns.items():
        shown = [spread[key].shown(digits) if key in spread else "" for spread in spreads.values()]
        if any(shown):
            table.add_row(called, *shown)
    Console(width=140).print(table)


def jinyue_environment(folder: Path, **settings: str) -> dict[str, str]:
    """The settings of a Jinyue that keeps everything in a folder and lets everybody speak as fast as they like."""
    return {
        "HOST": "127.0.0.1",
        "PORT": "0",
        "PUBLIC_URL": "",
        "DATABASE_URL": f"sqlite:///{folder / 'jinyue.db'}",
        "DATA_DIR": str(folder),
        "PACK": "wujin",
        "TELEGRAM_TOKEN": "",
        "THROTTLE_PER_MINUTE": "0",
        "LOG_FORMAT": "json",
        **settings,
    }


JINYUE = str(Path(sys.executable).with_name("jinyue"))


def ask_jinyue(folder: Path) -> float:
    """Ask once on the command line; returns the seconds it took. The first time in a folder it prepares the pack."""
    start = time.monotonic()
    done = subprocess.run(
        [JINYUE, "ask", QUESTION],
        env=os.environ | jinyue_environment(folder),
        cwd=folder,
        check=True,
        capture_output=True,
        text=True,
    )
    took = time.monotonic() - start
    if ANSWER not in done.stdout:
        raise SystemExit(f"a wrong answer: {done.stdout}")
    return took


@contextlib.contextmanager
def running(command: Sequence[str], environment: Mapping[str, str], log: Path) -> Iterator[psutil.Process]:
    """Run a program with its output in a file; it is stopped at the end."""
    with log.open("ab") as output:
        process = psutil.Popen(command, env=os.environ | environment, stdout=output, stderr=output, cwd=log.parent)
        try:
            yield process
        finally:
            process.terminate()
            try:
                process.wait(15)
            except psutil.TimeoutExpired:
                process.kill()
                process.wait()


def cpu_seconds(process: psutil.Process) -> float:
    """User and system time that a process has used."""
    times = process.cpu_times()
    return float(times.user + times.system)


def peak_memory_mb(process: psutil.Process) -> float:
    """The most memory that was resident; where the system does not keep that, what is resident now."""
    with contextlib.suppress(OSError):
        for line in Path(f"/proc/{process.pid}/status").read_text(encoding="utf-8").splitlines():
            if line.startswith("VmHWM"):
                return int(line.split()[1]) / 1024
    return float(process.memory_info().rss) / 2**20


class Telegram:
    """The stub server in another process."""

    def __init__(self, url: str, process: psutil.Process) -> None:
        self.url = url
        self.process = process

    def ask(self, what: str, **given: Any) -> Any:
        """One call of the stub's own control interface."""
        request = urllib.request.Request(  # noqa: S310 - an address of this machine
            f"{self.url}/control/{what}", json.dumps(given).encode(), {"Content-Type": "application/json"}
        )
        with urllib.request.urlopen(request, timeout=600) as response:  # noqa: S310
            return json.load(response)


@contextlib.contextmanager
def telegram(latency_ms: float = 0) -> Iterator[Telegram]:
    """A Bot API server of this machine. It checks every call where the description of the API is at hand."""
    rules = ["--spec", str(SPEC)] if SPEC.is_file() else ["--unchecked"]
    command = [sys.executable, "-m", "tests.stubs.bot_api", "--token", TOKEN, "--latency", str(latency_ms), *rules]
    process = psutil.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    try:
        yield Telegram(process.stdout.readline().strip(), process)
    finally:
        process.terminate()
        process.wait(15)
        process.stdout.close()
