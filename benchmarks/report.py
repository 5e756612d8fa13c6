"""``make bench``: runs every benchmark and writes what they print to docs/benchmarks.md.

No figure there is written by hand: the tables are made from the JSON object that each benchmark prints as its last
line.
"""

import json
import subprocess
import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from understanding_report import understanding

HERE = Path(__file__).parent
TARGET = HERE.parent / "docs" / "benchmarks.md"
BENCHMARKS = ("telegram_echo.py", "start.py", "booking.py", "delivery.py", "matching.py")
ROWS = {
    "cpu_ms": "CPU a message at full speed, ms",
    "per_second": "messages a second",
    "steady_cpu_ms": "CPU a message at 50 a second, ms",
    "median_ms": "median latency at 50 a second, ms",
    "p99_ms": "p99 latency at 50 a second, ms",
    "peak_mb": "peak memory, MB",
    "first_answer_s": "start to first answer, s",
    "ready_s": "`jinyue run` until `/readyz` says yes, s",
    "web_answer_s": "`jinyue run` until the first answer on the page, s",
    "web_peak_mb": "peak memory then, MB",
    "telegram_answer_s": "`jinyue run` until the first answer on Telegram, s",
    "ask_s": "`jinyue ask` of one question, s",
    "cpu_ratio_to_aiogram": "CPU a message, Jinyue to aiogram's echo",
    "cpu_ratio_to_python-telegram-bot": "CPU a message, Jinyue to python-telegram-bot's echo",
    "hot_per_second": "one slot that all want: bookings a second",
    "hot_p99_ms": "p99 of a booking then, ms",
    "many_per_second": "200 slots: bookings a second",
    "many_p99_ms": "p99 of a booking then, ms",
    "contended_p99_ms": "1,000 contenders for 200 seats: p99 of a booking, ms",
    "contended_s": "until all of them have their answer, s",
    "one_by_one_per_second": "one at a time: bookings a second",
    "at_once_per_second": "16 at a time: bookings a second",
    "browse_ms": "browsing everything, ms in the database",
    "browse_p99_ms": "browsing everything, p99, ms",
    "browse_complex_ms": "browsing one complex's viewings, ms in the database",
    "browse_complex_p99_ms": "browsing one complex's viewings, p99, ms",
    "browse_place_ms": "browsing by place and month, ms in the database",
    "browse_place_p99_ms": "browsing by place and month, p99, ms",
    "mine_ms": "my bookings, ms in the database",
    "mine_p99_ms": "my bookings, p99, ms",
    "complexes_ms": "all complexes with their units, ms in the database",
    "complexes_p99_ms": "all complexes with their units, p99, ms",
    "hot_ratio_to_asyncpg": "one slot: bookings a second, Jinyue to plain asyncpg",
    "many_ratio_to_asyncpg": "200 slots: bookings a second, Jinyue to plain asyncpg",
    "used_percent": "30 a second configured: of it used, %",
    "worst_second": "most in any second then",
    "refused": "refused as too fast (429) then",
    "overtakes_s": "what is urgent is said within, s (worst)",
    "fast_per_second": "1,000 a second configured: messages a second",
    "claim_ms": "claiming a wave among all that wait, ms",
    "claim_p99_ms": "claiming a wave, p99, ms",
    "send_cpu_ratio_to_aiogram": "CPU a message, Jinyue to a bare aiogram loop",
}
"""How each figure is called."""
GOALS = {
    "cpu_ratio_to_aiogram": ("≤ 1.5", lambda figure: figure <= 1.5),
    "cpu_ratio_to_python-telegram-bot": ("< 1", lambda figure: figure < 1),
    "peak_mb": ("≤ 200", lambda figure: figure <= 200),
    "first_answer_s": ("≤ 3", lambda figure: figure <= 3),
    "web_answer_s": ("≤ 3", lambda figure: figure <= 3),
    "telegram_answer_s": ("≤ 3", lambda figure: figure <= 3),
    "ask_s": ("≤ 1", lambda figure: figure <= 1),
    "hot_ratio_to_asyncpg": ("≥ 0.5", lambda figure: figure >= 0.5),
    "many_ratio_to_asyncpg": ("≥ 0.5", lambda figure: figure >= 0.5),
    "contended_p99_ms": ("≤ 250", lambda figure: figure <= 250),
    "one_by_one_per_second": ("≥ 200", lambda figure: figure >= 200),
    "used_percent": ("≥ 99", lambda figure: figure >= 99),
    "worst_second": ("≤ 31", lambda figure: figure <= 31),
    "refused": ("none", lambda figure: figure == 0),
    "overtakes_s": ("≤ 1", lambda figure: figure <= 1),
    "fast_per_second": ("≥ 800", lambda figure: figure >= 800),
    "claim_p99_ms": ("≤ 20", lambda figure: figure <= 20),
    "send_cpu_ratio_to_aiogram": ("≤ 1.3", lambda figure: figure <= 1.3),
    "browse_p99_ms": ("≤ 20", lambda figure: figure <= 20),
    "browse_complex_p99_ms": ("≤ 20", lambda figure: figure <= 20),
    "browse_place_p99_ms": ("≤ 20", lambda figure: figure <= 20),
    "mine_p99_ms": ("≤ 20", lambda figure: figure <= 20),
}
"""What Jinyue is meant to reach."""

INTRODUCTION = """# Benchmarks

Written by `make bench` from what the scripts in `benchmarks/` print; no figure is written by hand. Each figure is a
median, with the least and the most of its rounds behind it.

Machine: {on}. Measured on {day}.
"""
ECHO = """
## A message on Telegram, beside the plainest echo bots

`benchmarks/telegram_echo.py`, {rounds} rounds: the same stub server and load for all, in turns. Jinyue answers a policy
question with intake, identity, understanding, database and log; in its second column several hundred questions, all
different and none worded as in the pack. The others send back what they got.

"""
START = """
## Starting

`benchmarks/start.py`, {rounds} rounds. The very first start, which makes the database and prepares the pack in a
process of its own, took {first:.2f} s.

"""
BOOKING = """
## Booking

`benchmarks/booking.py`, {rounds} rounds. One booking is one transaction: the person locked, the seats taken, the
registration, the ledger, the audit, two reminders. asyncpg and pgbench write the same rows, one statement after the
other, and check nothing. On PostgreSQL by 16 connections, each booking timed from when it has its turn. Browsing and
"my bookings" among {scale}.

"""
DELIVERY = """
## Sending

`benchmarks/delivery.py`, {rounds} rounds, on {database}: `jinyue deliver` as real processes, the stub 50 ms away.
{seconds} s at 30 a second with one worker, something urgent every ten seconds; {messages:,} messages at 1,000 a
second with {workers} of them; waves of twelve claimed among {rows:,} rows. The CPU is one worker's, with expansion,
claims and results; beside it a loop of `bot.send_message`.

"""


def main() -> None:
    """Run the benchmarks and write the report."""
    results = [run(name) for name in BENCHMARKS]
    echo, start, booking, delivery, matching = results
    on = " · ".join(f"{key} {value}" for key, value in echo["machine"].items())
    ours = {**echo["jinyue"], **{key: echo[key] for key in echo if key.startswith("cpu_ratio")}}
    lines = [
        *INTRODUCTION.format(on=on, day=f"{datetime.now(UTC):%Y-%m-%d}").splitlines(),
        *ECHO.format(rounds=echo["rounds"]).splitlines(),
        *table(echo, ["jinyue", "jinyue, all different", "aiogram", "python-telegram-bot"]),
        "",
        *goals(ours),
        *START.format(rounds=start["rounds"], first=start["very_first_start_s"]).splitlines(),
        *table(start, ["jinyue"]),
        "",
        *goals(start["jinyue"]),
        *BOOKING.format(rounds=booking["rounds"], scale=booking["scale"]).splitlines(),
        *table(booking, ["jinyue", "asyncpg", "pgbench", "jinyue on SQLite"]),
        "",
        *(line for name in ("jinyue", "jinyue on SQLite") for line in booking_goals(booking, name)),
        *(line for name, plans in booking["plans"].items() for line in plans_of(name, plans)),
        "",
        *DELIVERY.format(**delivery).splitlines(),
        *table(delivery, ["jinyue", "bare aiogram loop"]),
        "",
        *goals({**delivery["jinyue"], "send_cpu_ratio_to_aiogram": delivery["send_cpu_ratio_to_aiogram"]}),
        "",
        *understanding(matching),
        "",
        *(HERE / "remarks.md").read_text(encoding="utf-8").splitlines(),
    ]
    TARGET.write_text("\n".join(lines) + "\n", encoding="utf-8")


def run(name: str) -> dict[str, Any]:
    """Run one benchmark, show what it prints, and return the figures of its last line."""
    done = subprocess.run([sys.executable, HERE / name], check=True, stdout=subprocess.PIPE, text=True)
    sys.stdout.write(done.stdout)
    figures: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return figures


def table(result: Mapping[str, Any], contenders: list[str]) -> list[str]:
    """The figures of the contenders, side by side."""
    present = [name for name in contenders if name in result]
    lines = ["| | " + " | ".join(present) + " |", "|---|" + "--:|" * len(present)]
    lines += [
        f"| {title} | " + " | ".join(shown(result[name][key]) if key in result[name] else "" for name in present) + " |"
        for key, title in ROWS.items()
        if any(key in result[name] for name in present)
    ]
    return lines


def booking_goals(booking: Mapping[str, Any], name: str) -> list[str]:
    """The goals of booking on one of the databases."""
    if name not in booking:
        return []
    ratios = {key: booking[key] for key in booking if key.endswith("_ratio_to_asyncpg")} if name == "jinyue" else {}
    return [f"{'PostgreSQL' if name == 'jinyue' else 'SQLite'}:", "", *goals({**booking[name], **ratios}), ""]


def plans_of(name: str, plans: Mapping[str, list[str]]) -> list[str]:
    """How the database goes about the queries, folded away."""
    return [
        f"<details><summary>Query plans: {name}</summary>",
        "",
        *(line for look, plan in plans.items() for line in (f"{ROWS[look + '_ms']}:", "", "```", *plan, "```", "")),
        "</details>",
        "",
    ]


def goals(figures: Mapping[str, Any]) -> list[str]:
    """What was meant to be reached, and whether it was."""
    lines = ["| goal | is | reached |", "|---|--:|---|"]
    for key, (words, reached) in GOALS.items():
        if key in figures:
            figure = figures[key]["median"]
            lines.append(f"| {ROWS[key]} {words} | {shown(figures[key])} | {'yes' if reached(figure) else '**no**'} |")
    return lines


def shown(figure: Mapping[str, float]) -> str:
    """A median with its spread."""
    digits = 0 if figure["median"] >= 100 else 2
    return f"{figure['median']:.{digits}f} ({figure['min']:.{digits}f}–{figure['max']:.{digits}f})"


if __name__ == "__main__":
    main()
