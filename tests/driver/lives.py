"""`jinyue run` as a process of its own, to be killed and started again.

Importing takes seconds. So that a test can afford many lives, one process imports everything once and every life is a
fork of it, which then runs the command as the command line does. ``python -m tests.driver.lives`` is that process.
"""

import json
import os
import signal
import socket
import subprocess
import sys
from pathlib import Path
from types import TracebackType
from typing import Self

ROOT = Path(__file__).parents[2]


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


class Womb:
    """The process whose forks the lives are: one is enough for all tests."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.driver.lives"],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._process.communicate(timeout=10)

    def start(self, settings: dict[str, str], folder: Path, log: Path) -> int:
        """Start a life with these settings in this folder; returns its process's number."""
        return self._ask(
            {"environment": {"PATH": os.environ["PATH"], **settings}, "folder": str(folder), "log": str(log)}
        )

    def wait(self, pid: int) -> int:
        """Wait until a life is over; returns its exit status, negative for a signal."""
        return self._ask({"over": pid})

    def _ask(self, what: dict[str, object]) -> int:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(what) + "\n")
        self._process.stdin.flush()
        return int(self._process.stdout.readline())


class Lives:
    """One program after the other, on the same settings. `log` collects what all of them log."""

    def __init__(self, womb: Womb, settings: dict[str, str], folder: Path) -> None:
        self.count = 0
        self._womb = womb
        self._settings = settings
        self._folder = folder
        self._log = folder / "lives.log"
        self._pid = 0

    def __enter__(self) -> Self:
        self._log.touch()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._pid:
            self.end(signal.SIGKILL)

    @property
    def log(self) -> str:
        return self._log.read_text("utf-8")

    def start(self) -> None:
        """Start the next one; it is not ready yet."""
        self._pid = self._womb.start(self._settings, self._folder, self._log)
        self.count += 1

    def end(self, how: signal.Signals) -> int:
        """Send it a signal and wait until it is gone; returns its exit status, negative for a signal."""
        pid, self._pid = self._pid, 0
        os.kill(pid, how)
        return self._womb.wait(pid)


def give_birth() -> None:
    """Fork a life for every line on standard input that has its settings; tell its number, and how it ended."""
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
                    live(asked)
            sys.stdout.write(f"{answer}\n")
            sys.stdout.flush()


def live(given: dict[str, object]) -> None:
    """Be the program, as the command line starts it."""
    from bot.cli import main

    for number, file, mode in ((0, os.devnull, os.O_RDWR), (1, os.devnull, os.O_RDWR), (2, given["log"], os.O_WRONLY)):
        os.dup2(os.open(str(file), mode | os.O_APPEND), number)
    os.chdir(str(given["folder"]))
    os.environ.clear()
    os.environ.update(given["environment"])  # type: ignore[call-overload]
    sys.argv = ["jinyue", "run"]
    main()


if __name__ == "__main__":
    give_birth()
