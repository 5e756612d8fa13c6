"""`jinyue run` as a process of its own, to be killed and started again.

Importing takes seconds. So that a test can afford many lives, one process imports everything once and every life is a
fork of it, which then runs the command as the command line does. ``python -m tests.driver.lives`` is that process.
"""

import os
import signal
import socket
import subprocess
import sys
from pathlib import Path
from types import TracebackType
from typing import IO, Self

ROOT = Path(__file__).parents[2]


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


class Lives:
    """One program after the other, on the same settings. `log` collects what all of them log."""

    def __init__(self, settings: dict[str, str], folder: Path) -> None:
        self.count = 0
        self._log = folder / "lives.log"
        self._folder = folder
        self._environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), **settings}
        self._womb: subprocess.Popen[str] | None = None
        self._pid = 0

    def __enter__(self) -> Self:
        with self._log.open("w") as log:
            self._womb = subprocess.Popen(
                [sys.executable, "-m", "tests.driver.lives"],
                cwd=self._folder,
                env=self._environment,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
            )
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._pid:
            self.end(signal.SIGKILL)
        assert self._womb is not None
        self._pipe(self._womb.stdin).close()
        self._womb.wait(10)
        self._pipe(self._womb.stdout).close()

    @property
    def log(self) -> str:
        return self._log.read_text("utf-8")

    def start(self) -> None:
        """Start the next one; it is not ready yet."""
        self._pid = int(self._ask("start"))
        self.count += 1

    def end(self, how: signal.Signals) -> int:
        """Send it a signal and wait until it is gone; returns its exit status, negative for a signal."""
        os.kill(self._pid, how)
        self._pid = 0
        return int(self._ask("wait"))

    def _ask(self, what: str) -> str:
        assert self._womb is not None
        question, answer = self._pipe(self._womb.stdin), self._pipe(self._womb.stdout)
        question.write(what + "\n")
        question.flush()
        return answer.readline()

    @staticmethod
    def _pipe(pipe: IO[str] | None) -> IO[str]:
        assert pipe is not None
        return pipe


def give_birth() -> None:
    """Fork a life for every ``start`` on standard input; tell its number, and how it ended when asked to ``wait``."""
    from bot.light_aiogram import import_aiogram

    import_aiogram()
    import asyncpg  # noqa: F401 - imported once, for all lives
    import sqlalchemy.ext.asyncio  # noqa: F401

    import bot.serving  # noqa: F401
    from bot.cli import main

    born = 0
    for line in sys.stdin:
        if line == "start\n":
            born = os.fork()
            if born == 0:
                os.dup2(os.open(os.devnull, os.O_RDWR), 0)
                os.dup2(os.open(os.devnull, os.O_RDWR), 1)
                sys.argv = ["jinyue", "run"]
                main()
            answer = born
        else:
            answer = os.waitstatus_to_exitcode(os.waitpid(born, 0)[1])
        sys.stdout.write(f"{answer}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    give_birth()
