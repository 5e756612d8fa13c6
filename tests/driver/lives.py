"""`jinyue run` as a process of its own, to be killed and started again.

Every life is a fork, which runs the command as the command line does.
"""

import os
import signal
import socket
import sys
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from tests.driver.forks import Womb, give_birth


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


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
        environment = {"PATH": os.environ["PATH"], **self._settings}
        plan = {"environment": environment, "folder": str(self._folder), "log": str(self._log)}
        self._pid = self._womb.start(plan)
        self.count += 1

    def end(self, how: signal.Signals) -> int:
        """Send it a signal and wait until it is gone; returns its exit status, negative for a signal."""
        pid, self._pid = self._pid, 0
        os.kill(pid, how)
        return self._womb.wait(pid)


def live(plan: dict[str, Any]) -> None:
    """Be the program, as the command line starts it."""
    from bot.cli import main

    for number, file, mode in ((0, os.devnull, os.O_RDWR), (1, os.devnull, os.O_RDWR), (2, plan["log"], os.O_WRONLY)):
        os.dup2(os.open(file, mode | os.O_APPEND), number)
    os.chdir(plan["folder"])
    os.environ.clear()
    os.environ.update(plan["environment"])
    sys.argv = ["jinyue", "run"]
    main()


if __name__ == "__main__":
    give_birth(live)
