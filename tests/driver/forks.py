"""Processes of the program that are forks of one which has imported it: that takes seconds, and tests want many.

A module that tells what such a process does is run with ``python -m``, as the one that they are forks of.
"""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, Self

ROOT = Path(__file__).parents[2]


class Womb:
    """The process whose forks the others are: one is enough for all tests. `module`: the one that it runs."""

    def __init__(self, module: str) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", module], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._process.communicate(timeout=10)

    def start(self, plan: Mapping[str, Any]) -> int:
        """Start a process with this plan; returns its number."""
        return self._ask({"plan": plan})

    def wait(self, pid: int) -> int:
        """Wait until a process is over; returns its exit status, negative for a signal."""
        return self._ask({"over": pid})

    def _ask(self, what: dict[str, Any]) -> int:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(what) + "\n")
        self._process.stdin.flush()
        return int(self._process.stdout.readline())


def give_birth(live: Callable[[dict[str, Any]], None]) -> None:
    """Be that process: let a fork `live` for every plan on standard input; tell its number, and how it ended."""
    from bot.light_aiogram import import_aiogram

    import_aiogram()
    from tests.driver.once import ready_to_fork

    with ready_to_fork():
        for line in sys.stdin:
            asked = json.loads(line)
            if "over" in asked:
                answer = os.waitstatus_to_exitcode(os.waitpid(asked["over"], 0)[1])
            else:
                answer = os.fork()
                if answer == 0:
                    live(asked["plan"])
            sys.stdout.write(f"{answer}\n")
            sys.stdout.flush()
