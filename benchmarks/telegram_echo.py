"""What a message costs Jinyue, which answers a policy question, beside the plainest echo bots of two libraries.

All speak HTTP with the same stub server in a process of its own, under the same load, in turns. First at a steady,
modest rate, which gives the latency; then as fast as each can, which gives the throughput and the CPU of a message.
All are told one policy question again and again; Jinyue once more, as a contender of its own, is told several hundred
questions of the pack's evaluation instead, all different and none worded as in the pack.
"""

import argparse
import json
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from statistics import median, quantiles
from typing import Any

from running import (
    JINYUE,
    QUESTION,
    ROOT,
    TOKEN,
    Spread,
    Telegram,
    ask_jinyue,
    cpu_seconds,
    jinyue_environment,
    machine,
    peak_memory_mb,
    running,
    show,
    telegram,
)

from knowledge import Knowledge

PEERS = Path(__file__).parent / "peers"
EVALUATION = ROOT / "knowledge" / "packs" / "wujin" / "eval"
SOURCE = "2024"
"""What stands in every answer of ours: the year of its source."""
COLUMNS = {
    "cpu_ms": ("CPU, ms a message", 2),
    "per_second": ("messages a second", 0),
    "steady_cpu_ms": ("CPU at the steady rate, ms", 2),
    "median_ms": ("median latency, ms", 1),
    "p99_ms": ("p99 latency, ms", 1),
    "peak_mb": ("peak memory, MB", 0),
    "first_answer_s": ("start to first answer, s", 2),
    "stub_cpu_ms": ("the stub's own CPU, ms", 2),
}
"""What is measured: how it is called, and its digits."""


@dataclass(frozen=True, slots=True)
class Contender:
    """A bot: how it is started, what it is told, and how its answer is known."""

    command: tuple[str, ...]
    answer: str = ""
    """What every answer has in it."""
    ours: bool = False
    varied: bool = False


CONTENDERS = {
    "jinyue": Contender((JINYUE, "run"), SOURCE, ours=True),
    "jinyue, all different": Contender((JINYUE, "run"), SOURCE, ours=True, varied=True),
    "aiogram": Contender((sys.executable, str(PEERS / "aiogram_echo.py"))),
    "python-telegram-bot": Contender((sys.executable, str(PEERS / "ptb_echo.py"))),
}


@dataclass(frozen=True, slots=True)
class Load:
    """How much is said."""

    messages: int
    steady: int
    rate: float
    people: int
    latency_ms: float


def measure(contender: Contender, load: Load, questions: Sequence[str], folder: Path) -> dict[str, float]:
    """Start a bot and a server for it, and measure; the folder keeps what the bot writes."""
    with telegram(load.latency_ms) as server:
        environment = {"TELEGRAM_TOKEN": TOKEN, "TELEGRAM_API_BASE": server.url}
        if contender.ours:
            environment = jinyue_environment(folder, **environment)
        said = {
            "texts": questions if contender.varied else [QUESTION],
            "answered_by": contender.answer,
            "people": load.people,
        }
        start = time.monotonic()
        with running(contender.command, environment, folder / "log") as process:
            finished(server, said | {"messages": 1})
            figures = {"first_answer_s": time.monotonic() - start}
            finished(server, said | {"messages": 4 * load.people})  # warm-up
            before = cpu_seconds(process)
            steady = finished(server, said | {"messages": load.steady, "rate": load.rate})
            figures["steady_cpu_ms"] = (cpu_seconds(process) - before) / load.steady * 1000
            figures["median_ms"] = median(steady["latencies"]) * 1000
            figures["p99_ms"] = quantiles(steady["latencies"], n=100)[98] * 1000
            before, stub_before = cpu_seconds(process), cpu_seconds(server.process)
            full = finished(server, said | {"messages": load.messages})
            figures["cpu_ms"] = (cpu_seconds(process) - before) / load.messages * 1000
            figures["stub_cpu_ms"] = (cpu_seconds(server.process) - stub_before) / load.messages * 1000
            figures["per_second"] = load.messages / full["seconds"]
            figures["peak_mb"] = peak_memory_mb(process)
        violations = server.ask("state")["violations"]
        if violations:
            raise SystemExit(f"{contender.command} broke the rules of the Bot API: {violations[0]}")
    return figures


def known_questions(folder: Path) -> list[str]:
    """Questions of the pack's evaluation that are answered with their source, whatever was said before them."""
    knowledge = Knowledge.load(EVALUATION.parent, folder)
    asked = [json.loads(line)["q"] for line in (EVALUATION / "tuned-questions.jsonl").read_text("utf-8").splitlines()]
    understood = ((question, knowledge.understand(question, now=datetime.now(UTC))) for question in asked)
    facts = {
        entry.id
        for entry in knowledge.pack.entries
        if entry.kind == "fact" and entry.browse is None and entry.source is not None
        if SOURCE in knowledge.pack.sources[entry.source].title.zh
    }
    return [
        question
        for question, meant in understood
        if meant.entry is not None and meant.entry.id in facts and not meant.leans
    ]


def finished(server: Telegram, plan: Mapping[str, Any]) -> Any:
    """Run a load to its end."""
    result = server.ask("load", **plan)
    if result["unanswered"]:
        raise SystemExit(f"{result['unanswered']} of {plan['messages']} messages were not answered")
    return result


def report(measured: Mapping[str, Sequence[Mapping[str, float]]], load: Load, on: Mapping[str, Any]) -> dict[str, Any]:
    """Print the table; returns the figures."""
    spreads = {
        name: {key: Spread.of([figures[key] for figures in rounds]) for key in COLUMNS}
        for name, rounds in measured.items()
    }
    rounds = len(next(iter(measured.values())))
    show(
        f"{load.people} people: {load.messages} messages at full speed, {load.steady} at {load.rate:g} a second",
        COLUMNS,
        spreads,
        rounds,
        on,
    )
    figures: dict[str, Any] = {
        "benchmark": "telegram_echo",
        "machine": dict(on),
        "rounds": rounds,
        **{name: {key: value.as_json() for key, value in spread.items()} for name, spread in spreads.items()},
    }
    if "jinyue" in measured:
        # Each round's own ratio: what else the machine does in a round then slows both.
        for peer in [name for name in measured if not CONTENDERS[name].ours]:
            pairs = zip(measured["jinyue"], measured[peer], strict=True)
            ratio = Spread.of([ours["cpu_ms"] / theirs["cpu_ms"] for ours, theirs in pairs])
            figures[f"cpu_ratio_to_{peer}"] = ratio.as_json()
    return figures


def main() -> None:
    """Measure in turns, print a table, and as the last line the figures as JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--messages", type=int, default=1000, help="at full speed")
    parser.add_argument("--steady", type=int, default=150, help="messages at the steady rate")
    parser.add_argument("--rate", type=float, default=50, help="the steady rate, messages a second")
    parser.add_argument("--people", type=int, default=50)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--latency", type=float, default=0, help="milliseconds the server takes for each call")
    parser.add_argument("--only", nargs="+", choices=CONTENDERS, default=list(CONTENDERS))
    given = parser.parse_args()
    load = Load(given.messages, given.steady, given.rate, given.people, given.latency)
    measured: dict[str, list[dict[str, float]]] = {name: [] for name in given.only}
    with tempfile.TemporaryDirectory() as folder:
        for name in given.only:
            Path(folder, name).mkdir()
        for name in given.only:
            if CONTENDERS[name].ours:
                ask_jinyue(Path(folder, name))  # prepares the pack, as the very first start does
        questions = known_questions(Path(folder))
        for number in range(given.rounds):
            for name in given.only:
                own = Path(folder, name)
                measured[name].append(measure(CONTENDERS[name], load, questions, own))
                print(f"round {number + 1}: {name} done", file=sys.stderr)
    sys.stdout.write(json.dumps(report(measured, load, machine()), ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
